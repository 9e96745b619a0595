"""Made-up people, one a row, so that a row's name, e-mail and user name belong together."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array
from synthesis.foundation.seed import Seed
from synthesis.protections.shapes import Maker

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

    def of(self, whose: Array) -> "People":
        """The people that rows are about, one a row."""
        return People(self.first[whose], self.last[whose])

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

    def emails(self, rows: Array, refused: int, chance: np.random.Generator) -> Array:
        """E-mail addresses made from the names, at hosts where nobody can be reached."""
        hosts, numbers = chance.choice(_HOSTS, size=len(rows)), chance.integers(1, 10**4, size=len(rows))
        return _cells(
            f"{_plain(self.first[row])}.{_plain(self.last[row])}{number if refused else ''}@{host}"
            for row, number, host in zip(rows, numbers, hosts, strict=True)
        )

    def usernames(self, rows: Array, refused: int, chance: np.random.Generator) -> Array:
        """User names made from the names."""
        numbers = chance.integers(10, 100 * 10 ** min(refused, 6), size=len(rows))
        return _cells(
            f"{_plain(self.first[row])[0]}{_plain(self.last[row])}{number}"
            for row, number in zip(rows, numbers, strict=True)
        )


def people(rows: int, seed: Seed, avoid: Collection[str] = (), sexes: Sequence[str] | None = None) -> People:
    """`rows` made-up people from the name lists that Faker carries, without the names to avoid while others are left.

    `sexes`, one a row, are `f`, `m` or anything else; first names follow them.
    """
    from faker.providers.person.en_US import Provider

    chance = seed.generator()
    taken = {name.title() for name in avoid}
    lasts = _left(Provider.last_names, taken)
    firsts = _cells(chance.choice(_left(Provider.first_names, taken), size=rows))
    for sex, names in (("f", Provider.first_names_female), ("m", Provider.first_names_male)):
        mine = np.array([one == sex for one in sexes or [""] * rows], dtype=bool)
        firsts[mine] = chance.choice(_left(names, taken), size=int(mine.sum()))
    return People(firsts, _cells(chance.choice(lasts, size=rows)))


def _left(names: Iterable[str], taken: Collection[str]) -> list[str]:
    left = sorted(name for name in names if name not in taken)
    return left if len(left) >= _ENOUGH_NAMES else sorted(names)


def addresses(cells: Sequence[str]) -> Maker:
    """Streets that do not exist, with the house number where most of `cells` have it: before or behind."""
    from faker.providers.address.en_US import Provider
    from faker.providers.person.en_US import Provider as Names

    lasts, suffixes = sorted(Names.last_names), sorted(Provider.street_suffixes)
    before = _most(cells, lambda cell: cell.strip()[:1].isdigit()) or not _most(cells, lambda cell: cell[-1:].isdigit())

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        numbers = chance.integers(1, 1_000 * 10 ** min(refused, 5), size=len(rows))
        streets, ends = chance.choice(lasts, size=len(rows)), chance.choice(suffixes, size=len(rows))
        named = [f"{street} {end}" for street, end in zip(streets, ends, strict=True)]
        return _cells(
            f"{number} {street}" if before else f"{street} {number}"
            for number, street in zip(numbers, named, strict=True)
        )

    return make


def towns(rows: Array, refused: int, chance: np.random.Generator) -> Array:
    """Towns that do not exist, or not by plan."""
    from faker.providers.address.en_US import Provider
    from faker.providers.person.en_US import Provider as Names

    prefixes = ["", *(f"{prefix} " for prefix in Provider.city_prefixes)]
    before, ends = chance.choice(prefixes, size=len(rows)), chance.choice(Provider.city_suffixes, size=len(rows))
    names = chance.choice(sorted(Names.last_names), size=len(rows))
    return _cells(f"{prefix}{name}{end}" for prefix, name, end in zip(before, names, ends, strict=True))


def addresses4(rows: Array, refused: int, chance: np.random.Generator) -> Array:
    """Addresses of private networks (RFC 1918)."""
    parts = chance.integers(1, 255, size=(len(rows), 3))
    return _cells(f"10.{a}.{b}.{c}" for a, b, c in parts)


def pages(cells: Sequence[str]) -> Maker:
    """Pages, or hosts where most of `cells` are no more, at a name that is reserved for examples."""
    whole = _most(cells, lambda cell: "://" in cell)
    start = "www." if not whole and _most(cells, lambda cell: cell.lower().startswith("www.")) else ""

    def make(rows: Array, refused: int, chance: np.random.Generator) -> Array:
        numbers = chance.integers(2**32, size=len(rows))
        hosts = [f"https://example.org/{n:08x}" if whole else f"{start}{n:08x}.example.org" for n in numbers]
        return _cells(hosts)

    return make


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalpha() or sign == "-") or "x"


def _cells(made: Iterable[object]) -> Array:
    return np.array([str(item) for item in made], dtype=object)


def _initial(chance: np.random.Generator) -> str:
    return f"{chr(65 + int(chance.integers(26)))}."


def _after(separator: str, text: str) -> str:
    return f"{separator}{text}" if text else ""


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return sum(map(holds, cells)) > len(cells) / 2
