"""How much memory is there, and the refusal of a fit that would need more, before any of it is spent."""

from collections.abc import Sequence
from pathlib import Path

from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.numerals import count

SHARE = 0.6
"""The share of the memory that is free now which one fit may take."""

_GROUP = Path("/sys/fs/cgroup")


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


def refuse_beyond(need: float, width: int, columns: Sequence[str]) -> None:
    """UnfitTable where a network of `width` inputs needs more bytes than it may take; `columns` have the most
    levels."""
    most = SHARE * free_bytes()
    if need <= most:
        return
    raise UnfitTable(
        f"This network would need {count(width)} inputs and about {need / 1e9:.1f} GB; {most / 1e9:.1f} GB can be had.",
        way_out(columns),
    )


def way_out(columns: Sequence[str]) -> str:
    """What to do about a table too wide for a network."""
    told = ", ".join(f"'{name}'" for name in columns)
    merge = (
        f"Generalise the columns with the most levels or drop them ({told}), "
        "raise the k threshold (minimum frequency), "
    )
    return (merge if told else "Use fewer columns or rows, ") + "or pick Trees, which take any number of levels."
