"""The Data page: a table is brought, understood, corrected and confirmed; a bad file changes nothing."""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from components.shared import cache, session
from synthesis.foundation.errors import SynthesisError
from synthesis.foundation.progress import silent
from synthesis.jobs import Job, JobStatus, Workspace
from synthesis.journey import understand_job
from synthesis.tables import sample_csv
from tests.hostile import workbook
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
        "edited_rows": {at_row: changes},
        "added_rows": [],
        "deleted_rows": [],
    }


def tick(at: AppTest, what: str, *rows: int) -> None:
    """Tick rows of one of the lists of proposals."""
    at.session_state[f"{what}-{state(at)['revision']}"] = {
        "edited_rows": {row: {"ticked": True} for row in rows},
        "added_rows": [],
        "deleted_rows": [],
    }


def choose(at: AppTest, label: str, value: object) -> AppTest:
    return next(box for box in at.selectbox if box.label == label).set_value(value).run()


def column(at: AppTest, name: str) -> dict:  # type: ignore[type-arg]
    return next(c for c in state(at)["schema"]["columns"] if c["name"] == name)


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
    assert {m.label: m.value for m in at.metric}["Rows"] == "12,000"
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
    ids=["plain", "packed", "elsewhere", "two dots"],
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


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, b"only,a,header\n"],
    ids=["empty", "picture", "header"],
)
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

    monkeypatch.setattr("synthesis.journey.uploads.as_asked", fail)
    at = bring(open_app(), "good.csv", SMALL)
    assert not at.exception
    assert "program itself" in at.error[0].value
    assert "Jane" not in said(at) + caplog.text
    assert "ValueError at" in caplog.text


def test_confirming_holds_out_a_control_group_and_says_what_it_can_show() -> None:
    at = press(bring(open_app(), "people.csv", SMALL), "Confirm the columns")
    assert not at.exception
    sizes = {m.label: m.value for m in at.metric}
    assert (sizes["Rows to learn from"], sizes["Rows held out"]) == ("150", "150")
    assert "notices a gain from" in said(at)
    assert "too few for the policy" in said(at)
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


def test_work_whose_understanding_is_gone_asks_for_the_table_again() -> None:
    at = bring(open_app(), "people.csv", SMALL)
    (Workspace(token(at)).folder / "understood.json").unlink()
    cache.FOUND.drop(token(at))
    again = open_app(token(at))
    assert not again.exception
    assert "Held out first" in said(again)


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
    assert not any(key[0] == folder.name for key in cache.FOUND._values)


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


VISITS = b"patient,visit,weight,city,country\n" + b"".join(
    b"P%03d,%d,%s,%s\n"
    % (
        i // 3,
        i % 3 + 1,
        b"?" if i % 9 == 0 else b"%d" % (50 + i * 7 % 40),
        (b"Oslo,NO", b"Bergen,NO", b"Umea,SE")[i * 5 % 3],
    )
    for i in range(300)
)


def test_the_guessed_spelling_is_shown_and_a_correction_reads_the_file_again() -> None:
    at = bring(
        open_app(), "people.csv", b"when;paid\n" + b"".join(b"%d;%d,%02d\n" % (i, i % 7, i % 50) for i in range(60))
    )
    assert any("UTF-8 with semicolons, a decimal comma and a header line" in part.label for part in at.expander)
    assert "when;paid" in at.code[0].value
    again = next(button for button in at.button if button.label == "Read it again this way")
    assert again.disabled
    at = choose(at, "Columns are parted by", "|")
    at = press(at, "Read it again this way")
    assert not at.exception
    assert state(at)["dialect"]["delimiter"] == "|"
    assert next(c["name"] for c in state(at)["schema"]["columns"]).startswith("when;paid")
    assert session._opened(token(at)).recipe().dialect is not None


