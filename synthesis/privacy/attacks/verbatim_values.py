"""Verbatim values: names, numbers and sentences of people in the training rows stand in the release, spelling aside."""

from collections.abc import Iterator

import numpy as np

from synthesis.privacy.cells import FEW, Cells, Foreign
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, RowHits, SensitivityPlan
from synthesis.privacy.intervals import counted, exact
from synthesis.privacy.measurement import NO_CONTROL, RiskSubject, Trials, gain_of, measured_risk, not_run
from synthesis.privacy.risk import Evidence, Risk

FEWEST = 20


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How many more training rows than control rows have a value of their own that stands in the release, by column.

    Looked through are identifiers, free text, constants and every category in which half of the cells hold a value that
    fewer than five people share. A value is a person's own if fewer than five people have it; it is compared in small
    letters, without accents, blanks and marks. Of texts, runs of five words count as values too. Control rows tell how
    often a value of one's own is met by chance. In a column that the source lacks, whole rows of people are looked for
    word by word, 0.5 % of the control rows being found by chance. The training rate is a count, the control rate has
    an interval (Clopper and Pearson); p by Fisher's test. No risk where no column is of that kind.
    """
    if not context.controlled:
        return tuple(not_run(_subject(cells), NO_CONTROL) for cells in context.cells)
    return tuple(_judge(cells) for cells in context.cells)


def _judge(cells: Cells | Foreign) -> Risk:
    main, control = cells.hits
    trials = Trials.of(main, control)
    gain, p_value = gain_of(trials, whole=True), trials.p_value
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= FEWEST else "too-few"
    said = f"A value is a person's own if fewer than {FEW} people have it."
    return measured_risk(_subject(cells), trials, gain, p_value, requested=len(main), evidence=evidence, notes=(said,))


def _subject(cells: Cells | Foreign) -> RiskSubject:
    return RiskSubject("verbatim-values", None, (cells.name,), cells.name)


def plans(train: int, control: int, _: int) -> tuple[SensitivityPlan, ...]:
    """Everybody is looked up; supposed is that no value of an outsider is met by chance."""
    return (SensitivityPlan((train, control), 0.0, (counted, exact)),)


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Whose own value stands in the release, column by column."""
    for cells in context.cells if context.controlled else ():
        rows = np.arange(len(cells.train)), np.arange(len(cells.control))
        yield RowHits(_subject(cells), rows, cells.hits)


VERBATIM_VALUES = Attack(
    name="verbatim-values",
    title="Values of people, word for word",
    term="verbatim reproduction",
    story=(
        "Somebody compares names, numbers, addresses and sentences of the release with those they know, however they "
        "are spelt."
    ),
    run=run,
    sentence=(
        "Of 1,000 people in the training data, {inside} have a {secret} of their own that stands in the release, "
        "spelling aside; of 1,000 who were never in it, {outside}, by coincidence."
    ),
    limit="copies",
    plans=plans,
    hits=hits,
    lowered_by=(),
)
