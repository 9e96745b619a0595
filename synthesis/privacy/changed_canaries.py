"""Canaries that are not whole rows: cells changed, numbers moved, halves, a few columns, identifiers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.privacy.attacks import attribute_disclosure, record_linkage, verbatim_values
from synthesis.privacy.cells import Cells, copied
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.risk import Risk
from synthesis.privacy.sensitivity import CANARY_SHARES, NOTICED, Canary, Planted
from synthesis.tables.schema import Role

_CHANGED, _MOVED, _KNOWN = 3, 0.05, 6
_MOSTLY = 0.5
_BY_CHANCE = 0.01

Chance = np.random.Generator
Change = Callable[[AttackContext, Numbers, Chance], Numbers]


def changed_canaries(context: AttackContext, risks: Sequence[Risk], before: Sequence[str]) -> tuple[Canary, ...]:
    """From which share on changed rows, parts of rows and identifiers would have been noticed.

    Each kind is hidden at 1, 2, 5 and 10 % of the training rows, until it is noticed. Only the attack that is made for
    the kind looks: record linkage for rows with three cells changed, numbers moved by up to 5 % of their range, or half
    of the columns; attribute disclosure for the quasi-identifiers (or six columns) with one secret; verbatim values for
    identifiers and texts, unless more than 1 in 100 control people have theirs in the release: numbers that anybody may
    have give nobody away. Noticed: a gain above nothing whose p-value, times the number of risks in the audit, is at
    most 5 %.
    """
    found: list[Canary] = []
    for kind, look in _looks(context, before).items():
        for share in CANARY_SHARES:
            rows = max(1, round(share * len(context.train)))
            found.append(_canary(kind, share, rows, look(rows), len(risks)))
            if found[-1].noticed:
                break
    return tuple(found)


Look = Callable[[int], Sequence[Risk]]


def _looks(context: AttackContext, before: Sequence[str]) -> Mapping[Planted, Look]:
    """For each kind that this table can have and whose attack saw nothing before: what it sees once so many are
    hidden."""
    looks: dict[Planted, Look] = {}
    if len(context.columns) >= 3:
        for kind, change in _CHANGES.items():
            looks[kind] = _linked(context, kind, change)
        looks["known-columns"] = _read(context)
    if own := _identifiers(context):
        looks["identifiers"] = _found(context, own)
    attack = {"known-columns": "attribute-disclosure", "identifiers": "verbatim-values"}
    return {kind: look for kind, look in looks.items() if attack.get(kind, "record-linkage") not in before}


def _canary(kind: Planted, share: float, rows: int, risks: Sequence[Risk], asked: int) -> Canary:
    by = [risk.attack for risk in risks if (risk.low or 0.0) > 0.0 and _p_value(risk) * max(asked, 1) <= NOTICED]
    return Canary(share, bool(by), rows, tuple(dict.fromkeys(by)), kind)


def _p_value(risk: Risk) -> float:
    return 1.0 if risk.p_value is None else risk.p_value


def _drawn(context: AttackContext, rows: int) -> Numbers:
    order = context.seed.child("planted").generator().permutation(len(context.train))
    return np.asarray(context.train[order[:rows]], dtype=np.float64)


def _linked(context: AttackContext, kind: str, change: Change) -> Look:
    def look(rows: int) -> Sequence[Risk]:
        made = change(context, _drawn(context, rows).copy(), context.seed.child("planted", kind).generator())
        planted = context.against(np.concatenate([context.synthetic, made]), attacks=context.attacks)
        record_linkage.more(context, planted, made)
        return record_linkage.run(planted)

    return look


def _read(context: AttackContext) -> Look:
    known = [place for place, column in enumerate(context.columns) if column.role is Role.QUASI_IDENTIFIER]
    secret = next((context.names.index(name) for name in context.secrets if name in context.names), 0)
    if len(known) < 2:
        ranked = np.argsort([-len(np.unique(column)) for column in context.train.T], kind="stable")
        known = [int(place) for place in ranked if place != secret][:_KNOWN]
    columns = [*(place for place in known if place != secret), secret]

    def look(rows: int) -> Sequence[Risk]:
        chance = context.seed.child("planted", "known columns").generator()
        made = context.synthetic[chance.integers(len(context.synthetic), size=rows)].copy()
        made[:, columns] = _drawn(context, rows)[:, columns]
        planted = context.against(np.concatenate([context.synthetic, made]), attacks=context.attacks, anew=True)
        return attribute_disclosure.run(replace(planted, secrets=(context.names[secret],)))

    return look


def _found(context: AttackContext, own: Sequence[Cells]) -> Look:
    """Identifiers of training people in the places of others: the column that is hardest to notice tells."""

    def look(rows: int) -> Sequence[Risk]:
        chance = context.seed.child("planted", "identifiers").generator()
        order, places = chance.permutation(len(context.train))[:rows], chance.permutation(len(context.synthetic))[:rows]
        least = min(len(order), len(places))
        risks = [risk for cells in own for risk in _with_cells(context, cells, order[:least], places[:least])]
        return [max(risks, key=_p_value)]

    return look


def _identifiers(context: AttackContext) -> list[Cells]:
    """The columns that are identifiers or texts, in which most people have a value of their own, and by which hardly
    anybody outside is found as it is."""
    columns = (cells for cells in context.cells if isinstance(cells, Cells) and cells.name not in context.names)
    found = [cells for cells in columns if len(cells.control) and cells.hits[1].mean() <= _BY_CHANCE]
    return [cells for cells in found if copied(cells).hits[0].mean() >= _MOSTLY]


def _with_cells(context: AttackContext, cells: Cells, order: RowNumbers, places: RowNumbers) -> Iterator[Risk]:
    release = cells.release.copy()
    release[places] = cells.train[order]
    yield from verbatim_values.run(replace(context, cells=(replace(cells, release=release),)))


def _three_cells(context: AttackContext, rows: Numbers, chance: Chance) -> Numbers:
    """Three cells of each row, of categories where there are three, as in other rows of the release."""
    categories = np.flatnonzero(~context.numeric)
    able = categories if len(categories) >= _CHANGED else np.arange(rows.shape[1])
    places = able[np.argsort(chance.random((len(rows), len(able))), axis=1)[:, :_CHANGED]]
    others = context.synthetic[chance.integers(len(context.synthetic), size=len(rows))]
    np.put_along_axis(rows, places, np.take_along_axis(others, places, axis=1), axis=1)
    return rows


def _five_per_cent(context: AttackContext, rows: Numbers, chance: Chance) -> Numbers:
    """Every number moved by up to 5 % of the 1–99 % range of its column."""
    units = np.where(context.numeric, context.ruler.unit, 0.0)
    return np.asarray(rows + chance.uniform(-_MOVED, _MOVED, rows.shape) * units)


def _half_rows(context: AttackContext, rows: Numbers, chance: Chance) -> Numbers:
    """Half of the columns of each row, the others as in other rows of the release."""
    width = rows.shape[1]
    kept = np.argsort(chance.random((len(rows), width)), axis=1) < width // 2
    return np.where(kept, rows, context.synthetic[chance.integers(len(context.synthetic), size=len(rows))])


_CHANGES: Mapping[Planted, Change] = {
    "three-cells": _three_cells,
    "five-per-cent": _five_per_cent,
    "half-rows": _half_rows,
}
