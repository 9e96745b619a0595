"""Every chart has a text alternative, a camera and its numbers, and the tables of several candidates stand side by
side."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from components.generator.guarantee_form import belief_numbers
from components.privacy.exposure import as_risk
from components.privacy.exposure_compared import risk_drivers_table, spots_table
from components.shared import risk_chart
from components.shared.risk_chart import all_numbers, numbers
from components.shared.watch import loss_numbers
from synthesis.foundation.guarantee import Guarantee
from synthesis.privacy.risk import Copies, Privacy, RiskDriver, Status, SubgroupRisk, WeakSpot
from synthesis.privacy.sensitivity import Sensitivity

ROOT = Path(__file__).resolve().parents[1]
SOURCES = [*(ROOT / "components").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]


def calls(path: Path, *names: str) -> list[ast.Call]:
    """The calls in a file of what has one of these names after its last point."""
    found = (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call))
    return [call for call in found if ast.unparse(call.func).split(".")[-1] in names]


def test_charts_are_drawn_in_two_places_only_and_never_without_alt_and_camera() -> None:
    bare = {path.name: calls(path, "plotly_chart", "altair_chart", "pyplot", "bokeh_chart") for path in SOURCES}
    assert {name for name, found in bare.items() if found} == {"chart.py", "widget_state.py"}
    for found in bare.values():
        for call in found:
            assert {"alt", "config"} <= {word.arg for word in call.keywords}
    clickable = [call for path in SOURCES for call in calls(path, "pick_on_chart")]
    assert clickable
    assert all("chart.config" in ast.unparse(call) for call in clickable)


def found(*, carriers: tuple[RiskDriver, ...] = (), spots: tuple[WeakSpot, ...] = ()) -> Privacy:
    """A candidate of which this was found."""
    nothing = Copies(None, None, None, None)
    return Privacy((), nothing, Sensitivity(), Guarantee(), carriers=carriers, weak_spots=spots)


def test_the_column_that_carries_most_in_any_candidate_stands_first_and_a_dash_where_none_was_measured() -> None:
    first = found(carriers=(RiskDriver("age", 0.1, 0.05, 0.15), RiskDriver("sex", 0.02, 0.0, 0.04)))
    second = found(carriers=(RiskDriver("job", 0.3, 0.2, 0.4), RiskDriver("sex", 0.01, 0.0, 0.02)))
    shown = risk_drivers_table({"Run 2": first, "Run 1": second})
    assert list(shown["Column"]) == ["job", "age", "sex"]
    assert [text[0] for text in shown["Run 2"]] == ["–", "1", "2"]
    assert [text[:2] for text in shown["Run 1"]] == ["30", "–", "1."]


def test_kinds_of_rows_are_matched_by_attack_and_bands() -> None:
    old = WeakSpot("membership", None, (("age", "80 to 90"),), (60, 55), 0.25, 0.02, 0.23, 0.1, 0.36, 0.01)
    milder, other = replace(old, value=0.1, low=0.05, high=0.2), replace(old, bands=(("age", "0 to 9"),), value=0.15)
    shown = spots_table({"Run 2": found(spots=(old,)), "Run 1": found(spots=(milder, other)), "Run 3": found()})
    assert list(shown["Kind of rows"]) == ["age 80 to 90", "age 0 to 9"]
    assert list(shown["Run 3"]) == ["–", "–"]
    assert shown["Run 2"][1] == "–"
    assert shown["Run 2"][0].startswith("23.0")
    assert [text[:2] for text in shown["Run 1"]] == ["10", "15"]
    assert spots_table({"Run 1": found()}).empty


def test_the_numbers_of_a_chart_are_what_was_measured() -> None:
    group = SubgroupRisk(
        "membership", None, None, "sex", "F", (200, 100), 0.2, 0.05, 0.15, 0.1, 0.2, "excess", 0.01, limit=0.09
    )
    risk = replace(as_risk(group), status=Status.LEAK)
    frame = numbers([risk], ["F"])
    assert frame[["risk", "gain", "low", "high", "limit", "guesses"]].to_numpy().tolist() == [
        ["F", 0.15, 0.1, 0.2, 0.09, 200]
    ]
    both = all_numbers(["F", "M"], {"Run 2": {"F": risk}, "Run 1": {"M": risk, "F": risk}})
    assert list(zip(both["candidate"], both["risk"], strict=True)) == [("Run 2", "F"), ("Run 1", "F"), ("Run 1", "M")]


def test_losses_of_unequal_length_are_blank_where_a_line_has_ended() -> None:
    frame = loss_numbers({"Maker": [1.0, 2.0], "Judge": [3.0]})
    assert list(frame["pass"]) == [1, 2]
    assert list(frame["Maker"]) == [1.0, 2.0]
    assert frame["Judge"].isna().tolist() == [False, True]


def test_belief_starts_at_a_half_and_grows_with_epsilon() -> None:
    frame = belief_numbers(12.5)
    assert (frame["epsilon"][10], round(frame["at most"][10], 4)) == (1.0, 0.7311)  # e / (1 + e)
    assert frame["at most"][0] == 0.5
    assert frame["epsilon"].iloc[-1] == 12.5
    assert frame["at most"].is_monotonic_increasing


def test_an_interval_that_is_cut_at_the_edge_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr("components.shared.risk_chart.st.caption", told.append)
    group = SubgroupRisk(
        "membership", None, None, "sex", "F", (20, 10), 0.2, 0.05, 0.15, -0.1, 0.44, "excess", 0.5, limit=0.09
    )
    risk_chart.tell_cut([as_risk(group)])
    assert not told
    risk_chart.tell_cut([as_risk(group), as_risk(replace(group, low=-0.46))])  # five times nine per cent is 45
    assert "45" in told[0]
