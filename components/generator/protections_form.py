"""The protections of a run: one of a few sets by name, each setting folded behind it, and which columns are
generalised."""

from dataclasses import replace

import streamlit as st

from components.shared import errors, settings_form, words
from components.shared.session import Session
from synthesis.foundation.errors import SynthesisError
from synthesis.generation.contract import Ability
from synthesis.generation.pipelines import pipeline_of
from synthesis.generators.contract import Generator
from synthesis.journey.description import Understood
from synthesis.protections import PRESETS, Protections, example, preset_of, pseudonyms, spoken, ways
from synthesis.protections.presets import filled
from synthesis.recipe import Value
from synthesis.tables import Column, Role
from synthesis.tables.generalisation import FEW

_OWN = "own"
_TITLES = {preset.name: preset.title for preset in PRESETS} | {_OWN: "My own"}
_ALWAYS = (
    "Always, whatever is picked here: identifiers and personal data are made new in the shape of the "
    "originals, the rows of "
    "one person stay together, and free text is left blank."
)
_PSEUDONYMS = (
    "Pseudonyms: {names}. Each cell is made up in the shape of the originals and equals none of them. It costs "
    "every link: "
    "rows can no longer be joined to other tables by it. A column whose look nobody needs is better left out, "
    "on the Data page."
)
_COARSE = (
    "Generalisation: fewer different values, fewer people who stand out. It costs what the steps hide, which shows "
    "under Fidelity: numbers and dates are compared with the original as it is, words cut to their first characters "
    "with the original cut likewise."
)


def choose(work: Session, table: Understood, generator: Generator) -> tuple[dict[str, Value], dict[str, str] | None]:
    """Protections as they are set on the page, and how columns are told coarsely; nothing for a private generator."""
    refused = pipeline_of(generator).refusals.get(Ability.PROTECTIONS)
    if refused:
        st.caption(refused.happened)
        return {}, None
    saved = work.choice.protections
    now = preset_of(saved)
    names = [preset.name for preset in PRESETS] + ([] if now else [_OWN])
    name = st.radio(
        "Protections",
        names,
        names.index(now.name if now else _OWN),
        format_func=lambda name: _TITLES[name],
        captions=[preset.about for preset in PRESETS] + ([] if now else ["As you last set them."]),
        key=f"protections-{work.revision}",
        label_visibility="collapsed",
    )
    given = next((filled(preset) for preset in PRESETS if preset.name == name), saved)
    with st.expander("What each protection does, and what it costs", icon=":material/shield:"):
        st.caption(_ALWAYS)
        chosen = settings_form.spelt_out(Protections, given, f"protect-{name}-{work.revision}")
    if new := pseudonyms(table.schema):
        st.caption(_PSEUDONYMS.format(names=words.safe(words.some(new))))
    return chosen, _coarse(work, table)


def _coarse(work: Session, table: Understood) -> dict[str, str]:
    """Which columns are told coarsely, and how, each with an example."""
    columns = list(table.schema.modelled)
    before = known(work, table)
    title = "Generalise columns" + (f" ({len(before)})" if before else "")
    with st.expander(title, icon=":material/blur_on:", expanded=False):
        st.caption(_COARSE)
        picked = st.multiselect(
            "Columns",
            [c.name for c in _first(columns)],
            list(before),
            key=f"coarse-{work.revision}",
            placeholder="Pick the columns that others may know",
        )
        return {name: _how(work, table, table.schema[name], before.get(name, FEW)) for name in picked}


def known(work: Session, table: Understood) -> dict[str, str]:
    """How columns are told coarsely now, by name: as was last chosen here, else as the schema came."""
    way, columns = work.choice.told, list(table.schema.modelled)
    if way is None:
        return {column.name: column.told or FEW for column in columns if column.coarse}
    return {c.name: way[c.name] if _said(c, way[c.name]) else FEW for c in columns if c.name in way}


def _said(column: Column, way: str) -> str | None:
    """A way to tell the column, in few words; None where it makes no sense for its kind."""
    if way == FEW and not column.numeric:
        return "Rare ones merged (k threshold)"
    try:
        said = spoken(replace(column, coarse=True, told=way))
    except SynthesisError:
        return None
    return said[:1].upper() + said[1:]


def _first(columns: list[Column]) -> list[Column]:
    """Those that others may know, then the rest."""
    return sorted(columns, key=lambda column: column.role is not Role.QUASI_IDENTIFIER)


def _how(work: Session, table: Understood, column: Column, known: str) -> str:
    profile = next(found for found in table.profiles if found.name == column.name)
    offered = list(dict.fromkeys([*ways(column, profile, table.dialect.decimal), known]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.selectbox(
            words.short(column.name),
            offered,
            offered.index(known),
            accept_new_options=True,
            width=230,
            format_func=lambda way: _said(column, way) or way,
            key=f"told-{column.name}-{work.revision}",
        )
        with errors.step():
            coarse = table.schema.generalise(column.name, way)[column.name]
            st.caption(_shown(coarse, example(coarse, profile, table.dialect.decimal)))
    return way


def _shown(column: Column, found: tuple[tuple[str, str], ...]) -> str:
    if not found:
        return "Values of less than 2 % of the rows go under one name." if not column.numeric else ""
    return "For example " + " · ".join(f"{words.safe(before)} → **{words.safe(after)}**" for before, after in found)
