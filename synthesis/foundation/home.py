"""The installation's own folder, and the one secret that it keeps."""

import os
import secrets
import tempfile
from pathlib import Path

from synthesis.foundation.errors import MachineFailed
from synthesis.foundation.machine import home_failure
from synthesis.foundation.whole_files import try_to_write

_SECRET_BYTES = 32


def home() -> Path:
    """The installation's folder, readable by its owner only: SYNTHESIS_HOME, or ~/.understudy.

    MachineFailed where it is not there and cannot be made.
    """
    return private(home_path(), parents=True)


def private(folder: Path, *, parents: bool = False) -> Path:
    """The folder, which is there, made for its owner only where it was not, with those above it
    if wanted. MachineFailed where that cannot be done."""
    try:
        folder.mkdir(mode=0o700, parents=parents, exist_ok=True)
    except OSError as failure:
        raise home_failure(failure) from None
    return folder


def home_path() -> Path:
    """Where the installation's folder is, or would be."""
    return Path(os.environ.get("SYNTHESIS_HOME") or Path.home() / ".understudy").expanduser()


def home_trouble() -> MachineFailed | None:
    """Why nothing can be stored in the installation's folder now; None where a small file could be."""
    try:
        try_to_write(home())
    except MachineFailed as trouble:
        return trouble
    except OSError as failure:
        return home_failure(failure)
    return None


def secret() -> bytes:
    """32 random bytes that never leave this installation; made once, the same for every process after that."""
    path = home() / "secret"
    try:
        if not path.exists():
            _make_once(path)
        return path.read_bytes()
    except OSError as failure:
        raise home_failure(failure) from None


def _make_once(path: Path) -> None:
    """Put a whole secret at `path`, unless another process was first: a hard link either appears complete or not."""
    handle, spare = tempfile.mkstemp(dir=path.parent, prefix=".secret-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(spare, path)
        except FileExistsError:
            return
    finally:
        Path(spare).unlink()
