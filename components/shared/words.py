"""Every sentence that stands on more than one page, and how names are written."""

import re
from collections.abc import Sequence

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.numerals import decimal, duration
from synthesis.jobs import JobStatus

_MARKS = re.compile(r"([\\`*_{}\[\]()#+!|~$:<>])")
_LONGEST, _NAMED = 48, 4


def safe(text: str) -> str:
    """Words as they are: nothing in them is read as formatting, and no number is torn from its per cent sign."""
    return _MARKS.sub(r"\\\1", text).replace(" %", "\u00a0%")


def time_left(status: JobStatus) -> str:
    """How long a run may still take, or that nobody knows yet."""
    if status.state == "queued":
        return "Waiting for its turn."
    if status.seconds_left is None:
        return "The time left is not known yet."
    return f"About {duration(status.seconds_left)} left."


def guarantee(given: Guarantee) -> str:
    """What a generator guarantees by construction, in a few words."""
    if not given.formal:
        return "No formal guarantee"
    return f"Differential privacy, ε = {given.epsilon:g}" if given.epsilon else "Differential privacy"


UNMEASURED = "Likeness was not measured."
"""Where an audit looked for risk alone."""

AS_REAL = "real against real"
"""What training rows and held-out real rows reach among themselves: no perfect generator would come closer."""


def likeness(reached: float | None, reference: float | None) -> str:
    """The overall likeness in one line, beside what real rows reach among themselves."""
    return f"Overall likeness **{decimal(reached, 3)}** of 1; {AS_REAL} {decimal(reference, 3)}."


def with_term(plain: str, term: str) -> str:
    """A heading in plain words, and the field's own term beside it, by which a reviewer finds it."""
    return f"{plain} :gray[:small[{term}]]"


def beside_real(about: str, reference: float | None, digits: int = 3) -> str:
    """What is best of a number, and what real rows reach among themselves."""
    return f"{about} · {AS_REAL} {decimal(reference, digits)}"


def short(name: str) -> str:
    """A name that fits into a sentence."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1].rstrip() + "…"


def listed(names: Sequence[str]) -> str:
    """Names one after the other, long ones cut: `a, b and c`."""
    names = [short(name) for name in names]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def some(names: Sequence[str]) -> str:
    """The first few names, long ones cut, and how many more there are: `a, b, c, d and 3 more`."""
    rest = len(names) - _NAMED
    return ", ".join(map(short, names[:_NAMED])) + (f" and {rest} more" if rest > 0 else "")
