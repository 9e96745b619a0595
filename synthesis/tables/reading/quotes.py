"""Which cells of a file stand in quotes although they need none."""

import re
from collections.abc import Iterator, Sequence

from synthesis.tables.formats.missing import MISSING_CODES
from synthesis.tables.table import Dialect

_LOOKED = 100_000
SORTS = ("filled", "empty", "signs")
"""Cells by what they hold: something, nothing, or a usual sign for a missing value."""

Cell = tuple[bool, str]
"""Whether a cell stands in quotes, and what it holds."""
QuoteCounts = dict[str, list[int]]
"""For each sort, how many cells stand in quotes without need, and how many have none."""


def needy(dialect: Dialect) -> re.Pattern[str]:
    """Finds what a cell can hold only between quotes: a delimiter, a quote, any kind of line end, a comment's sign."""
    lead = "^ |" if dialect.spaced else ""
    comment = f"^{re.escape(dialect.comment)}|" if dialect.comment else ""
    return re.compile(f"{lead}{comment}[" + re.escape(dialect.delimiter + dialect.quote) + "\\r\\n]")


def by_style(style: str) -> tuple[str, ...]:
    """The sorts of cells that a style puts in quotes, in columns of words."""
    return () if style == "minimal" else ("filled", "signs")


def sort(text: str) -> str:
    """What a cell holds, of `SORTS`."""
    return "empty" if not text else "signs" if text.strip().lower() in MISSING_CODES else "filled"


def scan(sample: str, dialect: Dialect) -> list[list[Cell]]:
    """The rows of the sample's first 100,000 characters, the last one aside if it is cut, and what comes before the
    table."""
    return list(_rows(sample.removeprefix("\ufeff"), dialect))[dialect.skip :] if dialect.quote else []


def _rows(sample: str, dialect: Dialect) -> Iterator[list[Cell]]:
    mark, end = re.escape(dialect.quote), re.escape(dialect.delimiter)
    space = " ?" if dialect.spaced else ""
    cell = rf"{space}(?:({mark})((?:[^{mark}]|{mark}{mark})*+){mark}|([^{end}\r\n]*))({end}|\r\n|\r|\n|$)"
    row: list[Cell] = []
    for found in re.finditer(cell, sample[:_LOOKED]):
        row.append((found[1] is not None, found[2] or found[3] or ""))
        if found[4] == dialect.delimiter:
            continue
        if not found[4] and (len(sample) > _LOOKED or row == [(False, "")]):
            return
        if not dialect.comment or row[0][0] or not row[0][1].startswith(dialect.comment):
            yield row
        row = []


def quoted_columns(sample: str, dialect: Dialect) -> tuple[tuple[str, ...] | None, ...]:
    """For each column which sorts of cells stand in quotes; None where the dialect's style says as much."""
    if not dialect.quote or dialect.quote not in sample:
        return ()
    top = dialect.header_lines if dialect.header else 0
    rows = [row for row in scan(sample, dialect)[top:] if row != [(False, "")]]
    width = max(map(len, rows), default=0)
    seen = [_tally([row[place] for row in rows if place < len(row)], dialect) for place in range(width)]
    whole = {kind: [sum(part) for part in zip(*(tally[kind] for tally in seen), strict=True)] for kind in SORTS}
    usual = _settled(whole, by_style(dialect.quoting)) if seen else ()
    return tuple(_of_column(tally, dialect.quoting, usual) for tally in seen)


def quoted_header(rows: Sequence[Sequence[Cell]], dialect: Dialect) -> tuple[str, ...] | None:
    """Which names of columns stand in quotes; None where they do just as the dialect's style has it."""
    top = dialect.header_lines if dialect.header else 0
    usual = by_style(dialect.quoting)
    found = _settled(_tally([cell for row in rows[:top] for cell in row], dialect), usual)
    return None if found == usual else found


def _tally(cells: Sequence[Cell], dialect: Dialect) -> QuoteCounts:
    inside = needy(dialect)
    counts: QuoteCounts = {kind: [0, 0] for kind in SORTS}
    for quoted, text in cells:
        if not inside.search(text):
            counts[sort(text)][not quoted] += 1
    return counts


def _settled(tally: QuoteCounts, usual: Sequence[str]) -> tuple[str, ...]:
    """The sorts that mostly stand in quotes; of one that was not seen, as usual."""
    return tuple(kind for kind in SORTS if (tally[kind][0] > tally[kind][1] if any(tally[kind]) else kind in usual))


def _of_column(tally: QuoteCounts, style: str, usual: Sequence[str]) -> tuple[str, ...] | None:
    found = _settled(tally, usual)
    if style == "text":
        return found if any(map(any, tally.values())) else None
    return None if found == by_style(style) else found
