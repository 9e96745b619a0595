"""Risk by group, the kinds of rows that are hit most, and the columns that carry the risk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.privacy import inference, linkability, membership, replication, singling_out
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import GainMeasure
from synthesis.privacy.intervals import Z, advantage, gains, holm, wilson
from synthesis.privacy.risk import RiskDriver, SubgroupRisk, WeakSpot
from synthesis.privacy.subgroups import Subgroup, subgroups_of
from synthesis.tables.schema import Role

_MOST_COLUMNS, _MOST_SECRETS, _MOST_SPOTS = 8, 3, 5
_PAIRED, _WIDE, _LOOKED_AT = 60, 60, 100_000
_FEWEST, _FEWEST_OUTSIDE = 50, 20
_SURELY, _SINGLED = 0.01, 0.05
_SPOTTED = ("replication", "membership")


@dataclass(frozen=True, eq=False)
class RowHits:
    """Whom one attack got: the training and control rows it looked at, and for each whether it was right.

    `chosen_of`: among how many ways of attacking this one was picked for its success, for which a p-value pays.
    """

    attack: str
    variant: str | None
    secret: str | None
    measure: GainMeasure
    rows: tuple[RowNumbers, RowNumbers]
    right: tuple[Flags, Flags]
    chosen_of: int = 1


def subgroup_risks(scene: AttackContext, columns: Sequence[str]) -> tuple[SubgroupRisk, ...]:
    """Replication, membership, singling out, linkability and the guessing of up to three secrets, by the bands of these
    columns.

    Clopper–Pearson intervals on both rates, p by Fisher's test; singling out by the rows of the release that its
    guesses come from, with the interval of `singling_out.gain` and an exact test over the people named. `surely` by
    Holm's method at 1 % over all groups, so that many groups seldom raise an alarm of their own. A group without
    outsiders is left out, since nothing can be said of it."""
    kinds = subgroups_of(scene, [scene.names.index(name) for name in columns if name in scene.names])
    found = [risk for hits in _row_by_row(scene) for risk in _by_group(scene, hits, kinds)]
    found += _singled_out(scene, kinds)
    adjusted = holm([risk.p_value for risk in found])
    sure = [p <= _SURELY and risk.low > 0.0 for p, risk in zip(adjusted, found, strict=True)]
    return tuple(replace(risk, surely=yes) for risk, yes in zip(found, sure, strict=True))


def usual_columns(scene: AttackContext) -> tuple[str, ...]:
    """The columns that groups are made of if nobody says otherwise: sensitive ones, then quasi-identifiers."""
    ranks = {Role.SENSITIVE: 0, Role.QUASI_IDENTIFIER: 1}
    able = sorted((c for c in scene.columns if c.role in ranks), key=lambda c: ranks[c.role])
    return tuple(column.name for column in able[:_MOST_COLUMNS])


def _row_by_row(scene: AttackContext) -> list[RowHits]:
    everybody = np.arange(len(scene.train)), np.arange(len(scene.control))
    found = [RowHits("replication", "all", None, "excess", everybody, replication.reappearing(scene))]
    if len(scene.control) >= 4:
        named = membership.accuse(*membership.scores(scene), membership.FALSE_ACCUSATIONS)
        found.append(RowHits("membership", None, None, "excess", scene.accused, named))
    if len(scene.columns) > 1:
        looked_at = scene.some("train", scene.attacks), scene.some("control", scene.attacks)
        *met, ways = linkability.hits(scene)
        found.append(RowHits("linkability", None, None, "excess", looked_at, (met[0], met[1]), ways))
        for secret in _secrets(scene):
            right = inference.hits(scene, scene.names.index(secret))
            found.append(RowHits("inference", None, secret, "advantage", looked_at, right))
    return found


def _secrets(scene: AttackContext) -> tuple[str, ...]:
    """Up to three secrets, those whose role is sensitive first; none where every column is one for want of better."""
    roles = {column.name: column.role for column in scene.columns}
    if len(scene.secrets) == len(scene.names) and Role.SENSITIVE not in roles.values():
        return ()
    return tuple(sorted(scene.secrets, key=lambda name: roles[name] is not Role.SENSITIVE)[:_MOST_SECRETS])


def _by_group(scene: AttackContext, hits: RowHits, kinds: Sequence[Subgroup]) -> list[SubgroupRisk]:
    able = [band for band in kinds if scene.names[band.column] != hits.secret]
    people, right = _tallied(hits, able)
    able = [band for band, few in zip(able, people.min(axis=0), strict=True) if few > 0]
    people, right = _tallied(hits, able)
    value, low, high, p_value = gains(right[0], people[0], right[1], people[1], hits.measure)
    return [
        SubgroupRisk(
            hits.attack,
            hits.variant,
            hits.secret,
            scene.names[band.column],
            band.label,
            (int(people[0, at]), int(people[1, at])),
            float(right[0, at] / people[0, at]),
            float(right[1, at] / people[1, at]),
            float(value[at]),
            float(low[at]),
            float(high[at]),
            hits.measure,
            min(1.0, float(p_value[at]) * hits.chosen_of),
        )
        for at, band in enumerate(able)
    ]


def _singled_out(scene: AttackContext, kinds: Sequence[Subgroup]) -> list[SubgroupRisk]:
    if not scene.controlled:
        return []
    return [
        risk
        for variant, terms in (("univariate", (1,)), ("multivariate", (2, 3, 4)))
        for risk in _singled_by_group(scene, variant, [singling_out.tried(scene, n) for n in terms], kinds)
    ]


def _singled_by_group(
    scene: AttackContext, variant: str, tried: Sequence[singling_out.PredicateSearch | None], kinds: Sequence[Subgroup]
) -> list[SubgroupRisk]:
    ways = [one for one in tried if one is not None and len(one.guesses)]
    if not ways:
        return []
    best = min(ways, key=lambda one: singling_out.gain(one.named)[2])
    inside = [band.holds(best.origin[:, band.column]) for band in kinds]
    return [
        _singled_group(scene, variant, best.named.some(here), band, len(ways))
        for band, here in zip(kinds, inside, strict=True)
        if here.sum() >= _FEWEST_OUTSIDE and band.control.any()
    ]


def _singled_group(
    scene: AttackContext, variant: str, named: singling_out.Named, band: Subgroup, ways: int
) -> SubgroupRisk:
    gain, control, _ = singling_out.gain(named)
    return SubgroupRisk(
        "singling-out",
        variant,
        None,
        scene.names[band.column],
        band.label,
        (int(band.train.sum()), int(band.control.sum())),
        control + gain.value * (1.0 - control),
        control,
        gain.value,
        gain.low,
        gain.high,
        "excess",
        min(1.0, singling_out.by_people(named) * ways),
        guesses=len(named.train),
    )


def _tallied(hits: RowHits, kinds: Sequence[Subgroup]) -> tuple[Array, Array]:
    """(training, control) × bands: people looked at, and those the attack was right about."""
    inside = [
        [getattr(band, name)[rows] for band in kinds]
        for name, rows in zip(("train", "control"), hits.rows, strict=True)
    ]
    people = np.array([[int(flags.sum()) for flags in group] for group in inside], dtype=np.int64).reshape(2, -1)
    right = [[int((flags & hit).sum()) for flags in group] for group, hit in zip(inside, hits.right, strict=True)]
    return people, np.array(right, dtype=np.int64).reshape(2, -1)


def weak_spots(scene: AttackContext) -> tuple[WeakSpot, ...]:
    """The kinds of rows, by bands of one or two columns, on which replication or membership gain most beyond the rest.

    Each holds 50 training rows and 20 control rows or more, gains significantly, and more than all other rows do by
    more than chance has it (both 1 %, over all kinds that were tried): a leak that is spread evenly has no weak spot.
    Once a kind is found its rows are set aside, and the rest is searched again. At most five, the gravest first."""
    if not scene.controlled:
        return ()
    ranks = sorted(range(len(scene.columns)), key=lambda place: scene.columns[place].role is Role.OTHER)
    kinds = subgroups_of(scene, sorted(ranks[:_WIDE]))
    found = [
        spot for hits in _row_by_row(scene) if hits.attack in _SPOTTED for spot in _spots(scene, _some(hits), kinds)
    ]
    return tuple(sorted(found, key=lambda spot: -spot.low)[:_MOST_SPOTS])


def _some(hits: RowHits) -> RowHits:
    """Every so-manieth row of very many."""
    steps = [slice(None, None, -(-len(rows) // _LOOKED_AT)) for rows in hits.rows if len(rows)]
    if len(steps) < 2:
        return hits
    rows, right = hits.rows, hits.right
    return replace(hits, rows=(rows[0][steps[0]], rows[1][steps[1]]), right=(right[0][steps[0]], right[1][steps[1]]))


def _spots(scene: AttackContext, hits: RowHits, kinds: Sequence[Subgroup]) -> list[WeakSpot]:
    """One after the other, each without the rows of those before it."""
    found: list[WeakSpot] = []
    while len(found) < _MOST_SPOTS and kinds and hits.right[0].any():
        worst = _worst(scene, hits, kinds)
        if worst is None:
            break
        spot, bands_of_it = worst
        found.append(spot)
        hits = _without(hits, bands_of_it)
    return found


def _without(hits: RowHits, kinds: Sequence[Subgroup]) -> RowHits:
    """The same attack on everybody who is not of all these kinds."""
    rest = [
        ~np.logical_and.reduce([getattr(band, name)[rows] for band in kinds])
        for name, rows in zip(("train", "control"), hits.rows, strict=True)
    ]
    (rows, outside), (right, wrong) = hits.rows, hits.right
    return replace(hits, rows=(rows[rest[0]], outside[rest[1]]), right=(right[rest[0]], wrong[rest[1]]))


def _worst(scene: AttackContext, hits: RowHits, kinds: Sequence[Subgroup]) -> tuple[WeakSpot, list[Subgroup]] | None:
    people, right = _tallied(hits, kinds)
    order = np.argsort(-(right[0] + 1) / (people[0] + 2), kind="stable")[:_PAIRED]
    tried = [kinds[place] for place in np.sort(order)]
    pairs, (people, right) = _pairs(hits, tried)
    if not pairs:
        return None
    value, low, high, p_value = gains(right[0], people[0], right[1], people[1], hits.measure)
    others = _elsewhere(hits, people, right)
    at = int(np.argmax(low))
    if min(1.0, float(p_value[at]) * len(pairs)) > _SURELY or not _beyond(value[at], low[at], others[at], len(pairs)):
        return None
    kind = [tried[place] for place in pairs[at]]
    spot = WeakSpot(
        hits.attack,
        hits.variant,
        tuple((scene.names[band.column], band.label) for band in kind),
        (int(people[0, at]), int(people[1, at])),
        float(right[0, at] / people[0, at]),
        float(right[1, at] / people[1, at]),
        float(value[at]),
        float(low[at]),
        float(high[at]),
        float(others[at]),
    )
    return spot, kind


def _elsewhere(hits: RowHits, people: Array, right: Array) -> Numbers:
    """The gain on everybody who is not of the kind, for each kind."""
    rest = [np.maximum(len(rows) - part, 1) for rows, part in zip(hits.rows, people, strict=True)]
    hit = [int(flags.sum()) - part for flags, part in zip(hits.right, right, strict=True)]
    return gains(hit[0], rest[0], hit[1], rest[1], hits.measure)[0]


def _beyond(value: float, low: float, others: float, kinds: int) -> bool:
    """Whether a gain lies surely above that of the others, so many kinds having been tried (Bonferroni)."""
    from scipy.stats import norm

    error = max(value - low, 1e-9) / Z
    return bool(value - others > norm.isf(_SURELY / kinds) * error)


def _pairs(hits: RowHits, tried: Sequence[Subgroup]) -> tuple[list[tuple[int, ...]], tuple[Array, Array]]:
    """Every band and pair of bands of two columns with enough people: their places, people and hits."""
    inside = [
        np.column_stack([getattr(band, name)[rows] for band in tried]).astype(np.float32)
        for name, rows in zip(("train", "control"), hits.rows, strict=True)
    ]
    people = np.stack([part.T @ part for part in inside])
    right = np.stack([part[hit].T @ part[hit] for part, hit in zip(inside, hits.right, strict=True)])
    columns = np.array([band.column for band in tried])
    able = np.triu((columns[:, None] != columns[None, :]) | np.eye(len(tried), dtype=bool))
    able &= (people[0] >= _FEWEST) & (people[1] >= _FEWEST_OUTSIDE)
    first, second = np.nonzero(able)
    places: list[tuple[int, ...]] = [
        (int(a),) if a == b else (int(a), int(b)) for a, b in zip(first, second, strict=True)
    ]
    counts = [part[:, first, second].round().astype(np.int64) for part in (people, right)]
    return places, (counts[0], counts[1])


def risk_drivers(scene: AttackContext) -> tuple[RiskDriver, ...]:
    """For each column, what an attacker learns of its cells beyond what outsiders lose; the one that carries most
    first.

    Every column's cell is guessed from the most similar row of the release over all other columns, as the inference
    attack does with a secret. Of a very wide table only the secrets.
    """
    if not scene.controlled or len(scene.columns) < 2:
        return ()
    singled, alone = _singled(scene, (3, 4)), _singled(scene, (1,))
    found = []
    for column in inference.guessable(scene):
        main, control = inference.hits(scene, int(column))
        gain = advantage(wilson(int(main.sum()), len(main)), wilson(int(control.sum()), len(control)))
        shares = (None if part is None else float(part[column]) for part in (singled, alone))
        found.append(RiskDriver(scene.names[column], gain.value, gain.low, gain.high, *shares))
    return tuple(sorted(found, key=lambda carrier: -carrier.low))


def _singled(scene: AttackContext, sizes: Sequence[int]) -> Numbers | None:
    """For each column the share of what singling out gains that comes of descriptions with it; None where nothing is
    gained.

    Of descriptions of so many columns, the first of `sizes` by which something is gained.
    """
    for terms in sizes:
        kept = singling_out.tried(scene, terms)
        if kept is None:
            continue
        guesses, named = kept.guesses, kept.named
        worth = named.one * np.where(named.train == 1, 1.0, -named.odds)
        total = float(worth.sum())
        if singling_out.gain(named)[2] <= _SINGLED and total > 0.0:
            uses = np.zeros(len(scene.columns))
            np.add.at(uses, guesses.columns.ravel(), np.repeat(worth, guesses.columns.shape[1]))
            return np.asarray(uses / total)
    return None
