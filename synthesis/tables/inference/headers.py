"""What a column's header says about it: the only place where words of headers are listed.

A phrase matches where its words stand next to each other in the header, whatever the case or the separators.
"""

import re
from collections.abc import Sequence

DIRECT: dict[str, tuple[str, ...]] = {
    "email": ("email", "e mail", "mail address"),
    "ip": ("ip", "ip address", "ipv4", "ipv6"),
    "mac": ("mac", "mac address", "hardware address", "macaddress"),
    "url": ("url", "website", "homepage", "web page", "profile link", "domain"),
    "iban": ("iban", "bank account", "account number", "bic"),
    "card": ("card number", "credit card", "cc number", "cc num", "cardnumber", "ccnumber", "cvv", "cvv2", "pan"),
    "national-id": (
        *("ssn", "social security", "national id", "nationalid", "passport", "tax id", "driver licence"),
        *("driving licence", "driver license", "nhs number", "nino", "insurance number", "personnummer", "cpf", "dni"),
        *("pesel", "bsn", "aadhaar", "steuer id", "codice fiscale", "license plate", "medical record number", "mrn"),
    ),
    "phone": ("phone", "telephone", "mobile", "cell phone", "fax", "tel", "telefon", "phone number"),
    "username": (
        "username",
        "user name",
        "login",
        "nickname",
        "screen name",
        "user handle",
        "password",
        "pass word",
        "twitter",
    ),
    "address": ("address", "street", "street address", "addr", "adresse", "strasse", "house number"),
    "name": (
        *("full name", "first name", "last name", "given name", "family name", "surname", "middle name", "forename"),
        *("maiden", "maiden name", "patient name", "customer name", "client name", "employee name", "person name"),
        *("student name", "contact name", "fullname", "firstname", "lastname", "givenname", "lname", "fname"),
        *("nachname", "vorname", "prenom", "apellido", "apellidos", "cognome"),
    ),
}
"""Phrases for what names a person outright, by type of personal data; the first type that matches is taken."""

DIRECT_ALONE: dict[str, tuple[str, ...]] = {"name": ("name", "names", "nom", "nombre")}
"""The same, for headers that hold nothing but the phrase."""

QUASI: dict[str, tuple[str, ...]] = {
    "birth-date": ("birth date", "date of birth", "birthdate", "dob", "birthday", "born", "birth year", "birth"),
    "postcode": ("postcode", "postal code", "post code", "zip", "zip code", "zipcode", "plz", "postleitzahl"),
    "age": ("age", "age group", "age range", "age band"),
    "sex": ("sex", "gender"),
    "race": ("race", "ethnicity", "ethnic", "ethnic group"),
    "marital": ("marital", "marital status", "civil status", "married", "relationship", "personal status"),
    "education": ("education", "qualification", "degree", "schooling", "education level"),
    "occupation": ("occupation", "profession", "job", "job title", "position", "employer", "company"),
    "place": (
        *("country", "native country", "city", "town", "county", "state", "province", "region", "district", "area"),
        *("municipality", "neighbourhood", "neighborhood", "place", "location", "home dest", "nationality", "commune"),
    ),
    "coordinates": ("latitude", "longitude", "lat", "lon", "lng", "long", "coordinates", "gps"),
    "family": ("children", "dependents", "household size", "family size", "number of children", "sibsp", "parch"),
    "language": ("language", "mother tongue"),
    "event": (
        "admission date",
        "discharge date",
        "date of death",
        "admitted",
        "discharged",
        "death date",
        "visit date",
    ),
}
"""Phrases for what others may know about a person, by what they know."""

SENSITIVE: tuple[str, ...] = (
    *("diagnosis", "diagnoses", "diagnosed", "disease", "illness", "disorder", "condition", "icd", "icd10", "hiv"),
    *("cancer", "pregnant", "pregnancy", "disability", "disabled", "handicap", "mental health", "depression"),
    *("religion", "faith", "political", "party", "trade union", "sexual orientation", "orientation", "conviction"),
    *("convicted", "crime", "arrest", "recidivism", "two year recid", "drug", "drugs", "alcohol", "medication"),
    *("income", "salary", "wage", "wages", "earnings", "net worth", "wealth", "debt", "balance", "charges"),
)
"""Phrases for what a person would not want found out."""

