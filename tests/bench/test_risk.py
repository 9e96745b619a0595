"""How the seconds of the audit are told apart and compared."""

import pytest

from bench.risk import attempt, compared, inferences, stages


def test_a_stage_lasts_to_the_next_mark_and_names_add_up() -> None:
    marks = [("a", (0.0, 0.0)), ("b", (1.0, 2.0)), ("a", (1.5, 3.0)), ("", (2.0, 5.0))]
    assert stages(marks) == {"a": {"cpu": 1.5, "wall": 4.0}, "b": {"cpu": 0.5, "wall": 1.0}}


def test_ratios_add_the_variants_of_an_attack() -> None:
    names = (("Singling out", 2.0), ("Linkability", 1.0), ("Attribute inference", 1.0))
    ours = {"stages": {name: {"cpu": cpu} for name, cpu in names}}
    theirs = {
        "singling-out/univariate": {"cpu": 10.0},
        "singling-out/multivariate": {"cpu": 30.0},
        "linkability": {"cpu": 20.0},
        "inference": {"cpu": 100.0},
    }
    assert compared(ours, theirs) == {"singling-out": 20.0, "linkability": 20.0, "inference": 100.0, "three": 40.0}


def test_what_breaks_is_named_and_not_a_time_alone() -> None:
    assert attempt(lambda: 1 / 0)["failed"] == "ZeroDivisionError"
    assert "failed" not in attempt(lambda: None)


def test_inference_is_scaled_only_where_it_would_take_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    names = ["a", "b", "c", "d"]
    assert "scaled" not in inferences(lambda *what: asked.append(what), names, 2000, False)
    assert asked[-4:] == [(name, 2000) for name in names]
    monkeypatch.setattr("bench.risk._PATIENCE", -1.0)
    found = inferences(lambda *what: asked.append(what), names, 2000, False)
    assert found["scaled"] == 8.0  # 4 of 2 secrets, 2,000 of 500 guesses
    assert asked[-2:] == [("a", 500), ("d", 500)]
