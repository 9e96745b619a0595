"""What kind a column is, from its distinct texts: the first rule that all of its cells obey."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from synthesis.tables.formats import dates, numerals, times
from synthesis.tables.formats.zones import OFFSET, clause, shares
from synthesis.tables.inference import headers
from synthesis.tables.reading.cells import Cells
from synthesis.tables.schema import BY_USER, Column, Kind

_PAIRS = frozenset(
    map(
        frozenset,
        (
            *(("yes", "no"), ("true", "false"), ("t", "f"), ("y", "n"), ("1", "0"), ("on", "off"), ("ja", "nein")),
            *(("j", "n"), ("oui", "non"), ("o", "n"), ("si", "no"), ("sí", "no"), ("s", "n"), ("sim", "não")),
        ),
    )
)
_LONGEST_NUMBER, _LOOKED = 15, 5_000
_TIMED = ("time", "clock", "hour", "hhmm", "uhrzeit", "heure", "hora", "tod")
_PAIR = re.compile(r"[\[(]?\s*-?\d{1,3}\.\d+\s*[,;/ ]\s*-?\d{1,3}\.\d+\s*[\])]?")
_LIST = re.compile(r"\s*(?:\[.*\]|\{.*\})\s*", re.DOTALL)
_NEARLY, _HALF, _FEW = 0.9, 0.5, 20
_WORDY, _LONG = 4, 40


class Spelling(NamedTuple):
    """How a kind is written: what `Column` keeps as `format` and `trimmed`."""

    kind: Kind
    format: str | None = None
    trimmed: bool = False
    reason: str = ""
    zones: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class ValueCounts:
    """What the rules look at: the distinct filled texts of a column, how many rows hold each, and what stands for a
    blank."""

    cells: Cells
    texts: list[str]
    counts: list[int]
    blanks: tuple[tuple[str, int], ...]
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


def value_counts(cells: Cells, missing_codes: bool = False) -> ValueCounts:
    """The column with its empty cells set aside, and with `missing_codes` also the usual words for a missing value."""
    texts, counts = list(cells.levels), cells.counts.tolist()
    apart = [place for place, marked in cells.missing_levels if missing_codes or not marked]
    blanks = sorted(apart, key=lambda place: -counts[place])
    found = tuple((texts[place], counts[place]) for place in blanks)
    for place in reversed(apart):
        del texts[place], counts[place]
    return ValueCounts(cells, texts, counts, found, len(cells))


def propose(cells: Cells, decimal: str = ".") -> Column:
    """The column's kind, its spelling, and why; its role is another matter."""
    plain = value_counts(cells)
    marked = value_counts(cells, missing_codes=True) if any(sign for _, sign in cells.missing_levels) else plain
    tried: tuple[tuple[ValueCounts, Callable[[ValueCounts], Spelling | None]], ...] = (
        (plain, _unmodelled),
        (marked, _compact_date),
        (marked, _clock),
        (marked, lambda values: _number(values, decimal)),
        (marked, _date),
        (marked, _flag),
        (plain, _boolean),
        (plain, _structured),
    )
    for values, rule in tried:
        spelling = rule(values)
        if spelling is not None:
            return _column(values, spelling)
    return _column(plain, _words(plain))


def _column(values: ValueCounts, spelling: Spelling) -> Column:
    return Column(
        name=values.cells.name,
        header=values.cells.header,
        under=values.cells.under,
        quoted=values.cells.quoted,
        kind=spelling.kind,
        format=spelling.format,
        trimmed=spelling.trimmed,
        reason=spelling.reason,
        zones=spelling.zones,
        **_blanks(values.blanks),
        missing=1 - values.filled / max(values.rows, 1),
        distinct=len(values.texts),
    )


def _unmodelled(values: ValueCounts) -> Spelling | None:
    if not values.texts:
        return Spelling(Kind.EMPTY, reason="every cell is empty")
    if len(values.texts) == 1 and values.filled == values.rows:
        return Spelling(Kind.CONSTANT, reason="every row holds the same value")
    return None


