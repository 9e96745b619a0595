"""A file that was written elsewhere is read in the spelling of the one it is compared with."""

import pandas as pd
import pytest

from synthesis.tables import Column, Kind, Schema, Table, harmonise_levels
from synthesis.tables.reading.harmonise import like


def spelt(kind: Kind, known: list[object], other: list[object]) -> list[object]:
    found = like(Column("a", kind), pd.Series(known, dtype=object), pd.Series(other, dtype=object))
    return list(found)


@pytest.mark.parametrize(
    ("kind", "known", "other", "wanted"),
    [
        (Kind.BOOLEAN, ["True", "False"], ["T", "F", "1", "0.0", "no", "YES"], "True False True False False True"),
        (Kind.BOOLEAN, ["0", "1"], ["yes", "n", "False"], "1 0 0"),
        (Kind.CATEGORY, ["yes", "no"], ["True", "0"], "yes no"),
        (Kind.CATEGORY, ["2", "10", "none"], ["2.0", "10.0", " None "], "2 10 none"),
        (Kind.CATEGORY, ["02134", "90210"], ["2134", "90210.0"], "02134 90210"),
        (Kind.CATEGORY, ["t", "f", "u"], ["True", "f", "U"], "True f u"),
    ],
)
def test_levels_that_mean_the_same_are_spelt_alike(kind: Kind, known: list, other: list, wanted: str) -> None:
    assert " ".join(str(cell) for cell in spelt(kind, known, other)) == wanted


def test_a_level_that_is_there_stays_and_one_that_is_not_goes_to_the_commonest() -> None:
    assert spelt(Kind.CATEGORY, ["Leeds", "leeds", "leeds"], ["Leeds", "LEEDS", "York"]) == ["Leeds", "leeds", "York"]


def test_blanks_stay_blank_and_types_become_words() -> None:
    assert spelt(Kind.CATEGORY, ["2", None], [2.0, None, 2, 3]) == ["2", None, "2", "3"]


def test_some_levels_shared_do_not_hide_the_others() -> None:
    """One spelling in common was once enough for all others to be taken for new levels."""
    assert spelt(Kind.CATEGORY, ["other", "Leeds", "York"], ["other", "LEEDS", "YORK"]) == ["other", "Leeds", "York"]


def test_numbers_and_columns_that_the_other_lacks_are_left_alone() -> None:
    schema = Schema((Column("a", Kind.CATEGORY), Column("b", Kind.BOOLEAN), Column("n", Kind.INTEGER)))
    known = pd.DataFrame({"a": ["x", "y"], "b": ["yes", "no"], "n": [1, 2]})
    other = pd.DataFrame({"b": ["F", "T"], "n": [2, 1]}, index=[7, 7])
    found = harmonise_levels(Table("t", known, schema, ""), Table("o", other, Schema(schema.columns[1:]), "")).frame
    assert found.to_dict("list") == {"b": ["no", "yes"], "n": [2, 1]}
