"""How the pages' tests open a page: always from the shell, as the server does."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]


def open_app(token: str | None = None) -> AppTest:
    """The app on its first page, with the work of `token` in hand."""
    at = AppTest.from_file(ROOT / "components" / "shell.py", default_timeout=240)
    at._bidi_component_manager = _installed()
    if token is not None:
        at.query_params["work"] = token
    return at.run()


@cache
def _installed() -> BidiComponentManager:
    """The components of installed packages, looked for once a process, as a server does, and not once a page: the
    search goes through all packages."""
    found = BidiComponentManager()
    found.discover_and_register_components(start_file_watching=False)
    return found


def open_page(name: str, token: str | None = None) -> AppTest:
    """A page of the menu, with the work of `token` in hand."""
    at = open_app(token)
    if name != "data":
        at.switch_page(f"../pages/{name}.py").run()
    assert not at.exception
    return at


def said(at: AppTest) -> str:
    """Everything in words that is on the page."""
    elements = (
        *at.title,
        *at.header,
        *at.subheader,
        *at.markdown,
        *at.caption,
        *at.error,
        *at.info,
        *at.warning,
        *at.success,
    )
    return "\n".join(str(element.value) for element in elements)


def incomplete(at: AppTest) -> list[str]:
    """The charts of a page that lack a text alternative, a camera or their numbers; the maps share theirs."""
    kept = [
        button.proto.id.split("-numbers-")[1] for button in at.get("download_button") if "-numbers-" in button.proto.id
    ]
    return [chart.proto.id for chart in at.get("plotly_chart") if not _complete(chart.proto, kept)]


def _complete(chart: Any, kept: list[str]) -> bool:
    camera = json.loads(chart.config).get("modeBarButtons") == [["toImage"]]
    return bool(chart.alt) and camera and any(chart.id.endswith(f"-{key}") for key in kept)


def released(at: AppTest) -> list[str]:
    """What the downloads of a page are called, without the numbers behind its charts."""
    labels = [str(button.proto.label) for button in at.get("download_button")]
    return [label for label in labels if label != "Numbers as CSV"]
