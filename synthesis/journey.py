"""The whole journey, used alike by the pages and the commands: a table comes in, a judged table goes out."""

import json
import platform
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

import synthesis
from synthesis.errors import UnusableOption
from synthesis.fidelity import compare, joint
from synthesis.fidelity.combinations import Combinations, combinations_of
from synthesis.fidelity.hexagons import Hexagons, hexagons
from synthesis.fidelity.lookup import Levels, calendar, calendars, levels
from synthesis.fidelity.score import Distribution, Joint
from synthesis.generators import find
from synthesis.jobs.files import read_json
from synthesis.making import fit, sample
from synthesis.privacy import assess, overlap
from synthesis.privacy.risk import Copies, Privacy, Sensitivity
from synthesis.progress import Report, Step, silent, within
from synthesis.promise import Promise
from synthesis.promised import held_out_each, is_private, make_promised, opened
from synthesis.prospect import estimates
from synthesis.protections import Protections, cut
from synthesis.recipe import Recipe, Value
from synthesis.release.audit import Again, Audit, Kept, Rows
from synthesis.release.policy import PUBLIC, Policy, read_policy
from synthesis.release.record import Override, Record, Source, Tried
from synthesis.release.verdict import judge
from synthesis.seed import Seed
from synthesis.serial import plain, revive
from synthesis.settings import knobs, make_settings
from synthesis.tables import (
    Column,
    Constraint,
    Dialect,
    Schema,
    Split,
    Table,
    blank_blocks,
    count_people,
    findings,
    hold_out,
    measure,
    profile,
    proposed_markers,
    read_table,
    shared_people,
    sheets,
    size,
    spelt_like,
    survey,
    to_csv,
)
from synthesis.tables.gaps import with_gaps
from synthesis.tables.groups import propose_groups
from synthesis.utility import Utility, propose_target, train_on_synthetic

AGAIN = "again.json"
"""The file in a candidate's folder that holds what the second round of attacks found."""

AUDITED_ATTACKS = 2000
"""Guesses an attack makes unless it is told otherwise."""

UNKEPT = "Not kept: the rules that were ticked; a private generator sees nothing but what is declared"
"""What a private run has to say of rules."""

SMALLEST_SPLIT = 4
"""Fewer rows than this cannot be divided into two parts that are tables themselves."""

SHARED = (
    "The control file shares rows with the training file, so it was not used: bring rows that no model was trained on."
)

_PACKAGES = ("sdv", "anonymeter", "pandas", "numpy", "scipy", "scikit-learn", "numba", "torch", "streamlit", "opendp")


@dataclass(frozen=True, eq=False)
class Judging:
    """How a synthetic table is to be judged."""

    policy: Policy = PUBLIC
    attacks: int = AUDITED_ATTACKS
    secrets: tuple[str, ...] = ()
    target: str | None = None
    skip: bool = False

    def __post_init__(self) -> None:
        if not 100 <= self.attacks <= 100_000:
            raise UnusableOption("The number of attacks is out of bounds.", "Ask for 100 to 100,000.")

    def check(self, schema: Schema) -> None:
        """UnusableOption when a secret or the target is no column that can be attacked or predicted."""
        known = schema.modelled
        if not {*self.secrets, *filter(None, [self.target])} <= set(known.names):
            raise UnusableOption(
                "A secret or the target is not a modelled column.", "Columns: " + ", ".join(known.names)
            )


@dataclass(frozen=True, eq=False)
class Candidate:
    """A synthetic table with its audit and the file as it would be released. `split` holds real rows."""

    recipe: Recipe
    source: Source
    split: Split
    synthetic: Table
    csv: bytes
    audit: Audit
    notes: tuple[str, ...] = ()


