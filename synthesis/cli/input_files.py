"""The files and folders that a command is given beside the table."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synthesis.foundation.errors import UnusableOption

if TYPE_CHECKING:
    from synthesis.journey import Judging
    from synthesis.tables import Schema
    from synthesis.tables.public_domain import PublicDomains


def judging_of(options: argparse.Namespace, *, skip: bool = False) -> "Judging":
    """How the options say that a release is judged."""
    from synthesis.journey import Judging
    from synthesis.release.policy import find_policy

    return Judging(find_policy(options.policy), options.attacks, tuple(options.secret), options.target, skip)


def schema_of(path: Path | None, table: Path) -> "Schema | None":
    """What a schema file says of the columns it names; of the others, what reading proposes."""
    from synthesis.journey import corrected

    return loaded(lambda value: corrected(table, value), path, "schema") if path else None


def domains_of(path: Path | None) -> "PublicDomains | None":
    """What a file declares to be public about the columns."""
    from synthesis.generation.private_pipeline import declared_of

    return loaded(declared_of, path, "declared") if path else None


def loaded(revived: Callable[[Any], Any], path: Path, what: str) -> Any:
    """A value from a JSON file; the output of `describe` serves as a schema too."""
    advice = f"Give the {what}.json that a run wrote."
    try:
        value = json.loads(path.read_text("utf-8"))
        return revived(value.get(what, value))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        raise UnusableOption(f"The {what} file cannot be read as JSON.", advice) from None
    except (TypeError, KeyError, ValueError, AttributeError):
        raise UnusableOption(f"The {what} file does not hold a {what}.", advice) from None


def make_folder(folder: Path) -> None:
    """The folder for the output exists, or UnusableOption."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise UnusableOption(
            "The output folder cannot be made.", "Give --out a folder that you may write to."
        ) from None
