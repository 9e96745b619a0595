"""What a report says, ready to be set: every sentence and number as it will be read, and no markup."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """The head of one column of a table; numbers stand to the right."""

    text: str
    number: bool = False


@dataclass(frozen=True)
class TableView:
    """A table of cells in words; every row has as many as there are headings."""

    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Block:
    """A paragraph, and the list or table that it introduces, if any."""

    said: str = ""
    listed: tuple[str, ...] = ()
    table: TableView | None = None
    soft: bool = False


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class IntervalMark:
    """A gain, its interval and what it is held against, as places on a common scale such as `13.96%`. `floor` and
    `ceiling` are empty where they were not measured; `label` says all of it for those who do not see it."""

    zero: str
    low: str
    high: str
    value: str
    limit: str
    floor: str
    ceiling: str
    tone: str
    label: str


@dataclass(frozen=True)
class RiskRow:
    """One attack: its plain name with the standard term beside it, its status in words, what was found and the gain."""

    name: str
    term: str
    symbol: str
    status: str
    tone: str
    found: str
    notes: tuple[str, ...]
    mark: IntervalMark | None
    gain: str
    interval: str


@dataclass(frozen=True)
class RiskTable:
    """Every attack, what has to be known before reading them, and what they do not show."""

    warnings: tuple[str, ...]
    noticed: str
    rows: tuple[RiskRow, ...]
    untested: tuple[str, ...]


@dataclass(frozen=True)
class VerdictBox:
    """The verdict, the sentence that it means, and a reason for each rule that did not pass."""

    outcome: str
    tone: str
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ReportPage:
    """A whole report. `running` stands at the foot of every printed page; `first` goes before the risks and `rest`
    behind them; `digest` and `files` are empty where there is nothing to say."""

    title: str
    running: str
    heading: str
    about: tuple[str, ...]
    digest: str
    files: tuple[str, ...]
    verdict: VerdictBox
    first: tuple[Section, ...]
    risks: RiskTable
    rest: tuple[Section, ...]
