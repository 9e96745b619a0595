"""Rows drawn from a description: each column by its own shape, links by a normal copula, rules by construction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import special

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.numerals import count
from synthesis.foundation.progress import Report, Step, silent
from synthesis.foundation.seed import Seed
from synthesis.invention.code_patterns import written
from synthesis.invention.description import LARGEST, NUMBERS, RULES, WORDS, Described, Description, Link
from synthesis.invention.drawing import Drawing
from synthesis.invention.links import root
from synthesis.invention.quantiles import values_at
from synthesis.protections.people import People, people
from synthesis.tables import Column, Constraint, Kind, Role, Schema, Table, satisfaction


@dataclass(frozen=True, eq=False)
class Invented:
    """A table drawn from a description, the links as they came out, and each rule with the share of rows that keep
    it."""

    table: Table
    links: tuple[Link, ...]
    rules: tuple[Constraint, ...]


def invent(description: Description, rows: int, seed: Seed, report: Report = silent) -> Invented:
    """`rows` rows of the described table; the same description, number and seed give the same rows.

    Columns keep their bounds, levels and shares. Linked columns are drawn through a normal copula. Rules hold in every
    row: the total of a sum or product is reckoned, an upper bound is drawn from what its lower one leaves, a category
    that another decides is looked up; columns that a rule decides lose their own share or range. UnusableOption where
    links or rules contradict each other."""
    if not 1 <= rows <= LARGEST:
        raise UnusableOption("The number of rows is out of bounds.", f"Ask for 1 to {count(LARGEST)} rows.")
    report(Step("Drawing columns", 0.1))
    levels = _uniforms(description, rows, seed)
    drawn = {c.name: values_at(c, levels[c.name]) for c in description.columns if c.kind in NUMBERS + WORDS}
    report(Step("Keeping the rules", 0.5))
    deciding = _in_order(description)
    for rule in deciding:
        apply = RULES[rule.kind].apply
        assert apply is not None
        apply(Drawing(description, drawn, levels), rule.columns)
    blank = _blanks(description, deciding, rows, seed)
    report(Step("Making up names and codes", 0.7))
    made = people(rows, seed.child("people"))
    columns = {c.name: _series(c, drawn, made, blank[c.name], rows, seed) for c in description.columns}
    schema = schema_of(description)
    table = Table(description.name, pd.DataFrame(columns), schema, fingerprint="")
    return Invented(table, _reached(description, table), _held(description, table))


def schema_of(description: Description) -> Schema:
    """The columns of a described table as reading would give them."""
    return Schema(tuple(_column(column) for column in description.columns))


def _column(column: Described) -> Column:
    if column.kind in NUMBERS + WORDS:
        pattern = {"datetime": "%Y-%m-%d", "float": f".{column.decimals}f"}.get(column.kind)
        return Column(column.name, Kind(column.kind), format=pattern, missing=column.blank, reason="as described")
    pii = None if column.kind == "identifier" else column.kind
    return Column(column.name, Kind.IDENTIFIER, Role.IDENTIFIER, pii, column.blank, reason="as described")


def _uniforms(description: Description, rows: int, seed: Seed) -> Mapping[str, Numbers]:
    """For each ordered column numbers between 0 and 1, linked as the description says."""
    ordered = [column.name for column in description.columns if column.kind in NUMBERS + WORDS]
    normal = np.column_stack([seed.child(name).generator().standard_normal(rows) for name in ordered] or [np.empty(0)])
    linked = sorted({name for link in description.links for name in (link.first, link.second)}, key=ordered.index)
    if linked:
        places = [ordered.index(name) for name in linked]
        normal[:, places] = normal[:, places] @ root(description, linked).T
    return {name: special.ndtr(normal[:, place]) for place, name in enumerate(ordered)}


def _in_order(description: Description) -> list[Constraint]:
    """The rules that decide values, those first whose result others build on. UnusableOption where they go in
    circles."""
    left = [rule for rule in description.rules if RULES[rule.kind].apply is not None]
    done: list[Constraint] = []
    while left:
        decided = {rule.columns[-1] for rule in left}
        ready = [rule for rule in left if not decided & set(rule.columns[:-1])]
        if not ready:
            raise UnusableOption("The rules go round in a circle.", "Take one of them away.")
        done += ready
        left = [rule for rule in left if rule not in ready]
    totals = [rule.columns[-1] for rule in done if RULES[rule.kind].decides]
    bounded = {rule.columns[-1] for rule in done if not RULES[rule.kind].decides}
    if len(set(totals)) < len(totals) or bounded & set(totals):
        raise UnusableOption("Two rules decide the same column.", "Take one of them away.")
    return done


def _blanks(description: Description, deciding: Sequence[Constraint], rows: int, seed: Seed) -> Mapping[str, Flags]:
    """Which cells are blank: by share, then as the rules on blanks say; what is reckoned from a blank is blank."""
    blank = {c.name: seed.child(c.name).child("blank").generator().random(rows) < c.blank for c in description.columns}
    for rule in description.rules:
        if RULES[rule.kind].blanks == "together":
            blank |= dict.fromkeys(rule.columns, blank[rule.columns[0]])
    for rule in (*deciding, *(rule for rule in description.rules if rule not in deciding)):
        if RULES[rule.kind].blanks == "follow":
            *parts, last = rule.columns
            blank[last] = blank[last] | np.logical_or.reduce([blank[part] for part in parts])
    return blank


def _series(column: Described, drawn: dict[str, Array], made: People, blank: Flags, rows: int, seed: Seed) -> pd.Series:
    if column.kind in NUMBERS:
        return _numbers(column, drawn[column.name], blank)
    if column.kind in WORDS:
        cells = np.array(list(column.weights()), dtype=object)[drawn[column.name]]
    else:
        cells = written(column, rows, made, seed.child(column.name))
    cells[blank] = None
    return pd.Series(cells, dtype=object)


def _numbers(column: Described, values: Numbers, blank: Flags) -> pd.Series:
    if column.kind == "datetime":
        days = pd.Series(values.astype("int64").astype("datetime64[D]").astype("datetime64[us]"))
        return days.mask(blank)
    series = pd.Series(np.where(blank, np.nan, values), dtype="float64")
    return series.astype("Int64") if column.kind == "integer" else series


def _reached(description: Description, table: Table) -> tuple[Link, ...]:
    def ranks(name: str) -> pd.Series:
        column = description[name]
        cells = table.frame[name]
        if column.kind in WORDS:
            return cells.map({level: place for place, level in enumerate(column.weights())})
        return cells.astype("int64").where(cells.notna()) if column.kind == "datetime" else cells.astype("float64")

    found = (ranks(link.first).corr(ranks(link.second), method="spearman") for link in description.links)
    return tuple(replace(link, value=float(value)) for link, value in zip(description.links, found, strict=True))


def _held(description: Description, table: Table) -> tuple[Constraint, ...]:
    return tuple(satisfaction(rule, table.frame, table.schema) for rule in description.rules)
