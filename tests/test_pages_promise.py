"""The private generator on its page: odds, the ledger, and a form that knows nothing of the table."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.generator import domains_form
from components.generator.guarantee_form import odds
from components.shared import runs
from components.shared.session import Choice
from synthesis.figures import belief, belief_alt, belief_curve
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.serialisation import revive
from synthesis.generation.budget_ledger import charge
from synthesis.generation.private_pipeline import OUTSIDE
from synthesis.recipe import Recipe
from synthesis.tables import Column, Kind, Role
from tests.pages import incomplete, open_page, said
from tests.test_pages_data import press, state
from tests.test_pages_generator import Queue, choose


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    queue = Queue()
    monkeypatch.setattr(runs, "the_engine", lambda: queue)
    return queue


def private(work: str) -> AppTest:
    return choose(open_page("generator", work), "private-trees")


def kept(work: str, value: dict[str, Any]) -> None:
    from synthesis.jobs import Workspace

    space = Workspace(work)
    now = space.read_json("session.json")
    space.write_json("session.json", {**now, "said": value})


def test_the_odds_are_those_of_the_promise() -> None:
    assert belief(1.0) == pytest.approx(0.7311, abs=1e-4)  # e / (1 + e)
    assert belief(0.0) == 0.5
    assert belief(1.0, before=0.01) == pytest.approx(0.0267, abs=1e-4)
    assert belief(2_000.0) == 1.0
    assert "**73" in odds(1.0, 1e-6)
    assert "1 in 1,000,000" in odds(1.0, 1e-6)
    assert "Strong" in odds(1.0, 1e-6)
    assert "Weak" in odds(8.0, 1e-6)
    assert "73 % at ε 1" in belief_alt(3.0)
    assert belief_curve(3.0).data[1].y[0] == pytest.approx(95.26, abs=0.01)


def test_the_page_promises_in_odds_and_says_what_lies_outside(work: str) -> None:
    at = private(work)
    assert not at.exception
    words = said(at)
    assert "50:50" in words
    assert at.get("plotly_chart")
    assert not incomplete(at)
    assert "Nothing was spent on this table yet." in words
    assert OUTSIDE.split(".")[0] in words.replace("\\", "")
    assert "Nothing is said yet about" in words
    charge(str(state(at)["fingerprint"]), Guarantee("epsilon-delta", 1.5, 1e-6, "row"))
    assert "measured once so far: ε 1.5" in said(private(work)).replace("\\", "")


def test_the_form_is_empty_whatever_the_table_holds(work: str) -> None:
    at = private(work)
    [frame] = [editor.value for editor in at.dataframe if "how" in editor.value]
    assert (frame[["low", "high", "step", "levels"]] == "").all(axis=None)
    assert set(frame["how"]) <= {"open", "pattern", "left_out"}
    assert not frame["blanks"].any()


def test_a_run_takes_along_what_was_said_and_how_the_file_is_spelt(work: str, queue: Queue) -> None:
    names = [column["name"] for column in state(open_page("generator", work))["schema"]["columns"]]
    open_columns = {
        name: {"how": "bought", "low": "", "high": "", "step": "", "levels": "", "blanks": True} for name in names
    }
    kept(work, {"columns": open_columns, "person": None, "most": 1})
    at = press(private(work), "Generate")
    assert not at.exception
    [job] = queue.asked
    recipe = revive(Recipe, job.spec["recipe"])
    assert recipe.generator == "private-trees"
    assert recipe.rows is None
    assert recipe.declared is not None
    assert {domain.name for domain in recipe.declared.columns} == set(names)
    assert all(domain.bought for domain in recipe.declared.columns)
    assert recipe.dialect is not None
    assert recipe.declared.target is None
    assert job.spec["target"] is None  # what the rows suggest to predict is not offered


def test_a_run_is_not_started_while_something_is_open(work: str, queue: Queue) -> None:
    at = press(private(work), "Generate")
    assert not queue.asked
    assert "Nothing is declared about" in "".join(error.value for error in at.error)


NOTHING = {"how": "open", "low": "", "high": "", "step": "", "levels": "", "blanks": False}


def told(column: Column, **row: Any) -> Any:
    return domains_form.domains_of({column.name: {**NOTHING, **row}}, [column], None, 1)[column.name]


def test_rows_of_the_form_become_declarations() -> None:
    number, day, word = Column("n", Kind.FLOAT), Column("d", Kind.DATETIME), Column("w", Kind.CATEGORY)
    found = told(number, how="bounds", low="0,5", high="9.5", blanks=True)
    assert (found.bounds, found.step, found.blanks) == ((0.5, 9.5), 0.01, True)
    assert told(number, how="bounds", low="0", high="9", step="0.5").step == 0.5
    assert told(day, how="bounds", low="2024-01-01", high="2024-12-31").what is Kind.DATETIME
    assert told(word, how="levels", levels="red; blue ;; green").levels == ("red", "blue", "green")
    assert told(Column("i", Kind.IDENTIFIER, Role.IDENTIFIER), how="pattern").pattern == "########"
    assert told(word, how="bought").bought
    for column, row in ((number, {"how": "bounds", "low": "a"}), (word, {"how": "levels"}), (day, {"how": "bounds"})):
        with pytest.raises(UnusableOption):
            told(column, **row)


def test_what_was_picked_is_still_there_after_a_look_at_another_page(work: str) -> None:
    at = private(work)
    key = f"private-trees-{state(at)['revision']}"
    at.number_input(key=f"set-{key}-epsilon").set_value(2.0).run()
    back = open_page("generator", work)
    assert back.radio(key=f"generator-{state(back)['revision']}").value == "private-trees"
    assert back.number_input(key=f"set-{key}-epsilon").value == 2.0
    choose(back, "trees")
    back.radio(key=f"protections-{state(back)['revision']}").set_value("strict").run()
    again = open_page("generator", work)
    assert again.radio(key=f"protections-{state(again)['revision']}").value == "strict"
    assert choose(again, "private-trees").number_input(key=f"set-{key}-epsilon").value == 2.0


def test_a_target_that_the_rows_suggested_is_not_carried_over_to_the_private_generator() -> None:
    before = Choice("trees", {"leaf": 50}, target="ill")
    assert before.switched("private-trees").target is None
    assert before.switched("private-trees").switched("trees").settings == {"leaf": 50}
