"""What a report says beside the attacks: likeness, use, the policy, how the table was made and how to read it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from synthesis.fidelity.contract import UNITLESS
from synthesis.fidelity.measures import called
from synthesis.fidelity.score import Fidelity, Score
from synthesis.foundation import numerals
from synthesis.foundation.guarantee import Guarantee
from synthesis.release import wording
from synthesis.release.audit import Audit
from synthesis.release.policy import Policy
from synthesis.release.report_risks import WORST
from synthesis.release.report_view import Block, Heading, Section, TableView
from synthesis.utility import Utility

if TYPE_CHECKING:
    from synthesis.release.record import Record


def conditioned(audit: Audit) -> tuple[Section, ...]:
    """That the rows were made to differ from their source; nothing where they were not."""
    return (Section("Made to differ from the source", (Block(audit.conditions_note),)),) if audit.wished else ()


def override(record: "Record") -> tuple[Section, ...]:
    """Who took responsibility for a release that did not pass; nothing where nobody did."""
    if record.override is None:
        return ()
    said = f"{record.override.name} took responsibility: {record.override.reason}"
    return (Section("Released all the same", (Block(said),)),)


_LIKENESS_HEADINGS = (
    Heading("Columns"),
    Heading("Measure"),
    Heading("Synthetic", number=True),
    Heading("Real against real", number=True),
)


def likeness(fidelity: Fidelity | None) -> Section:
    """The headline and the scores that are farthest off, each beside what real rows reach among themselves."""
    if fidelity is None:
        return Section("Likeness", (Block("Not measured."),))
    said = (
        f"Overall similarity {_number(fidelity.overall.value)}; two groups of real people reach "
        f"{_number(fidelity.overall.reference)} (1 is identical)."
    )
    rows = tuple(map(_score_row, worst_scores(fidelity.scores)))
    return Section("Likeness, worst first", (Block(said, table=TableView(_LIKENESS_HEADINGS, rows)),))


def worst_scores(scores: Iterable[Score], count: int = WORST) -> list[Score]:
    """The scores that are farthest from what real rows reach among themselves; those that have a unit of
    their own, or of which more is better, are on another scale and left out."""
    shown = [one for one in scores if one.value is not None and one.better == "lower" and one.unit in UNITLESS]
    return sorted(shown, key=lambda score: (score.reference or 0.0) - (score.value or 0.0))[:count]


def _score_row(score: Score) -> tuple[str, ...]:
    return " × ".join(score.columns), called(score.measure), _number(score.value), _number(score.reference)


def use(utility: Utility) -> tuple[Section, ...]:
    """What models are worth that learned from the synthetic rows; nothing where none was trained."""
    if not utility.scores:
        return ()
    headings = (*map(Heading, ("Model", "Trained on", "Metric")), Heading("On held-out real rows", number=True))
    rows = tuple((one.model, one.trained_on, one.metric, _number(one.value)) for one in utility.scores)
    return (Section(f"Use: predicting {utility.target}", (Block(table=TableView(headings, rows)),)),)


def limits(policy: Policy) -> Section:
    """Each limit of the policy, with the source that it was taken from."""
    headings = (Heading("Attack"), Heading("Limit", number=True), Heading("Where it comes from"))
    rows = tuple(
        (wording.attack_title(rule.attack, rule.variant), wording.percent(rule.limit), rule.source)
        for rule in policy.rules
    )
    said = f"{policy.about} {wording.wanted(policy.noticed)}".strip()
    blocks = (Block(said, table=TableView(headings, rows), soft=True),)
    return Section(f"Policy: {policy.title}, version {policy.version}", blocks)


def how_made(record: "Record") -> Section:
    """The recipe, the rules between columns, and every candidate that was tried."""
    recipe = record.recipe
    settings, protections = _settings(recipe.settings), ", ".join(record.protections) or "defaults"
    said = (
        f"Generator {recipe.generator} ({_guaranteed(record.audit.privacy.promise)}); settings: {settings}; "
        f"protections: {protections}; seed {recipe.seed}. {record.split_note}"
    ).strip()
    rules = tuple(rule.in_words for rule in record.audit.rules)
    confirmed = (Block("Rules between columns:", rules),) if rules else ()
    return Section("How it was made", (Block(said), *confirmed, _tried(record)))


def _settings(chosen: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in chosen.items()) or "defaults"


def _guaranteed(guarantee: Guarantee) -> str:
    if not guarantee.formal:
        return "no formal guarantee"
    return f"differential privacy: ε = {guarantee.epsilon}, δ = {guarantee.delta}, per {guarantee.unit}"


def _tried(record: "Record") -> Block:
    said = f"Candidates tried in this session: {len(record.candidates)}. Picking the best of several favours luck."
    listed = tuple(
        f"{one.title}, {numerals.count(one.rows)} rows, seed {one.seed}: {one.verdict or one.state}"
        f"{' (this one)' if one.picked else ''}"
        for one in record.candidates
    )
    return Block(said, listed)


def caution() -> Section:
    """What no figure of the report can decide."""
    said = (
        "These attacks measure what was tried, no more. Synthetic data can be personal data; whether the remaining "
        "risk is acceptable is decided by the controller, case by case."
    )
    return Section("How to read this", (Block(said, soft=True),))


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3f}"
