"""How many rows of a frame keep a rule."""

import pandas as pd

from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.schema import Constraint, Schema


def satisfaction(
    rule: Constraint, frame: pd.DataFrame, schema: Schema, source: pd.DataFrame | None = None
) -> Constraint:
    """The rule with the share of `frame` that keeps it, and how many rows it speaks of; 0 rows where it speaks of none.

    A frame that lacks one of the columns has no such rows. `source` are the rows whose values and combinations are the
    known ones, for kinds that list them; without it the frame is compared with itself.
    """
    return kind_of(rule).measured(rule, frame, schema, source)
