"""What is known of anonymeter 1.1.0 that moves its figures, each said only where it bears on the rows at hand."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from synthesis.foundation.numerals import count
from synthesis.foundation.second_opinion import Difference

_TIED = 0.05

BASELINE = Difference(
    "baseline",
    "Its guess without the release is matched to people by row number, which leaves most guesses blank: its baseline, "
    "and its warning that an attack is weak, mean little here. Ours makes such a guess for every person.",
)
NOT_REPEATABLE = Difference(
    "not-repeatable", "One seed does not fix its queries: the same files give it a slightly other figure each time."
)
UNSEEDED = Difference(
    "unseeded",
    "It takes no seed here. The people it attacks were drawn for it, so its figure comes out the same again; its "
    "baseline does not.",
)
NEIGHBOURS = Difference(
    "neighbours", "It links by the one nearest row of each half; ours is the worst of the nearest 1, 5 and 10."
)
NO_CONTROL = Difference(
    "no-control",
    "Without control rows its figure is how often the attack is right at all, which any useful release raises; it is "
    "no gain on people in the data.",
)


def size_correction(train: pd.DataFrame, control: pd.DataFrame | None) -> Difference | None:
    """Its control count is scaled by a fit over all queries instead of the successful ones, where sizes differ."""
    if control is None:
        return None
    ours, theirs = len(train.drop_duplicates()), len(control.drop_duplicates())
    if ours == theirs:
        return None
    way = "too high" if theirs < ours else "too low"
    return Difference(
        "size-correction",
        f"The groups differ in size ({count(ours)} different training rows, {count(theirs)} control rows), and "
        "its correction "
        "for that counts all queries in place of the successful ones: it scales the control count by about "
        f"{theirs / ours:.2f} whatever the data, so its figure tends to come out {way}.",
    )


def signed_guess(train: pd.Series, release: pd.Series) -> Difference | None:
    """A guess below zero always counts as right, since the error is divided by the signed guess."""
    negative = int((release < 0).sum())
    if not negative and not (train < 0).any():
        return None
    return Difference(
        "signed-guess",
        "It divides the error by the guess with its sign, so a guess below zero always counts as right; "
        f"{count(negative)} rows of the release hold one.",
    )


def quotes(release: pd.DataFrame) -> Difference | None:
    """Values with quotation marks are escaped and then match nothing."""
    words = [name for name in release if release[name].dtype == object]
    quoted = [str(name) for name in words if release[name].str.contains("['\"]", na=False).any()]
    if not quoted:
        return None
    return Difference(
        "quotes",
        f"Values with quotation marks or apostrophes stand in {_listed(quoted)}: it escapes them, so that queries "
        "about them match nobody and are lost.",
    )


def fewer_guesses(found: int, asked: int) -> Difference | None:
    """Its rate is over the guesses asked for, not those found."""
    if found >= asked:
        return None
    return Difference(
        "fewer-guesses",
        f"It found {count(found)} of the {count(asked)} guesses and still divides by {count(asked)}, which "
        "makes its figure too low.",
    )


def fewer_people(targets: int, asked: int) -> Difference | None:
    """It refuses to attack more people than the smaller group has."""
    if targets >= asked:
        return None
    return Difference(
        "fewer-people",
        f"It stops where more people are attacked than the smaller group has, so it was given {count(targets)} and not "
        f"{count(asked)}.",
    )


def drawn_release(rows: int, whole: int) -> Difference | None:
    """What was left out of the release cannot be found in it."""
    if rows >= whole:
        return None
    return Difference(
        "drawn-release",
        f"To bound its cost it searched {count(rows)} of the {count(whole)} synthetic rows: a person whose copy "
        "was not drawn goes unseen, so its figure is too low.",
    )


def dates(names: Sequence[str]) -> Difference | None:
    """Dates were handed over as numbers."""
    if not names:
        return None
    return Difference("dates", f"It stops at dates, so {_listed(names)} was handed over as days since 1970.")


def ties(release: pd.DataFrame, *halves: Sequence[str]) -> Difference | None:
    """Among rows that tie, the first in the file is taken to be the nearest, and both halves must hit the same."""
    tied = max(float(release[list(half)].duplicated(keep=False).mean()) for half in halves)
    if tied <= _TIED:
        return None
    return Difference(
        "ties",
        f"{100 * tied:.0f} % of the synthetic rows equal another in one half of the columns. Among equals it takes the "
        "first in the file, so it misses even copies; ours counts all that tie.",
    )


def weak(lines: Sequence[str]) -> Difference | None:
    """Its warning is about the attack and says nothing for the release."""
    if not any("as good or worse as baseline" in line for line in lines):
        return None
    return Difference(
        "weak-attack",
        "It warns that the attack is no better than its baseline: that means a weak attack or a poor baseline, and not "
        "that the release is safe.",
    )


def clipped(counts: Mapping[str, Any]) -> Difference | None:
    """What lies below zero is shown as zero."""
    control = counts["control"]
    if control is None or counts["main"][0] * control[1] >= control[0] * counts["main"][1]:
        return None
    return Difference("clipped", "It does worse on people in the data than outside it, and shows that as zero.")


def of_failure(error: BaseException, dated: Sequence[str]) -> str:
    """What is known of a failure, as a further sentence; empty where nothing is."""
    words = str(error)
    if isinstance(error, RuntimeError) and "Optimal parameters not found" in words:
        return " This is known: the fit by which it corrects for groups of unequal size finds no answer."
    if isinstance(error, RuntimeError) and "column names/types" in words:
        return " This is known: it refuses columns that are numbers in one file and words in the other."
    if isinstance(error, TypeError):
        return " This is known of columns that mix words and numbers or blanks."
    return " Dates are a known cause." if dated and "olars" in type(error).__module__ else ""


def _listed(names: Sequence[str]) -> str:
    more = len(names) - 3
    return ", ".join(map(str, names[:3])) + (f" and {more} more columns" if more > 0 else "")
