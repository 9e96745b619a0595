"""How risks stand against their limits: which one is the gravest, and in which order a reader meets them."""

from collections.abc import Iterable

from synthesis.privacy.risk import Risk, Status

_GRAVITY = {Status.LEAK: 0, Status.INCONCLUSIVE: 1, Status.NOT_RUN: 2, Status.SIGNAL: 3, Status.CLEAR: 4}


def ranked(risks: Iterable[Risk]) -> tuple[Risk, ...]:
    """Risks from the gravest to the lightest: by status, then by how much of its limit the interval's upper end uses."""
    return tuple(sorted(risks, key=lambda risk: (_GRAVITY[risk.status], -_used(risk))))


def gravest(risks: Iterable[Risk]) -> Risk | None:
    """The one risk that a headline names; None where nothing was attacked. A risk that was measured goes before one that
    was not, unless nothing was measured."""
    order = ranked(risks)
    measured = [risk for risk in order if risk.status is not Status.NOT_RUN]
    return next(iter((*measured, *order)), None)


def condensed(risks: Iterable[Risk], secrets: int = 5) -> tuple[Risk, ...]:
    """The risks in their own order, but of many guessed secrets only the gravest few."""
    listed = tuple(risks)
    kept = ranked(risk for risk in listed if risk.secret)[:secrets]
    return tuple(risk for risk in listed if not risk.secret or risk in kept)


def _used(risk: Risk) -> float:
    if risk.high is None or not risk.limit:
        return float("-inf")
    return risk.high / risk.limit
