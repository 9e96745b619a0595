"""Rows of the release that repeat real rows, and whether its rows keep close to the training rows."""

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.row_keys import Keys, keys
from synthesis.privacy.context import AttackContext
from synthesis.privacy.gower import nearest
from synthesis.privacy.intervals import Z, area, area_error
from synthesis.privacy.risk import Closeness, Copies

_LOOKED_AT = 5_000
_PAIRS = 1_000_000_000


def count_copies(context: AttackContext) -> Copies:
    """Exact repetitions over the columns compared, as shares of the release; missing equals missing."""
    train, control, release = keys(context.train), keys(context.control), keys(context.synthetic)
    in_train, in_control = np.isin(release, train), np.isin(release, control)
    once = _occurring_once(np.concatenate([train, control]))
    return Copies(
        exact_train=float((in_train & ~in_control).mean()),
        exact_control=float((in_control & ~in_train).mean()) if context.controlled else None,
        rare_train=int((in_train & np.isin(release, once)).sum()),
        closer_to_train=closer(float(_nearer(context).mean()), len(context.train) / len(context.real))
        if context.controlled
        else None,
    )


def _occurring_once(marks: Keys) -> Keys:
    kinds, times = np.unique(marks, return_counts=True)
    return np.asarray(kinds[times == 1])


def closeness(context: AttackContext) -> Closeness | None:
    """λ̂ of Closeness for some rows of the release, with the binomial error of w.

    Without a control group the distance of a synthetic row to its nearest training row is held against that of a
    training row to its nearest other one: λ̂ = 2·P(the synthetic row is nearer) − 1, ties counting half, with the error
    of an area under the curve (Hanley and McNeil 1982). None without columns."""
    if not context.columns:
        return None
    if not context.controlled:
        return _among_themselves(context)
    nearer, share = _nearer(context), len(context.train) / len(context.real)
    rows, value = len(nearer), (float(nearer.mean()) - share) / (1.0 - share)
    error = Z * float(nearer.std()) / rows**0.5 / (1.0 - share)
    return Closeness(value, value - error, value + error, rows)


def _among_themselves(context: AttackContext) -> Closeness | None:
    if len(context.train) < 2:
        return None
    rows, train = _few(len(context.train)), context.points["train"]
    made, own = (context.points[name][context.some(name, rows)] for name in ("synthetic", "train"))
    to_train = nearest(made, train, context.numeric)[:, 0].astype(np.float64)
    to_others = nearest(own, train, context.numeric, 2)[:, 1].astype(np.float64)
    value = area(to_others, to_train)
    error = 2.0 * Z * area_error(value, len(own), len(made))
    return Closeness(2.0 * value - 1.0, 2.0 * value - 1.0 - error, 2.0 * value - 1.0 + error, len(made), "training")


def _nearer(context: AttackContext) -> Numbers:
    """For some rows of the release: 1 where nearest to a training row, 0 to a control row, between where tied."""
    return context.once(
        "nearer", lambda: nearer_to_train(*_distances(context), len(context.train), len(context.control))
    )


def _distances(context: AttackContext) -> tuple[Numbers, Numbers]:
    looked_at = context.points["synthetic"][context.some("synthetic", _few(len(context.real)))]
    train, control = (nearest(looked_at, context.points[name], context.numeric)[:, 0] for name in ("train", "control"))
    return train.astype(np.float64), control.astype(np.float64)


def _few(real: int) -> int:
    """How many rows are looked at beside so many real ones."""
    return min(_LOOKED_AT, max(500, _PAIRS // max(real, 1)))


def nearer_to_train(to_train: Numbers, to_control: Numbers, train_rows: int, control_rows: int) -> Numbers:
    """1 where a row is nearest to a training row, 0 where to a control row; ties count the training rows' share."""
    tied = np.isclose(to_train, to_control, rtol=0.0, atol=1e-6)
    return np.where(tied, train_rows / (train_rows + control_rows), to_train < to_control)


def closer(nearer: float, share: float) -> float:
    """The share of rows nearer to training than to control rows, as if there were as many of both; 0.5 is harmless.

    Nearest to training rows are w of them, ties counting π = n_T / (n_T + n_C). A harmless release has w = π; so w is
    stretched to put π at 0.5 while 0 and 1 stay where they are. A diagnostic: it is blind to a few copied outliers.
    """
    if nearer >= share:
        return 0.5 + 0.5 * (nearer - share) / (1.0 - share)
    return 0.5 * nearer / share
