"""Choosing a generator, starting a run, watching it, and choosing among the results."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from components.generator import domains_form, guarantee_form, protections_form
from components.shared import (
    comparison,
    detectable_effect,
    errors,
    measure_form,
    menu,
    runs,
    session,
    settings_form,
    watch,
    words,
    workbar,
)
from components.shared.session import Choice, Session
from components.shared.verdict import verdict_badge
from synthesis.foundation.numerals import count, duration
from synthesis.foundation.settings import make_settings
from synthesis.generation.contract import Ability
from synthesis.generation.pipelines import pipeline_for, pipeline_of
from synthesis.generators import find, offered
from synthesis.generators.contract import Generator
from synthesis.jobs import Job
from synthesis.journey import Judging, job_spec
from synthesis.journey.description import Understood
from synthesis.protections import Protections
from synthesis.recipe import Recipe, Value

_NO_BREAK = "\u00a0"
_MOST_ROWS = 10_000_000


def heading(text: str) -> None:
    """A part of the page."""
    st.subheader(text, anchor=False)


def under_way(work: Session) -> None:
    """While a run is at work the page shows only that; a run just over is told with the ways on."""
    job = work.shown()
    if job is None:
        return
    status = runs.status_of(job)
    if not status.over:
        watch.watch(job)
        candidates(work)
        st.stop()
    if status.state == "done":
        _done(work, job)
    else:
        watch.ended_badly(status)


def _done(work: Session, job: Job) -> None:
    found = runs.finished(job, work.policy)
    with st.container(border=True, key="done"):
        st.markdown(f":green[:material/check_circle:] **{words.safe(job.title)}** is done and judged.")
        with st.container(horizontal=True, vertical_alignment="center"):
            verdict_badge(found.audit.verdict.outcome)
            menu.link("fidelity", "How alike is it?")
            menu.link("privacy", "Is anybody in danger?")
            menu.link("release", "May it be released?")
        if found.notes:
            with st.expander("Protections of this run", icon=":material/shield:"):
                st.markdown("\n".join(f"- {words.safe(note)}" for note in found.notes))
        if job.losses:
            with st.expander("How the network learned", icon=":material/show_chart:"):
                watch.learning(job, "done")


def candidates(work: Session) -> None:
    """Every run on this table, and which one the other pages show."""
    jobs = work.candidates()
    if len(jobs) < 2:
        return
    heading("Tried so far")
    tried = runs.tried(jobs, work.policy, work.picked)
    st.dataframe(
        pd.DataFrame(
            {
                "Run": [f"{number} · {job.title}" for number, job in enumerate(jobs, 1)],
                "State": [workbar.state_word(one.state) for one in tried],
                "Verdict": [one.verdict or "–" for one in tried],
            }
        ),
        hide_index=True,
        width="stretch",
    )
    comparison.picker(work)


def sensitivity(work: Session, table: Understood) -> None:
    """What the control group can show under this policy, before anything is run."""
    parts = table.split()
    detectable_effect.draw(*parts.people, work.choice.attacks, work.policy, parts.pilot)


def pick(work: Session, table: Understood) -> Generator:
    """One generator of those there are: what it does, what it promises, how long it may take."""
    there = offered(table.schema)
    names = [generator.name for generator in there]
    st.caption("Times are for learning and writing the rows; judging them comes after.")
    name = st.radio(
        "Generator",
        names,
        names.index(work.choice.generator) if work.choice.generator in names else 0,
        format_func=lambda name: find(name).title,
        captions=[_caption(generator, work, table) for generator in there],
        key=f"generator-{work.revision}",
        label_visibility="collapsed",
    )
    _keep(work, work.choice.switched(name))
    return find(name)


def _caption(generator: Generator, work: Session, table: Understood) -> str:
    train = table.split().train
    mine = work.choice.settings_of(generator.name)
    seconds = generator.expected(train, table.schema, make_settings(generator.settings, mine))
    return (
        f"{generator.description} {words.guarantee(generator.guarantee)}; about "
        f"{duration(seconds).replace(' ', _NO_BREAK)}."
    )


def _guarantee(generator: Generator) -> None:
    formal = generator.guarantee.formal
    icon = ":material/verified_user:" if formal else ":material/gpp_maybe:"
    st.badge(words.guarantee(generator.guarantee), color="green" if formal else "gray", icon=icon)


def form(work: Session, table: Understood, generator: Generator) -> None:
    """Protections, settings, size and seed, attacks, and the button that starts the run."""
    declared = not pipeline_of(generator).reads_rows
    heading("Protections")
    protections, way = protections_form.choose(work, table, generator)
    choice = work.choice
    key = f"{generator.name}-{work.revision}"
    promised = guarantee_form.draw(work, table, generator) if declared else {}
    _keep(work, replace(choice, settings=promised) if declared else _picked(work, table, protections, way))
    with st.form(f"form-{key}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("The run" if declared else f"Settings for {generator.title}", anchor=False, width="content")
            _guarantee(generator)
        settings = promised or settings_form.draw(generator.settings, choice.settings, f"set-{key}")
        heading("Size, chance and attacks")
        with st.grid(2, min_column_width=230):
            rows, seed = _estimated(work, key) if declared else _size(work, table, key)
            attacks, target = _attacks(work, choice.target if declared else _offered(work, table), table, key)
        started = st.form_submit_button("Generate", type="primary", icon=":material/play_arrow:")
    if started:
        with errors.step():
            if not declared:
                make_settings(Protections, protections).check_rows(rows or table.split().train, table.split().train)
            size = replace(choice, rows=rows, seed=seed, attacks=attacks, target=target)
            _start(work, replace(size, settings=settings, protections=protections, told=way))


def _keep(work: Session, choice: Choice) -> None:
    """Hold on to what is picked above the form: it is still there for a user who leaves and comes back."""
    if choice != work.choice:
        work.keep_choice(choice)


def _picked(work: Session, table: Understood, protections: dict[str, Value], way: dict[str, str] | None) -> Choice:
    """The choice with these protections; while nothing is told otherwise than the schema has it, the schema decides."""
    same = way == protections_form.known(work, table)
    return replace(work.choice, protections=protections, told=work.choice.told if same else way)


def _size(work: Session, table: Understood, key: str) -> tuple[int | None, int]:
    train = table.split().train
    rows = st.number_input(
        "Rows",
        1,
        _MOST_ROWS,
        work.choice.rows or train,
        1,
        key=f"rows-{key}",
        help="How many synthetic rows to write. As offered: as many as there are rows to learn from.",
    )
    seed = st.number_input(
        "Seed",
        0,
        2**32 - 1,
        work.choice.seed,
        1,
        key=f"seed-{key}",
        help="The number all chance comes from: the same table, settings and seed give the same synthetic table.",
    )
    return (None if rows == train else int(rows)), int(seed)


def _estimated(work: Session, key: str) -> tuple[int | None, int]:
    """Size and seed of a run whose noise has no seed and whose true size is nobody's business."""
    rows = st.number_input(
        "Rows",
        1,
        _MOST_ROWS,
        work.choice.rows,
        1,
        key=f"rows-{key}",
        placeholder="About as many as there are",
        help="How many synthetic rows to write. Left empty, a noisy count of the real rows decides.",
    )
    seed = st.number_input(
        "Seed",
        0,
        2**32 - 1,
        work.choice.seed,
        1,
        key=f"seed-{key}",
        help="For what is drawn from the noisy counts. The noise itself has no seed: each run gives other rows.",
    )
    return (None if rows is None else int(rows)), int(seed)


