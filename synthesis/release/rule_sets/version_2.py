"""Records of version 2 (program 0.2.0), whatever attacks there were.

The record holds the SHA-256 of its policy and names the program that made it; each risk bears the limit and the status
that follow from it. Beside the rules of version 1: so few guesses that they touch fewer people than the limit are
judged by people; a gain among those about whom a guess was dared is judged of itself; one or two people decide nothing;
a released column that nothing compared with people stands in the way of a PASS; and rows and identifiers that were
hidden on purpose must have been noticed at the policy's share (1 % where a policy of those days names none)."""

from collections.abc import Mapping
from typing import Any

from synthesis.release.rule_sets import version_1
from synthesis.release.rule_sets.version_1 import HOLM_LEVEL, Value, canonical_hash, rule_for, verdict_of

FILES = version_1.FILES
LIMITS = {"public": (0.01, 0.09), "public-special": (0.01, 0.05), "controlled": (0.05, 0.20)}
"""The limits of each preset policy in its first version: for copied rows, and for every other attack."""

ATTACKS = (*version_1.ATTACKS, "verbatim-values", "record-linkage", "attribute-disclosure")
_COPYING = ("replication", "verbatim-values", "record-linkage")
_SMALLEST, _COPIED, _FEWEST_HITS = 500, 0.01, 3
_NAMES_PEOPLE = ("membership", "attribute-disclosure")
_NOTICED = 0.01
"""The share to be noticed where a policy names none."""


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
        "The verdict does not follow from the recorded risks and policy.": verdict_of(record, verdict)
        == record["verdict"]["outcome"],
    }
    return [problem for problem, holds in checks.items() if not holds]


def _as_named(policy: Value) -> bool:
    """Whether a policy that bears a preset's name has its limits; an attack of later days has at most the usual one."""
    if policy["name"] not in LIMITS:
        return True
    copied, usual = LIMITS[policy["name"]]
    needed = version_1.ATTACKS if policy["version"] == 1 else ATTACKS
    exact = {attack: copied if attack in _COPYING else usual for attack in needed}
    rules = policy["rules"]
    strict = all(
        rule["required"] and rule["limit"] <= usual and rule["limit"] == exact.get(rule["attack"], rule["limit"])
        for rule in rules
    )
    sharp = policy["smallest"] == _SMALLEST and policy.get("noticed", _NOTICED) <= copied
    return bool(strict and sharp and {rule["attack"] for rule in rules} >= set(exact))


def _as_judged(policy: Value, privacy: Mapping[str, Any]) -> bool:
    risks = privacy["risks"]
    limits = [rule_for(policy, risk)["limit"] for risk in risks]
    return [risk["limit"] for risk in risks] == limits and [risk["status"] for risk in risks] == statuses(
        policy, privacy
    )


def statuses(policy: Value, privacy: Value) -> list[str]:
    """The status of each risk, in order."""
    risks, noticed = privacy["risks"], policy.get("noticed", _NOTICED)
    limits = [rule_for(policy, risk)["limit"] for risk in risks]
    found = list(zip(risks, limits, version_1.significant(risks), strict=True))
    if version_1.control_shifted(privacy):
        return [version_1.without_control(*one) for one in found]
    return [_status(*one, noticed) for one in found]


def _status(risk: Value, limit: float, sure: bool, noticed: float) -> str:
    low, high, p_value = risk["low"], risk["high"], risk["p_value"]
    if risk["evidence"] == "not-run" or None in (risk["value"], low, high):
        return "not-run"
    if risk["breach"]:
        return "leak"
    if _reach(risk) < limit:
        return "signal" if sure and low > 0 else "clear"
    if risk["evidence"] == "exhausted":
        return version_1.on_counts(risk, limit, sure)
    certain = sure and (p_value or 0.0) <= HOLM_LEVEL
    if low >= limit and (p_value is None or certain):
        return "leak"
    if sure and risk["precision"] is not None and risk["precision"]["low"] >= limit:
        return "leak" if low >= _COPIED and certain else "inconclusive"
    if sure and noticed < low <= high < limit and risk["attack"] in _NAMES_PEOPLE:
        return "inconclusive"
    if risk["evidence"] == "too-few":
        return "inconclusive"
    if risk["successes"]["main"] < _FEWEST_HITS and not sure:
        return "clear"
    if low > 0 and sure:
        return "signal"
    return "clear" if high < limit else "inconclusive"


def _reach(risk: Value) -> float:
    exhausted = risk["attacks"] < risk["requested"]
    return min(1.0, float(risk["attacks"] / risk["people"])) if risk["people"] and exhausted else 1.0


def verdict(policy: Value, privacy: Value, people: int) -> str:
    """PASS, FAIL or INCONCLUSIVE, of one round of attacks."""
    risks, found = privacy["risks"], statuses(policy, privacy)
    leaks = [risk for risk, status in zip(risks, found, strict=True) if status == "leak"]
    if leaks or version_1.leaking_groups(policy, privacy, leaks):
        return "FAIL"
    asked = (
        _unsettled(risk, status, rule_for(policy, risk)["limit"])
        for risk, status in zip(risks, found, strict=True)
        if rule_for(policy, risk).get("required", True)
    )
    few = people < policy.get("smallest", 500)
    doubts = not risks or few or any(asked) or version_1.control_shifted(privacy) or _blind(policy, privacy)
    return "INCONCLUSIVE" if doubts or _uncovered(privacy) else "PASS"


def _unsettled(risk: Value, status: str, limit: float) -> bool:
    if status == "signal":
        return bool(risk["evidence"] != "exhausted" and not risk["high"] < limit and not _reach(risk) < limit)
    return status in ("inconclusive", "not-run")


def _uncovered(privacy: Value) -> bool:
    compared = any(risk["control"] is not None for risk in privacy["risks"])
    return compared and any(not one["compared_by"] for one in privacy["coverage"])


def _blind(policy: Value, privacy: Value) -> bool:
    """Whether rows, or identifiers, were hidden on purpose and not noticed at the policy's share or below."""
    found, wanted = privacy["sensitivity"], policy.get("noticed", _NOTICED)
    counted = any(risk["attack"] == "replication" and risk["evidence"] == "exhausted" for risk in privacy["risks"])
    for kind in ("identifiers",) if found["already"] or counted else ("rows", "identifiers"):
        hidden = [one for one in found["planted"] if one.get("kind", "rows") == kind]
        if hidden and not any(one["noticed"] and one["share"] <= wanted for one in hidden):
            return True
    return False
