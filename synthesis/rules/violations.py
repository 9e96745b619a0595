"""Which rows break a rule."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags
from synthesis.tables import Constraint, Schema
from synthesis.tables.rules.contract import RuleCheck
from synthesis.tables.rules.rule_kinds import kind_of


def broken(rule: Constraint, schema: Schema, frame: pd.DataFrame, known: pd.DataFrame) -> Flags:
    """True for each row of `frame` that breaks the rule; of rows that contradict each other, the later ones.

    `known` are rows that count as earlier ones for what one column decides, and as the source for the values and
    combinations that there are. A rule that names no column is about whole rows. A rule that speaks of no cell of a row
    is not broken by it."""
    columns = tuple(schema[name] for name in rule.columns or schema.names)
    return kind_of(rule).breaks(RuleCheck(rule, columns, frame, known))


def any_broken(
    rules: Sequence[Constraint], schema: Schema, frame: pd.DataFrame, known: Sequence[pd.DataFrame]
) -> Flags:
    """Rows that break at least one of the rules; `known[i]` belongs to rule i."""
    wrong = np.zeros(len(frame), dtype=bool)
    for rule, earlier in zip(rules, known, strict=True):
        wrong |= broken(rule, schema, frame, earlier)
    return wrong
