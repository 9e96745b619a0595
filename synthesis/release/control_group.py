"""How many people to hold out: the smallest control group with which a harmless release is likely to pass a policy."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import prod
from typing import Literal

from synthesis.foundation.numerals import count
from synthesis.privacy.intervals import Z
from synthesis.privacy.measurement import Trials, gain_of
from synthesis.privacy.pilot import Pilot, PilotRisk
from synthesis.privacy.sensitivity import NOTICED
from synthesis.release.policy import Policy
from synthesis.release.wording import percent, subject

LIKELY = 0.9
"""From this probability of a PASS on a control group counts as large enough."""
SHARES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
"""The shares that are considered."""
_MOST = 10

Obstacle = Literal["attack", "hidden rows", "smallest table"]


@dataclass(frozen=True)
class Prospect:
    """What is to be expected of a release without any leak that is judged by so many people.

    `passes`: the probability that it passes. `obstacle`: what stands most in its way: an attack (`attack`, `variant`,
    `secret`, and the upper bound that a gain of nothing would get, beside its limit), rows hidden on purpose that would
    go unnoticed, or a table smaller than the policy asks for; None where nothing does."""

    train: int
    control: int
    passes: float
    obstacle: Obstacle | None = None
    attack: str = ""
    variant: str | None = None
    secret: str | None = None
    bound: float = 0.0
    limit: float = 0.0

    @property
    def enough(self) -> bool:
        """Whether the control group is large enough."""
        return self.passes >= LIKELY

    @property
    def cost(self) -> float:
        """By how much chance differences grow where so few rows are learnt from instead of all: √(all / train) − 1."""
        return float(((self.train + self.control) / self.train) ** 0.5 - 1.0)


def prospect(pilot: Pilot, train: int, control: int, policy: Policy) -> Prospect:
    """How likely a harmless release passes.

    Each gain is taken as normal around nothing, with the standard error that its upper bound says; it passes where
    value and width together stay below the limit. The attacks are taken as independent. And rows hidden in the release
    at the policy's share must be noticed by an exact test, as the positive control asks."""
    if train + control < policy.smallest:
        return Prospect(train, control, 0.0, "smallest table")
    each = [_of_attack(pilot, risk, train, control, policy) for risk in pilot.risks]
    each.append(Prospect(train, control, _hidden_rows_noticed(pilot, train, control, policy), "hidden rows"))
    worst = min(each, key=lambda one: one.passes)
    passes = prod(one.passes for one in each)
    return replace(worst, passes=passes, obstacle=worst.obstacle if passes < LIKELY else None)


def _of_attack(pilot: Pilot, risk: PilotRisk, train: int, control: int, policy: Policy) -> Prospect:
    from scipy.stats import norm

    rule = policy.rule_for(risk)
    bound = pilot.upper_bound(risk, train, control)
    if risk.evidence == "not-run":
        passes = 0.0 if rule.required else 1.0
    elif risk.evidence == "exhausted" or risk.reach < rule.limit or bound <= 0.0:
        passes = 1.0
    else:
        passes = float(norm.cdf((rule.limit - bound) / (bound / Z)))
    named = risk.attack, risk.variant, risk.secret
    return Prospect(train, control, passes, "attack", *named, bound=bound, limit=rule.limit)


def _hidden_rows_noticed(pilot: Pilot, train: int, control: int, policy: Policy) -> float:
    """The probability that rows hidden at the policy's share are noticed: by who counts the rows that reappear, or by
    who finds them with few false matches, whichever is likelier."""
    named = {(one.attack, one.variant): one for one in pilot.risks}
    counting = named.get(("replication", "all"))
    if counting is None or counting.evidence == "exhausted":
        return 1.0
    usual = [pilot.by_coincidence(counting, train)]
    usual += [one.outsiders for name, one in named.items() if name == ("record-linkage", None)]
    return max(_hidden_noticed(one, train, control, policy, len(pilot.risks)) for one in usual)


def _hidden_noticed(usual: float, train: int, control: int, policy: Policy, risks: int) -> float:
    """The same by an attack that finds all hidden rows and a `usual` share of others: over the chance of how many
    control rows these are."""
    from scipy.stats import binom

    hidden = max(1, round(policy.noticed * train))
    main = min(train, hidden + round(usual * (train - hidden)))
    low, high = -1, int(binom.ppf(0.9999, control, usual)) + 1
    while high - low > 1:
        middle = (low + high) // 2
        seen = _noticed(Trials(main, train, middle, control), risks)
        low, high = (middle, high) if seen else (low, middle)
    return float(binom.cdf(low, control, usual))


def _noticed(trials: Trials, risks: int) -> bool:
    """Whether it would be, with a margin of two: a chance hit more among outsiders must not tip it."""
    return gain_of(trials, whole=True).low > 0.0 and 2 * trials.p_value * risks <= NOTICED


def chosen(pilot: Pilot, people: int, policy: Policy) -> tuple[float, Prospect]:
    """The share of people to hold out, and what is to be expected of it.

    The smallest share of `SHARES` with which a harmless release is likely to pass; where none is, the one with which it
    is likeliest, of equals the largest."""
    tried = {}
    for share in SHARES:
        control = round(share * people)
        tried[share] = prospect(pilot, people - control, control, policy)
        if tried[share].enough:
            return share, tried[share]
    return max(tried.items(), key=lambda one: (round(one[1].passes, 2), one[0]))


@lru_cache(64)
def people_needed(pilot: Pilot, people: int, policy: Policy) -> int | None:
    """How many people the table would need to have for some share to be enough, to two figures; None where ten times as
    many are not enough."""
    low, high = people, _MOST * people
    if not chosen(pilot, high, policy)[1].enough:
        return None
    while high - low > max(1, people // 50):
        middle = (low + high) // 2
        low, high = (low, middle) if chosen(pilot, middle, policy)[1].enough else (middle, high)
    return high


def power_sentence(expected: Prospect, policy: Policy, needed: int | None = None) -> str:
    """What a control group can show and what it costs, before anything is run; `needed`: how many people would do."""
    lead = f"{count(expected.control)} people held out are"
    passing = f"of 100 releases without any leak about {round(100 * expected.passes)} would pass"
    if expected.enough:
        return (
            f"{lead} enough for the policy “{policy.title}”: {passing}. What is learnt from the "
            f"other {count(expected.train)} differs from the table by chance {percent(expected.cost, 0)} more than "
            "what would be learnt from all."
        )
    would = "" if needed is None else f" About {count(needed)} people would be enough."
    return f"{lead} too few for the policy “{policy.title}”: {passing}. {_obstacle(expected, policy)}{would}"


def _obstacle(expected: Prospect, policy: Policy) -> str:
    if expected.obstacle == "smallest table":
        return f"It asks for {count(policy.smallest)} people."
    if expected.obstacle == "hidden rows":
        return (
            f"Rows of {percent(policy.noticed)} of the training people, hidden in the release on purpose, would hardly "
            "be noticed."
        )
    name = subject(expected.attack, expected.variant, expected.secret)
    return f"“{name}” can rule out gains over {percent(expected.bound)}; its limit is {percent(expected.limit)}."
