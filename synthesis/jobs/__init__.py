"""Work that takes long: it survives page switches, reloads and restarts, and ends when the user says so."""

from synthesis.jobs import passing
from synthesis.jobs.dask_engine import Engine, engine
from synthesis.jobs.job import Job
from synthesis.jobs.status import JobStatus
from synthesis.jobs.workspace import Workspace, reap

__all__ = ["Engine", "Job", "JobStatus", "Workspace", "engine", "passing", "reap"]
