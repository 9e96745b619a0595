"""What may be picked to tell a column coarsely, and what it would look like: made up, never a cell."""

from dataclasses import replace

import pandas as pd
import pytest

from synthesis.foundation.settings import make_settings
from synthesis.protections import PRESETS, Protections, example, preset_of, ways
from synthesis.protections.extremes import EXTREMES
from synthesis.protections.presets import filled
from synthesis.tables import Column, ColumnProfile, Kind, Role, Schema, Table, profile


def seen(kind: Kind, low: str | None = None, high: str | None = None, labels: tuple[str, ...] = (), **more: object):
    return ColumnProfile("a", kind, Role.OTHER, 0.0, 0, low=low, high=high, labels=labels, **more)


def told(kind: Kind, how: str, found: ColumnProfile, pattern: str | None = None) -> tuple[tuple[str, str], ...]:
    return example(Column("a", kind, format=pattern, coarse=True, told=how), found)


def test_steps_divide_the_usual_range_into_four_to_sixty() -> None:
    assert ways(Column("a", Kind.INTEGER), seen(Kind.INTEGER, "20", "80")) == ("few", "2", "5", "10")
    assert ways(Column("a", Kind.FLOAT), seen(Kind.FLOAT, "0", "1")) == ("few", "0.02", "0.05", "0.1", "0.2")
    assert ways(Column("a", Kind.INTEGER), seen(Kind.INTEGER, "1", "3")) == ("few",)
    assert ways(Column("a", Kind.FLOAT), seen(Kind.FLOAT)) == ("few",)


def test_only_codes_are_offered_by_their_first_characters() -> None:
    codes = seen(Kind.CATEGORY, labels=("A1234", "B2345"), shapes=("A9+",))
    assert ways(Column("a", Kind.CATEGORY), codes) == ("few", "first 1", "first 2", "first 3", "first 4")
    assert ways(Column("a", Kind.CATEGORY), seen(Kind.CATEGORY, labels=("red", "blue"))) == ("few",)
    assert told(Kind.CATEGORY, "first 2", codes) == (("A1234", "A1"), ("B2345", "B2"))


def test_numbers_and_dates_are_shown_as_the_file_spells_them() -> None:
    assert told(Kind.INTEGER, "10", seen(Kind.INTEGER, "0", "100")) == (("13", "10"), ("46", "50"), ("77", "80"))
    money = told(Kind.FLOAT, "500", seen(Kind.FLOAT, "$1,000.00", "$3,000.00"), "${,.2f}")
    assert money[0] == ("$1,260.00", "$1,500.00")
    days = told(Kind.DATETIME, "month", seen(Kind.DATETIME, "01.01.2020", "31.12.2020"), "%d.%m.%Y")
    assert days[0] == ("17.02.2020", "01.02.2020")


def test_examples_of_numbers_do_not_come_from_the_cells() -> None:
    frame = pd.DataFrame({"a": pd.Series([3, 1003] * 20).astype("Int64")})
    column = Column("a", Kind.INTEGER)
    [found] = profile(Table("t", frame, Schema((column,)), ""))
    befores = {before for before, _ in example(replace(column, coarse=True, told="100"), found)}
    assert len(befores) == 3
    assert not befores & {"3", "1003"}


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_a_preset_is_known_again_by_its_values(preset) -> None:
    assert preset_of(preset.values) is preset
    assert preset_of(filled(preset)) is preset
    assert preset_of({**filled(preset), "floor": 17}) is None


def test_presets_go_from_usual_to_strict() -> None:
    sets = [make_settings(Protections, preset.values) for preset in PRESETS]
    assert sets[0] == Protections()
    assert [s.k_threshold for s in sets] == sorted(s.k_threshold for s in sets)
    assert [s[EXTREMES] for s in sets] == sorted(s[EXTREMES] for s in sets)
