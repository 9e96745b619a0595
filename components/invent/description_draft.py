"""The description in hand: kept in the private workspace, spelt as the tables of a form, and the table made from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from components.shared import session
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.foundation.strict_reader import parse_content, read_strictly
from synthesis.invention import (
    EXAMPLES,
    Described,
    Description,
    Link,
    csv_of,
    description_json,
    invent,
    levels_of,
    record_of,
    spelt_levels,
)
from synthesis.invention.description import NUMBERS, RULES, WORDS
from synthesis.tables import Constraint

_STATE, _CSV, _RECORD = "invention", "invented.csv", "invented"
CODES = ("identifier", "phone", "postcode")
SPOKEN = {name: rule.spoken for name, rule in RULES.items()}
COLUMNS = ("Name", "Kind", "From", "To", "Shape", "Decimals", "Levels or pattern", "Blank %")


@dataclass(frozen=True, eq=False)
class Draft:
    """What was described, and how many rows were last made of it; `version` counts descriptions that took its place."""

    description: Description
    rows: int = 1000
    seed: int = 0
    version: int = 0
    made: bool = False


def current() -> Draft:
    """The description in hand; the first example where there is none."""
    store = session.current().store
    stored = store.drafts.get(_STATE) if store else None
    return revive(Draft, stored) if stored else Draft(next(iter(EXAMPLES.values())))


def begin(description: Description) -> None:
    """Another description takes the place of the one in hand."""
    _settle(Draft(description, version=current().version + 1))


def from_file(content: bytes) -> Description:
    """The description that a file holds. UnusableOption where it holds none."""
    value = parse_content(content, "description")
    inner = value.get("description", value) if isinstance(value, dict) else value
    return read_strictly(Description, inner, "description")


def from_names(text: str) -> Description:
    """A description to fill in, of columns with these names, by comma, tab or line."""
    names = [name.strip().strip('"') for line in text.splitlines() for name in line.replace("\t", ",").split(",")]
    return Description(tuple(Described(name, "category", levels={"A": 1, "B": 1, "C": 1}) for name in names if name))


def make(description: Description, rows: int, seed: int) -> None:
    """Draw the table and keep it beside its record."""
    found = invent(description, rows, Seed(seed))
    csv = csv_of(found)
    store = session.store()
    store.sources.put(_CSV, csv)
    store.drafts.put(_RECORD, record_of(description, found, csv, seed, "a user of the pages"))
    _settle(replace(current(), description=description, rows=rows, seed=seed, made=True))


def path() -> Path:
    """Where the table is kept."""
    found = session.store().sources.get(_CSV)
    if found is None:
        raise RunFailed("The table that was made is gone.", "Make it again.")
    return found


def record() -> dict[str, Any]:
    """What was kept beside the table."""
    return session.store().drafts.get(_RECORD) or {}


def described(draft: Draft) -> bytes:
    """The description as a file."""
    return description_json(draft.description)


def _settle(draft: Draft) -> None:
    session.store().drafts.put(_STATE, plain(draft))


# The description as the tables of a form.


def columns_frame(description: Description) -> pd.DataFrame:
    """One row a column, every cell a text or a number that can be edited."""
    rows = [
        (c.name, c.kind, _text(c.low), _text(c.high), _shape(c), _decimals(c), _words(c), round(100 * c.blank, 3))
        for c in description.columns
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"Decimals": "Int64"})


def links_frame(description: Description) -> pd.DataFrame:
    """One row a link."""
    rows = [(link.first, link.second, link.value) for link in description.links]
    return pd.DataFrame(rows, columns=["Column", "and column", "Strength"]).astype({"Strength": float})


def rules_frame(description: Description) -> pd.DataFrame:
    """One row a rule."""
    rows = [(", ".join(rule.columns), SPOKEN[rule.kind]) for rule in description.rules]
    return pd.DataFrame(rows, columns=["Columns, in order", "Rule"], dtype=object)


def read_back(name: str, columns: pd.DataFrame, links: pd.DataFrame, rules: pd.DataFrame) -> Description:
    """The description that the form's tables hold. UnusableOption names what is missing."""
    return Description(
        tuple(_column(row) for row in _rows(columns) if row.get("Name")),
        tuple(_link(row) for row in _rows(links) if row.get("Column") or row.get("and column")),
        tuple(_rule(row) for row in _rows(rules) if row.get("Columns, in order")),
        name,
    )


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of an edited table, without the cells that were left empty."""
    return [{k: v for k, v in row.items() if not pd.isna(v) and v != ""} for row in frame.to_dict("records")]  # type: ignore[misc]


def _column(row: Mapping[str, Any]) -> Described:
    kind, said = row.get("Kind", "category"), str(row.get("Levels or pattern", "")).strip()
    return Described(
        str(row["Name"]).strip(),
        kind,
        row.get("From"),
        row.get("To"),
        row.get("Shape", "even"),
        int(row.get("Decimals", 2)),
        levels_of(said) if kind in WORDS else {},
        said if kind in CODES else "",
        float(row.get("Blank %", 0.0)) / 100,
    )


def _link(row: Mapping[str, Any]) -> Link:
    return Link(str(row.get("Column", "")), str(row.get("and column", "")), float(row.get("Strength", 0.0)))


def _rule(row: Mapping[str, Any]) -> Constraint:
    spoken = row.get("Rule", next(iter(SPOKEN.values())))
    kind = next(kind for kind, words in SPOKEN.items() if words == spoken)
    names = tuple(part.strip() for part in str(row["Columns, in order"]).split(",") if part.strip())
    return Constraint(kind, names, sentence(names, kind))


def sentence(names: Sequence[str], kind: str) -> str:
    """A rule in words."""
    spoken = SPOKEN[kind]
    if len(names) == 2 and RULES[kind].most == 2:
        return f"{names[0]} {spoken} {names[1]}."
    return f"{', '.join(names)}: {spoken}."


def _shape(column: Described) -> str | None:
    return column.shape if column.kind in NUMBERS else None


def _decimals(column: Described) -> int | None:
    return column.decimals if column.kind == "float" else None


def _text(bound: float | str | None) -> str:
    return "" if bound is None else f"{bound:g}" if isinstance(bound, float) else str(bound)


def _words(column: Described) -> str:
    return spelt_levels(column.levels) if column.kind in WORDS else column.pattern
