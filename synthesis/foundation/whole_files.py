"""Several files in a folder that somebody chose: all are written before any takes the place of an earlier one."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

_PROBE = 1 << 16


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """`folder` holds `files` by their names; where the disk has no room for all of them it is as it was before.

    OSError where the folder cannot be made or written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".writing-") as hidden:
        for name, content in files.items():
            Path(hidden, name).write_bytes(content)
        for name in files:
            Path(hidden, name).replace(folder / name)


def try_to_write(folder: Path) -> None:
    """`folder` is there, and a file can be written to it. OSError otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder, buffering=0) as probe:
        probe.write(bytes(_PROBE))
