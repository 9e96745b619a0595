"""What models learn from synthetic rows, beside what they learn from real ones."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.fidelity import utility
from components.shared import words
from components.shared.comparison import ComparedCandidate, ComparedCandidates
from synthesis.foundation.numerals import decimal
from synthesis.utility import Utility

LEARNED = words.with_term("What models learn from it", "train on synthetic, test on real")
_METRICS = {
    "roc_auc": "Area under the ROC curve: 0.5 is guessing, 1 is best",
    "roc_auc_ovr": "Area under the ROC curve, mean of classes: 0.5 is guessing, 1 is best",
    "accuracy": "Share guessed right: 1 is best",
    "r2": "Share of variance explained: 0 is guessing, 1 is best",
}


def use(found: Utility, candidates: ComparedCandidates = ()) -> None:
    """What models learn from synthetic rows, beside what they learn from real ones; nothing where no target was
    named."""
    if not found.scores:
        return
    st.header(LEARNED, anchor=False)
    same = [
        (candidate, candidate.shown.audit.utility)
        for candidate in candidates
        if candidate.shown.audit.utility.target == found.target
    ]
    models(found, same)


def models(found: Utility, same: Sequence[tuple[ComparedCandidate, Utility]] = ()) -> None:
    """The table of models, and what stands behind it; `same`: further candidates with the same target."""
    st.caption(
        f"Models that predict **{words.safe(str(found.target))}**, trained on real and on synthetic rows and "
        "tested on the "
        "same held-out real rows."
    )
    st.table(use_table(found, same), hide_index=True, border="horizontal")
    for note in dict.fromkeys(score.note for score in found.scores if score.note):
        st.caption(words.safe(note))
    utility.behind(found, [(candidate.look, one) for candidate, one in same])


def _learned(found: Utility) -> dict[tuple[str, str, str], str]:
    return {(one.model, one.metric, one.trained_on): decimal(one.value, 3) for one in found.scores}


def use_table(found: Utility, same: Sequence[tuple[ComparedCandidate, Utility]] = ()) -> pd.DataFrame:
    """One row a model and metric, real beside synthetic, and further candidates."""
    pairs = dict.fromkeys((score.model, score.metric) for score in found.scores)
    values = _learned(found)
    more = {candidate.run: _learned(one) for candidate, one in same}
    return pd.DataFrame(
        {
            "Model": [words.safe(model) for model, _ in pairs],
            "Measure": [_METRICS.get(metric, metric) for _, metric in pairs],
            "Trained on synthetic": [values.get((*pair, "synthetic"), "–") for pair in pairs],
            **{name: [known.get((*pair, "synthetic"), "–") for pair in pairs] for name, known in more.items()},
            "Trained on real": [values.get((*pair, "real"), "–") for pair in pairs],
        }
    )
