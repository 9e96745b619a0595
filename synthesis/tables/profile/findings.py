"""What the owner of a table should know before work starts, in plain words and without a single cell."""

import re
from collections.abc import Callable, Iterator
from typing import Literal

import numpy as np

from synthesis.foundation.numerals import count, counted
from synthesis.tables.data_subject import count_subjects
from synthesis.tables.duplicates import repeated
from synthesis.tables.factorised import level_counts
from synthesis.tables.formats.dates import TWINS
from synthesis.tables.inference.pii_detection import LABELS, NAMING, mentions
from synthesis.tables.schema import Column, Kind, Role
from synthesis.tables.table import Finding, Table
from synthesis.tables.uniqueness import near_unique, uniqueness

_JUDGED, _NARROW = 500, 2_000
_RARE, _LISTED = 10, 8
_OUT, _TOLD = 0.2, 2
_MANY_LEVELS = 200
_NUMBER = r"\s*[+-]?[\d.,]*\d[\d.,]*(?:[eE][+-]?\d+)?\s*"


def findings(table: Table) -> tuple[Finding, ...]:
    """Errors, warnings and notes about the table, the whole table first, then each column in order."""
    each = [finding for column in table.schema for check in _COLUMN_CHECKS for finding in check(table, column)]
    whole = [finding for check in _TABLE_CHECKS for finding in check(table)]
    return (*whole, *table.noticed, *each)


def _size(table: Table) -> Iterator[Finding]:
    people = count_subjects(table)
    noun = ("row", "rows") if table.schema.entity is None else ("person", "people")
    if people < _JUDGED:
        happened = f"The table has {counted(people, *noun)}, too few to be judged: no release can pass."
        yield Finding(
            "warning", None, happened, f"Bring at least {_JUDGED} {noun[1]}, or more than {count(_NARROW)} if you can."
        )
    elif people < _NARROW:
        happened = f"With {count(people)} {noun[1]} every risk comes with a wide interval."
        yield Finding("note", None, happened, f"Above {count(_NARROW)} {noun[1]} the judgement is sharper.")


def _people(table: Table) -> Iterator[Finding]:
    if table.schema.entity is not None:
        happened = f"{count(len(table))} rows are about {counted(count_subjects(table), 'person', 'people')}."
        advice = (
            "All rows of a person stay on one side of the split, and risks are those of a person. Rows are made one by "
            "one: how a person's rows follow each other is not learnt."
        )
        yield Finding("note", table.schema.entity, happened, advice)


def _standing_out(table: Table) -> Iterator[Finding]:
    names = table.schema.with_role(Role.QUASI_IDENTIFIER)
    found = uniqueness(table)[-1:] if names else ()
    for whole in found:
        if whole.unique >= _OUT:
            advice = "Whoever knows them finds that person in the original table; the audit tries it on the release."
            yield Finding("note", None, whole.sentence, advice)


def _nearly_alone(table: Table) -> Iterator[Finding]:
    """Columns that nobody counts among what others may know, although they give nearly everybody away."""
    for names in near_unique(table)[:_TOLD]:
        known = [name for name in names if table.schema[name].role is Role.QUASI_IDENTIFIER]
        if len(known) < len(names):
            happened = f"{' and '.join(names)} {'tells' if len(names) == 1 else 'tell'} nearly all people apart."
            yield Finding("note", None, happened, "Mark as a quasi-identifier whatever others may know.")


def _learnable(table: Table) -> Iterator[Finding]:
    if not len(table.schema.modelled):
        happened = "No column is left that a generator may learn from."
        yield Finding("error", None, happened, "Correct the kind or role of at least one column.")


def _roles(table: Table) -> Iterator[Finding]:
    if len(table.schema.modelled) and not table.schema.with_role(Role.SENSITIVE):
        happened = "No column is marked as sensitive."
        yield Finding("note", None, happened, "Mark those that must not be found out; until then all are tried.")


def _spelling(table: Table) -> Iterator[Finding]:
    if not table.dialect.header:
        happened = "The file has no header line; its columns are numbered."
        yield Finding("warning", None, happened, "Add a header line for names that mean something.")
    if table.dialect.skip:
        happened = f"{counted(table.dialect.skip, 'line', 'lines')} before the header were left out."
        yield Finding("note", None, happened, "Nothing to do if they are a title.")
    if table.dialect.encoding in ("cp1252", "latin-1"):
        happened = "The file is not UTF-8; it was read as Windows text."
        yield Finding("note", None, happened, "If accented letters look wrong, save it as UTF-8 and bring it again.")
    if table.dialect.decimal == ",":
        yield Finding("note", None, "Numbers are written with a decimal comma.", "They will be written so again.")


def _repeats(table: Table) -> Iterator[Finding]:
    again = repeated(table)
    if again:
        happened = f"{counted(again, 'row repeats', 'rows repeat')} another row, identifiers aside."
        yield Finding(
            "note", None, happened, "Check that nobody was entered twice; in tables of few categories it is usual."
        )


def _empty_rows(table: Table) -> Iterator[Finding]:
    gone = np.ones(len(table), dtype=bool)
    for name in table.schema.names if len(table) else ():
        gone &= table.frame[name].isna().to_numpy()
        if not gone.any():
            return
    empty = int(gone.sum())
    if empty:
        happened = f"{counted(empty, 'row is', 'rows are')} blank from end to end."
        yield Finding("warning", None, happened, "Take them out; they are rows like any others to a generator.")


