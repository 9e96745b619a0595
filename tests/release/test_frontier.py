"""Candidates side by side: the frontier by hand, and what must not be compared."""

import json
from pathlib import Path
from typing import Any

import pytest

from synthesis.fidelity.score import Overall
from synthesis.figures import frontier_alt, frontier_plane
from synthesis.foundation.errors import UnusableOption
from synthesis.release.comparison import compare_records
from synthesis.release.frontier import GRAVEST, Entrant, frontier, recommended, risks_of
from synthesis.release.verdict import Outcome, Verdict, sterner
from tests.release.make import risk


def entrant(name: str, likeness: float | None, high: float, verdict: str = "PASS") -> Entrant:
    low = risk(value=high - 0.02, low=high - 0.04, high=high, limit=0.05)
    slight = risk(attack="linkability", value=0.0, low=-0.01, high=0.001, limit=0.05)
    return Entrant(name, verdict, Overall(likeness, 0.99), (low, slight))


def test_the_frontier_holds_who_is_beaten_by_none_in_both() -> None:
    found = frontier(
        [entrant("a", 0.9, 0.02), entrant("b", 0.95, 0.04), entrant("c", 0.94, 0.045), entrant("d", 0.9, 0.03)],
        picked="b",
    )
    assert [one.best for one in found] == [True, True, False, False]
    assert [one.picked for one in found] == [False, True, False, False]
    assert found[1].high == pytest.approx(0.8)  # 0.04 of a limit of 0.05
    assert found[1].limit == pytest.approx(1.0)


def test_equal_candidates_do_not_beat_each_other_and_what_was_not_measured_is_never_best() -> None:
    found = frontier([entrant("a", 0.9, 0.02), entrant("b", 0.9, 0.02), entrant("c", None, 0.0)])
    assert [one.best for one in found] == [True, True, False]


def test_one_risk_stands_in_its_own_units() -> None:
    entrants = [entrant("a", 0.9, 0.02)]
    (name, other) = risks_of(entrants)
    (place,) = frontier(entrants, other)
    assert (place.low, place.high, place.limit) == (-0.01, 0.001, 0.05)
    assert frontier(entrants, GRAVEST)[0].risk == name


def test_only_a_pass_is_ever_recommended() -> None:
    entrants = [entrant("a", 0.9, 0.02), entrant("b", 0.97, 0.2, "FAIL"), entrant("c", 0.95, 0.03)]
    assert recommended(frontier(entrants)) == "c"
    assert recommended(frontier(entrants[1:2])) is None


@pytest.mark.parametrize(
    ("first", "again", "outcome"),
    [
        ("PASS", "PASS", "PASS"),
        ("PASS", "FAIL", "FAIL"),
        ("FAIL", "PASS", "FAIL"),
        ("PASS", "INCONCLUSIVE", "INCONCLUSIVE"),
    ],
)
def test_a_flattering_first_audit_does_not_survive_alone(first: str, again: str, outcome: str) -> None:
    found = sterner(Verdict(Outcome(first), ("one",)), Verdict(Outcome(again), ("two",)))
    assert found.outcome.value == outcome
    assert found.reasons == ("one", "Attacked again with fresh draws. two")


def test_the_picture_shows_every_candidate_its_interval_and_the_limit() -> None:
    places = frontier([entrant("a", 0.9, 0.02), entrant("b", 0.95, 0.2, "FAIL"), entrant("c", None, 0.1)])
    figure = frontier_plane(places, ["1", "2", "3"], relative=True)
    drawn = {text for trace in figure.data for text in trace.text or ()}
    assert drawn == {"1", "2"}
    assert "The policy's limit" in {trace.name for trace in figure.data}
    words = frontier_alt(places, relative=True)
    assert "a: PASS, likeness 0.900" in words
    assert "c: PASS, not measured." in words


def record(tmp_path: Path, name: str, **changes: Any) -> Path:
    value = {"source": {"fingerprint": "f"}, "policy": {"name": "public"}, **changes}
    folder = tmp_path / name
    folder.mkdir()
    (folder / "record.json").write_text(json.dumps(value))
    return folder


def test_what_must_not_be_compared_is_refused(tmp_path: Path) -> None:
    one = record(tmp_path, "one")
    for other in (
        record(tmp_path, "two", source={"fingerprint": "g"}),
        record(tmp_path, "three", policy={"name": "open"}),
        record(tmp_path, "four"),
        tmp_path / "nowhere",
        one,
    ):
        with pytest.raises(UnusableOption):
            compare_records([one, other])
