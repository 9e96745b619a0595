"""Which rows break a rule."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.tables import Constraint, Schema, known_combinations, multiples, one_in, rises, says_yes
from synthesis.tables.duplicates import repeats
from synthesis.tables.rules.satisfaction import RuleCheck, codes, near
from synthesis.tables.schema import RuleKind


def broken(rule: Constraint, schema: Schema, frame: pd.DataFrame, known: pd.DataFrame) -> Flags:
    """True for each row of `frame` that breaks the rule; of rows that contradict each other, the later ones.

    `known` are rows that count as earlier ones for what one column decides, and as the source for the values and
    combinations that there are. A rule that names no column is about whole rows. A rule that speaks of no cell of a row
    is not broken by it."""
    columns = tuple(schema[name] for name in rule.columns or schema.names)
    return _BREAKS[rule.kind](RuleCheck(rule, columns, frame, known))


def _rising(asked: RuleCheck) -> Flags:
    return ~rises(asked.values)


def _total(combine: Callable[..., Numbers]) -> Callable[[RuleCheck], Flags]:
    def wrong(asked: RuleCheck) -> Flags:
        values = asked.values
        filled = np.isfinite(values).all(axis=1)
        made = combine(np.where(filled[:, None], values, 0.0)[:, :-1], axis=1)
        return np.asarray(filled & ~near(made, np.where(filled, values[:, -1], 0.0), asked.columns[-1]))

    return wrong


def _decided(asked: RuleCheck) -> Flags:
    return unlike_first(asked.frame, asked.source, *asked.names)


def _same(asked: RuleCheck) -> Flags:
    there, back = (unlike_first(asked.frame, asked.source, *names) for names in (asked.names, asked.names[::-1]))
    return np.asarray(there | back)


def unlike_first(frame: pd.DataFrame, known: pd.DataFrame, name: str, other: str) -> Flags:
    """Rows whose `other` is not that of the first row, of `known` or else of `frame`, with the same filled `name`."""
    first, second = first_partner(frame, known, name, other)
    return np.asarray(frame[name].notna().to_numpy() & (first != second))


def first_partner(frame: pd.DataFrame, known: pd.DataFrame, name: str, other: str) -> tuple[Array, Array]:
    """For each row of `frame`, the code of the first partner of its `name`, and of its own one."""
    a, b = (codes(stacked(known, frame, column)) for column in (name, other))
    _, first, inverse = np.unique(a, return_index=True, return_inverse=True)
    return b[first][inverse][len(known) :], b[len(known) :]


def stacked(first: pd.DataFrame, second: pd.DataFrame, name: str) -> pd.Series:
    """One column of both frames, one after the other."""
    both: pd.Series = pd.concat([first[name].astype(object), second[name].astype(object)], ignore_index=True)
    return both


def _blank_with(asked: RuleCheck) -> Flags:
    blank = asked.blank
    return np.asarray(blank[:, 0] & ~blank[:, 1])


def _blank_together(asked: RuleCheck) -> Flags:
    blank = asked.blank
    return np.asarray(blank.any(axis=1) & ~blank.all(axis=1))


def _unknown(asked: RuleCheck) -> Flags:
    return ~known_combinations(asked.frame, asked.source, asked.names)


def _between(asked: RuleCheck) -> Flags:
    values, step = asked.values[:, 0], asked.rule.value
    filled = np.isfinite(values)
    return np.asarray(filled & ~multiples(np.where(filled, values, 0.0), step)) if step else np.zeros_like(filled)


def _not_one(asked: RuleCheck) -> Flags:
    one = one_in(says_yes(asked.frame[c.name], c) for c in asked.columns)
    return np.asarray(~asked.blank.any(axis=1) & ~one)


def _repeated(asked: RuleCheck) -> Flags:
    return repeats(asked.frame, asked.names)


_BREAKS: Mapping[RuleKind, Callable[[RuleCheck], Flags]] = {
    "order": _rising,
    "range": _rising,
    "sum": _total(np.sum),
    "product": _total(np.prod),
    "determines": _decided,
    "same": _same,
    "blank-with": _blank_with,
    "blank-together": _blank_together,
    "combinations": _unknown,
    "constant": _unknown,
    "increments": _between,
    "one-hot": _not_one,
    "unique": _repeated,
    "no-repeats": _repeated,
}


def any_broken(
    rules: Sequence[Constraint], schema: Schema, frame: pd.DataFrame, known: Sequence[pd.DataFrame]
) -> Flags:
    """Rows that break at least one of the rules; `known[i]` belongs to rule i."""
    wrong = np.zeros(len(frame), dtype=bool)
    for rule, earlier in zip(rules, known, strict=True):
        wrong |= broken(rule, schema, frame, earlier)
    return wrong
