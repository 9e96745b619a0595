"""Attacks on a release, and what they gain on people in the training rows over people outside them."""

from synthesis.privacy.advice import suggestions
from synthesis.privacy.contract import Attack
from synthesis.privacy.detectable_effect import DetectableEffect, detectable_effects, not_foretold
from synthesis.privacy.intervals import holm
from synthesis.privacy.overlap import overlap
from synthesis.privacy.registry import ATTACKS, attack_named
from synthesis.privacy.risk import (
    Closeness,
    Copies,
    Counts,
    CovariateShift,
    Evidence,
    Interval,
    Privacy,
    Risk,
    RiskDriver,
    Status,
    SubgroupRisk,
    Suggestion,
    WeakSpot,
)
from synthesis.privacy.sensitivity import Canary, Sensitivity
from synthesis.privacy.subgroup_risks import largest_by_chance
from synthesis.privacy.suite import assess

__all__ = [
    "ATTACKS",
    "Attack",
    "Canary",
    "Closeness",
    "Copies",
    "Counts",
    "CovariateShift",
    "DetectableEffect",
    "Evidence",
    "Interval",
    "Privacy",
    "Risk",
    "RiskDriver",
    "Sensitivity",
    "Status",
    "SubgroupRisk",
    "Suggestion",
    "WeakSpot",
    "assess",
    "attack_named",
    "detectable_effects",
    "holm",
    "largest_by_chance",
    "not_foretold",
    "overlap",
    "suggestions",
]
