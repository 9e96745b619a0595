"""The record: what was done to which source, what was found, and who decided."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import canonical_json, plain
from synthesis.foundation.version import __version__
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit

RECORD_VERSION = 2
"""Which of `rule_sets.RULE_SETS` judges the records that are written now."""


@dataclass(frozen=True)
class Source:
    """The table that was protected, known by a keyed fingerprint; nothing of its content."""

    fingerprint: str
    rows: int
    columns: int


@dataclass(frozen=True)
class Override:
    """Somebody takes responsibility for a release that did not pass."""

    name: str
    reason: str

    def __post_init__(self) -> None:
        if not self.name.strip() or len(self.reason.strip()) < MINIMUM_REASON:
            advice = f"Give a name and a reason of at least {MINIMUM_REASON} characters."
            raise UnusableOption("An override needs a name and a reason.", advice)


MINIMUM_REASON = 10


@dataclass(frozen=True)
class TriedCandidate:
    """One candidate of the session, picked or not."""

    generator: str
    title: str
    seed: int
    rows: int
    state: str
    verdict: str | None = None
    picked: bool = False


@dataclass(frozen=True, eq=False)
class Record:
    """The record without its file hashes, which the pack adds."""

    source: Source
    recipe: Recipe
    split_note: str
    audit: Audit
    candidates: Sequence[TriedCandidate]
    by: str
    override: Override | None = None
    protections: Sequence[str] = ()

    def contract(self, files: Mapping[str, bytes], now: datetime | None = None) -> dict[str, Any]:
        """The record as JSON values, bound to the pack's other files by their SHA-256."""
        audit = self.audit.contract()
        verdict = {"outcome": audit.pop("verdict"), "reasons": audit.pop("reasons")}
        recipe: dict[str, Any] = plain(self.recipe)
        return {
            "record": RECORD_VERSION,
            "made": {"at": (now or datetime.now(UTC)).isoformat(timespec="seconds"), "by": self.by},
            "program": {"name": "Understudy", "version": __version__},
            "source": plain(self.source),
            "split": {
                "train": self.audit.rows.train,
                "control": self.audit.rows.control,
                "seed": self.recipe.split,
                "note": self.split_note,
                "unit": "row" if self.audit.rows.train_people is None else "person",
            },
            "recipe": {key: recipe[key] for key in recipe if key != "schema"},
            "protections": list(self.protections),
            **audit,
            "policy_sha256": sha256(canonical_json(self.audit.policy)),
            "candidates": plain(self.candidates),
            "verdict": verdict,
            "override": plain(self.override),
            "review": None,
            "files": {name: sha256(content) for name, content in sorted(files.items())},
        }


def sha256(content: bytes) -> str:
    """The SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()
