"""A table in which one rule of every kind holds, and what is needed to draw rows like its own."""

import numpy as np
import pandas as pd

from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knobs, make_settings
from synthesis.generators import Training, find
from synthesis.protections import Protections, protect
from synthesis.rules import Drawn, Plan, drawn, plan, unconditional
from synthesis.tables import Column, Constraint, Kind, Schema, Table
from synthesis.tables.rules.rule_kinds import stated

RULES = (
    stated("order", "start", "end"),
    stated("range", "low", "middle", "high"),
    stated("sum", "a", "b", "total"),
    stated("product", "a", "price", "cost"),
    stated("determines", "city", "country"),
    stated("same", "country", "code"),
    stated("combinations", "city", "area"),
    stated("one-hot", "red", "green", "blue"),
    stated("increments", "step", value=25.0),
    stated("blank-with", "dose", "note"),
    stated("blank-together", "dose", "times"),
    stated("unique", "key"),
    stated("no-repeats"),
)

_KINDS = {
    "datetime64[us]": Kind.DATETIME,
    "Int64": Kind.INTEGER,
    "float64": Kind.FLOAT,
    "object": Kind.CATEGORY,
}
_FORMATS = {"start": "%Y-%m-%d", "end": "%Y-%m-%d", "low": ".1f", "middle": ".1f", "high": ".1f", "cost": ".2f"}


def table(frame: pd.DataFrame, *rules: Constraint) -> Table:
    """A table with those rules ticked."""
    columns = tuple(Column(n, _KINDS[str(frame[n].dtype)], format=_FORMATS.get(n)) for n in frame)
    return Table("made", frame, Schema(columns, rules), "")


def whole(*numbers: object) -> pd.Series:
    return pd.Series(np.concatenate(numbers) if len(numbers) > 1 else numbers[0]).astype("Int64")


def words(cells: object) -> pd.Series:
    return pd.Series(cells, dtype=object)


def ruled(*rules: Constraint, rows: int = 500) -> Table:
    """Five hundred rows that keep all of `RULES`; those given are ticked."""
    rng = np.random.default_rng(0)
    city, colour = rng.integers(0, 6, rows), rng.integers(0, 3, rows)
    start = np.datetime64("2020-01-01", "us") + rng.integers(0, 700, rows).astype("timedelta64[D]")
    a, b, price = rng.integers(0, 50, rows), rng.integers(0, 80, rows), rng.integers(1, 9, rows) / 4
    low = rng.normal(10, 3, rows).round(1)
    middle = (low + rng.exponential(2, rows)).round(1)
    blank = rng.random(rows) < 0.2
    frame = pd.DataFrame(
        {
            "city": words([f"city {c}" for c in city]),
            "country": words([f"land {c // 2}" for c in city]),
            "code": words([f"C{c // 2}" for c in city]),
            "area": whole(city * 7 + 3),
            "start": pd.Series(start),
            "end": pd.Series(start + rng.integers(0, 60, rows).astype("timedelta64[D]")),
            "a": whole(a),
            "b": whole(b),
            "total": whole(a + b),
            "price": pd.Series(price),
            "cost": pd.Series(a * price),
            "low": pd.Series(low),
            "middle": pd.Series(middle),
            "high": pd.Series((middle + rng.exponential(2, rows)).round(1)),
            "red": whole((colour == 0) * 1),
            "green": whole((colour == 1) * 1),
            "blue": words(np.where(colour == 2, "yes", "no")),
            "step": whole(rng.integers(1, 40, rows) * 25),
            "dose": whole(np.where(blank, np.nan, rng.integers(1, 9, rows))),
            "times": whole(np.where(blank, np.nan, rng.integers(1, 4, rows))),
            "note": words(np.where(blank | (rng.random(rows) < 0.1), None, "seen")),
            "key": whole(rng.permutation(3 * rows)[:rows]),
        }
    )
    return table(frame, *rules)


def planned(told: Table, floor: int = 5) -> Plan:
    """How the ticked rules are kept."""
    return plan(told, protect(told, Protections(floor), Seed(0)).frame, floor, Seed(1))


def made(name: str, told: Table, rows: int = 400) -> tuple[Plan, Drawn]:
    """Rows that a generator draws under the ticked rules."""
    chosen, generator = planned(told), find(name)
    seen = protect(chosen.table, Protections(), Seed(2))
    known = {knob.name for knob in knobs(generator.settings)}
    settings = make_settings(
        generator.settings, {k: v for k, v in {"epochs": 1, "batch_size": 100}.items() if k in known}
    )
    sampler = generator.fit(Training(seen.frame, seen.schema, seen.k_threshold), settings, Seed(3), silent)
    draw = lambda n, seed, cells: chosen.restore(sampler(n, seed, silent))  # noqa: E731
    return chosen, drawn(draw, chosen, unconditional(rows), Seed(4))
