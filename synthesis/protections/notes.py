"""What was done beside the generator's own work, in sentences for the record; without a cell of the table."""

from collections.abc import Collection, Iterable

from synthesis.foundation.settings import knobs
from synthesis.protections.complete import left_blank, made_new
from synthesis.protections.invented import swallowed
from synthesis.protections.protect import Protections
from synthesis.tables import Column, Kind, Table
from synthesis.tables.generalisation import generalisation_of

_SPOKEN = {True: "yes", False: "no"}
_BLIND = "The test for copies can find none, and a hole in the table may be a real person's place"
_SPANS = {"D": "day", "M": "month", "Q": "quarter", "Y": "year"}


def notes(
    protections: Protections, train: Table, near: float | None = None, bound: Collection[str] = ()
) -> tuple[str, ...]:
    """Each protection with its setting, then which columns were made new, told coarsely, left blank or left out.

    `near`: the share of drawn rows that nearly repeated a real one and were drawn again, told in whole hundredths.
    `bound`: columns that a rule or a wish speaks of."""
    floor = protections.floor
    settings = (f"{item.title}: {_spoken(getattr(protections, item.name))}" for item in knobs(Protections))
    again = () if near is None else (f"Near-copies drawn again: about {near:.0%} of the rows drawn. {_BLIND}",)
    made_up = swallowed(train, floor, bound) if protections.rare == "invent" else ()
    told = [f"{column.name} ({spoken(column)})" for column in train.schema.modelled if column.coarse]
    return (
        *settings,
        *again,
        *_of("Made new, with no original cell", made_new(train, floor)),
        *_of("Rare values replaced by made-up ones that no original has", made_up),
        *_of("Told in few steps", told),
        *_of("Judged against originals told the same way", [c.name for c in train.schema.modelled if _shortened(c)]),
        *_of("Left blank", left_blank(train, floor)),
        *_of("Left out", [column.name for column in train.schema if not column.released]),
    )


def spoken(column: Column) -> str:
    """How a coarse column is told, in a few words."""
    asked = generalisation_of(column.told, column.kind)
    if asked.step:
        return f"to the nearest {asked.step:g}"
    if asked.calendar:
        return f"by {_SPANS[asked.calendar]}"
    if asked.first:
        return f"first {asked.first} characters"
    if not column.numeric:
        return "categories of less than 2 % merged"
    return "by month or year" if column.kind is Kind.DATETIME else "about ten steps"


def _shortened(column: Column) -> bool:
    return column.coarse and generalisation_of(column.told, column.kind).first > 0


def _spoken(value: object) -> str:
    return _SPOKEN[value] if isinstance(value, bool) else str(value)


def _of(what: str, names: Iterable[str]) -> tuple[str, ...]:
    listed = ", ".join(names)
    return (f"{what}: {listed}",) if listed else ()
