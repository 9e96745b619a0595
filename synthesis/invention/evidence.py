"""What is kept beside an invented table: the description it was drawn from, and why there is no risk in it."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from synthesis.foundation.serialisation import as_json, plain
from synthesis.invention.description import Description
from synthesis.invention.draw import Invented
from synthesis.tables import to_csv

NO_RISK = (
    "Nobody can be found in this table: it was drawn from a description, no data was read, so there is nobody "
    "whose data "
    "could be in it. What the description itself says, such as shares and ranges taken from a real table, is "
    "as public as the table."
)
"""Why an invented table needs no attack."""

NO_LIKENESS = "It tells nothing about the world: its shares and links are the ones that were written down."


def csv_of(invented: Invented) -> bytes:
    """The table as a CSV file."""
    return to_csv(invented.table.frame, invented.table.schema)


def record_of(
    description: Description, invented: Invented, csv: bytes, seed: int, by: str, now: datetime | None = None
) -> dict[str, Any]:
    """The record of an invented table as JSON values: enough to draw it again, and to tell it from others."""
    return {
        "record": 1,
        "made": {"at": (now or datetime.now(UTC)).isoformat(timespec="seconds"), "by": by},
        "source": None,
        "seed": seed,
        "rows": len(invented.table),
        "description": plain(description),
        "risk": NO_RISK,
        "use": NO_LIKENESS,
        "links": links_of(description, invented),
        "rules": [{"sentence": rule.sentence, "share": rule.share, "rows": rule.rows} for rule in invented.rules],
        "files": {"synthetic.csv": hashlib.sha256(csv).hexdigest()},
    }


def links_of(description: Description, invented: Invented) -> list[dict[str, Any]]:
    """Each link as it was asked for and as it came out."""
    return [
        {"columns": [asked.first, asked.second], "asked": asked.value, "reached": plain(reached.value)}
        for asked, reached in zip(description.links, invented.links, strict=True)
    ]


def description_json(description: Description) -> bytes:
    """The description as a file that can be edited and read back."""
    return as_json(description)
