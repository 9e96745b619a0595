"""How risks stand against their limits: which one is the gravest, and in which order a reader meets them."""

from collections.abc import Iterable

from synthesis.privacy.risk import Risk, Status
from synthesis.release.verdict import Outcome
from synthesis.release.wording import unsettled

_GRAVITY = {Status.LEAK: 0, Status.INCONCLUSIVE: 2, Status.NOT_RUN: 3, Status.SIGNAL: 4, Status.CLEAR: 5}
_SEEN_AND_OPEN = 1

_SAYS = {
    Outcome.PASS: "Every measured risk lies below its limit.",
    Outcome.FAIL: "At least one measured risk lies above its limit.",
    Outcome.INCONCLUSIVE: "Not enough is known to say that every risk lies below its limit.",
}
_SEARCHED = "Every risk lies below its limit, or shows no sign of a gain after every guess there is was made."


def says(outcome: Outcome, risks: Iterable[Risk]) -> str:
    """The verdict in one sentence that claims no more than was measured."""
    if outcome is Outcome.PASS and not all(risk.below for risk in risks if risk.status is not Status.NOT_RUN):
        return _SEARCHED
    return _SAYS[outcome]


def ranked(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """Risks from the gravest to the lightest: leaks, gains that were seen and may be over the limit, open questions,
    what was not tested, gains below the limit, nothing seen; and within each by how much of its limit the interval
    uses."""
    return tuple(sorted(risks, key=lambda risk: (_gravity(risk), -_used(risk))))


def gravest(risks: Iterable[Risk]) -> Risk | None:
    """The one risk that a headline names; None where nothing was attacked. A risk that was measured goes before one
    that was not, unless nothing was measured."""
    order = ranked(risks)
    measured = [risk for risk in order if risk.status is not Status.NOT_RUN]
    return next(iter((*measured, *order)), None)


def condensed(risks: Iterable[Risk], secrets: int = 5) -> tuple[Risk, ...]:
    """The risks in their own order, but of many guessed secrets only the gravest few."""
    listed = tuple(risks)
    kept = ranked(risk for risk in listed if risk.secret)[:secrets]
    return tuple(risk for risk in listed if not risk.secret or risk in kept)


def _gravity(risk: Risk) -> int:
    return _SEEN_AND_OPEN if unsettled(risk) else _GRAVITY[risk.status]


def _used(risk: Risk) -> float:
    if risk.high is None or not risk.limit:
        return float("-inf")
    return risk.high / risk.limit
