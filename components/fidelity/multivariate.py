"""Likeness beyond single columns: can the tables be told apart, three columns at once, rules, and groups of people."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.shared import cache, chart, words
from components.shared.comparison import ComparedCandidate, beside
from components.shared.tabular import as_decimals, as_rates, numbers, percents
from synthesis import figures
from synthesis.fidelity import worst_columns
from synthesis.fidelity.combinations import Combinations
from synthesis.fidelity.score import Detection, Fidelity, GroupLikeness, Marginals, Propensity, RuleKept
from synthesis.journey import Judged

_COMBINATIONS, _RULES = 8, 8
_FEW = "fewer than five rows"
_GOOD = {
    "Overall likeness": ("%.3f", "1 is identical."),
    "Told apart": ("%.3f", "Area under the ROC curve of boosted trees: 0.5 is guessing and best."),
    "By a linear model": ("%.1f", "Standard deviations from chance: within ±2 is chance."),
    "Three columns": ("%.0f", "1000 is identical."),
}


def side_by_side(shown: Judged, rivals: Sequence[ComparedCandidate]) -> None:
    """The headline numbers of all candidates, one row each, what real rows reach in the last."""
    if not rivals or shown.audit.fidelity is None:
        return
    table = headline_table([("Shown here", shown), *((rival.name, rival.shown) for rival in rivals)])
    st.dataframe(
        table,
        hide_index=True,
        alt="Headline numbers of all candidates.",
        column_config={"Candidate": st.column_config.TextColumn(width="medium", pinned=True)}
        | {name: st.column_config.NumberColumn(format=form, help=good) for name, (form, good) in _GOOD.items()},
    )


def headline_table(candidates: Sequence[tuple[str, Judged]]) -> pd.DataFrame:
    """One row a candidate; the last row is what held-out real rows reach in the place of the first candidate's."""
    rows = [(name, one.audit.fidelity) for name, one in candidates if one.audit.fidelity is not None]
    first = rows[0][1]
    worst = [next(iter(worst_columns(found)), None) for _, found in rows]
    cells = [
        [
            name,
            found.overall.value,
            found.detection.value if found.detection else None,
            found.propensity.value if found.propensity else None,
            found.marginals.value if found.marginals else None,
            f"{one.column}, {words.decimal(one.value, 3)}" if one else "",
        ]
        for (name, found), one in zip(rows, worst, strict=True)
    ]
    reached = [
        "Real against real",
        first.overall.reference,
        first.detection.reference if first.detection else None,
        first.propensity.reference if first.propensity else None,
        first.marginals.reference if first.marginals else None,
        "",
    ]
    names = ["Candidate", "Overall likeness", "Told apart", "By a linear model", "Three columns", "Column farthest off"]
    return pd.DataFrame([*cells, reached], columns=names)


def together(found: Fidelity, shown: Judged, rivals: Sequence[ComparedCandidate] = ()) -> None:
    """Everything that looks at many columns at once; nothing for results of an older version."""
    if found.detection is None and found.marginals is None:
        return
    st.header("All columns together", anchor="together")
    with st.grid(3, min_column_width=230):
        if found.detection:
            _detection_tile(found.detection)
        if found.propensity:
            _propensity_tile(found.propensity)
        if found.marginals:
            _marginals_tile(found.marginals)
    _given_away(found, rivals)
    if found.marginals and found.marginals.worst:
        _triples(shown, found.marginals, rivals)
    if found.rules:
        _rules(found.rules, rivals)
    if found.groups:
        _groups(found.groups, rivals)


