"""From tables to what attacks see: one row a person, one spelling, numbers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from synthesis.foundation.seed import Seed
from synthesis.privacy.align import Aligned, align
from synthesis.privacy.cells import looked_through
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.recoding import Recoded, matched
from synthesis.tables.data_subject import one_row_per_subject, subject_ids
from synthesis.tables.encode import encode
from synthesis.tables.schema import Role, Schema
from synthesis.tables.table import Table


def one_row_each(groups: tuple[Table, Table | None], seed: Seed) -> tuple[Table, Table | None]:
    """One row of each person, so that the rows of one do not count as evidence for each other."""
    train, outsiders = groups
    each = seed.child("people")
    return one_row_per_subject(train, each), None if outsiders is None else one_row_per_subject(outsiders, each)


def most_rows(train: Table) -> int:
    """The most rows that one person has."""
    people = subject_ids(train)
    return 1 if people is None else int(np.bincount(people).max())


def prepared(
    groups: tuple[Table, Table | None],
    release: pd.DataFrame,
    attacks: int,
    secrets: Sequence[str] | None,
    seed: Seed,
    releases: Sequence[int] = (),
) -> tuple[AttackContext, Aligned]:
    """What attacks see of training rows, rows outside them and a release, and how the three were aligned.

    `releases`: the number of the release that each row is from; each is matched with the source by itself."""
    train, outsiders = groups
    numbers = np.asarray(releases, dtype=np.int64)
    release, recoded = _matched(train, release, numbers)
    aligned = align(train.schema, train.frame, *([] if outsiders is None else [outsiders.frame]), release)
    aligned = replace(aligned, recoded=recoded)
    context = attack_context(train.schema, aligned, outsiders is not None, attacks, secrets, seed)
    others = train.frame.iloc[:0] if outsiders is None else outsiders.frame
    if len(numbers):
        context = replace(context, releases=numbers[_order(seed, len(release))])
    return replace(context, cells=looked_through(train.frame, others, release, train.schema)), aligned


def _matched(train: Table, release: pd.DataFrame, releases: RowNumbers) -> tuple[pd.DataFrame, tuple[Recoded, ...]]:
    if not len(releases):
        return matched(train.schema, train.frame, release)
    each = [release[releases == number].dropna(axis=1, how="all") for number in np.unique(releases)]
    parts = [matched(train.schema, train.frame, one.reset_index(drop=True)) for one in each]
    joined = pd.concat([part.astype(object) for part, _ in parts], ignore_index=True)
    blank = [name for name in release if name in train.schema and name not in joined]
    return joined.assign(**dict.fromkeys(map(str, blank))), tuple(
        dict.fromkeys(one for _, recoded in parts for one in recoded)
    )


def _order(seed: Seed, rows: int) -> RowNumbers:
    return seed.child("order").generator().permutation(rows)


def attack_context(
    schema: Schema, aligned: Aligned, controlled: bool, attacks: int, secrets: Sequence[str] | None, seed: Seed
) -> AttackContext:
    """The rows of `aligned` as numbers: training, control where there is one, and the release's in random order."""
    encoded = encode(aligned.schema, *aligned.frames)
    train, release = encoded.values[0], encoded.values[-1]
    control = encoded.values[1] if controlled else train[:0]
    wanted = _secrets(schema, secrets)
    return AttackContext(
        columns=aligned.schema.columns,
        numeric=encoded.numeric,
        train=train,
        control=control,
        synthetic=release[_order(seed, len(release))],
        attacks=max(1, attacks),
        secrets=tuple(name for name in wanted if name in aligned.schema),
        unreadable=tuple(name for name in wanted if name not in aligned.schema),
        levels=encoded.levels,
        seed=seed,
    )


def _secrets(schema: Schema, secrets: Sequence[str] | None) -> tuple[str, ...]:
    if secrets:
        return tuple(dict.fromkeys(schema[name].name for name in secrets))
    return schema.with_role(Role.SENSITIVE) or schema.modelled.names
