"""What may be said of an unexpected error: its type and its place. Its words could quote a cell, so nobody keeps
them."""

import traceback
from pathlib import Path

from synthesis.foundation.errors import RunFailed, SynthesisError
from synthesis.foundation.machine import server_failure

_HOUSE = Path(__file__).resolve().parents[1]


def place(failure: BaseException) -> str:
    """File and line of the last frame in our own code, then of the frame that raised; no text of either."""
    frames = [(Path(frame.filename), frame.lineno) for frame in traceback.extract_tb(failure.__traceback__)]
    ours = [(path, line) for path, line in frames if _HOUSE in path.parents and path.parent.name != "jobs"]
    named = [f"{path.parent.name}/{path.name}:{line}" for path, line in [*ours[-1:], *frames[-1:]]]
    return " from ".join(dict.fromkeys(named))


def as_failure(failure: BaseException) -> SynthesisError:
    """What the user is told about `failure`."""
    if isinstance(failure, SynthesisError):
        return failure
    return server_failure(failure) or RunFailed(
        "The work stopped at a fault of this program.",
        "Try other settings, and tell whoever runs this server: its log names the place.",
    )
