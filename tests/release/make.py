"""Risks and audits made in code, with every number known."""

from typing import Any

from synthesis.foundation.guarantee import Guarantee
from synthesis.privacy.risk import Copies, Counts, Privacy, Risk
from synthesis.privacy.sensitivity import Sensitivity
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit, RowCounts
from synthesis.release.policy import PUBLIC, Policy
from synthesis.release.record import Override, Record, Source, TriedCandidate
from synthesis.release.verdict import judge
from synthesis.tables import Column, Kind, Schema
from synthesis.utility import Utility


def risk(value: float | None = 0.0, low: float | None = -0.01, high: float | None = 0.01, **fields: Any) -> Risk:
    """A risk with the given interval and a p-value to match; membership unless said otherwise."""
    given: dict[str, Any] = {
        "attack": "membership",
        "variant": None,
        "columns": ("age", "city"),
        "secret": None,
        "measure": "excess",
        "requested": 2000,
        "attacks": 2000,
        "main": 0.01,
        "control": 0.01,
        "baseline": 0.01,
        "successes": Counts(20, 20, 20),
        "evidence": "sampled",
        "p_value": 0.01 if (low or 0.0) > 0.0 else 0.5,
    }
    return Risk(value=value, low=low, high=high, **{**given, **fields})


def privacy(*risks: Risk) -> Privacy:
    """Everything measured about a release, with the given risks."""
    return Privacy(risks, Copies(0.0, 0.0, 0, 0.5), Sensitivity(), Guarantee(), ("Attackers with the model.",))


def audit(*risks: Risk, policy: Policy = PUBLIC) -> Audit:
    """A judged table with the given risks and no likeness measured."""
    judged, verdict = judge(policy, privacy(*(risks or (risk(),))), 1000)
    return Audit(
        verdict, policy, 0, RowCounts(800, 200, 800), judged, None, Utility(), {"total": 1.0}, {"synthesis": "0"}
    )


def record(*risks: Risk, override: Override | None = None) -> Record:
    """The record of such an audit."""
    recipe = Recipe(schema=Schema((Column("age", Kind.INTEGER), Column("city", Kind.CATEGORY))))
    tried = (
        TriedCandidate("ctgan", "CTGAN", 1, 80, "done", "FAIL"),
        TriedCandidate("trees", "Trees", 0, 80, "done", "PASS", True),
    )
    return Record(Source("ab12", 100, 2), recipe, "", audit(*risks), tried, "Ada", override)
