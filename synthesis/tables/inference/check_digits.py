"""Numbers that check themselves: bank accounts, payment cards, national identity numbers, telephone numbers."""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module

import phonenumbers
from stdnum import iban as ibans
from stdnum import luhn as luhns

_NINO = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]")
_ABROAD, _EXTENSION = re.compile(r"(?:\+|00)\d"), re.compile(r"\d ?x\d{1,6}$")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")

_NATIONAL = (
    ("es.dni", r"\d{8}-?[A-Z]"),
    ("es.nie", r"[XYZ]\d{7}-?[A-Z]"),
    ("br.cpf", r"\d{3}\.?\d{3}\.?\d{3}-?\d{2}"),
    ("fr.nir", r"[12] ?\d\d ?\d\d ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d"),
    ("pl.pesel", r"\d{11}"),
    ("gb.nhs", r"\d{3}[ -]\d{3}[ -]\d{4}"),
    ("se.personnummer", r"(?:\d{2})?\d{6}[-+]\d{4}"),
    ("tr.tckimlik", r"[1-9]\d{10}"),
    ("it.codicefiscale", r"[A-Z]{6}[\dL-V]{2}[A-EHLMPRST][\dL-V]{2}[A-Z][\dL-V]{3}[A-Z]"),
    ("fi.hetu", r"\d{6}[-+A-FU-Y]\d{3}[\dA-Y]"),
    ("no.fodselsnummer", r"\d{6} ?\d{5}"),
    ("dk.cpr", r"\d{6}-\d{4}"),
    ("be.nn", r"\d{2}\.?\d{2}\.?\d{2}-?\d{3}\.?\d{2}"),
    ("ch.ssn", r"756\.\d{4}\.\d{4}\.\d{2}"),
    ("cz.rc", r"\d{6}/\d{3,4}"),
    ("ro.cnp", r"[1-9]\d{12}"),
    ("mx.curp", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d"),
    ("cn.ric", r"[1-9]\d{16}[\dX]"),
    ("nl.bsn", r"\d{9}|\d{4}\.\d{2}\.\d{3}"),
)
"""A country's number by its module in stdnum, and the form that it must be written in to be taken for one: what is
digits alone must be too long, or checked too well, to turn up by chance."""


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1; one random number in ten passes."""
    return bool(luhns.is_valid(digits))


def iban(text: str) -> bool:
    """Whether the text is an account of ISO 13616: a country's form and length, and 1 modulo 97."""
    return bool(ibans.is_valid(text, check_country=False))


def iban_remainder(packed: str) -> int:
    """The number modulo 97 that ISO 13616 asks to be 1."""
    return int("".join(str(int(sign, 36)) for sign in packed[4:] + packed[:4])) % 97


def card(text: str) -> bool:
    """Whether the text is 13 to 19 digits, perhaps in groups, of which the last checks the others."""
    packed = re.sub(r"[ -]", "", text)
    return bool(re.fullmatch(r"\d{13,19}", packed)) and luhn(packed)


def national(text: str) -> bool:
    """Whether the text is a national identity number: by its check digits where there are any, else by its form."""
    if _SSN.fullmatch(text) or _NINO.fullmatch(text):
        return True
    return any(form.fullmatch(text) and valid(text) for form, valid in _checks())


def international(text: str) -> bool:
    """Whether the text is a telephone number that a country's numbering plan allows, and that says so itself: by a
    country's code, or by an extension behind an American one."""
    if not _ABROAD.match(text) and not _EXTENSION.search(text):
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(re.sub(r"^00", "+", text), "US"))
    except phonenumbers.NumberParseException:
        return False


@cache
def _checks() -> tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...]:
    return tuple((re.compile(form), import_module(f"stdnum.{name}").is_valid) for name, form in _NATIONAL)
