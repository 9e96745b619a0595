"""The pages in the order of the user's story, for the menu and for every link between them."""

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

_PAGES = Path(__file__).resolve().parents[2] / "pages"
_MENU = {
    "data": ("Data", ":material/table_view:"),
    "generator": ("Generator", ":material/tune:"),
    "fidelity": ("Fidelity", ":material/stacked_bar_chart:"),
    "privacy": ("Privacy", ":material/shield_person:"),
    "compare": ("Compare", ":material/compare_arrows:"),
    "release": ("Release", ":material/approval:"),
    "audit": ("Audit", ":material/policy:"),
    "invent": ("Invent", ":material/draw:"),
}
_GROUPS = {
    "Prepare": ("data", "generator"),
    "Judge": ("fidelity", "privacy", "compare"),
    "Decide": ("release",),
    "Made elsewhere": ("audit",),
    "No data yet": ("invent",),
}


def page(name: str) -> StreamlitPage:
    """The page of that name; equal to the one in the menu."""
    title, icon = _MENU[name]
    first = name == "data"
    return st.Page(_PAGES / f"{name}.py", title=title, icon=icon, url_path="" if first else name, default=first)


def menu() -> dict[str, list[StreamlitPage]]:
    """All pages, grouped as the left menu shows them; the first one answers at /data too."""
    groups = {group: [page(name) for name in names] for group, names in _GROUPS.items()}
    groups["Prepare"].append(st.Page(_to_the_first, title="Data", url_path="data", visibility="hidden"))
    return groups


def go(name: str) -> None:
    """Show a page from now on; the work in hand is found again there."""
    st.switch_page(page(name), query_params=st.query_params.to_dict())


def _to_the_first() -> None:
    go("data")


def link(name: str, label: str, icon: str | None = None) -> None:
    """A link to a page; the work in hand is found again there."""
    st.page_link(page(name), label=label, icon=icon or _MENU[name][1])
