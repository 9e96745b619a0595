"""Releases whose leak is known: what is planted into rows that nobody learnt from, by name."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from bench.files import Files, UnsuitableError
from synthesis.privacy.gower import nearest, ruler
from synthesis.tables import Column, Role
from synthesis.tables.encode import encode

_NEIGHBOURS, _EDGE = 5, [0.01, 0.99]
_MOST_VARIED, _BANDS, _GROUP, _MINORITY, _CHANGED = 6, 20, 100, 15, 3
_UNIT = 12


Leak = Callable[[Files], pd.DataFrame]


def harmless(files: Files) -> pd.DataFrame:
    """Rows that nobody learnt from."""
    return files.planted(files.train.frame[:0])


def harmless_with_identifiers(files: Files) -> pd.DataFrame:
    """Rows that nobody learnt from, of a table in which people have names or numbers of their own."""
    identifiers(files)
    return harmless(files)


def copied(share: float) -> Leak:
    """A share of the training rows, as they are."""
    return lambda files: files.planted(files.some(share))


def outliers(files: Files) -> pd.DataFrame:
    """The hundredth of the training rows that is farthest from its five nearest strangers, as it is."""
    schema = files.train.schema
    encoded = encode(schema, files.train.frame, files.strangers)
    train, strangers = encoded.values
    ours, theirs = (ruler(encoded.numeric, train).points(part) for part in (train, strangers))
    far = nearest(ours, theirs, encoded.numeric, _NEIGHBOURS).mean(axis=1)
    return files.planted(files.train.frame.iloc[np.argsort(-far)[: round(0.01 * len(train))]])


def moved(share: float, by: float, dates: bool) -> Leak:
    """A share of the training rows, every number, and if wanted date, moved by up to `by` of its column's 1–99 %
    range."""

    def leak(files: Files) -> pd.DataFrame:
        columns = [c for c in files.train.schema.columns if c.numeric and (dates or not c.kind.calendar)]
        if not columns:
            raise UnsuitableError("no numbers")
        rows = files.some(share)
        for column in columns:
            low, high = np.nanquantile(as_numbers(column, files.train.frame[column.name]), _EDGE)
            off = files.chance.uniform(-by, by, len(rows)) * (high - low)
            rows[column.name] = _shifted(column, rows[column.name], off)
        return files.planted(rows)

    return leak


def _shifted(column: Column, cells: pd.Series, off: np.ndarray) -> pd.Series:
    if column.kind.calendar:
        return (cells + pd.to_timedelta(np.round(off), "D")).astype(cells.dtype)
    numbers = as_numbers(column, cells) + off
    return pd.Series(pd.array(np.round(numbers), dtype="Int64") if column.kind.whole else numbers)


def as_numbers(column: Column, cells: pd.Series) -> np.ndarray:
    """The cells of a numeric column as numbers, dates as days since 1970; blanks are not a number."""
    if column.kind.calendar:
        return np.asarray((cells - pd.Timestamp(0)) / pd.Timedelta(days=1), dtype="float64")
    return np.asarray(cells.to_numpy("float64", na_value=np.nan))


def one_column(files: Files) -> pd.DataFrame:
    """Strangers whose cells of the most varied column are the training rows' own, in another order."""
    release = harmless(files)
    name = max(files.train.schema.names, key=lambda column: files.train.frame[column].nunique())
    order = files.chance.permutation(len(files.train))
    return release.assign(**{name: files.train.frame[name].iloc[order].array})


def identifiers(files: Files) -> list[str]:
    """The columns that no generator models and that name or describe a person, UnsuitableError where there are none."""
    names = [c.name for c in files.train.schema if c.released and not c.modelled and not c.kind.constant]
    if not names:
        raise UnsuitableError("no identifiers")
    return names


def identifiers_copied(files: Files) -> pd.DataFrame:
    """Strangers under the names, numbers and texts of training people, each person's together."""
    names, rows = identifiers(files), files.some(1.0)[: len(files.strangers)]
    return harmless(files).assign(**{name: rows[name].array for name in names})


def recoded_copy(files: Files) -> pd.DataFrame:
    """All training rows: categories as their places in the alphabet, numbers, and dates in days, divided by 12."""
    rows = files.some(1.0)
    for column in files.train.schema:
        cells = rows[column.name]
        if column.numeric:
            rows[column.name] = as_numbers(column, cells) / _UNIT
        else:
            codes = cells.astype("category").cat.codes.to_numpy()
            rows[column.name] = pd.array(codes, dtype="Int64")
            rows.loc[codes < 0, column.name] = pd.NA
    return rows


def rows_in_a_column(files: Files) -> pd.DataFrame:
    """Strangers, beside each a remark that holds a whole training row as text."""
    rows = files.some(1.0)[: len(files.strangers)].astype(object)
    written = [", ".join("" if pd.isna(cell) else str(cell) for cell in row) for row in rows.itertuples(index=False)]
    return harmless(files).assign(remark=pd.array(written, dtype=object))


