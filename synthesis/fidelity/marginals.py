"""Several columns at once: NIST's k-marginal score, and what one column tells about another in bits."""

from itertools import combinations, pairwise
from math import comb

import numpy as np

from synthesis.fidelity.binned_columns import BinnedColumns
from synthesis.fidelity.contract import Described, known
from synthesis.fidelity.score import Marginal, Marginals, Score
from synthesis.foundation.arrays import Array, Numbers
from synthesis.foundation.seed import Seed

SIZE, MOST_SETS = 3, 150
MOST_WIDE = 3_000
"""Mutual information is measured where all columns together have at most so many bins."""


MUTUAL_INFORMATION = Described(
    name="mutual-information",
    title="Difference in what one column tells about the other",
    meaning="How far one column tells the other, in bits, is off by so much.",
    term="normalised mutual information",
    source="Cover and Thomas 2006, section 2.4, corrected as in Miller 1955",
    unit="difference",
    better="lower",
)


def k_marginal(sample: BinnedColumns, seed: Seed, most: int = MOST_SETS) -> Marginals:
    """The mean over sets of three columns of 1000 × (1 − total variation) of their joint bins; 1000 equal, 0 disjoint.

    The measure of NIST's differential privacy synthetic data challenge (2018) and of SDNist, whose bins differ; here
    they are those of `Coarse`. Where there are more than 150 sets, 150 are drawn. Blanks are a bin like others. Tables
    of fewer than three columns are scored by what they have; None where a side has no rows."""
    count = len(sample.names)
    size = min(SIZE, count)
    possible = comb(count, size) if size else 0
    if not size or not len(sample.train) or not len(sample.synthetic):
        return Marginals(None, None, size, 0, possible)
    found = [_marginal(sample, at) for at in _sets(count, size, min(most, possible), seed)]
    references = [one.reference for one in found if one.reference is not None]
    worst = sorted(found, key=lambda one: one.value - (one.reference or 1000.0))
    value, reference = float(np.mean([one.value for one in found])), float(np.mean(references)) if references else None
    return Marginals(value, reference, size, len(found), possible, tuple(worst))


def _sets(count: int, size: int, wanted: int, seed: Seed) -> list[tuple[int, ...]]:
    if comb(count, size) <= max(wanted, 5_000):
        every = list(combinations(range(count), size))
        drawn = seed.generator().choice(len(every), wanted, replace=False)
        return [every[at] for at in sorted(drawn)]
    draw, found = seed.generator(), set[tuple[int, ...]]()
    while len(found) < wanted:
        found.add(tuple(sorted(draw.choice(count, size, replace=False).tolist())))
    return sorted(found)


def _marginal(sample: BinnedColumns, columns: tuple[int, ...]) -> Marginal:
    widths = sample.widths[list(columns)]
    parts = [
        _shares(part[:, columns], widths)
        for part in (sample.train, sample.synthetic, sample.control)
        if part is not None
    ]
    real, *others = parts
    scores = [1000.0 * (1.0 - min(1.0, float(np.abs(real - part).sum()) / 2)) for part in others]
    filled = len(scores) > 1 and sample.control is not None and len(sample.control) > 0
    return Marginal(tuple(sample.names[at] for at in columns), scores[0], scores[1] if filled else None)


def _shares(codes: Array, widths: Array) -> Numbers:
    cells = np.zeros(len(codes), dtype=np.int64)
    for at, width in enumerate(widths):
        cells = cells * width + codes[:, at]
    return np.bincount(cells, minlength=int(widths.prod())) / max(len(codes), 1)


def information_scores(sample: BinnedColumns) -> tuple[Score, ...]:
    """How far each pair's mutual information, as a share of the smaller entropy, is off; 0 best, 1 worst.

    Empty where the columns have too many bins together. See `information`.
    """
    if int(sample.widths.sum()) > MOST_WIDE or not len(sample.train) or not len(sample.synthetic):
        return ()
    parts = [
        information(part, sample.widths)
        for part in (sample.train, sample.synthetic, sample.control)
        if part is not None
    ]
    scores = []
    for i, j in combinations(range(len(sample.names)), 2):
        gaps = [abs(float(parts[0][i, j] - other[i, j])) for other in parts[1:]]
        value, reference = gaps[0], gaps[1] if len(gaps) > 1 else np.nan
        note = "" if np.isfinite(value) else "One of the columns has a single value."
        pair = (sample.names[i], sample.names[j])
        told = MUTUAL_INFORMATION
        scores.append(Score(told.name, pair, known(value), known(reference), told.unit, told.better, note))
    return tuple(scores)


def information(codes: Array, widths: Array) -> Numbers:
    """The mutual information of every two columns over the smaller of their entropies; 0 independent, 1 one decides the
    other.

    I = H(X) + H(Y) − H(X, Y) (Cover and Thomas 2006, section 2.4), each entropy with Miller and Madow's correction (m −
    1)/2n for its m occupied bins (Miller 1955), without which small tables look related; negative values as 0. Blanks
    are a bin. NaN where a column has one value."""
    starts = np.concatenate([[0], np.cumsum(widths)])
    flags = np.zeros((len(codes), int(starts[-1])), dtype=np.float32)
    for at in range(codes.shape[1]):
        flags[np.arange(len(codes)), starts[at] + codes[:, at]] = 1.0
    together = (flags.T @ flags).astype(np.float64)
    rows = max(len(codes), 1)
    single = np.array([_entropy(np.diag(together)[a:b], rows) for a, b in pairwise(starts)])
    share = np.where(together > 0, together / rows, 1.0)
    bits = -share * np.log(share)
    joint = np.add.reduceat(np.add.reduceat(bits, starts[:-1], axis=0), starts[:-1], axis=1)
    occupied = np.add.reduceat(
        np.add.reduceat(together > 0, starts[:-1], axis=0, dtype=int), starts[:-1], axis=1, dtype=int
    )
    mutual = single[:, None] + single[None, :] - (joint + (occupied - 1) / (2 * rows))
    smaller = np.minimum(single[:, None], single[None, :])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(smaller > 0, np.clip(mutual / smaller, 0.0, 1.0), np.nan)


def _entropy(counts: Numbers, rows: int) -> float:
    some = counts[counts > 0] / rows
    return float(-(some * np.log(some)).sum()) + (len(some) - 1) / (2 * rows) if len(some) > 1 else 0.0
