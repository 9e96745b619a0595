"""How a text file is spelt: its delimiter, the lines before its header, and whether it has a header at all."""

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from synthesis.foundation.errors import UnreadableTable
from synthesis.tables.formats.missing import MISSING_CODES
from synthesis.tables.reading.quotes import Cell, needy, quoted_header, scan
from synthesis.tables.table import Dialect

ParsedRows = list[list[str]]
_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 1 << 18
_SURE, _CUT = 10, 0.001
_NUMBER = re.compile(
    r"\s*\(?[+-]?[$€£¥]?\s?[+-]?(\d[\d.,'\s]*|[.,]\d+)([eE][+-]?\d+)?\s*[%€$£]?\)?\s*|\s*\d{1,3}:\d\d(:\d\d)?\s*"
)
_AMOUNT = re.compile(r"[+-]?(\d[\d.,]*|[.,]\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\s*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")


@dataclass(frozen=True)
class _Guess:
    """One delimiter tried on the sample: the rows it makes, how much alike they are, and which share of the cells holds
    another delimiter or half a pair of quotes."""

    dialect: Dialect
    rows: ParsedRows
    width: int
    alike: float
    foreign: float

    @property
    def merit(self) -> tuple[float, int]:
        return (round(self.alike - self.foreign, 2), self.width)


def sniff(text: str, ending: str = ".csv", encoding: str = "utf-8") -> Dialect:
    """The dialect under which the sample's rows are most alike in width.

    A delimiter counts only where the most common width is above one; where none does, the file is one column. A space
    is a delimiter only where nothing else is, every row has the same width and some column holds numbers.
    """
    sample = _sample(text)
    plain = Dialect(encoding=encoding, newline=_newline(sample), marked=text.startswith("\ufeff"))
    sample = sample.removeprefix("\ufeff")
    best = _best(sample, replace(plain, comment=_comment(sample)), ending)
    first = _first(best)
    skip = _lines_before(sample, best.dialect, first)
    rows = best.rows[first:]
    header = has_header(rows)
    lines = 2 if header and has_second_header(rows) else 1
    found = replace(best.dialect, header=header, skip=skip, header_lines=lines)
    cells = scan(sample, found)
    found = replace(found, quoting=_quoting(cells, found))
    return replace(found, quoted_header=quoted_header(cells, found))


def _newline(sample: str) -> Literal["\n", "\r\n", "\r"]:
    """The most common line end; those within quotes count only where there is no other."""
    for text in (re.sub(r'"[^"]*"', "", sample), sample):
        crlf = text.count("\r\n")
        counts: dict[Literal["\n", "\r\n", "\r"], int] = {
            "\n": text.count("\n") - crlf,
            "\r\n": crlf,
            "\r": text.count("\r") - crlf,
        }
        if any(counts.values()):
            return max(counts, key=lambda end: counts[end])
    return "\n"


def _best(sample: str, plain: Dialect, ending: str) -> _Guess:
    quote = _quote(sample)
    guesses = [_try(sample, replace(plain, delimiter=delimiter, quote=quote)) for delimiter in _DELIMITERS]
    split = [guess for guess in guesses if guess.width > 1]
    if ending == ".tsv" and guesses[2].width > 1:
        split = [guesses[2]]
    spaces = [] if split else [_try(sample, replace(plain, delimiter=" ", quote=quote, spaced=True))]
    split += [guess for guess in spaces if guess.width > 1 and _even(guess) and _measures(guess.rows[1:])]
    best = max(split, key=lambda guess: guess.merit) if split else guesses[0]
    if best.width > 1 and not best.dialect.spaced and _spaced(best.rows):
        return _try(sample, replace(best.dialect, spaced=True))
    return best