def test_a_header_that_was_no_header_becomes_a_row() -> None:
    at = bring(open_app(), "people.csv", SMALL)
    at = press(choose(at, "Header", "None"), "Read it again this way")
    assert {m.label: m.value for m in at.metric}["Rows"] == "301"


def test_nothing_counts_as_missing_until_it_is_ticked() -> None:
    content = b"city,size\n" + b"".join(b"%s,%d\n" % ((b"Oslo", b"?", b"Bonn")[i % 3], i % 8) for i in range(120))
    at = bring(open_app(), "towns.csv", content)
    assert column(at, "city")["missing"] == 0
    assert any(tab.label == "Missing-value codes (1)" for tab in at.tabs)
    tick(at, "markers", 0)
    at = press(at, "Confirm the columns")
    assert not at.exception
    assert column(at, "city")["markers"] == ["?"]
    assert column(at, "city")["missing"] == pytest.approx(1 / 3)
    at = press(at, "Change the columns")
    at = press(at, "Look again first")
    assert column(at, "city")["markers"] == ["?"]


def test_a_sign_that_many_columns_have_is_ticked_at_once() -> None:
    content = b"a,b,c,d\n" + b"".join(
        b"%s,%d\n" % (b",".join([(b"x", b"?", b"y")[i % 3]] * 3), i % 9) for i in range(90)
    )
    at = bring(open_app(), "signs.csv", content)
    at = next(group for group in at.get("button_group") if "every column" in group.label).set_value(["?"]).run()
    at = press(at, "Confirm the columns")
    assert not at.exception
    assert [column(at, name)["markers"] for name in "abcd"] == [["?"], ["?"], ["?"], []]


def test_a_person_of_several_rows_stays_on_one_side() -> None:
    at = bring(open_app(), "visits.csv", VISITS)
    at = press(choose(at, "Whom a row is about", "patient"), "Look again first")
    assert column(at, "patient")["entity"] is True
    assert {m.label: m.value for m in at.metric}["People"] == "100"
    assert "Of 100 people" in said(at) or "quasi-identifier" in said(at)
    at = press(choose(at, "Whom a row is about", ""), "Look again first")
    assert column(at, "patient")["entity"] is False


def test_a_ticked_rule_is_kept_with_the_columns() -> None:
    at = bring(open_app(), "visits.csv", VISITS)
    table = session._opened(token(at)).table
    assert table is not None
    rules = table.survey.rules
    tick(at, "rules", len(rules) - 1)
    at = press(at, "Confirm the columns")
    assert [rule["columns"] for rule in state(at)["schema"]["constraints"]] == [list(rules[-1].columns)]
    assert any(part.label == "Rules (1)" for part in at.expander)


def test_a_correction_outlives_the_search_and_the_page() -> None:
    names = [f"c{i}" for i in range(30)]
    content = (
        ",".join(names) + "\n" + "".join(",".join(str((i * j) % 7) for j in range(30)) + "\n" for i in range(80))
    ).encode()
    at = bring(open_app(), "wide.csv", content)
    edit(at, "c29", role="sensitive")
    at = at.run()
    at = next(box for box in at.text_input if box.label == "Find a column").set_value("c11").run()
    shown = next(frame.value for frame in at.dataframe if "role" in frame.value)
    assert list(shown["column"]) == ["c11"]
    at = press(at, "Confirm the columns")
    assert column(at, "c29")["role"] == "sensitive"
    assert column(at, "c11")["role"] == "other"


def test_the_type_of_personal_data_can_be_corrected() -> None:
    at = bring(open_app(), "people.csv", SMALL)
    edit(at, "email", pii="")
    edit(at, "email", pii="", role="drop")
    at = press(at, "Confirm the columns")
    assert (column(at, "email")["pii"], column(at, "email")["role"]) == (None, "drop")


class Inline:
    """An engine that does a job where it is asked to."""

    def submit(self, job: Job, *, quick: bool = False, roomy: bool = False) -> None:
        """Does it; a failure is written down as a worker would."""
        assert quick
        try:
            understand_job(job.folder, job.spec, silent)
            job.write_status(JobStatus("done", done=1.0))
        except SynthesisError as error:
            job.write_status(JobStatus("failed", happened=error.happened, advice=error.advice))


