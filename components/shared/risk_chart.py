"""The chart of risks with its numbers: one row a risk, and of several candidates one mark each."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from components.shared import chart, words
from synthesis import figures
from synthesis.figures import Others
from synthesis.privacy.risk import Risk
from synthesis.release.wording import percent, status_in_words


def draw(
    risks: Sequence[Risk],
    labels: Sequence[str],
    key: str,
    name: str,
    *,
    short: Sequence[str] = (),
    chance: Sequence[float | None] = (),
) -> None:
    """Every gain with its interval and its limit on one scale; `short`: the labels of the picture, which has little
    room; `chance`: how far chance alone would reach."""
    figure, alt = figures.risk_bars(risks, short or labels, chance), figures.risk_alt(risks, labels)
    chart.draw(figure, key, alt, name, lambda: numbers(risks, labels))


def compared(
    labels: Sequence[str], own: Mapping[str, Risk], others: Others[Mapping[str, Risk]], first: str, key: str, name: str
) -> None:
    """The same of the candidate that is shown, called `first`, and of further ones; risks are known by their labels."""
    chart.draw(
        figures.risk_comparison(labels, own, others, first),
        key,
        figures.risk_comparison_alt(labels, own, others, first),
        name,
        lambda: all_numbers(labels, {first: own, **{look.name: found for look, found in others}}),
    )
    tell_cut([one[label] for one in (own, *(found for _, found in others)) for label in labels if label in one])


def tell_cut(risks: Sequence[Risk]) -> None:
    """That whiskers end at the edge of the chart of several candidates, where they do: at five times the largest
    limit."""
    edge = 5 * max((risk.limit for risk in risks if risk.limit), default=0.2)
    if any(abs(end) > edge for risk in risks for end in (risk.low, risk.high) if end is not None):
        st.caption(
            f"The chart ends at {words.safe(percent(edge))} on both sides; intervals that reach further are cut there. "
            "Their true ends are in the numbers and under the pointer."
        )


def numbers(risks: Sequence[Risk], labels: Sequence[str]) -> pd.DataFrame:
    """One row a risk: gain, interval and limit, and the rates that they come from, as shares; blank where not
    measured."""
    fields = {
        "gain": "value",
        "low": "low",
        "high": "high",
        "limit": "limit",
        "floor": "floor",
        "ceiling": "ceiling",
        "right on training people": "main",
        "right on people outside": "control",
        "right without the release": "baseline",
        "guesses": "attacks",
    }
    shown = {name: [getattr(risk, field) for risk in risks] for name, field in fields.items()}
    return pd.DataFrame({"risk": list(labels), "result": [status_in_words(risk) for risk in risks], **shown})


def all_numbers(labels: Sequence[str], candidates: Mapping[str, Mapping[str, Risk]]) -> pd.DataFrame:
    """The same with one row a candidate and risk."""
    parts = []
    for name, found in candidates.items():
        known = [label for label in labels if label in found]
        part = numbers([found[label] for label in known], known)
        part.insert(0, "candidate", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
