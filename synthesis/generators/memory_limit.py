"""The refusal of a fit that would need more memory than there is, before any of it is spent."""

from collections.abc import Sequence

from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.memory import free_bytes
from synthesis.foundation.numerals import count

SHARE = 0.6
"""The share of the memory that is free now which one fit may take."""


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
