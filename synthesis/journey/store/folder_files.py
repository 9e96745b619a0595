"""Shelves of a private folder: files under their own names, and JSON values, in the room of the work or of a job."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from synthesis.foundation.errors import RunFailed
from synthesis.jobs.atomic_files import keep, read_json, safe_name, write_json
from synthesis.journey.store.contract import Content

T = TypeVar("T")

Values = Callable[[Any], T]
"""What makes a value of what its JSON says."""


@dataclass(frozen=True)
class Files:
    """The files of a folder of which `belongs` says so, by their names."""

    folder: Path
    belongs: Callable[[str], bool]

    def put(self, key: str, value: Content) -> None:
        """A path is moved where it is on the same disk, anything else is copied."""
        if not isinstance(value, Path):
            keep(self.folder, key, value)
            return
        try:
            value.chmod(0o600)
            value.replace(self.folder / safe_name(key))
        except OSError:
            raise RunFailed("A file could not be stored.", "Bring it again.") from None

    def get(self, key: str) -> Path | None:
        """Where the file is."""
        path = self.folder / safe_name(key)
        return path if path.is_file() else None

    def list(self) -> tuple[str, ...]:
        """The names of the files, the oldest first."""
        found = [path for path in self.folder.iterdir() if path.is_file() and self.belongs(path.name)]
        return tuple(path.name for path in sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name)))

    def forget(self, key: str) -> None:
        """The file is gone."""
        (self.folder / safe_name(key)).unlink(missing_ok=True)


@dataclass(frozen=True)
class JobValues(Generic[T]):
    """One JSON value a job, in the file `name` of the job's folder; with `in_hand` one of the work itself, too."""

    jobs: Path
    name: str
    made: Values[T]
    in_hand: Path | None = None

    def put(self, key: str, value: T) -> None:
        """The job has this value."""
        write_json(self._folder(key), self.name, value)

    def get(self, key: str) -> T | None:
        """The value of the job."""
        found = read_json(self._folder(key), self.name)
        return None if found is None else self.made(found)

    def list(self) -> tuple[str, ...]:
        """The jobs that have a value."""
        own = ("",) if self.in_hand and (self.in_hand / self.name).exists() else ()
        return (*own, *sorted(path.parent.name for path in self.jobs.glob(f"*/{self.name}")))

    def forget(self, key: str) -> None:
        """The job has no value."""
        (self._folder(key) / self.name).unlink(missing_ok=True)

    def _folder(self, key: str) -> Path:
        return self.in_hand if self.in_hand and not key else self.jobs / safe_name(key)


@dataclass(frozen=True)
class JsonFiles:
    """JSON values of the work itself, each in a file of its own."""

    folder: Path
    others: tuple[str, ...] = ()
    """Keys that are none of its own."""

    def put(self, key: str, value: Any) -> None:
        """The file holds this value."""
        write_json(self.folder, f"{key}.json", value)

    def get(self, key: str) -> Any:
        """What the file holds."""
        return read_json(self.folder, f"{key}.json")

    def list(self) -> tuple[str, ...]:
        """The files that there are."""
        return tuple(sorted({path.stem for path in self.folder.glob("*.json")} - {*self.others}))

    def forget(self, key: str) -> None:
        """The file is gone."""
        (self.folder / safe_name(f"{key}.json")).unlink(missing_ok=True)

    def version(self, key: str) -> int:
        """When the file was last written, in nanoseconds."""
        try:
            return (self.folder / safe_name(f"{key}.json")).stat().st_mtime_ns
        except FileNotFoundError:
            return 0