def _offered(work: Session, table: Understood) -> str | None:
    """The target that was picked, else the one that the rows suggest; a private generator is never offered the
    latter."""
    return table.target if work.choice.target is None else work.choice.target


def _attacks(work: Session, offered: str | None, table: Understood, key: str) -> tuple[int, str | None]:
    attacks = measure_form.attacks(work.choice.attacks, f"attacks-{key}")
    more = " A generator with a formal guarantee measures its links to the other columns best."
    return attacks, measure_form.target(table.schema, offered, f"target-{key}", more)


def _start(work: Session, choice: Choice) -> None:
    """Keep the choice, queue the run, and show it from now on."""
    make_settings(find(choice.generator).settings, choice.settings)
    make_settings(Protections, choice.protections)
    work.keep_choice(choice)
    judging = Judging(work.policy, choice.attacks, target=choice.target or None)
    recipe = _recipe(work, choice)
    start_run(work, recipe, judging, _title(recipe))


def _recipe(work: Session, choice: Choice) -> Recipe:
    """What to run; a private generator is told what is public, and how the file is spelt."""
    recipe, table = work.recipe(), work.table
    pipeline = pipeline_for(recipe)
    if not pipeline.can(Ability.CONDITIONS):
        recipe = replace(recipe, wish=None)
    if pipeline.reads_rows or table is None:
        return recipe
    return replace(recipe, declared=domains_form.of(work, table.schema), dialect=table.dialect)


def start_run(work: Session, recipe: Recipe, judging: Judging, title: str) -> None:
    """Queue a run on the table in hand and show it from now on, wherever the user is."""
    assert work.source is not None
    extra = {"revision": work.revision, "fingerprint": work.fingerprint}
    job = session.workspace().new_job(runs.ENTRY, {**job_spec(work.source, recipe, judging), **extra}, title)
    runs.the_engine().submit(job)
    work.pick(job)
    st.rerun()


def _title(recipe: Recipe) -> str:
    size = f", {count(recipe.rows)} rows" if recipe.rows else ""
    wished = ", with conditions" if recipe.wish else ""
    return f"{find(recipe.generator).title}{size}{wished}, seed {recipe.seed}"
