"""Whether every group of people is there, and is drawn as well as the others."""

import numpy as np

from synthesis.fidelity.measures import HEADLINE
from synthesis.fidelity.score import GroupLikeness
from synthesis.fidelity.view import View
from synthesis.foundation.arrays import Flags, Numbers
from synthesis.tables import Table
from synthesis.tables.group_columns import LEAST_ROWS, MOST_LEVELS, propose_groups

MOST_COLUMNS = 60


def subgroup_likeness(sample: View, train: Table) -> tuple[GroupLikeness, ...]:
    """Share of the rows and likeness within each group, for the columns that `propose_groups` finds.

    Groups are levels that at least 30 training rows have, the eight most common of a column; likeness is taken over the
    first 60 columns of wide tables. A group that the synthetic rows lack has a share of 0 and no likeness.
    """
    found = []
    for name in propose_groups(train):
        at = sample.schema.names.index(name)
        codes = sample.train[:, at]
        counts = np.bincount(codes[np.isfinite(codes)].astype(np.int64), minlength=len(sample.levels[at]))
        common = [code for code in np.argsort(-counts, kind="stable")[:MOST_LEVELS] if counts[code] >= LEAST_ROWS]
        found += [_group(sample, at, int(code)) for code in common]
    return tuple(found)


def _group(sample: View, at: int, code: int) -> GroupLikeness:
    parts = [part for part in (sample.train, sample.synthetic, sample.control) if part is not None]
    inside: list[Flags] = [part[:, at] == code for part in parts]
    shares = [float(flags.mean()) if len(flags) else 0.0 for flags in inside]
    real, made, *rest = (part[flags] for part, flags in zip(parts, inside, strict=True))
    value, reference = _likeness(sample, at, real, made), _likeness(sample, at, real, rest[0]) if rest else None
    control = shares[2] if rest else None
    return GroupLikeness(
        sample.schema.names[at], sample.levels[at][code], shares[0], shares[1], control, value, reference
    )


def _likeness(sample: View, skipped: int, real: Numbers, other: Numbers) -> float | None:
    if min(len(real), len(other)) < LEAST_ROWS:
        return None
    alike = []
    for at, shape in enumerate(sample.shapes[:MOST_COLUMNS]):
        measure = next(measure for measure in HEADLINE if measure.applies(shape))
        distance = measure.compute(real[:, [at]], other[:, [at]])
        if at != skipped and np.isfinite(real[:, at]).any():
            alike.append(1.0 - distance if np.isfinite(distance) else 0.0)
    return float(np.mean(alike)) if alike else None