def _number(values: ValueCounts, decimal: str) -> Spelling | None:
    if not values.texts or (len(values.texts) == 2 and set(values.texts) == set("01")):
        return None
    found = find_spelling(values.texts, decimal)
    if found is None or found.format or max(map(len, values.texts)) <= _LONGEST_NUMBER or found.kind.decimal:
        return found
    return Spelling(Kind.IDENTIFIER, reason="numbers of more than 15 digits are names, not amounts")


def find_spelling(texts: Sequence[str], decimal: str) -> Spelling | None:
    """The one format in which all these numbers are written; None where one is none, or would be written otherwise."""
    found = numerals.understand(texts, decimal) if texts else None
    if found is None:
        return None
    plain, around = found
    unit = "" if not (around.before or around.behind) else ", all with the same sign of a unit or currency"
    for spelling in _spellings(plain, around):
        sure = spelling.format is None or (around == numerals.Pattern() and "!" not in spelling.format)
        if sure or numerals.keeps(texts, spelling.format, spelling.trimmed, decimal):
            return spelling._replace(reason=spelling.reason + unit)
    return None


def _spellings(plain: Sequence[str], around: numerals.Pattern) -> Iterator[Spelling]:
    """The formats to try for these pointed numbers, with what stands around them."""
    if numerals.every(numerals.WHOLE, plain):
        bare = around == numerals.Pattern()
        yield Spelling(
            Kind.INTEGER, None if bare else replace(around, spec=f"{around.spec}d").pattern, False, "whole numbers"
        )
        return
    spec, trimmed = numerals.decimals(plain)
    if spec is not None or around == numerals.Pattern():
        for lead in numerals.leads(plain, around.spec) if spec else ():
            yield Spelling(Kind.FLOAT, replace(around, spec=f"{lead}{spec}").pattern, trimmed, "numbers with decimals")
        if spec is None:
            yield Spelling(Kind.FLOAT, None, trimmed, "numbers with decimals")


def _clock(values: ValueCounts) -> Spelling | None:
    pattern = times.find_clock(values.texts, headers.says(values.cells.name, _TIMED))
    if pattern is None:
        return None
    return Spelling(Kind.INTEGER, pattern, reason=f"times of day or durations, counted in {times.unit(pattern)}")


def _compact_date(values: ValueCounts) -> Spelling | None:
    """Eight digits are a date only where the header says so."""
    if not headers.says(values.cells.name, headers.DATED) or not dates.follow(values.texts, "%Y%m%d"):
        return None
    return Spelling(Kind.DATETIME, "%Y%m%d", reason="eight digits, and the header speaks of a date")


def _date(values: ValueCounts) -> Spelling | None:
    found = dates.find_pattern(values.texts)
    if found is None:
        return None
    pattern, trimmed = found
    doubt = "; the month could come first as well" if dates.either_way(values.texts, pattern, trimmed) else ""
    reason = f"every cell is a date of one pattern{doubt}"
    spelling = Spelling(Kind.DATETIME, pattern, trimmed, reason)
    _, zone, way = clause(pattern)
    if not way:
        return spelling
    if zone:
        return spelling._replace(reason=f"{reason}; local times, as clocks in {zone} show them")
    ends = [end.group() if (end := OFFSET.search(text)) else "" for text in values.texts]
    return spelling._replace(reason=f"{reason}; local times of several zones", zones=shares(ends, values.counts))


def _flag(values: ValueCounts) -> Spelling | None:
    return (
        Spelling(Kind.BOOLEAN, reason="only 0 and 1")
        if len(values.texts) == 2 and set(values.texts) == set("01")
        else None
    )


def _boolean(values: ValueCounts) -> Spelling | None:
    if len(values.texts) == 2 and frozenset(text.strip().lower() for text in values.texts) in _PAIRS:
        return Spelling(Kind.BOOLEAN, reason="two values that mean yes and no")
    return None


