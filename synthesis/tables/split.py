"""The control group: rows that no generator ever sees, against which every attack is measured."""

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags
from synthesis.foundation.errors import UnfitTable, UnusableOption
from synthesis.foundation.numerals import count
from synthesis.foundation.seed import Seed
from synthesis.tables.data_subject import subject_ids
from synthesis.tables.duplicates import first_alike, repeated
from synthesis.tables.table import Split, Table

_SHARE, _ENOUGH, _MOST = 0.2, 2_000, 0.5
_RARE_REPEATS = 0.01
_ALIKE = "Nearly all rows of the table are the same.", "Bring a table with more different rows."
_ONE_PERSON = "Nearly all rows of the table are about one person.", "Say which column names the people, or none."


def hold_out(table: Table, seed: Seed, share: float | None = None) -> Split:
    """Every row is on exactly one side, chosen without looking at any value in it.

    Without a share the control group has max(20 %, min(50 %, 2,000 rows)): large enough for the intervals of the
    attacks, while at least half of the rows are left to learn from. Rows that repeat (identifiers aside) stay together
    where they are at most 1 % of the table, so that a person entered twice is not on both sides; where rows repeat by
    nature, they are split like any others and `note` says so. Where a column names whom rows are about, all rows of a
    person stand together, and people are drawn, not rows. UnusableOption for a share outside (0, 0.9);
    UnfitTable where a part would have fewer than 2 rows.
    """
    held, note = held_rows(table, seed, share)
    return Split(_part(table, ~held), _part(table, held), float(held.mean()), seed.root, note)


def held_rows(table: Table, seed: Seed, share: float | None = None) -> tuple[Flags, str]:
    """Which rows `hold_out` holds out, and what to know about it."""
    rows = len(table)
    if share is not None and not 0 < share < 0.9:
        raise UnusableOption("The share of the control group is out of bounds.", "Give a share above 0 and below 0.9.")
    wanted = round(rows * (share_held_out(rows) if share is None else share))
    if wanted < 2 or rows - wanted < 2:
        raise UnfitTable(f"The table has {rows} rows, too few to hold out a control group.", "Bring more rows.")
    group, note = _groups(table)
    chance = seed.child("hold-out").generator()
    held = _alone(rows, wanted, chance) if group is None else _drawn(group, wanted, chance)
    if held.sum() < 2 or (~held).sum() < 2:
        raise UnfitTable(*_ALIKE if table.schema.entity is None else _ONE_PERSON)
    return held, note


def hold_out_each(table: Table, seed: Seed, share: float, person: str | None = None) -> Split:
    """Each row is held out by a chance of its own, which follows from what it holds and how many equal ones come before
    it.

    One row more or less changes no other row's side. All rows of a person stand together where `person` names the
    column that tells them; rows that do not say whose they are are left out altogether. Either part may be empty: how
    many rows there are decides nothing."""
    if not 0 < share < 0.9:
        raise UnusableOption("The share of the control group is out of bounds.", "Give a share above 0 and below 0.9.")
    if person is not None:
        table = replace(table, frame=table.frame[table.frame[person].notna().to_numpy()].reset_index(drop=True))
    known = _keyed(table.frame if person is None else table.frame[[person]], seed)
    held = (_own_chance(known, seed) if person is None else _chance(known, seed)) < share
    note = "Each row is held out by a chance of its own." if person is None else f"People are those of {person}."
    return Split(_part(table, ~held), _part(table, held), share, seed.root, note)


def _keyed(frame: pd.DataFrame, seed: Seed) -> pd.DataFrame:
    """The rows with a text that hashes by the seed's key: pandas keys the hash of texts only, so that numbers and dates
    alone would give every seed the same sides."""
    return frame if len(frame.select_dtypes("object").columns) else frame.assign(seed="seed")


def _own_chance(frame: pd.DataFrame, seed: Seed) -> Array:
    """A number from 0 to 1 for each row, another for each of several equal rows."""
    alike = pd.Series(_chance(frame, seed))
    return _chance(pd.DataFrame({"row": alike, "copy": alike.groupby(alike).cumcount()}), seed.child("copy"))


def _chance(frame: pd.DataFrame, seed: Seed) -> Array:
    """A number from 0 to 1 for each row, equal for equal rows."""
    key = hashlib.sha256(str(seed.integer).encode()).hexdigest()[:16]
    hashed = pd.util.hash_pandas_object(frame, index=False, hash_key=key).to_numpy()
    return np.asarray((hashed >> np.uint64(11)) / 2.0**53)


def share_held_out(rows: int) -> float:
    """The share of rows that a control group has where nobody says otherwise."""
    return max(round(rows * _SHARE), min(int(rows * _MOST), _ENOUGH)) / max(rows, 1)


def _part(table: Table, keep: Flags) -> Table:
    frame = table.frame.loc[keep].reset_index(drop=True)
    return Table(table.name, frame, table.schema, table.fingerprint, table.dialect)


def _groups(table: Table) -> tuple[Array | None, str]:
    """A number a row, equal for rows that must stay together, and what to tell the user about it; None where each row
    stands alone."""
    people = subject_ids(table)
    if people is not None:
        number = len(np.unique(people))
        return people, (
            f"{count(len(table))} rows are about {count(number)} people by {table.schema.entity}; all rows of a person "
            "stand on the same side, and risks are those of a person."
        )
    numbered, repeats = first_alike(table), repeated(table)
    if not repeats:
        return None, ""
    if repeats > _RARE_REPEATS * len(table):
        return None, (
            f"{count(repeats)} rows repeat another row. In a table like this that is no sign of a person "
            "entered twice, so repeated rows may be on both sides."
        )
    return numbered, f"{count(repeats)} rows repeat another row; each stands on the same side as the row it repeats."


def _alone(rows: int, wanted: int, chance: np.random.Generator) -> Flags:
    """`wanted` rows in random order: what `_drawn` does with groups of one."""
    held = np.zeros(rows, dtype=bool)
    held[chance.permutation(rows)[:wanted]] = True
    return held


def _drawn(group: Array, wanted: int, chance: np.random.Generator) -> Flags:
    """Whole groups in random order until `wanted` rows are held out."""
    numbers, sizes = np.unique(group, return_counts=True)
    order = chance.permutation(len(numbers))
    ends = np.cumsum(sizes[order])
    taken = numbers[order[: int(np.searchsorted(ends, wanted)) + 1]]
    return np.isin(group, taken)
