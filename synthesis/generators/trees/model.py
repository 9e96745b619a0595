"""The fitted trees of all columns: rows drawn column by column, and kept by a judge where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.generators.correction import LEARNT_ROWS, TIMES, Judge, keep, keep_one_each, learn
from synthesis.generators.decode import decoded, restore
from synthesis.generators.trees.drawing import Draw
from synthesis.tables import Encoded, Schema

_BLOCK = 50_000


@dataclass(frozen=True, eq=False)
class Trees:
    """A fitted sequence of trees. It holds training values: treat it like the training rows."""

    schema: Schema
    encoded: Encoded
    draws: tuple[Draw, ...]
    judge: Judge | None = None

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` new rows; the same seed gives the same rows."""
        return restore(self.schema, self.encoded, self._made(rows, {}, seed, report))

    def given(self, cells: pd.DataFrame, seed: Seed, report: Report) -> pd.DataFrame:
        """One new row for each row of `cells`: the other columns drawn after these, as if the trees had drawn them."""
        known = decoded(self.schema, self.encoded, cells)
        return restore(self.schema, self.encoded, self._made(len(cells), known, seed, report))

    def _made(self, rows: int, known: Mapping[int, Numbers], seed: Seed, report: Report) -> Numbers:
        """The rows as numbers, made in blocks so that those to choose from never fill the memory."""
        if self.judge is None or rows == 0:
            return self.drawn(rows, known, seed, report)
        ends = [*range(0, rows, _BLOCK), rows]
        made = np.empty((rows, len(self.schema)))
        for start, end in pairwise(ends):
            part = {column: values[start:end] for column, values in known.items()}
            told = within(report, start / rows, end / rows)
            made[start:end] = self._chosen(self.judge, end - start, part, seed.child("block", start), told)
        return made

    def _chosen(self, judge: Judge, rows: int, known: Mapping[int, Numbers], seed: Seed, report: Report) -> Numbers:
        """Rows kept by the judge; where some columns are given, one of those drawn for each row."""
        repeated = {column: np.repeat(values, TIMES) for column, values in known.items()}
        drawn = self.drawn(rows * TIMES, repeated, seed, report)
        odds, chance = judge.odds(drawn), seed.child("keep").generator()
        return drawn[keep_one_each(odds, TIMES, chance) if known else keep(odds, rows, chance)]

    def drawn(self, rows: int, known: Mapping[int, Numbers], seed: Seed, report: Report) -> Numbers:
        """Rows as the trees draw them, as numbers, with the columns that are known."""
        made = np.full((rows, len(self.schema)), np.nan)
        for done, draw in enumerate(self.draws):
            report(Step("Drawing rows", done / len(self.draws)))
            chance = seed.child("draw", draw.column).generator()
            made[:, draw.column] = known[draw.column] if draw.column in known else draw(made, chance)
        report(Step("Drawing rows", 1.0))
        return made

    def corrected(self, values: Numbers, leaf: int, seed: Seed) -> "Trees":
        """The same with a judge that has compared what the trees draw with the training rows."""
        rehearsed = self.drawn(len(values[:: max(1, len(values) // LEARNT_ROWS)]), {}, seed.child("rehearse"), silent)
        judge = learn(values, rehearsed, self.encoded.numeric, leaf, seed.child("judge"))
        return replace(self, judge=judge)
