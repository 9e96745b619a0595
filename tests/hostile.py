"""Small files that would take a whole machine or hold what no reader expects, made in code."""

import io
import zipfile
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq

_BOOK = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/>'
        '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sharedStrings+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/'
        'officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
}


def workbook(stray: str = "", claim: int = 2, spelt: str = ' r="{}"') -> bytes:
    """Rows of two columns, a cell at the place `stray`, and shared texts that claim to be so many; places spelt so."""

    def cell(place: str, value: int, sort: str = "") -> str:
        return f"<c{spelt.format(place)}{sort}><v>{value}</v></c>"

    head = cell("A1", 0, ' t="s"') + cell("B1", 1, ' t="s"')
    rows = [head, *(cell(f"A{row}", row) + cell(f"B{row}", 2 * row) for row in range(2, 42))]
    if stray:
        rows.append(cell(stray, 1))
    sheet = "".join(f"<row>{row}</row>" for row in rows)
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts = {
        **_BOOK,
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst {space} uniqueCount="{claim}"><si><t>a</t></si><si><t>b</t></si></sst>',
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in parts.items():
            book.writestr(name, text)
    return made.getvalue()


def parquet(**columns: pa.Array) -> bytes:
    """A Parquet file of these columns."""
    made = io.BytesIO()
    pq.write_table(pa.table(columns), made)
    return made.getvalue()


def _strings(*texts: bytes) -> pa.Array:
    """Text that nobody checked."""
    return pa.Array.from_buffers(pa.string(), len(texts), pa.array(texts, pa.binary()).buffers())


def _blank_rows() -> bytes:
    return parquet(a=pa.nulls(3_000_000, pa.int32()))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "far-cell.xlsx": (lambda: workbook("XFD1048576"), "spans more than 50,000,000 cells"),
    "stray-cell.xlsx": (lambda: workbook("DM1048576"), "spans more than 50,000,000 cells"),
    "four-billion-texts.xlsx": (lambda: workbook(claim=2**32 - 1), "claims to hold more texts"),
    "semicolons.csv": (lambda: b"a;b" + b";" * 12_000 + b"\n" + b"1;2\n" * 6, "columns all but 2 are empty"),
    "empty-rows.parquet": (_blank_rows, "All 3,000,000 rows of the file are empty"),
    "latin-1.parquet": (lambda: parquet(secret=_strings(b"caf\xe9", b"tea")), "holds text that is not UTF-8"),
    "bytes.parquet": (lambda: parquet(secret=pa.array([b"\xff\xfe", b"tea"])), "holds text that is not UTF-8"),
    "no-calendar.parquet": (lambda: parquet(a=pa.array([2**62, 1], pa.timestamp("us"))), "dates that no calendar has"),
}
"""Files by name: what they hold, and a word of the refusal."""
