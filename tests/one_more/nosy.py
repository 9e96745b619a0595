"""An attack that nobody needs, as a contributor would write it: one file. The one line is in `attack.py`."""

from collections.abc import Iterator

import numpy as np

from synthesis.foundation.arrays import Flags
from synthesis.foundation.row_keys import keys
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, RowHits, SensitivityPlan, everybody
from synthesis.privacy.intervals import exact, excess, fisher
from synthesis.privacy.measurement import NO_CONTROL, RiskSubject, Trials, measured_risk, not_run
from synthesis.privacy.risk import Risk


def found(context: AttackContext) -> tuple[Flags, Flags]:
    """Which training and control rows have the first two cells of some row of the release."""
    train, control, release = (keys(rows[:, :2]) for rows in (context.train, context.control, context.synthetic))
    return np.isin(train, release), np.isin(control, release)


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener the first two cells of a training row stand together in the release than those of a stranger."""
    subject = RiskSubject("nosy", None, context.names[:2])
    if not context.controlled:
        return (not_run(subject, NO_CONTROL),)
    main, control = found(context)
    tally = Trials(int(main.sum()), len(main), int(control.sum()), len(control))
    gain = excess(exact(tally.main, tally.main_tries), exact(tally.control, tally.control_tries))
    p_value = fisher(tally.main, tally.main_tries, tally.control, tally.control_tries)
    said = "The first two columns were compared."
    return (measured_risk(subject, tally, gain, p_value, requested=len(main), notes=(said,)),)


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Whose first two cells stand together in the release."""
    yield RowHits(RiskSubject("nosy", None, context.names[:2]), everybody(context), found(context))


NOSY = Attack(
    name="nosy",
    title="Does the neighbour recognise them?",
    term="neighbour inference",
    story="A neighbour who knows two things about a person looks whether they stand together in the release.",
    run=run,
    sentence=(
        "Of 1,000 people in the training data, a neighbour recognises {inside}; of 1,000 outsiders, {outside}, by luck."
    ),
    limit="copies",
    plans=lambda train, control, _: (SensitivityPlan((train, control), 0.25),),
    hits=hits,
    lowered_by=("drop", "epsilon"),
    blamed=lambda risk, _: [(risk.columns[0], "The neighbour sees it over the fence.")],
)
