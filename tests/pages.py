"""How the pages' tests open a page: always from the shell, as the server does."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).resolve().parents[1]


def open_app(token: str | None = None) -> AppTest:
    """The app on its first page, with the work of `token` in hand."""
    at = AppTest.from_file(ROOT / "components" / "shell.py", default_timeout=240)
    if token is not None:
        at.query_params["work"] = token
    return at.run()


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
