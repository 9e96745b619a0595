"""What kind a column is, from its distinct texts: the first rule that all of its cells obey."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from synthesis.tables import dates, words
from synthesis.tables.cells import Cells
from synthesis.tables.schema import Column, Kind

MARKERS = frozenset(
    {"na", "n/a", "nan", "null", "none", "nil", "?", "-", "--", ".", "..", "missing", "unknown", "(null)", "#n/a"}
    | {"#null!", "#value!", "#div/0!", "nat", "\\n", "not available", "<na>"}
)
"""What files write where a number or a date is missing; in a column of words they stay words."""

_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)")
_FLOAT = re.compile(r"[+-]?(?:(?:0|[1-9]\d*)?\.\d+|(?:0|[1-9]\d*)\.?)(?:[eE][+-]?\d+)?")
_PAIRS = frozenset(
    map(
        frozenset,
        (
            *(("yes", "no"), ("true", "false"), ("t", "f"), ("y", "n"), ("1", "0"), ("on", "off"), ("ja", "nein")),
            *(("j", "n"), ("oui", "non"), ("o", "n"), ("si", "no"), ("sí", "no"), ("s", "n"), ("sim", "não")),
        ),
    )
)
_LONGEST_NUMBER, _MOST_DECIMALS = 15, 10
_NEARLY, _HALF, _FEW = 0.9, 0.5, 20
_WORDY, _LONG = 4, 40


class Spelling(NamedTuple):
    """How a kind is written: what `Column` keeps as `format` and `trimmed`."""

    kind: Kind
    format: str | None = None
    trimmed: bool = False
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Picture:
    """What the rules look at: the filled texts of a column, how many rows hold each, and what stands for a blank."""

    cells: Cells
    texts: list[str]
    counts: list[int]
    blanks: tuple[str, ...]
    rows: int

    @property
    def filled(self) -> int:
        """Rows that hold a value."""
        return sum(self.counts)

    @property
    def distinct(self) -> float:
        """Distinct texts per filled row."""
        return len(self.texts) / max(self.filled, 1)

    @property
    def unique(self) -> bool:
        """Whether every row holds a text of its own."""
        return len(self.texts) == self.rows


def picture(cells: Cells, markers: bool = False) -> Picture:
    """The column with its empty cells set aside, and with `markers` also the usual words for a missing value."""
    texts: list[str] = []
    counts: list[int] = []
    blanks = Counter[str]()
    for text, count in zip(cells.levels, cells.counts.tolist(), strict=True):
        bare = text.strip()
        if not bare or (markers and bare.lower() in MARKERS):
            blanks[text] += count
        else:
            texts.append(text)
            counts.append(count)
    return Picture(cells, texts, counts, tuple(text for text, _ in blanks.most_common()), len(cells))


def propose(cells: Cells, decimal: str = ".") -> Column:
    """The column's kind, its spelling, and why; its role is another matter."""
    plain, marked = picture(cells), picture(cells, markers=True)
    tried: tuple[tuple[Picture, Callable[[Picture], Spelling | None]], ...] = (
        (plain, _unmodelled),
        (marked, _compact_date),
        (marked, lambda seen: _number(seen, decimal)),
        (marked, _date),
        (marked, _flag),
        (plain, _boolean),
    )
    for seen, rule in tried:
        spelling = rule(seen)
        if spelling is not None:
            return _column(seen, spelling)
    return _column(plain, _words(plain))


def _column(seen: Picture, spelling: Spelling) -> Column:
    return Column(
        name=seen.cells.name,
        header=seen.cells.header,
        kind=spelling.kind,
        format=spelling.format,
        trimmed=spelling.trimmed,
        reason=spelling.reason,
        blank=seen.blanks[0] if seen.blanks else "",
        missing=1 - seen.filled / max(seen.rows, 1),
        distinct=len(seen.texts),
    )


