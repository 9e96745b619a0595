"""Tables of invented people for the attacks."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.privacy import Privacy, Risk, assess, registry
from synthesis.tables import Column, Kind, Role, Schema, Table

KINDS = {
    "age": Kind.INTEGER,
    "income": Kind.FLOAT,
    "joined": Kind.DATETIME,
    "score": Kind.FLOAT,
    "city": Kind.CATEGORY,
    "trade": Kind.CATEGORY,
    "married": Kind.BOOLEAN,
    "diagnosis": Kind.CATEGORY,
}
_ROLES = {"age": Role.QUASI_IDENTIFIER, "city": Role.QUASI_IDENTIFIER, "diagnosis": Role.SENSITIVE}

quick = partial(assess, references=False)
"""The attacks alone, without floor, ceiling and positive control."""


def by(attack: str, *tables: Table | pd.DataFrame, **options: Any) -> Privacy:
    """What one attack finds, alone: the others are not made."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "ATTACKS", tuple(one for one in registry.ATTACKS if one.name == attack))
        return quick(*tables, **options)


def people(rows: int, seed: int) -> pd.DataFrame:
    """Invented people: eight related columns, with blanks, dates, skewed money and a rare diagnosis."""
    chance = np.random.default_rng(seed)
    age = chance.integers(18, 90, rows)
    trade = chance.choice(["baker", "clerk", "driver", "nurse", "smith"], rows, p=[0.1, 0.4, 0.2, 0.2, 0.1])
    income = np.round(np.exp(chance.normal(10, 0.5, rows)) * (1 + (trade == "nurse")), 2)
    score = np.where(chance.random(rows) < 0.1, np.nan, np.round(chance.normal(50, 10, rows) + age / 10, 1))
    days = chance.integers(0, 5_000, rows)
    sick = chance.choice(["none", "flu", "asthma", "gout"], rows, p=[0.6, 0.25, 0.13, 0.02])
    frame = pd.DataFrame(
        {
            "age": pd.array(age, dtype="Int64"),
            "income": income,
            "joined": (np.datetime64("2008-01-01") + days.astype("timedelta64[D]")).astype("datetime64[us]"),
            "score": score,
            "city": chance.choice([f"city {i}" for i in range(20)], rows, p=np.arange(20, 0, -1) / 210),
            "trade": trade,
            "married": np.where(chance.random(rows) < age / 120, "yes", "no"),
            "diagnosis": sick,
        }
    )
    for name in ("city", "trade", "married", "diagnosis"):
        frame[name] = frame[name].astype(object)
    frame.loc[chance.random(rows) < 0.05, "trade"] = None
    return frame


def table(frame: pd.DataFrame, kinds: Mapping[str, Kind] = KINDS, roles: Mapping[str, Role] = _ROLES) -> Table:
    """A table of these cells."""
    columns = (
        Column(name, kinds[name], roles.get(name, Role.OTHER), distinct=int(frame[name].nunique()))
        for name in frame.columns
    )
    return Table("people", frame.reset_index(drop=True), Schema(tuple(columns)), "f")


def numbers(frame: pd.DataFrame) -> Table:
    """A table of floats and, where a column holds text, categories."""
    kinds = {name: Kind.CATEGORY if frame[name].dtype == object else Kind.FLOAT for name in frame.columns}
    return table(frame, kinds, {})


def pick(privacy: Privacy, attack: str, variant: str | None = None, secret: str | None = None) -> Risk:
    """The one risk of that name."""
    found = [
        r for r in privacy.risks if r.attack == attack and variant in (None, r.variant) and secret in (None, r.secret)
    ]
    assert len(found) == 1, [(r.attack, r.variant, r.secret) for r in found]
    return found[0]


def low(risk: Risk) -> float:
    """The lower bound of a risk that was measured."""
    assert risk.low is not None, risk.notes
    return risk.low


def high(risk: Risk) -> float:
    """The upper bound of a risk that was measured."""
    assert risk.high is not None, risk.notes
    return risk.high
