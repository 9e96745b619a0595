"""Whom a row is about, where several rows are about the same person."""

from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.foundation.seed import Seed
from synthesis.tables.table import Table


def subject_ids(table: Table) -> Array | None:
    """A number a row, equal for rows about the same person, from 0; None where every row is a person.

    Rows that do not say whom they are about are people of their own.
    """
    name = table.schema.entity
    return None if name is None else table.once("persons", lambda: _numbered(table.frame[name]))


def _numbered(named: pd.Series) -> Array:
    codes, names = pd.factorize(named, use_na_sentinel=True)
    numbered = np.asarray(codes, dtype="int64").copy()
    nobody = numbered < 0
    numbered[nobody] = len(names) + np.arange(int(nobody.sum()))
    return numbered


def count_subjects(table: Table) -> int:
    """How many people the table is about: its rows, where no column says otherwise."""
    numbered = subject_ids(table)
    return len(table) if numbered is None else len(np.unique(numbered))


def shared_subjects(table: Table, other: Table) -> int:
    """How many people both tables are about, where a column says."""
    name = table.schema.entity
    if name is None or name not in other.frame:
        return 0
    return len(set(table.frame[name].dropna()) & set(other.frame[name].dropna()))


def one_row_per_subject(table: Table, seed: Seed) -> Table:
    """The table with one row of each person, drawn by chance, in the order of the file."""
    numbered = subject_ids(table)
    if numbered is None:
        return table
    order = seed.generator().permutation(len(numbered))
    _, first = np.unique(numbered[order], return_index=True)
    return replace(table, frame=table.frame.iloc[np.sort(order[first])].reset_index(drop=True))


def rows_covering(people: Array | None, k_threshold: int) -> int:
    """The fewest rows that are sure to be about `k_threshold` people: one more than the largest others have
    together."""
    if people is None or not len(people):
        return k_threshold
    return int(np.sort(np.bincount(people))[::-1][: k_threshold - 1].sum()) + 1


def subjects_sharing(codes: Array, people: Array | None) -> Array:
    """How many people share each of the codes 0, 1, …: rows, where every row is a person. Negative codes are
    nobody's."""
    known = codes >= 0
    if people is None:
        return np.bincount(codes[known])
    span = int(people.max(initial=0)) + 1
    pairs = np.unique(codes[known].astype("int64") * span + people[known])
    return np.bincount(pairs // span, minlength=int(codes.max()) + 1 if len(codes) else 0)
