"""Attacks on a release, and what they gain on people in the training rows over people outside them."""

from synthesis.privacy.contract import Attack
from synthesis.privacy.intervals import holm
from synthesis.privacy.power import Power, power
from synthesis.privacy.risk import Copies, Counts, Evidence, Planted, Privacy, Risk, Sensitivity, Status
from synthesis.privacy.suite import ATTACKS, assess, overlap

__all__ = [
    "ATTACKS",
    "Attack",
    "Copies",
    "Counts",
    "Evidence",
    "Planted",
    "Power",
    "Privacy",
    "Risk",
    "Sensitivity",
    "Status",
    "assess",
    "holm",
    "overlap",
    "power",
]
