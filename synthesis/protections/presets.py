"""Sets of protections by name, so that nobody has to set each of them to be careful."""

from collections.abc import Mapping
from dataclasses import dataclass

from synthesis.foundation.settings import knobs, make_settings
from synthesis.protections import registry
from synthesis.protections.contract import Setting


@dataclass(frozen=True)
class Preset:
    """Protections under a name: each has its level of that name, or its default."""

    name: str
    title: str
    about: str

    @property
    def values(self) -> Mapping[str, Setting]:
        """What it sets over the defaults, by the keys of a recipe."""
        return {one.key: one.levels[self.name] for one in registry.PROTECTIONS if self.name in one.levels}


PRESETS = (
    Preset(
        "usual",
        "As usual",
        "Nothing that fewer than 5 rows share, no true extreme, new identifiers.",
    ),
    Preset(
        "careful",
        "Careful",
        "The same for 10 rows and the 10 outermost numbers of a column, and for pairs of quasi-identifiers too.",
    ),
    Preset(
        "strict",
        "Strict",
        "The same for 20 rows, and no more rows than were learned from.",
    ),
)
"""From what every run does to what a release of very unusual people may need."""


def preset_of(values: Mapping[str, object]) -> Preset | None:
    """The preset that comes to the same as `values` over the defaults, if any does."""
    asked = make_settings(registry.Protections, values)
    return next((preset for preset in PRESETS if make_settings(registry.Protections, preset.values) == asked), None)


def filled(preset: Preset) -> dict[str, Setting]:
    """Every protection as the preset has it."""
    return {**{item.name: item.default for item in knobs(registry.Protections)}, **preset.values}
