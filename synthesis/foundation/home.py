"""The installation's own folder, and the one secret that it keeps."""

import os
import secrets
import tempfile
from pathlib import Path

_SECRET_BYTES = 32


def home() -> Path:
    """The installation's folder, readable by its owner only: SYNTHESIS_HOME, or ~/.understudy."""
    folder = Path(os.environ.get("SYNTHESIS_HOME") or Path.home() / ".understudy").expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def secret() -> bytes:
    """32 random bytes that never leave this installation; made once, the same for every process after that."""
    path = home() / "secret"
    if not path.exists():
        _make_once(path)
    return path.read_bytes()


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
