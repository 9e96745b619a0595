"""The second opinion by command, as a job, in the record and on the pages: shown as what it is, deciding nothing."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components.shared import runs, second_opinion
from synthesis.cli.program import main
from synthesis.foundation.second_opinion import Difference, OutsideFigure, OwnFigure, SecondOpinion
from synthesis.jobs import Workspace
from synthesis.journey import load, record_of, store_of
from synthesis.journey.second_opinion import second_opinion_job
from synthesis.release.load import load_record
from synthesis.release.pack import build_pack, verify
from tests.outcomes import Queue, outcome_folder
from tests.pages import open_page, said

pytestmark = pytest.mark.xdist_group("anonymeter")  # its loops are compiled anew in every process

FIGURES = (
    OutsideFigure(
        "anonymeter",
        "1.1.0",
        "Linkability risk",
        ("age", "sex"),
        {"train": 500, "control": 200, "synthetic": 500},
        {"n_attacks": 200},
        value=0.03,
        low=0.01,
        high=0.05,
        ours=OwnFigure("linkability", 0.02, -0.01, 0.05),
        differences=(Difference("ties", "Among equals it takes the first in the file."),),
    ),
    OutsideFigure("anonymeter", "1.1.0", "Inference risk", (), {}, {}, "sex", did_not_run="anonymeter stopped."),
    OutsideFigure("sdmetrics", "0.32.0", "QualityReport: overall score", (), {"train": 500}, {}, value=0.9),
)


def test_the_audit_command_adds_it_and_its_verdict_is_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part, seed in (("train", 1), ("control", 2), ("made", 3)):
        chance = np.random.default_rng(seed)
        frame = pd.DataFrame({"pay": chance.normal(900, 99, 200).round(2), "city": chance.choice(list("abc"), 200)})
        frame.assign(age=chance.integers(18, 90, 200)).to_csv(tmp_path / f"{part}.csv", index=False)
    files = (tmp_path / f"{part}.csv" for part in ("train", "control", "made"))
    train, control, made = map(str, files)
    command = ["audit", "--train", train, "--control", control, "--synthetic", made, "--attacks", "100"]
    found = []
    for more in ([], ["--second-opinion"]):
        code = main([*command, *more])
        found.append((code, json.loads(capsys.readouterr().out)))
    (plain_code, before), (code, after) = found
    assert before["second_opinion"] is None
    assert (plain_code, before["verdict"], before["reasons"]) == (code, after["verdict"], after["reasons"])
    opinion = after["second_opinion"]
    assert opinion["decides"].startswith("Nothing: the verdict")
    assert {one["tool"] for one in opinion["figures"]} == {"anonymeter", "sdmetrics"}
    for one in opinion["figures"]:
        assert set(one) >= {"name", "value", "low", "high", "rows", "settings", "seconds", "ours", "differences"}
        assert (one["value"] is None) == (one["did_not_run"] is not None)


def test_a_job_keeps_it_and_the_record_holds_it_and_is_judged_without_it(work: str, tmp_path: Path) -> None:
    folder, space = outcome_folder(work), Workspace(work)
    before = load(folder)
    assert before.audit.second_opinion is None
    stages: list[str] = []
    spec = {"of": str(folder), "source": str(space.folder / "source.csv")}
    second_opinion_job(tmp_path, spec, lambda step: stages.append(step.stage))
    assert "Stock anonymeter: linkability" in stages
    assert "SDMetrics: QualityReport" in stages
    after = load(folder)
    assert after.audit.second_opinion is not None
    guessed = {one.secret for one in after.audit.second_opinion.figures if one.name == "Inference risk"}
    assert guessed == {risk.secret for risk in after.audit.privacy.risks if risk.attack == "inference"} != set()
    assert after.audit.verdict == before.audit.verdict
    pack = build_pack(record_of(after, "Ada"), after.rows.released())
    (tmp_path / "pack.zip").write_bytes(pack.zipped)
    assert verify(tmp_path / "pack.zip") == ()
    record, _ = load_record(tmp_path / "pack.zip")
    assert record.audit.second_opinion is not None
    assert len(record.audit.second_opinion.figures) == len(after.audit.second_opinion.figures)


@pytest.mark.parametrize(("page", "tool"), [("privacy", "anonymeter"), ("fidelity", "sdmetrics")])
def test_a_page_asks_and_then_shows_the_work(work: str, page: str, tool: str, monkeypatch: pytest.MonkeyPatch) -> None:
    queue = Queue()
    monkeypatch.setattr(runs, "the_engine", lambda: queue)
    folder = outcome_folder(work)
    at = open_page(page, work)
    at = at.button(key=f"second-opinion-{tool}").click().run()
    assert not at.exception
    (job,) = queue.asked
    assert job.entry == second_opinion.ENTRY
    assert job.spec["of"] == folder.name
    assert Path(job.spec["source"]).exists()
    assert at.button(key=f"cancel-{job.id}").label == "Cancel"
    at = at.button(key=f"cancel-{job.id}").click().run()
    assert "The run was cancelled." in said(at)
    assert at.button(key=f"second-opinion-{tool}")


def drawn(at: AppTest) -> pd.DataFrame:
    """The table of the second opinion."""
    return next(frame.value for frame in at.dataframe if "Theirs" in frame.value)


def test_the_pages_draw_what_was_said_beside_ours(work: str) -> None:
    store_of(Workspace(work)).second_opinions.put(outcome_folder(work).name, SecondOpinion(FIGURES))
    at = open_page("privacy", work)
    assert drawn(at)[["Their figure", "Theirs", "Ours", "Our low end"]].to_numpy().tolist() == [
        ["Linkability risk", 3.0, 2.0, -1.0]
    ]
    words = said(at).replace("\\", "")
    assert "Inference risk, sex did not run: anonymeter stopped." in words
    assert "Among equals it takes the first in the file." in words
    assert "They decide nothing" in words
    at = open_page("fidelity", work)
    assert drawn(at)["Their figure"].tolist() == ["QualityReport: overall score"]


def test_the_job_is_found_by_its_name() -> None:
    module, _, name = second_opinion.ENTRY.partition(":")
    assert (module, name) == (second_opinion_job.__module__, second_opinion_job.__name__)