@st.fragment
def _triples(shown: Judged, found: Marginals, rivals: Sequence[ComparedCandidate]) -> None:
    """The sets of columns, worst first; the one that was clicked as a picture of the combinations that are off."""
    st.subheader("Three columns at once", anchor="triples")
    left, right = st.columns(2, gap="medium")
    with left:
        st.caption(
            "Sets of columns, the one that falls farthest behind real rows first. 1000 is identical. Click on one."
        )
        event = st.dataframe(
            triples(found, rivals),
            key=f"triples-{shown.folder.name}-{len(rivals)}",
            hide_index=True,
            on_select="rerun",
            selection_mode="single-cell",
            height=420,
            alt="Sets of three columns, the worst first.",
            column_config={
                "Columns": st.column_config.TextColumn(width=280, pinned=True),
                **dict.fromkeys(
                    ["Score", *(f"Run {one.number}" for one in rivals)], st.column_config.NumberColumn(width=64)
                ),
                "Real against real": st.column_config.NumberColumn("Real vs real", width=90),
            },
        )
    rows = [row for row, _ in event.selection.cells]
    picked = found.worst[min(rows[-1], len(found.worst) - 1) if rows else 0]
    with right, st.container(border=True):
        st.markdown(f"**{words.safe(words.listed(picked.columns))}**")
        _combinations(shown, picked.columns, rivals)


def _combinations(shown: Judged, columns: tuple[str, ...], rivals: Sequence[ComparedCandidate]) -> None:
    st.caption("The combinations farthest off, as shares of all rows; numbers in a few ranges.")
    found = cache.look(shown, Judged.combinations, *columns)
    others = beside(rivals, lambda one: cache.look(one, Judged.combinations, *columns))
    first = slice(0, _COMBINATIONS)
    drawn = figures.Shares(
        found.labels[first], found.train[first], found.synthetic[first], found.control[first], missing=_FEW
    )
    more = [(look, _looked_up(one, found.cells[first])) for look, one in others]
    key = f"combinations-{'-'.join(columns)}"
    chart.draw(
        figures.share_rows(drawn, more),
        key,
        figures.share_rows_alt(drawn),
        " ".join(columns),
        lambda: combination_numbers(found, [(look.name, one) for look, one in others]),
    )


def _looked_up(found: Combinations, cells: Sequence[int]) -> list[float]:
    known = dict(zip(found.cells, found.synthetic, strict=True))
    return [known.get(cell, 0.0) for cell in cells]


def _rules(found: tuple[RuleKept, ...], rivals: Sequence[ComparedCandidate]) -> None:
    """How often rules hold before and after: those that are broken most as a picture, all of them in a table."""
    st.subheader("Rules between columns", anchor="rules")
    st.caption("How often each rule holds among the rows that it speaks of; as often as in the real rows is best.")
    first = found[:_RULES]
    drawn = figures.Shares(
        [one.sentence for one in first],
        [one.train for one in first],
        [one.synthetic for one in first],
        [one.control for one in first],
    )
    more = [(one.look, [_rules_of(one.shown).get(rule.sentence) for rule in first]) for one in rivals]
    with st.container(border=True):
        chart.draw(
            figures.share_rows(drawn, more),
            "rules",
            figures.share_rows_alt(drawn),
            "rules",
            lambda: rules(found, rivals),
        )
    with st.expander(f"All rules ({len(found)})", icon=":material/rule:"):
        st.dataframe(
            rules(found, rivals),
            hide_index=True,
            alt="How often rules hold.",
            column_config=as_rates("Training", "Synthetic", "Held out", *(f"Run {one.number}" for one in rivals)),
        )


def _groups(found: tuple[GroupLikeness, ...], rivals: Sequence[ComparedCandidate]) -> None:
    """How well each group is represented and how alike it is: shares as a picture, likeness in the table."""
    st.subheader("Groups of people", anchor="groups")
    st.caption("How well each group is represented, and how alike its columns are; 1 is identical.")
    left, right = st.columns([2, 3], gap="medium")
    with left, st.container(border=True):
        _represented(found, rivals)
    with right:
        st.dataframe(
            groups(found, rivals),
            hide_index=True,
            alt="Share and likeness of groups.",
            column_config=as_rates("Share, real", "Share, synthetic", *(f"Share, run {one.number}" for one in rivals))
            | as_decimals("Likeness", *(f"Likeness, run {one.number}" for one in rivals))
            | {
                "Column": st.column_config.TextColumn(width=104),
                "Group": st.column_config.TextColumn(width=104),
                "Real against real": st.column_config.NumberColumn("Real vs real", format="%.3f", width=88),
            },
        )


