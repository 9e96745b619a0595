"""Files made by other hands, audited by the command with nothing said about them."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis.cli.program import main


def members(rows: int, seed: int) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": chance.integers(18, 90, rows),
            "member": chance.choice(["yes", "no"], rows),
            "visits": chance.integers(0, 9, rows),
            "pay": np.round(np.exp(chance.normal(9, 0.6, rows)), 2),
            "city": chance.choice(list("abcdefgh"), rows),
            "note": chance.choice(["x", "y"], rows),
        }
    )


def elsewhere(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows as another program writes them: T for yes, 2.0 for 2, one column more and one less, an index that
    repeats."""
    spelt = frame.assign(member=frame["member"].map({"yes": "T", "no": "F"}), visits=frame["visits"].astype(str) + ".0")
    return spelt.drop(columns="note").assign(more=1).set_axis(np.repeat(np.arange(len(frame) // 2)[::-1], 2), axis=0)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    train, control = members(600, 1), members(500, 2)
    train.to_csv(folder / "train.csv", index=False)
    control.assign(member=control["member"] == "yes", visits=control["visits"].astype(float)).to_csv(
        folder / "control.csv", index=False
    )
    elsewhere(train).to_csv(folder / "copy.csv")
    elsewhere(members(600, 3)).to_csv(folder / "strangers.csv")
    return folder


def audited(files: Path, name: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    parts = ("--train", "train.csv", "--control", "control.csv", "--synthetic", f"{name}.csv")
    given = [str(files / part) if part.endswith(".csv") else part for part in parts]
    code = main(["audit", *given, "--attacks", "100"])
    return code, json.loads(capsys.readouterr().out)


def test_a_copy_that_is_spelt_otherwise_is_a_copy(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = audited(files, "copy", capsys)
    assert (code, found["verdict"]) == (1, "FAIL")
    assert found["privacy"]["copies"]["exact_train"] == 1.0
    assert found["privacy"]["risks"][0]["columns"] == ["age", "member", "visits", "pay", "city"]
    scores = {tuple(one["columns"]): one for one in found["fidelity"]["scores"] if one["measure"] == "total-variation"}
    assert scores["member",]["value"] == pytest.approx(0.0)
    assert scores["member",]["reference"] < 0.2


def test_what_the_release_lacks_is_said_and_never_clear(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = audited(files, "strangers", capsys)
    assert (code, found["verdict"]) == (3, "INCONCLUSIVE")
    assert found["privacy"]["copies"]["exact_train"] == 0.0
    assert any("note" in sentence for sentence in found["privacy"]["untested"])
    secret = [risk for risk in found["privacy"]["risks"] if risk["secret"] == "note"]
    assert [risk["status"] for risk in secret] == ["not-run"]
