"""Numbers as readers see them, everywhere alike."""

import pytest

from synthesis.foundation.numerals import count, counted, decimal, duration, percent, size


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
