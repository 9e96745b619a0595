"""Sets of protections by name, so that nobody has to set six of them to be careful."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from synthesis.foundation.settings import knobs, make_settings
from synthesis.protections.protect import Protections


@dataclass(frozen=True)
class Preset:
    """Protections under a name; `values` over the defaults."""

    name: str
    title: str
    about: str
    values: Mapping[str, int | bool | str]


PRESETS = (
    Preset(
        "usual",
        "As usual",
        "Nothing that fewer than 5 rows share, no true extreme, new identifiers.",
        MappingProxyType({}),
    ),
    Preset(
        "careful",
        "Careful",
        "The same for 10 rows and the 10 outermost numbers of a column, and for pairs of quasi-identifiers too.",
        MappingProxyType({"floor": 10, "pairs": True, "extremes": 10, "ceiling": 10}),
    ),
    Preset(
        "strict",
        "Strict",
        "The same for 20 rows, and no more rows than were learned from.",
        MappingProxyType({"floor": 20, "pairs": True, "extremes": 20, "ceiling": 1}),
    ),
)
"""From what every run does to what a release of very unusual people may need."""


def preset_of(values: Mapping[str, object]) -> Preset | None:
    """The preset that comes to the same as `values` over the defaults, if any does."""
    asked = make_settings(Protections, values)
    return next((preset for preset in PRESETS if make_settings(Protections, preset.values) == asked), None)


def filled(preset: Preset) -> dict[str, int | float | bool | str]:
    """Every protection as the preset has it."""
    return {**{item.name: item.default for item in knobs(Protections)}, **preset.values}
