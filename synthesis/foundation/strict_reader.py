"""What people write is read strictly: a key that is not known, a value of another type or out of range is refused.

Files that the program keeps for itself are read by `serialisation.revive`, which lets pass what it does not know."""

import dataclasses
import enum
import functools
import json
import types
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.nearest import nearest
from synthesis.foundation.strict_json import parse_json

T = TypeVar("T")
Place = Sequence[int | str]

_STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
_UNKNOWN = "unexpected_keyword_argument"
_NAMES: dict[Any, str] = {
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    str: "a text",
    type(None): "null",
}
_LONGEST = 60
LARGEST = 64 << 20
"""Bytes that a file written by people may have: three times what a recipe says of 20,000 columns."""


def read_file(path: Path, what: str) -> Any:
    """The JSON value of a file that a user wrote. UnusableOption where it cannot be read, or is no JSON."""
    try:
        if path.stat().st_size > LARGEST:
            raise UnusableOption(f"The {what} file is larger than 64 MB.", "Write only what a run reads of it.")
        return parse_content(path.read_bytes(), what)
    except OSError:
        raise UnusableOption(f"The {what} file cannot be read.", "Give the path of a JSON file.") from None


def parse_content(content: bytes, what: str) -> Any:
    """The JSON value of a file's content. UnusableOption where it is no JSON."""
    try:
        return parse_json(content)
    except ValueError:
        advice = "Write it as JSON in UTF-8, each key once, and no number that is not finite."
        raise UnusableOption(f"The {what} file cannot be read as JSON.", advice) from None


def read_strictly(kind: type[T], value: Any, what: str) -> T:
    """A dataclass of type `kind` from JSON values that a user wrote; `what` names it in messages.

    UnusableOption names the key that is unknown, missing, of another type or out of range; it quotes no value."""
    hashable: Any = kind
    try:
        found: T = _adapter(hashable).validate_json(json.dumps([value]))[0]
    except ValidationError as error:
        raise _refused(kind, value, what, error) from None
    except RecursionError:
        raise UnusableOption(f"The {what} is nested too deeply.", "Write it as a run does.") from None
    return found


@functools.cache
def _adapter(kind: type) -> TypeAdapter[list[Any]]:
    """A list carries the settings down to dataclasses of the standard library, which take none themselves."""
    return TypeAdapter(list[kind], config=_STRICT)  # type: ignore[valid-type]


def _refused(kind: type, value: Any, what: str, error: ValidationError) -> UnusableOption:
    """The gravest of what was found: a key too many explains a key too few, and both a wrong value."""
    found = error.errors(include_url=False, include_input=False, include_context=True)
    order = {_UNKNOWN: 0, "missing": 1}
    worst = min(found, key=lambda one: order.get(one["type"], 2))
    place = list(worst["loc"][1:])
    if worst["type"] == "json_invalid":
        return UnusableOption(f"The {what} is nested too deeply.", "Write it as a run does.")
    if worst["type"] in order and dataclasses.is_dataclass(_one(_hint_at(kind, place[:-1]))):
        return _of_key(kind, value, what, place, missing=worst["type"] == "missing")
    return _of_value(kind, value, what, place, worst.get("ctx", {}))


def _of_key(kind: type, value: Any, what: str, place: Place, *, missing: bool) -> UnusableOption:
    *within, key = place
    known = [field.name for field in dataclasses.fields(_one(_hint_at(kind, within))) if field.init]
    keys = f"Keys are: {', '.join(known)}."
    where = _where(kind, value, within)
    if missing:
        return UnusableOption(f'The {what} lacks the key "{key}"{where}.', keys)
    return UnusableOption(
        f'The {what} has an unknown key, "{_short(str(key))}"{where}.', nearest(str(key), known) + keys
    )


def _of_value(kind: type, value: Any, what: str, place: Place, bounds: Mapping[str, Any]) -> UnusableOption:
    path = list(place)
    while path and _hint_at(kind, path) is None:
        path.pop()
    named = "" if not path else _where(kind, value, path)
    edges = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    told = [f"{edges[name]} {bound:g}" for name, bound in bounds.items() if name in edges]
    if told:
        return UnusableOption(f"The {what} has a number out of range{named}.", f"Give {told[0]}.")
    return UnusableOption(f"The {what} has a value of another kind{named}.", f"Give {_wanted(_hint_at(kind, path))}.")


def _hint_at(kind: Any, place: Place) -> Any:
    """The type that belongs at a place inside a dataclass; None where the place is one of several types."""
    for step in place:
        kind = _one(kind)
        args = typing.get_args(kind)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind):
            kind = typing.get_type_hints(kind).get(str(step))
        elif typing.get_origin(kind) is tuple:
            kind = args[0] if args[-1] is Ellipsis else args[min(int(step), len(args) - 1)]
        else:
            kind = args[1] if _is_mapping(kind) else None
    return kind


def _one(kind: Any) -> Any:
    """The type beside null, where there is one alone."""
    inner = [one for one in _options(kind) if one is not type(None)]
    return inner[0] if len(inner) == 1 else kind


def _options(kind: Any) -> tuple[Any, ...]:
    union = typing.get_origin(kind) in (typing.Union, types.UnionType)
    return typing.get_args(kind) if union else (kind,)


def _is_mapping(kind: Any) -> bool:
    origin = typing.get_origin(kind)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _wanted(kind: Any) -> str:
    """A type in words."""
    if len(_options(kind)) > 1:
        kinds = [one for one in _options(kind) if one is not int or float not in _options(kind)]
        return " or ".join(map(_wanted, kinds))
    if typing.get_origin(kind) is typing.Literal:
        return "one of " + ", ".join(f'"{one}"' for one in typing.get_args(kind))
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return "one of " + ", ".join(f'"{one.value}"' for one in kind)
    return _NAMES.get(kind) or ("a list in brackets" if typing.get_origin(kind) is tuple else "an object in braces")


def _where(kind: Any, value: Any, place: Place) -> str:
    """The way to a place: keys that we gave, entries by their name or number; never a key that is a user's value."""
    said: list[str] = []
    for depth, step in enumerate(place):
        above = _one(_hint_at(kind, place[:depth]))
        value = _inside(value, step)
        if isinstance(step, int):
            named = value.get("name") if isinstance(value, dict) else None
            said.append(f'"{_short(named)}"' if isinstance(named, str) and named else f"entry {step + 1}")
        else:
            said.append("one of its entries" if _is_mapping(above) else f'"{step}"')
    return f" at {', '.join(said)}" if said else ""


def _inside(value: Any, step: int | str) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _short(name: str) -> str:
    """A name as it may stand on one line."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in name)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
