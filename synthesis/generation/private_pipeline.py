"""The journey of a private generator: from a file and what is declared about it to rows, with nothing else in between.

Whatever the other generators read off the rows is declared here: kinds, formats, bounds, categories, the spelling of
identifiers and of the file. The protections are not asked, for they look at the rows.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.foundation.strict_reader import read_strictly
from synthesis.generation.budget_ledger import charge
from synthesis.generation.contract import Ability, Pipeline, Refusal, Stage, SyntheticFile
from synthesis.generators import find
from synthesis.generators.contract import Training
from synthesis.protections.code_space import different_numbers, room, spelt
from synthesis.recipe import Recipe
from synthesis.tables import Column, Dialect, Kind, Role, Schema, Split, Table, to_csv
from synthesis.tables.public_domain import DAY, HOW, Domain, PublicDomains
from synthesis.tables.read import column_names, table_of
from synthesis.tables.reading.rows_apart import refuse_rows_that_touch
from synthesis.tables.split import hold_out_each

CONTROL = 0.2
"""The share of rows held out where nobody says otherwise: it may not follow from how many rows there are."""

OUTSIDE = (
    "The guarantee covers the synthetic rows and their number. Charts, risk scores, counts of real rows and a "
    "choice among "
    "several tries are read off real data and lie outside of it."
)

UNKEPT = "Not kept: the rules that were ticked; a private generator sees nothing but what is declared"
"""What a private run has to say of rules."""

_ROWS = (
    "These look at the rows to know what is rare or extreme, so a generator with a formal guarantee does not "
    "use them: bounds "
    "and categories are declared, and the noise protects what is rare."
)
_REFUSALS = {
    Ability.CONDITIONS: Refusal(
        "A private generator takes no conditions.", "Pick another generator, or remove the conditions."
    ),
    Ability.RULES: Refusal(UNKEPT),
    Ability.PROTECTIONS: Refusal(_ROWS),
    Ability.GENERALISATION: Refusal(_ROWS),
    Ability.COLLAPSE: Refusal(
        "Each generation would be measured under a guarantee of its own.", "Try another generator."
    ),
}
_SIGNS = {"#": "0123456789", "@": "ABCDEFGHJKLMNPQRSTUVWXYZ"}


def public_domains_of(value: Any) -> PublicDomains:
    """Declarations as JSON values: `columns` as a list with names, or by name. UnusableOption says what is wrong."""
    columns = value.get("columns") if isinstance(value, Mapping) else None
    if isinstance(columns, Mapping):
        columns = [{**said, "name": name} if isinstance(said, Mapping) else said for name, said in columns.items()]
    if isinstance(columns, Sequence) and not isinstance(columns, str):
        value = {**value, "columns": [_spelt(column) for column in columns]}
    return read_strictly(PublicDomains, value, "declaration")


def _spelt(column: Any) -> Any:
    """Categories are words, also where somebody wrote numbers."""
    levels = column.get("levels") if isinstance(column, Mapping) else None
    if not isinstance(levels, Sequence) or isinstance(levels, str):
        return column
    return {**column, "levels": [str(one) if type(one) in (int, float) else one for one in levels]}


def open_with_domains(path: Path, recipe: Recipe) -> tuple[Recipe, Table]:
    """The table as it is declared, and the recipe with all of that in it.

    UnusableOption names a column of which nothing is said, and one that the file does not have; UnreadableTable the
    line of a file whose rows do not stand apart, as a guarantee for single rows needs.
    """
    declared = recipe.declared
    if declared is None:
        raise UnusableOption("The private generator needs to be told what the columns may hold.", HOW)
    dialect = _even(recipe.dialect or declared.dialect or Dialect())
    refuse_rows_that_touch(path, dialect)
    names = column_names(path, dialect)
    schema = schema_of_domains(declared, names, recipe.schema)
    return replace(recipe, schema=schema, dialect=dialect), table_of(path, schema, dialect)


def _even(dialect: Dialect) -> Dialect:
    """The dialect without what only the original file can have: its own lines before the table, quotes and ends."""
    return replace(dialect, quoting="minimal", quoted_header=None, ended=True)


def schema_of_domains(declared: PublicDomains, names: Iterable[str], schema: Schema | None = None) -> Schema:
    """The columns that a file of these names has, as they are declared; a confirmed schema adds kinds and formats."""
    names = tuple(names)
    missing = [domain.name for domain in declared.columns if domain.name not in names]
    if missing or (declared.person is not None and declared.person not in names):
        named = missing[0] if missing else declared.person
        raise UnusableOption(
            f"The file has no column '{named}', which is declared.",
            (
                'Check the name, and how the file is spelt: it is read as UTF-8 with commas unless "dialect" says '
                "otherwise."
            ),
        )
    found = Schema(tuple(_declared_column(name, declared, schema) for name in names))
    if declared.target is not None and declared.target not in found.modelled:
        raise UnusableOption(
            "The target is no column that is declared.", f"Columns: {', '.join(found.modelled.names)}."
        )
    return found


def _declared_column(name: str, declared: PublicDomains, schema: Schema | None) -> Column:
    said = schema[name] if schema is not None and name in schema else None
    dropped = said is not None and said.role is Role.DROP
    out = Domain(name, left_out=True)
    domain = out if dropped else declared[name] or (out if name == declared.person else None)
    if domain is None:
        raise UnusableOption(f"Nothing is declared about the column '{name}'.", HOW)
    kind = _kind(domain, said)
    told = _format(domain, said, kind)
    column = Column(
        name,
        kind,
        _role(domain, said),
        format=told,
        reason="as declared",
        header=said.header if said else None,
        under=said.under if said else None,
        markers=said.markers if said else (),
        trimmed=said is not None and said.trimmed and said.format == told,
        entity=name == declared.person,
    )
    return replace(column, role=Role.IDENTIFIER) if column.entity and column.role is not Role.DROP else column


def _kind(domain: Domain, said: Column | None) -> Kind:
    """What the declaration says; a confirmed kind where it leaves that open."""
    if domain.kind is not None or said is None:
        return domain.what
    if domain.bought or domain.left_out:
        return said.kind
    fits = said.kind.nominal if domain.levels else domain.pattern is None and said.kind.numeric
    return said.kind if fits else domain.what


def _role(domain: Domain, said: Column | None) -> Role:
    if domain.left_out:
        return Role.DROP
    if domain.pattern is not None:
        return Role.IDENTIFIER
    return said.role if said is not None and said.role not in (Role.IDENTIFIER, Role.DROP) else Role.OTHER


def _format(domain: Domain, said: Column | None, kind: Kind) -> str | None:
    """A format for every kind that would otherwise be given one by its cells."""
    told = domain.format or (said.format if said is not None and said.kind is kind else None)
    if told is not None or not (kind.calendar or kind.decimal):
        return told
    if kind.calendar:
        return DAY
    step = domain.unit if domain.low is not None else 0.001
    return f".{max(0, int(np.ceil(-np.log10(step) - 1e-9)))}f"


def held_out_each(table: Table, recipe: Recipe) -> Split:
    """The control group, for which each row or person is drawn on its own; of a person, only the first rows are kept.

    One row or person more or less changes nothing for all others.
    """
    assert recipe.declared is not None
    share = CONTROL if recipe.control is None else recipe.control
    split = hold_out_each(table, Seed(recipe.split).child("split"), share, recipe.declared.person)
    if recipe.declared.person is None:
        return split
    kept = split.train.frame.groupby(recipe.declared.person, sort=False).cumcount() < recipe.declared.most
    frame = split.train.frame[kept.to_numpy()].reset_index(drop=True)
    return replace(split, train=replace(split.train, frame=frame))


def guarantee_of(recipe: Recipe) -> Guarantee:
    """What the release will come with."""
    assert recipe.declared is not None
    generator = find(recipe.generator)
    settings: Any = make_settings(generator.settings, recipe.settings)
    return Guarantee("epsilon-delta", float(settings.epsilon), float(settings.delta), recipe.declared.unit)


def make_private(split: Split, recipe: Recipe, report: Report) -> SyntheticFile:
    """The synthetic file of a private generator, what it promises, and what is to be said with it.

    The ledger is charged before anything is measured. The noise has no seed; what is drawn from the noisy model has.
    """
    generator, guarantee, seed = find(recipe.generator), guarantee_of(recipe), Seed(recipe.seed)
    settings: Any = make_settings(generator.settings, recipe.settings)
    schema = split.train.schema
    training = Training(split.train.frame[list(schema.modelled.names)], schema.modelled, declared=recipe.declared)
    account = charge(split.train.fingerprint, guarantee)
    sampler: Any = generator.fit(training, settings, seed.child("fit"), within(report, 0.0, 0.85))
    rows = recipe.rows or sampler.rows
    sample = sampler(rows, seed.child("sample"), within(report, 0.85, 1.0))
    frame = pd.DataFrame(
        {c.name: sample[c.name] if c.modelled else _made_up(c, recipe, rows, seed) for c in schema.released},
        index=pd.RangeIndex(rows),
    )
    csv = to_csv(frame, schema.released, split.train.dialect)
    return SyntheticFile(csv, guarantee, (*_notes(recipe, guarantee), account.sentence))


def _made_up(column: Column, recipe: Recipe, rows: int, seed: Seed) -> pd.Series:
    """Identifiers of the declared pattern, no two alike, drawn without a look at any real one; where the pattern has
    too few, digits follow it."""
    domain = recipe.declared[column.name] if recipe.declared else None
    pattern = domain.pattern if domain is not None and domain.pattern is not None else "########"
    places = [_SIGNS.get(sign, sign) for sign in pattern]
    while room(places) < rows:
        places.append(_SIGNS["#"])
    numbers = different_numbers(room(places), rows, seed.child("identifier", column.name))
    return pd.Series(spelt(places, numbers), dtype=object)


def _notes(recipe: Recipe, guarantee: Guarantee) -> tuple[str, ...]:
    declared = recipe.declared
    assert declared is not None
    bought = [domain.name for domain in declared.columns if domain.bought]
    paid = (f"Bounds or categories bought with budget: {', '.join(bought)}",) if bought else ()
    return (
        f"Differential privacy: ε = {guarantee.epsilon:g}, δ = {guarantee.delta:g}, for each {guarantee.unit} "
        "more or less",
        "Confirmed as public: names, kinds and formats of the columns, how the file is spelt, and all that is declared",
        *paid,
        "The noise has no seed: the same recipe gives other rows each time",
        "Protections that look at the rows were not used",
        OUTSIDE,
    )


def _opened(path: Path, recipe: Recipe, target: str | None) -> tuple[Recipe, Table]:
    """As `open_declared`; where no target is declared, it is the one that models will be asked to predict."""
    if recipe.declared is not None and recipe.declared.target is None:
        recipe = replace(recipe, declared=replace(recipe.declared, target=target))
    return open_with_domains(path, recipe)


def _held_out(table: Table, recipe: Recipe, _: bool) -> Split:
    return held_out_each(table, recipe)


def _made(split: Split, recipe: Recipe, stage: Stage, report: Report) -> SyntheticFile:
    with stage("fit"):
        return make_private(split, recipe, report)


DIFFERENTIALLY_PRIVATE = Pipeline("epsilon-delta", False, _opened, _held_out, _made, OUTSIDE, _REFUSALS)
