"""Floor and ceiling: the same attacks against a release without a trace of anybody, and against a verbatim copy."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from synthesis.foundation.arrays import Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.independent_release import independent_release
from synthesis.privacy.risk import Risk

GUESSES = 500
"""References are attacked with at most as many guesses."""
_ROWS = 50_000
_ACCUSED = 5_000

Attacked = Callable[[AttackContext], Sequence[Risk]]


def floor(scene: AttackContext) -> AttackContext:
    """The same people attacked through rows drawn from fitted margins, as many as the release has."""
    rows = min(len(scene.synthetic), _ROWS)
    drawn = independent_release(scene.columns, scene.numeric, scene.train, rows, scene.seed.child("floor"))
    return _against(scene, drawn)


def ceiling(scene: AttackContext) -> AttackContext:
    """The same people attacked through their own rows."""
    order = scene.seed.child("ceiling").generator().permutation(len(scene.train))
    return _against(scene, scene.train[order])


def _against(scene: AttackContext, release: Numbers) -> AttackContext:
    return scene.against(release, attacks=min(scene.attacks, GUESSES), accusable=_ACCUSED)


def placed(risks: Sequence[Risk], scene: AttackContext, attacked: Attacked) -> tuple[Risk, ...]:
    """`risks` with floor and ceiling; null where the attack has none. Needs a control group."""
    ends = [{_name(risk): risk.value for risk in attacked(make(scene))} for make in (floor, ceiling)]
    return tuple(replace(r, floor=ends[0].get(_name(r)), ceiling=ends[1].get(_name(r))) for r in risks)


def _name(risk: Risk) -> tuple[str, str | None, str | None]:
    return risk.attack, risk.variant, risk.secret
