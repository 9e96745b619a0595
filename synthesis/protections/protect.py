"""What is done to the training rows before any generator sees them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.protections.rare import clip, pool
from synthesis.protections.rare_pairs import without_rare_pairs
from synthesis.tables import Column, Role, Schema, Table, rows_covering, subject_ids
from synthesis.tables.encode import from_numbers, numbers
from synthesis.tables.rounding_grid import rounding_grid


@dataclass(frozen=True)
class Protections:
    """What holds for every generator, whatever it learns. What is measured in the help is `bench/protections.py` with
    trees on 10,000 rows of Adult, and on German credit where it speaks of 500 rows."""

    floor: int = knob(
        5,
        2,
        50,
        "A category that fewer rows have is not learned, so that no one can be found by a value of their own. "
        "Costs what "
        "is rare. Measured: a floor of 20 took the detector from 0.54 to 0.58 (0.5 is best).",
        title="Rare-value floor",
    )
    rare: str = knob(
        "invent",
        help="Merge puts rare categories under one name, Other; suppress leaves their cells blank; invent merges "
        "too, but "
        "where a twentieth of a column or more is rare it writes made-up values in their place, in the shape of the "
        "originals and equal to none, so that a column of towns or codes keeps its look. "
        "Measured: on Titanic, where most home towns are rare, it took the detector from 0.91 to 0.66.",
        title="What becomes of rare categories",
        choices=("invent", "merge", "suppress"),
    )
    extremes: int = knob(
        5,
        2,
        200,
        "The smallest and largest numbers of a column are drawn in to about this many records from either end, by "
        "chance up to half as many more, so that neither the true extreme nor the count beyond can be read. "
        "Costs the tails. "
        "Measured: 50 took the detector from 0.54 to 0.59; on 500 rows from 0.48 to 0.88.",
        title="Records beyond either end",
    )
    ceiling: int = knob(
        25,
        1,
        10_000,
        "At most so many synthetic rows for each row that was learned from; a run that asks for more is "
        "refused. Many draws "
        "show finely what single rows left in the model. Measured: at 25 what attacks gained stayed within chance.",
        title="Most rows drawn per training row",
    )
    pairs: bool = knob(
        False,
        help="The floor holds for pairs of categories of two quasi-identifiers too, such as a town with a trade: "
        "the cell "
        "that makes a pair rare is merged or left blank. Costs detail where two such columns meet. Measured: "
        "it took the "
        "detector from 0.54 to 0.63, with a floor of 20 to 0.79.",
        title="Rare pairs as well",
    )
    copies: bool = knob(
        False,
        help="Drawn rows that nearly repeat a real one that few are like are drawn again. It tells something "
        "itself: where "
        "the synthetic table has a hole, a real person is; and the test for copies then finds nothing by "
        "design. Measured: "
        "no cost in likeness or use.",
        title="Draw near-copies again",
    )

    def check_rows(self, asked: int, learned: int) -> None:
        """UnusableOption where `asked` rows are more than the ceiling allows for `learned` ones."""
        most = self.ceiling * max(learned, 1)
        if asked > most:
            raise UnusableOption(
                (
                    f"{asked:,} rows are more than {self.ceiling:,} for each of the {learned:,} rows that are "
                    "learned from."
                ),
                f"Ask for at most {most:,} rows, or raise the protection 'ceiling'.",
            )


@dataclass(frozen=True, eq=False)
class Protected:
    """Training rows that a generator may see: only the columns that may be modelled, in order, with their types.

    `floor` counts rows: what so many share, as many people share as the protections ask for.
    """

    frame: pd.DataFrame
    schema: Schema
    floor: int


def protect(train: Table, protections: Protections, seed: Seed) -> Protected:
    """The modelled columns of `train` without rare categories, rare blanks and true extremes.

    Every category, and the blank, occurs in at least `floor` rows or not at all; so does, where asked for, every pair
    of categories of two quasi-identifiers. The least and the greatest number of each column are shared by at least
    `floor` rows, and by those of the `extremes` outermost. Where a column names whom rows are about, people are
    counted in place of rows. Row order and row count stay.
    """
    schema, people = train.schema.modelled, subject_ids(train)
    whole = _paired(train, protections, people, seed.child("pairs")) if protections.pairs else train.frame
    columns = {c.name: _column(whole[c.name], c, protections, people, seed.child(c.name)) for c in schema}
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(train)))
    return Protected(frame, schema, rows_covering(people, protections.floor))


def _paired(train: Table, protections: Protections, people: Array | None, seed: Seed) -> pd.DataFrame:
    names = [c.name for c in train.schema.modelled if c.role is Role.QUASI_IDENTIFIER and not c.numeric]
    cells = {name: train.frame[name].to_numpy(dtype=object) for name in names}
    merged = protections.rare != "suppress"
    told = without_rare_pairs(cells, protections.floor, seed.generator(), people, merge=merged)
    return train.frame.assign(**{name: pd.Series(cells, dtype=object) for name, cells in told.items()})


def _column(series: pd.Series, column: Column, protections: Protections, people: Array | None, seed: Seed) -> pd.Series:
    chance, floor = seed.generator(), protections.floor
    if not column.numeric:
        merge = protections.rare != "suppress"
        return pd.Series(pool(series.to_numpy(dtype=object), floor, chance, people, merge=merge), dtype=object)
    values = _without_rare_blanks(numbers(series, column.kind), floor, people, chance)
    least = max(floor, protections.extremes)
    noise = int(seed.child("noise").generator().integers(0, least // 2 + 1))
    clipped, _ = clip(values, floor, rounding_grid(values, column), people, least, noise)
    return from_numbers(clipped, column.kind)


def _without_rare_blanks(values: Numbers, floor: int, people: Array | None, chance: np.random.Generator) -> Numbers:
    blank = ~np.isfinite(values)
    missing = int(blank.sum()) if people is None else len(np.unique(people[blank]))
    if not 0 < missing < floor or blank.all():
        return values
    filled = values.copy()
    filled[blank] = chance.choice(values[~blank], size=int(blank.sum()))
    return filled
