"""A candidate and earlier releases of its source, attacked together: each may be harmless, and all of them not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.foundation.arrays import Flags
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, silent, within
from synthesis.journey import Clock, Finished, Judging, as_released, judging_of
from synthesis.journey.audits import comparable, judge_risk
from synthesis.journey.follow_up import fresh_seed, parts, store_about
from synthesis.journey.releases import files_of, together
from synthesis.journey.store import Store
from synthesis.release.audit import Audit
from synthesis.tables import Split, Table


def joint_audit(
    splits: Sequence[Split], files: Sequence[tuple[str, bytes]], judging: Judging, report: Report = silent
) -> Audit:
    """The risk of several synthetic files of one source together; the first is read with its own columns, the others
    as the first, and the draws follow from its bytes.

    `splits`: the training and control rows of each, as it was made; `files`: its name and its bytes. Whoever one of
    them learnt from is a training row: only rows that none has seen show what luck alone gets right. No guarantee is
    taken over, for one about a single release does not hold for several."""
    split, clock = never_learnt(splits[0], splits[1:]), Clock()
    given = [
        _read(csv, name, replace(split.train, dialect=one.train.dialect), clock)
        for one, (name, csv) in zip(splits, files, strict=True)
    ]
    synthetic, numbers = together(split.train, given)
    seed = fresh_seed(files[0][1])
    tables = comparable(split.train, split.control if len(split.control) else None, synthetic)
    found = judge_risk(*tables, seed, judging, Guarantee(), clock, report, None, numbers)
    return replace(found, releases=files_of(given, [partial(bytes, csv) for _, csv in files]))


def never_learnt(split: Split, others: Sequence[Split]) -> Split:
    """The rows that are held out in `split` and in all others as the control group; the rest are training rows.

    The same rows are held out whatever the seed and the generator, but not where another share was, or people were
    named. Rows are told apart by the columns that both tables read alike; of equal rows as many are left as every table
    held out, and of a person all or none."""
    control, whose = split.control, split.control.schema.entity
    kept = pd.Series(True, index=control.frame.index)
    for other in others:
        kept &= _held_out_too(control, other.control)
    if whose is not None:
        kept = kept.groupby(control.frame[whose], dropna=False).transform("all")
    frame = pd.concat([split.train.frame, control.frame[~kept]], ignore_index=True)
    left = control.frame[kept].reset_index(drop=True)
    return replace(split, train=replace(split.train, frame=frame), control=replace(control, frame=left))


def _held_out_too(control: Table, other: Table) -> Flags:
    """Which control rows another table held out, too."""
    names = [one.name for one in control.schema if one.name in other.schema and _alike(control, other, one.name)]
    ours, theirs = (pd.util.hash_pandas_object(one.frame[names].astype(str), index=False) for one in (control, other))
    copies = theirs.value_counts()
    found: Flags = (ours.groupby(ours).cumcount() < ours.map(copies).fillna(0)).to_numpy()
    return found if names else found & False


def _alike(table: Table, other: Table, name: str) -> bool:
    one, two = table.schema[name], other.schema[name]
    return (one.kind, one.format) == (two.kind, two.format)


def _read(csv: bytes, name: str, table: Table, clock: Clock) -> Table:
    return replace(as_released(csv, table, clock, strangers=True), name=name)


def joint_audit_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The joint audit as a job; what it finds is kept beside the candidate, and changes nothing in it.

    `spec`: `of`, `source`, `policy`, `attacks` and `secrets` as every follow-up has; `releases`, the id and name of
    each candidate that is judged, the one that this is about first."""
    store, key = store_about(folder, spec)
    found = [(name, _candidate(store, one, name)) for one, name in spec["releases"]]
    splits = [parts(Path(spec["source"]), one.recipe, within(report, 0.0, 0.05)) for _, one in found]
    files = [(name, one.rows.released()) for name, one in found]
    store.joint_audits.put(key, joint_audit(splits, files, judging_of(spec), within(report, 0.05, 1.0)))


def _candidate(store: Store, key: str, name: str) -> Finished:
    found = store.candidates.get(key)
    if found is None:
        raise RunFailed(f"{name} is gone, so nothing was judged.", "Leave it out, or make it again.")
    return found
