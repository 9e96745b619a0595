"""Which rules are kept how: what the generator learns, how rows come back, and which rows break a rule all the same."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from graphlib import CycleError, TopologicalSorter

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.seed import Seed
from synthesis.rules.combined_keys import COVERED, JOINT, CombinationSource, combined_key, components
from synthesis.rules.constraint_transforms import (
    Blanks,
    ConstraintTransform,
    Decided,
    Followed,
    Gap,
    Learned,
    Stepped,
    Tie,
    Total,
    multiples_of,
)
from synthesis.rules.unique_keys import MOST, UniqueKey
from synthesis.rules.violations import any_broken, broken
from synthesis.tables import Column, Constraint, Schema, Table, subject_ids, subjects_sharing
from synthesis.tables.encode import numbers
from synthesis.tables.rounding_grid import RoundingGrid, rounding_grid

HOPELESS = 0.02
"""Where fewer training rows than this can keep all rules at once, no generator is asked to."""

_TRIED = 20_000
_ALONE = 20


@dataclass(frozen=True, eq=False)
class Plan:
    """How the rules of a table are kept. `table` is what a generator learns from; `devices` turn rows like its own back
    and see to the rules that they know; `known[i]` are earlier rows for rule i (see `broken`)."""

    table: Table
    schema: Schema
    rules: tuple[Constraint, ...] = ()
    devices: tuple[ConstraintTransform, ...] = ()
    known: tuple[pd.DataFrame, ...] = ()

    @property
    def changed(self) -> frozenset[str]:
        """Columns that a device writes: they are not drawn as they are."""
        return frozenset(name for device in self.devices for name in device.writes)

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        """Rows with the table's own columns, from rows as they were learnt."""
        for device in self.devices:
            made = device.restore(made)
        return made[list(self.schema.modelled.names)]

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        """The rows as the devices want them; what already is so stays."""
        for device in self.devices:
            made = device.settle(made)
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


def plan(told: Table, protected: pd.DataFrame, floor: int, seed: Seed) -> Plan:
    """How the rules that the table's owner confirmed are kept. UnfitTable where they contradict each other.

    `told` are the training rows as they may be told; `protected` the same rows after the protections; `floor` how many
    people must share what is copied.
    """
    schema = told.schema.modelled
    rules = schema.constraints
    _refuse_circles(rules)
    source = CombinationSource(told.frame[list(schema.names)], schema, subject_ids(told), floor)
    builder = _Builder(source, protected, rules, seed)
    devices = tuple(builder.build())
    known = tuple(builder.known(rule) for rule in rules)
    return _possible(Plan(_learnt(told, protected, devices), schema, rules, devices, known))


def no_plan(told: Table) -> Plan:
    """Nothing to keep: the rows are learnt as they are."""
    return Plan(told, told.schema)


def _learnt(told: Table, protected: pd.DataFrame, devices: Sequence[ConstraintTransform]) -> Table:
    """What the generator learns: the protected columns less those omitted, with those learnt in their place."""
    omitted = {name for device in devices for name in device.omits}
    instead: Learned = {name: found for device in devices for name, found in device.learned().items()}
    plain = {c.name: (c, protected[c.name]) for c in told.schema.modelled if c.name not in omitted}
    whose = told.schema.entity
    if whose is not None:
        plain = {whose: (told.schema[whose], told.frame[whose].reset_index(drop=True)), **plain}
    columns = {**plain, **instead}
    schema = Schema(tuple(column for column, _ in columns.values()))
    frame = pd.DataFrame({name: cells for name, (_, cells) in columns.items()}, index=pd.RangeIndex(len(protected)))
    return replace(told, frame=frame, schema=schema)


def _possible(made: Plan) -> Plan:
    """The plan, if at least one in fifty training rows, learnt and turned back, keeps every rule about single rows."""
    single = [place for place, rule in enumerate(made.rules) if rule.kind not in ("unique", "no-repeats")]
    frame = made.table.frame.drop(columns=[c.name for c in made.table.schema if c.entity])
    some = made.settle(made.restore(frame.iloc[:_TRIED].reset_index(drop=True)))
    few = replace(made, rules=tuple(made.rules[p] for p in single), known=tuple(made.known[p] for p in single))
    if len(some) and single and 1.0 - few.broken(some).mean() < HOPELESS:
        raise UnfitTable(
            "Hardly any row can keep all the rules at once.",
            "Untick one of them on the Data page; those over the same columns contradict each other.",
        )
    return made


def _refuse_circles(rules: Iterable[Constraint]) -> None:
    above: dict[str, set[str]] = {}
    for low, high in ordered_pairs(rules):
        above.setdefault(high, set()).add(low)
    try:
        TopologicalSorter(above).prepare()
    except CycleError as found:
        names = ", ".join(f"'{name}'" for name in dict.fromkeys(found.args[1]))
        raise UnfitTable(
            f"The rules say of {names} that each is at most the next, in a circle.", "Untick one of these rules."
        ) from None


