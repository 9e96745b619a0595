"""Attacks on a release, and what they gain on people in the training rows over people outside them."""

from synthesis.privacy.advice import suggestions
from synthesis.privacy.contract import Attack
from synthesis.privacy.intervals import holm
from synthesis.privacy.power import Power, power
from synthesis.privacy.risk import (
    Carrier,
    Closeness,
    Copies,
    Counts,
    Drift,
    Evidence,
    GroupRisk,
    Interval,
    Planted,
    Privacy,
    Risk,
    Sensitivity,
    Status,
    Suggestion,
    WeakSpot,
)
from synthesis.privacy.suite import ATTACKS, assess, overlap

__all__ = [
    "ATTACKS",
    "Attack",
    "Carrier",
    "Closeness",
    "Copies",
    "Counts",
    "Drift",
    "Evidence",
    "GroupRisk",
    "Interval",
    "Planted",
    "Power",
    "Privacy",
    "Risk",
    "Sensitivity",
    "Status",
    "Suggestion",
    "WeakSpot",
    "assess",
    "holm",
    "overlap",
    "power",
    "suggestions",
]
