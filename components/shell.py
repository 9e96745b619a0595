"""The main script: the look, the menu and the work in hand around every page."""

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
if str(_ROOT) not in sys.path:
    sys.path.insert(0, str(_ROOT))

import streamlit as st  # noqa: E402

from components.shared import disk, errors, guards, menu, workbar  # noqa: E402


def _keep_the_top_in_sight() -> None:
    """When a page grows, the browser does not scroll away from its top, where the outcome of a click is told."""
    st.html("<style>[data-testid='stMain'] { overflow-anchor: none; }</style>")


def main() -> None:
    """One run of the app."""
    st.set_page_config(page_title="Understudy", page_icon=str(_ROOT / "static" / "mark.svg"), layout="wide")
    kind = "dark" if st.context.theme.type == "dark" else "light"
    st.logo(str(_ROOT / "static" / f"logo-{kind}.svg"), size="large", icon_image=str(_ROOT / "static" / "mark.svg"))
    _keep_the_top_in_sight()
    page = st.navigation(menu.menu())
    guards.on_page(page.title)
    with errors.step():
        disk.tell_trouble()
        workbar.draw()
        page.run()


if __name__ == "__main__":
    main()
