"""Floor and ceiling: the same attacks against a release without a trace of anybody, and against a verbatim copy."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from synthesis.foundation.arrays import Numbers
from synthesis.privacy.cells import Cells, Foreign, copied, emptied
from synthesis.privacy.context import AttackContext
from synthesis.privacy.independent_release import independent_release
from synthesis.privacy.risk import Risk

GUESSES = 500
"""References are attacked with at most as many guesses."""
_ROWS = 10_000
_ACCUSED = 2_000

Attacked = Callable[[AttackContext], Sequence[Risk]]


def floor(context: AttackContext) -> AttackContext:
    """The same people attacked through rows drawn from fitted margins, as many as the release has."""
    rows = min(len(context.synthetic), _ROWS)
    drawn = independent_release(context.columns, context.numeric, context.train, rows, context.seed.child("floor"))
    return _against(context, drawn, emptied)


def ceiling(context: AttackContext) -> AttackContext:
    """The same people attacked through their own rows."""
    order = context.seed.child("ceiling").generator().permutation(len(context.train))
    return _against(context, context.train[order], copied)


def _against(
    context: AttackContext, release: Numbers, spelt: Callable[[Cells | Foreign], Cells | Foreign]
) -> AttackContext:
    other = context.against(release, attacks=min(context.attacks, GUESSES), accusable=_ACCUSED)
    return replace(other, cells=tuple(map(spelt, context.cells)))


def placed(risks: Sequence[Risk], context: AttackContext, attacked: Attacked) -> tuple[Risk, ...]:
    """`risks` with floor and ceiling; null where the attack has none. Needs a control group."""
    ends = [{_name(risk): risk.value for risk in attacked(make(context))} for make in (floor, ceiling)]
    return tuple(replace(r, floor=ends[0].get(_name(r)), ceiling=ends[1].get(_name(r))) for r in risks)


def _name(risk: Risk) -> tuple[str, str | None, str | None]:
    """Which risk it is, whatever columns the attacker found it best to know."""
    return risk.attack, risk.variant, risk.secret
