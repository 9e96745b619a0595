"""The Fidelity page: columns from the worst to the best, the maps, the pair, and the other side's headline above."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from components.fidelity.columns import column_table
from components.fidelity.models import use_table
from components.shared.measures import worst_pairs
from synthesis.fidelity import worst_columns
from synthesis.utility import Utility, UtilityScore
from tests.outcomes import audit_of, change_audit, outcome_folder
from tests.pages import open_app, open_page, said


def charts(at: AppTest) -> list[dict]:  # type: ignore[type-arg]
    return [json.loads(chart.proto.spec) for chart in at.get("plotly_chart")]


def boxes(at: AppTest) -> dict[str, str]:
    return {box.label: box.value for box in at.selectbox}


def test_the_verdict_and_the_gravest_risk_stand_above_likeness(finished_work: str) -> None:
    at = open_page("fidelity", finished_work)
    assert [title.value for title in at.title] == ["Fidelity"]
    strip = next(text.value for text in at.markdown if "Gravest risk" in text.value)
    assert ", gain " in strip
    assert "the limit is" in strip
    assert audit_of(finished_work).verdict.outcome.value in said(at)


def test_the_overall_number_stands_beside_what_real_rows_reach(finished_work: str) -> None:
    overall = audit_of(finished_work).fidelity.overall
    at = open_page("fidelity", finished_work)
    assert f"{overall.value:.3f}" in [header.value for header in at.subheader]
    assert f"real against real {overall.reference:.3f}" in said(at)


def test_columns_come_worst_first_with_their_reference(finished_work: str) -> None:
    found = audit_of(finished_work).fidelity
    table = column_table(found, worst_columns(found))
    excess = (table["Difference"] - table["Real vs real"]).dropna()
    assert list(excess) == sorted(excess, reverse=True)
    assert set(table["Column"]) == set(found.associations.columns)
    assert all(len(bars) <= 32 for bars in table["Real"])
    shown = open_page("fidelity", finished_work).dataframe[0].value
    assert list(shown["Column"]) == list(table["Column"])


def test_joining_bins_for_a_small_picture_loses_no_share(finished_work: str) -> None:
    found = audit_of(finished_work).fidelity
    table = column_table(found, worst_columns(found)).set_index("Column")
    for one in found.distributions:
        assert sum(table.loc[one.column, "Real"]) == pytest.approx(sum(one.train))


def test_a_click_in_the_table_drives_the_large_picture(finished_work: str) -> None:
    at = open_page("fidelity", finished_work)
    names = list(at.dataframe[0].value["Column"])
    assert boxes(at)["Column"] == names[0]
    key = f"columns-{outcome_folder(finished_work).name}"
    at.session_state[key] = {"selection": {"rows": [], "columns": [], "cells": [[3, "Column"]]}}
    at.run()
    assert not at.exception
    assert boxes(at)["Column"] == names[3]


def test_three_maps_and_the_pair_farthest_off(finished_work: str) -> None:
    at = open_page("fidelity", finished_work)
    assert len(charts(at)) <= 10
    assert {"**Real**", "**Synthetic**", "**Difference**"} <= {text.value for text in at.markdown}
    far = worst_pairs(audit_of(finished_work).fidelity)[0]
    assert {boxes(at)["First column"], boxes(at)["Second column"]} == set(far.columns)


def test_a_click_on_a_map_shows_that_pair(finished_work: str) -> None:
    at = open_page("fidelity", finished_work)
    at.session_state["newest-pair"] = ("smoker", "sex")
    at.run()
    assert (boxes(at)["First column"], boxes(at)["Second column"]) == ("smoker", "sex")
    next(box for box in at.selectbox if box.label == "Second column").set_value("smoker").run()
    assert not at.exception
    assert "two different columns" in said(at)


def test_a_pair_of_another_table_is_forgotten(finished_work: str) -> None:
    at = open_page("fidelity", finished_work)
    at.session_state["newest-pair"] = ("gone", "away")
    assert not at.run().exception


def test_charts_hold_bins_and_never_rows(finished_work: str) -> None:
    columns = len(audit_of(finished_work).fidelity.associations.columns)
    for chart in charts(open_page("fidelity", finished_work)):
        for trace in chart["data"]:
            for axis in ("x", "y"):
                assert len(trace.get(axis) or ()) <= max(300, columns**2)


def test_a_run_without_likeness_says_so(work: str) -> None:
    change_audit(work, lambda audit: replace(audit, fidelity=None))
    at = open_page("fidelity", work)
    assert "Likeness was not measured" in said(at)
    assert not at.get("plotly_chart")
    for other in ("privacy", "release"):
        assert "Likeness was not measured" in said(open_page(other, work))


@pytest.mark.parametrize("page", ["fidelity", "privacy", "release"])
def test_without_a_table_the_page_sends_the_user_to_the_one_that_helps(page: str) -> None:
    at = open_app()
    at.switch_page(f"../pages/{page}.py").run()
    assert not at.exception
    assert not at.error
    assert [title.value.lower() for title in at.title] == [page]
    assert "no table yet" in said(at)


@pytest.mark.parametrize("page", ["fidelity", "privacy", "release"])
def test_other_columns_put_the_old_result_out_of_sight(page: str, copy_work: Callable[[], str]) -> None:
    from components.shared.session import _opened

    token = copy_work()
    state = _opened(token)
    table = state.table
    state.keep_columns(table, confirmed=True)
    at = open_page(page, token)
    assert "Nothing has been generated" in said(at)
    assert not at.get("plotly_chart")


def test_what_models_learn_stands_beside_what_real_rows_teach(work: str) -> None:
    scores = (
        UtilityScore("boosted trees", "real", "roc_auc", 0.9),
        UtilityScore("boosted trees", "synthetic", "roc_auc", None, "Fewer than 20 rows have a target."),
    )
    table = use_table(Utility("readmitted_30d", "binary", scores))
    assert list(table.iloc[0]) == [
        "boosted trees",
        "Area under the ROC curve: 0.5 is guessing, 1 is best",
        "–",
        "0.900",
    ]
    change_audit(work, lambda audit: replace(audit, utility=Utility("readmitted_30d", "binary", scores)))
    words = said(open_page("fidelity", work))
    assert "What models learn from it" in words
    assert "Fewer than 20 rows have a target." in words


def test_all_columns_together_say_which_way_is_good(finished_work: str) -> None:
    words = said(open_page("fidelity", finished_work))
    for sentence in ("0.5 is guessing and best", "within ±2 is chance", "1000 is identical"):
        assert sentence in words


def test_a_click_on_three_columns_shows_their_combinations(finished_work: str) -> None:
    found = audit_of(finished_work).fidelity.marginals
    assert len(found.worst) == found.sets
    at = open_page("fidelity", finished_work)
    at.session_state[f"triples-{outcome_folder(finished_work).name}-0"] = {
        "selection": {"rows": [], "columns": [], "cells": [[2, "Columns"]]}
    }
    at.run()
    assert not at.exception
    assert f"**{', '.join(found.worst[2].columns[:2])} and {found.worst[2].columns[2]}**".replace("_", r"\_") in said(
        at
    )


def test_a_pair_is_read_from_the_disk_once(finished_work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from components.shared import cache
    from synthesis import journey

    cache.forget(finished_work)
    open_page("fidelity", finished_work)
    monkeypatch.setattr(journey.Judged, "_columns", lambda *_: pytest.fail("read again"))
    assert not open_page("fidelity", finished_work).exception
    cache.forget(finished_work)
    assert not any(key[0] == finished_work for key in cache.BINNED._values)


def test_a_result_of_an_older_version_still_opens(work: str) -> None:
    path = outcome_folder(work) / "outcome.json"
    stored = json.loads(path.read_text())
    for name in ("even", "detection", "propensity", "marginals", "rules", "groups"):
        del stored["audit"]["fidelity"][name]
    for score in stored["audit"]["fidelity"]["scores"]:
        del score["low"], score["high"]
    path.write_text(json.dumps(stored))
    assert "All columns together" not in said(open_page("fidelity", work))


def test_a_number_can_be_seen_as_cumulative_curves_and_quantiles(finished_work: str) -> None:
    at = open_page("fidelity", finished_work)
    drawn = next(one for one in audit_of(finished_work).fidelity.distributions if len(one.edges) > 1)
    next(box for box in at.selectbox if box.label == "Column").set_value(drawn.column).run()
    for view in ("Cumulative", "Quantiles"):
        at.session_state[f"view-{drawn.column}"] = view
        at.run()
        assert not at.exception


def test_what_stands_behind_a_models_score_is_one_view_at_a_time(work: str) -> None:
    from synthesis.utility.score import Coefficient, Curve, HybridPoint, Importance, TreatmentGap

    sides = ("real", "synthetic")
    found = Utility(
        "readmitted_30d",
        "binary",
        (UtilityScore("linear", "real", "roc_auc", 0.8),),
        "yes",
        tuple(Curve("roc", "linear", side, (0.0, 1.0), (0.0, 1.0)) for side in sides),
        (Importance("age", 0.1, 0.2),),
        (Coefficient("age", 1.0, 0.5, 1.5, 1.2, 0.2, 2.2, 0.8),),
        (HybridPoint("mixed", 10, 0, 0.9),),
        (),
        tuple(TreatmentGap("sex", "linear", side, 0.1, None) for side in sides),
    )
    change_audit(work, lambda audit: replace(audit, utility=found))
    at = open_page("fidelity", work)
    for view, words in (("Coefficients", "overlap"), ("Fairness", "equal opportunity"), ("Mixtures", "by chance")):
        at.session_state["use-view"] = view
        at.run()
        assert not at.exception
        assert words in said(at)
