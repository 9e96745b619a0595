"""What to change so that a risk falls, as data for buttons."""

from synthesis.privacy import registry
from synthesis.privacy.contract import Blame
from synthesis.privacy.risk import Change, Privacy, Risk, Status, Suggestion

_CONTROLS = 2_000
_OTHERS = "These control rows are of another kind: bring some of the same people."
_REASONS: dict[Change, str] = {
    "leaf": "Values drawn from larger groups of rows follow single people less.",
    "generator": "Another generator may follow single people less.",
    "epsilon": "A formal guarantee bounds what any attacker can learn of one row.",
    "control": "More people outside the training rows make every interval narrower.",
    "attacks": "More guesses make this interval narrower.",
}
_OF_COLUMNS: dict[Change, int] = {"coarsen": 2, "drop": 1}
"""Changes to columns, and to how many of those that are blamed."""
_ELSEWHERE: tuple[Change, ...] = ("generator",)
"""What is left where a formal guarantee was broken."""


def suggestions(risk: Risk, privacy: Privacy) -> tuple[Suggestion, ...]:
    """What would lower this risk, or settle it, the most promising first; nothing for one that is clear.

    A gain that was seen is lowered by what its attack names (`Attack.lowered_by`), as a rule at the columns that carry
    it: coarsen them, then drop them; then everywhere: larger leaves, another generator, a formal guarantee. A risk that
    is open for want of people or guesses needs more of those. None of it is a promise: the new run is judged like the
    first."""
    if risk.status is Status.CLEAR or (risk.status is Status.SIGNAL and risk.below):
        return ()
    if risk.status is Status.INCONCLUSIVE and privacy.control_shifted:
        return (Suggestion("control", None, _OTHERS),)
    if risk.status in (Status.INCONCLUSIVE, Status.NOT_RUN) and (risk.low is None or risk.low <= 0.0):
        return _to_settle(risk)
    attack = registry.attack_named(risk.attack)
    columns = _the_secret(risk) if risk.secret is not None else attack.blamed(risk, privacy.carriers)
    return tuple(one for change in attack.lowered_by for one in _suggested(change, risk, columns))


def _suggested(change: Change, risk: Risk, columns: Blame) -> list[Suggestion]:
    """One change to each column that is blamed, or to everything."""
    if change in _OF_COLUMNS:
        return [Suggestion(change, column, because) for column, because in columns[: _OF_COLUMNS[change]]]
    if risk.breach and change not in _ELSEWHERE:
        return []
    return [Suggestion(change, None, _REASONS[change])]


def _the_secret(risk: Risk) -> Blame:
    return [(str(risk.secret), f"“{risk.secret}” is the secret that is guessed.")]


def _to_settle(risk: Risk) -> tuple[Suggestion, ...]:
    """A larger control group; more guesses only where they would reach people outside who were not looked at yet, for
    once all of these were, it is their number that keeps the interval wide."""
    sampling = registry.attack_named(risk.attack).sampled and risk.value is not None
    more = sampling and 0 < risk.requested <= min(risk.attacks, risk.controls)
    found: list[Change] = ["control"] if risk.controls < _CONTROLS or (sampling and not more) else []
    if more:
        found.append("attacks")
    return tuple(Suggestion(change, None, _REASONS[change]) for change in found)
