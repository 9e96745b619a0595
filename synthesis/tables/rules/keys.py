"""Keys: no row twice, and sets of columns that tell all rows apart."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from synthesis.foundation.arrays import Flags
from synthesis.tables.duplicates import repeats
from synthesis.tables.factorised import combination_counts, factorise
from synthesis.tables.rules.checks import share_of
from synthesis.tables.rules.contract import RuleCheck, RuleKind, listing
from synthesis.tables.schema import Column, Constraint, Role
from synthesis.tables.table import Table
from synthesis.tables.uniqueness import near_unique

_NEARLY, _MOST = 0.95, 4


def _whole_rows(table: Table, repeated: int) -> Iterator[Constraint]:
    """That no row repeats another, where at least 95 % of all rows keep it."""
    kept = 1 - repeated / len(table)
    if kept >= _NEARLY:
        yield replace(NO_REPEATS.stated(), share=kept, rows=len(table))


def _unique(table: Table, repeated: int) -> Iterator[Constraint]:
    """Codes of their own and sets of up to two modelled columns that are no decimal numbers, which hardly ever repeat
    anyhow; at least 95 % of all rows keep them."""
    keys = (_key(table, names) for names in _keys(table))
    yield from sorted((key for key in keys if key.share >= _NEARLY), key=lambda key: key.share < 1)


def _keys(table: Table) -> Iterator[Sequence[str]]:
    yield from ((column.name,) for column in table.schema if _own_code(table, column))
    few = tuple(column.name for column in table.schema.modelled if not column.kind.decimal)
    yield from near_unique(table, few)[:_MOST]


def _key(table: Table, names: Sequence[str]) -> Constraint:
    rule = UNIQUE.stated(*names)
    if len(names) == 1 and table.schema[names[0]].distinct == len(table):
        return replace(rule, share=1.0, rows=len(table))
    kinds = len(combination_counts([factorise(table, name).codes for name in names]))
    return replace(rule, share=kinds / len(table), rows=len(table))


def _own_code(table: Table, column: Column) -> bool:
    code = column.kind.unique or column.role is Role.IDENTIFIER
    return code and column.released and not column.entity and column.distinct == len(table)


def _unrepeated(asked: RuleCheck) -> tuple[float, int]:
    return share_of(~repeats(asked.frame, asked.names))


def _repeated(asked: RuleCheck) -> Flags:
    return repeats(asked.frame, asked.names)


NO_REPEATS = RuleKind(
    "no-repeats",
    lambda names, _: "No row repeats another, identifiers aside.",
    _unrepeated,
    _repeated,
    propose_of_table=_whole_rows,
    repeats=True,
)
UNIQUE = RuleKind(
    "unique",
    lambda names, _: f"No two rows share their {listing(names)}.",
    _unrepeated,
    _repeated,
    propose_of_table=_unique,
    repeats=True,
    kept_by=("unique key",),
)
