"""A hospital's patients in a made-up region: a table to try everything on, drawn from a seed and from nobody's data.

Its columns hang together as such a table's would: a city by its postcodes, education by age, work by education, weight
by height, sex and age, diagnosis by age, smoking and department, the length of a stay by diagnosis, its cost by both,
and whether the patient is back within 30 days by age, diagnosis, stay and smoking.
"""

import csv
import io
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Array, Flags, Numbers
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.seed import Seed

HEADER = (
    *("patient_id", "full_name", "email", "birth_date", "sex", "postcode", "city", "education", "occupation"),
    *("marital_status", "smoker", "height_cm", "weight_kg", "insurance", "admission_date", "discharge_date"),
    *("department", "diagnosis", "cost_of_stay", "readmitted_30d"),
)


def _each(words: str) -> list[str]:
    return words.split()


_WOMEN = _each("Ada Bea Cora Dana Edda Fenja Gitta Hanna Ilse Jana Kaya Lena Mira Nora Olga Petra Runa Sina Tilda Vera")
_MEN = _each("Arno Bela Carl Dirk Emil Finn Gero Hugo Ivo Jonas Karl Lars Milo Nils Otto Paul Rolf Sven Timo Udo")
_START = _each("Al Bran Cor Dor Ek Fal Grun Hol Im Jor Kel Lun Mor Nor Ost Pel Quen Rod Sal Tor Ul Ven Wal Yl Zer")
_MIDDLE = ["", "a", "e", "en", "er", "in", "o", "ul"]
_END = _each("bach berg dahl feld holt kamp lund mann quist rup sen stein thal wick")
_CITIES = {"Ostervik": 14, "Lunden": 11, "Grafhaven": 9, "Norby": 8, "Tallfurt": 7, "Seeham": 6, "Ulmen": 5}
_EDUCATION = ("primary", "secondary", "vocational", "bachelor", "master or higher")
_WORK = {
    "primary": ("labourer", "cleaner", "driver", "unemployed", "retired"),
    "secondary": ("clerk", "driver", "sales assistant", "unemployed", "retired"),
    "vocational": ("electrician", "nurse", "mechanic", "clerk", "retired"),
    "bachelor": ("engineer", "teacher", "accountant", "manager", "retired"),
    "master or higher": ("physician", "lawyer", "manager", "researcher", "retired"),
}
_TODAY = np.datetime64("2024-12-31")


@dataclass(frozen=True)
class _Illness:
    """One diagnosis: how common, how it grows with age and smoking, how long and costly its stays are."""

    name: str
    department: str
    weight: float
    by_age: float
    by_smoking: float
    days: float
    daily: float
    return_risk: float


_ILLNESSES = (
    _Illness("appendicitis", "surgery", 1.2, -0.8, 0.0, 4.0, 900, -0.8),
    _Illness("hip fracture", "surgery", 0.5, 1.6, 0.1, 9.0, 1050, 0.5),
    _Illness("gallstones", "surgery", 1.0, 0.2, 0.0, 3.5, 880, -0.5),
    _Illness("heart failure", "cardiology", 0.7, 1.4, 0.5, 8.0, 760, 1.2),
    _Illness("atrial fibrillation", "cardiology", 0.9, 1.0, 0.2, 4.0, 700, 0.3),
    _Illness("pneumonia", "internal medicine", 1.1, 0.6, 0.6, 7.0, 560, 0.4),
    _Illness("copd", "internal medicine", 0.6, 0.7, 1.8, 7.5, 540, 1.0),
    _Illness("diabetes", "internal medicine", 1.0, 0.5, 0.1, 5.0, 480, 0.2),
    _Illness("stroke", "neurology", 0.6, 1.3, 0.5, 10.0, 900, 0.6),
    _Illness("migraine", "neurology", 0.7, -0.6, 0.0, 2.0, 450, -0.6),
    _Illness("childbirth", "maternity", 2.4, 0.0, 0.0, 3.0, 620, -1.4),
)
_RARE = _Illness("Wilson disease", "internal medicine", 0.0, 0.0, 0.0, 6.0, 1900, 0.3)
_RARE_SHARE = 0.003


