"""The chart of risks with its numbers: one row a risk, and of several candidates one mark each."""

from collections.abc import Mapping, Sequence

import pandas as pd

from components import picture
from synthesis import figures
from synthesis.figures import Others
from synthesis.privacy.risk import Risk
from synthesis.release.words import standing


def draw(risks: Sequence[Risk], labels: Sequence[str], key: str, name: str) -> None:
    """Every gain with its interval and its limit on one scale."""
    picture.draw(
        figures.risk_bars(risks, labels), key, figures.risk_alt(risks, labels), name, lambda: numbers(risks, labels)
    )


def beside(
    labels: Sequence[str], own: Mapping[str, Risk], others: Others[Mapping[str, Risk]], first: str, key: str, name: str
) -> None:
    """The same of the candidate that is shown, called `first`, and of further ones; risks are known by their labels."""
    picture.draw(
        figures.risk_rivals(labels, own, others, first), key, figures.risk_rivals_alt(labels, own, others, first), name,
        lambda: all_numbers(labels, {first: own, **{look.name: found for look, found in others}}),
    )  # fmt: skip


def numbers(risks: Sequence[Risk], labels: Sequence[str]) -> pd.DataFrame:
    """One row a risk: gain, interval and limit, and the rates that they come from, as shares; blank where not measured."""
    fields = {
        "gain": "value", "low": "low", "high": "high", "limit": "limit", "floor": "floor", "ceiling": "ceiling",
        "right on training people": "main", "right on people outside": "control", "right without the release": "baseline",
        "guesses": "attacks",
    }  # fmt: skip
    shown = {name: [getattr(risk, field) for risk in risks] for name, field in fields.items()}
    return pd.DataFrame({"risk": list(labels), "result": [standing(risk) for risk in risks], **shown})


def all_numbers(labels: Sequence[str], candidates: Mapping[str, Mapping[str, Risk]]) -> pd.DataFrame:
    """The same with one row a candidate and risk."""
    parts = []
    for name, found in candidates.items():
        known = [label for label in labels if label in found]
        part = numbers([found[label] for label in known], known)
        part.insert(0, "candidate", name)
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
