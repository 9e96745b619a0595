"""Rules about the table as a whole: no row twice, keys, columns that never change."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from synthesis.tables.factorised import combination_counts, factorise
from synthesis.tables.rules.sample import FEWEST_ROWS
from synthesis.tables.rules.satisfaction import satisfaction
from synthesis.tables.rules.sentences import stated
from synthesis.tables.schema import Column, Constraint, Kind, Role
from synthesis.tables.table import Table
from synthesis.tables.uniqueness import near_unique

_NEARLY, _MOST = 0.95, 4


def table_rules(table: Table, repeated: int) -> tuple[Constraint, ...]:
    """That no row repeats another, that sets of columns tell all rows apart, and that columns never change.

    `repeated` is how many rows repeat an earlier one, identifiers aside. The first two are proposed where at least 95 %
    of all rows keep them. Keys are codes of their own and sets of up to two modelled columns that are no decimal
    numbers, which hardly ever repeat anyhow."""
    if len(table) < FEWEST_ROWS:
        return ()
    whole = stated("no-repeats")
    kept = 1 - repeated / len(table)
    found = [Constraint(whole.kind, (), whole.sentence, kept, len(table))] if kept >= _NEARLY else []
    keys = (_key(table, names) for names in _keys(table))
    constant = (stated("constant", c.name) for c in table.schema.released if c.kind is Kind.CONSTANT)
    return (
        *found,
        *sorted((key for key in keys if key.share >= _NEARLY), key=lambda key: key.share < 1),
        *(satisfaction(rule, table.frame, table.schema) for rule in constant),
    )


def _keys(table: Table) -> Iterator[Sequence[str]]:
    yield from ((column.name,) for column in table.schema if _own_code(table, column))
    few = tuple(column.name for column in table.schema.modelled if column.kind is not Kind.FLOAT)
    yield from near_unique(table, few)[:_MOST]


def _key(table: Table, names: Sequence[str]) -> Constraint:
    rule = stated("unique", *names)
    if len(names) == 1 and table.schema[names[0]].distinct == len(table):
        return replace(rule, share=1.0, rows=len(table))
    kinds = len(combination_counts([factorise(table, name).codes for name in names]))
    return replace(rule, share=kinds / len(table), rows=len(table))


def _own_code(table: Table, column: Column) -> bool:
    code = column.kind is Kind.IDENTIFIER or column.role is Role.IDENTIFIER
    return code and column.released and not column.entity and column.distinct == len(table)