def sample_csv(rows: int = 12_000, seed: int = 20) -> bytes:
    """The sample table as a CSV file of `rows` patients; equal rows and seeds give equal bytes.

    UnusableOption where rows is not between 1 and 1,000,000.
    """
    if not 1 <= rows <= 1_000_000:
        raise UnusableOption("The sample table cannot have that many rows.", "Give between 1 and 1,000,000.")
    chance = Seed(seed).child("sample").generator()
    person = _people(rows, chance)
    columns = person | _stays(person, chance)
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(zip(*(columns[name].tolist() for name in HEADER), strict=True))
    return out.getvalue().encode()


def _people(rows: int, chance: np.random.Generator) -> dict[str, Array]:
    age = chance.gamma(9, 6.2, rows) - 4 + 20 * (chance.random(rows) < 0.25)
    age = np.abs(age - 18) + 18
    age = 97 - np.abs(97 - age) * np.where(age > 97, 0.3, 1.0)
    woman = chance.random(rows) < 0.53
    level = _education(age, chance)
    smoker = chance.random(rows) < 1 / (1 + np.exp(0.6 + 0.45 * (level - 2) + 0.012 * (age - 50)))
    height = np.where(woman, 166, 179) - 0.08 * (age - 45) + chance.normal(0, 6.5, rows)
    mass = 24.6 + 0.035 * (age - 45) - 0.6 * smoker - 0.35 * (level - 2) + chance.gamma(4, 1.9, rows) - 6
    weight = np.clip(mass, 16, 52) * (height / 100) ** 2
    postcode, city = _homes(rows, chance)
    name, email = _names(rows, woman, chance)
    return {
        "patient_id": np.array([f"P{number:06d}" for number in chance.permutation(rows * 3)[:rows] + 100_000]),
        "full_name": name,
        "email": _blanked(email, chance.random(rows) < 0.04 + 0.25 * (age > 75)),
        "birth_date": np.datetime_as_string(_TODAY - (age * 365.25).astype("timedelta64[D]")),
        "sex": np.where(woman, "female", "male"),
        "postcode": postcode,
        "city": city,
        "education": np.array(_EDUCATION)[level],
        "occupation": _work(age, level, chance),
        "marital_status": _marital(age, chance),
        "smoker": _blanked(np.where(smoker, "yes", "no"), chance.random(rows) < 0.02),
        "height_cm": _spelt(height, "{:.0f}", chance.random(rows) < 0.03),
        "weight_kg": _spelt(weight, "{:.1f}", chance.random(rows) < 0.05),
        "insurance": _insurance(age, level, chance),
        "_age": age,
        "_level": level,
        "_smoker": smoker,
        "_woman": woman,
    }


def _education(age: Numbers, chance: np.random.Generator) -> Array:
    ability = chance.normal(0, 1, len(age)) - 0.018 * (age - 45)
    return np.where(
        age < 22, np.minimum(np.digitize(ability, (-1.2, 0.1)), 2), np.digitize(ability, (-1.3, -0.4, 0.4, 1.2))
    )


def _work(age: Numbers, level: Array, chance: np.random.Generator) -> Array:
    pick = np.minimum(chance.integers(0, 4, len(age)), chance.integers(0, 4, len(age)) + 1)
    work = np.array([_WORK[name] for name in _EDUCATION], dtype=object)[level, pick]
    work = np.where((age < 24) & (level > 0) & (chance.random(len(age)) < 0.6), "student", work)
    work[age + chance.normal(0, 2, len(age)) > 65] = "retired"
    return work


def _marital(age: Numbers, chance: np.random.Generator) -> Array:
    drawn = chance.random(len(age))
    single = 1 / (1 + np.exp((age - 31) / 6)) * 0.92 + 0.06
    widowed = 0.75 / (1 + np.exp(-(age - 80) / 7))
    divorced = 0.17 * (age > 28)
    edges = np.cumsum([single, widowed * (1 - single), divorced * (1 - single) * (1 - widowed)], axis=0)
    status: Array = np.array(["single", "widowed", "divorced", "married"])[(drawn >= edges).sum(axis=0)]
    return status


def _insurance(age: Numbers, level: Array, chance: np.random.Generator) -> Array:
    private = chance.random(len(age)) < 1 / (1 + np.exp(3.2 - 0.7 * level - 0.005 * age))
    uninsured = ~private & (chance.random(len(age)) < 0.05 * (age < 60))
    return np.select([private, uninsured], ["private", "none"], "public")


