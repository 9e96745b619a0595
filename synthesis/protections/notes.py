"""What was done beside the generator's own work, in sentences for the record; without a cell of the table."""

from collections.abc import Collection, Iterable, Mapping

from synthesis.protections import registry
from synthesis.protections.complete import left_blank, made_new
from synthesis.protections.contract import Outcome
from synthesis.protections.registry import Protections
from synthesis.tables import Column, Table
from synthesis.tables.generalisation import generalisation_of

_SPOKEN = {True: "yes", False: "no"}
_SPANS = {"D": "day", "M": "month", "Q": "quarter", "Y": "year"}


def notes(
    protections: Protections,
    train: Table,
    drawn_again: Mapping[str, float] | None = None,
    bound: Collection[str] = (),
) -> tuple[str, ...]:
    """Each protection with its setting and what it has to say; then which columns were made new, generalised, left
    blank or left out.

    `drawn_again`: for each protection that looked at drawn rows the share that it had drawn again, by its key, told in
    whole hundredths. `bound`: columns that a rule or a condition is about."""
    k, shares = protections.k_threshold, drawn_again or {}
    told = [f"{column.name} ({spoken(column)})" for column in train.schema.modelled if column.coarse]
    return (
        *(f"{one.title}: {_spoken(protections[one])}" for one in registry.PROTECTIONS),
        *(
            sentence
            for one in registry.PROTECTIONS
            if one.note is not None
            for sentence in one.note(Outcome(train, shares.get(one.key), bound), protections)
        ),
        *_of("Made new, with no original cell", made_new(train, k)),
        *_of("Told in few steps", told),
        *_of("Judged against originals told the same way", [c.name for c in train.schema.modelled if _shortened(c)]),
        *_of("Left blank", left_blank(train, k)),
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
    return "by month or year" if column.kind.calendar else "about ten steps"


def _shortened(column: Column) -> bool:
    return column.coarse and generalisation_of(column.told, column.kind).first > 0


def _spoken(value: object) -> str:
    return _SPOKEN[value] if isinstance(value, bool) else str(value)


def _of(what: str, names: Iterable[str]) -> tuple[str, ...]:
    listed = ", ".join(names)
    return (f"{what}: {listed}",) if listed else ()
