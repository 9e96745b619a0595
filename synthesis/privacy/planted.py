"""The positive control: hide training rows in the release on purpose, and see from how many on the attacks notice."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from synthesis.arrays import Flags, Numbers
from synthesis.privacy import membership, outlier_membership, replication
from synthesis.privacy.gower import nearest
from synthesis.privacy.intervals import holm
from synthesis.privacy.matching import near_copies
from synthesis.privacy.risk import Planted, Risk, Sensitivity
from synthesis.privacy.scene import Rows, Scene

SHARES = (0.01, 0.02, 0.05, 0.1)
"""Of the training rows, how many are hidden in the release, the fewer among the more."""
_CHEAP = ("replication", "membership", "outlier-membership")
_NOTICED = 0.05


def sensitivity(scene: Scene, risks: Sequence[Risk]) -> Sensitivity:
    """The smallest share of training rows that could not have been copied into this release without being noticed.

    1, 2, 5 and 10 % of the training rows, drawn at random, are added to the release as they are, and replication and
    both kinds of membership attack it again; the others cost too much. Noticed: a gain above nothing that stays
    significant among all risks of the audit (Holm, 5 %). `risks`: what was found without them. Copies of outliers
    alone, or of changed rows, may be noticed earlier or later. Needs four control rows.
    """
    others = [risk.p_value for risk in risks if risk.attack not in _CHEAP and risk.p_value is not None]
    found = [Planted(0.0, False, 0, _noticed(_attacked(scene, *_as_it_is(scene)), others))]
    for share, (rows, release) in zip(SHARES, _planted(scene), strict=True):
        by = _noticed(_attacked(scene, *release), others)
        found.append(Planted(share, bool(by), rows, by))
    planted, before = tuple(found[1:]), found[0].noticed_by
    smallest = next((one.share for one in planted if one.noticed), None)
    return Sensitivity(smallest, planted, _note(before), before)


def _note(before: tuple[str, ...]) -> str:
    said = "Hidden rows were looked for by replication and membership; the dearer attacks were not run again."
    return f"{said} The release shows a gain without them, so that this says little." if before else said


def _as_it_is(scene: Scene) -> tuple[Flags, Flags, Numbers, Numbers]:
    return *replication.reappearing(scene), *scene.to_synthetic


def _planted(scene: Scene) -> Iterator[tuple[int, tuple[Flags, Flags, Numbers, Numbers]]]:
    """For each share: the number of rows hidden, who reappears then, and how near the release then is to the accused."""
    order = scene.seed.child("planted").generator().permutation(len(scene.train))
    counts = [max(1, round(share * len(order))) for share in SHARES]
    in_train, in_control, to_train, to_control = _as_it_is(scene)
    for low, high in pairwise([0, *counts]):
        if more := order[low:high].size:
            near, distance = _more(scene, order[low : low + more])
            in_train, in_control = in_train | near[0], in_control | near[1]
            to_train, to_control = np.minimum(to_train, distance[0]), np.minimum(to_control, distance[1])
        yield high, (in_train, in_control, to_train, to_control)


def _more(scene: Scene, rows: Rows) -> tuple[tuple[Flags, Flags], tuple[Numbers, Numbers]]:
    hidden, (train, control) = scene.train[rows], scene.accused
    near = near_copies(scene.real, hidden, scene.numeric, scene.real) > 0
    accused = np.concatenate([scene.points["train"][train], scene.points["control"][control]])
    distance = nearest(accused, scene.points["train"][rows], scene.numeric)[:, 0].astype(np.float64)
    people = len(scene.train)
    return (near[:people], near[people:]), (distance[: len(train)], distance[len(train) :])


def _attacked(scene: Scene, in_train: Flags, in_control: Flags, to_train: Numbers, to_control: Numbers) -> list[Risk]:
    scores = membership.scores_at(scene, to_train, to_control)
    again = [*replication.judge(scene, in_train, in_control), membership.accusation(scene, *scores)]
    return [*again, outlier_membership.accusation(scene, *scores)]


def _noticed(risks: Sequence[Risk], others: Sequence[float]) -> tuple[str, ...]:
    able = [risk for risk in risks if risk.p_value is not None]
    adjusted = holm([*(risk.p_value or 0.0 for risk in able), *others])
    return tuple(
        "/".join(filter(None, (risk.attack, risk.variant)))
        for risk, p_value in zip(able, adjusted, strict=False)
        if (risk.low or 0.0) > 0.0 and p_value <= _NOTICED
    )
