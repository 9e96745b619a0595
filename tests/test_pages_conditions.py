"""Conditions on the Generator page: added, told, asked for in the run, taken away; and the mark on every result."""

from pathlib import Path
from typing import Any

from synthesis.cli.program import main
from synthesis.jobs import Workspace
from synthesis.release.audit import CONDITIONED
from tests.pages import open_page, said
from tests.test_pages_data import press, state
from tests.test_pages_generator import Queue, queue

__all__ = ["queue"]


def condition(at: Any, column: str, place: int, share: float) -> str:
    """A condition on the share of the value at a place of the list; the value."""
    next(w for w in at.selectbox if w.label == "Column").set_value(column).run()
    value = next(w for w in at.selectbox if w.label == "Value")
    spelt = str(value.options[place])
    value.set_value(spelt).run()
    next(w for w in at.number_input if w.label == "Per cent of the rows").set_value(share)
    press(at, "Add condition")
    return spelt


def category(at: Any) -> str:
    return str(next(c for c in state(at)["schema"]["columns"] if c["kind"] == "category")["name"])


def test_a_condition_is_told_asked_for_and_taken_away(work: str, queue: Queue) -> None:
    at = open_page("generator", work)
    column = category(at)
    value = condition(at, column, 0, 60.0)
    assert f"**{column}**" in said(at)
    assert "in 60 % of the rows" in said(at)
    press(at, "Generate")
    [job] = queue.asked
    assert job.spec["recipe"]["wish"] == {"fixed": {}, "shares": [{"column": column, "value": value, "share": 0.6}]}
    assert "with conditions" in job.title
    queue.cancel(job)
    at = press(open_page("generator", work), "Remove")
    assert "in 60 % of the rows" not in said(at)
    assert state(at)["choice"]["wish"] is None


def test_shares_of_more_than_all_are_refused_and_the_page_stays(work: str) -> None:
    at = open_page("generator", work)
    condition(at, category(at), 0, 70.0)
    condition(at, category(at), 1, 70.0)
    assert not at.exception
    assert "more than 1 together" in at.error[0].value


def test_every_result_of_a_condition_is_marked(work: str, tmp_path: Path) -> None:
    [job] = Workspace(work).jobs()
    outcome = job.read_json("outcome.json")
    outcome["audit"]["wished"] = ["sex is f in 60 % of the rows"]
    job.write_json("outcome.json", outcome)
    for name in ("fidelity", "privacy", "release"):
        assert any("sex is f in 60" in info.value for info in open_page(name, work).info)


def test_the_command_line_takes_conditions_and_the_report_tells_them(
    sample_file: Path, tmp_path: Path, capsys: Any
) -> None:
    from synthesis.tables import read_table

    table = read_table(sample_file)
    name = next(c.name for c in table.schema.modelled if not c.numeric)
    value = table.frame[name].value_counts().index[-1]
    out = tmp_path / "out"
    options = ["--share", f"{name}={value}:0.5", "--rows", "200", "--no-audit", "--generator", "marginals"]
    assert main(["run", str(sample_file), "--out", str(out), *options]) == 3
    assert (read_table(out / "synthetic.csv").frame[name] == value).sum() == 100
    assert CONDITIONED[:20] in (out / "report.html").read_text("utf-8")
    assert '"wished"' in (out / "record.json").read_text("utf-8")
    again = ["run", str(sample_file), "--out", str(tmp_path / "b"), "--recipe", str(out / "recipe.json"), "--no-audit"]
    assert main(again) == 3
    assert (tmp_path / "b" / "synthetic.csv").read_bytes() == (out / "synthetic.csv").read_bytes()
    capsys.readouterr()
    assert main(["run", str(sample_file), "--out", str(tmp_path / "c"), "--fix", "nothing"]) == 2
    assert "not understood" in capsys.readouterr().err
