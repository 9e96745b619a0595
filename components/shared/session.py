"""What the pages share: one typed object, kept in the user's private workspace and found again after a reload.

The workspace on disk is the truth. Its unguessable token stands in the session and in the address of the page, since a
page switch drops the one and a reload empties the other. Real rows are neither in the session nor in this process:
what was understood of a table, its first rows for the owner's eyes aside, holds none.
"""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import streamlit as st

from components.shared import cache, runs, widget_state
from synthesis.foundation.serialisation import plain, revive
from synthesis.generation.pipelines import pipeline_for
from synthesis.jobs import Job, Workspace, passing
from synthesis.journey import AUDITED_ATTACKS, Store, store_of
from synthesis.journey.description import Understood
from synthesis.journey.follow_up import about
from synthesis.journey.store import IN_HAND
from synthesis.recipe import Recipe, Value
from synthesis.release.policy import PUBLIC, Policy, read_policy
from synthesis.release.record import TriedCandidate
from synthesis.rules import Conditions
from synthesis.tables import Dialect, Schema

_STATE = "session"


@dataclass(frozen=True)
class Choice:
    """What was last chosen on the Generator page.

    `told`: how some columns are told coarsely, null as the schema has it. `others`: settings of generators picked
    before."""

    generator: str = "trees"
    settings: dict[str, Value] = field(default_factory=dict)
    protections: dict[str, Value] = field(default_factory=dict)
    rows: int | None = None
    seed: int = 0
    attacks: int = AUDITED_ATTACKS
    target: str | None = None
    wish: Conditions | None = None
    told: dict[str, str] | None = None
    others: dict[str, dict[str, Value]] = field(default_factory=dict)

    def settings_of(self, generator: str) -> dict[str, Value]:
        """The settings that a generator was last given; those that are not in it are the default's."""
        return self.settings if generator == self.generator else self.others.get(generator, {})

    def switched(self, generator: str) -> "Choice":
        """Another generator with its own settings, and no target: what the rows suggested to one is not told the
        other."""
        if generator == self.generator:
            return self
        others = {**self.others, self.generator: self.settings}
        return replace(self, generator=generator, settings=self.settings_of(generator), target=None, others=others)


