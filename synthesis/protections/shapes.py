"""Made-up codes in the shapes of real ones: digits stay digits, letters letters, separators where they were."""

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Flags

_DIGITS, _UPPER, _LOWER = string.digits, string.ascii_uppercase, string.ascii_lowercase
CLASSES = {"9": _DIGITS, "A": _UPPER, "a": _LOWER}
"""The characters that a sign of a shape stands for: 9 a digit, A and a letters; every other sign stands for itself."""

_ENOUGH = 0.8
_SURE = 20
"""Rows that must agree on a character before it is taken for part of the shape rather than of a value."""

_PATIENCE = 30
"""Refusals after which a shape counts as run out, and codes grow longer."""


class _Classes(dict[int, str]):
    """A translation of characters to their classes, filled as characters are met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        self[code] = "9" if sign.isdigit() else "A" if sign.isupper() else "a" if sign.isalpha() else sign
        return self[code]


@dataclass(frozen=True, eq=False)
class Template:
    """For each place of a code, the characters that may stand there; one where it is fixed."""

    places: tuple[str, ...]
    share: float

    def write(self, count: int, chance: np.random.Generator, longer: int) -> Array:
        """`count` codes, with `longer` more characters of the last open place's kind."""
        spare = next((place for place in reversed(self.places) if len(place) > 1), _DIGITS)
        places = (*self.places, *([spare] * longer))
        signs = [np.array(list(place))[chance.integers(len(place), size=count)] for place in places]
        return np.array(["".join(row) for row in np.column_stack(signs)] if count else [], dtype=object)


def templates(cells: Sequence[str], k_threshold: int) -> tuple[Template, ...]:
    """The shapes that at least `k_threshold` cells share, by share; where few do, coarser ones: separators and lengths,
    then lengths alone, then the middle length."""
    classes = _Classes()
    fine = [cell.translate(classes) for cell in cells]
    letters = "".join(set("".join(cells)))
    mixed = _alphabet(letters)
    signs = {sign: CLASSES.get(sign, sign) for sign in set("".join(fine))}
    coarse = ["".join("x" if sign in CLASSES else sign for sign in shape) for shape in fine]
    middle = "x" * max(1, int(np.median([len(cell) for cell in cells])))
    for shapes, alphabets in (
        (fine, signs | _hexadecimal(letters)),
        (coarse, signs | {"x": mixed}),
        (["x" * max(1, len(cell)) for cell in cells], {"x": mixed}),
    ):
        found = _frequent(shapes, cells, alphabets, k_threshold)
        if sum(template.share for template in found) >= _ENOUGH:
            return found
    return (Template((mixed,) * len(middle), 1.0),)


def _alphabet(letters: str) -> str:
    kinds = {_Classes()[ord(sign)] for sign in letters} & set(CLASSES)
    chosen = "".join(_hexadecimal(letters).get(kind, CLASSES[kind]) for kind in sorted(kinds))
    return chosen or _DIGITS


def _hexadecimal(letters: str) -> dict[str, str]:
    """Letters up to f only, among digits: hexadecimal."""
    used = {sign.lower() for sign in letters if sign.isalpha()}
    plenty = len(used) >= 4 and used <= set("abcdef") and any(sign.isdigit() for sign in letters)
    return {"A": "ABCDEF", "a": "abcdef"} if plenty else {}


def _frequent(
    shapes: list[str], cells: Sequence[str], alphabets: dict[str, str], k_threshold: int
) -> tuple[Template, ...]:
    counts = Counter(shapes)
    kept = sorted(shape for shape, count in counts.items() if count >= k_threshold)
    members: dict[str, list[str]] = {shape: [] for shape in kept}
    for shape, cell in zip(shapes, cells, strict=True):
        if shape in members:
            members[shape].append(cell)
    return tuple(Template(_places(shape, members[shape], alphabets), counts[shape] / len(cells)) for shape in kept)


_SCIENTIFIC = re.compile(r"[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")
"""A number that a program wrote with an exponent: its E is no letter to draw anew."""


def _places(shape: str, cells: list[str], alphabets: dict[str, str]) -> tuple[str, ...]:
    places = [alphabets.get(sign, sign) for sign in shape]
    if all(map(_SCIENTIFIC.fullmatch, cells)):
        places[shape.upper().index("A")] = next(sign for sign in cells[0] if sign in "eE")
    if len(cells) < _SURE or any(len(cell) != len(shape) for cell in cells):
        return tuple(places)
    for place, column in enumerate(zip(*cells, strict=True)):
        found = set(column)
        if len(found) == 1:
            places[place] = column[0]
        elif place == 0 and "0" not in found and places[0] == _DIGITS:
            places[0] = _DIGITS[1:]
    return tuple(places)


Maker = Callable[[Array, int, np.random.Generator], Array]
"""From row numbers and the number of times they were refused before, to cells for those rows."""


def shaped(cells: Sequence[str], k_threshold: int) -> Maker:
    """A maker of codes in the shapes of `cells`, longer where the shapes have run out."""
    found = templates(cells, k_threshold)
    shares = np.array([template.share for template in found])

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        which = chance.choice(len(found), size=len(rows), p=shares / shares.sum())
        made = np.empty(len(rows), dtype=object)
        for place, template in enumerate(found):
            mine: Flags = which == place
            made[mine] = template.write(int(mine.sum()), chance, max(0, refused - _PATIENCE))
        return made

    return make
