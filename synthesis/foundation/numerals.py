"""How numbers and dates are written for readers, alike on pages, in reports and by the commands.

Thousands of a count are parted by commas, a minus sign is a true one, and what was not measured is a dash."""

from datetime import UTC, datetime

NOT_MEASURED = "–"

_MINUTE, _HOUR, _GIGA = 60, 3600, 1000
_FAR = 2e11


def count(number: int) -> str:
    """A whole number: `12,345`."""
    return f"{number:,}".replace("-", "−")


def counted(number: int, noun: str, many: str | None = None) -> str:
    """A number with its noun: `1 row`, `2,000 rows`; `many` is the plural where it is not made with an s."""
    return f"{count(number)} {noun if number == 1 else many or noun + 's'}"


def decimal(value: float | None, digits: int = 2) -> str:
    """A number with that many decimals: `−0.25`; a dash for None and NaN."""
    if value is None or value != value:
        return NOT_MEASURED
    return f"{value:.{digits}f}".replace("-", "−")


def spell(number: float) -> str:
    """A number in full: thousands parted from 10,000 on, no needless digits."""
    size = abs(number)
    if size and not 1e-4 <= size < 1e15:
        return f"{number:.3g}".replace("-", "−")
    text = f"{number:.10g}" if size < 1e4 else f"{number:,.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage: `4.5 %`; a dash for None, and zero has no sign."""
    if share is None:
        return NOT_MEASURED
    text = f"{share * 100:.{digits}f}"
    return (text.lstrip("-") if float(text) == 0 else text).replace("-", "−") + " %"


def duration(seconds: float) -> str:
    """Seconds as a reader says them: `45 s`, `12 min`, `1.5 h`; never less than a second."""
    if seconds < _MINUTE:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / _MINUTE:.0f} min" if seconds < _HOUR else f"{seconds / _HOUR:.1f} h"


def size(megabytes: float) -> str:
    """Memory as a reader says it: `250 MB`, `1.5 GB`."""
    return f"{megabytes:,.0f} MB" if megabytes < _GIGA else f"{megabytes / _GIGA:.1f} GB"


def day(seconds: float) -> str:
    """The day of a moment that is given in seconds since 1970: `2026-01-31`; `a far date` beyond some 6,000 years."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d") if abs(seconds) < _FAR else "a far date"


def moment(written: str) -> str:
    """A moment written by ISO 8601 as a reader says it: `2026-01-01 12:00:00 UTC`."""
    return written.replace("T", " ").replace("+00:00", " UTC")
