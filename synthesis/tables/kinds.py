"""What kind a column is, from its distinct texts: the first rule that all of its cells obey."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from synthesis.tables import dates, numerals, words
from synthesis.tables.cells import Cells
from synthesis.tables.missing import MARKERS
from synthesis.tables.schema import Column, Kind

_PAIRS = frozenset(
    map(
        frozenset,
        (
            *(("yes", "no"), ("true", "false"), ("t", "f"), ("y", "n"), ("1", "0"), ("on", "off"), ("ja", "nein")),
            *(("j", "n"), ("oui", "non"), ("o", "n"), ("si", "no"), ("sí", "no"), ("s", "n"), ("sim", "não")),
        ),
    )
)
_LONGEST_NUMBER = 15
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
        under=seen.cells.under,
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
    found = numerals.ungrouped([numerals.as_point(text, decimal) for text in seen.texts])
    if not seen.texts or found is None or frozenset(found[0]) == frozenset("01"):
        return None
    texts, grouped = found
    if not all(map(numerals.whole, texts)):
        pattern, trimmed = numerals.decimals(texts)
        pattern = f",{pattern}" if pattern and grouped else pattern
        return Spelling(Kind.FLOAT, pattern, trimmed, "numbers with decimals")
    if max(map(len, texts)) > _LONGEST_NUMBER:
        return Spelling(Kind.IDENTIFIER, reason="numbers of more than 15 digits are names, not amounts")
    return Spelling(Kind.INTEGER, ",d" if grouped else None, reason="whole numbers")


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


def _blank(column: Column, cells: Cells) -> str:
    """How the file spells most of the cells that are missing, those among them that the user marked."""
    counts = zip(cells.levels, cells.counts.tolist(), strict=True)
    gone = {text: count for text, count in counts if not text.strip() or text in (*column.markers, column.blank)}
    return max(gone, key=lambda text: gone[text], default=column.blank)


def settle(column: Column, cells: Cells, decimal: str) -> Column:
    """The column with a format that fits the kind a user gave it, found from the cells that can be read so."""
    texts = picture(cells, markers=True).texts
    column = replace(column, blank=_blank(column, cells)) if column.markers else column
    if column.kind is Kind.DATETIME:
        fits = column.format is not None and "%" in column.format
        return column if fits else replace(column, format=dates.likeliest(texts), trimmed=False)
    if column.kind is Kind.FLOAT and not (column.format or "").endswith("f"):
        numbers = [text for text in texts if not math.isnan(numerals.number(text, decimal))]
        pattern, trimmed = numerals.decimals([numerals.as_point(text, decimal) for text in numbers])
        return replace(column, format=pattern, trimmed=trimmed)
    if column.kind is Kind.INTEGER:
        return replace(column, format=",d" if column.format == ",d" else None, trimmed=False)
    return column if column.kind is Kind.FLOAT else replace(column, format=None, trimmed=False)