@dataclass
class Clock:
    """Wall seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the time inside the block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)

    def finished(self) -> dict[str, float]:
        """All stages of the outer contract, absent ones as 0, and their total."""
        stages = {name: self.seconds.get(name, 0.0) for name in ("read", "privacy", "fidelity", "utility")}
        return {**stages, **self.seconds, "total": round(sum(self.seconds.values()), 3)}


def describe(path: Path, schema: Schema | None = None) -> dict[str, Any]:
    """A file as the upload page would understand it, in the shape of the outer contract."""
    table = read_table(path, schema=schema)
    dialect = table.dialect
    about = {
        "name": table.name,
        "rows": len(table),
        "columns": len(table.schema),
        "fingerprint": table.fingerprint,
        "encoding": dialect.encoding,
        "delimiter": dialect.delimiter,
        "decimal": dialect.decimal,
        "header": dialect.header,
    }
    return {
        "table": {**about, "size": plain(size(table)), "dialect": plain(dialect), "sheets": list(sheets(path))},
        "schema": plain(table.schema),
        "findings": plain(findings(table)),
        "markers": plain(proposed_markers(table)),
        "blocks": plain(blank_blocks(table)),
        "profile": plain(profile(table)),
        "survey": plain(survey(table)),
        "estimates": plain(estimates(table)),
    }


def corrected(path: Path, value: Mapping[str, Any]) -> Schema:
    """The schema that reading proposes, with what `value` says of the columns it names: any of their fields.

    A kind of its own lets the reader find the spelling anew. UnusableOption for a column that the table does not have.
    """
    sheet = value.get("sheet") if path.suffix.lower() == ".xlsx" else None
    proposed = read_table(path, dialect=Dialect(sheet=sheet) if sheet else None).schema
    said = {str(column["name"]): column for column in value["columns"]}
    for name in said:
        proposed[name]
    columns = [_column_said(column, said.get(column.name, {})) for column in proposed]
    return revive(Schema, {**plain(proposed), **value, "columns": columns})


def _column_said(column: Column, said: Mapping[str, Any]) -> dict[str, Any]:
    spelling = {} if said.get("kind", column.kind) == column.kind else {"format": None, "trimmed": False}
    return {**plain(column), **spelling, **said}


def run(path: Path, recipe: Recipe, judging: Judging, report: Report = silent) -> Candidate:
    """Hold out a control group, fit and sample on the rest, and judge the result exactly as it would be released."""
    clock = Clock()
    with clock.stage("read"):
        report(Step("Reading the table", 0.01))
        ticked = recipe.schema.constraints if recipe.schema and is_private(recipe) else ()
        recipe, table = _opened(path, recipe, judging)
        judging.check(table.schema)
        report(Step("Holding out a control group", 0.03))
        split = _split(table, recipe, judging)
    ends = 1.0 if judging.skip else _share_of_making(recipe, split)
    csv, promise, notes = make(split, recipe, clock, within(report, 0.05, ends))
    notes = (*notes, UNKEPT) if ticked else notes
    synthetic = as_released(csv, table, clock)
    audit = judge_table(
        split.train, split.control, synthetic, recipe.seed, judging, promise, clock, within(report, ends, 1.0)
    )
    audit = replace(audit, wished=recipe.wish.told if recipe.wish else ())
    source = Source(table.fingerprint, len(table), len(table.schema))
    return Candidate(recipe, source, split, synthetic, csv, audit, notes)


def _opened(path: Path, recipe: Recipe, judging: Judging) -> tuple[Recipe, Table]:
    """The table with the columns that the recipe says or reading proposes; for a private generator, that are declared."""
    if is_private(recipe):
        if recipe.declared is not None and recipe.declared.target is None:
            recipe = replace(recipe, declared=replace(recipe.declared, target=judging.target))
        return opened(path, recipe)
    table = read_table(path, schema=recipe.schema, dialect=recipe.dialect)
    return recipe.with_schema(table.schema), table


def _split(table: Table, recipe: Recipe, judging: Judging) -> Split:
    """The control group is held out before anything else sees the table. A table of a few rows, which could not be
    judged anyway, is used whole when no audit is asked for."""
    if is_private(recipe):
        return held_out_each(table, recipe)
    if judging.skip and len(table) < SMALLEST_SPLIT:
        nobody = replace(table, frame=table.frame.iloc[:0])
        return Split(table, nobody, 0.0, recipe.split, "No control group: the table has too few rows to hold any out.")
    return held_out(table, recipe)


def held_out(table: Table, recipe: Recipe) -> Split:
    """The control group of a table: the same rows for every generator and every seed."""
    return hold_out(table, Seed(recipe.split).child("split"), recipe.control)


def _share_of_making(recipe: Recipe, split: Split) -> float:
    """How much of the whole work the fit is expected to take, so that progress runs evenly."""
    generator = find(recipe.generator)
    settings: Any = make_settings(generator.settings, recipe.settings)
    making = generator.expected(len(split.train), split.train.schema, settings)
    return 0.05 + 0.9 * making / (making + 25.0)


def make(split: Split, recipe: Recipe, clock: Clock, report: Report) -> tuple[bytes, Promise, tuple[str, ...]]:
    """The synthetic file for a recipe, from training rows alone: protect, fit, sample, make identifiers new, write."""
    if is_private(recipe):
        if recipe.wish:
            raise UnusableOption("A private generator takes no wishes.", "Pick another generator, or wish nothing.")
        with clock.stage("fit"):
            return make_promised(split, recipe, report)
    with clock.stage("fit"):
        fitted = fit(split.train, recipe, within(report, 0.0, 0.85))
    with clock.stage("sample"):
        frame, said = sample(fitted, split, within(report, 0.85, 1.0))
        gapped = with_gaps(frame, split.train, fitted.seed.child("gaps"))
        frame = gapped if fitted.fits(gapped) else frame
        csv = to_csv(frame, split.train.schema.released, split.train.dialect)
    return csv, find(recipe.generator).promise, said


def as_released(csv: bytes, table: Table, clock: Clock) -> Table:
    """The synthetic file read back: what is judged is the file itself, not what it was made from."""
    with clock.stage("read"), tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder) / "synthetic.csv"
        path.write_bytes(csv)
        return read_table(path, schema=table.schema.released, dialect=table.dialect)


def audit(
    train_path: Path,
    control_path: Path | None,
    synthetic_path: Path,
    judging: Judging,
    schema: Schema | None = None,
    seed: int = 0,
    report: Report = silent,
) -> Audit:
    """Judge a synthetic file made anywhere, against the rows it was trained on and rows it never saw."""
    return _audited(train_path, control_path, synthetic_path, judging, schema, seed, report)[0]


def _audited(
    train_path: Path,
    control_path: Path | None,
    synthetic_path: Path,
    judging: Judging,
    schema: Schema | None,
    seed: int,
    report: Report,
) -> tuple[Audit, Table, Table | None, Table]:
    """The audit with the training, control and synthetic tables that it is about."""
    clock = Clock()
    with clock.stage("read"):
        report(Step("Reading the tables", 0.0))
        train = read_table(train_path, schema=schema)
        control = read_table(control_path, schema=train.schema) if control_path else None
        synthetic = read_table(synthetic_path, schema=train.schema)
    judging.check(train.schema)
    shared = control is not None and shares_rows(train, control)
    usable = None if shared else control
    result = judge_table(train, usable, synthetic, seed, judging, Promise(), clock, report, shared=0.0)
    if shared:
        result = replace(result, verdict=replace(result.verdict, reasons=(SHARED, *result.verdict.reasons)))
    return result, train, usable, synthetic


def shares_rows(train: Table, control: Table) -> bool:
    """Whether control rows repeat training rows beyond chance, or are about the same people."""
    return shared_people(train, control) > 0 or overlap(train, control) > 0.0


def judge_table(
    train: Table,
    control: Table | None,
    synthetic: Table,
    seed: int,
    judging: Judging,
    promise: Promise,
    clock: Clock,
    report: Report = silent,
    shared: float | None = None,
) -> Audit:
    """Attack a synthetic table, measure its likeness and use, and let the policy decide.

    Words that are told by their first characters are so in every table that is compared: who knows a postcode knows how
    it begins. Levels are compared in the spelling of the training table. `shared`: the share of control rows that repeat
    training rows, where it is known.
    """
    train = cut(train)
    synthetic = spelt_like(train, cut(synthetic))
    control = None if control is None else spelt_like(train, cut(control))
    rows, kept = _counted(train, control, synthetic), _rules_kept(train, synthetic)
    if judging.skip:
        privacy, verdict = judge(judging.policy, _nothing_measured(promise), rows.people)
        return Audit(verdict, judging.policy, seed, rows, privacy, None, Utility(), clock.finished(), versions(), kept)
    with clock.stage("privacy"):
        found = assess(
            train, control, synthetic.frame, attacks=judging.attacks, seed=Seed(seed).child("attack"),
            secrets=judging.secrets or None, promise=promise, shared=shared, report=within(report, 0.0, 0.7),
        )  # fmt: skip
        privacy, verdict = judge(judging.policy, found, rows.people)
    with clock.stage("fidelity"):
        likeness = compare(train, synthetic.frame, control, within(report, 0.7, 0.95))
    with clock.stage("utility"):
        use = train_on_synthetic(
            train, control, synthetic.frame, judging.target, Seed(seed).child("utility"), within(report, 0.95, 1.0)
        )
    return Audit(verdict, judging.policy, seed, rows, privacy, likeness, use, clock.finished(), versions(), kept)


def _rules_kept(train: Table, synthetic: Table) -> tuple[Kept, ...]:
    """How the rules that were confirmed hold in the training rows and in the synthetic ones."""

    def share(rule: Constraint, table: Table) -> float | None:
        found = measure(rule, table.frame, train.schema, train.frame)
        return found.share if found.rows else None

    return tuple(Kept(r.sentence, r.columns, share(r, train), share(r, synthetic)) for r in train.schema.constraints)


def _counted(train: Table, control: Table | None, synthetic: Table) -> Rows:
    held = 0 if control is None else len(control)
    if train.schema.entity is None:
        return Rows(len(train), held, len(synthetic))
    return Rows(len(train), held, len(synthetic), count_people(train), 0 if control is None else count_people(control))


def _nothing_measured(promise: Promise) -> Privacy:
    untested = ("Nothing was attacked: the audit was skipped.",)
    return Privacy((), Copies(None, None, None, None), Sensitivity(), promise, untested)


def versions() -> dict[str, str]:
    """The version of everything that can change a result."""
    found = {name: metadata.version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), "synthesis": synthesis.__version__, **found}


@dataclass(frozen=True, eq=False)
class Judged:
    """A judged table as it is found again later: everything but the rows, which stay in its private folder."""

    audit: Audit
    schema: Schema
    folder: Path

    def joint(self, x: str, y: str) -> Joint:
        """Two columns together, training beside synthetic, binned."""
        train, synthetic = (self._columns(part, x, y) for part in ("train", "synthetic"))
        return joint(train, synthetic, self.schema, x, y)

    def levels(self, name: str) -> Levels:
        """All categories of a column that may be named, training beside synthetic."""
        train, synthetic = (self._columns(part, name)[name] for part in ("train", "synthetic"))
        return levels(train, synthetic)

    def calendars(self, name: str) -> tuple[str, ...]:
        """The places in the calendar by which a date varies."""
        return calendars(self._columns("train", name)[name])

    def calendar(self, name: str, unit: str) -> Distribution:
        """A date by weekday, month or hour."""
        train, synthetic = (self._columns(part, name)[name] for part in ("train", "synthetic"))
        held = self._held(name)
        return calendar(name, unit, train, synthetic, None if held is None else held[name])

    def hexagons(self, x: str, y: str) -> Hexagons | None:
        """Two numbers together in hexagons; None where one has no continuous scale."""
        train, synthetic = (self._columns(part, x, y) for part in ("train", "synthetic"))
        return hexagons(train, synthetic, self.schema, x, y)

    def combinations(self, *names: str) -> Combinations:
        """Which combinations of the values of a few columns are farthest off."""
        train, synthetic = (self._columns(part, *names) for part in ("train", "synthetic"))
        return combinations_of(train, synthetic, self._held(*names), self.schema, names)

    def _held(self, *names: str) -> pd.DataFrame | None:
        return self._columns("control", *names) if (self.folder / "control.parquet").exists() else None

    def _columns(self, part: str, *names: str) -> pd.DataFrame:
        return pd.read_parquet(self.folder / f"{part}.parquet", columns=list(dict.fromkeys(names)))


@dataclass(frozen=True, eq=False)
class Finished(Judged):
    """A candidate that was made here, with what it takes to make it again."""

    recipe: Recipe
    source: Source
    split_note: str
    notes: tuple[str, ...]
    target: str | None = None
    groups: tuple[str, ...] = ()
    """What a model of this table would be built for, and the groups of people it could treat differently, as proposed."""

    @property
    def csv(self) -> Path:
        """The synthetic file."""
        return self.folder / "synthetic.csv"


def keep(candidate: Candidate, folder: Path) -> None:
    """Write a candidate into its private folder, its real rows too: they never leave it."""
    _keep_rows(candidate.split.train, candidate.split.control, candidate.synthetic, folder)
    (folder / "synthetic.csv").write_bytes(candidate.csv)
    stored = {
        "recipe": plain(candidate.recipe),
        "source": plain(candidate.source),
        "split_note": candidate.split.note,
        "notes": list(candidate.notes),
        "audit": candidate.audit.stored(),
        "target": propose_target(candidate.split.train),
        "groups": list(propose_groups(candidate.split.train)),
    }
    (folder / "outcome.json").write_text(json.dumps(stored), "utf-8")


def _keep_rows(train: Table, control: Table | None, synthetic: Table, folder: Path) -> None:
    modelled = list(train.schema.modelled.names)
    cut(train).frame[modelled].to_parquet(folder / "train.parquet")
    if control is not None:
        spelt_like(train, cut(control)).frame[modelled].to_parquet(folder / "control.parquet")
    present = [name for name in modelled if name in synthetic.frame]
    spelt_like(train, synthetic).frame[present].to_parquet(folder / "synthetic.parquet")


def load(folder: Path) -> Finished:
    """The candidate that `keep` wrote."""
    stored = json.loads((folder / "outcome.json").read_text("utf-8"))
    recipe = revive(Recipe, stored["recipe"])
    assert recipe.schema is not None
    return Finished(
        audit=_with_again(Audit.restored(stored["audit"]), folder),
        schema=recipe.schema,
        folder=folder,
        recipe=recipe,
        source=revive(Source, stored["source"]),
        split_note=stored["split_note"],
        notes=tuple(stored["notes"]),
        target=stored.get("target"),
        groups=tuple(stored.get("groups", ())),
    )


def _with_again(audit: Audit, folder: Path) -> Audit:
    again = read_json(folder, AGAIN)
    if again is None:
        return audit
    return replace(audit, again=revive(Again, again)).under(audit.policy)


def load_audit(folder: Path) -> Judged:
    """The audit that `audit_job` wrote."""
    stored = json.loads((folder / "outcome.json").read_text("utf-8"))
    return Judged(Audit.restored(stored["audit"]), revive(Schema, stored["schema"]), folder)


def run_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The journey as a job: `spec` holds `source` (a path), `recipe`, `policy`, `attacks`, `secrets` and `target`."""
    keep(run(Path(spec["source"]), revive(Recipe, spec["recipe"]), judging_of(spec), report), folder)


