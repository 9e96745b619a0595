"""Uploads on their way: what a browser sent and no page has fetched yet, in a folder for each browser session."""

import re
import shutil
import time
from contextlib import suppress
from pathlib import Path

from synthesis.foundation.errors import MachineFailed
from synthesis.foundation.home import home, private

_FORGOTTEN = 3600.0
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


def folder() -> Path:
    """Where they all lie. MachineFailed where that cannot be made."""
    return private(home() / "passing")


def place(session: str, file_id: str) -> Path:
    """Where the bytes of an upload of a browser session belong. MachineFailed where there is no place for them."""
    assert _ID.fullmatch(session)
    assert _ID.fullmatch(file_id)
    return private(folder() / session) / file_id


def find(file_id: str) -> Path | None:
    """Where the bytes of that upload lie, or None."""
    if not _ID.fullmatch(file_id):
        return None
    return next((path for path in folder().glob(f"*/{file_id}") if path.is_file()), None)


def drop(file_id: str) -> None:
    """Nothing of that upload is left."""
    with suppress(OSError, MachineFailed):
        path = find(file_id)
        if path is not None:
            path.unlink(missing_ok=True)
            leave(path.parent)


def leave(session: Path) -> None:
    """The folder of a browser session is gone, if it is empty."""
    with suppress(OSError):
        session.rmdir()


def forget(session: str) -> None:
    """Nothing is left that this browser session sent and no page fetched."""
    if _ID.fullmatch(session):
        shutil.rmtree(folder() / session, ignore_errors=True)


def sweep(older_than: float = _FORGOTTEN) -> None:
    """What no page came to fetch within `older_than` seconds is gone, broken uploads too."""
    for path in (*folder().glob("*/*"), *folder().iterdir()):
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - older_than:
                _remove(path)


def _remove(path: Path) -> None:
    """A folder only where it is empty; that of a session goes with its last file."""
    if path.is_dir():
        path.rmdir()
        return
    path.unlink()
    if path.parent != folder():
        leave(path.parent)