def _unmodelled(seen: Picture) -> Spelling | None:
    if not seen.texts:
        return Spelling(Kind.EMPTY, reason="every cell is empty")
    if len(seen.texts) == 1 and seen.filled == seen.rows:
        return Spelling(Kind.CONSTANT, reason="every row holds the same value")
    return None


def _number(seen: Picture, decimal: str) -> Spelling | None:
    texts = [text.strip() for text in seen.texts]
    if decimal == ",":
        texts = [text.replace(",", ".") if "." not in text else "x" for text in texts]
    if not texts or not _all(_FLOAT, texts) or frozenset(texts) == frozenset("01"):
        return None
    if max(sum(map(str.isdigit, text)) for text in texts) > _LONGEST_NUMBER and _all(_INTEGER, texts):
        return Spelling(Kind.IDENTIFIER, reason="numbers of more than 15 digits are names, not amounts")
    if _all(_INTEGER, texts):
        return Spelling(Kind.INTEGER, reason="whole numbers")
    return Spelling(Kind.FLOAT, *_decimals(texts), reason="numbers with decimals")


def _decimals(texts: Sequence[str]) -> tuple[str | None, bool]:
    """The format of floats, and whether trailing zeros are dropped: `.2f` where no cell has more than two decimals."""
    places = {len(text.partition(".")[2]) for text in texts}
    if any("e" in text.lower() for text in texts) or max(places) > _MOST_DECIMALS:
        return None, False
    whole = len(places) > 1 and not any("." in text and text.endswith("0") for text in texts)
    return f".{max(places)}f", whole


def _compact_date(seen: Picture) -> Spelling | None:
    """Eight digits are a date only where the header says so."""
    if not words.says(seen.cells.name, words.DATED) or not dates.follow(seen.texts, "%Y%m%d"):
        return None
    return Spelling(Kind.DATETIME, "%Y%m%d", reason="eight digits, and the header speaks of a date")


def _date(seen: Picture) -> Spelling | None:
    found = dates.find_pattern(seen.texts)
    if found is None:
        return None
    pattern, trimmed = found
    doubt = "; the month could come first as well" if dates.either_way(seen.texts, pattern, trimmed) else ""
    return Spelling(Kind.DATETIME, pattern, trimmed, f"every cell is a date of one pattern{doubt}")


def _flag(seen: Picture) -> Spelling | None:
    return Spelling(Kind.BOOLEAN, reason="only 0 and 1") if frozenset(seen.texts) == frozenset("01") else None


def _boolean(seen: Picture) -> Spelling | None:
    pair = frozenset(text.strip().lower() for text in seen.texts)
    if len(seen.texts) == 2 and pair in _PAIRS:
        return Spelling(Kind.BOOLEAN, reason="two values that mean yes and no")
    return None


def _words(seen: Picture) -> Spelling:
    spaces = [text.count(" ") + text.count("\n") for text in seen.texts]
    length = np.average([len(text) for text in seen.texts], weights=seen.counts)
    wordy = np.average(spaces, weights=seen.counts) >= 1
    prose = np.average(spaces, weights=seen.counts) >= _WORDY or length > _LONG
    if seen.filled < _FEW:
        return Spelling(Kind.TEXT if prose and len(seen.texts) > 1 else Kind.CATEGORY, reason="words")
    if prose and len(seen.texts) > _FEW and seen.distinct > 0.1:
        return Spelling(Kind.TEXT, reason="long texts, mostly different")
    if seen.distinct >= _HALF:
        kind = Kind.TEXT if wordy or (seen.distinct < _NEARLY and not _coded(seen.texts)) else Kind.IDENTIFIER
        return Spelling(kind, reason="most rows hold a value of their own")
    return Spelling(Kind.CATEGORY, reason=f"{len(seen.texts)} different values that occur again and again")


def _coded(texts: Sequence[str]) -> bool:
    return sum(any(map(str.isdigit, text)) for text in texts) > 0.5 * len(texts)


def _all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return all(map(pattern.fullmatch, texts))
