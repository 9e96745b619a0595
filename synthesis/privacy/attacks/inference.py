"""Inference: what is known of a person is completed by what the release says of the most similar row."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import Attack, Planting, RowHits, SensitivityPlan, sampled_rows
from synthesis.privacy.gower import Points, nearer_without, nearest_without
from synthesis.privacy.intervals import advantage, fisher, wilson
from synthesis.privacy.measurement import PATCHED, RiskSubject, Trials, measured_risk, not_run, uncontrolled
from synthesis.privacy.risk import Evidence, Risk
from synthesis.tables.schema import Column

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


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a secret of a training row is guessed right than that of a stranger, one risk a secret.

    The guess is the secret of the release's row nearest over all other columns. Right means: the same category; a
    number within 5 % of the secret's size (0 exactly); a date within 5 % of the column's 1–99 % range; a blank for a
    blank. Giomi et al. 2023, section 4.4; the gain is main − control, with Wilson intervals, p by Fisher's test."""
    gone = tuple(_absent(context, secret) for secret in context.unreadable)
    if len(context.columns) < 2:
        return (*gone, *(_alone(context, secret) for secret in context.secrets))
    return (*gone, *(_judge(context, context.names.index(secret)) for secret in context.secrets))


def guessable(context: AttackContext) -> RowNumbers:
    """The columns whose cells are guessed in one pass: all, or of a very wide table the secrets."""

    def found() -> RowNumbers:
        width, secrets = len(context.columns), set(context.secrets)
        return np.array([c for c in range(width) if width <= _WIDE or context.names[c] in secrets], dtype=np.int64)

    return context.once_for_all("guessable", found)


def guessed(context: AttackContext, column: int) -> tuple[Flags, Flags]:
    """For the training and control rows of `sampled_rows`: whether this cell is guessed right."""
    main, control = _everybody(context)
    place = int(np.searchsorted(guessable(context), column))
    secret, unit, offered = context.columns[column], float(context.ruler.unit[column]), context.synthetic[:, column]
    return (
        right(offered[main.alike[:, place]], main.values[:, column], secret, unit),
        right(offered[control.alike[:, place]], control.values[:, column], secret, unit),
    )


def _everybody(context: AttackContext) -> tuple[Targets, Targets]:
    places = guessable(context)
    return context.once("guessed", lambda: (_targets(context, "train", places), _targets(context, "control", places)))


def plant(given: Planting) -> None:
    """Who is most like whom: a row of the release as it was, or one that was hidden in it."""
    before, planted, hidden = given.before, given.planted, given.hidden
    if len(before.columns) < 2:
        return
    places, offset = guessable(before), len(planted.synthetic) - len(hidden)

    def more(group: str, known: Targets) -> Targets:
        queries = before.points[group][before.some(group, before.attacks)]
        if not len(queries):
            return known
        found = nearest_without(queries, before.points["train"][hidden], before.numeric, places)
        return Targets(known.values, *nearer_without((known.alike, known.distance), found, offset))

    planted.known("guessed", tuple(map(more, ("train", "control"), _everybody(before))))


def _subject(context: AttackContext, secret: str) -> RiskSubject:
    others = tuple(name for name in context.names if name != secret)
    return RiskSubject("inference", None, others, secret, "advantage")


def _absent(context: AttackContext, secret: str) -> Risk:
    why = "This column cannot be read in all of the files, or holds free text or identifiers."
    return not_run(RiskSubject("inference", None, context.names, secret, "advantage"), why, requested=context.attacks)


def _alone(context: AttackContext, secret: str) -> Risk:
    subject = RiskSubject("inference", None, context.names, secret, "advantage")
    return not_run(subject, "This attack needs another column to go by.", requested=context.attacks)


def _targets(context: AttackContext, group: str, places: RowNumbers) -> Targets:
    rows = context.some(group, context.attacks)
    points = context.points[group][rows]
    values = getattr(context, group)[rows]
    if not len(points):
        return Targets(values, np.zeros((0, len(places)), dtype=np.int64), np.zeros((0, len(places)), np.float32))
    return Targets(values, *nearest_without(points, context.points["synthetic"], context.numeric, places))


def right(guesses: Numbers, secrets: Numbers, column: Column, unit: float) -> Flags:
    """Whether each guess is right; `unit` is the column's 1–99 % range."""
    both_blank = np.isnan(guesses) & np.isnan(secrets)
    if not column.numeric:
        return np.asarray((guesses == secrets) | both_blank)
    slack = np.full(len(secrets), unit) if column.kind.calendar else np.abs(secrets)
    return np.asarray((np.abs(guesses - secrets) <= TOLERANCE * slack * (1 + 1e-12)) | both_blank)


def _judge(context: AttackContext, column: int) -> Risk:
    secret, unit = context.columns[column], float(context.ruler.unit[column])
    subject = _subject(context, secret.name)
    main, control = guessed(context, column)
    wanted = _everybody(context)[0].values[:, column]
    drawn, usual = (
        (0.0, 0.0) if context.rerun else _baselines(context, secret, context.synthetic[:, column], wanted, unit)
    )
    if not context.controlled:
        return uncontrolled(subject, int(main.sum()), len(main), max(drawn, usual), requested=context.attacks)
    best = max(drawn, usual)
    tally = Trials(int(main.sum()), len(main), int(control.sum()), len(control), best, guessed=True)
    measured = advantage(wilson(tally.main, tally.main_tries), wilson(tally.control, tally.control_tries))
    p_value = fisher(tally.main, tally.main_tries, tally.control, tally.control_tries)
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= _FEWEST else "too-few"
    said = f"Without looking anybody up: {drawn:.3f} right by drawing from the column, {usual:.3f} by its usual value."
    return measured_risk(
        subject, tally, measured, p_value, requested=context.attacks, evidence=evidence, notes=(f"{PATCHED}.", said)
    )


def _baselines(
    context: AttackContext, secret: Column, offered: Numbers, wanted: Numbers, unit: float
) -> tuple[float, float]:
    """How often a random draw from the release's column is right, and how often its mode, or median, is."""
    chance = context.seed.child("draw", secret.name).generator()
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


def plans(train: int, control: int, attacks: int) -> tuple[SensitivityPlan, ...]:
    """As many people as guesses; supposed is that half of the outsiders are guessed right, the worst there is."""
    return (SensitivityPlan((min(attacks, train), min(attacks, control)), 0.5, (wilson, wilson)),)


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Whose secrets are guessed right, of up to three secrets."""
    if len(context.columns) > 1:
        for secret in context.sensitive_secrets:
            right = guessed(context, context.names.index(secret))
            yield RowHits(_subject(context, secret), sampled_rows(context), right)


def cells(context: AttackContext) -> Iterator[tuple[int, tuple[Flags, Flags]]]:
    """Every column in turn as the secret, and whose cell is guessed right; of a very wide table the secrets."""
    for column in guessable(context):
        yield int(column), guessed(context, int(column))


INFERENCE = Attack(
    name="inference",
    title="Guessing a secret",
    term="attribute inference",
    story=(
        "Somebody knows everything about a person but one column, finds the synthetic row that is most like them, "
        "and reads the missing value off it."
    ),
    run=run,
    sentence=(
        "Of 1,000 people in the training data, an attacker guesses {secret} right for {inside}; of 1,000 "
        "outsiders, for {outside}, by what holds for everybody."
    ),
    measure="advantage",
    per_secret=True,
    sampled=True,
    plans=plans,
    hits=hits,
    cells=cells,
    plant=plant,
)
