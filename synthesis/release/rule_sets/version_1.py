"""Records of version 1 (program 0.1.0), as that version judged them. Frozen: only packs of its time are read by it.

The six attacks, the limits of its three policies, and its verdict; `verdict.judge_rounds` of today may differ."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

FILES = ("synthetic.csv", "record.json", "report.html", "recipe.json", "schema.json", "SHA256SUMS")
ATTACKS = ("replication", "membership", "outlier-membership", "singling-out", "linkability", "inference")
PRESETS = {
    "public": "06f3649e7e510389648d237774edeff8b03b6b22ffd02dafc723406c3226f11c",
    "public-special": "65527c760a9dbf6e58c28e68e7acc89c9bbb592ac610f5560a5ab2cc9b9f00d5",
    "controlled": "8279d3816f161179fb14c4fbc75b06d69346ace028370a8f477ac4b02205cb1f",
}
"""The SHA-256 of each preset policy's canonical JSON."""

_SIGNIFICANCE, HOLM_LEVEL, _EXACT = 0.05, 0.025, 0.01
_SHORTEST_REASON = 10

Value = Mapping[str, Any]


def problems(record: Value, hashes: Mapping[str, str]) -> list[str]:
    """What does not follow from the record's own numbers."""
    policy = record["policy"]
    check_policy(policy, [rule["attack"] for rule in policy["rules"]], ATTACKS)
    check_override(record["override"])
    found = [] if record["files"] == hashes else ["The record speaks of other files than the pack holds."]
    if PRESETS.get(policy["name"], canonical_hash(policy)) != canonical_hash(policy):
        found.append("The policy bears the name of a preset and has other limits.")
    if verdict_of(record) != record["verdict"]["outcome"]:
        found.append("The verdict does not follow from the recorded risks and policy.")
    return found


