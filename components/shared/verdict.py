"""The verdict: the first thing a reviewer sees, in one word, one sentence and its reasons."""

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from components.shared import words
from components.shared.tabular import Color
from synthesis.release.audit import Audit
from synthesis.release.ranking import says
from synthesis.release.verdict import Outcome

ICONS = {
    Outcome.PASS: ":material/verified:",
    Outcome.FAIL: ":material/dangerous:",
    Outcome.INCONCLUSIVE: ":material/help:",
}
_COLOURS: Mapping[Outcome, Color] = {Outcome.PASS: "green", Outcome.FAIL: "red", Outcome.INCONCLUSIVE: "orange"}
_BOXES = {Outcome.PASS: st.success, Outcome.FAIL: st.error, Outcome.INCONCLUSIVE: st.warning}
_REASONS, _ALIKE = 6, 3
_UNTESTED = re.compile(r"(.*?[:?]) ([Nn]ot tested\.) (.*)")


def verdict_badge(outcome: Outcome) -> None:
    """The verdict as one coloured word with a sign of its own."""
    st.badge(outcome.value, icon=ICONS[outcome], color=_COLOURS[outcome])


def verdict_banner(audit: Audit) -> None:
    """The verdict, the policy it follows from, and one sentence for each rule that did not pass."""
    outcome, reasons = audit.verdict.outcome, folded(audit.verdict.reasons)
    lead = (
        f"**{outcome.value}** under the policy “{words.safe(audit.policy.title)}”. "
        f"{words.safe(says(outcome, audit.privacy.risks))}"
    )
    _BOXES[outcome]("\n".join([lead, "", *map(_item, reasons[:_REASONS])]), icon=ICONS[outcome])
    if len(reasons) > _REASONS:
        more = len(reasons) - _REASONS
        with st.expander(f"{more} more reason{'s' if more > 1 else ''}"):
            st.markdown("\n".join(map(_item, reasons[_REASONS:])))


def folded(reasons: Sequence[str]) -> list[str]:
    """The reasons, those that were not tested for one and the same cause told once, behind the others."""
    causes: dict[str, list[str]] = {}
    for reason in reasons:
        if untested := _UNTESTED.match(reason):
            causes.setdefault(untested[3], []).append(untested[1].rstrip(":"))
    alike = {why: names for why, names in causes.items() if len(names) >= _ALIKE}
    rest = [reason for reason in reasons if not (_UNTESTED.match(reason) and _UNTESTED.sub(r"\3", reason) in alike)]
    return [
        *rest,
        *(f"{len(names)} attacks were not tested: {'; '.join(names)}. {why}" for why, names in alike.items()),
    ]


def _item(sentence: str) -> str:
    return f"- {words.safe(sentence)}"
