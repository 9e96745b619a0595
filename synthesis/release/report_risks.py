"""What a report says of the attacks: each risk with its mark, both rounds, and who and what carries the risk."""

import math
from collections.abc import Iterable, Sequence

from synthesis.foundation.numerals import count
from synthesis.privacy import largest_by_chance
from synthesis.privacy.risk import Privacy, Risk, RiskDriver, Status, SubgroupRisk, WeakSpot
from synthesis.release import wording
from synthesis.release.audit import Audit
from synthesis.release.report_view import Block, Heading, IntervalMark, RiskRow, RiskTable, Section, TableView

WORST = 12
"""How many groups, columns and scores a report lists, the worst first."""

_SYMBOLS = {
    Status.CLEAR: "✓",
    Status.SIGNAL: "◐",
    Status.LEAK: "✕",
    Status.INCONCLUSIVE: "?",
    Status.NOT_RUN: "–",
}
_NOTES = 2


def risk_table(privacy: Privacy) -> RiskTable:
    """Every attack with its interval on one common scale."""
    reach = _reach(privacy.risks)
    rows = tuple(_row(risk, reach) for risk in privacy.risks)
    return RiskTable(privacy.warnings, wording.noticed(privacy.sensitivity), rows, privacy.untested)


def _row(risk: Risk, reach: tuple[float, float]) -> RiskRow:
    return RiskRow(
        name=wording.title(risk),
        term=wording.term(risk),
        symbol=_SYMBOLS[risk.status],
        status=wording.status_in_words(risk),
        tone=_tone(risk),
        found=wording.sentence(risk),
        notes=tuple(filter(None, (*risk.notes[:_NOTES], " ".join(wording.health(risk))))),
        mark=_mark(risk, reach),
        gain=wording.percent(risk.value),
        interval=f"{wording.percent(risk.low)} to {wording.percent(risk.high)}",
    )


def _tone(risk: Risk) -> str:
    """A leak is bad; what lies below its limit, or was searched to the end, is good; all else is open."""
    if risk.status is Status.LEAK:
        return "bad"
    seen = risk.status is Status.SIGNAL and not wording.unsettled(risk)
    return "good" if seen or risk.status is Status.CLEAR else "open"


def _mark(risk: Risk, reach: tuple[float, float]) -> IntervalMark | None:
    if risk.value is None or risk.low is None or risk.high is None or risk.limit is None:
        return None
    return IntervalMark(
        zero=_place(0.0, reach),
        low=_place(risk.low, reach),
        high=_place(risk.high, reach),
        value=_place(risk.value, reach),
        limit=_place(risk.limit, reach),
        floor=_place(risk.floor, reach),
        ceiling=_place(risk.ceiling, reach),
        tone=_tone(risk),
        label=f"Gain {wording.gain(risk)}, limit {wording.percent(risk.limit)}. {wording.between(risk)}".strip(),
    )


def _reach(risks: Sequence[Risk]) -> tuple[float, float]:
    """The common scale of all intervals: from a little left of zero to beyond every limit."""
    fields = ("low", "high", "limit", "floor", "ceiling")
    ends = [float(end) for risk in risks for name in fields if (end := getattr(risk, name)) is not None]
    return _stretched(min([-0.02, *ends])) * 1.05, _stretched(max([0.1, *ends])) * 1.05


def _place(gain: float | None, reach: tuple[float, float]) -> str:
    """Where a gain stands on the scale, in per cent of its width; empty where there is none."""
    left, right = reach
    return "" if gain is None else f"{100 * (_stretched(gain) - left) / (right - left):.2f}%"


def _stretched(gain: float) -> float:
    """The place of a gain on the scale: its square root on both sides of zero, so that limits and copies are both
    seen."""
    return math.copysign(math.sqrt(abs(gain)), gain)


def both_rounds(audit: Audit) -> tuple[Section, ...]:
    """Both rounds of attacks beside each other, where there were two."""
    if audit.again is None:
        return ()
    second = {wording.title(risk): wording.gain(risk) for risk in audit.again.privacy.risks}
    said = (
        "The best-looking of several candidates favours luck, so this one was attacked once more with seed "
        f"{audit.again.seed}, which follows from the file itself. The verdict is the graver of the two."
    )
    titled = [(wording.title(risk), risk) for risk in audit.privacy.risks]
    rows = tuple(
        (title, wording.gain(risk), second.get(title, "not measured"), wording.percent(risk.limit))
        for title, risk in titled
    )
    numbers = (Heading(name, number=True) for name in ("First round", "Second round", "Limit"))
    return (Section("Attacked twice", (Block(said, table=TableView((Heading("Attack"), *numbers), rows)),)),)


def carried(privacy: Privacy) -> tuple[Section, ...]:
    """Groups, kinds of rows and columns that carry the risk; nothing where none was looked at."""
    blocks = (*_groups(privacy.groups), *_spots(privacy.weak_spots), *_drivers(privacy.carriers))
    return (Section("Who and what carries the risk", blocks),) if blocks else ()


_GROUP_HEADINGS = (
    Heading("Group"),
    Heading("Attack"),
    Heading("Training and control people", number=True),
    Heading("Gain", number=True),
    Heading("Largest by chance", number=True),
    Heading(""),
)


def _groups(groups: Sequence[SubgroupRisk]) -> tuple[Block, ...]:
    if not groups:
        return ()
    highest = sorted(groups, key=lambda group: -group.low)[:WORST]
    said = (
        f"The {len(highest)} highest of {len(groups)} group risks, each beside outsiders of the same group. "
        f"{wording.by_chance(groups)}"
    )
    rows = tuple(_group_row(group, largest_by_chance(group, len(groups))) for group in highest)
    return (Block(said, table=TableView(_GROUP_HEADINGS, rows), soft=True),)


def _group_row(group: SubgroupRisk, chance: float) -> tuple[str, ...]:
    inside, outside = group.people
    return (
        f"{group.column}: {group.group}",
        wording.subject(*group.subject),
        f"{count(inside)} and {count(outside)}",
        wording.interval(group.value, group.low, group.high),
        wording.percent(chance),
        f"{_SYMBOLS[group.status]} {wording.STATUS_WORDS[group.status]}",
    )


def _spots(spots: Iterable[WeakSpot]) -> tuple[Block, ...]:
    listed = tuple(f"{wording.subject(one.attack, one.variant)} {wording.spot(one)}" for one in spots)
    return (Block("Kinds of rows that are hit most; no real row is shown.", listed),) if listed else ()


def _drivers(drivers: Sequence[RiskDriver]) -> tuple[Block, ...]:
    rows = tuple((one.column, wording.interval(one.value, one.low, one.high)) for one in drivers[:WORST])
    told = Heading("How much oftener its cells are told right than for outsiders", number=True)
    return (Block(table=TableView((Heading("Column"), told), rows)),) if rows else ()
