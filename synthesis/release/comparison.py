"""Candidates side by side, from the records in their evidence packs."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synthesis.figures.frontier_point import FrontierPoint
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.foundation.strict_json import parse_json
from synthesis.release.audit import Audit
from synthesis.release.frontier import entrant_of_record, frontier, recommended, risks_of
from synthesis.release.verification import DAMAGED_ZIP

_BROKEN = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True, eq=False)
class Compared:
    """One candidate among others: where it stands, what made it, of how many it was picked, and what models learn."""

    place: FrontierPoint
    generator: str
    seed: int
    tried: int
    attacked_again: bool
    utility: Sequence[Mapping[str, Any]]

    def contract(self) -> dict[str, Any]:
        """As JSON values, the place's own beside the others."""
        value: dict[str, Any] = plain(self)
        return {**value.pop("place"), **value}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Likeness and risk of candidates of one table.

    `candidates` stand where their gravest risk puts them, as a multiple of its limit; `risks` has the same for every
    single risk, in its own units. `pick` is the most alike of those that pass, None where none does."""

    candidates: tuple[Compared, ...]
    pick: str | None
    risks: Mapping[str, tuple[FrontierPoint, ...]]

    def contract(self) -> dict[str, Any]:
        """As JSON values."""
        listed = [one.contract() for one in self.candidates]
        return {"candidates": listed, "pick": self.pick, "compared": len(listed), "risks": plain(self.risks)}


def compare_records(runs: Sequence[Path]) -> dict[str, Any]:
    """`comparison_of` the records at these places, by the shortest names that tell the places apart, as JSON values.

    UnusableOption for what is no record."""
    return comparison_of(records_at(runs)).contract()


def comparison_of(records: Mapping[str, Mapping[str, Any]]) -> Comparison:
    """Candidates by name and record, with the frontier among them, and what each says of how many were tried.

    UnusableOption for records of different tables or policies."""
    _same(list(records.values()))
    try:
        entrants = [entrant_of_record(name, record) for name, record in records.items()]
        places = frontier(entrants)
        more = [_more(record) for record in records.values()]
    except _BROKEN:
        raise UnusableOption("A record is damaged.", "Give the folders that `run` wrote.") from None
    listed = tuple(Compared(place, **told) for place, told in zip(places, more, strict=True))
    each = {risk: frontier(entrants, risk) for risk in risks_of(entrants)}
    return Comparison(listed, recommended(places), each)


def records_at(runs: Sequence[Path]) -> dict[str, dict[str, Any]]:
    """The records at these places, by the shortest names that tell the places apart."""
    return dict(zip(_named(runs), map(_record, runs), strict=True)) if runs else {}


def pick_of(runs: Sequence[Path]) -> Path | None:
    """The run that `compared` picks."""
    return dict(zip(_named(runs), runs, strict=True)).get(compare_records(runs)["pick"])


def attacked(audit: Audit) -> dict[str, Any]:
    """What became of the pick in its second round: the seed, the graver verdict of the two, and every risk."""
    assert audit.again is not None
    return {
        "seed": audit.again.seed,
        "verdict": audit.verdict.outcome.value,
        "reasons": list(audit.verdict.reasons),
        "risks": plain(audit.again.privacy.risks),
    }


def _named(runs: Sequence[Path]) -> list[str]:
    """The shortest ends of the paths that tell them apart."""
    parts = [path.resolve().parts for path in runs]
    if len(set(parts)) < len(parts):
        raise UnusableOption("One run is named twice.", "Name each run once.")
    deepest = max(map(len, parts))
    ends = (["/".join(part[-depth:]) for part in parts] for depth in range(1, deepest + 1))
    return next(end for end in ends if len(set(end)) == len(end))


def _more(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "generator": record["recipe"]["generator"],
        "seed": record["recipe"]["seed"],
        "tried": len(record["candidates"]),
        "attacked_again": bool(record.get("again")),
        "utility": record["utility"]["scores"],
    }


def _same(records: Sequence[Mapping[str, Any]]) -> None:
    try:
        tables = {str(record["source"]["fingerprint"]) for record in records}
        policies = {json.dumps(record["policy"], sort_keys=True) for record in records}
    except _BROKEN:
        raise UnusableOption("A record is damaged.", "Give the folders that `run` wrote.") from None
    if len(tables) > 1:
        raise UnusableOption("The runs are about different tables.", "Compare runs on one table.")
    if len(policies) > 1:
        raise UnusableOption("The runs were judged by different policies.", "Run them under one policy.")


def _record(path: Path) -> dict[str, Any]:
    """The record in a folder, a pack or a file."""
    place = path / "record.json" if path.is_dir() else path
    try:
        if place.suffix == ".zip":
            with zipfile.ZipFile(place) as pack:
                found = parse_json(pack.read("record.json"))
        else:
            found = parse_json(place.read_bytes())
    except (KeyError, *DAMAGED_ZIP):
        found = None
    if not isinstance(found, dict):
        raise UnusableOption("There is no record of a run here.", "Give a folder that `run` wrote, or its pack.zip.")
    return found
