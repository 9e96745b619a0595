"""Memory: how much is left, and what nothing uses any more goes back to the system."""

import ctypes
import sys
from contextlib import suppress
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")


def let_go() -> None:
    """Nothing that was freed is still held, as far as Arrow's pool and glibc's heap can give it back.

    Allocators keep it otherwise, and it adds up."""
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def free_bytes() -> float:
    """Bytes that this process may still take: what the machine has left, or the container it runs in, if that is
    less."""
    import psutil

    return min(float(psutil.virtual_memory().available), _left_in_container())


def _left_in_container() -> float:
    most, used = (_read(_GROUP / name) for name in ("memory.max", "memory.current"))
    return float("inf") if most is None or used is None else max(most - used, 0.0)


def _read(path: Path) -> float | None:
    try:
        return float(path.read_text("ascii"))
    except (OSError, ValueError):
        return None
