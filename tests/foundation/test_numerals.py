"""Numbers as readers see them, everywhere alike."""

import re
from pathlib import Path

import pytest

from synthesis.foundation.numerals import count, counted, day, decimal, duration, moment, percent, size, spell


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (count(1234567), "1,234,567"),
        (count(-12), "−12"),
        (counted(1, "row"), "1 row"),
        (counted(2000, "row"), "2,000 rows"),
        (counted(3, "person", "people"), "3 people"),
        (decimal(-0.254), "−0.25"),
        (decimal(1234.5, 1), "1234.5"),
        (decimal(None), "–"),
        (decimal(float("nan")), "–"),
        (percent(0.045), "4.5 %"),
        (percent(-0.021, 0), "−2 %"),
        (percent(-0.0001), "0.0 %"),
        (percent(None), "–"),
        (spell(12500.5), "12,500.5"),
        (spell(-3.5), "−3.5"),
        (day(86_400.0), "1970-01-02"),
        (day(1e12), "a far date"),
        (moment("2026-01-01T12:00:00+00:00"), "2026-01-01 12:00:00 UTC"),
        (duration(0.2), "1 s"),
        (duration(59.4), "59 s"),
        (duration(90), "2 min"),
        (duration(5400), "1.5 h"),
        (size(250.4), "250 MB"),
        (size(1500), "1.5 GB"),
    ],
)
def test_a_number_is_written_as_a_reader_says_it(written: str, wanted: str) -> None:
    assert written == wanted


@pytest.mark.parametrize("room", ["synthesis", "components", "pages"])
def test_nobody_else_parts_thousands_or_says_a_date(room: str) -> None:
    files = sorted((Path(__file__).parents[2] / room).rglob("*.py"))
    assert files
    others = {path: path.read_text("utf-8") for path in files if path.parts[-2:] != ("foundation", "numerals.py")}
    assert not [path for path, text in others.items() if re.search(r":,[.\d]*[a-z]?\}", text)]
    spelling = {("formats", "dates.py"), ("fidelity", "binning.py")}  # a file's own dates; the bins of a date
    dating = {path.parts[-2:] for path, text in others.items() if "strftime(" in text}
    assert dating <= spelling
