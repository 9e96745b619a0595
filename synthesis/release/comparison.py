"""Candidates side by side, from the records in their evidence packs."""

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.release.audit import Audit
from synthesis.release.frontier import entrant_of_record, frontier, recommended, risks_of

_BROKEN = (KeyError, TypeError, ValueError, AttributeError)


def compare_records(runs: Sequence[Path]) -> dict[str, Any]:
    """Likeness and risk of candidates of one table, the frontier among them, and what each says of how many were tried.

    `candidates` are Places with the gravest risk as a multiple of its limit; `risks` the same for every single risk, in
    its own units. `pick` is the most alike of those that pass, null where none does. UnusableOption for what is no
    record, or for records of different tables or policies."""
    names = _named(runs)
    records = [_record(path) for path in runs]
    _same(records)
    try:
        entrants = [entrant_of_record(name, record) for name, record in zip(names, records, strict=True)]
        places = frontier(entrants)
        more = [_more(record) for record in records]
    except _BROKEN:
        raise UnusableOption("A record is damaged.", "Give the folders that `run` wrote.") from None
    listed = [{**plain(place), **told} for place, told in zip(places, more, strict=True)]
    each = {risk: plain(frontier(entrants, risk)) for risk in risks_of(entrants)}
    return {"candidates": listed, "pick": recommended(places), "compared": len(runs), "risks": each}


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
                found = json.loads(pack.read("record.json"))
        else:
            found = json.loads(place.read_text("utf-8"))
    except (OSError, KeyError, UnicodeDecodeError, ValueError, zipfile.BadZipFile):
        found = None
    if not isinstance(found, dict):
        raise UnusableOption("There is no record of a run here.", "Give a folder that `run` wrote, or its pack.zip.")
    return found