def test_a_large_file_is_read_by_a_job_and_a_bad_one_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("components.data.reading.AT_ONCE", 0)
    monkeypatch.setattr("components.shared.runs.the_engine", Inline)
    at = bring(open_app(), "large.csv", SMALL)
    assert not at.exception
    assert {m.label: m.value for m in at.metric}["Rows"] == "300"
    assert state(at)["reading"] is None
    before = state(at)
    at = bring(at, "bad.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9)
    assert len(at.error) == 1
    assert state(at)["schema"] == before["schema"]
    assert len(list(Workspace(token(at)).folder.glob("source*"))) == 1
    edit(at, "department", role="sensitive")
    at = press(at, "Confirm the columns")
    assert state(at)["confirmed"] is True
    assert column(at, "department")["role"] == "sensitive"


def test_while_a_table_is_read_other_pages_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    class Idle:
        def submit(self, job: Job, *, quick: bool = False, roomy: bool = False) -> None:
            """Leaves it waiting."""

        def cancel(self, job: Job) -> None:
            """Ends it."""
            job.write_status(JobStatus("cancelled"))

    monkeypatch.setattr("components.data.reading.AT_ONCE", 0)
    monkeypatch.setattr("components.shared.runs.the_engine", Idle)
    at = bring(open_app(), "large.csv", SMALL)
    assert any(button.label == "Cancel" for button in at.button)
    assert "Your table is being read." in said(open_page("generator", token(at)))
    at = press(at, "Cancel")
    assert not at.exception
    assert not list(Workspace(token(at)).folder.glob("source*"))
    assert "Held out first" in said(at)


def test_another_sheet_of_a_workbook_can_be_read() -> None:
    import io

    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    book.remove(book.active)
    for name, header in (("people", ["age", "town"]), ("sales", ["pay", "kind", "when"])):
        sheet = book.create_sheet(name)
        for row in [header, *([str(number % 40), *"xyz"[: len(header) - 1]] for number in range(60))]:
            sheet.append(row)
    book.save(out)
    at = bring(open_app(), "two.xlsx", out.getvalue())
    assert [c["name"] for c in state(at)["schema"]["columns"]] == ["age", "town"]
    press(choose(at, "Sheet of the workbook", "sales"), "Read this sheet")
    assert [c["name"] for c in state(at)["schema"]["columns"]] == ["pay", "kind", "when"]


def test_a_workbook_that_aborts_its_reader_is_one_refusal_and_the_server_goes_on() -> None:
    at = bring(open_app(), "good.csv", SMALL)
    before = state(at)
    at = bring(at, "far.xlsx", workbook("XFD1048576", spelt=" r='{}'"))
    assert not at.exception
    assert [error.value.split(".")[0] for error in at.error] == [
        r"**The file needs more memory than a file of its size may take"
    ]
    assert state(at) == before
    assert len(list(Workspace(token(at)).folder.glob("source*"))) == 1


def test_rules_of_the_whole_table_can_be_ticked() -> None:
    at = bring(
        open_app(), "keys.csv", b"house,flat,land\n" + b"".join(b"%d,%d,de\n" % divmod(n, 8) for n in range(400))
    )
    found = Workspace(token(at)).read_json("understood.json")
    rules = [(rule["kind"], rule["columns"]) for rule in found["survey"]["rules"]]
    assert rules == [("no-repeats", []), ("unique", ["house", "flat"]), ("constant", ["land"])]
    tick(at, "rules", 0, 1)
    press(at, "Confirm the columns")
    kept_rules = [(rule["kind"], rule["columns"]) for rule in state(at)["schema"]["constraints"]]
    assert kept_rules == rules[:2]
    assert "No row repeats another" in said(at)
