"""Personal data by what the cells look like, whatever the header says."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from synthesis.tables.inference.check_digits import card, iban, international, national

LABELS = {
    "email": "e-mail addresses",
    "url": "web addresses",
    "uuid": "universally unique identifiers",
    "ip": "IP addresses",
    "mac": "hardware (MAC) addresses",
    "iban": "bank accounts (IBAN)",
    "national-id": "national identity numbers",
    "phone": "phone numbers",
    "card": "payment cards",
    "coordinates": "coordinates",
    "postcode": "postcodes",
    "username": "user names",
    "address": "street addresses",
    "city": "towns",
    "name": "people's names",
    "birth-date": "birth dates",
}
"""Each type of personal data, in words."""

NAMING = frozenset(LABELS) - {"uuid", "coordinates", "postcode", "birth-date", "city"}
"""Types that name or reach a person outright: never learnt, always made new."""

GUESSED = frozenset({"name", "address"})
"""Types that are known from word lists, so that a header which says otherwise is believed."""

_LONGEST = 1_000
_SAMPLED, _SHARE, _GUESSED, _MIXED = 1_000, 0.9, 0.6, 0.5
_ALONE, _FIRMS = 0.8, 0.1


@dataclass(frozen=True)
class Match:
    """A type of personal data and the share of filled cells that look like it, in a sample of the distinct ones."""

    pii: str
    share: float


def recognise(texts: Sequence[str], counts: Sequence[int]) -> Match | None:
    """The type of personal data that the cells look like, whatever the header says.

    `texts` are the distinct filled cells, `counts` the rows that hold them. What has a form or check digits of its own
    must be nine in ten of the cells; names and addresses, which are known from word lists,
    six in ten, names of one word eight in ten; none where one in ten is a firm. Where cells are
    of several types (a column of contacts), half must be of one or the other, and the most common type is told.
    """
    few, weights = _sampled(texts, counts)
    if not few:
        return None
    shares = {kind: _weighed(looks, few, weights) for kind, looks in _LOOKS if _worth_it(looks, few)}
    best = max(shares, key=lambda kind: shares[kind], default=None)
    if best is not None and (shares[best] >= _SHARE or sum(shares.values()) >= _MIXED < 1.2 * shares[best] + 0.3):
        return Match(best, shares[best])
    for kind, looks, least in _GUESSES:
        share = _weighed(looks, few, weights)
        if share >= least and len(few) >= 20 and _weighed(_FIRM.search, few, weights) < _FIRMS:
            return Match(kind, share)
    return None


def share_of(pii: str, texts: Sequence[str], counts: Sequence[int]) -> float | None:
    """The share of cells that could be what a header promises; None where anything could be."""
    looks = _PLAUSIBLE.get(pii)
    few, weights = _sampled(texts, counts)
    return _weighed(looks, few, weights) if looks is not None and few else None


def mentions(texts: Sequence[str], counts: Sequence[int]) -> Match | None:
    """The type of personal data that stands, among other words, in most of the cells that hold any, and in how many."""
    few, weights = _sampled(texts, counts)
    shares = {kind: _weighed(holds, few, weights) for kind, holds in _WITHIN}
    best = max(shares, key=lambda kind: shares[kind], default=None)
    return Match(best, shares[best]) if best is not None and shares[best] > 0 else None


def _sampled(texts: Sequence[str], counts: Sequence[int]) -> tuple[list[str], list[int]]:
    step = max(1, -(-len(texts) // _SAMPLED))
    return [text[:_LONGEST].strip() for text in texts[::step]], list(counts[::step])


def _worth_it(looks: Callable[[str], bool], few: Sequence[str]) -> bool:
    """Whether any of a handful of cells looks so: nearly every column is plain at the first sight."""
    return any(map(looks, few[:: max(1, len(few) // 8)]))


def _weighed(looks: Callable[[str], object], few: Sequence[str], weights: Sequence[int]) -> float:
    hits = sum(weight for text, weight in zip(few, weights, strict=True) if looks(text))
    return hits / max(sum(weights), 1)


def _ip(text: str) -> bool:
    if text.count(".") != 3 and ":" not in text:
        return False
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


def _coordinates(text: str) -> bool:
    found = _PAIR.fullmatch(text)
    return found is not None and abs(float(found[1])) <= 90 and abs(float(found[2])) <= 180


# Names and addresses, from word lists.

_LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_BR", "sv_SE", "cs_CZ", "tr_TR")
_TITLES = re.compile(r"\b(?:mr|mrs|ms|miss|dr|prof|master|rev|sir|herr|frau|jr|sr|phd|md|ii|iii)\b\.?", re.IGNORECASE)
_PERSON = re.compile(r"[^\W\d_][^\W\d_.'’`-]*(?:[ ,.'’`-]+[^\W\d_]+){1,4}\.?")


@cache
def _known_names() -> frozenset[str]:
    """First and last names of a dozen countries, in small letters, as Faker lists them."""
    import importlib

    names = set[str]()
    for locale in _LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for listed in ("first_names", "last_names", "first_names_male", "first_names_female", "unisex_last_names"):
            names.update(str(name).lower() for name in getattr(provider, listed, ()))
    return frozenset(names)


def _name(text: str) -> bool:
    """Two to five words of letters of which the greater part are first or last names."""
    bare = _TITLES.sub("", text).strip(" ,.")
    if not _PERSON.fullmatch(bare):
        return False
    words = [word for word in re.findall(r"[^\W\d_]+", bare.lower()) if len(word) > 1]
    return len(words) > 1 and sum(word in _known_names() for word in words) > 0.5 * len(words)


def _single_name(text: str) -> bool:
    """One word that is a first or a last name."""
    return text.isalpha() and len(text) > 1 and text.lower() in _known_names()


_FIRM = re.compile(
    r"\b(?:inc|ltd|llc|plc|gmbh|ag|group|sons|s\.?a|s\.?l|sarl|spa|s\.r\.l|b\.?v|ab|corp|company)\b", re.IGNORECASE
)
"""Words of a firm's name, which is often made of people's."""


_STREET = re.compile(
    r"\d+\w?,? .*\b(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|place|pl|square|sq|"
    r"terrace|close|crescent|highway|hwy|parkway|pkwy|trail|circle|alley|row)\b.*"
    r"|.*(?:straße|strasse|str\.|weg|platz|allee|gasse|straat|laan|gatan|vägen) ?\d+.*"
    r"|(?:\d+\w?,? )?(?:rue|avenue|boulevard|calle|avenida|via|viale|piazza|rua|ulica|ul\.)\b .*",
    re.IGNORECASE,
)


def _address(text: str) -> bool:
    return any(map(str.isdigit, text)) and bool(_STREET.fullmatch(text))


# What cells look like.

_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;.<>]{2,}")
_URL = re.compile(r"(?:https?|ftp)://\S+|www\.\S+\.\S+", re.IGNORECASE)
_UUID = re.compile(r"\{?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\}?", re.IGNORECASE)
_MAC = re.compile(r"(?:[\da-f]{2}[:-]){5}[\da-f]{2}|(?:[\da-f]{4}\.){2}[\da-f]{4}", re.IGNORECASE)
_PHONE = re.compile(
    r"(?:\+|00)\d[\d ()./-]{6,18}\d|\(\d{2,5}\)[ -]?\d[\d -]{4,12}\d|(?:1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}"
    r"|0\d{1,4}[ -]\d{2,3}(?: \d{2,3}){1,3}|\(0\d{2,4}\) ?\d{3}(?: ?\d{2}){2}|0\d(?:[ .-]\d{2}){4}|0\d{2,4}[ "
    r"/-]\d{3,4}[ -]?\d{3,5}"
)
_PAIR = re.compile(r"\(?(-?\d{1,2}\.\d{2,})[,;]? ?(-?\d{1,3}\.\d{2,})\)?")
_POSTCODE = re.compile(
    r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}|[A-Z]\d[A-Z] \d[A-Z]\d|\d{5}-\d{4}|\d{4} [A-Z]{2}|\d{5}-\d{3}", re.IGNORECASE
)
_HANDLE = re.compile(r"@\w{2,30}")

_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("email", lambda text: bool(_EMAIL.fullmatch(text))),
    ("url", lambda text: bool(_URL.fullmatch(text))),
    ("uuid", lambda text: bool(_UUID.fullmatch(text))),
    ("mac", lambda text: bool(_MAC.fullmatch(text))),
    ("ip", _ip),
    ("iban", iban),
    ("national-id", national),
    ("phone", lambda text: bool(_PHONE.fullmatch(text)) or international(text)),
    ("card", card),
    ("coordinates", _coordinates),
    ("postcode", lambda text: bool(_POSTCODE.fullmatch(text))),
    ("username", lambda text: bool(_HANDLE.fullmatch(text))),
)
_GUESSES: tuple[tuple[str, Callable[[str], bool], float], ...] = (
    ("address", _address, _GUESSED),
    ("name", _name, _GUESSED),
    ("name", _single_name, _ALONE),
)
_PLAUSIBLE: dict[str, Callable[[str], bool]] = {
    **dict(_LOOKS),
    "phone": lambda text: 6 <= sum(map(str.isdigit, text)) <= 15 and not re.search(r"[A-Za-z]{4}", text),
    "city": lambda text: bool(re.fullmatch(r"[^\W\d_][^\d@_]*", text)),
    "name": lambda text: bool(re.fullmatch(r"[^\W\d_][^\d@_]*", text)),
    "username": lambda text: bool(re.fullmatch(r"\S{2,40}", text)),
    "address": lambda text: any(map(str.isalpha, text)) and (" " in text or any(map(str.isdigit, text))),
    "postcode": lambda text: bool(re.fullmatch(r"[A-Z\d][A-Z\d -]{1,9}", text, re.IGNORECASE)),
    "url": lambda text: bool(re.fullmatch(r"\S+\.\S{2,}", text)),
    "national-id": lambda text: national(text) or bool(re.fullmatch(r"(?=.*\d)[A-Z\d ./-]{6,20}", text, re.IGNORECASE)),
    "birth-date": lambda text: bool(re.search(r"(?:18|19|20)\d\d|\d[-./]\d", text)),
    "coordinates": lambda text: _coordinates(text) or bool(re.fullmatch(r"-?(?:1[0-7]\d|\d{1,2})(?:\.\d+)?", text)),
}
_WITHIN: tuple[tuple[str, Callable[[str], object]], ...] = (
    ("email", lambda text: "@" in text and _EMAIL.search(text)),
    ("url", _URL.search),
    ("iban", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,}\b").search),
    (
        "phone",
        re.compile(
            r"(?<![\d.])(?:\+\d{1,3}[ -]?(?:\(?\d{1,4}\)?[ -]?){2,4}\d{2,}|\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4})(?!\d)"
        ).search,
    ),
    ("national-id", re.compile(r"\b\d{3}-\d{2}-\d{4}\b").search),
)
