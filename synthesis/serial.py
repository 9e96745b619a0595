"""Frozen dataclasses to plain JSON values and back. Numbers that JSON cannot hold become null."""

import dataclasses
import enum
import math
import types
import typing
from collections.abc import Mapping
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


def revive(kind: type[T], value: Mapping[str, Any]) -> T:
    """A dataclass of type `kind` from what `plain` made of it; unknown keys are ignored, missing ones default."""
    hints = typing.get_type_hints(kind)
    names = {f.name for f in dataclasses.fields(kind) if f.init}  # type: ignore[arg-type]
    return kind(**{name: _revive(hints[name], item) for name, item in value.items() if name in names})


def _revive(hint: Any, value: Any) -> Any:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        inner = [arg for arg in args if arg is not type(None)]
        return None if value is None else _revive(inner[0], value) if len(inner) == 1 else value
    if origin is tuple:
        return tuple(_revive(args[0] if args[-1] is Ellipsis else arg, item) for arg, item in _paired(args, value))
    if origin in (dict, Mapping) or (origin is not None and origin.__name__ == "Mapping"):
        return {key: _revive(args[1], item) for key, item in value.items()}
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return revive(hint, value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(value)
    if hint is np.ndarray or origin is np.ndarray:
        return np.array(
            [
                [math.nan if x is None else x for x in row]
                if isinstance(row, list)
                else (math.nan if row is None else row)
                for row in value
            ],
            dtype=float,
        )
    if hint is float:
        return math.nan if value is None else float(value)
    return value


def _paired(args: tuple[Any, ...], value: list[Any]) -> list[tuple[Any, Any]]:
    if args[-1] is Ellipsis:
        return [(args[0], item) for item in value]
    return list(zip(args, value, strict=True))
