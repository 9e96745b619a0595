"""The files and folders that a command is given beside the table."""

import argparse
import errno
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.machine import NO_RIGHT, NO_ROOM

if TYPE_CHECKING:
    from synthesis.journey import Judging
    from synthesis.tables import Schema
    from synthesis.tables.public_domain import PublicDomains

T = TypeVar("T")

_NOT_MADE = ("cannot be made", "Give --out a folder that you may write to.")
_FULL = ("is on a disk that is full", "Free some space on it, or give --out a folder on another disk.")
_SHUT = ("may not be written to", "Give --out a folder that you may write to.")
_UNWRITABLE: dict[int, tuple[str, str]] = {
    **dict.fromkeys(NO_ROOM, _FULL),
    **dict.fromkeys(NO_RIGHT, _SHUT),
    errno.EROFS: ("is on a disk that can only be read", "Give --out a folder on another disk."),
}


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
    from synthesis.generation.private_pipeline import public_domains_of

    return loaded(public_domains_of, path, "declared") if path else None


def loaded(made: Callable[[Any], T], path: Path, what: str) -> T:
    """What `made` makes of a JSON file; one that holds it under its own name, as `describe` prints a schema, will do.

    UnusableOption says what is wrong with it."""
    from synthesis.foundation.strict_reader import read_file

    value = read_file(path, what)
    return made(value[what] if isinstance(value, dict) and what in value else value)


def written(kind: type[T], what: str) -> Callable[[Any], T]:
    """What reads a dataclass of that type strictly."""
    from synthesis.foundation.strict_reader import read_strictly

    return lambda value: read_strictly(kind, value, what)


def make_folder(folder: Path) -> None:
    """The folder for the output exists and can be written to, or UnusableOption says why not, before any work."""
    from synthesis.foundation.whole_files import try_to_write

    try:
        try_to_write(folder)
    except OSError as failure:
        why, then = _UNWRITABLE.get(failure.errno or 0, _NOT_MADE)
        raise UnusableOption(f"The output folder {why}.", then) from None
