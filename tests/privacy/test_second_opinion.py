"""Stock anonymeter beside our attacks: what both see, which of its faults are named, and what a failure says."""

import json
import warnings

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.second_opinion import OutsideFigure, SecondOpinion, overheard
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.privacy import opinion_differences as known
from synthesis.privacy.risk import Risk
from synthesis.privacy.second_opinion import Budget, anonymeter_figures
from synthesis.tables import Table
from tests.privacy.tables import numbers, people, quick, table

pytestmark = pytest.mark.xdist_group("anonymeter")  # its loops are compiled anew in every process

SMALL = Budget(guesses=150, secrets=1, attempts=3_000)


def figures(
    train: Table, control: Table | None, release: pd.DataFrame, risks: tuple[Risk, ...] = (), budget: Budget = SMALL
) -> dict[str, OutsideFigure]:
    """The figures by their names."""
    found = anonymeter_figures(train, control, release, risks, seed=Seed(0).child("attack"), budget=budget)
    return {one.name: one for one in found}


def reasons(figure: OutsideFigure) -> set[str]:
    return {one.name for one in figure.differences}


@pytest.fixture(scope="module")
def copied() -> dict[str, OutsideFigure]:
    """A verbatim copy of the training rows, and as many control rows."""
    train, control = people(300, 1), people(300, 2)
    risks = quick(table(train), table(control), train, attacks=300, seed=Seed(0).child("attack")).risks
    return figures(table(train), table(control), train, risks)


def test_a_copy_is_high_by_theirs_and_by_ours(copied: dict[str, OutsideFigure]) -> None:
    assert list(copied) == [
        "Singling out risk, univariate",
        "Singling out risk, multivariate",
        "Linkability risk",
        "Inference risk",
    ]
    for figure in copied.values():
        assert figure.did_not_run is None
        assert figure.value is not None
        assert figure.value > 0.5, figure.name
        assert figure.low is not None
        assert figure.high is not None
        assert 0.0 <= figure.low <= figure.value <= figure.high <= 1.0
        assert figure.ours is not None
        assert figure.ours.value is not None
        assert figure.ours.value > 0.5, figure.name
        assert figure.columns == ("age", "income", "joined", "score", "city", "trade", "married", "diagnosis")
    assert copied["Linkability risk"].rows == {"train": 150, "control": 150, "synthetic": 300}
    assert copied["Singling out risk, univariate"].rows == {"train": 300, "control": 300, "synthetic": 300}
    assert copied["Inference risk"].secret == "diagnosis"


def test_what_bears_on_a_difference_is_named_and_nothing_else(copied: dict[str, OutsideFigure]) -> None:
    assert reasons(copied["Singling out risk, multivariate"]) == {"dates", "not-repeatable"}
    assert reasons(copied["Linkability risk"]) == {"dates", "neighbours", "unseeded"}
    assert "baseline" in reasons(copied["Inference risk"])
    assert "signed-guess" not in reasons(copied["Inference risk"])


def test_it_goes_to_json_and_back(copied: dict[str, OutsideFigure]) -> None:
    said = SecondOpinion(tuple(copied.values()))
    value = json.loads(json.dumps(plain(said)))
    assert value["decides"].startswith("Nothing")
    assert set(value["figures"][0]) == set(OutsideFigure.__dataclass_fields__)
    assert plain(revive(SecondOpinion, value)) == plain(said)


def test_groups_of_unequal_size_are_said_to_break_its_correction() -> None:
    chance = np.random.default_rng(3)
    train, control, release = (
        pd.DataFrame({name: chance.normal(0, 50, rows) for name in "abc"}) for rows in (400, 100, 300)
    )
    found = figures(numbers(train), numbers(control), release)
    for mode in ("univariate", "multivariate"):
        (said,) = [one for one in found[f"Singling out risk, {mode}"].differences if one.name == "size-correction"]
        assert "400 different training rows, 100 control rows" in said.sentence
        assert "about 0.25 " in said.sentence
        assert "too high" in said.sentence
    assert "fewer-people" in reasons(found["Linkability risk"])
    assert "signed-guess" in reasons(found["Inference risk"])


def test_without_control_rows_it_says_what_its_figure_then_is() -> None:
    rows = pd.DataFrame({name: np.random.default_rng(5).normal(0, 1, 200) for name in "ab"})
    found = figures(numbers(rows), None, rows)
    assert all("no-control" in reasons(one) for one in found.values())
    assert all(one.rows["control"] == 0 for one in found.values())


def test_no_guesses_are_no_score() -> None:
    chance = np.random.default_rng(6)
    train, control = (
        pd.DataFrame({name: chance.choice(["yes", "no"], rows).astype(object) for name in "ab"}) for rows in (300, 200)
    )
    found = figures(numbers(train), numbers(control), train)
    single = found["Singling out risk, univariate"]
    assert single.value is None
    assert single.did_not_run == "anonymeter found no guess to make, for which it shows 0."
    assert "fewer-guesses" in reasons(found["Singling out risk, multivariate"])
    assert "ties" in reasons(found["Linkability risk"])


def test_a_failure_is_told_and_quotes_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    from anonymeter.evaluators import LinkabilityEvaluator

    def broken(self: object) -> None:
        raise KeyError("Smith, 12 Oak Street")

    monkeypatch.setattr(LinkabilityEvaluator, "evaluate", broken)
    rows = people(120, 7)
    found = figures(table(rows), table(people(120, 8)), rows, budget=Budget(40, 0, attempts=1_000))
    figure = found["Linkability risk"]
    assert (figure.value, figure.low, figure.high, figure.counts) == (None, None, None, None)
    assert figure.did_not_run == "anonymeter stopped with KeyError."
    assert "Smith" not in json.dumps(plain(tuple(found.values())))
    assert found["Singling out risk, univariate"].value is not None


def test_each_known_fault_is_said_only_where_it_bears() -> None:
    words = pd.DataFrame({"name": pd.Series(["O'Brien", "Smith", None], dtype=object), "age": [1.0, 2.0, 3.0]})
    assert known.quotes(words[["age"]]) is None
    assert known.quotes(words).sentence.startswith("Values with quotation marks or apostrophes stand in name:")  # type: ignore[union-attr]
    ages = words["age"]
    assert known.signed_guess(ages, ages) is None
    assert "1 rows" in known.signed_guess(ages, -ages.where(ages == 1.0)).sentence  # type: ignore[union-attr]
    assert known.fewer_guesses(500, 500) is None
    assert "12 of the 500" in known.fewer_guesses(12, 500).sentence  # type: ignore[union-attr]
    assert known.size_correction(words, words) is None
    assert known.ties(words, ["age"]) is None
    assert known.ties(pd.concat([words, words]), ["age"]).sentence.startswith("100 %")  # type: ignore[union-attr]
    assert known.drawn_release(300, 300) is None
    assert known.clipped({"main": [10, 100], "control": [10, 100]}) is None
    assert known.clipped({"main": [9, 100], "control": [10.0, 100]}) is not None
    assert known.of_failure(RuntimeError("Optimal parameters not found"), ()).startswith(" This is known")
    assert known.of_failure(ValueError("Smith"), ()) == ""


def test_what_a_library_says_is_heard_and_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    import logging

    with overheard("anonymeter") as lines:
        logging.getLogger("anonymeter.evaluators").warning("could generate only 12")
        warnings.warn("as good or worse as baseline", stacklevel=1)
    assert lines == ["could generate only 12", "as good or worse as baseline"]
    assert capsys.readouterr().err == ""
