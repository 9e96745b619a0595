"""A run under way: its stage, how far it is, the time left, and a way to end it."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from components.shared import chart, errors, runs, words
from synthesis import figures
from synthesis.jobs import Job, JobStatus

_EVERY = 1.0
_TWO = (
    "Two networks learn against each other: one makes rows, the other judges them. Lines that have gone level have "
    "settled; lines that still drift want more passes; wild ones want a lower learning rate. Lower is not better here."
)
_ONE = "The loss falls while the network learns. Once it has gone level, more passes change little."


def watch(job: Job) -> None:
    """Stage, progress, time left and Cancel, until the run is over; then the page is drawn once again."""

    @st.fragment(run_every=_EVERY)
    def live() -> None:
        with errors.step():
            status = runs.status_of(job)
            if status.over:
                st.rerun()
            with st.container(border=True, key=f"watch-{job.id}"):
                _progress(job, status)

    live()


def _progress(job: Job, status: JobStatus) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown(f"**{words.safe(job.title)}**", width="content")
        if st.button("Cancel", key=f"cancel-{job.id}", icon=":material/cancel:"):
            runs.the_engine().cancel(job)
            st.rerun()
    st.progress(min(max(status.done, 0.0), 1.0), text=words.safe(status.stage or "Waiting for its turn"))
    st.caption(words.time_left(status) + " You may leave this page; the work goes on.")
    learning(job, "watched")


def learning(job: Job, key: str) -> None:
    """How the losses of a network have gone so far; nothing for what is no network."""
    found = job.losses
    if not found:
        return
    text = figures.losses_alt(found)
    chart.draw(figures.losses(found), f"losses-{key}", text, "losses", lambda: loss_numbers(found))
    chart.choose_format(f"losses-{key}")
    st.caption(_TWO if len(found) > 1 else _ONE)


def loss_numbers(found: Mapping[str, Sequence[float]]) -> pd.DataFrame:
    """One row a pass over the rows, one column a line; blank where a line ended earlier."""
    passes = max(map(len, found.values()))
    columns = {name: pd.Series(values, range(1, len(values) + 1)) for name, values in found.items()}
    return pd.DataFrame(columns, index=pd.RangeIndex(1, passes + 1, name="pass")).reset_index()


def ended_badly(status: JobStatus) -> None:
    """Why a run has nothing to show."""
    if status.state == "cancelled":
        st.info("The run was cancelled.", icon=":material/cancel:")
    else:
        st.error(words.safe(f"{status.happened} {status.advice}"), icon=":material/error:")
