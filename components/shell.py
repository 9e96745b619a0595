"""The main script: the look, the menu and the work in hand around every page; the one place that words errors."""

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))

import streamlit as st  # noqa: E402

from synthesis.foundation.errors import SynthesisError  # noqa: E402

LOG = logging.getLogger("understudy")


@contextmanager
def step(later: str | None = None) -> Iterator[None]:
    """Whatever goes wrong inside is told in plain words, and what follows the block goes on.

    A SynthesisError says what happened and what to do. Anything else is a fault of the program: its type and place are
    logged, and neither page nor log shows a cell or a traceback. With `later` it is told by `told(later)`, in the run
    of the page that follows.
    """
    try:
        yield
    except SynthesisError as error:
        _say(later, error.happened, error.advice)
    except Exception as error:
        _log(error)
        _say(later, *_FAULT)


_FAULT = ("Something went wrong in the program itself.", "Try again; if it stays, tell whoever runs this server.")


def _say(later: str | None, happened: str, advice: str) -> None:
    from components.shared import session

    if later is None:
        tell(happened, advice)
    else:
        session.flag(later, (happened, advice))


def told(later: str) -> None:
    """What went wrong in the run before, if anything did."""
    from components.shared import session

    if trouble := session.flag(later):
        tell(*trouble)


def tell(happened: str, advice: str) -> None:
    """What happened and what to do next."""
    from components.shared.words import safe

    st.error(f"**{safe(happened)}** {safe(advice)}", icon=":material/error:")


def title(text: str, about: str) -> None:
    """A page's heading and the one sentence that says what it is for."""
    st.title(text, anchor=False)
    st.markdown(f":gray[{about}]")


def _log(error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [
        frame for frame in frames if frame.filename.startswith(str(_ROOT)) and "site-packages" not in frame.filename
    ]
    last = (ours or frames)[-1]
    LOG.error("%s at %s:%s", type(error).__name__, Path(last.filename).name, last.lineno)


def _keep_the_top_in_sight() -> None:
    """When a page grows, the browser does not scroll away from its top, where the outcome of a click is told."""
    st.html("<style>[data-testid='stMain'] { overflow-anchor: none; }</style>")


def main() -> None:
    """One run of the app."""
    from components.shared import menu, session, workbar

    st.set_page_config(page_title="Understudy", page_icon=str(_ROOT / "static" / "mark.svg"), layout="wide")
    kind = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(str(_ROOT / "static" / f"logo-{kind}.svg"), size="large", icon_image=str(_ROOT / "static" / "mark.svg"))
    _keep_the_top_in_sight()
    page = st.navigation(menu.menu())
    session.on_page(page.title)
    with step():
        workbar.draw()
        page.run()


if __name__ == "__main__":
    main()
