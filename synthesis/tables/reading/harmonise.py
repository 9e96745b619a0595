"""Levels of a file that was written elsewhere, in the spelling of the file that it is compared with."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.tables.schema import Column
from synthesis.tables.table import Table

_TRUTH = {
    **dict.fromkeys(("true", "yes", "y", "t", "1"), "true"),
    **dict.fromkeys(("false", "no", "n", "f", "0"), "false"),
}


def harmonise_levels(known: Table, other: Table) -> Table:
    """`other` with its categories and truths in the spelling of `known`; what only one of them has stays as it is."""
    columns = [c for c in known.schema.modelled if not c.numeric and c.name in other.frame]
    found = {c.name: like(c, known.frame[c.name], other.frame[c.name]) for c in columns}
    return replace(other, frame=other.frame.assign(**found)) if found else other


def like(column: Column, known: pd.Series, other: pd.Series) -> pd.Series:
    """The cells of `other`, each level that `known` lacks as the commonest one there that means the same.

    `2`, `2.0` and `02` mean the same, and so do `Leeds` and ` LEEDS`; where the column holds truths, `yes`, `t` and `1`
    do."""
    ours, theirs = _levels(known), _levels(other)
    if set(theirs[0]) <= set(ours[0]) and theirs[1]:
        return other
    mean = _meaning(column, ours[0])
    meant = {mean(name): name for name in reversed(ours[0])}
    spelt = {name: name for name in ours[0]}
    return renamed(other, lambda level: spelt.get(str(level)) or meant.get(mean(level)) or str(level))


def renamed(cells: pd.Series, spell: Callable[[Any], str]) -> pd.Series:
    """The cells with every level spelt anew; blanks stay blank."""
    codes, levels = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=True)
    names: Array = np.array([*(spell(level) for level in levels), None], dtype=object)
    return pd.Series(names[codes], index=cells.index, name=cells.name, dtype=object)


def _levels(cells: pd.Series) -> tuple[list[str], bool]:
    """The levels as they are spelt, the commonest first, and whether all of them are words."""
    codes, levels = pd.factorize(cells.to_numpy(dtype=object), use_na_sentinel=True)
    order = np.argsort(-np.bincount(codes[codes >= 0], minlength=len(levels)), kind="stable")
    return [str(levels[place]) for place in order], all(isinstance(level, str) for level in levels)


def _meaning(column: Column, levels: list[str]) -> Callable[[Any], str]:
    plain = {_canonical(level) for level in levels}
    return _truth if column.kind.truth or plain <= set(_TRUTH) else _canonical


def _canonical(cell: object) -> str:
    text = str(cell).strip()
    try:
        number = float(text)
    except ValueError:
        return text.lower()
    return str(int(number)) if number.is_integer() else repr(number)


def _truth(cell: object) -> str:
    text = _canonical(cell)
    return _TRUTH.get(text, text)
