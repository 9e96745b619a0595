"""Records of version 2 (program 0.2.0): judged as those of version 1, whatever attacks there were.

The record holds the SHA-256 of its policy and names the program that made it; each risk bears the limit and the status
that follow from it."""

from collections.abc import Mapping
from typing import Any

from synthesis.release.rule_sets import version_1
from synthesis.release.rule_sets.version_1 import Value, canonical_hash, rule_for, statuses, verdict_of

FILES = version_1.FILES
LIMITS = {"public": (0.01, 0.09), "public-special": (0.01, 0.05), "controlled": (0.05, 0.20)}
"""The limits of each preset policy in its first version: for copied rows, and for every other attack."""

_SMALLEST = 500


def problems(record: Value, hashes: Mapping[str, str]) -> list[str]:
    """What does not follow from the record's own numbers."""
    policy = record["policy"]
    rounds = [record["privacy"], *([record["again"]["privacy"]] if record.get("again") else [])]
    version_1.check_policy(policy, [rule["attack"] for rule in policy["rules"]], [])
    version_1.check_override(record["override"])
    checks = {
        "The record speaks of other files than the pack holds.": record["files"] == hashes,
        "The policy is not the one that the record was made with.": record["policy_sha256"] == canonical_hash(policy),
        "The policy bears the name of a preset and has other limits.": _as_named(policy),
        "A risk bears another limit or status than follows from it.": all(_as_judged(policy, one) for one in rounds),
        "The verdict does not follow from the recorded risks and policy.": verdict_of(record)
        == record["verdict"]["outcome"],
    }
    return [problem for problem, holds in checks.items() if not holds]


def _as_named(policy: Value) -> bool:
    """Whether a policy that bears a preset's name has its limits; an attack of later days has at most the usual one."""
    if policy["name"] not in LIMITS:
        return True
    copied, usual = LIMITS[policy["name"]]
    exact = {attack: copied if attack == "replication" else usual for attack in version_1.ATTACKS}
    rules = policy["rules"]
    strict = all(
        rule["required"] and rule["limit"] <= usual and rule["limit"] == exact.get(rule["attack"], rule["limit"])
        for rule in rules
    )
    return bool(strict and {rule["attack"] for rule in rules} >= set(exact) and policy["smallest"] == _SMALLEST)


def _as_judged(policy: Value, privacy: Mapping[str, Any]) -> bool:
    risks = privacy["risks"]
    limits = [rule_for(policy, risk)["limit"] for risk in risks]
    return [risk["limit"] for risk in risks] == limits and [risk["status"] for risk in risks] == statuses(
        policy, privacy
    )
