"""Where a candidate stands between likeness and risk."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FrontierPoint:
    """One candidate on the plane of likeness against risk.

    `likeness`: the overall likeness, 1 best; `reachable`: what real rows reach among themselves. `risk` names the risk;
    `value`, `low`, `high`: what the attacker gains, with its interval, in the units of `limit`. `best`: no other
    candidate is as alike at a lower high end of its risk. Null where something was not measured."""

    name: str
    verdict: str
    likeness: float | None
    reachable: float | None
    risk: str
    value: float | None
    low: float | None
    high: float | None
    limit: float | None
    picked: bool = False
    best: bool = False