def _homes(rows: int, chance: np.random.Generator) -> tuple[Array, Array]:
    """About 60 areas, each in one city; the codes start with a zero, which a reader must keep."""
    codes = [
        f"0{1 + place}{area * 37 % 1000:03d}" for place, count in enumerate(_CITIES.values()) for area in range(count)
    ]
    cities = np.repeat(list(_CITIES), list(_CITIES.values()))
    size = chance.gamma(2.0, 1.0, len(codes)) + 0.15
    home = chance.choice(len(codes), rows, p=size / size.sum())
    return np.array(codes)[home], cities[home]


def _names(rows: int, woman: Flags, chance: np.random.Generator) -> tuple[Array, Array]:
    first = np.where(woman, chance.choice(_WOMEN, rows), chance.choice(_MEN, rows))
    parts = (chance.choice(_START, rows), chance.choice(_MIDDLE, rows), chance.choice(_END, rows))
    last = np.array(["".join(three) for three in zip(*parts, strict=True)])
    number = chance.integers(1, 99, rows)
    host = chance.choice(["mail.example", "post.example", "web.example"], rows)
    mails = [f"{a}.{b}{n}@{h}".lower() for a, b, n, h in zip(first, last, number, host, strict=True)]
    return np.array([f"{a} {b}" for a, b in zip(first, last, strict=True)]), np.array(mails)


def _stays(person: dict[str, Array], chance: np.random.Generator) -> dict[str, Array]:
    rows, age = len(person["_age"]), person["_age"]
    ill = _illnesses(person, chance)
    all_ill = (*_ILLNESSES, _RARE)
    mean_days = np.array([one.days for one in all_ill])[ill] * np.exp(0.008 * (age - 55))
    days = np.maximum(1, np.round(mean_days * chance.lognormal(-0.1, 0.45, rows))).astype(int)
    daily = np.array([one.daily for one in all_ill])[ill]
    private = person["insurance"] == "private"
    cost = (1400 + days * daily) * np.where(private, 1.18, 1.0) * chance.lognormal(0, 0.22, rows)
    admitted = _TODAY - chance.integers(45, 3 * 365, rows).astype("timedelta64[D]") - days.astype("timedelta64[D]")
    left = np.datetime_as_string(admitted + days.astype("timedelta64[D]"))
    pull = np.array([one.return_risk for one in all_ill])[ill]
    odds = -2.6 + 1.1 * pull + 0.022 * (age - 55) + 0.6 * person["_smoker"] + 0.05 * (days - 5)
    back = chance.random(rows) < 1 / (1 + np.exp(-odds))
    return {
        "admission_date": np.datetime_as_string(admitted),
        "discharge_date": _blanked(left, chance.random(rows) < 0.015),
        "department": np.array([one.department for one in all_ill])[ill],
        "diagnosis": np.array([one.name for one in all_ill])[ill],
        "cost_of_stay": _spelt(cost, "{:.2f}", (person["insurance"] == "none") | (chance.random(rows) < 0.01)),
        "readmitted_30d": np.where(back, "yes", "no"),
    }


def _illnesses(person: dict[str, Array], chance: np.random.Generator) -> Array:
    """The place of each patient's diagnosis among all; the last one is the rare one, and births are young women's."""
    age, smoker = (person["_age"] - 55) / 20, person["_smoker"]
    logits = np.array([np.log(one.weight) + one.by_age * age + one.by_smoking * smoker for one in _ILLNESSES])
    fertile = person["_woman"] & (person["_age"] < 45)
    logits[-1] = np.where(fertile, logits[-1], -np.inf)
    ill: Array = (logits + chance.gumbel(size=logits.shape)).argmax(axis=0)
    rare = chance.permutation(len(age))[: round(_RARE_SHARE * len(age))]
    ill[rare] = len(_ILLNESSES)
    return ill


def _blanked(texts: Array, gone: Flags) -> Array:
    return np.where(gone, "", texts)


def _spelt(numbers: Numbers, pattern: str, gone: Flags) -> Array:
    return np.array(["" if blank else pattern.format(number) for number, blank in zip(numbers, gone, strict=True)])
