"""Likeness beyond single columns: can the tables be told apart, three columns at once, rules, and groups of people."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import picture, words
from components.rivals import Rival, beside
from synthesis import figures
from synthesis.fidelity import worst_columns
from synthesis.fidelity.score import Detection, Fidelity, GroupLikeness, Marginals, Propensity, RuleKept
from synthesis.journey import Judged


def side_by_side(shown: Judged, rivals: Sequence[Rival]) -> None:
    """The headline numbers of all candidates, one row each, what real rows reach in the last."""
    if not rivals or shown.audit.fidelity is None:
        return
    table = headline_table([("Shown here", shown), *((rival.name, rival.shown) for rival in rivals)])
    st.dataframe(
        table, hide_index=True, alt="Headline numbers of all candidates.",
        column_config={"Candidate": st.column_config.TextColumn(width="medium", pinned=True)}
        | _decimals("Overall likeness", "Told apart")
        | {"Three columns": st.column_config.NumberColumn(format="%.0f")},
    )  # fmt: skip


def headline_table(candidates: Sequence[tuple[str, Judged]]) -> pd.DataFrame:
    """One row a candidate; the last row is what held-out real rows reach in the place of the first candidate's."""
    rows = [(name, one.audit.fidelity) for name, one in candidates if one.audit.fidelity is not None]
    first = rows[0][1]
    worst = [next(iter(worst_columns(found)), None) for _, found in rows]
    cells = [
        [
            name, found.overall.value, found.detection.value if found.detection else None,
            found.marginals.value if found.marginals else None,
            f"{one.column}, {words.decimal(one.value, 3)}" if one else "",
        ]
        for (name, found), one in zip(rows, worst, strict=True)
    ]  # fmt: skip
    reached = [
        "Real against real", first.overall.reference, first.detection.reference if first.detection else None,
        first.marginals.reference if first.marginals else None, "",
    ]  # fmt: skip
    names = ["Candidate", "Overall likeness", "Told apart", "Three columns", "Column farthest off"]
    return pd.DataFrame([*cells, reached], columns=names)


def together(found: Fidelity, rivals: Sequence[Rival] = ()) -> None:
    """Everything that looks at many columns at once; nothing for results of an older version."""
    if found.detection is None and found.marginals is None:
        return
    st.header("All columns together", anchor=False)
    with st.grid(3, min_column_width=230):
        if found.detection:
            _detection_tile(found.detection)
        if found.propensity:
            _propensity_tile(found.propensity)
        if found.marginals:
            _marginals_tile(found.marginals)
    with st.grid(2, min_column_width=320, row_height="content"):
        _given_away(found, rivals)
        if found.marginals and found.marginals.worst:
            with st.container(border=True, height="stretch"):
                st.markdown("**Columns that fit worst together**")
                st.dataframe(triples(found.marginals), hide_index=True, alt="Sets of three columns, the worst first.")
    if found.rules:
        with st.expander(f"Rules between columns ({len(found.rules)})", icon=":material/rule:"):
            st.dataframe(
                rules(found.rules, rivals),
                hide_index=True,
                alt="How often rules hold.",
                column_config=_rates("Training", "Synthetic", "Held out", *(f"Run {one.number}" for one in rivals)),
            )
    if found.groups:
        st.subheader("Groups of people", anchor=False)
        st.caption("How well each group is represented, and how alike its columns are; 1 is identical.")
        st.dataframe(
            groups(found.groups, rivals), hide_index=True, alt="Share and likeness of groups.",
            column_config=_rates("Share, real", "Share, synthetic", *(f"Share, run {one.number}" for one in rivals))
            | _decimals("Likeness", "Real against real", *(f"Likeness, run {one.number}" for one in rivals)),
        )  # fmt: skip


def _given_away(found: Fidelity, rivals: Sequence[Rival]) -> None:
    """The columns that tell synthetic rows from real ones, where a detector can tell them at all; then the rivals'."""
    others = beside(rivals, lambda one: one.audit.fidelity.detection if one.audit.fidelity else None)
    tiles = [("the synthetic rows", found.detection, "giveaways", "")] if found.detection else []
    tiles += [(words.safe(look.name), seen, f"giveaways-{look.name}", look.colour) for look, seen in others]
    for whose, seen, key, colour in tiles:
        if seen.columns and (seen.low or 0.0) > 0.5:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**What gave {whose} away**")
                _giveaways(seen, key, colour)


def _giveaways(seen: Detection, key: str, colour: str) -> None:
    figure = figures.giveaway_bars(seen.columns, colour) if colour else figures.giveaway_bars(seen.columns)
    picture.draw(figure, key, figures.giveaway_alt(seen.columns), key, lambda: pd.DataFrame(map(vars, seen.columns)))


