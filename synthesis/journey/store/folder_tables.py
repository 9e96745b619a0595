"""Judged tables in the folders of the jobs that made them: what was found as JSON, the rows as Parquet."""

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import pandas as pd

from synthesis.foundation.second_opinion import SecondOpinion
from synthesis.foundation.serialisation import plain, revive
from synthesis.jobs.atomic_files import keep, read_json, safe_name
from synthesis.journey.audits import Audited
from synthesis.journey.candidate import Candidate
from synthesis.journey.store.judged import Finished, Judged
from synthesis.protections import cut_prefixes
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit, SecondRound
from synthesis.release.record import Source
from synthesis.tables import Schema, Table, harmonise_levels
from synthesis.tables.group_columns import propose_groups
from synthesis.utility import propose_target

AGAIN = "again.json"
"""The file in a candidate's folder that holds what the second round of attacks found."""

SECOND_OPINION = "second_opinion.json"
"""The file in the folder of a candidate or an audit that holds what other tools say of it."""

JOINT_AUDIT = "joint_audit.json"
"""The file in a candidate's folder that holds what was found of it together with earlier releases of its source."""

_OUTCOME, _CSV = "outcome.json", "synthetic.csv"
_PARTS = ("train", "control", "synthetic")

Put = TypeVar("Put")
Got = TypeVar("Got")


@dataclass(frozen=True)
class FolderRows:
    """The rows of one judged table, in the folder of its job."""

    folder: Path

    def frame(self, part: str, names: Sequence[str] | None = None) -> pd.DataFrame | None:
        """These columns of a part; one that its file lacks is blank throughout."""
        from pyarrow.parquet import read_schema

        path = self.folder / f"{part}.parquet"
        if not path.exists():
            return None
        if names is None:
            return pd.read_parquet(path)
        held = set(read_schema(path).names)
        return pd.read_parquet(path, columns=[name for name in names if name in held]).reindex(columns=list(names))

    def released(self) -> bytes:
        """The synthetic file."""
        return (self.folder / _CSV).read_bytes()


@dataclass(frozen=True)
class _Outcomes(ABC, Generic[Put, Got]):
    """Judged tables of one origin, by the ids of their jobs."""

    jobs: Path

    @property
    @abstractmethod
    def _mark(self) -> str:
        """The key that only outcomes of this origin have."""

    @abstractmethod
    def _written(self, value: Put, folder: Path) -> None: ...

    @abstractmethod
    def _read(self, stored: dict[str, Any], folder: Path) -> Got: ...

    def put(self, key: str, value: Put) -> None:
        """The folder of the job holds it, with the rows that it is about."""
        self._written(value, self.jobs / safe_name(key))

    def get(self, key: str) -> Got | None:
        """What the folder of the job holds."""
        folder = self.jobs / safe_name(key)
        stored = read_json(folder, _OUTCOME)
        return None if stored is None or self._mark not in stored else self._read(stored, folder)

    def list(self) -> tuple[str, ...]:
        """The jobs that made one."""
        found = sorted(path.parent.name for path in self.jobs.glob(f"*/{_OUTCOME}"))
        return tuple(key for key in found if self._mark in (read_json(self.jobs / key, _OUTCOME) or ()))

    def forget(self, key: str) -> None:
        """Neither what was found nor any row is left; the job stays on record."""
        for name in (_OUTCOME, _CSV, AGAIN, SECOND_OPINION, JOINT_AUDIT, *(f"{part}.parquet" for part in _PARTS)):
            (self.jobs / safe_name(key) / name).unlink(missing_ok=True)


class Candidates(_Outcomes[Candidate, Finished]):
    """Candidates that were made here."""

    _mark = "recipe"

    def _written(self, value: Candidate, folder: Path) -> None:
        _keep_rows(value.split.train, value.split.control, value.synthetic, folder)
        keep(folder, _CSV, value.csv)
        stored = {
            "recipe": plain(value.recipe),
            "source": plain(value.source),
            "split_note": value.split.note,
            "notes": list(value.notes),
            "audit": value.audit.stored(),
            "target": propose_target(value.split.train),
            "groups": list(propose_groups(value.split.train)),
        }
        keep(folder, _OUTCOME, json.dumps(stored).encode())

    def _read(self, stored: dict[str, Any], folder: Path) -> Finished:
        recipe = revive(Recipe, stored["recipe"])
        assert recipe.schema is not None
        return Finished(
            audit=_with_opinion(_with_again(Audit.restored(stored["audit"]), folder), folder),
            schema=recipe.schema,
            key=_key(folder),
            rows=FolderRows(folder),
            recipe=recipe,
            source=revive(Source, stored["source"]),
            split_note=stored["split_note"],
            notes=tuple(stored["notes"]),
            target=stored.get("target"),
            groups=tuple(stored.get("groups", ())),
        )


class Audits(_Outcomes[Audited, Judged]):
    """Audits of files made elsewhere."""

    _mark = "schema"

    def _written(self, value: Audited, folder: Path) -> None:
        _keep_rows(value.train, value.control, value.synthetic, folder)
        stored = {"schema": plain(value.train.schema), "audit": value.audit.stored()}
        keep(folder, _OUTCOME, json.dumps(stored).encode())

    def _read(self, stored: dict[str, Any], folder: Path) -> Judged:
        audit, schema = _with_opinion(Audit.restored(stored["audit"]), folder), revive(Schema, stored["schema"])
        return Judged(audit, schema, _key(folder), FolderRows(folder))


def _key(folder: Path) -> tuple[str, str]:
    return folder.parents[1].name, folder.name


def _keep_rows(train: Table, control: Table | None, synthetic: Table, folder: Path) -> None:
    modelled = list(train.schema.modelled.names)
    cut_prefixes(train).frame[modelled].to_parquet(folder / "train.parquet")
    if control is not None:
        harmonise_levels(train, cut_prefixes(control)).frame[modelled].to_parquet(folder / "control.parquet")
    present = [name for name in modelled if name in synthetic.frame]
    harmonise_levels(train, synthetic).frame[present].to_parquet(folder / "synthetic.parquet")


def _with_again(audit: Audit, folder: Path) -> Audit:
    again = read_json(folder, AGAIN)
    return audit if again is None else replace(audit, again=revive(SecondRound, again)).under(audit.policy)


def _with_opinion(audit: Audit, folder: Path) -> Audit:
    said = read_json(folder, SECOND_OPINION)
    return audit if said is None else replace(audit, second_opinion=revive(SecondOpinion, said))
