"""The Invent page: a description is edited, made into a table, and the table can be brought to the Data page."""

import json

from streamlit.testing.v1 import AppTest

from components.invent import description_draft
from synthesis.invention import EXAMPLES
from synthesis.jobs import Workspace
from tests.pages import open_page, said
from tests.test_pages_data import press, token


def made(at: AppTest) -> AppTest:
    press(at, "Make the table")
    assert not at.exception
    return at


def test_an_example_becomes_a_table_with_one_click_and_says_why_it_is_safe() -> None:
    at = made(open_page("invent"))
    assert "Risk: none." in said(at)
    assert "Clinic visits" in said(at)


def test_the_description_outlives_the_page() -> None:
    at = made(open_page("invent"))
    again = open_page("invent", token(at))
    assert "Risk: none." in said(again)


def test_the_forms_tables_hold_the_whole_description() -> None:
    for example in EXAMPLES.values():
        frames = (
            description_draft.columns_frame(example),
            description_draft.links_frame(example),
            description_draft.rules_frame(example),
        )
        again = description_draft.read_back(example.name, *frames)
        made_of = [(c.name, c.kind, c.shape, c.blank, dict(c.levels), c.pattern) for c in again.columns]
        assert made_of == [(c.name, c.kind, c.shape, c.blank, dict(c.levels), c.pattern) for c in example.columns]
        assert again.links == example.links
        assert [(r.kind, r.columns) for r in again.rules] == [(r.kind, r.columns) for r in example.rules]


def test_what_cannot_be_is_told_and_nothing_is_lost() -> None:
    at = open_page("invent")
    at.text_input(key="named-0").set_value("Mine")
    at.selectbox[0].set_value("The names of columns")
    at.run()
    press(at, "Begin")
    assert at.error
    assert "no columns" in at.error[0].value


def test_names_alone_are_a_beginning() -> None:
    about = description_draft.from_names("age, sex\ndiagnosis\tward")
    assert [column.name for column in about.columns] == ["age", "sex", "diagnosis", "ward"]


def test_the_record_is_kept_beside_the_table() -> None:
    at = made(open_page("invent"))
    space = Workspace.open(token(at))
    assert space is not None
    assert (space.folder / "invented.csv").exists()
    assert json.loads((space.folder / "invented.json").read_text())["source"] is None


def test_the_table_can_be_brought_to_the_data_page() -> None:
    at = made(open_page("invent"))
    press(at, "Use it as the table here")
    assert not at.exception
    again = open_page("data", token(at))
    assert not again.exception
