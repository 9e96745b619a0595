"""Tables made by script, as many rows as wanted: kinds of table that the files at hand are not."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

Chance = np.random.Generator


def numbers(rows: int, chance: Chance) -> pd.DataFrame:
    """Ten continuous columns: five groups of people, correlated within."""
    group = chance.integers(0, 5, rows)
    centre = np.random.default_rng(11).normal(0, 2, (5, 10))
    mixing = np.random.default_rng(12).normal(size=(10, 10)) / 3
    cells = centre[group] + chance.normal(size=(rows, 10)) @ mixing
    return pd.DataFrame(np.round(cells, 3), columns=[f"n{place}" for place in range(10)])


def categories(rows: int, chance: Chance) -> pd.DataFrame:
    """Fourteen categories of 2 to 12 levels, linked by a latent class of six."""
    known = np.random.default_rng(13)
    latent, columns = chance.integers(0, 6, rows), {}
    for place in range(14):
        weights = known.dirichlet(np.full(2 + known.integers(0, 11), 0.6), 6)
        drawn = chance.random(rows)
        levels = (drawn[:, None] > np.cumsum(weights, axis=1)[latent]).sum(axis=1)
        columns[f"c{place}"] = np.array([f"level {one}" for one in range(weights.shape[1] + 1)], object)[levels]
    return pd.DataFrame(columns)


def two_columns(rows: int, chance: Chance) -> pd.DataFrame:
    """An amount and a region."""
    region = chance.choice(list("abcdefgh"), rows, p=np.arange(8, 0, -1) / 36)
    amount = np.round(np.exp(chance.normal(4, 1, rows) + (region == "a")), 2)
    return pd.DataFrame({"amount": amount, "region": region})


def ties(rows: int, chance: Chance) -> pd.DataFrame:
    """Answers from 1 to 5 and counts: most rows differ in little."""
    mood = chance.normal(size=rows)
    answers = {f"q{place}": np.clip(np.round(3 + mood + chance.normal(0, 1, rows)), 1, 5) for place in range(8)}
    counts = {f"visits {place}": chance.poisson(np.exp(0.3 * mood)) for place in range(3)}
    return pd.DataFrame({**answers, **counts}).astype("int64")


def amounts(rows: int, chance: Chance) -> pd.DataFrame:
    """Skewed amounts with many zeros, over months, with a few categories."""
    level = np.exp(chance.normal(6, 1.2, rows))
    months = {
        f"paid {place}": np.where(chance.random(rows) < 0.4, 0.0, np.round(level * chance.gamma(2, 0.5, rows)))
        for place in range(6)
    }
    about = {"age": chance.integers(18, 90, rows), "branch": chance.choice(["north", "south", "east", "west"], rows)}
    return pd.DataFrame({**about, **months, "late": np.where(level * chance.random(rows) > 600, "yes", "no")})


def wide(rows: int, chance: Chance) -> pd.DataFrame:
    """120 columns: 80 numbers that follow from eight factors, 40 categories of three levels."""
    known = np.random.default_rng(14)
    factors = chance.normal(size=(rows, 8))
    cells = factors @ known.normal(size=(8, 80)) + chance.normal(0, 1.5, (rows, 80))
    numbers = pd.DataFrame(np.round(cells, 2), columns=[f"n{place}" for place in range(80)])
    said = factors @ known.normal(size=(8, 40)) + chance.normal(0, 2, (rows, 40))
    levels = np.array(["low", "middle", "high"], object)[np.digitize(said, [-2.0, 2.0])]
    return pd.concat([numbers, pd.DataFrame(levels, columns=[f"c{place}" for place in range(40)])], axis=1)


def survey(rows: int, chance: Chance) -> pd.DataFrame:
    """Thirty mixed columns: ages, incomes, dates, answers, rare professions."""
    frame = categories(rows, chance).join(ties(rows, chance))
    trades = np.array([f"trade {place}" for place in range(60)], object)
    frame["profession"] = trades[np.minimum(chance.geometric(0.07, rows) - 1, 59)]
    frame["age"] = chance.integers(16, 96, rows)
    frame["income"] = np.round(np.exp(chance.normal(10, 0.5, rows)) * (1 + frame["age"] / 200), -1)
    frame["since"] = pd.Timestamp("2005-01-01") + pd.to_timedelta(chance.integers(0, 7000, rows), "D")
    return frame


MADE: Mapping[str, Callable[[int, Chance], pd.DataFrame]] = {
    "numbers": numbers,
    "categories": categories,
    "two columns": two_columns,
    "ties": ties,
    "amounts": amounts,
    "wide": wide,
    "survey": survey,
}
"""By the name under which a bench asks for them."""
