"""Rules that rows keep, found by looking: every kind of rule looks for its own."""

from collections.abc import Iterator

from synthesis.tables.rules import rule_kinds
from synthesis.tables.rules.sample import FEWEST_ROWS, Sample
from synthesis.tables.rules.satisfaction import satisfaction
from synthesis.tables.schema import Constraint
from synthesis.tables.table import Table

_MOST = 60


def propose_rules(table: Table, most: int = _MOST) -> tuple[Constraint, ...]:
    """Rules that at least 99 % of the rows keep and that columns at random would not.

    A rule is proposed where at least 30 rows speak of it and it closes nine tenths of the gap between what the columns
    would keep if they were independent and what all rows would: Goodman and Kruskal's lambda (JASA 49, 1954) for what
    one column decides, a shuffled column for the rest. What follows from two others is left out. Only columns that may
    be modelled are compared, and at most 20,000 rows are looked at, one of each person where a column says whom they
    are about; `rows` of each rule says how many speak of it."""
    if not len(table.schema.modelled):
        return ()
    sample = Sample.of(table)
    found: dict[str, list[Constraint]] = {}
    for kind in sorted(rule_kinds.RULE_KINDS, key=lambda kind: kind.late):
        found[kind.name] = list(kind.propose(sample, [rule for rules in found.values() for rule in rules]))
    told = [rule for kind in rule_kinds.RULE_KINDS for rule in found[kind.name]]
    return tuple(rule for one in told[:most] for rule in _measured(one, sample, table))


def _measured(rule: Constraint, sample: Sample, table: Table) -> Iterator[Constraint]:
    """The rule with its share; one that only makes sense without exception is left out where any row breaks it."""
    if not rule_kinds.kind_of(rule).strict:
        yield satisfaction(rule, sample.frame, sample.schema)
        return
    found = satisfaction(rule, table.frame, table.schema)
    if found.share == 1.0:
        yield found


def table_rules(table: Table, repeated: int) -> tuple[Constraint, ...]:
    """Rules about the table as a whole: that no row repeats another, that sets of columns tell all rows apart, and
    that columns never change.

    `repeated` is how many rows repeat an earlier one, identifiers aside."""
    if len(table) < FEWEST_ROWS:
        return ()
    return tuple(rule for kind in rule_kinds.RULE_KINDS for rule in kind.propose_of_table(table, repeated))
