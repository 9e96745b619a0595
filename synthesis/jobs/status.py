"""Where a job stands, and when it may be over."""

import math
from dataclasses import dataclass, replace
from typing import Literal

State = Literal["queued", "running", "done", "failed", "cancelled"]

_CALM = 8.0
_EARLY_SHARE, _EARLY_SECONDS = 0.02, 2.0


@dataclass(frozen=True)
class JobStatus:
    """What is known of a job: `done` in [0, 1] over the whole job, times in UTC seconds since 1970.

    `seconds_left` is None where nothing is known, or where the estimate has run out. `happened` and `advice` are
    there when the job failed, and quote no cell.
    """

    state: State
    stage: str = ""
    done: float = 0.0
    started: float | None = None
    updated: float = 0.0
    finished: float | None = None
    seconds_left: float | None = None
    happened: str | None = None
    advice: str | None = None

    @property
    def over(self) -> bool:
        """Nothing will change any more."""
        return self.state in ("done", "failed", "cancelled")

    def at(self, now: float) -> "JobStatus":
        """The status as it reads at `now`: the time left runs down between two reports, and is unknown at zero."""
        if self.over or self.seconds_left is None:
            return replace(self, seconds_left=None)
        left = self.seconds_left - max(now - self.updated, 0.0)
        return replace(self, seconds_left=left if left > 0 else None)


@dataclass(frozen=True)
class Pace:
    """A smooth guess of when work that began at `started` ends, by its mean pace up to now.

    Each report gives a new guess, now + elapsed (1 - done) / done, and the guess kept moves towards it by
    1 - exp(-dt / c), where c is a fifth of the time elapsed but at most 8 s: a first wild guess is soon forgotten, and
    one slow stage does not make the clock jump later. Seconds throughout.
    """

    started: float
    at: float = 0.0
    end: float | None = None

    def heard(self, now: float, done: float) -> "Pace":
        """The pace after hearing at `now` that the share `done` is finished; unknown under 2 s or two per cent."""
        elapsed = now - self.started
        if done < _EARLY_SHARE or elapsed < _EARLY_SECONDS:
            return self
        guess = now + elapsed * (1 - done) / done
        if self.end is not None:
            calm = min(elapsed / 5, _CALM)
            guess = self.end + (guess - self.end) * (1 - math.exp(-(now - self.at) / calm))
        return Pace(self.started, now, guess)

    def left(self, now: float) -> float | None:
        """Seconds from `now` to the guessed end; None while there is no guess or when it has passed."""
        return None if self.end is None or self.end <= now else self.end - now