def canonical_hash(value: Any) -> str:
    """The SHA-256 of a JSON value with its keys in order and no spaces."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_policy(policy: Value, named: Sequence[str], needed: Sequence[str]) -> None:
    """ValueError where limits are no shares, or an attack has none."""
    whole = isinstance(policy.get("smallest", 0), int) and isinstance(policy["name"], str)
    if not whole or not set(needed) <= set(named) or not all(0.0 < rule["limit"] < 1.0 for rule in policy["rules"]):
        raise ValueError("no policy")


def check_override(override: Value | None) -> None:
    """ValueError where nobody is named, or no reason is given."""
    if override is None:
        return
    if not override["name"].strip() or len(override["reason"].strip()) < _SHORTEST_REASON:
        raise ValueError("no override")


def verdict_of(record: Value, judged: Callable[[Value, Value, int], str] | None = None) -> str:
    """PASS, FAIL or INCONCLUSIVE: the graver of both rounds of attacks, each `judged` by itself."""
    judged = judged or _verdict
    rounds = [record["privacy"], *([record["again"]["privacy"]] if record.get("again") else [])]
    people = people_of(record["rows"])
    gravity = ("PASS", "INCONCLUSIVE", "FAIL")
    return max((judged(record["policy"], found, people) for found in rounds), key=gravity.index)


def people_of(rows: Value) -> int:
    """The people in training and control rows."""
    train, control = (
        rows[part] if rows.get(f"{part}_people") is None else rows[f"{part}_people"] for part in ("train", "control")
    )
    return int(train) + int(control)


def rule_for(policy: Value, risk: Value) -> Value:
    """The rule that names the attack and variant, else the one that names the attack. ValueError for neither."""
    fitting = [
        rule
        for rule in policy["rules"]
        if rule["attack"] == risk["attack"] and rule.get("variant") in (None, risk["variant"])
    ]
    return max(fitting, key=lambda rule: rule.get("variant") is not None)


def statuses(policy: Value, privacy: Value) -> list[str]:
    """The status of each risk, in order."""
    risks = privacy["risks"]
    status = without_control if control_shifted(privacy) else _status
    limits = [rule_for(policy, risk)["limit"] for risk in risks]
    return [status(*one) for one in zip(risks, limits, significant(risks), strict=True)]


def control_shifted(privacy: Value) -> bool:
    return privacy.get("drift") is not None and privacy["drift"]["drifted"]


def significant(risks: Sequence[Value]) -> list[bool]:
    adjusted = iter(_holm([risk["p_value"] for risk in risks if risk["p_value"] is not None]))
    return [risk["p_value"] is not None and next(adjusted) <= _SIGNIFICANCE for risk in risks]


def _holm(p_values: Sequence[float]) -> list[float]:
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, index in enumerate(order):
        worst = max(worst, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = worst
    return adjusted


def _status(risk: Value, limit: float, sure: bool) -> str:
    low, high, p_value = risk["low"], risk["high"], risk["p_value"]
    if risk["evidence"] == "not-run" or None in (risk["value"], low, high):
        return "not-run"
    if risk["breach"]:
        return "leak"
    if risk["evidence"] == "exhausted":
        return on_counts(risk, limit, sure)
    if low >= limit and (p_value is None or (sure and p_value <= HOLM_LEVEL)):
        return "leak"
    if risk["evidence"] == "too-few":
        return "inconclusive"
    if low > 0 and sure:
        return "signal"
    return "clear" if high < limit else "inconclusive"


def on_counts(risk: Value, limit: float, sure: bool) -> str:
    if not sure and (risk["p_value"] is None or risk["p_value"] > _EXACT):
        return "clear"
    return "leak" if risk["value"] >= limit else "signal"


def without_control(risk: Value, limit: float, _: bool) -> str:
    if risk["evidence"] == "not-run" or risk["value"] is None:
        return "not-run"
    unaided = risk["unaided"]
    return "leak" if unaided is not None and unaided["low"] >= limit else "inconclusive"


def _verdict(policy: Value, privacy: Value, people: int) -> str:
    risks, found = privacy["risks"], statuses(policy, privacy)
    leaks = [risk for risk, status in zip(risks, found, strict=True) if status == "leak"]
    if leaks or leaking_groups(policy, privacy, leaks):
        return "FAIL"
    open_questions = any(
        _unsettled(risk, status, rule_for(policy, risk)["limit"])
        for risk, status in zip(risks, found, strict=True)
        if rule_for(policy, risk).get("required", True)
    )
    few = people < policy.get("smallest", 500)
    doubts = not risks or few or open_questions or control_shifted(privacy) or blind(policy, privacy)
    return "INCONCLUSIVE" if doubts else "PASS"


def _unsettled(risk: Value, status: str, limit: float) -> bool:
    if status == "signal":
        return bool(risk["evidence"] != "exhausted" and not risk["high"] < limit)
    return status in ("inconclusive", "not-run")


def leaking_groups(policy: Value, privacy: Value, leaks: Sequence[Value]) -> bool:
    """Whether a group leaks under an attack whose average does not."""
    known = {_name(risk) for risk in leaks}
    return any(
        group["surely"] and group["low"] > 0 and group["low"] >= rule_for(policy, group)["limit"]
        for group in (() if control_shifted(privacy) else privacy.get("groups", ()))
        if _name(group) not in known
    )


def _name(risk: Value) -> tuple[str, str | None, str | None]:
    return risk["attack"], risk["variant"], risk["secret"]


def blind(policy: Value, privacy: Value) -> bool:
    """Whether rows that were hidden on purpose, as many as the loosest limit lets pass, were noticed by no attack."""
    found, loosest = privacy["sensitivity"], max(rule["limit"] for rule in policy["rules"])
    hidden = [one for one in found["planted"] if one.get("kind", "rows") == "rows" and one["share"] <= loosest]
    counted = any(risk["attack"] == "replication" and risk["evidence"] == "exhausted" for risk in privacy["risks"])
    return bool(hidden) and not (found["already"] or counted or any(one["noticed"] for one in hidden))