def _tile(label: str, value: str, about: str, more: str) -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.caption(label)
        st.subheader(words.safe(value), anchor=False)
        st.caption(about)
        st.caption(more)


def _detection_tile(found: Detection) -> None:
    interval = f" ({words.decimal(found.low, 3)} to {words.decimal(found.high, 3)})" if found.low is not None else ""
    _tile(
        "Told apart by boosted trees", words.decimal(found.value, 3) + interval,
        f"Area under the ROC curve: 0.5 is guessing and best, 1 is always right · real against real {words.decimal(found.reference, 3)}",
        found.note if found.value is None else _looked_at(found),
    )  # fmt: skip


def _looked_at(found: Detection) -> str:
    rows = f"From {found.rows:,} rows of each table, on rows the trees did not see.{_too_close(found)}"
    return f"{rows} {found.note}".strip()


def _too_close(found: Detection) -> str:
    """Worse than guessing means that synthetic rows sit beside single training rows, which misleads the trees."""
    worse = found.high is not None and found.high < 0.5
    return " Worse than guessing: synthetic rows lie closer to training rows than fresh ones would." if worse else ""


def _propensity_tile(found: Propensity) -> None:
    _tile(
        "Told apart by a linear model", words.decimal(found.value, 1),
        f"pMSE in standard deviations from chance: within ±2 is chance · real against real {words.decimal(found.reference, 1)}",
        found.note or f"{words.decimal(found.ratio, 2)} times what chance gives, with {found.terms} terms.",
    )  # fmt: skip


def _marginals_tile(found: Marginals) -> None:
    _tile(
        "Three columns at once", words.decimal(found.value, 0),
        f"NIST's k-marginal score: 1000 is identical, 0 nothing in common · real against real {words.decimal(found.reference, 0)}",
        f"Mean of {found.sets:,} of {found.possible:,} sets of columns.",
    )  # fmt: skip


def triples(found: Marginals) -> pd.DataFrame:
    """One row a set of columns."""
    return pd.DataFrame(
        {
            "Columns": [", ".join(one.columns) for one in found.worst],
            "Score": [round(one.value) for one in found.worst],
            "Real against real": pd.array([None if one.reference is None else round(one.reference) for one in found.worst], dtype="Int64"),
        }
    )  # fmt: skip


def _rules_of(one: Judged) -> dict[str, float | None]:
    return {rule.sentence: rule.synthetic for rule in (one.audit.fidelity.rules if one.audit.fidelity else ())}


def _groups_of(one: Judged) -> dict[tuple[str, str], GroupLikeness]:
    return {(group.column, group.level): group for group in (one.audit.fidelity.groups if one.audit.fidelity else ())}


def rules(found: tuple[RuleKept, ...], rivals: Sequence[Rival] = ()) -> pd.DataFrame:
    """One row a rule: the share of the rows it speaks of that keep it, in per cent."""
    more = {f"Run {one.number}": _rules_of(one.shown) for one in rivals}
    return pd.DataFrame(
        {
            "Rule": [one.sentence for one in found],
            "Training": _percents([one.train for one in found]),
            "Synthetic": _percents([one.synthetic for one in found]),
            **{name: _percents([known.get(one.sentence) for one in found]) for name, known in more.items()},
            "Held out": _percents([one.control for one in found]),
            "Confirmed": [one.confirmed for one in found],
        }
    )


def groups(found: tuple[GroupLikeness, ...], rivals: Sequence[Rival] = ()) -> pd.DataFrame:
    """One row a group."""
    more = {one.number: [_groups_of(one.shown).get((group.column, group.level)) for group in found] for one in rivals}
    return pd.DataFrame(
        {
            "Column": [one.column for one in found],
            "Group": [one.level for one in found],
            "Share, real": _percents([one.train for one in found]),
            "Share, synthetic": _percents([one.synthetic for one in found]),
            **{
                f"Share, run {n}": _percents([one.synthetic if one else None for one in known])
                for n, known in more.items()
            },
            "Likeness": pd.array([one.value for one in found], dtype="Float64"),
            **{
                f"Likeness, run {n}": pd.array([one.value if one else None for one in known], dtype="Float64")
                for n, known in more.items()
            },
            "Real against real": pd.array([one.reference for one in found], dtype="Float64"),
        }
    )


def _percents(shares: list[float | None]) -> pd.arrays.FloatingArray:
    return pd.array([None if share is None else 100 * share for share in shares], dtype="Float64")


def _rates(*names: str) -> dict[str, object]:
    return dict.fromkeys(names, st.column_config.NumberColumn(format="%.1f %%"))


def _decimals(*names: str) -> dict[str, object]:
    return dict.fromkeys(names, st.column_config.NumberColumn(format="%.3f"))
