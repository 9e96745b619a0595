"""What compared each column of a release with people, or why nothing did."""

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from synthesis.privacy.align import Aligned
from synthesis.privacy.context import AttackContext
from synthesis.privacy.measurement import NO_CONTROL
from synthesis.privacy.risk import ColumnCoverage, Risk
from synthesis.tables.schema import Schema

STRANGER = "The source has no such column."
MISSING = "The training or the control rows lack this column."
UNREAD = "Its values cannot be matched with those of the source."


def coverage(
    schema: Schema, aligned: Aligned, context: AttackContext, release: pd.DataFrame, risks: Iterable[Risk]
) -> tuple[ColumnCoverage, ...]:
    """For each column of the release, the attacks that ran and read it; where there is none, the reason.

    A column that the source lacks is compared only where whole rows of people were found in it: not to find them proves
    nothing, for nobody knows how it was made.
    """
    ran = [risk for risk in risks if risk.evidence != "not-run" and risk.control is not None]
    meant = {one.released_as: one.column for one in aligned.recoded}
    columns = ((str(name), meant.get(str(name), str(name))) for name in release)
    return tuple(replace(_column(name, schema, aligned, context, ran), column=as_told) for as_told, name in columns)


def _column(name: str, schema: Schema, aligned: Aligned, context: AttackContext, ran: list[Risk]) -> ColumnCoverage:
    if name not in schema:
        return ColumnCoverage(name, (), STRANGER)
    by = tuple(dict.fromkeys(risk.attack for risk in ran if name in (*risk.columns, risk.secret)))
    return ColumnCoverage(name, by, None if by else _why(name, aligned, context))


def _why(name: str, aligned: Aligned, context: AttackContext) -> str:
    if not context.controlled:
        return NO_CONTROL
    return UNREAD if name in aligned.lost else MISSING
