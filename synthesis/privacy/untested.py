"""What an audit does not show, in sentences."""

import pandas as pd

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.numerals import count
from synthesis.privacy import registry
from synthesis.privacy.align import Aligned
from synthesis.privacy.risk import Risk
from synthesis.tables.schema import Schema

_ONE_ROW = (
    "An attacker who puts all rows of a person together: risks are those of a person, and one row of each, drawn by "
    "chance, was attacked."
)
_ALWAYS = (
    "Links to other tables about the same people, and people with more than one row.",
    "Attacks that nobody has thought of yet.",
)


def never_tested(several: bool) -> tuple[str, ...]:
    """What no audit looks at; `several`: whether more than one release was judged together."""
    releases = "releases of this source beyond these" if several else "several releases made from the same table"
    return (f"An attacker who holds the fitted model, or {releases}.", *_ALWAYS)


def untested(
    schema: Schema, aligned: Aligned, release: pd.DataFrame, risks: tuple[Risk, ...], shared: float
) -> tuple[str, ...]:
    """What nobody looked at: control rows that were set aside, columns that no attack read, attacks that could not be
    judged, and what no attack here is made for."""
    one_row = () if schema.entity is None else (_ONE_ROW,)
    return (*_overlapping(shared), *_unread(schema, aligned, release), *_failed(risks), *one_row)


def _overlapping(shared: float) -> tuple[str, ...]:
    if shared <= 0.0:
        return ()
    return (f"Gains over a control group: {shared:.1%} of the control rows repeat training rows, so it was set aside.",)


def _unread(schema: Schema, aligned: Aligned, release: pd.DataFrame) -> tuple[str, ...]:
    others = [c.name for c in schema.released if not c.modelled and c.name in release.columns]
    meant = {one.released_as for one in aligned.recoded}
    extra = len([name for name in release.columns if str(name) not in schema and str(name) not in meant])
    said = [f"The column “{one.released_as}” was read as “{one.column}”, {one.how}." for one in aligned.recoded]
    if aligned.lost:
        said.append("Columns that cannot be read in all of the files: " + ", ".join(aligned.lost) + ".")
    if others:
        said.append("Columns of free text, identifiers or a single value: " + ", ".join(others) + ".")
    if extra:
        said.append(f"Columns of the release that the training table lacks: {extra}.")
    return tuple(said)


def _failed(risks: tuple[Risk, ...]) -> tuple[str, ...]:
    missing = dict.fromkeys(_called(risk) for risk in risks if risk.evidence == "not-run")
    return (f"Attacks that could not be judged: {', '.join(missing)}.",) if missing else ()


def _called(risk: Risk) -> str:
    return registry.attack_named(risk.attack).way(risk.variant).term + (f" of {risk.secret}" if risk.secret else "")


def beyond_guarantee(guarantee: Guarantee, personal: Guarantee) -> tuple[str, ...]:
    """That a guarantee about rows says less of a person with several; nothing where every row is a person."""
    if personal == guarantee or guarantee.epsilon is None or personal.epsilon is None:
        return ()
    rows = round(personal.epsilon / guarantee.epsilon) if guarantee.epsilon else 0
    said = (
        f"ε = {guarantee.epsilon:g} is guaranteed of single rows; of a person, who has up to {count(rows)} rows "
        f"here, ε = {personal.epsilon:g}."
    )
    return (f"More than the formal guarantee says: {said}",)
