"""Made-up people, one a row, so that a row's name, e-mail and user name belong together."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.arrays import Array
from synthesis.protections.shapes import Maker
from synthesis.seed import Seed

_HOSTS = ("example.com", "example.org", "example.net")
"""Reserved for examples by RFC 2606: no one can be reached there."""

_ENOUGH_NAMES = 50

_FIRST = ("first", "given", "vorname", "prenom", "forename", "fname", "christian")
_LAST = ("last", "sur", "family", "nachname", "apellido", "cognome", "lname")
_INITIAL = ("middle", "initial")
_MAIDEN = ("maiden", "mother")


@dataclass(frozen=True, eq=False)
class People:
    """First and last names, one a row."""

    first: Array
    last: Array

    @property
    def makers(self) -> dict[str, Maker]:
        """A maker for each type of personal data that is more than a code."""
        return {
            "email": self._emails,
            "username": self._usernames,
            "address": _addresses,
            "ip": _addresses4,
            "url": _pages,
        }

    def names(self, header: str, cells: Sequence[str]) -> Maker:
        """A maker of names as this column holds them: first, last, full, last name first, in capitals."""
        part = self._part(header.lower(), cells)
        capitals = _most(cells, str.isupper)

        def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
            middle = [_initial(chance) if refused else "" for _ in rows]
            made = [part(int(row), initial, chance) for row, initial in zip(rows, middle, strict=True)]
            return _cells([name.upper() for name in made] if capitals else made)

        return make

    def _part(self, header: str, cells: Sequence[str]) -> Callable[[int, str, np.random.Generator], str]:
        if any(word in header for word in _MAIDEN):
            return lambda row, middle, chance: str(chance.choice(self.last)) + _after("-", middle and self.last[row])
        if any(word in header for word in _FIRST):
            return lambda row, middle, chance: f"{self.first[row]}{_after(' ', middle)}"
        if any(word in header for word in _LAST) or _most(cells, lambda cell: " " not in cell.strip()):
            return lambda row, middle, chance: (
                str(self.last[row]) + _after("-", str(chance.choice(self.last)) if middle else "")
            )
        if any(word in header for word in _INITIAL):
            return lambda row, middle, chance: str(chance.choice(self.first)) + _after(" ", middle)
        if _most(cells, lambda cell: "," in cell):
            return lambda row, middle, chance: f"{self.last[row]}, {self.first[row]}{_after(' ', middle)}"
        return lambda row, middle, chance: f"{self.first[row]}{_after(' ', middle)} {self.last[row]}"

    def _emails(self, rows: Array, refused: int, chance: np.random.Generator) -> Array:
        hosts, numbers = chance.choice(_HOSTS, size=len(rows)), chance.integers(1, 10**4, size=len(rows))
        return _cells(
            f"{self.first[row]}.{self.last[row]}{number if refused else ''}@{host}".lower().replace(" ", "")
            for row, number, host in zip(rows, numbers, hosts, strict=True)
        )

    def _usernames(self, rows: Array, refused: int, chance: np.random.Generator) -> Array:
        numbers = chance.integers(10, 100 * 10 ** min(refused, 6), size=len(rows))
        return _cells(
            f"{self.first[row][0]}{self.last[row]}{number}".lower().replace(" ", "")
            for row, number in zip(rows, numbers, strict=True)
        )


def people(rows: int, seed: Seed, avoid: Collection[str] = ()) -> People:
    """`rows` made-up people from the name lists that Faker carries, without the names to avoid while others are left."""
    from faker.providers.person.en_US import Provider

    chance = seed.generator()
    taken = {name.title() for name in avoid}
    firsts, lasts = (_left(names, taken) for names in (Provider.first_names, Provider.last_names))
    return People(_cells(chance.choice(firsts, size=rows)), _cells(chance.choice(lasts, size=rows)))


def _left(names: Iterable[str], taken: Collection[str]) -> list[str]:
    left = sorted(name for name in names if name not in taken)
    return left if len(left) >= _ENOUGH_NAMES else sorted(names)


def _addresses(rows: Array, refused: int, chance: np.random.Generator) -> Array:
    from faker.providers.address.en_US import Provider
    from faker.providers.person.en_US import Provider as Names

    lasts = sorted(Names.last_names)
    numbers = chance.integers(1, 1_000 * 10 ** min(refused, 5), size=len(rows))
    streets = chance.choice(lasts, size=len(rows))
    ends = chance.choice(Provider.street_suffixes, size=len(rows))
    return _cells(f"{number} {street} {end}" for number, street, end in zip(numbers, streets, ends, strict=True))


def _addresses4(rows: Array, refused: int, chance: np.random.Generator) -> Array:
    """Addresses of private networks (RFC 1918)."""
    parts = chance.integers(1, 255, size=(len(rows), 3))
    return _cells(f"10.{a}.{b}.{c}" for a, b, c in parts)


def _pages(rows: Array, refused: int, chance: np.random.Generator) -> Array:
    return _cells(f"https://example.org/{number:08x}" for number in chance.integers(2**32, size=len(rows)))


def _cells(made: Iterable[object]) -> Array:
    return np.array([str(item) for item in made], dtype=object)


def _initial(chance: np.random.Generator) -> str:
    return f"{chr(65 + int(chance.integers(26)))}."


def _after(separator: str, text: str) -> str:
    return f"{separator}{text}" if text else ""


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, cells)) > len(cells) / 2
