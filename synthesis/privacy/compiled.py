"""Compiled loops, kept on disk between runs where the disk allows it, and spread over the cores that are ours."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")


def compiled(function: F) -> F:
    """`function` as machine code that releases the interpreter."""
    return _compiled(function, {})


def compiled_without_nan(function: F) -> F:
    """The same, and quicker, for loops whose floats are never NaN."""
    return _compiled(function, {"fastmath": {"nnan", "nsz"}})


def _compiled(function: F, options: dict[str, Any]) -> F:
    try:
        return cast(F, njit(cache=True, nogil=True, **options)(function))
    except RuntimeError:  # nowhere to keep a cache
        return cast(F, njit(nogil=True, **options)(function))


def spread(work: Callable[[slice], T], rows: int, *, least: int = 64) -> Sequence[T]:
    """`work` over slices that cover `rows` rows, one a core; the parts come back in order."""
    cores = max(1, min(len(os.sched_getaffinity(0)), rows // least))
    edges = [rows * part // cores for part in range(cores + 1)]
    slices = [slice(low, high) for low, high in pairwise(edges)]
    if cores == 1:
        return [work(slices[0])]
    with ThreadPoolExecutor(cores) as pool:
        return list(pool.map(work, slices))