def parse(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a text, lazily; quoted newlines and every kind of line end are understood.

    Comment lines are left out first, then the lines before the table.
    """
    lines: Iterator[str] = io.StringIO(text.removeprefix("\ufeff"), newline="")
    if dialect.comment:
        lines = _uncommented(lines, dialect)
    for _ in range(dialect.skip):
        next(lines, "")
    return csv.reader(
        lines, delimiter=dialect.delimiter, quotechar=dialect.quote or None, skipinitialspace=dialect.spaced
    )


def _uncommented(lines: Iterator[str], dialect: Dialect) -> Iterator[str]:
    """The lines that are no comments; within quotes nothing is one."""
    inside = False
    for line in lines:
        if not inside and line.startswith(dialect.comment):
            continue
        inside ^= bool(line.count(dialect.quote) % 2)
        yield line


def _comment(sample: str) -> str:
    """`#` where lines start with it that cannot be the header: several, or one unlike the line below it."""
    lines = [line for line in sample.splitlines()[:2000] if line.strip()]
    comments = [line for line in lines if line.startswith("#")]
    others = [line for line in lines if not line.startswith("#")]
    if not comments or not others:
        return ""
    widths = [Counter(line)[delimiter] for delimiter in _DELIMITERS for line in (comments[-1], others[0])]
    alike = any(a == b > 0 for a, b in zip(widths[::2], widths[1::2], strict=True))
    led = len(comments) < 0.5 * len(others) or all(line.startswith("#") for line in lines[: len(comments)])
    return "#" if led and not (alike and lines[0] == comments[-1]) else ""


def _quote(sample: str) -> str:
    """An apostrophe where cells stand between apostrophes and nothing is between quotation marks."""
    if '"' in sample or "'" not in sample:
        return '"'
    cells = re.findall(r"(?:^|[,;\t|])'[^'\r\n]*'(?=[,;\t|\r\n]|$)", sample, re.MULTILINE)
    return "'" if len(cells) > 1 and 2 * len(cells) > 0.9 * sample.count("'") else '"'


def _spaced(rows: ParsedRows) -> bool:
    cells = [cell for row in rows[:500] for cell in row[1:] if cell]
    return bool(cells) and all(cell.startswith(" ") and cell[1:2] != " " for cell in cells if cell.strip())


def _even(guess: _Guess) -> bool:
    """Whether all rows have the same width; the first may lack a cell above row names."""
    return {len(row) for row in guess.rows[1:]} == {guess.width} and guess.width - len(guess.rows[0]) in (0, 1)


def _measures(rows: ParsedRows) -> bool:
    """Whether the rows hold a column of numbers."""
    return len(rows) > 1 and any(
        all(_AMOUNT.fullmatch(cell) for cell in column) for column in zip(*rows[:500], strict=True)
    )


def _quoting(rows: Sequence[Sequence[Cell]], dialect: Dialect) -> Literal["minimal", "all", "text"]:
    """Which cells stand in quotes, from the sample's cells that would need none."""
    cells = [cell for row in rows for cell in row if cell[1]]
    needed = needy(dialect)
    quoted = [text for sign, text in cells if sign]
    plain = [text for sign, text in cells if not sign]
    needless = [text for text in quoted if not needed.search(text)]
    if len(needless) < 0.5 * len(quoted) or not needless:
        return "minimal"
    if not plain:
        return "all"
    words = [text for text in plain if not _looks_typed(text) and text.lower() not in MISSING_CODES]
    return "text" if len(words) <= _CUT * len(plain) else "minimal"


def _lines_before(sample: str, dialect: Dialect, row: int) -> int:
    """How many lines of the sample come before its row number `row`, blank rows not counted as rows."""
    reader = parse(sample, dialect)
    line = 0
    with contextlib.suppress(csv.Error):
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if not row:
                    return line
                row -= 1
            line = reader.line_num  # type: ignore[attr-defined]
    return 0


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE:
        return text
    end = max(text.rfind("\n", 0, _SAMPLE), text.rfind("\r", 0, _SAMPLE))
    return text[: end + 1] if end > 0 else text[:_SAMPLE]


def _try(sample: str, dialect: Dialect) -> _Guess:
    try:
        rows = [row for row in parse(sample, dialect) if any(cell.strip() for cell in row)]
    except csv.Error:
        rows = []
    widths = Counter(len(row) for row in rows)
    width = max(widths, key=lambda size: (widths[size] if size > 1 else 0, size), default=0)
    others = "".join(other for other in _DELIMITERS[1:] if other != dialect.delimiter)
    cells = [cell for row in rows[:200] for cell in row]
    torn = sum(cell.count(dialect.quote) % 2 for cell in cells)
    foreign = sum(any(other in cell for other in others) for cell in cells)
    doubt = (foreign + torn) / max(len(cells), 1)
    return _Guess(dialect, rows, width, widths[width] / max(len(rows), 1), doubt)


def _first(guess: _Guess) -> int:
    """The row that starts the table: the first of the usual width, if those before it look like a preamble."""
    if guess.alike < 0.6 or guess.width < 2 or len(guess.rows) < 3:
        return 0
    start = next(index for index, row in enumerate(guess.rows) if len(row) == guess.width)
    header_is_short = start == 1 and len(guess.rows[0]) == guess.width - 1
    titled = guess.width == 2 and _names_numbers(guess.rows[1:])
    return 0 if (header_is_short and not titled) or len(guess.rows[0]) > guess.width else start


def has_second_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second row names things too, such as units: words above at least two columns of numbers or dates."""
    if len(rows) < _SURE:
        return False
    second, below = rows[1], rows[2:500]
    typed = [index for index in range(len(rows[0])) if _is_typed([row[index] for row in below if index < len(row)])]
    named = [second[index].strip() for index in typed if index < len(second)]
    return (
        len(named) > 1
        and all(bool(name) and name.lower() not in MISSING_CODES for name in named)
        and not any(map(_looks_typed, named))
    )


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names columns: it does unless it looks like the rows below it.

    It looks like them where a column of numbers or dates already starts in the first row (consecutive years as column
    names aside), or, in a table of words, where most of its cells occur again below.
    """
    if not rows:
        return True
    first, below = rows[0], rows[1:500]
    typed = [index for index in range(len(first)) if _is_typed([row[index] for row in below if index < len(row)])]
    if not below:
        return not all(_looks_typed(cell) for cell in first)
    if typed:
        return not any(_looks_typed(first[index]) for index in typed) or _are_years(first)
    return len(below) < 20 or not _recur(first, below)


def _names_numbers(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row holds words above a column of numbers or dates."""
    columns = list(zip(*rows[:500], strict=False))
    return any(_is_typed(column[1:]) for column in columns) and not any(map(_looks_typed, rows[0]))


def _looks_typed(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _is_typed(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(_looks_typed, filled)) >= 0.8 * len(filled)


def _are_years(first: Sequence[str]) -> bool:
    years = [int(cell) for cell in first if re.fullmatch(r"(19|20)\d\d", cell.strip())]
    numbers = [cell for cell in first if _looks_typed(cell)]
    return len(years) == len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(years))


def _recur(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    again = sum(any(index < len(row) and row[index] == cell for row in below) for index, cell in enumerate(first))
    return again > 0.5 * len(first)


def refuse_broken(error: csv.Error) -> UnreadableTable:
    """What to say where the csv reader gave up; its own message names no cell, but says little."""
    long = "field larger" in str(error)
    happened = "A cell is longer than 131,072 characters." if long else "The file could not be split into cells."
    return UnreadableTable(happened, "A quotation mark is probably never closed; check the quotes.")
