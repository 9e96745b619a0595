"""Risk on the page: every attack with its story, what it gained, the interval, the limit and the counts behind it."""

from collections.abc import Callable, Mapping, Sequence
from itertools import groupby

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.privacy import exposure, untested
from components.shared import risk_chart as drawing
from components.shared import words
from components.shared.comparison import ComparedCandidate
from components.shared.tabular import Color, percents
from synthesis.foundation.numerals import count, percent
from synthesis.journey import Judged
from synthesis.privacy import attack_named
from synthesis.privacy.risk import Closeness, Copies, Privacy, Risk, Status
from synthesis.release.audit import RowCounts
from synthesis.release.ranking import condensed, ranked
from synthesis.release.wording import (
    attacker,
    between,
    gain,
    health,
    joined,
    learned,
    noticed,
    raw_rate,
    sentence,
    short_title,
    status_in_words,
    term,
    title,
)

_LOOKS: Mapping[Status, tuple[Color, str]] = {
    Status.CLEAR: ("green", ":material/check_circle:"),
    Status.SIGNAL: ("orange", ":material/change_history:"),
    Status.LEAK: ("red", ":material/cancel:"),
    Status.INCONCLUSIVE: ("gray", ":material/help:"),
    Status.NOT_RUN: ("gray", ":material/remove:"),
}
_SECRETS, _FEW_SECRETS, _SILENT = 6, 2, 3


def everything(
    shown: Judged,
    mitigations: Callable[[], None],
    candidates: Sequence[ComparedCandidate] = (),
    first: str = "Synthetic",
) -> None:
    """All that was found of risk: the picture first, then attack by attack, what would lower it, who carries it, the
    counts, copies and what was not tested. Who carries it, and the counts, are set beside those of the `candidates`."""
    privacy = shown.audit.privacy
    warned(privacy)
    with st.container(border=True):
        st.subheader(words.with_term("What each attack gains", "attack advantage"), anchor=False)
        all_risks(privacy)
    attacks(privacy)
    mitigations()
    exposure.hit(shown.id, privacy, candidates, first)
    counts(privacy, candidates, first)
    copies(privacy, shown.audit.rows)
    untested.draw(shown.audit.privacy)


def warned(privacy: Privacy) -> None:
    """What makes every number below it doubtful."""
    for warning in privacy.warnings:
        st.warning(words.safe(warning), icon=":material/warning:")


def risk_chart(risks: Sequence[Risk], key: str) -> None:
    """Every gain with its interval and its limit on one scale, zero in sight."""
    if not risks:
        st.info("No attack was run, so nothing is known about the risk.", icon=":material/info:")
        return
    labels, short = [title(risk) for risk in risks], [short_title(risk) for risk in risks]
    drawing.draw(risks, labels, key, key, short=short)


def all_risks(privacy: Privacy) -> None:
    """The chart of all risks; of many guessed secrets only the gravest, and it says so."""
    seen = condensed(privacy.risks, _SECRETS)
    drawn = [risk for risk in seen if risk.value is not None]
    risk_chart(drawn or seen, "risks")
    st.markdown(f":primary[:material/visibility:] {words.safe(noticed(privacy.sensitivity))}")
    st.caption(
        "A gain is how much more often the attack is right about people in the training data than about people outside "
        "it. Below zero it does worse on them, which is chance."
    )
    if drawn and len(drawn) < len(seen):
        st.caption(f"Not tested: {words.safe(' · '.join(title(risk) for risk in seen if risk.value is None))}.")
    if len(seen) < len(privacy.risks):
        st.caption(
            f"Of the guessed secrets the {_SECRETS} gravest are drawn; all {len(privacy.risks)} risks are in "
            "the counts below."
        )


