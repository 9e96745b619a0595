"""Made-up codes that keep their check digits, so that a program that tests them reads the new ones as it read the
old."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.protections.shapes import Maker, shaped
from synthesis.tables.inference.check_digits import card, iban, iban_remainder, luhn

_GERMAN = "DE89370400440532013000"


def cards(cells: Sequence[str], k_threshold: int) -> Maker:
    """Card numbers in the shapes of `cells`; where most of those have a check digit by Luhn, with one too."""
    plain = shaped(cells, k_threshold)
    if not _most(cells, card):
        return plain
    return lambda rows, refused, chance: _each(plain(rows, refused, chance), _with_luhn)


def _with_luhn(code: str) -> str:
    last = max(place for place, sign in enumerate(code) if sign.isdigit())
    digits = re.sub(r"\D", "", code)[:-1]
    check = next(str(digit) for digit in range(10) if luhn(f"{digits}{digit}"))
    return f"{code[:last]}{check}{code[last + 1 :]}"


def accounts(cells: Sequence[str], k_threshold: int) -> Maker:
    """Bank accounts of the countries that `k_threshold` of `cells` share, in their shapes, with check digits by ISO
    13616."""
    if not _most(cells, iban):
        return shaped(cells, k_threshold)
    countries = Counter(cell[:2].upper() for cell in cells)
    common = sorted(country for country, count in countries.items() if count >= k_threshold)
    by_country = {country: [cell for cell in cells if cell[:2].upper() == country] for country in common}
    makers = {country: shaped([cell[4:] for cell in known], k_threshold) for country, known in by_country.items()}
    if not makers:
        common, makers = ["DE"], {"DE": shaped([_GERMAN[4:]] * k_threshold, k_threshold)}
    shares = np.array([max(countries[country], 1) for country in common], dtype="float64")

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        which = chance.choice(len(common), size=len(rows), p=shares / shares.sum())
        made = np.empty(len(rows), dtype=object)
        for place, country in enumerate(common):
            mine = np.flatnonzero(which == place)
            rest = makers[country](rows[mine], refused, chance)
            made[mine] = _cells(_with_check(country, str(cell)) for cell in rest)
        return made

    return make


def _with_check(country: str, rest: str) -> str:
    check = 98 - iban_remainder(f"{country}00{rest.replace(' ', '').upper()}")
    return f"{country}{check:02d}{rest}"


def nationals(cells: Sequence[str], k_threshold: int) -> Maker:
    """Identity numbers in the shapes of `cells`; American ones of a range that was never given to anybody."""
    if not _most(cells, lambda cell: re.fullmatch(r"\d{3}-\d{2}-\d{4}", cell) is not None):
        return shaped(cells, k_threshold)

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        area, group, serial = (
            chance.integers(low, high, size=len(rows)) for low, high in ((900, 1000), (1, 50), (1, 10_000))
        )
        return _cells(f"{a}-{g:02d}-{s:04d}" for a, g, s in zip(area, group, serial, strict=True))

    return make


def hardware(cells: Sequence[str], k_threshold: int) -> Maker:
    """Network cards' addresses of the range that everybody may use (IEEE 802, locally administered)."""
    capitals, marks = _most(cells, lambda cell: cell != cell.lower()), Counter(cell[2:3] for cell in cells)
    mark = ":" if marks[":"] >= marks["-"] else "-"

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        parts = chance.integers(0, 256, size=(len(rows), 5))
        made = [mark.join(("02", *(f"{part:02x}" for part in row))) for row in parts]
        return _cells(code.upper() if capitals else code for code in made)

    return make


def places(cells: Sequence[str], k_threshold: int) -> Maker:
    """Pairs of latitude and longitude between the outer twentieths of those in `cells`, with as many decimals."""
    found = [re.findall(r"-?\d+\.\d+", cell) for cell in cells]
    known = np.array([[float(part) for part in pair] for pair in found if len(pair) == 2])
    if len(known) < 2 * k_threshold:
        return shaped(cells, k_threshold)
    low, high = np.quantile(known, [0.05, 0.95], axis=0)
    decimals = Counter(len(part.split(".")[1]) for pair in found for part in pair).most_common(1)[0][0]
    before, between, after = _frame(cells)

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        drawn = low + chance.random((len(rows), 2)) * (high - low)
        return _cells(f"{before}{a:.{decimals}f}{between}{b:.{decimals}f}{after}" for a, b in drawn)

    return make


def _frame(cells: Sequence[str]) -> tuple[str, str, str]:
    """What stands before, between and after the two numbers of most cells."""
    frames = Counter(tuple(re.split(r"-?\d+\.\d+", cell)) for cell in cells)
    before, between, after = next(frame for frame, _ in frames.most_common() if len(frame) == 3)
    return before, between, after


def _each(codes: Array, change: Callable[[str], str]) -> Array:
    return _cells(change(str(code)) for code in codes)


def _cells(made: Iterable[str]) -> Array:
    return np.array(list(made), dtype=object)


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, cells)) > len(cells) / 2
