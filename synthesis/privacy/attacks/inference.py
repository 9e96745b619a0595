"""Inference: what is known of a person is completed by what the release says of people like them."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, RowHits, SensitivityPlan, sampled_rows
from synthesis.privacy.guessing import Guesses, attempts, everybody, guessable, guessed, plant, right
from synthesis.privacy.intervals import advantage, wilson
from synthesis.privacy.measurement import PATCHED, RiskSubject, Trials, measured_risk, not_run, uncontrolled
from synthesis.privacy.risk import Evidence, Risk
from synthesis.tables.schema import Column

_FEWEST = 20


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a secret of a training row is guessed right than that of a stranger, one risk a secret.

    Three attackers guess: by the secret of the release's row nearest over all other columns (Giomi et al. 2023, section
    4.4); the same by half of the columns, drawn at random; and by boosted trees that learnt the secret from the release
    (of at most 15 secrets). The most significant counts, and its p-value (Fisher's test) pays for all that guessed.
    Right means: the same category; a number within 5 % of the secret's size (0 exactly); a date within 5 % of the
    column's 1–99 % range; a blank for a blank. The gain is main − control, with Wilson intervals; `learned` is the best
    any of them does on control rows, less guessing without the release."""
    gone = tuple(_absent(context, secret) for secret in context.unreadable)
    if len(context.columns) < 2:
        return (*gone, *(_alone(context, secret) for secret in context.secrets))
    return (*gone, *(_judge(context, context.names.index(secret)) for secret in context.secrets))


def _subject(context: AttackContext, secret: str, by: Guesses) -> RiskSubject:
    others = tuple(name for name in context.names if name != secret)
    return RiskSubject("inference", None, others, secret, "advantage", by.known, by.attacker)


def _absent(context: AttackContext, secret: str) -> Risk:
    why = "This column cannot be read in all of the files, or holds free text or identifiers."
    return not_run(RiskSubject("inference", None, context.names, secret, "advantage"), why, requested=context.attacks)


def _alone(context: AttackContext, secret: str) -> Risk:
    subject = RiskSubject("inference", None, context.names, secret, "advantage")
    return not_run(subject, "This attack needs another column to go by.", requested=context.attacks)


def _judge(context: AttackContext, column: int) -> Risk:
    secret, unit = context.columns[column], float(context.ruler.unit[column])
    tried = attempts(context, column)
    main, control, subject = tried[0].main, tried[0].control, _subject(context, secret.name, tried[0])
    wanted = everybody(context)[0].values[:, column]
    drawn, usual = (
        (0.0, 0.0) if context.rerun else _baselines(context, secret, context.synthetic[:, column], wanted, unit)
    )
    if not context.controlled:
        return uncontrolled(subject, int(main.sum()), len(main), max(drawn, usual), requested=context.attacks)
    best = max(drawn, usual)
    tally = Trials.of(main, control, best, guessed=True)
    measured = advantage(wilson(tally.main, tally.main_tries), wilson(tally.control, tally.control_tries))
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= _FEWEST else "too-few"
    said = f"Without looking anybody up: {drawn:.3f} right by drawing from the column, {usual:.3f} by its usual value."
    p_value, notes = min(1.0, len(tried) * tried[0].p_value), (f"{PATCHED}.", said, _by_whom(tried))
    risk = measured_risk(subject, tally, measured, p_value, requested=context.attacks, evidence=evidence, notes=notes)
    return replace(risk, learned=max(float(one.control.mean()) for one in tried) - best)


def _by_whom(tried: tuple[Guesses, ...]) -> str:
    return f"Guessed by {tried[0].attacker}; the strongest of {len(tried)} attackers."


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
            tried = attempts(context, context.names.index(secret))
            subject, found = _subject(context, secret, tried[0]), (tried[0].main, tried[0].control)
            yield RowHits(subject, sampled_rows(context), found, len(tried))


def cells(context: AttackContext) -> Iterator[tuple[int, tuple[Flags, Flags]]]:
    """Every column in turn as the secret, and whose cell is guessed right; of a very wide table the secrets."""
    for column in guessable(context):
        yield int(column), guessed(context, int(column))


INFERENCE = Attack(
    name="inference",
    title="Guessing a secret",
    term="attribute inference",
    story=(
        "Somebody knows everything about a person but one column, or half of it, and guesses the missing value from "
        "the synthetic row that is most like them, or by a model that the release taught."
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