def attacks(privacy: Privacy) -> None:
    """One card an attack: the attacker's story, a sentence for each thing that was tried, and how well the attack
    ran."""
    groups = {attack: tuple(group) for attack, group in groupby(privacy.risks, key=lambda risk: risk.attack)}
    silent = [attack for attack, risks in groups.items() if all(risk.value is None for risk in risks)]
    unrun = [groups.pop(attack) for attack in silent] if len(silent) >= _SILENT else []
    many = {name: groups.pop(name) for name, risks in tuple(groups.items()) if _secret(risks) > _FEW_SECRETS}
    with st.grid(2, min_column_width=320, row_height="content"):
        for attack, risks in groups.items():
            with _card(attack):
                for risk in risks:
                    _risk(risk, named=len(risks) > 1 or risk.secret is not None)
                _health(risks)
        if unrun:
            _unrun([risk for risks in unrun for risk in risks])
    for attack, risks in many.items():
        with _card(attack):
            _secrets(risks)
            _health(ranked(risks)[:_SECRETS])


def _secret(risks: Sequence[Risk]) -> int:
    """How many of the risks are those of a secret each."""
    return sum(risk.secret is not None for risk in risks)


def _unrun(risks: Sequence[Risk]) -> None:
    """Attacks that say nothing, together: each cause once, and what was seen on training rows alone."""
    with st.container(border=True, height="stretch"):
        st.subheader("Not tested", anchor=False)
        for why, names in _causes(risks).items():
            st.markdown(f"{words.safe(why)} So nothing is known of: {words.safe(' · '.join(names))}.")
        raw = [raw_rate(risk) for risk in condensed(risks, _SECRETS) if risk.main is not None]
        if raw:
            st.caption(
                "What the attacks get right of training rows alone, beside guessing without the release. Any "
                "useful release helps "
                "to guess, so none of it is a gain on people in the data."
            )
            st.markdown("\n".join(f"- {words.safe(line)}" for line in raw))


