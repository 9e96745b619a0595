"""A record as it was, from the evidence that holds it: so that it can be added to."""

import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import revive
from synthesis.foundation.strict_json import parse_json
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit
from synthesis.release.record import Override, Record, Source, TriedCandidate, sha256
from synthesis.release.verification import DAMAGED_ZIP

_NEEDED = ("record.json", "recipe.json", "synthetic.csv")
_NO_MAP: Mapping[str, Any] = {"columns": [], "train": [], "synthetic": [], "control": None, "measures": []}
_BROKEN = (KeyError, TypeError, ValueError, AttributeError)


def load_record(place: Path) -> tuple[Record, bytes]:
    """The record in a folder that `run` wrote, or in its pack, and the synthetic file that it speaks of.

    The pictures of likeness are no part of a record. UnusableOption where files are missing, are not those that the
    record is bound to, or do not hold together."""
    files = _files(place)
    try:
        body = parse_json(files["record.json"])
        changed = any(body["files"][name] != sha256(files[name]) for name in _NEEDED if name != "record.json")
        record = None if changed else _record(body, revive(Recipe, parse_json(files["recipe.json"])))
    except _BROKEN:
        record = None
    if record is None:
        raise UnusableOption(
            "The evidence of the pick is damaged or was changed.", "Check its pack with: verify, or run it again."
        )
    return record, files["synthetic.csv"]


def _files(place: Path) -> dict[str, bytes]:
    place = place.parent if place.name == "record.json" else place
    try:
        if place.is_dir():
            return {name: (place / name).read_bytes() for name in _NEEDED}
        with zipfile.ZipFile(place) as pack:
            return {name: pack.read(name) for name in _NEEDED}
    except (KeyError, *DAMAGED_ZIP):
        raise UnusableOption(
            "The evidence of the pick is not all here.", "Give the folder that `run` wrote, or its pack.zip."
        ) from None


def _record(body: Mapping[str, Any], recipe: Recipe) -> Record:
    found = body["fidelity"]
    known = found["overall"]["value"] is not None or found["scores"]
    fidelity = {**found, "distributions": [], "even": [], "associations": _NO_MAP} if known else None
    audit = revive(Audit, {**body, "fidelity": fidelity})
    override = revive(Override, body["override"]) if body["override"] else None
    tried = tuple(revive(TriedCandidate, one) for one in body["candidates"])
    return Record(
        revive(Source, body["source"]),
        recipe,
        body["split"]["note"],
        audit,
        tried,
        body["made"]["by"],
        override,
        tuple(body["protections"]),
    )


def all_tried(records: Sequence[Record], picked: Record) -> tuple[TriedCandidate, ...]:
    """Every candidate of all the records, the picked one marked. Records of one session list the same candidates: these
    count once; a run of its own counts each time."""
    alone, together = Counter[TriedCandidate](), Counter[TriedCandidate]()
    for record in records:
        listed = Counter(replace(one, picked=False) for one in record.candidates)
        alone, together = (alone + listed, together) if len(record.candidates) == 1 else (alone, together | listed)
    found = list((alone + together).elements())
    own = replace(next((one for one in picked.candidates if one.picked), picked.candidates[0]), picked=False)
    found[found.index(own)] = replace(own, picked=True, verdict=picked.audit.verdict.outcome.value)
    return tuple(found)
