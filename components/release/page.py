"""The release: likeness beside risk, the policy and its sources, who takes responsibility, and the two downloads."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from components.privacy import mitigation
from components.privacy.page import risk_chart
from components.release.override_store import keep_override
from components.shared import chart, menu, words
from components.shared.measures import worst_pairs
from components.shared.policy_form import title_of
from synthesis import figures
from synthesis.fidelity import worst_columns
from synthesis.fidelity.numbers import association_numbers
from synthesis.fidelity.score import Fidelity
from synthesis.foundation.numerals import decimal, percent
from synthesis.journey import Finished, record_of
from synthesis.journey.store import StoredRows
from synthesis.release.pack import build_pack
from synthesis.release.policy import Policy
from synthesis.release.ranking import condensed
from synthesis.release.record import MINIMUM_REASON, Override, Record, TriedCandidate

_SECRETS, _WORST = 3, 5


def side_by_side(shown: Finished) -> None:
    """Risks with their limits beside the worst columns and the map of differences."""
    chart.choose_format()
    risk, likeness = st.columns(2, gap="medium")
    with risk, st.container(border=True):
        st.subheader("Risk", anchor=False)
        risk_chart(condensed(shown.audit.privacy.risks, _SECRETS), "release-risks")
    with likeness, st.container(border=True):
        st.subheader("Fidelity", anchor=False)
        _likeness(shown.audit.fidelity)


def _likeness(found: Fidelity | None) -> None:
    if found is None:
        st.info(words.UNMEASURED, icon=":material/info:")
        return
    st.markdown(words.likeness(found.overall.value, found.overall.reference))
    st.table(worst_table(found), hide_index=True, border="horizontal")
    if len(found.associations.columns) < 2:
        return
    st.markdown("**Difference in association**, synthetic less real")
    chart.draw(
        figures.difference_map(found.associations),
        "release-difference",
        figures.difference_alt(found.associations),
        "difference in association",
        partial(association_numbers, found.associations),
    )


def worst_table(found: Fidelity) -> pd.DataFrame:
    """The columns, and the pairs, that are farthest off."""
    rows = [(words.safe(one.column), one.value, one.reference) for one in worst_columns(found)[:_WORST]]
    rows += [(words.safe(" and ".join(one.columns)), one.value, one.reference) for one in worst_pairs(found)[:1]]
    return pd.DataFrame(
        {
            "Farthest off": [name for name, _, _ in rows],
            "Difference": [decimal(value, 3) for _, value, _ in rows],
            "Real against real": [decimal(reference, 3) for _, _, reference in rows],
        }
    )


def policy(given: Policy) -> None:
    """Every limit with the source it was taken from and the way to change it."""
    st.header(f"Policy: {words.safe(given.title)}", anchor=False)
    if given.about:
        st.caption(words.safe(given.about))
    st.table(policy_table(given), hide_index=True, border="horizontal")
    menu.link("generator", "Change the policy", ":material/gavel:")


def policy_table(given: Policy) -> pd.DataFrame:
    """One row a limit and source, with the attacks that they cover."""
    covered: dict[tuple[float, str], list[str]] = {}
    for rule in given.rules:
        covered.setdefault((rule.limit, rule.source), []).append(title_of(rule))
    return pd.DataFrame(
        {
            "Attack": [" · ".join(names) for names in covered.values()],
            "Limit": [words.safe(percent(limit)) for limit, _ in covered],
            "Where the limit comes from": [words.safe(source) for _, source in covered],
        }
    )


def ask_override(shown: Finished) -> None:
    """A name and a reason before the downloads of a table that did not pass; both go into the record."""
    st.markdown(
        "This table did not pass. It can be downloaded when somebody takes responsibility for it; the name and "
        "the reason "
        "go into the record, for every reviewer to read."
    )
    if mitigation.gathered(shown.audit.privacy):
        menu.link("privacy", "See what would lower the risk")
    with st.form("override"):
        name = st.text_input("Your name", max_chars=120, width=360)
        reason = st.text_area(
            "Why it may be released all the same",
            max_chars=2000,
            placeholder=f"At least {MINIMUM_REASON} characters",
        )
        if st.form_submit_button("Take responsibility", icon=":material/signature:"):
            keep_override(shown, Override(name.strip(), reason.strip()))
            st.rerun()


def downloads(shown: Finished, override: Override | None, tried: Sequence[TriedCandidate]) -> None:
    """The synthetic table, and the evidence that belongs to it."""
    if override:
        st.info(
            f"**{words.safe(override.name)}** took responsibility: {words.safe(override.reason)}",
            icon=":material/signature:",
        )
        by = override.name
    else:
        by = st.text_input(
            "Prepared by", max_chars=120, placeholder="Your name, for the record", key="prepared-by", width=360
        )
    record = record_of(shown, by.strip() or "not stated", override, tried)
    with st.container(horizontal=True):
        st.download_button(
            "Download synthetic CSV",
            shown.rows.released,
            "synthetic.csv",
            "text/csv",
            key="csv",
            on_click="ignore",
            type="primary",
            icon=":material/download:",
        )
        st.download_button(
            "Download evidence pack",
            partial(evidence, record, shown.rows),
            "evidence-pack.zip",
            "application/zip",
            key="pack",
            on_click="ignore",
            icon=":material/folder_zip:",
        )
    st.caption(_contents(len(tried)))


def evidence(record: Record, rows: StoredRows) -> bytes:
    """The evidence pack as the bytes of a zip."""
    return build_pack(record, rows.released()).zipped


def _contents(tried: int) -> str:
    count = "the only candidate" if tried == 1 else f"all {tried} candidates"
    return (
        "The pack holds the synthetic table, the report to read and print, and the record: the policy, every "
        "risk with its counts, "
        f"the recipe and {count} tried on this table in this session. Report and record hold no real row."
    )
