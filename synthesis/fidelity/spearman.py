"""How nearly two numbers rise and fall together, whatever their scale."""

import numpy as np

from synthesis.fidelity.contract import complete_rows, pair_measure
from synthesis.fidelity.intervals import fisher
from synthesis.fidelity.pearson import pearson
from synthesis.foundation.arrays import Array, Numbers

MANY = 150
"""Columns of wider blocks are ranked once, not anew for the complete rows of each pair."""


def spearman(left: Numbers, right: Numbers) -> Numbers:
    """Spearman's rank correlation of every column of `left` with every one of `right`; −1 to 1.

    Pearson's r of the ranks, ties averaged, ranked over the rows where both are present (columns that are blank in the
    same rows are ranked together). `scipy.stats.spearmanr`. NaN where Pearson's r of the ranks is. Of blocks of more
    than 150 columns each column is ranked once, over all rows where it is present, which is the same where nothing is
    blank."""
    from scipy.stats import rankdata

    if max(left.shape[1], right.shape[1]) > MANY:
        ranks = rankdata(left, axis=0, nan_policy="omit")
        return pearson(ranks, ranks if left is right else rankdata(right, axis=0, nan_policy="omit"))
    out = np.full((left.shape[1], right.shape[1]), np.nan)
    same = left is right
    groups = _alike(left)
    for at, a in enumerate(groups):
        for b in groups[at:] if same else _alike(right):
            rows = np.isfinite(left[:, a[0]]) & np.isfinite(right[:, b[0]])
            if rows.any():
                x, y = rankdata(left[np.ix_(rows, a)], axis=0), rankdata(right[np.ix_(rows, b)], axis=0)
                out[np.ix_(a, b)] = pearson(x, y)
    return np.where(np.isnan(out), out.T, out) if same else out


def _alike(block: Numbers) -> list[Array]:
    """Column numbers in groups that are missing in the same rows."""
    groups: dict[bytes, list[int]] = {}
    for at in range(block.shape[1]):
        groups.setdefault(np.packbits(np.isfinite(block[:, at])).tobytes(), []).append(at)
    return [np.array(group) for group in groups.values()]


def _ends(r: Numbers, left: Numbers, right: Numbers) -> tuple[Numbers, Numbers]:
    """Fisher's z with the variance (1 + r²/2) / (n − 3) (Bonett and Wright 2000)."""
    return fisher(r, complete_rows(left, right), 1 + r**2 / 2)


SPEARMAN = pair_measure(
    name="spearman",
    title="Difference in rank correlation",
    meaning="How two numbers rise and fall together is off by so much.",
    term="Spearman's rank correlation",
    source="scipy.stats.spearmanr; intervals of Bonett and Wright 2000",
    shapes=("number", "number"),
    strength=spearman,
    ends=_ends,
    headline="pair",
)
