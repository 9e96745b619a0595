"""How a generator is set to follow single rows less: one of its settings, one step towards the safe side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.foundation.numerals import count
from synthesis.foundation.settings import Knob


@dataclass(frozen=True)
class SaferSetting:
    """A setting, its safer value, and what the change is called."""

    name: str
    value: int | float | bool | str
    title: str


Safer = Callable[[Mapping[str, Knob], Mapping[str, Any]], SaferSetting | None]
"""From a generator's settings by name, and the values that were given over their defaults, to the next safer value of
one of them; None where there is none."""


def nothing_safer(known: Mapping[str, Knob], given: Mapping[str, Any]) -> SaferSetting | None:
    """No setting makes this generator follow single rows less."""
    return None


def halved(name: str, title: str) -> Safer:
    """Half of a number; whole numbers are rounded down. `title` speaks of `{new}` and `{now}`."""
    return _scaled(name, 0.5, title)


def doubled(name: str, title: str) -> Safer:
    """Twice a number."""
    return _scaled(name, 2.0, title)


def _scaled(name: str, times: float, title: str) -> Safer:
    def safer(known: Mapping[str, Knob], given: Mapping[str, Any]) -> SaferSetting | None:
        knob = known[name]
        now = given.get(name, knob.default)
        new = int(now * times) if knob.kind == "integer" else now * times
        if not (knob.low or 0) < new <= (knob.high or new):
            return None
        return SaferSetting(name, new, title.format(new=_spelt(new), now=_spelt(now)))

    return safer


def _spelt(value: float) -> str:
    return count(value) if isinstance(value, int) else f"{value:g}"


def next_choice(name: str, title: str) -> Safer:
    """The choice after the one that is made: choices go from the closest to the safest."""

    def safer(known: Mapping[str, Knob], given: Mapping[str, Any]) -> SaferSetting | None:
        choices = known[name].choices
        place = choices.index(given.get(name, known[name].default)) + 1
        return SaferSetting(name, choices[place], title.format(new=choices[place])) if place < len(choices) else None

    return safer


FEWER_PASSES = halved("epochs", "{new} passes instead of {now}")
"""Half the passes of a network: less of any single row is kept."""
