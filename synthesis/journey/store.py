"""Candidates and audits in their private folders, found again later, and written into the record."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from synthesis.fidelity import joint
from synthesis.fidelity.combinations import Combinations, combinations_of
from synthesis.fidelity.hexagons import Hexagons, hexagons
from synthesis.fidelity.lookup import CategoryLevels, calendar, calendars, category_levels
from synthesis.fidelity.score import Distribution, Joint
from synthesis.foundation.serialisation import plain, revive
from synthesis.generators import find
from synthesis.jobs.atomic_files import read_json
from synthesis.journey.audits import Audited
from synthesis.journey.candidate import Candidate
from synthesis.protections import cut_prefixes
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit, SecondRound
from synthesis.release.record import Override, Record, Source, TriedCandidate
from synthesis.tables import Schema, Table, harmonise_levels
from synthesis.tables.group_columns import propose_groups
from synthesis.utility import propose_target

AGAIN = "again.json"
"""The file in a candidate's folder that holds what the second round of attacks found."""

_OUTCOME = "outcome.json"


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

    def levels(self, name: str) -> CategoryLevels:
        """All categories of a column that may be named, training beside synthetic."""
        train, synthetic = (self._columns(part, name)[name] for part in ("train", "synthetic"))
        return category_levels(train, synthetic)

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
        """These columns of a part; one that its file lacks is blank throughout."""
        from pyarrow.parquet import read_schema

        path, wanted = self.folder / f"{part}.parquet", list(dict.fromkeys(names))
        held = set(read_schema(path).names)
        found = pd.read_parquet(path, columns=[name for name in wanted if name in held])
        return found.reindex(columns=wanted)


@dataclass(frozen=True, eq=False)
class Finished(Judged):
    """A candidate that was made here, with what it takes to make it again."""

    recipe: Recipe
    source: Source
    split_note: str
    notes: tuple[str, ...]
    target: str | None = None
    groups: tuple[str, ...] = ()
    """What a model of this table would be built for, and the groups of people it could treat differently, as
    proposed."""

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
    _keep_outcome(stored, folder)


def keep_audit(found: Audited, folder: Path) -> None:
    """Write the audit of files made elsewhere into its private folder, with the rows that it is about."""
    _keep_rows(found.train, found.control, found.synthetic, folder)
    _keep_outcome({"schema": plain(found.train.schema), "audit": found.audit.stored()}, folder)


def _keep_outcome(stored: dict[str, Any], folder: Path) -> None:
    (folder / _OUTCOME).write_text(json.dumps(stored), "utf-8")


def _outcome(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / _OUTCOME).read_text("utf-8"))
    return found


def _keep_rows(train: Table, control: Table | None, synthetic: Table, folder: Path) -> None:
    modelled = list(train.schema.modelled.names)
    cut_prefixes(train).frame[modelled].to_parquet(folder / "train.parquet")
    if control is not None:
        harmonise_levels(train, cut_prefixes(control)).frame[modelled].to_parquet(folder / "control.parquet")
    present = [name for name in modelled if name in synthetic.frame]
    harmonise_levels(train, synthetic).frame[present].to_parquet(folder / "synthetic.parquet")


def load(folder: Path) -> Finished:
    """The candidate that `keep` wrote."""
    stored = _outcome(folder)
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
    return replace(audit, again=revive(SecondRound, again)).under(audit.policy)


def load_audit(folder: Path) -> Judged:
    """The audit that `audit_job` wrote."""
    stored = _outcome(folder)
    return Judged(Audit.restored(stored["audit"]), revive(Schema, stored["schema"]), folder)


def record_of(
    made: Candidate | Finished, by: str, override: Override | None = None, candidates: Sequence[TriedCandidate] = ()
) -> Record:
    """The record of a candidate; without others it is the only one that was tried."""
    note = made.split.note if isinstance(made, Candidate) else made.split_note
    tried = tuple(candidates) or (tried_of(made.recipe, made.audit, picked=True),)
    return Record(made.source, made.recipe, note, made.audit, tried, by, override, made.notes)


def tried_of(recipe: Recipe, audit: Audit, *, picked: bool) -> TriedCandidate:
    """A finished candidate as the record lists it."""
    outcome = audit.verdict.outcome.value
    return TriedCandidate(
        recipe.generator, find(recipe.generator).title, recipe.seed, audit.rows.synthetic, "done", outcome, picked
    )