IDENTIFYING: tuple[str, ...] = (
    *("id", "ids", "uid", "guid", "uuid", "rownames", "row names", "row id", "rowid", "index", "key", "record"),
    *("record number", "case number", "number", "nr", "no", "unnamed", "identifier", "ref", "reference"),
)
"""Phrases for what numbers the rows."""

TOWN: tuple[str, ...] = ("city", "town", "village", "municipality", "stadt", "ort", "ville", "ciudad", "citta")
"""Words for the town of an address."""

PEOPLE: tuple[str, ...] = (
    *("patient", "person", "subject", "customer", "client", "user", "member", "participant", "respondent", "student"),
    *("pupil", "employee", "worker", "individual", "household", "policyholder", "policy holder", "donor", "applicant"),
    *("borrower", "citizen", "resident", "voter", "passenger", "guest", "player", "subscriber", "beneficiary"),
    *("insured", "offender", "defendant", "victim", "prisoner", "athlete", "visitor", "owner", "tenant", "child"),
    *("people", "patients", "customers", "users", "account", "kunde", "kunden", "personne", "paciente", "cliente"),
)
"""Words for somebody whom several rows may be about."""

_CODES = (
    "id",
    "ids",
    "uid",
    "guid",
    "uuid",
    "key",
    "number",
    "num",
    "nr",
    "no",
    "code",
    "identifier",
    "ref",
    "sk",
    "hash",
)
_PERSONAL_CODES = (
    "pid",
    "userid",
    "customerid",
    "patientid",
    "clientid",
    "memberid",
    "studentid",
    "personid",
    "sid",
    "mrn",
)

DATED: tuple[str, ...] = ("date", "day", "timestamp", "birthday", "birthdate", "dob", "born", "datum", "dt")
"""Phrases without which eight digits in a row are a number and not a date."""

_RECODED = {
    "num",
    "number",
    "count",
    "score",
    "rate",
    "pct",
    "percent",
    "index",
    "rank",
    "flag",
    "type",
    "set",
    "level",
}
_QUESTION, _LONG = 5, 14
_ASKED = ("birth-date", "postcode", "age", "sex", "race", "marital", "education", "place")


def words(header: str) -> tuple[str, ...]:
    """The words of a header in lower case: `HomePhone_no` gives home, phone, no."""
    parted = re.sub(r"([a-z\d])([A-Z])", r"\1 \2", re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1 \2", header))
    return tuple(re.findall(r"[^\W_]+", parted.lower()))


def says(header: str, phrases: Sequence[str]) -> bool:
    """Whether one of the phrases stands in the header."""
    spoken = f" {' '.join(words(header))} "
    return any(f" {phrase} " in spoken for phrase in phrases)


def direct(header: str) -> str | None:
    """The type of personal data that the header promises."""
    spoken = " ".join(words(header))
    for kind, phrases in DIRECT.items():
        if says(header, phrases):
            return kind
    return next((kind for kind, phrases in DIRECT_ALONE.items() if spoken in phrases), None)


def known(header: str) -> str | None:
    """What others may know, by the header; recodings of it (`education_num`) and long questions hardly count."""
    spoken = words(header)
    if not spoken or spoken[-1] in _RECODED or spoken[0] in _RECODED or len(spoken) > _LONG:
        return None
    kinds = QUASI if len(spoken) <= _QUESTION else _ASKED
    return next((kind for kind in kinds if says(header, QUASI[kind])), None)


def secret(header: str) -> bool:
    """Whether the header names something a person would not want found out."""
    return says(header, SENSITIVE[:3] if len(words(header)) > _LONG else SENSITIVE)


def numbers_rows(header: str) -> bool:
    """Whether the header names what numbers the rows."""
    spoken = words(header)
    return not spoken or spoken[-1] in IDENTIFYING or " ".join(spoken) in IDENTIFYING


def names_people(header: str) -> int:
    """How surely the header names people by a code: 2 where it says whom, 1 where it is nothing but `id`, else 0."""
    spoken = words(header)
    whom = says(header, PEOPLE)
    if (whom and (spoken[-1] in _CODES or spoken[0] in _CODES or len(spoken) == 1)) or " ".join(
        spoken
    ) in _PERSONAL_CODES:
        return 2
    return int(len(spoken) == 1 and spoken[0] in ("id", "uid", "identifier"))
