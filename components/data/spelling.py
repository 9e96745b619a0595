"""How a file was taken to be written: shown with its first lines, corrected before it is read again."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import streamlit as st

from components.data import reading
from components.shared import errors, session, words
from components.shared.session import Session
from synthesis.journey.description import Understood
from synthesis.tables import ENCODINGS, Dialect, preview
from synthesis.tables.reading.file_formats import named_format

_PARTED = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "spaces"}
_HEADERS = ("None", "One line", "Two lines")
_QUOTES = {'"': "Quotation marks", "'": "Apostrophes", "": "Nothing"}
_COMMENTS = ("", "#", "%", "//", ";")
_WIDEST = 40
_MOST_LINES = 10_000


def draw(table: Understood) -> None:
    """The guess in a line, and behind it the first lines, every part of the guess to correct, and what it would
    make."""
    work = session.current()
    assert work.source is not None
    if len(table.sheets) > 1:
        _sheet(work, table)
    file_format = named_format(work.source)
    if file_format is not None and not file_format.text:
        with st.expander("First rows", icon=":material/table_rows:"):
            _head(table)
        return
    with st.expander(f"Read as {_reading_in_words(table.dialect)}", icon=":material/description:"):
        _correct(work, work.source, table)


def _sheet(work: Session, table: Understood) -> None:
    """Which sheet of the workbook is the table, to change."""
    at = table.sheets.index(table.dialect.sheet) if table.dialect.sheet in table.sheets else 0
    with st.container(horizontal=True, vertical_alignment="bottom", key="sheet"):
        picked = st.selectbox("Sheet of the workbook", table.sheets, at, key=f"sheet-{work.revision}", width=320)
        if st.button("Read this sheet", icon=":material/refresh:", disabled=picked == table.sheets[at]):
            reading.table(work.file or "", work.name, Dialect(sheet=picked))


def _reading_in_words(d: Dialect) -> str:
    header = "no header line" if not d.header else "two header lines" if d.header_lines > 1 else "a header line"
    mark = "comma" if d.decimal == "," else "point"
    return words.safe(f"{_letters(d.encoding)} with {_named(d.delimiter)}, a decimal {mark} and {header}")


def _letters(encoding: str) -> str:
    marked = encoding.removesuffix("-sig")
    return marked.upper() + (" with a byte-order mark" if marked != encoding else "")


def _named(delimiter: str) -> str:
    return _PARTED.get(delimiter, f"“{delimiter}” between cells")


@st.fragment
def _correct(work: Session, source: Path, table: Understood) -> None:
    with errors.step():
        lines = preview(source, table.dialect).lines
        st.caption("The file's first lines, as they stand in it")
        st.code("\n".join(lines), language=None, height=180)
        with st.grid(4, min_column_width=150):
            wanted = _asked(table.dialect, f"spelt-{work.revision}")
        with errors.step():
            _as_split(preview(source, wanted).rows, wanted)
        changed = wanted != table.dialect
        if st.button("Read it again this way", icon=":material/refresh:", disabled=not changed):
            reading.table(work.file or "", work.name, wanted)


def _asked(d: Dialect, key: str) -> Dialect:
    """Every part of the spelling as the user leaves it."""
    encoding = _pick("Letters are written in", ENCODINGS, d.encoding, f"{key}-encoding", _letters)
    delimiter = _pick("Columns are parted by", tuple(_PARTED), d.delimiter, f"{key}-delimiter", _spoken)
    decimal = _pick("Decimal mark", (".", ","), d.decimal, f"{key}-decimal", {".": "Point", ",": "Comma"}.__getitem__)
    header = st.selectbox("Header", _HEADERS, d.header_lines if d.header else 0, key=f"{key}-header")
    skip = st.number_input("Lines to leave out at the top", 0, _MOST_LINES, min(d.skip, _MOST_LINES), key=f"{key}-skip")
    quote = _pick("Cells may stand between", tuple(_QUOTES), d.quote, f"{key}-quote", lambda q: _QUOTES.get(q, q))
    comment = _pick("Lines that are no rows begin with", _COMMENTS, d.comment, f"{key}-comment", lambda c: c or "–")
    lines = _HEADERS.index(header)
    return replace(
        d,
        encoding=encoding,
        delimiter=delimiter,
        decimal=decimal,
        header=lines > 0,
        header_lines=max(lines, 1),
        skip=int(skip),
        quote=quote,
        comment=comment,
        spaced=True if delimiter == " " else d.spaced,
    )


def _spoken(delimiter: str) -> str:
    return _named(delimiter).capitalize()


def _pick(label: str, options: Sequence[str], held: str, key: str, spoken: Callable[[str], str]) -> str:
    known = options if held in options else (held, *options)
    picked = st.selectbox(label, known, known.index(held), key=key, format_func=spoken)
    return str(picked)


def _as_split(rows: Sequence[Sequence[str]], wanted: Dialect) -> None:
    """The first rows as they would be split."""
    st.caption("The same lines, as they would be split into columns")
    wide = min(max(map(len, rows), default=0), _WIDEST)
    names = rows[0] if wanted.header and rows else ()
    heads = [f"{place + 1} · {names[place]}" if place < len(names) else str(place + 1) for place in range(wide)]
    below = rows[wanted.header_lines if wanted.header else 0 :]
    cells = [[*row[:wide], *[""] * (wide - len(row))] for row in below]
    st.dataframe(pd.DataFrame(cells, columns=heads), hide_index=True, height=215)


def _head(table: Understood) -> None:
    names = list(table.schema.names)[:_WIDEST]
    st.dataframe(pd.DataFrame([row[:_WIDEST] for row in table.head], columns=names), hide_index=True)
