"""Frozen dataclasses to plain JSON values and back. Numbers that JSON cannot hold become null."""

import dataclasses
import enum
import functools
import json
import math
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def plain(value: Any) -> Any:
    """`value` as dicts, lists, strings, numbers, booleans and None; NaN and infinities as None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value) if not f.name.startswith("_")}
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def as_json(value: Any) -> bytes:
    """`value` as a readable file of JSON in UTF-8: the same bytes for the same value."""
    return (json.dumps(plain(value), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()


def canonical_json(value: Any) -> bytes:
    """`value` as JSON whose bytes depend on nothing but the value: keys in order, no spaces, UTF-8."""
    text = json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def revive(kind: type[T], value: Mapping[str, Any]) -> T:
    """A dataclass of type `kind` from what `plain` made of it; unknown keys are ignored, missing ones default."""
    hashable: Any = kind
    made: T = _object(hashable)(value)
    return made


@functools.cache
def _object(kind: type) -> Callable[[Any], Any]:
    """What makes a dataclass of this type; worked out once, since records hold tens of thousands of scores."""
    hints = typing.get_type_hints(kind)
    parts: dict[str, Callable[[Any], Any]] = {}

    def make(value: Mapping[str, Any]) -> Any:
        return kind(**{name: parts[name](item) for name, item in value.items() if name in parts})

    parts.update({f.name: _reviver(hints[f.name]) for f in dataclasses.fields(kind) if f.init})
    return make


def _reviver(hint: Any) -> Callable[[Any], Any]:
    """What makes a value of this type from plain JSON."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in args if arg is not type(None)]
        return _or_none(_reviver(inner[0]) if len(inner) == 1 else _same)
    if origin is tuple:
        return _tuple(args)
    if origin in (dict, Mapping) or (origin is not None and origin.__name__ == "Mapping"):
        each = _reviver(args[1])
        return lambda value: {key: each(item) for key, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return lambda value: _object(hint)(value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint
    if hint is np.ndarray or origin is np.ndarray:
        return _array
    if hint is float:
        return lambda value: math.nan if value is None else float(value)
    return _same


def _same(value: Any) -> Any:
    return value


def _or_none(inner: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else inner(value)


def _tuple(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if args[-1] is Ellipsis:
        each = _reviver(args[0])
        return lambda value: tuple([each(item) for item in value])
    parts = [_reviver(arg) for arg in args]
    return lambda value: tuple(part(item) for part, item in zip(parts, value, strict=True))


def _array(value: Any) -> Any:
    """Numbers with NaN for null."""
    rows = [
        [math.nan if x is None else x for x in row] if isinstance(row, list) else (math.nan if row is None else row)
        for row in value
    ]
    return np.array(rows, dtype=float)
