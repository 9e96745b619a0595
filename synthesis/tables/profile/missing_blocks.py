"""Columns that are blank together: one question that was not asked, not many that were not answered."""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from synthesis.tables.table import Table


@dataclass(frozen=True)
class Block:
    """Columns whose cells are missing in exactly the same rows, and the share of rows in which they are."""

    columns: tuple[str, ...]
    share: float


def blank_blocks(table: Table) -> tuple[Block, ...]:
    """Sets of two or more columns that are missing in the same rows, largest first; full and empty columns aside."""
    rows = defaultdict[bytes, list[str]](list)
    shares: dict[bytes, float] = {}
    for column in table.schema:
        gone = table.frame[column.name].isna().to_numpy(dtype=bool)
        if 0 < gone.sum() < len(gone):
            mask = np.packbits(gone).tobytes()
            rows[mask].append(column.name)
            shares[mask] = float(gone.mean())
    blocks = [Block(tuple(names), shares[mask]) for mask, names in rows.items() if len(names) > 1]
    return tuple(sorted(blocks, key=lambda block: -len(block.columns)))