def ordered_pairs(rules: Iterable[Constraint]) -> Iterator[tuple[str, str]]:
    """Every pair of columns of which a rule says that the first is at most the second."""
    for rule in rules:
        if rule.kind in ("order", "range"):
            for place, high in enumerate(rule.columns):
                yield from ((low, high) for low in rule.columns[:place])


class _Builder:
    """Chooses a device for each rule that can be kept by construction; each column is written by one device at most."""

    def __init__(
        self, source: CombinationSource, protected: pd.DataFrame, rules: Sequence[Constraint], seed: Seed
    ) -> None:
        self.source, self.protected, self.rules, self.seed = source, protected, rules, seed
        self.schema = source.schema
        self.devices: list[ConstraintTransform] = []

    def build(self) -> Iterator[ConstraintTransform]:
        """The devices, each after those whose columns it reads."""
        self._joints()
        self._totals()
        self._decisions()
        self._orders()
        self._steps()
        yield from self._sorted()
        yield from self._blanks()
        yield from self._aparts()

    def known(self, rule: Constraint) -> pd.DataFrame:
        """The rows that a rule's partners, values or combinations are known from."""
        if rule.kind in ("combinations", "constant"):
            return self.source.frame
        for device in self.devices:
            if isinstance(device, Decided) and (device.by, device.column.name) == rule.columns[:2]:
                cells = {device.by: pd.Series(device.partners.index), device.column.name: device.partners.to_numpy()}
                return pd.DataFrame(cells).astype(object)
        return self.protected.iloc[:0]

    def _of(self, *kinds: str) -> list[Constraint]:
        return [rule for rule in self.rules if rule.kind in kinds]

    def _add(self, device: ConstraintTransform) -> bool:
        written = {name for one in self.devices for name in one.writes}
        if written & set(device.writes):
            return False
        try:
            list(self._sorted(device))
        except CycleError:
            return False
        self.devices.append(device)
        return True

    def _sorted(self, *more: ConstraintTransform) -> Iterator[ConstraintTransform]:
        devices = [*self.devices, *more]
        writer = {name: place for place, device in enumerate(devices) for name in device.writes}
        before = {p: {writer[name] for name in d.reads if name in writer} for p, d in enumerate(devices)}
        return (devices[place] for place in list(TopologicalSorter(before).static_order()))

    def _joints(self) -> None:
        """Columns whose combinations are limited, with those that decide one of them; apart, where that does not do."""
        lists = self._of(*JOINT)
        limited = {name for rule in lists for name in rule.columns}
        deciding = [rule for rule in self._of("determines") if rule.columns[1] in limited]
        for group in components([*lists, *deciding]):
            listed = [rule for rule in group if rule.kind in JOINT]
            if not self._joint(group) and not self._joint(listed):
                for rule in listed:
                    self._joint([rule])

    def _joint(self, rules: Sequence[Constraint]) -> bool:
        found = combined_key(rules, self.source, self.seed.child("joint", *rules[0].columns))
        return found is not None and self._add(found)

    def _values(self, column: Column) -> Numbers:
        return numbers(self.protected[column.name], column.kind)

    def _totals(self) -> None:
        for rule in self._of("sum", "product"):
            *parts, total = (self.schema[name] for name in rule.columns)
            filled = [np.isfinite(self._values(column)) for column in (*parts, total)]
            follows = bool((np.all(filled[:-1], axis=0) == filled[-1]).all())
            decimals = [rounding_grid(self._values(column), column).decimals for column in (*parts, total)]
            places = None if None in decimals else max(d or 0 for d in decimals)
            combine = np.sum if rule.kind == "sum" else np.prod
            self._add(Total(tuple(parts), total, combine, places, follows))

    def _decisions(self) -> None:
        for rule in self._of("determines", "same"):
            by, column = (self.schema[name] for name in rule.columns)
            partners = self._partners(by.name, column.name)
            covered = self.protected[by.name].dropna().isin(partners.index)
            if by.numeric and not (len(covered) and covered.mean() >= COVERED and covered.all()):
                self._add(Followed(by.name, column.name))
            elif len(partners):
                whole = not self.protected[by.name].isna().any() and bool(covered.all())
                self._add(Decided(by.name, column, partners, whole))

    def _partners(self, by: str, name: str) -> pd.Series:
        """The commonest partner of each value that enough people share, by that value."""
        pairs = self.protected[[by, name]]
        marks = np.asarray(pairs.groupby([by, name], dropna=False, sort=False).ngroup(), dtype="int64")
        _, first, marks = np.unique(marks, return_index=True, return_inverse=True)
        common = subjects_sharing(marks, self.source.people)
        order = np.argsort(-common, kind="stable")
        ranked = pairs.iloc[first[order[common[order] >= self.source.floor]]].dropna(subset=[by]).drop_duplicates(by)
        return pd.Series(ranked[name].array, index=pd.Index(ranked[by]), name=name)

    def _orders(self) -> None:
        lows: dict[str, list[str]] = {}
        for low, high in ordered_pairs(self.rules):
            if low not in lows.setdefault(high, []):
                lows[high].append(low)
        for high in TopologicalSorter(lows).static_order():
            if high in lows and not self._add(self._gap(high, lows[high], upward=True)):
                for low in lows[high]:
                    self._add(self._gap(low, [high], upward=False))

    def _gap(self, name: str, bases: Sequence[str], *, upward: bool) -> Gap:
        column, others = self.schema[name], tuple(self.schema[base] for base in bases)
        values = self._values(column)
        blank = Gap(column, others, upward, values, None, self._lattice(column), *_range(values))
        base = blank.base(self.protected)
        distance = np.maximum(values - base if upward else base - values, 0.0)
        alone = np.where(np.isfinite(base), np.nan, values)
        enough = int(np.isfinite(alone).sum()) >= max(self.source.floor, _ALONE)
        chance = self.seed.child("gap", name).generator()
        if enough:
            alone = _filled(alone, np.isfinite(values), chance)
            distance = _filled(distance, np.isfinite(values), chance)
        return replace(blank, distance=distance, alone=alone if enough else None)

    def _lattice(self, column: Column) -> RoundingGrid:
        steps = [rule.value for rule in self._of("increments") if rule.columns == (column.name,) and rule.value]
        return multiples_of(steps[0]) if steps else rounding_grid(self._values(column), column)

    def _steps(self) -> None:
        for rule in self._of("increments"):
            column = self.schema[rule.columns[0]]
            self._add(Stepped(column, self._lattice(column)))

    def _blanks(self) -> Iterator[ConstraintTransform]:
        """Blanks that hang together."""
        filled: dict[str, tuple[Column, pd.Series]] = {}
        written = {name for device in self.devices for name in device.writes}
        ties = [Tie(rule.columns[:1], rule.columns[1:]) for rule in self._of("blank-with")]
        for rule in self._of("blank-together"):
            free = [name for name in rule.columns[1:] if name not in written]
            written |= set(free)
            ties.append(Tie(rule.columns, rule.columns))
            filled |= self._without_blanks(free)
        if ties:
            yield Blanks(tuple(ties), filled)

    def _aparts(self) -> Iterator[ConstraintTransform]:
        """Keys of several columns, of which one is in no other rule and may be moved."""
        keys = [rule for rule in self._of("unique") if len(rule.columns) > 1]
        tied = {name for rule in self.rules if rule.kind not in ("unique", "no-repeats") for name in rule.columns}
        for rule in keys:
            free = [self.schema[name] for name in rule.columns if name in self.schema and name not in tied]
            for column in sorted(free, key=lambda column: not column.numeric):
                values = self._shared(column)
                if 2 <= len(values) <= MOST:
                    yield UniqueKey(rule.columns, column, values)
                    break

    def _shared(self, column: Column) -> pd.Series:
        """The values that enough people share: numbers and dates in their order, categories with the commonest
        first."""
        cells = self.protected[column.name].dropna().reset_index(drop=True)
        marks, kinds = pd.factorize(cells, sort=column.numeric)
        people = self.source.people
        filled = self.protected[column.name].notna().to_numpy()
        common = subjects_sharing(np.asarray(marks, dtype="int64"), None if people is None else people[filled])
        kept = np.flatnonzero(common >= self.source.floor)
        order = kept if column.numeric else kept[np.argsort(-common[kept], kind="stable")]
        return pd.Series(kinds.take(order)).astype(cells.dtype)

    def _without_blanks(self, names: Sequence[str]) -> dict[str, tuple[Column, pd.Series]]:
        filled: dict[str, tuple[Column, pd.Series]] = {}
        for name in names:
            cells = self.protected[name]
            gone = cells.isna().to_numpy()
            if gone.any() and not gone.all():
                drawn = self.seed.child("blank", name).generator().choice(np.flatnonzero(~gone), size=int(gone.sum()))
                cells = cells.copy()
                cells[gone] = self.protected[name].take(drawn).set_axis(cells.index[gone])
                filled[name] = (self.schema[name], cells)
        return filled


def _range(values: Numbers) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    return (float(known.min()), float(known.max())) if len(known) else (-np.inf, np.inf)


def _filled(values: Numbers, wanted: Flags, chance: np.random.Generator) -> Numbers:
    """The values, with the unknown ones that are wanted drawn from the known; none where nothing is known."""
    known = values[np.isfinite(values)]
    gone = wanted & ~np.isfinite(values)
    filled = values.copy()
    if len(known):
        filled[gone] = chance.choice(known, size=int(gone.sum()))
    return filled