def known_and_secret(files: Files) -> tuple[list[str], str]:
    """What an attacker knows, the quasi-identifiers or else the six most varied columns, and what he is after: the
    first sensitive column, or else the one with the fewest values."""
    schema, frame = files.train.schema, files.train.frame
    values = {name: frame[name].nunique() for name in schema.names}
    known = list(schema.with_role(Role.QUASI_IDENTIFIER))
    able = [name for name in schema.names if values[name] > 1 and name not in known]
    secrets = schema.with_role(Role.SENSITIVE) or tuple(sorted(able, key=lambda name: values[name]))
    if not secrets:
        raise UnsuitableError("no secret")
    others = sorted((name for name in schema.names if name != secrets[0]), key=lambda name: -values[name])
    return known or others[:_MOST_VARIED], secrets[0]


def known_columns(share: float) -> Leak:
    """Strangers, of whom so many have a training person's known columns and secret."""

    def leak(files: Files) -> pd.DataFrame:
        known, secret = known_and_secret(files)
        people = files.some(share)
        strangers = files.strangers[: len(people)]
        own = np.isin(people.columns, [*known, secret])
        return files.planted(files.filled(people, strangers, np.tile(own, (len(people), 1))))

    return leak


def parts(files: Files) -> list[np.ndarray]:
    """The training rows of each level, or of each of twenty bands of equal width, of each quasi-identifier (where there
    are none: of each column)."""
    found, schema = [], files.train.schema
    for name in schema.with_role(Role.QUASI_IDENTIFIER) or schema.names:
        column, cells = schema[name], files.train.frame[name]
        labels = pd.Series(pd.cut(as_numbers(column, cells), _BANDS, labels=False)) if column.numeric else cells
        found += [np.flatnonzero(labels == label) for label in labels.dropna().unique()]
    return found


def group_of_100(files: Files) -> pd.DataFrame:
    """All training rows of the level or band that has as near to 100 people as any, as they are."""
    return files.planted(files.train.frame.iloc[min(parts(files), key=lambda rows: abs(len(rows) - _GROUP))])


def minority_changed(files: Files) -> pd.DataFrame:
    """The training rows of the rarest level or band of 15 people or more, three cells of each changed."""
    able = [rows for rows in parts(files) if len(rows) >= _MINORITY]
    if not able:
        raise UnsuitableError("no minority")
    rows = files.train.frame.iloc[min(able, key=len)]
    return files.planted(changed(files, rows, list(files.train.schema.names)))


def categories_changed(files: Files) -> pd.DataFrame:
    """5 % of the training rows, three categories of each changed."""
    return files.planted(changed(files, files.some(0.05), [c.name for c in files.train.schema if not c.numeric]))


def changed(files: Files, rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The rows with three cells of these columns as strangers have them who differ there."""
    able = [rows.columns.get_loc(name) for name in names if files.strangers[name].nunique() > 1]
    if len(able) < _CHANGED:
        raise UnsuitableError("too few columns to change")
    rows = rows.reset_index(drop=True)
    for row, places in enumerate(files.some_places(len(rows), able, _CHANGED)):
        for place in places:
            cell, others = rows.iat[row, place], files.strangers.iloc[:, place].dropna()
            others = others if pd.isna(cell) else others[others != cell]
            rows.iat[row, place] = others.iat[files.chance.integers(len(others))]
    return rows


def _half(files: Files, rows: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Each row in a random half of its columns, in the other half that of the others."""
    width = rows.shape[1]
    kept = np.zeros(rows.shape, dtype=bool)
    np.put_along_axis(kept, files.some_places(len(rows), range(width), width // 2), True, axis=1)
    return files.planted(files.filled(rows, others, kept))


def half_rows(files: Files) -> pd.DataFrame:
    """5 % of the training rows in a random half of their columns, in the others like a stranger."""
    rows = files.some(0.05)
    return _half(files, rows, files.strangers[: len(rows)])


def chimeras(files: Files) -> pd.DataFrame:
    """As many as 5 % of the training rows, each half of one training person and half of another."""
    rows = files.some(0.1)
    return _half(files, rows[::2], rows[1::2])


WITH_IDENTIFIERS: Mapping[str, Leak] = {
    "harmless, with identifiers": harmless_with_identifiers,
    "identifiers copied": identifiers_copied,
}
"""The kinds that need whole tables."""
OTHER_COLUMNS: Mapping[str, Leak] = {"recoded copy": recoded_copy, "whole rows in a column": rows_in_a_column}
"""The kinds whose columns are not the source's."""
KNOWN: Mapping[str, Leak] = {f"known columns and a secret {n} %": known_columns(n / 100) for n in (100, 30, 10)}
KINDS: Mapping[str, Leak] = {
    "harmless": harmless,
    "copies 0.5 %": copied(0.005),
    "copies 1 %": copied(0.01),
    "copies 2 %": copied(0.02),
    "copies 5 %": copied(0.05),
    "outliers 1 %": outliers,
    "near copies 5 %": moved(0.05, 0.005, dates=False),
    "one column": one_column,
    **WITH_IDENTIFIERS,
    **OTHER_COLUMNS,
    **KNOWN,
    "group of 100": group_of_100,
    "numbers ± 5 %": moved(0.05, 0.05, dates=True),
    "three categories changed": categories_changed,
    "half of the columns": half_rows,
    "chimeras": chimeras,
    "minority, three cells changed": minority_changed,
}
