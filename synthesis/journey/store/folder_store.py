"""The store of one installation without a database: the private folder of the work, and a folder in it for each job."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from synthesis.fidelity.score import Generation
from synthesis.foundation.second_opinion import SecondOpinion
from synthesis.foundation.serialisation import revive
from synthesis.jobs import Job, Workspace
from synthesis.journey.description import Understood
from synthesis.journey.store.contract import Drafts, Store
from synthesis.journey.store.folder_files import Files, JobValues, JsonFiles
from synthesis.journey.store.folder_tables import AGAIN, JOINT_AUDIT, SECOND_OPINION, Audits, Candidates
from synthesis.journey.store.judged import Finished, Judged
from synthesis.release.audit import Audit, SecondRound
from synthesis.utility import Utility

COLLAPSE, USE, OVERRIDE, UNDERSTOOD = "collapse.json", "use.json", "override.json", "understood.json"
_UPLOAD = "audit-"

T = TypeVar("T")


@dataclass(frozen=True)
class FolderStore:
    """What is kept in `home`, the private folder of the work, and in `jobs`, which holds the folders of its jobs.

    The names of files are those of version 0.1.0, so that its work still opens."""

    home: Path
    jobs: Path

    @classmethod
    def around(cls, job: Path) -> "FolderStore":
        """The store in which the folder of a job lies."""
        return cls(job.parent.parent, job.parent)

    @property
    def token(self) -> str:
        """The name of the private folder."""
        return self.home.name

    @property
    def sources(self) -> Files:
        """Every file of the work that is no value of the program's own and no upload."""
        return Files(self.home, lambda name: not name.startswith((".", _UPLOAD)) and not name.endswith(".json"))

    @property
    def uploads(self) -> Files:
        """The files whose names begin with `audit-`."""
        return Files(self.home, lambda name: name.startswith(_UPLOAD))

    @property
    def descriptions(self) -> JobValues[Understood]:
        """`understood.json` of a job, and of the work."""
        return JobValues(self.jobs, UNDERSTOOD, partial(revive, Understood), self.home)

    @property
    def candidates(self) -> Candidates:
        """The outcomes that hold a recipe."""
        return Candidates(self.jobs)

    @property
    def audits(self) -> Audits:
        """The outcomes that hold a schema of their own."""
        return Audits(self.jobs)

    @property
    def second_rounds(self) -> JobValues[SecondRound]:
        """`again.json` of a candidate."""
        return JobValues(self.jobs, AGAIN, partial(revive, SecondRound))

    @property
    def second_opinions(self) -> JobValues[SecondOpinion]:
        """`second_opinion.json` of a candidate or an audit."""
        return JobValues(self.jobs, SECOND_OPINION, partial(revive, SecondOpinion))

    @property
    def joint_audits(self) -> JobValues[Audit]:
        """`joint_audit.json` of a candidate."""
        return JobValues(self.jobs, JOINT_AUDIT, Audit.restored)

    @property
    def collapses(self) -> JobValues[Any]:
        """`collapse.json` of a candidate."""
        return JobValues(self.jobs, COLLAPSE, lambda found: tuple(revive(Generation, one) for one in found))

    @property
    def utilities(self) -> JobValues[Utility]:
        """`use.json` of the job that trained the models."""
        return JobValues(self.jobs, USE, partial(revive, Utility))

    @property
    def overrides(self) -> JobValues[Any]:
        """`override.json` of a candidate."""
        return JobValues(self.jobs, OVERRIDE, lambda found: found)

    @property
    def drafts(self) -> Drafts:
        """JSON files of the work."""
        return JsonFiles(self.home, (Path(UNDERSTOOD).stem,))


def store_of(place: Workspace | Job) -> Store:
    """Where what belongs to this work, or to the work of this job, is kept."""
    if isinstance(place, Job):
        return FolderStore.around(place.folder)
    return FolderStore(place.folder, place.folder / "jobs")


def store_around(job: Path) -> Store:
    """Where what belongs to the work is kept in which the folder of a job lies."""
    return FolderStore.around(job)


def load(folder: Path) -> Finished:
    """The candidate in the folder of a job. LookupError where there is none."""
    return _found(FolderStore.around(folder).candidates.get(folder.name))


def load_audit(folder: Path) -> Judged:
    """The audit in the folder of a job. LookupError where there is none."""
    return _found(FolderStore.around(folder).audits.get(folder.name))


def _found(value: T | None) -> T:
    if value is None:
        raise LookupError("nothing is kept there")
    return value
