"""Rows of the release that repeat real rows, and whether its rows keep close to the training rows."""

import numpy as np

from synthesis.arrays import Numbers
from synthesis.privacy.gower import nearest
from synthesis.privacy.matching import Keys, keys
from synthesis.privacy.risk import Copies
from synthesis.privacy.scene import Scene

_LOOKED_AT = 5_000
_PAIRS = 1_000_000_000


def count_copies(scene: Scene) -> Copies:
    """Exact repetitions over the columns compared, as shares of the release; missing equals missing."""
    train, control, release = keys(scene.train), keys(scene.control), keys(scene.synthetic)
    in_train, in_control = np.isin(release, train), np.isin(release, control)
    once = _occurring_once(np.concatenate([train, control]))
    return Copies(
        exact_train=float((in_train & ~in_control).mean()),
        exact_control=float((in_control & ~in_train).mean()) if scene.controlled else None,
        rare_train=int((in_train & np.isin(release, once)).sum()),
        closer_to_train=_closer(scene) if scene.controlled else None,
    )


def _occurring_once(marks: Keys) -> Keys:
    kinds, times = np.unique(marks, return_counts=True)
    return np.asarray(kinds[times == 1])


def _closer(scene: Scene) -> float:
    rows = min(_LOOKED_AT, max(500, _PAIRS // max(len(scene.real), 1)))
    looked_at = scene.points["synthetic"][scene.some("synthetic", rows)]
    to_train, to_control = (
        nearest(looked_at, scene.points[name], scene.numeric)[:, 0].astype(np.float64) for name in ("train", "control")
    )
    return closer(to_train, to_control, len(scene.train), len(scene.control))


def closer(to_train: Numbers, to_control: Numbers, train_rows: int, control_rows: int) -> float:
    """The share of rows nearer to training than to control rows, as if there were as many of both; 0.5 is harmless.

    Nearest to training rows are w of them, ties counting π = n_T / (n_T + n_C). A harmless release has w = π; so w is
    stretched to put π at 0.5 while 0 and 1 stay where they are. A diagnostic: it is blind to a few copied outliers.
    """
    share = train_rows / (train_rows + control_rows)
    tied = np.isclose(to_train, to_control, rtol=0.0, atol=1e-6)
    nearer = float(np.where(tied, share, to_train < to_control).mean())
    if nearer >= share:
        return 0.5 + 0.5 * (nearer - share) / (1.0 - share)
    return 0.5 * nearer / share