def _structured(values: ValueCounts) -> Spelling | None:
    """Several values in one cell: pairs of numbers, lists, records."""
    few = values.texts[:: max(1, len(values.texts) // _LOOKED)]
    if len(values.texts) < _FEW or values.distinct < 0.1:
        return None
    for shape, what in ((_PAIR, "pairs of numbers, such as coordinates,"), (_LIST, "lists or records")):
        if sum(shape.fullmatch(text) is not None for text in few) >= _NEARLY * len(few):
            return Spelling(Kind.TEXT, reason=f"{what} in one cell")
    return None


def _words(values: ValueCounts) -> Spelling:
    step = max(1, len(values.texts) // _LOOKED)
    few, weights = values.texts[::step], values.counts[::step]
    spaces = float(np.average([text.count(" ") + text.count("\n") for text in few], weights=weights))
    length = float(np.average([len(text) for text in few], weights=weights))
    prose = spaces >= _WORDY or length > _LONG
    if values.filled < _FEW:
        return Spelling(Kind.TEXT if prose and len(values.texts) > 1 else Kind.CATEGORY, reason="words")
    if prose and len(values.texts) > _FEW and values.distinct > 0.1:
        return Spelling(Kind.TEXT, reason="long texts, mostly different")
    if values.distinct >= _HALF:
        kind = Kind.TEXT if spaces >= 1 or (values.distinct < _NEARLY and not _coded(few)) else Kind.IDENTIFIER
        return Spelling(kind, reason="most rows hold a value of their own")
    return Spelling(Kind.CATEGORY, reason=f"{len(values.texts)} different values that occur again and again")


def _coded(texts: Sequence[str]) -> bool:
    return sum(any(map(str.isdigit, text)) for text in texts) > 0.5 * len(texts)


def _blanks(found: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """How missing cells are spelt: the most common way, and all of them with their shares where there are several."""
    total = sum(count for _, count in found)
    shares = tuple((text, count / total) for text, count in found) if len(found) > 1 else ()
    return {"blank": found[0][0] if found else "", "blanks": shares}


def _respelt(column: Column, cells: Cells) -> Column:
    """The column with the blanks that its markers, and the kind that a user gave it, make of its cells."""
    spare = {column.blank, *column.markers, *(text for text, _ in column.blanks)}
    counts = zip(cells.levels, cells.counts.tolist(), strict=True)
    gone = [(text, count) for text, count in counts if not text.strip() or text in spare]
    return replace(column, **_blanks(sorted(gone, key=lambda found: -found[1]))) if gone else column


def settle(column: Column, cells: Cells, decimal: str) -> Column:
    """The column with a format that fits the kind a user gave it, found from the cells that can be read so."""
    if column.markers:
        column = _respelt(column, cells)
    if column.kind.calendar:
        fits = column.format is not None and "%" in column.format
        texts = [] if fits else value_counts(cells, missing_codes=True).texts
        return column if fits else replace(column, format=dates.likeliest(texts), trimmed=False)
    if column.kind.decimal and numerals.Pattern.of(column.format).spec[-1:] not in ("f", "e", "E"):
        return _respecified(column, cells, decimal)
    if column.kind.whole and not _whole_format(column):
        return _respecified(column, cells, decimal)
    return column if column.numeric else replace(column, format=None, trimmed=False)


def _whole_format(column: Column) -> bool:
    if column.format is None:
        return column.reason != BY_USER
    return times.FORMAT.fullmatch(column.format) is not None or numerals.Pattern.of(column.format).spec[-1:] == "d"


def _respecified(column: Column, cells: Cells, decimal: str) -> Column:
    """The column with the format of its cells, of those that can be read as numbers where not all can."""
    texts = [text for text in value_counts(cells, missing_codes=True).texts if text not in column.markers]
    found = find_spelling(texts, decimal) or find_spelling(numerals.readable(texts, decimal), decimal)
    if found is None:
        return replace(column, format=None, trimmed=False)
    if column.kind.whole and found.kind.decimal:
        return replace(column, format=numerals.Pattern.of(found.format).whole.pattern, trimmed=False)
    if column.kind.decimal and found.kind.whole:
        whole = numerals.Pattern.of(found.format)
        return replace(column, format=replace(whole, spec=whole.spec.removesuffix("d") + ".0f").pattern, trimmed=False)
    return replace(column, format=found.format, trimmed=found.trimmed)
