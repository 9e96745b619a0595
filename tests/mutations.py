"""Edits of JSON values as people make them by mistake, or on purpose; chosen by a seed."""

import copy
import random
from collections.abc import Iterator
from typing import Any

DEEP: Any = "x"
for _ in range(300):
    DEEP = [DEEP]

VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    7,
    2**31,
    2**63,
    10**400,
    0.5,
    -0.0,
    1e308,
    5e-324,
    "",
    " ",
    "no",
    "0",
    "integer",
    "datetime",
    "%d/%m/%Y",
    "%",
    "{",
    ",.2f",
    "few",
    "é" * 80,
    "\x00",
    "a\nb",
    "🙂",
    [],
    [[]],
    {},
    {"": {}},
    [None],
    DEEP,
)


def mutated(value: Any, chance: random.Random) -> Any:
    """A copy with one to three edits somewhere inside."""
    found = copy.deepcopy(value)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        place = chance.choice([(), *_places(found)])
        found = _edited(found, list(place), chance)
    return found


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield (*above, key)
        if len(above) < 8:
            yield from _places(item, (*above, key))


def _edited(value: Any, place: list[Any], chance: random.Random) -> Any:
    if not place:
        return copy.deepcopy(chance.choice(VALUES)) if chance.random() < 0.2 else value
    *above, last = place
    home = value
    for key in above:
        home = home[key]
    _edit(home, last, chance)
    return value


def _edit(home: Any, key: Any, chance: random.Random) -> None:
    sort = chance.choice(("drop", "rename", "value", "value", "value", "number", "twice", "wrap"))
    if sort == "drop":
        del home[key]
    elif sort == "rename" and isinstance(home, dict):
        home[_misspelt(str(key), chance)] = home.pop(key)
    elif sort == "number" and isinstance(home[key], (int, float)):
        home[key] = chance.choice((-home[key], home[key] * 1000, home[key] + 0.5, home[key] - 1, str(home[key])))
    elif sort == "twice" and isinstance(home, list):
        home.insert(key, copy.deepcopy(home[key]))
    elif sort == "wrap":
        home[key] = chance.choice(([home[key]], {"value": home[key]}))
    else:
        home[key] = copy.deepcopy(chance.choice(VALUES))


def _misspelt(name: str, chance: random.Random) -> str:
    place = chance.randrange(len(name) + 1)
    return chance.choice((name[:place] + "e" + name[place:], name[: max(place - 1, 0)] + name[place:], name.upper()))
