"""A disk that takes nothing more is told on every page, before anybody's work meets it."""

import threading
import time

from components.shared import errors
from synthesis.foundation.errors import MachineFailed
from synthesis.foundation.home import home_trouble

_GOOD_FOR = 5.0
_lock = threading.Lock()
_known: tuple[float, MachineFailed | None] = (float("-inf"), None)


def tell_trouble() -> None:
    """Why nothing can be stored now and what to do; nothing where all is well. Asked of the disk every 5 s at most."""
    trouble = _trouble()
    if trouble is not None:
        errors.tell(trouble.happened, trouble.advice)


def _trouble() -> MachineFailed | None:
    global _known
    with _lock:
        asked, trouble = _known
        if time.monotonic() - asked > _GOOD_FOR:
            trouble = home_trouble()
            _known = (time.monotonic(), trouble)
        return trouble
