"""What a kind of rule says of itself: one file a family, one line in `rule_kinds.RULE_KINDS`."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables.encode import numbers
from synthesis.tables.rules.described import DescribedRule
from synthesis.tables.rules.sample import Sample
from synthesis.tables.rules.transform import ConstraintTransform
from synthesis.tables.schema import Column, Constraint, Role, Schema
from synthesis.tables.table import Table


@dataclass(frozen=True, eq=False)
class RuleCheck:
    """A rule with the columns that it is about, the rows to be judged and the rows that it is known from."""

    rule: Constraint
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    source: pd.DataFrame

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    @property
    def values(self) -> Numbers:
        """The cells as numbers, a column a column."""
        return np.column_stack([numbers(self.frame[c.name], c.kind) for c in self.columns])

    @property
    def blank(self) -> Flags:
        """Where cells are blank."""
        return np.asarray(self.frame[self.names].isna().to_numpy(), dtype=bool)


Found = Iterator[Constraint]


def _no_proposal(sample: Sample, found: Sequence[Constraint]) -> Found:
    yield from ()


def _no_table_proposal(table: Table, repeated: int) -> Found:
    yield from ()


@dataclass(frozen=True, eq=False)
class RuleKind:
    """A kind of rule: its sentence, how many rows keep it, which rows break it, how it is found and how it is kept.

    `sentence` names the columns and holds no cell. `measure` gives the share of the rows that the rule speaks of that
    keep it, and how many they are; `breaks` marks the rows that do not, of rows that contradict each other the later
    ones. `propose` finds such rules in a sample, and may find some of its family's other kinds; it is told what was
    found before where it is `late`. `propose_of_table` finds rules about all rows, given how many repeat an earlier
    one. `strict`: proposed only where no row at all breaks it. `repeats`: about rows that repeat each other.
    `listed`: the source holds all values that there may be. `kept_by` names the ways by which a plan keeps it by
    construction (`synthesis.rules.keepers`), or `transform` does so itself for one rule; where neither does, rows that
    break it are drawn again. `admits` marks which of some combinations, commonest first, may stay of those marked.
    `described`: how a table that is drawn from a description keeps it; none where a description cannot hold it.
    """

    name: str
    sentence: Callable[[Sequence[str], float | None], str]
    measure: Callable[[RuleCheck], tuple[float, int]]
    breaks: Callable[[RuleCheck], Flags]
    propose: Callable[[Sample, Sequence[Constraint]], Found] = _no_proposal
    propose_of_table: Callable[[Table, int], Found] = _no_table_proposal
    late: bool = False
    strict: bool = False
    repeats: bool = False
    listed: bool = False
    kept_by: tuple[str, ...] = ()
    transform: Callable[[Constraint, Schema], ConstraintTransform] | None = None
    admits: Callable[[RuleCheck, Flags], Flags] | None = None
    described: DescribedRule | None = None

    def stated(self, *names: str, value: float | None = None) -> Constraint:
        """A rule of this kind with its sentence."""
        return Constraint(self.name, names, self.sentence(names, value), value=value)

    def measured(
        self, rule: Constraint, frame: pd.DataFrame, schema: Schema, source: pd.DataFrame | None = None
    ) -> Constraint:
        """The rule, which is of this kind, with its satisfaction (see `satisfaction`)."""
        known = frame if source is None else source
        present = set(frame.columns) & set(known.columns)
        columns = tuple(schema[name] for name in rule.columns) if rule.columns else _compared(schema, present)
        if not columns or not {column.name for column in columns} <= present:
            return replace(rule, share=0.0, rows=0)
        share, rows = self.measure(RuleCheck(rule, columns, frame, known))
        return replace(rule, share=share, rows=rows)

    def admitted(self, asked: RuleCheck, good: Flags) -> Flags:
        """Which of the combinations marked may stay: those that do not break the rule, unless the kind says
        otherwise."""
        return good & ~self.breaks(asked) if self.admits is None else self.admits(asked, good)


def _compared(schema: Schema, present: Set[str]) -> tuple[Column, ...]:
    """The columns by which rows repeat each other: what is released, identifiers aside."""
    return tuple(
        c for c in schema if c.released and c.name in present and c.role is not Role.IDENTIFIER and not c.kind.unique
    )


def listing(names: Sequence[str]) -> str:
    """Names with `and` before the last one."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def short_listing(names: Sequence[str]) -> str:
    """The same, cut where there are more than six."""
    return listing(names) if len(names) <= _LISTED else listing([*names[:3], f"{len(names) - 3} more"])


_LISTED = 6
