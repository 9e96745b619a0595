"""Whether a model can tell the tables apart, and by which columns."""

import pandas as pd
import streamlit as st

from components.fidelity.tile import tile
from components.shared import chart, words
from components.shared.comparison import ComparedCandidates, compared
from synthesis import figures
from synthesis.fidelity.score import Detection, Fidelity, Propensity
from synthesis.foundation.numerals import count, decimal


def given_away(found: Fidelity, candidates: ComparedCandidates) -> None:
    """The columns that tell synthetic rows from real ones, where a detector can tell them at all; then those of the
    other candidates'."""
    others = compared(candidates, lambda one: one.audit.fidelity.detection if one.audit.fidelity else None)
    tiles = [("Synthetic", found.detection, "giveaways", "")] if found.detection else []
    tiles += [(words.safe(look.name), detection, f"giveaways-{look.name}", look.colour) for look, detection in others]
    told = [one for one in tiles if _distinguishable(one[1])]
    if not told:
        return
    st.subheader(words.with_term("What gave them away", "permutation importance"), anchor="away")
    st.caption("What boosted trees lose when one column is shuffled: the longer, the more it gives away.")
    with st.grid(min(2, len(told)), min_column_width=320, row_height="content"):
        for whose, detection, key, colour in told:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{whose}**")
                _giveaways(detection, key, colour)


def _distinguishable(detection: Detection) -> bool:
    """Whether the trees surely do better than guessing, and by which columns."""
    return bool(detection.columns) and (detection.low or 0.0) > 0.5


def _giveaways(detection: Detection, key: str, colour: str) -> None:
    figure = figures.giveaway_bars(detection.columns, colour) if colour else figures.giveaway_bars(detection.columns)
    chart.draw(
        figure, key, figures.giveaway_alt(detection.columns), key, lambda: pd.DataFrame(map(vars, detection.columns))
    )


def tiles(found: Fidelity) -> None:
    """How well boosted trees and a linear model tell the tables apart."""
    if found.detection:
        _detection_tile(found.detection)
    if found.propensity:
        _propensity_tile(found.propensity)


def _detection_tile(found: Detection) -> None:
    interval = f" ({decimal(found.low, 3)} to {decimal(found.high, 3)})" if found.low is not None else ""
    tile(
        "Told apart by boosted trees (classifier two-sample test)",
        decimal(found.value, 3) + interval,
        words.beside_real("Area under the ROC curve: 0.5 is guessing and best, 1 is always right", found.reference),
        found.note if found.value is None else _looked_at(found),
        "[See what gave them away](#away)" if _distinguishable(found) else "",
    )


def _looked_at(found: Detection) -> str:
    rows = f"From {count(found.rows)} rows of each table, on rows the trees did not see.{_too_close(found)}"
    return f"{rows} {found.note}".strip()


def _too_close(found: Detection) -> str:
    """Worse than guessing means that synthetic rows sit beside single training rows, which misleads the trees."""
    worse = found.high is not None and found.high < 0.5
    return " Worse than guessing: synthetic rows lie closer to training rows than fresh ones would." if worse else ""


def _propensity_tile(found: Propensity) -> None:
    tile(
        "Told apart by a linear model (propensity score)",
        decimal(found.value, 1),
        words.beside_real("pMSE in standard deviations from chance: within ±2 is chance", found.reference, 1),
        found.note or f"{decimal(found.ratio, 2)} times what chance gives, with {found.terms} terms.",
        "[See the columns that differ](#columns)" if found.value is not None else "",
    )