@st.fragment
def _represented(found: tuple[GroupLikeness, ...], rivals: Sequence[ComparedCandidate]) -> None:
    columns = list(dict.fromkeys(one.column for one in found))
    column = st.selectbox("Groups by", columns, key="groups-by") if len(columns) > 1 else columns[0]
    some = [one for one in found if one.column == column]
    drawn = figures.Shares(
        [one.level for one in some],
        [one.train for one in some],
        [one.synthetic for one in some],
        [one.control for one in some],
    )
    more = []
    for rival in rivals:
        known = _groups_of(rival.shown)
        parts = [known.get((one.column, one.level)) for one in some]
        more.append((rival.look, [part.synthetic if part else None for part in parts]))
    chart.draw(
        figures.share_rows(drawn, more),
        f"groups-{column}",
        figures.share_rows_alt(drawn),
        f"groups by {column}",
        lambda: groups(found, rivals),
    )


def _given_away(found: Fidelity, rivals: Sequence[ComparedCandidate]) -> None:
    """The columns that tell synthetic rows from real ones, where a detector can tell them at all; then the rivals'."""
    others = beside(rivals, lambda one: one.audit.fidelity.detection if one.audit.fidelity else None)
    tiles = [("Synthetic", found.detection, "giveaways", "")] if found.detection else []
    tiles += [(words.safe(look.name), seen, f"giveaways-{look.name}", look.colour) for look, seen in others]
    told = [one for one in tiles if _told(one[1])]
    if not told:
        return
    st.subheader("What gave them away", anchor="away")
    st.caption("What boosted trees lose when one column is shuffled: the longer, the more it tells.")
    with st.grid(min(2, len(told)), min_column_width=320, row_height="content"):
        for whose, seen, key, colour in told:
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{whose}**")
                _giveaways(seen, key, colour)


def _told(seen: Detection) -> bool:
    """Whether the trees surely do better than guessing, and by which columns."""
    return bool(seen.columns) and (seen.low or 0.0) > 0.5


def _giveaways(seen: Detection, key: str, colour: str) -> None:
    figure = figures.giveaway_bars(seen.columns, colour) if colour else figures.giveaway_bars(seen.columns)
    chart.draw(figure, key, figures.giveaway_alt(seen.columns), key, lambda: pd.DataFrame(map(vars, seen.columns)))


def _tile(label: str, value: str, about: str, more: str, way: str = "") -> None:
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.caption(label)
        st.subheader(words.safe(value), anchor=False)
        st.caption(about)
        st.caption(more)
        if way:
            st.markdown(f":small[{way}]")


def _detection_tile(found: Detection) -> None:
    interval = f" ({words.decimal(found.low, 3)} to {words.decimal(found.high, 3)})" if found.low is not None else ""
    _tile(
        "Told apart by boosted trees",
        words.decimal(found.value, 3) + interval,
        (
            "Area under the ROC curve: 0.5 is guessing and best, 1 is always right · real against real "
            f"{words.decimal(found.reference, 3)}"
        ),
        found.note if found.value is None else _looked_at(found),
        "[See what gave them away](#away)" if _told(found) else "",
    )


def _looked_at(found: Detection) -> str:
    rows = f"From {found.rows:,} rows of each table, on rows the trees did not see.{_too_close(found)}"
    return f"{rows} {found.note}".strip()


def _too_close(found: Detection) -> str:
    """Worse than guessing means that synthetic rows sit beside single training rows, which misleads the trees."""
    worse = found.high is not None and found.high < 0.5
    return " Worse than guessing: synthetic rows lie closer to training rows than fresh ones would." if worse else ""


