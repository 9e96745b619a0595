"""Which rules are kept how: what the generator learns, how rows come back, and which rows break a rule all the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags
from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.seed import Seed
from synthesis.rules.builder import Builder, CombinationSource
from synthesis.rules.keepers import keep_all
from synthesis.rules.orders import refuse_circles
from synthesis.rules.violations import any_broken, broken
from synthesis.tables import Constraint, Schema, Table, subject_ids
from synthesis.tables.rules.rule_kinds import kind_of
from synthesis.tables.rules.transform import ConstraintTransform, Learned

HOPELESS = 0.02
"""Where fewer training rows than this can keep all rules at once, no generator is asked to."""

_TRIED = 20_000


@dataclass(frozen=True, eq=False)
class Plan:
    """How the rules of a table are kept. `table` is what a generator learns from; `transforms` turn rows like its own
    back and see to the rules that they know; `known[i]` are earlier rows for rule i (see `broken`)."""

    table: Table
    schema: Schema
    rules: tuple[Constraint, ...] = ()
    transforms: tuple[ConstraintTransform, ...] = ()
    known: tuple[pd.DataFrame, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """Columns that a transform writes: they are not drawn as they are."""
        return frozenset(name for transform in self.transforms for name in transform.writes)

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """Rows with the table's own columns, from rows as they were learnt."""
        for transform in self.transforms:
            made = transform.restore(made)
        return made[list(self.schema.modelled.names)]

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The rows as the transforms want them; what already is so stays."""
        for transform in self.transforms:
            made = transform.settle(made)
        return made

    def broken(self, made: pd.DataFrame) -> Flags:
        """Rows that break a rule, the later ones where rows contradict each other."""
        return any_broken(self.rules, self.schema, made, self.known)

    def hardest(self, made: pd.DataFrame, begin: int) -> str:
        """The rule that most of the rows from `begin` on break, in a sentence; nothing where none does."""
        pairs = zip(self.rules, self.known, strict=True)
        shares = [broken(rule, self.schema, made, known)[begin:].mean() for rule, known in pairs]
        worst = int(np.argmax(shares)) if shares else 0
        return f"Broken most often: “{self.rules[worst].sentence}” " if shares and shares[worst] > 0 else ""


def plan(generalised: Table, protected: pd.DataFrame, k_threshold: int, seed: Seed) -> Plan:
    """How the rules that the table's owner confirmed are kept. UnfitTable where they contradict each other.

    `generalised` are the training rows as they may be told; `protected` the same rows after the protections;
    `k_threshold` how many people must share what is copied.
    """
    schema = generalised.schema.modelled
    rules = schema.constraints
    refuse_circles(rules)
    source = CombinationSource(generalised.frame[list(schema.names)], schema, subject_ids(generalised), k_threshold)
    builder = Builder(source, protected, rules, seed)
    keep_all(builder)
    transforms = builder.chosen
    known = tuple(builder.known(rule) for rule in rules)
    return _possible(Plan(_learnt(generalised, protected, transforms), schema, rules, transforms, known))


def no_plan(generalised: Table) -> Plan:
    """Nothing to keep: the rows are learnt as they are."""
    return Plan(generalised, generalised.schema)


def _learnt(generalised: Table, protected: pd.DataFrame, transforms: Sequence[ConstraintTransform]) -> Table:
    """What the generator learns: the protected columns less those omitted, with those learnt in their place."""
    omitted = {name for transform in transforms for name in transform.omits}
    instead: Learned = {name: found for transform in transforms for name, found in transform.learned().items()}
    plain = {c.name: (c, protected[c.name]) for c in generalised.schema.modelled if c.name not in omitted}
    whose = generalised.schema.entity
    if whose is not None:
        plain = {whose: (generalised.schema[whose], generalised.frame[whose].reset_index(drop=True)), **plain}
    columns = {**plain, **instead}
    schema = Schema(tuple(column for column, _ in columns.values()))
    frame = pd.DataFrame({name: cells for name, (_, cells) in columns.items()}, index=pd.RangeIndex(len(protected)))
    return replace(generalised, frame=frame, schema=schema)


def _possible(made: Plan) -> Plan:
    """The plan, if at least one in fifty training rows, learnt and turned back, keeps every rule about single rows."""
    single = [place for place, rule in enumerate(made.rules) if not kind_of(rule).repeats]
    frame = made.table.frame.drop(columns=[c.name for c in made.table.schema if c.entity])
    some = made.settle(made.restore(frame.iloc[:_TRIED].reset_index(drop=True)))
    few = replace(made, rules=tuple(made.rules[p] for p in single), known=tuple(made.known[p] for p in single))
    if len(some) and single and 1.0 - few.broken(some).mean() < HOPELESS:
        raise UnfitTable(
            "Hardly any row can keep all the rules at once.",
            "Untick one of them on the Data page; those over the same columns contradict each other.",
        )
    return made