@dataclass
class Session:
    """One user's work in hand. `revision` counts tables and confirmed schemas; runs of an older one are never shown.

    `name` is what the user's file was called, for reading only. `picked` is the id of the run that Fidelity, Privacy
    and Release show. `control` is the share of rows held out, null for the default. `dialect` is how the user says the
    file is spelt, null where it is as it looks. `said` is what the user declares as public about the columns. `reading`
    is the id of the job that reads a table now. `beside` are the ids of the runs that are set beside the one that is
    shown."""

    workspace: Workspace | None = None
    name: str = ""
    file: str | None = None
    fingerprint: str | None = None
    schema: Schema | None = None
    confirmed: bool = False
    control: float | None = None
    revision: int = 0
    choice: Choice = field(default_factory=Choice)
    policy: Policy = PUBLIC
    picked: str | None = None
    dialect: Dialect | None = None
    reading: str | None = None
    beside: tuple[str, ...] = ()
    said: dict[str, Any] = field(default_factory=dict)
    _stamp: int = 0

    @property
    def mark(self) -> tuple[str, int]:
        """Names the table as it is understood now: no other work and no earlier state has the same."""
        return (self.workspace.token if self.workspace else "", self.revision)

    @property
    def store(self) -> Store | None:
        """Where all that belongs to this work is kept."""
        return store_of(self.workspace) if self.workspace else None

    @property
    def source(self) -> Path | None:
        """The uploaded file, in the private workspace."""
        return self.store.sources.get(self.file) if self.store and self.file else None

    @property
    def table(self) -> Understood | None:
        """What is understood of the table now; found again on the disk when this process knows it no more."""
        store = self.store
        if store is None or self.schema is None or self.source is None or IN_HAND not in store.descriptions.list():
            return None
        return cache.FOUND.recall((*self.mark, self.fingerprint), lambda: store.descriptions.get(IN_HAND))

    def keep_table(self, file: str, table: Understood, dialect: Dialect | None = None) -> None:
        """A new table takes the place of the old one; nothing that was found about the old one stays in sight."""
        self._end_runs()
        before = self.file
        self.name, self.file, self.fingerprint, self.dialect = table.name, file, table.fingerprint, dialect
        self.choice, self.said = replace(self.choice, wish=None), {}
        self._settle(table, confirmed=False, control=None)
        if before is not None and before != file and self.store:
            self.store.sources.forget(before)

    def keep_columns(self, table: Understood, *, confirmed: bool, control: float | None = None) -> None:
        """The same table with other kinds or roles: runs on the one before are out of sight, but stay on record."""
        self._end_runs()
        self._settle(table, confirmed=confirmed, control=control)

    def keep_reading(self, job: Job | None) -> None:
        """The job that reads a table now, or that none does."""
        self.reading = job.id if job else None
        self.save()

    def reader(self) -> Job | None:
        """The job that reads a table, until what it found has been taken over."""
        return self.workspace.job(self.reading) if self.workspace and self.reading else None

    def keep_policy(self, policy: Policy) -> None:
        """Another policy: every verdict in sight is judged again by it."""
        self.policy = policy
        self.save()

    def keep_choice(self, choice: Choice) -> None:
        """What the Generator page offers when the user comes back."""
        self.choice = choice
        self.save()

    def keep_said(self, said: dict[str, Any]) -> None:
        """What the user says is public about the columns."""
        self.said = said
        self.save()

    def pick(self, job: Job) -> None:
        """The run that Fidelity, Privacy and Release show from now on."""
        self.picked = job.id
        self.save()

    def side_jobs(self, candidate: str) -> tuple[Job, ...]:
        """What was asked of the candidate of this id after it was judged, oldest first."""
        return tuple(job for job in self._jobs() if about(job.spec) == candidate)

    def keep_compared(self, ids: tuple[str, ...]) -> None:
        """The runs that stand beside the one that is shown."""
        self.beside = ids
        self.save()

    def recipe(self) -> Recipe:
        """The run that the Generator page would start now."""
        c = self.choice
        schema = self.schema if self.schema is None or c.told is None else self.schema.generalised(c.told)
        return Recipe(
            c.generator,
            c.settings,
            c.protections,
            c.rows,
            c.seed,
            self._held_out(c.generator),
            schema,
            dialect=self.dialect,
            wish=c.wish,
        )

    def _held_out(self, generator: str) -> float | None:
        """The share that the user holds out, else the one that the audit needs, where a generator may know of it."""
        parts = self.table.parts if self.table else None
        if self.control is not None or parts is None or not pipeline_for(Recipe(generator)).reads_rows:
            return self.control
        return parts.share

    def candidates(self) -> tuple[Job, ...]:
        """Runs on the table and columns as they are now, oldest first."""
        return tuple(job for job in self._jobs() if runs.spec_matches(job, revision=self.revision))

    def shown(self) -> Job | None:
        """The run that is picked, else the newest."""
        jobs = self.candidates()
        return next((job for job in jobs if job.id == self.picked), jobs[-1] if jobs else None)

    def on_source(self) -> tuple[Job, ...]:
        """Every run on this source, those with other columns too, oldest first."""
        return tuple(job for job in self._jobs() if runs.spec_matches(job, fingerprint=self.fingerprint))

    def tried(self) -> tuple[TriedCandidate, ...]:
        """What became of each of them, for the record."""
        shown = self.shown()
        return runs.tried(self.on_source(), self.policy, shown.id if shown else None)

    def save(self) -> None:
        """Write everything but the rows into the workspace."""
        assert self.store is not None
        state = {key: value for key, value in vars(self).items() if key != "workspace" and not key.startswith("_")}
        self.store.drafts.put(_STATE, plain(state))
        self._stamp = self.store.drafts.version(_STATE)

    @property
    def fresh(self) -> bool:
        """Nobody changed or forgot this work elsewhere, as in another tab, since it was read here."""
        return self.store is not None and self.store.drafts.version(_STATE) == self._stamp

    def _jobs(self) -> tuple[Job, ...]:
        return self.workspace.jobs() if self.workspace else ()

    def _end_runs(self) -> None:
        for job in self.candidates():
            if not runs.status_of(job).over:
                runs.the_engine().cancel(job)

    def _settle(self, table: Understood, *, confirmed: bool, control: float | None) -> None:
        assert self.store is not None
        self.schema, self.confirmed, self.control, self.picked = table.schema, confirmed, control, None
        self.revision += 1
        self.store.descriptions.put(IN_HAND, table)
        cache.FOUND.put((*self.mark, self.fingerprint), table)
        self.save()


def current() -> Session:
    """The work in hand: by the address of the page, else by this browser session, else new and empty."""
    token = st.query_params.get("work") or widget_state.recall("work")
    session: Session | None = widget_state.recall("session")
    if session is None or session.workspace is None or session.workspace.token != token or not session.fresh:
        session = _opened(token)
        widget_state.remember("session", session)
    if session.workspace is None:
        st.query_params.pop("work", None)
        widget_state.drop("work")
        return session
    session.workspace.use()
    widget_state.remember("work", session.workspace.token)
    if st.query_params.get("work") != session.workspace.token:
        st.query_params["work"] = session.workspace.token
    return session


def workspace() -> Workspace:
    """The private folder of the work in hand, made when it is first needed."""
    session = current()
    if session.workspace is None:
        session.workspace = Workspace.create()
        st.query_params["work"] = session.workspace.token
        widget_state.remember("work", session.workspace.token)
        session.save()
    return session.workspace


def store() -> Store:
    """Where the work in hand is kept, made when it is first needed."""
    return store_of(workspace())


def forget() -> None:
    """Remove the work in hand: table, runs and results."""
    session = current()
    if session.workspace is not None:
        session.workspace.forget()
        cache.forget(session.workspace.token)
    passing.forget(widget_state.browser())
    widget_state.drop("work", "session")
    st.query_params.clear()


def _opened(token: str | None) -> Session:
    folder = Workspace.open(token) if token else None
    if folder is None:
        return Session()
    drafts = store_of(folder).drafts
    stamp = drafts.version(_STATE)
    state = drafts.get(_STATE) or {}
    state["policy"] = read_policy(state["policy"]) if state.get("policy") else PUBLIC
    state["schema"] = revive(Schema, state["schema"]) if state.get("schema") else None
    state["choice"] = revive(Choice, state.get("choice") or {})
    state["dialect"] = revive(Dialect, state["dialect"]) if state.get("dialect") else None
    state["beside"] = tuple(state.get("beside") or ())
    return Session(workspace=folder, **state, _stamp=stamp)
