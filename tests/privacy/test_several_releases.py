"""Several releases of one source: what none gives away alone, and what they do together."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from synthesis import audit
from synthesis.cli.program import main
from synthesis.foundation.seed import Seed
from synthesis.privacy.preparation import prepared
from synthesis.privacy.several_releases import combined
from synthesis.release.record import sha256
from tests.privacy.tables import numbers

TRAIN, CONTROL = 3_000, 4_000


def members(rows: int, seed: int) -> pd.DataFrame:
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "age": chance.integers(18, 90, rows),
            "pay": np.round(np.exp(chance.normal(9, 0.6, rows)), 2),
            "height": np.round(chance.normal(170, 10, rows), 1),
            "city": chance.choice(list("abcdefgh"), rows),
            "trade": chance.choice(["baker", "clerk", "nurse"], rows),
        }
    )


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`leak-a`, `leak-b`: 18 of 3,000 training rows each, other ones; `fresh-…`: none."""
    folder = tmp_path_factory.mktemp("releases")
    train = members(TRAIN, 1)
    train.to_csv(folder / "train.csv", index=False)
    members(CONTROL, 2).to_csv(folder / "control.csv", index=False)
    for place, name in enumerate("ab"):
        fresh = members(TRAIN, 3 + place)
        fresh.to_csv(folder / f"fresh-{name}.csv", index=False)
        copied = train.iloc[18 * place : 18 * (place + 1)]
        pd.concat([fresh.iloc[18:], copied]).to_csv(folder / f"leak-{name}.csv", index=False)
    return folder


def judged(files: Path, capsys: pytest.CaptureFixture[str], *names: str) -> tuple[int, dict[str, Any]]:
    releases = [part for name in names for part in ("--synthetic", str(files / f"{name}.csv"))]
    given = ["--train", str(files / "train.csv"), "--control", str(files / "control.csv"), "--attacks", "200"]
    code = main(["audit", *given, *releases])
    return code, json.loads(capsys.readouterr().out)


def test_releases_that_leak_under_the_limit_alone_fail_together(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, found = judged(files, capsys, "leak-a", "leak-b")
    assert (code, found["verdict"]) == (1, "FAIL")
    assert any("Copied rows" in reason for reason in found["reasons"])
    hashes = [sha256((files / f"leak-{name}.csv").read_bytes()) for name in "ab"]
    told = [{"name": f"leak-{name}.csv", "sha256": one, "rows": TRAIN} for name, one in zip("ab", hashes, strict=True)]
    assert found["releases"] == told
    assert found["rows"]["synthetic"] == 2 * TRAIN
    assert [judged(files, capsys, f"leak-{name}")[1]["verdict"] == "FAIL" for name in "ab"] == [False, False]


def test_harmless_releases_are_harmless_together(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = judged(files, capsys, "fresh-a", "fresh-b")
    assert code in (0, 3)
    (copies,) = [
        risk for risk in found["privacy"]["risks"] if (risk["attack"], risk["variant"]) == ("replication", "all")
    ]
    assert "put together from several" in copies["notes"][-1]


def test_noise_of_two_releases_is_averaged_out() -> None:
    """Each release moves the same 300 training rows by up to 1.6 %; the mean of two is within 1 % more often."""
    chance = np.random.default_rng(5)
    train, control = (pd.DataFrame(chance.random((rows, 4)), columns=list("abcd")) for rows in (1_000, 1_000))
    noisy = [train.iloc[:300] + chance.uniform(-0.016, 0.016, (300, 4)) for _ in range(2)]
    release = pd.concat(noisy, ignore_index=True)
    context, _ = prepared((numbers(train), numbers(control)), release, 100, None, Seed(1), [0] * 300 + [1] * 300)
    rows = combined(context)
    assert 550 <= len(rows) <= 600  # nearly all pairs are found, each in two ways of settling ties
    means = (noisy[0].to_numpy() + noisy[1].to_numpy()) / 2.0
    assert {tuple(row) for row in rows.round(9)} <= {tuple(row) for row in means.round(9)} or len(rows) < 600
    found = audit(train=train, control=control, synthetic=[*noisy], attacks=100)
    alone = audit(train=train, control=control, synthetic=noisy[0], attacks=100)
    (both,) = (r for r in found.privacy.risks if (r.attack, r.variant) == ("replication", "all"))
    (one,) = (r for r in alone.privacy.risks if (r.attack, r.variant) == ("replication", "all"))
    assert "stronger on rows put together" in both.notes[-1]
    assert (both.main or 0.0) > 1.5 * (one.main or 0.0)


def test_the_majority_speaks_and_of_equals_both_are_tried() -> None:
    real = pd.DataFrame({"n": np.arange(40.0), "word": ["x", "y", "z", "w"] * 10}).astype({"word": object})
    release = pd.DataFrame({"n": [5.0, 5.2, 5.4], "word": ["y", "y", "z"]}).astype({"word": object})
    tables = numbers(real), numbers(real.iloc[::-1].reset_index(drop=True))
    three = combined(prepared(tables, release, 100, None, Seed(1), [0, 1, 2])[0])
    assert sorted(map(tuple, three.round(6))) == [(5.2, 2.0), (5.2, 2.0), (5.3, 2.0), (5.3, 3.0)]
    two = combined(prepared(tables, release.iloc[1:].reset_index(drop=True), 100, None, Seed(1), [0, 1])[0])
    assert sorted(map(tuple, two.round(6))) == [(5.3, 2.0), (5.3, 3.0)]
