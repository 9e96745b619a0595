"""What was spent on each source: every release that comes with a promise adds to what is known of its rows."""

import errno
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.home import home
from synthesis.foundation.machine import home_failure
from synthesis.foundation.numerals import count

_FILE = "ledger.jsonl"


@dataclass(frozen=True)
class Account:
    """How many times a source was measured under a promise, and what that comes to: ε and δ add up (Dwork et al. 2006).

    A source is known by the keyed fingerprint of its file: one that changed by a single cell is another source.
    """

    releases: int = 0
    epsilon: float = 0.0
    delta: float = 0.0

    @property
    def sentence(self) -> str:
        """What a reader is told of it."""
        if not self.releases:
            return "Nothing was spent on this table yet."
        times = "once" if self.releases == 1 else f"{count(self.releases)} times"
        return f"This table was measured {times} so far: ε {self.epsilon:.4g} and δ {self.delta:.2g} in all."


def charge(source: str, guarantee: Guarantee, now: datetime | None = None) -> Account:
    """The account of a source with one more promise on it. It is written before anything is measured, on a line of its
    own whatever a crash left before it; MachineFailed where it cannot be."""
    entry = {
        "source": source,
        "at": (now or datetime.now(UTC)).isoformat(timespec="seconds"),
        "epsilon": guarantee.epsilon,
        "delta": guarantee.delta,
        "unit": guarantee.unit,
    }
    line = ("\n" + json.dumps(entry) + "\n").encode()
    try:
        handle = os.open(home() / _FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(handle, line) < len(line):
                raise OSError(errno.ENOSPC, "")
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as failure:
        raise home_failure(failure) from None
    return account(source)


def account(source: str) -> Account:
    """What was spent on the source with that fingerprint."""
    path = home() / _FILE
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    entries = [entry for entry in map(_read, lines) if entry.get("source") == source]
    epsilon = sum(float(entry["epsilon"]) for entry in entries)
    return Account(len(entries), epsilon, sum(float(entry["delta"]) for entry in entries))


def _read(line: str) -> dict[str, str]:
    """An entry; a line that was cut off by a crash stands for nobody's."""
    try:
        found: dict[str, str] = json.loads(line)
    except json.JSONDecodeError:
        return {}
    return found
