"""How often columns of personal data are known by their cells, and other columns taken for it, by whom.

    python bench/personal.py            made columns of a dozen countries (Faker), and columns that only look alike

Ours is set beside libraries alone: python-stdnum and phonenumbers for numbers (every country's check, at nine cells in
ten), and presidio-analyzer's recognisers of patterns where it is installed; its recognisers of names want a spaCy
model, which is not to be had from a package index, so it is asked about no name or address.

Prints one JSON line, then the same as a Markdown table.
"""

import json
import random
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module

from faker import Faker

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "pt_BR", "sv_SE", "cs_CZ", "tr_TR")
MORE = ("fi_FI", "no_NO", "da_DK", "ro_RO", "zh_CN", "de_CH", "es_MX", "fr_BE")
ROWS = 200
Told = str | None


def columns() -> Iterator[tuple[str, Told, str, list[str]]]:
    """A name, the type that is right (None: no personal data), a country, and the cells."""
    for locale in (*LOCALES, *MORE):
        fake = Faker(locale)
        fake.seed_instance(1)
        for pii, make in (("phone", fake.phone_number), ("iban", fake.iban), ("national-id", fake.ssn)):
            yield f"{pii}/{locale}", pii, locale[-2:], [str(make()) for _ in range(ROWS)]
    fake = Faker("en_US")
    fake.seed_instance(1)
    for pii, make in (("card", fake.credit_card_number), ("email", fake.email), ("ip", fake.ipv4), ("url", fake.url)):
        yield f"{pii}/any", pii, "US", [str(make()) for _ in range(ROWS)]
    yield from others()


def others() -> Iterator[tuple[str, Told, str, list[str]]]:
    """Columns of codes, amounts and dates that name nobody."""
    chance = random.Random(1)
    digits = lambda n: "".join(chance.choice("0123456789") for _ in range(n))  # noqa: E731
    made: dict[str, Callable[[], str]] = {
        **{f"{n} digits": (lambda n=n: digits(n)) for n in (5, 7, 8, 9, 10, 11, 12, 13, 16, 18)},  # type: ignore[misc]
        "article 13": lambda: _ean(digits(12)),
        "dates": lambda: f"{chance.randint(1, 28):02d}-{chance.randint(1, 12):02d}-{chance.randint(1950, 2020)}",
        "stamps": lambda: f"2024-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d} 10:{chance.randint(10, 59)}",
        "amounts": lambda: f"{chance.randint(1, 999)},{digits(3)}.{digits(2)}",
        "order codes": lambda: f"{digits(3)}-{digits(4)}",
        "lot codes": lambda: f"AB{digits(2)}{digits(6)}{digits(6)}",
        "versions": lambda: f"{chance.randint(1, 20)}.{chance.randint(0, 9)}.{chance.randint(0, 99)}",
        "part numbers": lambda: f"{digits(3)}-{digits(3)}-{digits(4)}X",
        "ranges": lambda: f"{chance.randint(1, 50)}-{chance.randint(51, 99)}",
    }
    for name, make in made.items():
        yield name, None, "US", [make() for _ in range(ROWS)]


def _ean(twelve: str) -> str:
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def ours(country: str, cells: list[str]) -> Told:
    from synthesis.tables.inference.pii_detection import recognise

    found = recognise(cells, [1] * len(cells))
    return found.pii if found else None


def libraries(country: str, cells: list[str]) -> Told:
    """The type of which nine cells in ten are valid by a library, the country known: more than any reader is told."""
    import phonenumbers
    from stdnum import iban, luhn

    def phone(text: str) -> bool:
        try:
            return phonenumbers.is_possible_number(phonenumbers.parse(text, country))
        except phonenumbers.NumberParseException:
            return False

    nationals = _nationals(country)
    checks: dict[str, Callable[[str], bool]] = {
        "iban": lambda text: iban.is_valid(text, check_country=False),
        "card": lambda text: len(re.sub(r"\D", "", text)) >= 13 and luhn.is_valid(re.sub(r"[ -]", "", text)),
        "national-id": lambda text: any(valid(text) for valid in nationals),
        "phone": phone,
    }
    return next((pii for pii, valid in checks.items() if sum(map(valid, cells)) >= 0.9 * len(cells)), None)


def _nationals(country: str) -> list[Callable[[str], bool]]:
    from stdnum import get_cc_module

    names = ("ssn", "nin", "personalid", "dni", "cpf", "nir", "pesel", "nhs", "personnummer", "tckimlik", "bsn", "idnr")
    more = ("codicefiscale", "hetu", "fodselsnummer", "cpr", "cnp", "ric", "curp", "nn", "rc")
    found = (get_cc_module(country.lower(), name) for name in (*names, *more))
    return [module.is_valid for module in found if module is not None]


def presidio() -> Callable[[str, list[str]], Told] | None:
    """The recognisers of patterns, without a model of a language; None where the package is not installed."""
    try:
        found = import_module("presidio_analyzer.predefined_recognizers")
    except ImportError:
        return None
    wanted = {
        "iban": ("IbanRecognizer",),
        "card": ("CreditCardRecognizer",),
        "email": ("EmailRecognizer",),
        "ip": ("IpRecognizer",),
        "url": ("UrlRecognizer",),
        "national-id": (
            *("UsSsnRecognizer", "NhsRecognizer", "EsNifRecognizer", "ItFiscalCodeRecognizer", "PlPeselRecognizer"),
            "FiPersonalIdentityCodeRecognizer",
        ),
        "phone": ("PhoneRecognizer",),
    }
    ready = {pii: [getattr(found, name)() for name in names if hasattr(found, name)] for pii, names in wanted.items()}

    def ask(country: str, cells: list[str]) -> Told:
        for pii, recognisers in ready.items():
            hits = sum(any(one.analyze(text, one.supported_entities, None) for one in recognisers) for text in cells)
            if hits >= 0.9 * len(cells):
                return pii
        return None

    return ask


def main() -> None:
    asked: dict[str, Callable[[str, list[str]], Told]] = {"ours": ours, "stdnum + phonenumbers": libraries}
    if (third := presidio()) is not None:
        asked["presidio patterns"] = third
    table = list(columns())
    rows = []
    for who, ask in asked.items():
        start = time.perf_counter()
        told = [(name, right, ask(country, cells)) for name, right, country, cells in table]
        spent = time.perf_counter() - start
        known = [(name, right, found) for name, right, found in told if right is not None]
        row: dict[str, object] = {"who": who, "seconds": round(spent, 2)}
        for pii in dict.fromkeys(str(right) for _, right, _ in known):
            mine = [found == right for _, right, found in known if right == pii]
            row[pii] = f"{sum(mine)}/{len(mine)}"
        wrong = [name for name, right, found in told if right is None and found is not None]
        row["taken wrongly"] = f"{len(wrong)}/{sum(right is None for _, right, _ in told)}"
        row["missed"] = [f"{name}: {found}" for name, right, found in known if right != found]
        row["wrong"] = wrong
        rows.append(row)
    print(json.dumps({"bench": "personal", "columns": len(table), "presidio": third is not None, "rows": rows}))
    shown = [key for key in rows[0] if key not in ("missed", "wrong")]
    print("|".join(["", *shown, ""]) + "\n" + "|".join(["", *(["---"] * len(shown)), ""]))
    for row in rows:
        print("|".join(["", *(str(row[key]) for key in shown), ""]))


if __name__ == "__main__":
    main()
