"""What was worked out once, kept by name, however many threads ask for it."""

from collections.abc import Callable
from threading import Lock, RLock
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memo:
    """Values by name. Who asks for one that another thread is working out waits for it."""

    def __init__(self) -> None:
        self._values: dict[str, Any] = {}
        self._locks: dict[str, Any] = {}
        self._guard = Lock()

    def once(self, name: str, work: Callable[[], T]) -> T:
        """What `work` gives, worked out at the first call of this name."""
        if name not in self._values:
            with self._guard:
                lock = self._locks.setdefault(name, RLock())
            with lock:
                if name not in self._values:
                    self._values[name] = work()
        return cast(T, self._values[name])

    def known(self, name: str, found: object) -> None:
        """What `once` gives under this name, worked out elsewhere."""
        self._values[name] = found
