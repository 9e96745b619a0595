"""The runs of a workspace as the pages see them: how they stand, what they made, and what they all were."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from components.shared import cache
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.serialisation import revive
from synthesis.generators import find
from synthesis.jobs import Engine, Job, JobStatus, engine
from synthesis.journey import Finished, Judged, Store, store_of
from synthesis.recipe import Recipe
from synthesis.release.policy import Policy
from synthesis.release.record import TriedCandidate

ENTRY = "synthesis.journey:run_job"
AUDIT = "synthesis.journey:audit_job"

J = TypeVar("J", bound=Judged)


@st.cache_resource(show_spinner=False)
def the_engine() -> Engine:
    """The one engine of this server."""
    return engine()


def status_of(job: Job) -> JobStatus:
    """How a run stands now; one whose process is gone has failed."""
    return job.settle()


def recipe_of(job: Job) -> Recipe:
    """What a run was asked to do."""
    return revive(Recipe, job.spec["recipe"])


def finished(job: Job, policy: Policy) -> Finished:
    """What a run that is done has made, judged by `policy` as it stands now; no attack is run again."""
    return _judged(job, policy, lambda store: store.candidates.get(job.id))


def audited(job: Job, policy: Policy) -> Judged:
    """What an audit of files made elsewhere has found, judged by `policy` as it stands now."""
    return _judged(job, policy, lambda store: store.audits.get(job.id))


def _judged(job: Job, policy: Policy, read: Callable[[Store], J | None]) -> J:
    store = store_of(job)
    later = tuple(job.id in shelf.list() for shelf in (store.second_rounds, store.second_opinions))
    found = cache.FOUND.recall((store.token, job.id, *later), lambda: read(store))
    if found is None:
        raise RunFailed("The result of this run is gone.", "Start it again.")
    if found.audit.policy == policy:
        return found
    return replace(found, audit=found.audit.under(policy))


def tried(jobs: Iterable[Job], policy: Policy, picked: str | None) -> tuple[TriedCandidate, ...]:
    """Every run on this source, picked or not, for the record."""
    return tuple(_tried(job, policy, picked) for job in jobs)


def _tried(job: Job, policy: Policy, picked: str | None) -> TriedCandidate:
    recipe, status = recipe_of(job), status_of(job)
    done = finished(job, policy) if status.state == "done" else None
    rows = done.audit.rows.synthetic if done else recipe.rows or 0
    verdict = done.audit.verdict.outcome.value if done else None
    title = find(recipe.generator).title
    return TriedCandidate(recipe.generator, title, recipe.seed, rows, status.state, verdict, job.id == picked)


def spec_matches(job: Job, **wanted: Any) -> bool:
    """Whether a run was started with these values in its specification."""
    return all(job.spec.get(key) == value for key, value in wanted.items())
