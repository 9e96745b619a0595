"""Personal data by what the cells look like, whatever the header says."""

import ipaddress
import re
from collections.abc import Callable, Sequence

_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_URL = re.compile(r"(?:https?|ftp)://\S+|www\.\S+\.\S+", re.IGNORECASE)
_UUID = re.compile(r"\{?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\}?", re.IGNORECASE)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z\d]{11,30}")
_CARD = re.compile(r"\d{13,19}")
_PHONE = re.compile(r"(?:\+|00)\d[\d ()./-]{6,18}\d|\(\d{2,5}\)[ -]?\d[\d -]{4,12}\d|\d{3}[-. ]\d{3}[-. ]\d{4}")
_SSN = re.compile(r"\d{3}-\d{2}-\d{4}")
_SAMPLED, _SHARE = 400, 0.9


def luhn(digits: str) -> bool:
    """Whether the last digit is the check digit of ISO/IEC 7812-1; one random number in ten passes."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 else 1)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def iban(text: str) -> bool:
    """Whether the text has the check digits of ISO 13616: as base-36 digits, rotated by four, it is 1 modulo 97."""
    packed = text.replace(" ", "").upper()
    if not _IBAN.fullmatch(packed):
        return False
    return int("".join(str(int(sign, 36)) for sign in packed[4:] + packed[:4])) % 97 == 1


def _card(text: str) -> bool:
    packed = re.sub(r"[ -]", "", text)
    return bool(_CARD.fullmatch(packed)) and luhn(packed)


def _ip(text: str) -> bool:
    if text.count(".") != 3 and ":" not in text:
        return False
    try:
        return bool(ipaddress.ip_address(text))
    except ValueError:
        return False


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("email", lambda text: bool(_EMAIL.fullmatch(text))),
    ("url", lambda text: bool(_URL.fullmatch(text))),
    ("uuid", lambda text: bool(_UUID.fullmatch(text))),
    ("ip", _ip),
    ("iban", iban),
    ("national-id", lambda text: bool(_SSN.fullmatch(text))),
    ("phone", lambda text: bool(_PHONE.fullmatch(text))),
    ("card", _card),
)


def looks_like(texts: Sequence[str]) -> str | None:
    """The type of personal data that at least nine in ten of (a sample of) the distinct texts look like."""
    few = [text.strip() for text in texts[:: max(1, len(texts) // _SAMPLED)]]
    if not few:
        return None
    for kind, looks in _LOOKS:
        if looks(few[0]) or looks(few[-1]):
            hits = sum(map(looks, few))
            if hits >= _SHARE * len(few):
                return kind
    return None
