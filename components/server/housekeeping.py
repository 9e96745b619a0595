"""What the running server does beside drawing pages: an engine stands ready, and what nobody wants any more goes."""

import logging
import os
import threading
from collections.abc import Callable

from components.shared import cache
from synthesis.foundation.errors import SynthesisError
from synthesis.foundation.home import home_path, home_trouble
from synthesis.jobs import engine, passing, reap

LOG = logging.getLogger("understudy")
KEEP_DAYS = "SYNTHESIS_KEEP_DAYS"
_DAY = 86_400.0
_KEPT_DAYS = 7.0
_EVERY = 900.0


def keep_house(ended: threading.Event, every: float = _EVERY) -> None:
    """Until `ended` is set: an engine stands ready, and every `every` seconds what is too old is removed.

    Whatever fails is logged by its type and tried again at the next turn."""
    tell_trouble()
    while True:
        _tried("The engine was not warmed", engine)
        clean()
        if ended.wait(every):
            return


def clean() -> None:
    """Work that nobody opened for seven days, or SYNTHESIS_KEEP_DAYS, is gone from disk and memory, and uploads that no
    page fetched within the hour."""
    _tried("Old work was not removed", _reap)
    _tried("Old uploads were not removed", passing.sweep)


def tell_trouble() -> None:
    """The log says in words where nothing can be stored in the installation's folder, and what to do."""
    trouble = home_trouble()
    if trouble is not None:
        LOG.error("%s: %s %s", home_path(), trouble.happened, trouble.advice)


def _reap() -> None:
    if reap(kept_days() * _DAY):
        cache.forget_gone()


def kept_days() -> float:
    """Days that work stays which nobody opens; seven where SYNTHESIS_KEEP_DAYS is not set or no number above zero."""
    said = os.environ.get(KEEP_DAYS) or ""
    try:
        days = float(said or _KEPT_DAYS)
    except ValueError:
        days = 0.0
    if days > 0:
        return days
    LOG.warning("%s is no number of days above zero: %s days it is", KEEP_DAYS, int(_KEPT_DAYS))
    return _KEPT_DAYS


def _tried(otherwise: str, do: Callable[[], object]) -> None:
    try:
        do()
    except SynthesisError as trouble:
        LOG.warning("%s: %s %s", otherwise, trouble.happened, trouble.advice)
    except Exception as error:
        LOG.warning("%s: %s", otherwise, type(error).__name__)
