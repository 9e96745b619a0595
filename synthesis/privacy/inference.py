"""Inference: what is known of a person is completed by what the release says of the most similar row."""

from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import PATCHED, Attack, RiskSubject, Trials, measured_risk, not_run, uncontrolled
from synthesis.privacy.gower import Points, nearer_without, nearest_without
from synthesis.privacy.intervals import advantage, fisher, wilson
from synthesis.privacy.risk import Evidence, Risk
from synthesis.tables.schema import Column, Kind

TOLERANCE = 0.05
_FEWEST = 20
_WIDE = 100


@dataclass(frozen=True, eq=False)
class Targets:
    """People whose secrets are guessed: their rows, and for each secret the row of the release that is most like them.

    `distance`: how far that row is, over all columns but the secret.
    """

    values: Numbers
    alike: RowNumbers
    distance: Points


def run(scene: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a secret of a training row is guessed right than that of a stranger, one risk a secret.

    The guess is the secret of the release's row nearest over all other columns. Right means: the same category; a
    number within 5 % of the secret's size (0 exactly); a date within 5 % of the column's 1–99 % range; a blank for a
    blank. Giomi et al. 2023, section 4.4; the gain is main − control, with Wilson intervals, p by Fisher's test."""
    gone = tuple(_absent(scene, secret) for secret in scene.unreadable)
    if len(scene.columns) < 2:
        return (*gone, *(_alone(scene, secret) for secret in scene.secrets))
    return (*gone, *(_judge(scene, scene.names.index(secret)) for secret in scene.secrets))


def guessable(scene: AttackContext) -> RowNumbers:
    """The columns whose cells are guessed in one pass: all, or of a very wide table the secrets."""

    def found() -> RowNumbers:
        width, secrets = len(scene.columns), set(scene.secrets)
        return np.array([c for c in range(width) if width <= _WIDE or scene.names[c] in secrets], dtype=np.int64)

    return scene.once_for_all("guessable", found)


def hits(scene: AttackContext, column: int) -> tuple[Flags, Flags]:
    """For the training and control rows of `scene.some(group, scene.attacks)`: whether this cell is guessed right."""
    main, control = _everybody(scene)
    place = int(np.searchsorted(guessable(scene), column))
    secret, unit, offered = scene.columns[column], float(scene.ruler.unit[column]), scene.synthetic[:, column]
    return (
        right(offered[main.alike[:, place]], main.values[:, column], secret, unit),
        right(offered[control.alike[:, place]], control.values[:, column], secret, unit),
    )


def _everybody(scene: AttackContext) -> tuple[Targets, Targets]:
    places = guessable(scene)
    return scene.once("guessed", lambda: (_targets(scene, "train", places), _targets(scene, "control", places)))


def with_hidden(scene: AttackContext, planted: AttackContext, hidden: RowNumbers) -> None:
    """Who is most like whom in `planted`: the release of `scene` with these training rows put behind it."""
    places, offset = guessable(scene), len(planted.synthetic) - len(hidden)

    def more(group: str, known: Targets) -> Targets:
        queries = scene.points[group][scene.some(group, scene.attacks)]
        if not len(queries):
            return known
        found = nearest_without(queries, scene.points["train"][hidden], scene.numeric, places)
        return Targets(known.values, *nearer_without((known.alike, known.distance), found, offset))

    planted.known("guessed", tuple(map(more, ("train", "control"), _everybody(scene))))


def _absent(scene: AttackContext, secret: str) -> Risk:
    why = "This column cannot be read in all of the files, or holds free text or identifiers."
    return not_run(RiskSubject("inference", None, scene.names, secret, "advantage"), why, requested=scene.attacks)


def _alone(scene: AttackContext, secret: str) -> Risk:
    subject = RiskSubject("inference", None, scene.names, secret, "advantage")
    return not_run(subject, "This attack needs another column to go by.", requested=scene.attacks)


def _targets(scene: AttackContext, group: str, places: RowNumbers) -> Targets:
    rows = scene.some(group, scene.attacks)
    points = scene.points[group][rows]
    values = getattr(scene, group)[rows]
    if not len(points):
        return Targets(values, np.zeros((0, len(places)), dtype=np.int64), np.zeros((0, len(places)), np.float32))
    return Targets(values, *nearest_without(points, scene.points["synthetic"], scene.numeric, places))


def right(guesses: Numbers, secrets: Numbers, column: Column, unit: float) -> Flags:
    """Whether each guess is right; `unit` is the column's 1–99 % range."""
    both_blank = np.isnan(guesses) & np.isnan(secrets)
    if not column.numeric:
        return np.asarray((guesses == secrets) | both_blank)
    slack = np.full(len(secrets), unit) if column.kind is Kind.DATETIME else np.abs(secrets)
    return np.asarray((np.abs(guesses - secrets) <= TOLERANCE * slack * (1 + 1e-12)) | both_blank)


def _judge(scene: AttackContext, column: int) -> Risk:
    secret, unit = scene.columns[column], float(scene.ruler.unit[column])
    others = tuple(name for name in scene.names if name != secret.name)
    subject = RiskSubject("inference", None, others, secret.name, "advantage")
    main, control = hits(scene, column)
    wanted = _everybody(scene)[0].values[:, column]
    drawn, usual = (0.0, 0.0) if scene.rerun else _baselines(scene, secret, scene.synthetic[:, column], wanted, unit)
    if not scene.controlled:
        return uncontrolled(subject, int(main.sum()), len(main), max(drawn, usual), requested=scene.attacks)
    best = max(drawn, usual)
    tally = Trials(int(main.sum()), len(main), int(control.sum()), len(control), best, guessed=True)
    measured = advantage(wilson(tally.main, tally.main_tries), wilson(tally.control, tally.control_tries))
    p_value = fisher(tally.main, tally.main_tries, tally.control, tally.control_tries)
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= _FEWEST else "too-few"
    said = f"Without looking anybody up: {drawn:.3f} right by drawing from the column, {usual:.3f} by its usual value."
    return measured_risk(
        subject, tally, measured, p_value, requested=scene.attacks, evidence=evidence, notes=(f"{PATCHED}.", said)
    )


def _baselines(
    scene: AttackContext, secret: Column, offered: Numbers, wanted: Numbers, unit: float
) -> tuple[float, float]:
    """How often a random draw from the release's column is right, and how often its mode, or median, is."""
    chance = scene.seed.child("draw", secret.name).generator()
    drawn = right(chance.choice(offered, len(wanted)), wanted, secret, unit)
    usual = right(np.full(len(wanted), _usual(offered, secret)), wanted, secret, unit)
    return float(drawn.mean()), float(usual.mean())


def _usual(offered: Numbers, secret: Column) -> float:
    present = offered[~np.isnan(offered)]
    if 2 * len(present) < len(offered):
        return float("nan")
    if secret.numeric:
        return float(np.median(present))
    values, times = np.unique(present, return_counts=True)
    return float(values[times.argmax()])


INFERENCE = Attack(
    "inference",
    "Inference",
    (
        "Somebody who knows all of a person's row but one cell fills that cell in from the most similar row of the "
        "release."
    ),
    (None,),
    "advantage",
    run,
)
