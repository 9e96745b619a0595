"""Memory that nothing uses any more goes back to the system: allocators keep it otherwise, and it adds up."""

import ctypes
import sys
from contextlib import suppress


def let_go() -> None:
    """Nothing that was freed is still held, as far as Arrow's pool and glibc's heap can give it back."""
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
