"""Settings are said once: a frozen dataclass whose fields carry default, bounds and help.

The form in the browser, `--set KEY=VALUE`, the recipe and the contract test all read the same fields.
"""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.nearest import nearest

KnobKind = Literal["integer", "number", "switch", "choice"]
S = TypeVar("S")
_YES, _NO = {"true", "yes", "1", "on"}, {"false", "no", "0", "off"}


@dataclass(frozen=True)
class Knob:
    """One setting: its name, the label and help a user reads, and what values it takes."""

    name: str
    title: str
    kind: KnobKind
    default: int | float | bool | str
    low: float | None
    high: float | None
    choices: tuple[str, ...]
    help: str

    def read(self, value: object) -> int | float | bool | str:
        """The value as this setting's type; text from a command line is understood. UnusableOption otherwise."""
        readers: dict[str, Callable[[object], int | float | bool | str]] = {
            "integer": self._integer,
            "number": self._number,
            "switch": self._switch,
            "choice": self._choice,
        }
        return readers[self.kind](value)

    def _integer(self, value: object) -> int:
        number = self._number(value)
        if number != int(number):
            raise self._refuse("a whole number")
        return int(number)

    def _number(self, value: object) -> float:
        try:
            number = float(str(value))
        except ValueError:
            raise self._refuse("a number") from None
        low = -float("inf") if self.low is None else self.low
        high = float("inf") if self.high is None else self.high
        if not low <= number <= high:
            raise self._refuse(f"between {self.low:g} and {self.high:g}")
        return number

    def _switch(self, value: object) -> bool:
        word = str(value).lower()
        if word not in _YES | _NO:
            raise self._refuse("true or false")
        return word in _YES

    def _choice(self, value: object) -> str:
        if str(value) not in self.choices:
            raise self._refuse("one of " + ", ".join(self.choices))
        return str(value)

    def _refuse(self, wanted: str) -> UnusableOption:
        return UnusableOption(f"The setting '{self.name}' does not take that value.", f"Give {wanted}.")


def knob(
    default: int | float | bool | str,
    low: float | None = None,
    high: float | None = None,
    help: str = "",  # noqa: A002
    *,
    title: str = "",
    choices: tuple[str, ...] = (),
) -> Any:
    """A dataclass field that is a setting."""
    return dataclasses.field(
        default=default, metadata={"low": low, "high": high, "help": help, "title": title, "choices": choices}
    )


def knobs(settings: type) -> tuple[Knob, ...]:
    """The settings that a dataclass declares, in order; a class with a method `knobs` says them itself."""
    if declared := getattr(settings, "knobs", None):
        return cast("tuple[Knob, ...]", declared())
    return tuple(_knob_of(field) for field in dataclasses.fields(settings) if "help" in field.metadata)


def kind_of(default: int | float | bool | str) -> KnobKind:
    """The kind of setting that has such a default."""
    if isinstance(default, bool):
        return "switch"
    if isinstance(default, str):
        return "choice"
    return "integer" if isinstance(default, int) else "number"


def _knob_of(field: "dataclasses.Field[Any]") -> Knob:
    meta, default = field.metadata, cast("int | float | bool | str", field.default)
    kind = kind_of(default)
    title = meta["title"] or field.name.replace("_", " ").capitalize()
    return Knob(field.name, title, kind, default, meta["low"], meta["high"], meta["choices"], meta["help"])


def make_settings(settings: type[S], values: Mapping[str, object]) -> S:
    """An instance with the given values over the defaults; unknown names and bad values raise UnusableOption."""
    known = {item.name: item for item in knobs(settings)}
    unknown = sorted(set(values) - set(known))
    if unknown:
        names = ", ".join(known) or "none"
        told = f'There is no setting "{unknown[0]}" here.'
        raise UnusableOption(told, nearest(unknown[0], known) + f"The settings here are: {names}.")
    return settings(**{name: known[name].read(value) for name, value in values.items()})
