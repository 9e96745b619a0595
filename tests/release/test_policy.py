"""Policies: every limit as it is printed, what is refused and in which words, and which rule speaks of which risk."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.privacy import registry
from synthesis.release.policy import (
    CONTROLLED,
    PRESETS,
    PUBLIC,
    SPECIAL,
    Policy,
    Rule,
    find_policy,
    read_policy,
    written_policy,
)
from tests.release.make import risk

ATTACKS = tuple(attack.name for attack in registry.ATTACKS)
COPYING = ("replication", "verbatim-values", "record-linkage")
RULES = tuple(Rule(attack, 0.09, "ours") for attack in ATTACKS)


@pytest.mark.parametrize(
    ("policy", "name", "title", "copies", "others"),
    [
        (PUBLIC, "public", "Public", 0.01, 0.09),
        (SPECIAL, "public-special", "Public, special-category data", 0.01, 0.05),
        (CONTROLLED, "controlled", "Controlled access", 0.05, 0.20),
    ],
)
def test_presets_to_the_digit(policy: Policy, name: str, title: str, copies: float, others: float) -> None:
    assert (policy.name, policy.title, policy.version, policy.smallest) == (name, title, 3, 500)
    assert [rule.attack for rule in policy.rules] == list(ATTACKS)
    assert [rule.limit for rule in policy.rules] == [copies if a in COPYING else others for a in ATTACKS]
    assert all((rule.variant, rule.required) == (None, True) for rule in policy.rules)
    assert policy.about
    assert "no regulator" in policy.rules[ATTACKS.index("replication")].source
    assert f"{others:.2f}" in policy.rules[ATTACKS.index("membership")].source


def test_the_attacks_that_need_a_limit() -> None:
    assert set(ATTACKS) >= {
        "replication",
        "membership",
        "outlier-membership",
        "singling-out",
        "linkability",
        "inference",
    }
    assert len(set(ATTACKS)) == len(ATTACKS)
    assert PRESETS == (PUBLIC, SPECIAL, CONTROLLED)


@pytest.mark.parametrize("limit", [1e-9, 0.5, 1 - 1e-9])
def test_limits_between_nothing_and_certainty(limit: float) -> None:
    assert Rule("membership", limit, "").limit == limit


@pytest.mark.parametrize("limit", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_limits_out_of_bounds(limit: float) -> None:
    with pytest.raises(UnusableOption) as refused:
        Rule("membership", limit, "")
    assert refused.value.happened == "A policy has a limit out of bounds."
    assert refused.value.advice == "Give limits between 0 and 1."


def test_an_unknown_attack_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnusableOption) as refused:
        written_policy(plain(Policy("x", "X", 1, (*RULES, Rule("magic", 0.1, "")))))
    assert refused.value.happened == "A policy names an unknown attack."
    assert refused.value.advice == f"Attacks are: {', '.join(ATTACKS)}."


def test_every_attack_needs_a_limit() -> None:
    """In what people write; what was kept may be older than an attack, and is no answer to it."""
    older = Policy("x", "X", 1, RULES[2:])
    with pytest.raises(UnusableOption) as refused:
        written_policy(plain(older))
    assert refused.value.happened == "A policy leaves attacks without a limit."
    assert refused.value.advice == f"Add rules for: {ATTACKS[0]}, {ATTACKS[1]}."
    assert read_policy(plain(older)) == older
    with pytest.raises(UnusableOption) as refused:
        older.rule_for(risk(attack=ATTACKS[0]))
    assert refused.value.happened == "The policy has no limit for an attack that was run."
    assert refused.value.advice == "Judge by a policy of today."


@pytest.mark.parametrize(
    ("borrowed", "posing"),
    [
        ({}, False),
        ({"version": 1}, True),
        ({"smallest": 499}, True),
        ({"noticed": 0.02}, True),
        ({"name": "ours", "noticed": 0.02}, True),  # by the title
        ({"name": " Public ", "smallest": 499}, True),
        ({"name": "ours", "smallest": 499}, True),  # by the title
        ({"name": "ours", "title": " PUBLIC", "rules": RULES}, True),
        ({"name": "ours", "about": "Else."}, False),  # the same limits under the same title
        ({"name": "ours", "title": "Ours", "smallest": 499}, False),
    ],
)
def test_other_limits_go_by_no_preset_s_name(borrowed: dict[str, Any], posing: bool) -> None:
    value = plain(replace(PUBLIC, **borrowed))
    if not posing:
        assert written_policy(value) == replace(PUBLIC, **borrowed)
        return
    with pytest.raises(UnusableOption) as refused:
        written_policy(value)
    assert refused.value.happened == 'The policy bears the name of the preset "public" and has other content.'
    assert refused.value.advice == "Give it a name and a title of its own, or use the preset as it is."


def test_a_policy_says_little_where_nothing_is_said() -> None:
    policy = Policy("x", "X", 1, RULES)
    assert (policy.about, policy.smallest, policy.noticed) == ("", 500, 0.01)
    assert [preset.noticed for preset in PRESETS] == [0.01, 0.01, 0.05]
    older = {name: value for name, value in plain(PUBLIC).items() if name != "noticed"}
    assert read_policy(older).noticed == 0.01
    with pytest.raises(UnusableOption):
        replace(policy, noticed=0.0)


def test_a_share_of_one_s_own_to_be_noticed_is_an_edit() -> None:
    own = PUBLIC.with_limits({}, "a small table of the registry", 0.02)
    assert (own.name, own.noticed, own.rules) == ("public-edited", 0.02, PUBLIC.rules)
    assert PUBLIC.with_limits({}, "nothing changed here", 0.01) is PUBLIC
    assert (RULES[0].variant, RULES[0].required) == (None, True)


def test_a_rule_speaks_of_its_attack_and_of_its_variant() -> None:
    rule = Rule("singling-out", 0.1, "", "univariate")
    assert rule.covers(risk(attack="singling-out", variant="univariate"))
    assert not rule.covers(risk(attack="singling-out", variant="multivariate"))
    assert not rule.covers(risk(attack="linkability", variant="univariate"))
    assert replace(rule, variant=None).covers(risk(attack="singling-out", variant="multivariate"))


@pytest.mark.parametrize("first", [True, False])
def test_a_rule_that_names_the_variant_goes_first_wherever_it_stands(first: bool) -> None:
    special = Rule("membership", 0.2, "", "outer")
    policy = Policy("x", "X", 1, (special, *RULES) if first else (*RULES, special))
    assert policy.rule_for(risk(variant="outer")) is special
    assert policy.rule_for(risk(variant="inner")).limit == 0.09


def test_only_the_limits_that_were_changed_say_so() -> None:
    edited = PUBLIC.with_limits({"membership": 0.02, "inference": 0.09}, "asked for")
    assert (edited.name, edited.title, edited.version) == ("public-edited", "Public (edited)", 3)
    assert [rule.limit for rule in edited.rules] == [
        0.02 if rule.attack == "membership" else rule.limit for rule in PUBLIC.rules
    ]
    assert [one for one in zip(edited.rules, PUBLIC.rules, strict=True) if one[0] != one[1]] == [
        (Rule("membership", 0.02, "Set by the user: asked for"), PUBLIC.rules[ATTACKS.index("membership")])
    ]


def test_a_name_that_is_neither_preset_nor_file() -> None:
    assert [find_policy(name) for name in ("public", "public-special", "controlled")] == [PUBLIC, SPECIAL, CONTROLLED]
    with pytest.raises(UnusableOption) as refused:
        find_policy("strict")
    assert refused.value.happened == "There is no policy of that name, and no such file."
    assert refused.value.advice == "Use one of public, public-special, controlled, or a JSON file."


@pytest.mark.parametrize(
    ("content", "happened"),
    [
        (b"{", "The policy file cannot be read as JSON."),
        ('{"name": "ä"}'.encode("latin-1"), "The policy file cannot be read as JSON."),
        (b"[]", "The policy has a value of another kind."),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, happened: str) -> None:
    path = tmp_path / "policy.json"
    path.write_bytes(content)
    with pytest.raises(UnusableOption) as refused:
        find_policy(str(path))
    assert refused.value.happened.startswith(happened.removesuffix("."))
    assert refused.value.advice


def test_a_file_in_utf8_whatever_the_machine_writes_by_default(tmp_path: Path) -> None:
    path = tmp_path / "policy.json"
    rules = [{"attack": attack, "limit": 0.1, "source": "Übung"} for attack in ATTACKS]
    path.write_bytes(json.dumps({"name": "x", "title": "Ä", "version": 2, "rules": rules}, ensure_ascii=False).encode())
    found = find_policy(str(path))
    assert (found.title, found.version, found.rules[0].source, found.smallest) == ("Ä", 2, "Übung", 500)


@pytest.mark.parametrize("value", [{}, {"name": "x", "title": "X", "version": 1, "rules": 7}])
def test_json_that_is_no_policy(value: dict[str, object]) -> None:
    with pytest.raises(UnusableOption) as refused:
        read_policy(value)
    assert (refused.value.happened, refused.value.advice) == (
        "What was kept is not a policy.",
        "Choose a policy again.",
    )
    assert refused.value.__suppress_context__
    with pytest.raises(UnusableOption):
        written_policy(value)


def test_a_policy_by_its_name() -> None:
    assert Policy.named("controlled") is CONTROLLED
