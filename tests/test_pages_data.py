"""The Data page: a table is brought, understood, corrected and confirmed; a bad file changes nothing."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from components import kept, session
from synthesis.jobs import Workspace
from synthesis.tables import sample_csv
from tests.pages import open_app, open_page, said

SMALL = sample_csv(300)


def bring(at: AppTest, name: str, content: bytes) -> AppTest:
    return at.file_uploader[0].set_value((name, content, "text/csv")).run()


def press(at: AppTest, label: str) -> AppTest:
    return next(button for button in at.button if button.label == label).click().run()


def edit(at: AppTest, column: str, **changes: str) -> None:
    """What the user would do in the editable table, whose cells are drawn on a canvas."""
    work = state(at)
    at_row = work["schema"]["columns"].index(next(c for c in work["schema"]["columns"] if c["name"] == column))
    at.session_state[f"columns-{work['revision']}"] = {
        "edited_rows": {at_row: changes}, "added_rows": [], "deleted_rows": [],
    }  # fmt: skip


def token(at: AppTest) -> str:
    value = at.query_params["work"]
    return value if isinstance(value, str) else str(value[0])


def state(at: AppTest) -> dict:  # type: ignore[type-arg]
    return Workspace(token(at)).read_json("session.json")


def test_an_empty_page_offers_a_table_and_says_what_will_happen() -> None:
    at = open_app()
    assert at.title[0].value == "Data"
    assert at.file_uploader[0].label == "Table to synthesise"
    assert "Held out first" in said(at)
    assert "work" not in at.query_params
    assert next(element.value for element in at.markdown).startswith(":gray[Bring the table")


def test_the_sample_table_is_read_and_shown_with_its_kinds_and_roles() -> None:
    at = press(open_app(), "Use the sample table")
    assert not at.exception
    assert {m.label: m.value for m in at.metric}["Rows"] == "5,000"
    schema = {c["name"]: (c["kind"], c["role"]) for c in state(at)["schema"]["columns"]}
    assert schema["birth_date"] == ("datetime", "quasi-identifier")
    assert schema["diagnosis"] == ("category", "sensitive")
    assert schema["email"][1] == "identifier"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.csv", SMALL),
        ("people.csv.gz", gzip.compress(SMALL)),
        ("../../people.CSV", SMALL),
        ("people.v2.csv", SMALL),
    ],
)
def test_an_upload_goes_to_the_private_folder_under_a_name_of_ours(name: str, content: bytes) -> None:
    at = bring(open_app(), name, content)
    assert not at.exception
    assert not at.error
    assert at.header[0].value.lower().startswith("people")
    kept_files = [path.name for path in Workspace(token(at)).folder.glob("source*")]
    assert len(kept_files) == 1
    assert (Workspace(token(at)).folder / kept_files[0]).read_bytes() == content
    assert at.file_uploader[0].value is None


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"only,a,header\n"])
def test_a_bad_file_is_told_in_words_and_the_table_before_it_stays(content: bytes) -> None:
    at = bring(open_app(), "good.csv", SMALL)
    before = state(at)
    at = bring(at, "bad.csv", content)
    assert not at.exception
    assert len(at.error) == 1
    assert state(at) == before
    assert {m.label: m.value for m in at.metric}["Rows"] == "300"
    assert len(list(Workspace(token(at)).folder.glob("source*"))) == 1


def test_an_unforeseen_failure_shows_neither_its_message_nor_a_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("Jane Doe, 1970-01-01")

    monkeypatch.setattr("components.reading.as_asked", fail)
    at = bring(open_app(), "good.csv", SMALL)
    assert not at.exception
    assert "program itself" in at.error[0].value
    assert "Jane" not in said(at) + caplog.text
    assert "ValueError at" in caplog.text


def test_confirming_holds_out_a_control_group_and_says_what_it_can_show() -> None:
    at = press(bring(open_app(), "people.csv", SMALL), "Confirm the columns")
    assert not at.exception
    sizes = {m.label: m.value for m in at.metric}
    assert (sizes["Rows to learn from"], sizes["Control rows, never learned from"]) == ("150", "150")
    assert "The smallest gain" in said(at)
    assert "Too few for the policy" in said(at)
    assert state(at)["confirmed"] is True


def test_a_corrected_role_and_kind_are_kept_and_the_file_is_read_again() -> None:
    at = bring(open_app(), "people.csv", SMALL)
    edit(at, "department", role="sensitive", kind="text")
    at = press(at, "Confirm the columns")
    assert not at.exception
    column = next(c for c in state(at)["schema"]["columns"] if c["name"] == "department")
    assert (column["kind"], column["role"], column["reason"]) == ("text", "sensitive", "set by the user")


def test_changing_the_columns_opens_the_form_again() -> None:
    at = press(bring(open_app(), "people.csv", SMALL), "Confirm the columns")
    at = press(at, "Change the columns")
    assert any(button.label == "Confirm the columns" for button in at.button)
    assert state(at)["confirmed"] is False


def test_a_reload_finds_the_table_by_the_address_alone() -> None:
    first = press(bring(open_app(), "people.csv", SMALL), "Confirm the columns")
    again = open_app(token(first))
    assert again.header[0].value == "people"
    assert {m.label: m.value for m in again.metric}["Rows"] == "300"


@pytest.mark.parametrize("wrong", ["x" * 32, "../../../etc", ""])
def test_a_wrong_token_opens_nothing(wrong: str) -> None:
    at = open_app(wrong)
    assert not at.exception
    assert not at.metric
    assert "work" not in at.query_params


def test_a_new_table_leaves_no_stale_result_beside_it(copy_work: Callable[[], str]) -> None:
    at = open_page("data", copy_work())
    assert any(badge in said(at) for badge in ("Done",))
    at = bring(at, "other.csv", sample_csv(301, seed=3))
    for name in ("fidelity", "privacy", "release"):
        page = open_page(name, token(at))
        assert not page.get("plotly_chart")
        assert "not confirmed yet" in said(page)


def test_other_columns_put_the_runs_out_of_sight_but_not_off_the_record(copy_work: Callable[[], str]) -> None:
    at = press(open_page("data", copy_work()), "Change the columns")
    work = session._opened(token(at))
    assert work.candidates() == ()
    assert [one.state for one in work.tried()] == ["done"]


def test_forgetting_removes_every_file() -> None:
    at = bring(open_app(), "people.csv", SMALL)
    folder = Workspace(token(at)).folder
    assert folder.is_dir()
    at = press(at, "Forget it all")
    assert not folder.exists()
    assert not at.metric
    assert not any(key[0] == folder.name for key in kept.FOUND._values)


def test_an_upload_leaves_the_memory_of_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[str] = []
    manager = MemoryUploadedFileManager
    monkeypatch.setattr(manager, "remove_file", lambda self, session_id, file_id: freed.append(file_id))
    bring(open_app(), "people.csv", SMALL)
    assert len(freed) == 1


def test_what_another_tab_changed_or_forgot_is_seen_here() -> None:
    here = bring(open_app(), "people.csv", SMALL)
    there = press(open_app(token(here)), "Confirm the columns")
    here = here.run()
    assert "a control group is held out" in said(here)
    press(there, "Forget it all")
    here = here.run()
    assert not here.exception
    assert not here.metric


def test_column_names_are_never_read_as_formatting() -> None:
    content = b"a:red[x],<b>\n" + b"".join(b"%d,%d\n" % (i % 7, i % 5) for i in range(60))
    at = bring(open_app(), "**bold** $x$.csv", content)
    assert not at.exception
    assert at.header[0].value == r"\*\*bold\*\* \$x\$"


def test_the_home_of_the_tests_is_not_the_users(home: Path) -> None:
    assert Workspace.create().folder.is_relative_to(home.resolve())
