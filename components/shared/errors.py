"""The one place that words errors: whatever goes wrong in a step of a page is told in plain words."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from components.shared import widget_state
from components.shared.words import safe
from synthesis.foundation.errors import SynthesisError
from synthesis.foundation.machine import server_failure

LOG = logging.getLogger("understudy")

_ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def step(later: str | None = None) -> Iterator[None]:
    """Whatever goes wrong inside is told in plain words, and what follows the block goes on.

    A SynthesisError says what happened and what to do, and so does a failure of the machine, such as a full disk.
    Anything else is a fault of the program: its type and place are logged, and neither page nor log shows a cell or a
    traceback. With `later` it is told by `told(later)`, in the run of the page that follows.
    """
    try:
        yield
    except SynthesisError as error:
        _say(later, error.happened, error.advice)
    except Exception as error:
        _log(error)
        _say(later, *_machine_or_fault(error))


def _machine_or_fault(error: Exception) -> tuple[str, str]:
    trouble = server_failure(error)
    return (trouble.happened, trouble.advice) if trouble else _FAULT


_FAULT = ("Something went wrong in the program itself.", "Try again; if it stays, tell whoever runs this server.")


def _say(later: str | None, happened: str, advice: str) -> None:
    if later is None:
        tell(happened, advice)
    else:
        widget_state.flag(later, (happened, advice))


def show_kept(later: str) -> None:
    """What went wrong in the run before, if anything did."""
    if trouble := widget_state.flag(later):
        tell(*trouble)


def tell(happened: str, advice: str) -> None:
    """What happened and what to do next."""
    st.error(f"**{safe(happened)}** {safe(advice)}", icon=":material/error:")


def _log(error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame for frame in frames if frame.filename.startswith(str(_ROOT)) and "site-packages" not in frame.filename
    ]
    last = (ours or frames)[-1]
    LOG.error("%s at %s:%s", type(error).__name__, Path(last.filename).name, last.lineno)
