"""Groups of people that a release should treat alike."""

import re

from synthesis.tables.schema import Role
from synthesis.tables.table import Table

MOST_LEVELS, MOST_COLUMNS, LEAST_ROWS = 8, 4, 30
_USUAL = ("sex", "gender", "race", "ethnic", "age", "religion", "disab", "national", "marital")


def propose_groups(table: Table, target: str | None = None) -> tuple[str, ...]:
    """Columns of two to eight common levels by which people are told apart: those of a usual name first, then what is
    known about them from elsewhere or is sensitive."""
    found = []
    for column in table.schema.modelled:
        if not column.kind.nominal or column.name == target:
            continue
        counts = table.frame[column.name].value_counts()
        if len(counts) <= 2 * MOST_LEVELS and 2 <= int((counts >= LEAST_ROWS).sum()) <= MOST_LEVELS:
            usual = any(part.startswith(_USUAL) for part in re.split(r"[^a-z]+", column.name.lower()))
            found.append((not usual, column.role not in (Role.QUASI_IDENTIFIER, Role.SENSITIVE), column.name))
    fitting = [(usual, role, name) for usual, role, name in found if not (usual and role)]
    return tuple(name for _, _, name in sorted(fitting, key=lambda one: one[:2])[:MOST_COLUMNS])
