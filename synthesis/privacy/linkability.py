"""Linkability: two files about the same people are joined with the release's help."""

import numpy as np
from numpy.typing import NDArray

from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import PATCHED, Attack, RiskSubject, Trials, measured_risk, not_run, uncontrolled, worst
from synthesis.privacy.gower import shared_neighbours
from synthesis.privacy.intervals import excess, fisher, wilson
from synthesis.privacy.risk import Evidence, Risk
from synthesis.tables.schema import Column, Role

NEIGHBOURS = (1, 5, 10)
_FEWEST = 20
_SURPRISING = 0.1


def run(scene: AttackContext) -> tuple[Risk, ...]:
    """How much oftener the two halves of a training row meet in the same rows of the release than a stranger's do.

    An attacker who holds one half of the columns in one file and the other half in another looks up the k rows of the
    release nearest to each; they meet if 1 to k rows are in both lists. Rows that tie with the k-th count as near as
    it: where ties are cut by row order, even a copy of a table of categories links nobody. Lists so long that unrelated
    ones would share a tenth of a row link nobody either. k = 1, 5 and 10, the worst is reported. Giomi et al. 2023,
    section 4.3; Wilson intervals, p by Fisher's test."""
    subject = RiskSubject("linkability", None, scene.names)
    if len(scene.columns) < 2:
        return (not_run(subject, "This attack needs two columns.", requested=scene.attacks),)
    main, control = linked(scene)
    return (
        worst(
            tuple(_judge(scene, subject, k, main[:, place], control[:, place]) for place, k in enumerate(NEIGHBOURS))
        ),
    )


def linked(scene: AttackContext) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """For the training and control rows of `scene.some(group, scene.attacks)` and each k: whether the halves meet."""
    halves = halved(scene.columns)
    return scene.once("linked", lambda: (_links(scene, "train", halves), _links(scene, "control", halves)))


def hits(scene: AttackContext) -> tuple[NDArray[np.bool_], NDArray[np.bool_], int]:
    """Whose halves meet at the k by which most is gained on everybody, and among how many k it was chosen."""
    main, control = linked(scene)
    best = int(np.argmax(main.mean(axis=0) - control.mean(axis=0)))
    return main[:, best], control[:, best], len(NEIGHBOURS)


def halved(columns: tuple[Column, ...]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Two halves of the columns that say about as much: dealt in turn, quasi-identifiers first, the most varied
    first."""

    def telling(place: int) -> tuple[bool, int, int]:
        return columns[place].role is not Role.QUASI_IDENTIFIER, -columns[place].distinct, place

    order = sorted(range(len(columns)), key=telling)
    return np.sort(np.array(order[::2])), np.sort(np.array(order[1::2]))


def _links(scene: AttackContext, group: str, halves: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Targets × k: whether a target's halves meet."""
    targets = scene.points[group][scene.some(group, scene.attacks)]
    if not len(targets):
        return np.zeros((0, len(NEIGHBOURS)), dtype=bool)
    met = shared_neighbours(targets, scene.points["synthetic"], scene.numeric, halves, NEIGHBOURS)
    return meeting(met, len(scene.synthetic))


def meeting(lists: NDArray[np.int64], rows: int) -> NDArray[np.bool_]:
    """Whether lists of these lengths, and with so many rows in both, link their halves in a release of `rows` rows."""
    one, other, both = lists[..., 0], lists[..., 1], lists[..., 2]
    return np.asarray((both >= 1) & (both <= np.array(NEIGHBOURS)) & (one * other <= _SURPRISING * rows))


def _by_chance(rows: int, k: int) -> float:
    """The chance that two random lists of k among `rows` share a row."""
    if 2 * k > rows:
        return 1.0
    return float(1.0 - np.prod([(rows - k - i) / (rows - i) for i in range(k)]))


def _judge(
    scene: AttackContext, subject: RiskSubject, k: int, main: NDArray[np.bool_], control: NDArray[np.bool_]
) -> Risk:
    baseline = _by_chance(len(scene.synthetic), k)
    if not scene.controlled:
        return uncontrolled(subject, int(main.sum()), len(main), baseline, requested=scene.attacks)
    tally = Trials(int(main.sum()), len(main), int(control.sum()), len(control), baseline, guessed=True)
    measured = excess(wilson(tally.main, tally.main_tries), wilson(tally.control, tally.control_tries))
    p_value = fisher(tally.main, tally.main_tries, tally.control, tally.control_tries)
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= _FEWEST else "too-few"
    notes = (f"{PATCHED}: the nearest {k} of each half; worst of {', '.join(map(str, NEIGHBOURS))}.",)
    return measured_risk(subject, tally, measured, p_value, requested=scene.attacks, evidence=evidence, notes=notes)


LINKABILITY = Attack(
    "linkability",
    "Linkability",
    "Somebody who has two files with different columns about the same people joins them through the release.",
    (None,),
    "excess",
    run,
)