def _causes(risks: Sequence[Risk]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for risk in condensed(risks, _SECRETS):
        found.setdefault(risk.notes[0] if risk.notes else "It could not be run.", []).append(title(risk))
    return found


def _card(attack: str) -> DeltaGenerator:
    card = st.container(border=True, height="stretch")
    given = attack_named(attack)
    card.subheader(words.safe(given.title), anchor=False)
    card.caption(words.safe(given.story))
    if given.term not in ("", given.title.lower()):
        card.caption(f"Standard term: {words.safe(given.term)}.")
    return card


def _secrets(risks: tuple[Risk, ...]) -> None:
    """The gravest guessed secrets side by side; how many more were tried."""
    seen = ranked(risks)[:_SECRETS]
    with st.grid(2, min_column_width=300, row_height="content", gap="medium"):
        for risk in seen:
            _risk(risk, named=True)
    if len(seen) < len(risks):
        st.caption(f"{len(risks) - len(seen)} more secrets were tried, none of them graver; see the counts.")


def _risk(risk: Risk, *, named: bool) -> None:
    """A number never travels alone: status, sentence, gain with interval, and limit."""
    color, icon = _LOOKS[risk.status]
    with st.container(gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge(status_in_words(risk).capitalize(), color=color, icon=icon)
            if named:
                st.markdown(_name_of(risk), width="content")
        st.markdown(words.safe(sentence(risk)))
        if risk.value is not None:
            st.markdown(f"Gain **{words.safe(gain(risk))}**, limit {words.safe(percent(risk.limit))}.")
            if said := " ".join(filter(None, (learned(risk), attacker(risk)))):
                st.caption(words.safe(said))
        if risk.value is None or risk.evidence != "sampled":
            st.caption(words.safe(" ".join(risk.notes[risk.value is None :])))


def _name_of(risk: Risk) -> str:
    """A risk among others of its attack: the secret, or its title with the field's name beside it."""
    if risk.secret is not None:
        return f"**{words.safe(risk.secret)}**" + (f", knowing {words.safe(joined(risk.known))}" if risk.known else "")
    return f"**{words.safe(title(risk))}**" + (f" · {words.safe(term(risk))}" if term(risk) else "")


def _health(risks: Sequence[Risk]) -> None:
    """How well the attack itself ran, and what it reaches on harmless data and on a copy."""
    told = [(risk, (*health(risk), between(risk))) for risk in risks]
    if not any(any(lines) for _, lines in told):
        return
    with st.expander("How well this attack ran", icon=":material/monitor_heart:"):
        for risk, lines in told:
            name = f"**{words.safe(risk.secret or title(risk))}**. " if len(risks) > 1 else ""
            st.markdown(name + words.safe(" ".join(filter(None, lines))))


def counts(privacy: Privacy, candidates: Sequence[ComparedCandidate] = (), first: str = "") -> None:
    """Every count behind every number, for whoever wants to check; those of further candidates below."""
    frame = counts_table(privacy.risks)
    if candidates:
        every = [(first, privacy), *((one.look.name, one.shown.audit.privacy) for one in candidates)]
        frame = pd.concat([counts_table(one.risks).assign(Candidate=name) for name, one in every], ignore_index=True)
        frame.insert(1, "Candidate", frame.pop("Candidate"))
    with st.expander("The counts behind the numbers", icon=":material/table_rows:"):
        st.dataframe(frame, hide_index=True, column_config=_FORMATS, alt="Counts of every attack.")


def counts_table(risks: Sequence[Risk]) -> pd.DataFrame:
    """One row a risk; rates and gains in per cent."""
    return pd.DataFrame(
        {
            "Attack": [title(risk) for risk in risks],
            "Result": [status_in_words(risk) for risk in risks],
            "Gain": percents(risk.value for risk in risks),
            "Low end": percents(risk.low for risk in risks),
            "High end": percents(risk.high for risk in risks),
            "Limit": percents(risk.limit for risk in risks),
            "Guesses asked for": [risk.requested for risk in risks],
            "Guesses made": [risk.attacks for risk in risks],
            "Right on training people": [risk.successes.main for risk in risks],
            "Right on people outside": [risk.successes.control for risk in risks],
            "Right without the release": [risk.successes.baseline for risk in risks],
            "Rate, training": percents(risk.main for risk in risks),
            "Rate, outside": percents(risk.control for risk in risks),
            "Rate, without release": percents(risk.baseline for risk in risks),
            "Learned about everybody": percents(risk.learned for risk in risks),
            "Strongest attacker": [risk.attacker or "" for risk in risks],
            "Seconds": [risk.seconds for risk in risks],
            "Notes": [" ".join(risk.notes) for risk in risks],
        }
    )


def copies(privacy: Privacy, rows: RowCounts) -> None:
    """What was found of real rows in the release, each beside what is harmless."""
    st.subheader("Copies", anchor=False)
    st.markdown("\n".join(f"- {words.safe(line)}" for line in copy_lines(privacy.copies, rows, privacy.closeness)))


def copy_lines(found: Copies, rows: RowCounts, closeness: Closeness | None = None) -> list[str]:
    """One sentence a finding; what was not measured says so."""
    lines = []
    if found.exact_train is not None:
        others = " and none of the held-out rows" if rows.control else ""
        lines.append(
            f"{percent(found.exact_train)} of the synthetic rows equal one of the {count(rows.train)} training rows"
            f"{others}."
        )
    if found.exact_control is not None:
        lines.append(
            f"{percent(found.exact_control)} equal one of the {count(rows.control)} held-out rows and none of the "
            "training rows: "
            "coincidence, since the generator never saw them."
        )
    if found.rare_train is not None:
        lines.append(
            f"{count(found.rare_train)} synthetic rows equal a training row that occurs only once among all real rows."
        )
    if found.closer_to_train is not None:
        lines.append(
            f"{percent(found.closer_to_train)} of the synthetic rows lie nearer to a training row than to a "
            "held-out one; 50 % is harmless."
        )
    if closeness is not None and closeness.against == "training":
        lines.append(
            f"In {percent((1.0 + closeness.value) / 2.0)} of comparisons a synthetic row lies nearer to a "
            "training row than training "
            "rows lie to each other; 50 % is harmless, and less proves nothing."
        )
    return lines or ["Copies were not measured."]


_PERCENT = st.column_config.NumberColumn(format="%.2f %%")
_FORMATS = {
    **dict.fromkeys(
        (
            *("Gain", "Low end", "High end", "Limit", "Rate, training", "Rate, outside", "Rate, without release"),
            "Learned about everybody",
        ),
        _PERCENT,
    ),
    "Attack": st.column_config.TextColumn(width="medium", pinned=True),
    "Result": st.column_config.TextColumn(width=190),
    "Notes": st.column_config.TextColumn(width="large"),
    "Seconds": st.column_config.NumberColumn(format="%.1f"),
}
