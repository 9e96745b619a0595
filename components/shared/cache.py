"""A small memory of this process: costly things by a key that names them, the oldest ones dropped first.

Streamlit's own caches hash large frames by a sample of their rows and would hand one table's results to another; here
the key is the unguessable token of the work, its revision and what is asked.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from synthesis.jobs import Workspace
from synthesis.journey import Judged

T = TypeVar("T")


class Cache:
    """At most `size` values; one that is asked for again is the newest."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def recall(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, made by `make` when it is not there; two askers at once may both make it."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return cast(T, self._values[key])
        value = make()
        self.put(key, value)
        return value

    def put(self, key: Hashable, value: Any) -> None:
        """`key` has this value from now on."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._size:
                self._values.popitem(last=False)

    def tokens(self) -> set[str]:
        """What the keys begin with."""
        with self._lock:
            return {str(key[0]) for key in self._values if isinstance(key, tuple)}

    def drop(self, token: str) -> None:
        """Nothing is left whose key begins with `token`."""
        with self._lock:
            for key in [key for key in self._values if isinstance(key, tuple) and key[0] == token]:
                del self._values[key]


FOUND = Cache(64)
"""What was worked out about tables and runs: counts, findings, small pictures; no rows but the first few of a table."""

BINNED = Cache(256)
"""Shares in bins that were looked at: pairs, calendars, all categories of a column."""


def look(shown: Judged, read: Callable[..., T], *names: str) -> T:
    """What `read` makes of the rows of a candidate, read from the store once; `read` is a method of `Judged`."""
    return BINNED.recall((*shown.key, read.__name__, *names), lambda: read(shown, *names))


def forget_gone() -> None:
    """Nothing is left in memory of work that is gone from the disk."""
    for token in FOUND.tokens() | BINNED.tokens():
        if not Workspace(token).exists:
            forget(token)


def forget(token: str) -> None:
    """Nothing of this work is left in memory."""
    for memory in (FOUND, BINNED):
        memory.drop(token)
