"""A corrective pass: draw more rows than are wanted and keep those that look most like training rows.

A classifier that tells training rows from drawn ones estimates the ratio of their densities; rows kept in proportion to
it follow the training rows more closely (sampling and importance resampling, Rubin 1987; discriminator rejection
sampling, Azadi et al. 2019). It sees whole rows, so it finds what trees of single columns miss."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.seed import Seed

TIMES = 3
"""Rows drawn for each that is kept: no row can be made more likely than that."""

FEWEST = 1_000
"""With fewer training rows a classifier learns the rows themselves rather than what they have in common."""

LEARNT_ROWS = 10_000
"""Rows of each kind that the classifier looks at."""
_ROUNDS, _RATE, _CUTS, _PATIENCE = 100, 0.1, 15, 5
_MOST_LEVELS = 60
_LEAST_ODDS = -6.0
_KNOWN = 20
"""Filled cells below which a column is not looked at: the classifier takes none that is blank throughout."""


@dataclass(frozen=True, eq=False)
class Judge:
    """A boosted classifier of training against drawn rows; `levels[c]` are the codes under which it sees column c."""

    model: Any
    levels: tuple[Array | None, ...]

    def odds(self, drawn: Numbers) -> Numbers:
        """Logarithms of how much likelier each drawn row is to be a training row than a drawn one, within bounds."""
        from threadpoolctl import threadpool_limits

        with threadpool_limits(limits=1):
            said: Numbers = self.model.decision_function(_shown(drawn, self.levels))
        return np.clip(said, _LEAST_ODDS, np.log(TIMES))


def learn(train: Numbers, drawn: Numbers, numeric: Flags, leaf: int, seed: Seed) -> Judge | None:
    """The judge of these rows; None where it finds nothing on rows that it did not learn from.

    At most 10,000 rows of each are looked at, `leaf` of them at least behind every cut; a fifth is held back to tell
    when to stop, so that no more is learnt of single rows than of all.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    some = [part[:: max(1, len(part) // LEARNT_ROWS)] for part in (train, drawn)]
    levels = tuple(None if number else _ranked(cells) for number, cells in zip(numeric, train.T, strict=True))
    label = np.repeat([1, 0], [len(part) for part in some])
    model = HistGradientBoostingClassifier(
        max_iter=_ROUNDS,
        learning_rate=_RATE,
        min_samples_leaf=max(leaf, 20),
        max_leaf_nodes=_CUTS,
        l2_regularization=1.0,
        early_stopping=True,
        validation_fraction=0.2,
        n_iter_no_change=_PATIENCE,
        categorical_features=~numeric,
        random_state=seed.integer,
    )
    seen = _shown(np.vstack(some), levels)
    seen[:, np.isfinite(seen).sum(axis=0) < _KNOWN] = 0.0
    with threadpool_limits(limits=1):
        model.fit(seen, label)
    best = np.argmax(model.validation_score_)
    return Judge(model, levels) if best > 0 else None


def keep(odds: Numbers, rows: int, chance: np.random.Generator) -> Array:
    """The places of `rows` rows, in order, drawn without replacement in proportion to their odds (Efraimidis, Spirakis
    2006)."""
    return np.sort(np.argsort(-(odds + chance.gumbel(size=len(odds))), kind="stable")[:rows])


def keep_one_each(odds: Numbers, times: int, chance: np.random.Generator) -> Array:
    """The place of one row of each run of `times`, drawn in proportion to its odds."""
    best = (odds + chance.gumbel(size=len(odds))).reshape(-1, times).argmax(axis=1)
    return np.asarray(np.arange(len(best)) * times + best)


def _ranked(codes: Numbers) -> Array:
    """A code for each level of a column: its place by frequency, the rarest as one."""
    counts = np.bincount(codes.astype(int))
    places = np.argsort(np.argsort(-counts, kind="stable"), kind="stable")
    return np.minimum(places, _MOST_LEVELS)


def _shown(rows: Numbers, levels: tuple[Array | None, ...]) -> Numbers:
    shown = rows.copy()
    for at, codes in enumerate(levels):
        if codes is not None:
            shown[:, at] = codes[rows[:, at].astype(int)]
    return shown
