"""A file is there whole or not at all: what a reader finds was never half written."""

import json
import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.machine import home_failure
from synthesis.foundation.serialisation import plain

_BLOCK = 4096
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


def safe_name(name: str) -> str:
    """`name`, which is a plain file name that cannot leave its folder; UnusableOption otherwise."""
    if not _NAME.fullmatch(name):
        raise UnusableOption(
            "That is not a name that a file can be kept under.", "Use letters, digits, dots and dashes."
        )
    return name


def keep(folder: Path, name: str, content: bytes | Path | BinaryIO) -> Path:
    """The file `name` in `folder` holds `content`, readable by its owner only, or is as it was before.

    A path or an open file is copied without being read into memory. MachineFailed where the disk is full or
    may not be written.
    """
    target = folder / safe_name(name)
    try:
        handle, passing = tempfile.mkstemp(dir=folder, prefix=".")
        try:
            with os.fdopen(handle, "wb") as sink:
                _pour(content, sink)
            Path(passing).replace(target)
        finally:
            Path(passing).unlink(missing_ok=True)
    except OSError as failure:
        raise home_failure(failure) from None
    return target


def keep_in_place(folder: Path, name: str, content: bytes) -> bool:
    """The small file `name`, which is there, holds `content` and spaces behind it: that takes no new room on a full
    disk, and is one call, so that no reader finds half of it. False where it could not be done."""
    path = folder / safe_name(name)
    try:
        filled = content.ljust(path.stat().st_size)
        if len(filled) > _BLOCK:
            return False
        with path.open("r+b", buffering=0) as file:
            return file.write(filled) == len(filled)
    except OSError:
        return False


def _pour(content: bytes | Path | BinaryIO, sink: BinaryIO) -> None:
    if isinstance(content, bytes):
        sink.write(content)
    elif isinstance(content, Path):
        with content.open("rb") as source:
            shutil.copyfileobj(source, sink)
    else:
        shutil.copyfileobj(content, sink)


def write_json(folder: Path, name: str, value: Any) -> Path:
    """The file `name` holds `value` as JSON, whole or not at all; dataclasses become objects."""
    return keep(folder, name, as_bytes(value))


def as_bytes(value: Any) -> bytes:
    """`value` as JSON; dataclasses become objects."""
    return json.dumps(plain(value), ensure_ascii=False).encode()


def read_json(folder: Path, name: str) -> Any:
    """The value in the JSON file `name`, or None where there is no such file or it is not JSON."""
    try:
        return json.loads((folder / safe_name(name)).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