def _propensity_tile(found: Propensity) -> None:
    _tile(
        "Told apart by a linear model",
        words.decimal(found.value, 1),
        (
            "pMSE in standard deviations from chance: within ±2 is chance · real against real "
            f"{words.decimal(found.reference, 1)}"
        ),
        found.note or f"{words.decimal(found.ratio, 2)} times what chance gives, with {found.terms} terms.",
        "[See the columns that differ](#columns)" if found.value is not None else "",
    )


def _marginals_tile(found: Marginals) -> None:
    _tile(
        "Three columns at once",
        words.decimal(found.value, 0),
        (
            "NIST's k-marginal score: 1000 is identical, 0 nothing in common · real against real "
            f"{words.decimal(found.reference, 0)}"
        ),
        f"Mean of {found.sets:,} of {found.possible:,} sets of columns.",
        "[See the sets farthest off](#triples)" if found.worst else "",
    )


def triples(found: Marginals, rivals: Sequence[ComparedCandidate] = ()) -> pd.DataFrame:
    """One row a set of columns: its score, that of further candidates, and what held-out real rows reach."""
    more = {}
    for rival in rivals:
        other = rival.shown.audit.fidelity
        known = {one.columns: one.value for one in (other.marginals.worst if other and other.marginals else ())}
        more[f"Run {rival.number}"] = _whole([known.get(one.columns) for one in found.worst])
    return pd.DataFrame(
        {
            "Columns": [", ".join(one.columns) for one in found.worst],
            "Score": _whole([one.value for one in found.worst]),
            **more,
            "Real against real": _whole([one.reference for one in found.worst]),
        }
    )


def combination_numbers(found: Combinations, others: Sequence[tuple[str, Combinations]] = ()) -> pd.DataFrame:
    """One row a combination: its share of all rows, real ones only where at least five rows have it."""
    more = {name: [round(share, 5) for share in _looked_up(one, found.cells)] for name, one in others}
    parts = {"real": found.train, "synthetic": found.synthetic, **more, "control": found.control}
    frame = pd.DataFrame({"combination": found.labels, **parts})
    return frame.astype(dict.fromkeys(parts, "float64")).round(5)


def _whole(scores: Sequence[float | None]) -> pd.arrays.IntegerArray:
    return pd.array([None if score is None else round(score) for score in scores], dtype="Int64")


def _rules_of(one: Judged) -> dict[str, float | None]:
    return {rule.sentence: rule.synthetic for rule in (one.audit.fidelity.rules if one.audit.fidelity else ())}


def _groups_of(one: Judged) -> dict[tuple[str, str], GroupLikeness]:
    return {(group.column, group.level): group for group in (one.audit.fidelity.groups if one.audit.fidelity else ())}


def rules(found: tuple[RuleKept, ...], rivals: Sequence[ComparedCandidate] = ()) -> pd.DataFrame:
    """One row a rule: the share of the rows it speaks of that keep it, in per cent."""
    more = {f"Run {one.number}": _rules_of(one.shown) for one in rivals}
    return pd.DataFrame(
        {
            "Rule": [one.sentence for one in found],
            "Training": percents(one.train for one in found),
            "Synthetic": percents(one.synthetic for one in found),
            **{name: percents(known.get(one.sentence) for one in found) for name, known in more.items()},
            "Held out": percents(one.control for one in found),
            "Confirmed": [one.confirmed for one in found],
        }
    )


def groups(found: tuple[GroupLikeness, ...], rivals: Sequence[ComparedCandidate] = ()) -> pd.DataFrame:
    """One row a group."""
    more = {one.number: [_groups_of(one.shown).get((group.column, group.level)) for group in found] for one in rivals}
    return pd.DataFrame(
        {
            "Column": [one.column for one in found],
            "Group": [one.level for one in found],
            "Share, real": percents(one.train for one in found),
            "Share, synthetic": percents(one.synthetic for one in found),
            **{
                f"Share, run {n}": percents(one.synthetic if one else None for one in known)
                for n, known in more.items()
            },
            "Likeness": numbers(one.value for one in found),
            **{f"Likeness, run {n}": numbers(one.value if one else None for one in known) for n, known in more.items()},
            "Real against real": numbers(one.reference for one in found),
        }
    )
