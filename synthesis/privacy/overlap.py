"""Whether control rows are training rows under another name."""

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.row_keys import keys
from synthesis.privacy.align import align
from synthesis.privacy.intervals import fisher
from synthesis.tables.encode import encode
from synthesis.tables.table import Table

_BY_CHANCE = 0.001
_UNEXPECTED = 0.001


def overlap(train: Table, control: Table) -> float:
    """The share of control rows that repeat a training row, beyond what training rows do among themselves.

    Only rows whose cells are too rare together to meet by chance count (fewer than one training row in a thousand
    tables would have them if columns were independent), so that a table of a few categories is no overlap. 0 where the
    rest could be chance (Fisher's test, p ≥ 0.001); 1 where all of them do."""
    aligned = align(train.schema, train.frame, control.frame)
    if not len(aligned.schema) or not len(control) or not len(train):
        return 0.0
    values = encode(aligned.schema, *aligned.frames).values
    ours, theirs = (keys(part[_unlikely(part, values[0])]) for part in values)
    if not len(ours) or not len(theirs):
        return 0.0
    repeated = int(np.isin(theirs, ours).sum())
    _, kind, times = np.unique(ours, return_inverse=True, return_counts=True)
    usual = int((times[kind] > 1).sum())
    if fisher(repeated, len(theirs), usual, len(ours)) >= _BY_CHANCE:
        return 0.0
    chance = usual / len(ours)
    return (repeated / len(theirs) - chance) / (1.0 - chance)


def _unlikely(rows: Numbers, train: Numbers) -> Flags:
    """Which rows nobody would expect among the training rows, by the product of their cells' frequencies there."""
    log_chance = np.full(len(rows), np.log(len(train)))
    for cells, known in zip(rows.T, train.T, strict=True):
        values, times = np.unique(known, return_counts=True)
        place = np.minimum(np.searchsorted(values, cells), len(values) - 1)
        same = (values[place] == cells) | (np.isnan(values[place]) & np.isnan(cells))
        log_chance += np.log(np.where(same, times[place], 1) / len(known))
    return np.asarray(log_chance < np.log(_UNEXPECTED))
