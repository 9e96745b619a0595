"""Risks and audits made in code, with every number known."""

from typing import Any

from synthesis.privacy.risk import Copies, Counts, Privacy, Risk, Sensitivity
from synthesis.promise import Promise


def risk(value: float | None = 0.0, low: float | None = -0.01, high: float | None = 0.01, **fields: Any) -> Risk:
    """A risk with the given interval; membership unless said otherwise."""
    given: dict[str, Any] = {
        "attack": "membership", "variant": None, "columns": ("age", "city"), "secret": None, "measure": "excess",
        "requested": 2000, "attacks": 2000, "main": 0.01, "control": 0.01, "baseline": 0.01,
        "successes": Counts(20, 20, 20), "evidence": "sampled", "p_value": 0.5,
    }  # fmt: skip
    return Risk(value=value, low=low, high=high, **{**given, **fields})


def privacy(*risks: Risk) -> Privacy:
    """Everything measured about a release, with the given risks."""
    return Privacy(risks, Copies(0.0, 0.0, 0, 0.5), Sensitivity(), Promise(), ("Attackers with the model.",))
