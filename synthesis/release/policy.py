"""What a release must show: limits on measured risk, each with the source it was taken from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synthesis.foundation.bounds import Count
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import revive
from synthesis.foundation.strict_reader import read_file, read_strictly
from synthesis.privacy import DetectableEffect, registry
from synthesis.privacy.contract import Attack
from synthesis.privacy.pilot import PilotRisk
from synthesis.privacy.risk import Risk, SubgroupRisk

Judged = Risk | SubgroupRisk | DetectableEffect | PilotRisk
"""What a rule may speak of: anything with an attack and a variant."""


@dataclass(frozen=True)
class Rule:
    """The upper bound of one attack's gain must stay below `limit`; `variant` null covers every variant.

    `required`: whether an attack that could not be run, or that stays inconclusive, stands in the way of a PASS.
    """

    attack: str
    limit: float
    source: str
    variant: str | None = None
    required: bool = True

    def __post_init__(self) -> None:
        if not 0.0 < self.limit < 1.0:
            raise UnusableOption("A policy has a limit out of bounds.", "Give limits between 0 and 1.")

    def covers(self, risk: Judged) -> bool:
        """Whether this rule speaks of that risk."""
        return risk.attack == self.attack and self.variant in (None, risk.variant)


@dataclass(frozen=True)
class Policy:
    """A named, versioned set of rules; every attack of its time is covered by at least one.

    `smallest`: with fewer real rows than this, training and control together, no release can pass. `noticed`: of the
    training people, the share whose rows, or identifiers, hidden in the release on purpose, must have been noticed; our
    own, as no standard asks for it.
    """

    name: str
    title: str
    version: Count
    rules: tuple[Rule, ...]
    about: str = ""
    smallest: Count = 500
    noticed: float = 0.01

    def __post_init__(self) -> None:
        if not 0.0 < self.noticed < 1.0:
            raise UnusableOption("The share to be noticed is out of bounds.", "Give a share between 0 and 1.")

    @staticmethod
    def named(name_or_file: str) -> "Policy":
        """A preset (`public`, `public-special`, `controlled`), or the policy in a JSON file. UnusableOption when it is
        neither.

        >>> Policy.named("public").rules[0].limit
        0.01
        """
        return find_policy(name_or_file)

    def rule_for(self, risk: Judged) -> Rule:
        """The rule for a risk; one that names the variant goes before one that does not.

        UnusableOption where there is none: the policy is older than the attack."""
        fitting = [rule for rule in self.rules if rule.covers(risk)]
        if not fitting:
            raise UnusableOption("The policy has no limit for an attack that was run.", "Judge by a policy of today.")
        return max(fitting, key=lambda rule: rule.variant is not None)

    def with_limits(self, limits: Mapping[str, float], reason: str, noticed: float | None = None) -> "Policy":
        """The policy with the user's own limits by attack, and share to be noticed; its name says that it was
        edited."""
        rules = tuple(
            replace(rule, limit=limits[rule.attack], source=f"Set by the user: {reason}")
            if limits.get(rule.attack, rule.limit) != rule.limit
            else rule
            for rule in self.rules
        )
        edited = replace(self, rules=rules, noticed=self.noticed if noticed is None else noticed)
        if edited == self:
            return self
        return replace(edited, name=f"{self.name}-edited", title=f"{self.title} (edited)")


_REGULATORS = (
    "0.09 is the re-identification threshold of EMA Policy 0070 and Health Canada's PRCI for public release; "
    "theirs bounds a probability, ours an attacker's gain, so it is borrowed by analogy."
)
_SPECIAL = "0.05 is our own, stricter than 0.09 because special-category data does more harm when it is revealed."
_CONTROLLED = "0.20 follows the habit of a smallest cell of five (1/5) for release to known recipients under contract."
_EDITION = 3
"""The version of the preset policies: 1 was that of 0.1.0, without verbatim values, record linkage and attribute
disclosure; 2 had no share of hidden rows and identifiers that must be noticed."""
_REPLICATION = "Our own: no regulator has published a limit for the excess share of training rows that reappear."


def _policy(name: str, title: str, limit: float, source: str, replication: float, about: str) -> Policy:
    def rule(attack: Attack) -> Rule:
        copies = attack.limit == "copies"
        return Rule(attack.name, replication if copies else limit, _REPLICATION if copies else source)

    return Policy(name, title, _EDITION, tuple(map(rule, registry.ATTACKS)), about, noticed=replication)


PUBLIC = _policy("public", "Public", 0.09, _REGULATORS, 0.01, "Anyone may download the synthetic table.")
SPECIAL = _policy(
    "public-special",
    "Public, special-category data",
    0.05,
    _SPECIAL,
    0.01,
    "Anyone may download it, and it speaks of health, belief, origin or the like.",
)
CONTROLLED = _policy(
    "controlled",
    "Controlled access",
    0.20,
    _CONTROLLED,
    0.05,
    "Known recipients under contract, in a controlled place.",
)
PRESETS = (PUBLIC, SPECIAL, CONTROLLED)


def find_policy(name_or_file: str) -> Policy:
    """A preset by name, or the policy in a JSON file. UnusableOption when it is neither, or leaves attacks without a
    limit, or borrows the name of a preset for other limits."""
    for policy in PRESETS:
        if policy.name == name_or_file:
            return policy
    path = Path(name_or_file)
    if path.is_file():
        return written_policy(read_file(path, "policy"))
    names = ", ".join(policy.name for policy in PRESETS)
    raise UnusableOption("There is no policy of that name, and no such file.", f"Use one of {names}, or a JSON file.")


def written_policy(value: Any) -> Policy:
    """A policy that somebody wrote, from JSON values. UnusableOption says what is wrong with it."""
    policy = read_strictly(Policy, value, "policy")
    named, known = {rule.attack for rule in policy.rules}, [attack.name for attack in registry.ATTACKS]
    if not named <= set(known):
        raise UnusableOption("A policy names an unknown attack.", "Attacks are: " + ", ".join(known) + ".")
    missing = [name for name in known if name not in named]
    if missing:
        raise UnusableOption("A policy leaves attacks without a limit.", "Add rules for: " + ", ".join(missing) + ".")
    for preset in PRESETS:
        if _poses_as(preset, policy):
            raise UnusableOption(
                f'The policy bears the name of the preset "{preset.name}" and has other content.',
                "Give it a name and a title of its own, or use the preset as it is.",
            )
    return policy


def _poses_as(preset: Policy, policy: Policy) -> bool:
    """Whether a policy goes by the preset's name and is not it, or by its title and has other limits."""
    if policy.name.strip().casefold() == preset.name:
        return policy != preset
    same = policy.title.strip().casefold() == preset.title.casefold()
    own, theirs = ((one.rules, one.smallest, one.noticed) for one in (policy, preset))
    return same and own != theirs


def read_policy(value: Mapping[str, Any]) -> Policy:
    """A policy that the program kept, of whatever version it was. UnusableOption when it is none."""
    try:
        return revive(Policy, value)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise UnusableOption("What was kept is not a policy.", "Choose a policy again.") from None
