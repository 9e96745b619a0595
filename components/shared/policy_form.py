"""The policy that decides: which one, its limits with the source of each, and the user's own limits with a reason."""

import pandas as pd
import streamlit as st

from components.shared import errors, session, words
from synthesis.foundation.errors import UnusableOption
from synthesis.release.policy import PRESETS, Policy, Rule
from synthesis.release.record import MINIMUM_REASON
from synthesis.release.wording import attack_title, percent, subject, wanted

_STEP = 0.5


def policy_panel(key: str) -> None:
    """Pick and edit the policy; a change is judged at once, on every page. `key` keeps two panels apart."""
    work = session.current()
    names = [preset.name for preset in PRESETS]
    base = work.policy.name.removesuffix("-edited")
    picked = st.radio(
        "Who will receive the synthetic table?",
        names,
        names.index(base) if base in names else 0,
        format_func=lambda name: PRESETS[names.index(name)].title,
        captions=[preset.about for preset in PRESETS],
        key=f"{key}-policy",
        label_visibility="collapsed",
    )
    if picked != base:
        work.keep_policy(PRESETS[names.index(picked)])
        st.rerun()
    limits(work.policy)
    with st.expander("Set limits of your own", icon=":material/edit:"):
        _own_limits(work, PRESETS[names.index(picked)], key)


def limits(policy: Policy) -> None:
    """Each limit with where it comes from."""
    with st.expander(f"Limits of the policy “{words.safe(policy.title)}” and their sources", icon=":material/gavel:"):
        st.table(pd.DataFrame(_gathered(policy), columns=["Attack", "Limit", "Source"]).set_index("Attack"))
        st.caption(wanted(policy.noticed))


def _gathered(policy: Policy) -> list[tuple[str, str, str]]:
    """Attacks that share a limit and its source, said once."""
    told: dict[tuple[str, str], list[str]] = {}
    for rule in policy.rules:
        told.setdefault((percent(rule.limit), rule.source), []).append(title_of(rule))
    return [(" · ".join(names), limit, source) for (limit, source), names in told.items()]


def title_of(rule: Rule) -> str:
    """The attack of a rule as a reader would say it, and the field's name of it."""
    return attack_title(rule.attack, rule.variant)


def _own_limits(work: session.Session, preset: Policy, key: str) -> None:
    """Limits in per cent and the reason for them; the reason becomes their source wherever they are printed."""
    now = {rule.attack: rule.limit for rule in work.policy.rules}
    with st.form(f"{key}-limits", border=False):
        with st.grid(3, min_column_width=170):
            own = {
                rule.attack: st.number_input(
                    f"{subject(rule.attack, rule.variant)}, %",
                    0.1,
                    99.0,
                    now.get(rule.attack, rule.limit) * 100,
                    _STEP,
                    key=f"{key}-limit-{rule.attack}",
                    format="%.1f",
                )
                for rule in preset.rules
            }
            noticed = st.number_input(
                "Hidden rows and identifiers noticed from, %",
                1.0,
                99.0,
                work.policy.noticed * 100,
                _STEP,
                key=f"{key}-noticed",
                format="%.1f",
                help=wanted(work.policy.noticed),
            )
        reason = st.text_input("Reason", key=f"{key}-reason", placeholder="Why these limits are right for this release")
        with st.container(horizontal=True):
            use = st.form_submit_button("Use these limits")
            back = st.form_submit_button("Back to the preset", type="tertiary")
    if back:
        work.keep_policy(preset)
        st.rerun()
    if use:
        with errors.step():
            own = {attack: round(per_cent / 100, 4) for attack, per_cent in own.items()}
            work.keep_policy(_edited(preset, own, reason, round(noticed / 100, 4)))
            st.rerun()


def _edited(preset: Policy, limits: dict[str, float], reason: str, noticed: float) -> Policy:
    if len(reason.strip()) < MINIMUM_REASON:
        raise UnusableOption(
            "Limits of your own need a reason.", f"Write at least {MINIMUM_REASON} characters; they go into the record."
        )
    return preset.with_limits(limits, reason.strip(), noticed)
