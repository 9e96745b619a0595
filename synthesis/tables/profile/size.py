"""How large a table is for whoever has to learn it: before the work starts."""

from dataclasses import dataclass

from synthesis.tables.data_subject import count_subjects
from synthesis.tables.schema import Column
from synthesis.tables.table import Table

_MODES = 10


@dataclass(frozen=True)
class Size:
    """Rows, people, columns that are learnt, and how wide they are.

    `width` counts places when each category has one of its own and each number eleven: one for its value and ten for
    the modes it may lie in, as CTGAN and TVAE see a table (Xu et al., NeurIPS 2019, section 4.2).
    """

    rows: int
    people: int
    columns: int
    modelled: int
    width: int


def size(table: Table) -> Size:
    """The table's size, from its schema and its number of rows."""
    learnt = table.schema.modelled
    return Size(len(table), count_subjects(table), len(table.schema), len(learnt), sum(map(width, learnt)))


def width(column: Column) -> int:
    """The places that a column takes: one a category, one for blanks, eleven for a number."""
    blanks = int(column.missing > 0)
    if column.numeric:
        return 1 + _MODES + blanks
    return (2 if column.kind.truth else max(1, column.distinct)) + blanks