def audit_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The audit of files made elsewhere as a job: `spec` is what `audit_spec` makes."""
    control = Path(spec["control"]) if spec["control"] else None
    found, train, control_table, synthetic = _audited(
        Path(spec["train"]), control, Path(spec["synthetic"]), judging_of(spec), None, int(spec["seed"]), report
    )
    _keep_rows(train, control_table, synthetic, folder)
    stored = {"schema": plain(train.schema), "audit": found.stored()}
    (folder / "outcome.json").write_text(json.dumps(stored), "utf-8")


def audit_spec(train: Path, control: Path | None, synthetic: Path, judging: Judging, seed: int) -> dict[str, Any]:
    """What `audit_job` needs, as JSON values."""
    return {
        "train": str(train),
        "control": str(control) if control else None,
        "synthetic": str(synthetic),
        "seed": seed,
        **_how(judging),
    }


def job_spec(source: Path, recipe: Recipe, judging: Judging) -> dict[str, Any]:
    """What `run_job` needs, as JSON values."""
    return {"source": str(source), "recipe": plain(recipe), **_how(judging)}


def judging_of(spec: Mapping[str, Any]) -> Judging:
    """How a job is to judge, from its specification."""
    return Judging(
        read_policy(spec["policy"]), int(spec["attacks"]), tuple(spec.get("secrets", ())), spec.get("target")
    )


def _how(judging: Judging) -> dict[str, Any]:
    return {
        "policy": plain(judging.policy),
        "attacks": judging.attacks,
        "secrets": list(judging.secrets),
        "target": judging.target,
    }


def record_of(
    made: Candidate | Finished, by: str, override: Override | None = None, candidates: Sequence[Tried] = ()
) -> Record:
    """The record of a candidate; without others it is the only one that was tried."""
    note = made.split.note if isinstance(made, Candidate) else made.split_note
    tried = tuple(candidates) or (tried_of(made.recipe, made.audit, picked=True),)
    return Record(made.source, made.recipe, note, made.audit, tried, by, override, made.notes)


def tried_of(recipe: Recipe, audit: Audit, *, picked: bool) -> Tried:
    """A finished candidate as the record lists it."""
    outcome = audit.verdict.outcome.value
    return Tried(
        recipe.generator, find(recipe.generator).title, recipe.seed, audit.rows.synthetic, "done", outcome, picked
    )


def coarsened(path: Path, recipe: Recipe, assignments: Sequence[str]) -> Schema:
    """The recipe's columns, or those that reading proposes, with COLUMN=HOW texts as how some are told coarsely."""
    schema = recipe.schema or read_table(path, dialect=recipe.dialect).schema
    for assignment in assignments:
        name, _, told = assignment.rpartition("=") if "=" in assignment else (assignment, "", "")
        schema = schema.coarsen(name, told)
    return schema


def settings_of(
    generator: str, assignments: Sequence[str], protecting: Sequence[str] = ()
) -> tuple[dict[str, Value], dict[str, Value]]:
    """KEY=VALUE texts as settings of a generator and as protections; those of `protecting` as protections only.

    UnusableOption names what there is.
    """
    of_generator = {item.name: item for item in knobs(find(generator).settings)}
    of_protections = {item.name: item for item in knobs(Protections)}
    settings: dict[str, Value] = {}
    protections: dict[str, Value] = {}
    for assignment in assignments:
        name, _, value = assignment.partition("=")
        if name in of_generator:
            settings[name] = of_generator[name].read(value)
        elif name in of_protections:
            protections[name] = of_protections[name].read(value)
        else:
            known = ", ".join([*of_generator, *of_protections])
            raise UnusableOption(f"The generator {generator} has no such setting.", f"Settings are: {known}.")
    for assignment in protecting:
        name, _, value = assignment.partition("=")
        if name not in of_protections:
            raise UnusableOption("There is no such protection.", f"Protections are: {', '.join(of_protections)}.")
        protections[name] = of_protections[name].read(value)
    return settings, protections
