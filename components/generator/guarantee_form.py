"""What a formal guarantee means to a reader, and what it costs: odds, the plot over ε, and the ledger."""

from functools import partial

import pandas as pd
import streamlit as st

from components.generator import domains_form
from components.shared import chart, settings_form, words
from components.shared.session import Session
from synthesis.figures import belief, belief_alt, belief_curve
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.numerals import count, percent
from synthesis.generation.budget_ledger import account
from synthesis.generation.private_pipeline import OUTSIDE
from synthesis.generators.contract import Generator
from synthesis.journey.description import Understood
from synthesis.recipe import Value

_STRONG, _MODERATE = 1.0, 5.0
_SPENDS = (
    "Each run spends again, also one that you throw away, and what is spent adds up. A file that differs in one cell "
    "counts as another table: add such runs yourself."
)


def draw(work: Session, table: Understood, generator: Generator) -> dict[str, Value]:
    """The guarantee in odds beside its plot, the ledger, and the form for what is public; the settings come back."""
    mine = work.choice.settings_of(generator.name)
    st.subheader(words.with_term("What is guaranteed", "differential privacy"), anchor=False)
    told, drawn = st.columns(2, gap="medium")
    with told:
        settings = settings_form.draw(generator.settings, mine, f"set-{generator.name}-{work.revision}")
    epsilon, delta = float(settings["epsilon"]), float(settings["delta"])
    with drawn:
        st.markdown(odds(epsilon, delta))
        st.caption("The most that 50:50 can become, by ε:")
        chart.draw(
            belief_curve(epsilon), "belief", belief_alt(epsilon), "belief by epsilon", partial(belief_numbers, epsilon)
        )
        chart.choose_format("belief")
    _ledger(work)
    st.subheader(words.with_term("What is public", "public domain of each column"), anchor=False)
    domains_form.draw(work, table)
    return settings


def belief_numbers(epsilon: float) -> pd.DataFrame:
    """The most that 50:50 can become, by ε in steps of a tenth up to ten, and for the ε that was picked."""
    steps = sorted({*(step / 10 for step in range(101)), epsilon})
    return pd.DataFrame({"epsilon": steps, "at most": [belief(step) for step in steps]})


def odds(epsilon: float, delta: float) -> str:
    """The guarantee as odds, and how strong that is."""
    most = words.safe(f"{100 * belief(epsilon):.{0 if epsilon < 4 else 2}f} %")
    color, strength = (
        ("green", "Strong")
        if epsilon <= _STRONG
        else ("orange", "Moderate")
        if epsilon <= _MODERATE
        else ("red", "Weak on paper; rely on the attacks")
    )
    return (
        f":{color}-badge[{strength}] Someone who thought it 50:50 that Ana is in the table can reach at most "
        f"**{most}**, "
        f"whatever they know and try; except with a chance of about 1 in {count(round(1 / delta))}."
    )


def summary(given: Guarantee) -> None:
    """What a release comes with, and what that does not cover; nothing where there is no guarantee."""
    if not given.formal or given.epsilon is None or not given.delta:
        return
    unit = words.safe(given.unit or "row")
    with st.container(border=True, key="promise"):
        st.markdown(
            f":green[:material/verified_user:] **{words.guarantee(given)}**, for each {unit}. "
            f"{odds(given.epsilon, given.delta)}"
        )
        st.caption(words.safe(OUTSIDE))


def _ledger(work: Session) -> None:
    found = account(work.fingerprint or "")
    total = f" Together they take 50:50 to at most {percent(belief(found.epsilon))}." if found.releases > 1 else ""
    st.markdown(f":material/receipt_long: **Ledger.** {words.safe(found.sentence + total)}")
    st.caption(f"{_SPENDS} {words.safe(OUTSIDE)}")