def _few_blanks(table: Table) -> Iterator[Finding]:
    columns = [column for column in table.schema if 0 < column.missing < 1]
    if len(columns) > _LISTED:
        happened = f"{len(columns)} columns have blank cells."
        yield Finding("note", None, happened, "A blank counts as a value of its own.")


def _blanks(table: Table, column: Column) -> Iterator[Finding]:
    crowded = sum(0 < other.missing < 1 for other in table.schema) > _LISTED
    if not 0 < column.missing < 1 or (crowded and column.missing < 0.5):
        return
    happened = f"{_percent(column.missing)} of the cells are blank."
    level: Literal["warning", "note"] = "warning" if column.missing >= 0.5 else "note"
    yield Finding(level, column.name, happened, "A blank counts as a value of its own.")


def _percent(share: float) -> str:
    return "Less than 0.1 %" if share < 0.001 else f"{100 * share:.1f} %"


def _single(table: Table, column: Column) -> Iterator[Finding]:
    if not column.kind.filled:
        yield Finding("note", column.name, "Every cell is empty.", "It stays empty; drop it if nobody needs it.")
    if column.kind is Kind.CONSTANT:
        advice = "It is repeated as it is; drop it if the value itself gives something away."
        yield Finding("note", column.name, "Every row holds the same value.", advice)


def _naming(table: Table, column: Column) -> Iterator[Finding]:
    if column.role is Role.IDENTIFIER:
        what = f"personal data ({column.pii})" if column.pii else "an identifier"
        advice = "It is never learnt: new ones are made. Drop it if the release does not need it."
        yield Finding("note", column.name, f"This is {what}.", advice)
    elif column.kind.prose and column.role is Role.DROP:
        advice = "It is left out, since no measure here can judge it. Correct the kind if these are categories."
        yield Finding("warning", column.name, "Texts of which most are different.", advice)


def _learnt_anyway(table: Table, column: Column) -> Iterator[Finding]:
    if column.modelled and column.pii in NAMING:
        happened = f"The cells look like {LABELS[column.pii]}, and are to be learnt."
        yield Finding("warning", column.name, happened, "Make it an identifier: new ones are made then.")


def _mentioned(table: Table, column: Column) -> Iterator[Finding]:
    """Personal data within other words, or in some of the cells."""
    if column.kind not in (Kind.CATEGORY, Kind.TEXT) or column.pii is not None:
        return
    counts = level_counts(table, column.name)
    found = mentions([str(level) for level in counts.index], counts.tolist())
    if found is not None:
        happened = f"{_percent(found.share)} of the cells hold {LABELS[found.pii]}."
        advice = "It is left out." if not column.released else "Drop the column, or take them out of it."
        yield Finding("note" if not column.released else "warning", column.name, happened, advice)


def _renamed(table: Table, column: Column) -> Iterator[Finding]:
    if column.header is not None and not column.header.strip():
        yield Finding("note", column.name, "The column has no header.", "Check that the header line is complete.")
    elif column.header is not None and re.sub(r"\s+", " ", column.header).strip() != column.name:
        yield Finding("note", column.name, "Its header occurs more than once.", "Here it has a name of its own.")


def _rare(table: Table, column: Column) -> Iterator[Finding]:
    if column.kind is not Kind.CATEGORY or not column.modelled:
        return
    counts = level_counts(table, column.name)
    rare = counts[counts < _RARE]
    if len(rare):
        happened = (
            f"{counted(len(rare), 'category occurs', 'categories occur')} in fewer than {_RARE} rows "
            f"({counted(int(rare.sum()), 'row', 'rows')} in all)."
        )
        yield Finding(
            "note", column.name, happened, "Such rows stand out: keep the k threshold (minimum frequency) on."
        )
    if len(counts) > _MANY_LEVELS:
        happened = f"{count(len(counts))} different categories are many to learn."
        yield Finding("warning", column.name, happened, "Group them, or drop the column.")


def _odd_numbers(table: Table, column: Column) -> Iterator[Finding]:
    if column.kind not in (Kind.CATEGORY, Kind.TEXT) or column.pii is not None:
        return
    counts = level_counts(table, column.name)
    odd = ~counts.index.to_series().str.fullmatch(_NUMBER).astype(bool)
    if odd.any() and len(counts) > 5 and counts[~odd].sum() > 0.9 * counts.sum():
        cells = counted(int(counts[odd].sum()), "cell is", "cells are")
        happened = f"Nearly all cells are numbers, but {cells} not."
        yield Finding("warning", column.name, happened, "Call it a number if those cells may count as missing.")


def _doubtful_dates(table: Table, column: Column) -> Iterator[Finding]:
    if not column.kind.calendar or column.format is None:
        return
    days = table.frame[column.name].dt.day
    if column.format.split(" ")[0] in TWINS and bool((days.dropna() <= 12).all()):
        happened = "Day and month could be either way round; they were read with the day first."
        yield Finding("warning", column.name, happened, "Write the dates as year-month-day if that is wrong.")
    if "%y" in column.format:
        happened = "Years have two digits; 69 to 99 are read as 1969 to 1999, the rest as after 2000."
        yield Finding("warning", column.name, happened, "Write years with four digits if that is wrong.")


_TABLE_CHECKS: tuple[Callable[[Table], Iterator[Finding]], ...] = (
    *(_size, _people, _standing_out, _nearly_alone, _learnable, _spelling, _repeats, _empty_rows, _few_blanks, _roles),
)
_COLUMN_CHECKS: tuple[Callable[[Table, Column], Iterator[Finding]], ...] = (
    *(_blanks, _single, _naming, _learnt_anyway, _mentioned, _renamed, _rare, _odd_numbers, _doubtful_dates),
)
