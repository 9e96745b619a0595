"""Cells as they are spelt, and whose own values and passages stand in a release, spelling aside."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables.schema import Schema

FEW = 5
"""A value or passage that so many people have, or more, is nobody's own."""
PASSAGE = 5
"""So many words in a row are a passage."""

_BLOCK = 1_000

_BREAKS = re.compile(r"[\W_]+")
_WHOLE = re.compile(r"(?<=\d)\.0+$")


@dataclass(frozen=True, eq=False)
class _Texts:
    """Texts of training people, of control people, and of the release, as they are spelt. Blanks are empty."""

    name: str
    train: Array
    control: Array
    release: Array


class Cells(_Texts):
    """One column, of all three."""

    @cached_property
    def hits(self) -> tuple[Flags, Flags]:
        """Who of either group has a value, or a passage, of their own that stands in the release."""
        real = np.concatenate([self.train, self.control])
        found = _standing(real, self.release)
        return found[: len(self.train)], found[len(self.train) :]


class Foreign(_Texts):
    """A column of the release that real rows do not have, and these as texts: its cells may be made of them."""

    @cached_property
    def hits(self) -> tuple[Flags, Flags]:
        """Whose row shares more, or rarer, words with a cell than all but 0.5 % of the control rows do."""
        scores = _shared_words(np.concatenate([self.train, self.control]), self.release)
        control = scores[len(self.train) :]
        if not len(control):
            return np.zeros(len(self.train), dtype=bool), np.zeros(0, dtype=bool)
        bar = np.sort(control)[::-1][min(max(1, len(control) // 200), len(control) - 1)]
        return scores[: len(self.train)] > bar, control > bar


def _shared_words(rows: Array, cells: Array) -> Numbers:
    """For each row, the greatest weight of the words it shares with one cell; −log of its frequency is a word's."""
    from sklearn.feature_extraction.text import CountVectorizer

    if not any(rows):
        return np.zeros(len(rows))
    counter = CountVectorizer(analyzer=str.split, binary=True, dtype=np.float32)
    held = counter.fit_transform(rows)
    offered = counter.transform(np.unique(cells.astype(str))).T.tocsc()
    weights = -np.log(np.asarray(held.mean(axis=0)).ravel())
    weighted = held.multiply(weights).tocsr()
    blocks = range(0, len(rows), _BLOCK)
    return np.concatenate(
        [np.asarray((weighted[at : at + _BLOCK] @ offered).max(axis=1).todense()).ravel() for at in blocks]
    )


def spelt_alike(cells: pd.Series) -> Array:
    """Each cell in small letters, its words parted by single blanks, marks and accents aside; empty where it is blank.

    Cells of marks alone stay as they are, or they would all be blank.
    """
    texts, places = pd.factorize(cells.astype("object"), use_na_sentinel=True)[::-1]
    plain = np.array([*(_plain(str(text)) for text in texts), ""], dtype=object)
    return np.asarray(plain[places])


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).casefold()
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _BREAKS.sub(" ", _WHOLE.sub("", bare)).strip() or text.strip()


def _standing(real: Array, release: Array) -> Flags:
    """Whose cell, or a passage of it, stands in the release, if fewer than FEW real people share it."""
    squeezed, offered = (np.array([text.replace(" ", "") for text in cells], dtype=object) for cells in (real, release))
    whole = _own(squeezed) & np.isin(squeezed, list({text for text in offered if text}))
    return np.asarray(whole | _quoted(real, release))


def _own(cells: Array) -> Flags:
    """Which cells hold a value that fewer than FEW people have."""
    codes, kinds = pd.factorize(cells)
    times = np.bincount(codes, minlength=len(kinds))
    return np.asarray((times[codes] < FEW) & (cells != ""))


def _quoted(real: Array, release: Array) -> Flags:
    """Whose cell has a passage of its own that the release quotes."""
    offered = {passage for text in set(release) for passage in passages(text)}
    if not offered:
        return np.zeros(len(real), dtype=bool)
    each = [set(passages(text)) & offered for text in real]
    times = pd.Series([passage for one in each for passage in one], dtype="object").value_counts()
    own = set(times.index[times < FEW])
    return np.array([bool(one & own) for one in each], dtype=bool)


def passages(text: str) -> Iterator[str]:
    """Every run of PASSAGE words in a text that is spelt alike."""
    words = text.split()
    return (" ".join(words[at : at + PASSAGE]) for at in range(len(words) - PASSAGE + 1))


def looked_through(
    train: pd.DataFrame, control: pd.DataFrame, release: pd.DataFrame, schema: Schema
) -> tuple[Cells | Foreign, ...]:
    """The columns that all three have and that hold values of single people, or are read by nothing else.

    Columns that are not modelled, and categories in which half of the training cells hold a value that fewer than FEW
    people share; and columns of the release that the others lack, in which whole rows of them are looked for.
    """
    shared = [column for column in schema.released if all(column.name in part for part in (train, control, release))]
    chosen = [
        column.name
        for column in shared
        if not column.modelled or (not column.numeric and _personal(train[column.name]))
    ]
    own: list[Cells | Foreign] = [
        Cells(name, *(spelt_alike(part[name]) for part in (train, control, release))) for name in chosen
    ]
    extra = [name for name in release if str(name) not in schema]
    rows = [_whole_rows(part) for part in (train, control)] if extra else []
    foreign: list[Cells | Foreign] = [
        Foreign(str(name), rows[0], rows[1], spelt_alike(release[name])) for name in extra
    ]
    found: tuple[Cells | Foreign, ...] = (*own, *foreign)
    return found


def _whole_rows(frame: pd.DataFrame) -> Array:
    """Each row as one text that is spelt alike."""
    columns = [spelt_alike(frame[name]) for name in frame]
    return np.array([" ".join(filter(None, row)) for row in zip(*columns, strict=True)], dtype=object)


def _personal(cells: pd.Series) -> bool:
    present = cells.dropna()
    times = present.map(present.value_counts())
    return len(present) > 0 and float((times < FEW).sum()) >= len(cells) / 2


def copied(cells: "Cells | Foreign") -> "Cells | Foreign":
    """The same column where the release is a copy of the training rows."""
    return replace(cells, release=cells.train)


def emptied(cells: "Cells | Foreign") -> "Cells | Foreign":
    """The same column where the release says nothing."""
    return replace(cells, release=np.full(len(cells.release), "", dtype=object))
