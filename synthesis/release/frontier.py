"""Candidates on the plane of likeness against risk, and those that no other beats in both."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from synthesis.fidelity.score import Overall
from synthesis.figures.frontier_point import FrontierPoint
from synthesis.foundation.serialisation import revive
from synthesis.privacy.risk import Privacy, Risk
from synthesis.release.audit import Audit
from synthesis.release.wording import title

GRAVEST = "Gravest risk"


@dataclass(frozen=True, eq=False)
class Entrant:
    """A judged candidate as far as the frontier looks at it. Where it was attacked twice, `risks` are those of both
    rounds: the graver one counts."""

    name: str
    verdict: str
    overall: Overall
    risks: tuple[Risk, ...]


def entrant(name: str, audit: Audit) -> Entrant:
    """A candidate by its audit."""
    overall = Overall(None, None) if audit.fidelity is None else audit.fidelity.overall
    again = audit.again.privacy.risks if audit.again else ()
    return Entrant(name, audit.verdict.outcome.value, overall, (*audit.privacy.risks, *again))


def entrant_of_record(name: str, record: Mapping[str, Any]) -> Entrant:
    """A candidate by the record in its evidence pack."""
    rounds = [record["privacy"], *([record["again"]["privacy"]] if record.get("again") else [])]
    risks = [risk for found in rounds for risk in revive(Privacy, found).risks]
    overall = revive(Overall, record["fidelity"]["overall"])
    return Entrant(name, str(record["verdict"]["outcome"]), overall, tuple(risks))


def frontier(entrants: Sequence[Entrant], risk: str = GRAVEST, picked: str | None = None) -> tuple[FrontierPoint, ...]:
    """Each candidate's likeness and risk; `best` are those on the frontier: none is better in both (Pareto).

    `GRAVEST` takes the risk whose interval uses most of its limit, as a multiple of that limit; the title of a risk
    takes that one in its own units. A frontier drawn through measured points favours luck: intervals overlap."""
    found = [_place(one, risk, one.name == picked) for one in entrants]
    return tuple(replace(one, best=_unbeaten(one, found)) for one in found)


def risks_of(entrants: Iterable[Entrant]) -> tuple[str, ...]:
    """Titles of the risks that were measured for any of these."""
    return tuple(dict.fromkeys(title(risk) for one in entrants for risk in one.risks if _measured(risk)))


def recommended(places: Sequence[FrontierPoint]) -> str | None:
    """The candidate that is most alike among those that pass; None where none does."""
    passed = [one for one in places if one.verdict == "PASS" and one.likeness is not None]
    return max(passed, key=lambda one: one.likeness or 0.0).name if passed else None


def _measured(risk: Risk) -> bool:
    return None not in (risk.value, risk.low, risk.high) and bool(risk.limit)


def _place(one: Entrant, wanted: str, picked: bool) -> FrontierPoint:
    overall = one.overall
    risks = [risk for risk in one.risks if _measured(risk) and wanted in (GRAVEST, title(risk))]
    if not risks:
        return FrontierPoint(
            one.name, one.verdict, overall.value, overall.reference, wanted, None, None, None, None, picked
        )
    worst = max(risks, key=lambda risk: (risk.high or 0.0) / (risk.limit or 1.0))
    unit = (worst.limit or 1.0) if wanted == GRAVEST else 1.0
    value, low, high, limit = ((part or 0.0) / unit for part in (worst.value, worst.low, worst.high, worst.limit))
    return FrontierPoint(
        one.name, one.verdict, overall.value, overall.reference, title(worst), value, low, high, limit, picked
    )


def _unbeaten(one: FrontierPoint, all_of_them: Sequence[FrontierPoint]) -> bool:
    if one.likeness is None or one.high is None:
        return False
    return not any(_beats(other, one) for other in all_of_them)


def _beats(other: FrontierPoint, one: FrontierPoint) -> bool:
    if other.likeness is None or other.high is None or one.likeness is None or one.high is None:
        return False
    better = other.likeness > one.likeness or other.high < one.high
    return better and other.likeness >= one.likeness and other.high <= one.high
