"""Before anything is run: how small a risk the control group can show."""

import pandas as pd
import streamlit as st

from components.shared import words
from synthesis.foundation.numerals import count, percent
from synthesis.privacy import Attack, DetectableEffect, detectable_effects, not_foretold
from synthesis.privacy.pilot import Pilot
from synthesis.release.control_group import people_needed, power_sentence, prospect
from synthesis.release.policy import Policy
from synthesis.release.wording import subject


def draw(train: int, control: int, attacks: int, policy: Policy, pilot: Pilot | None = None) -> None:
    """The smallest gain that would be noticed, whether the policy can be passed at all, and the numbers attack by
    attack; `pilot`: what was tried with these people beforehand."""
    found = detectable_effects(train, control, attacks)
    if not found:
        return
    st.markdown(_passable(found, control, policy) if pilot is None else _expected(pilot, train, control, policy))
    st.caption(_smallest(found))
    with st.expander("How small a risk each attack can show (minimum detectable effect)", icon=":material/straighten:"):
        st.table(_numbers(found, policy))
        st.caption(
            "Foretold from the numbers of people alone; the intervals of a run come out a little different. "
            + " ".join(map(_depends, not_foretold()))
        )


def _expected(pilot: Pilot, train: int, control: int, policy: Policy) -> str:
    """What a pilot leads to expect, and what would help where that is too little."""
    expected = prospect(pilot, train, control, policy)
    if expected.enough:
        return f":green[:material/check_circle:] {_led(power_sentence(expected, policy))}"
    needed = people_needed(pilot, train + control, policy)
    help_ = f"Coarser columns, or a policy for fewer readers, may help{'' if needed is None else ' too'}."
    return f":orange[:material/warning:] {_led(power_sentence(expected, policy, needed))} {help_}"


def _led(sentence: str) -> str:
    """The sentence with what matters most in bold."""
    lead, _, rest = sentence.partition(": ")
    return f"**{words.safe(lead)}**: {words.safe(rest)}"


def _depends(attack: Attack) -> str:
    return f"{words.safe(attack.title)} depends on what the release offers and cannot be foretold."


def _smallest(found: tuple[DetectableEffect, ...]) -> str:
    noticed = sorted((one for one in found if one.notices is not None), key=lambda one: one.notices or 0.0)
    if not noticed:
        return "With so few people no attack could tell a gain from chance."
    first, last = noticed[0], noticed[-1]
    return (
        f"The sharpest attack, “{_title(first)}”, notices a gain from {percent(first.notices)} on; "
        f"the bluntest, “{_title(last)}”, from {percent(last.notices)} on."
    )


def _passable(found: tuple[DetectableEffect, ...], control: int, policy: Policy) -> str:
    blunt = max(found, key=lambda one: one.certifies / _limit(one, policy))
    limit = percent(_limit(blunt, policy))
    least = (
        f"gains over {percent(blunt.certifies)} by “{_title(blunt)}”, the hardest case, can be ruled out, "
        f"and its limit is {limit}."
    )
    lead, title = f"**{count(control)} control rows are", words.safe(policy.title)
    failing = [_title(one) for one in found if one.certifies >= _limit(one, policy)]
    if not failing:
        return f"{lead} enough for the policy “{title}”**, if nothing leaks: {least}"
    return (
        f"{lead} too few for the policy “{title}”**: {least} Even without any leak these could not pass: "
        f"{'; '.join(failing)}. More rows, or a larger control group, would help."
    )


def _numbers(found: tuple[DetectableEffect, ...], policy: Policy) -> pd.DataFrame:
    rows = [
        (
            _title(one),
            f"{count(one.people[0])} and {count(one.people[1])}",
            _noticed(one),
            percent(one.certifies),
            percent(_limit(one, policy)),
        )
        for one in found
    ]
    names = ["Attack", "Training and control people", "Notices a gain from", "Can rule out a gain over", "Limit"]
    return pd.DataFrame(rows, columns=names).set_index("Attack")


def _noticed(one: DetectableEffect) -> str:
    return "–" if one.notices is None else percent(one.notices)


def _title(one: DetectableEffect) -> str:
    return subject(one.attack, one.variant)


def _limit(one: DetectableEffect, policy: Policy) -> float:
    return policy.rule_for(one).limit
