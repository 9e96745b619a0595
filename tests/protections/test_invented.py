import re

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.seed import Seed
from synthesis.protections import Protections, invented, notes, protect, swallowed
from synthesis.protections.invented import words_like
from synthesis.tables import Column, Kind, Schema, Table

ROWS = 400
TAILS = [f"N{100 + 11 * number}QX" for number in range(80)]
PORTS = [
    f"{start}{end}" for start in ("Kal", "Mor", "Ster", "Vin") for end in ("burg", "ford", "haven", "moor", "wick")
]


def flights(**columns: list[str]) -> Table:
    schema = Schema(tuple(Column(name, Kind.CATEGORY) for name in columns))
    return Table("flights", pd.DataFrame(columns, dtype=object), schema, "")


def source() -> Table:
    """Of 400 tails 80 occur once; `sheet` names each of them once more; 3 of 400 days are rare."""
    tails = ["N1AA", "N2BB"] * 160 + TAILS
    days = ["mon", "tue"] * 198 + ["mon", "wed", "wed", "fri"]
    return flights(tail=tails, sheet=[f"sheet {tail}" for tail in tails], day=days)


def merged(table: Table) -> pd.DataFrame:
    return protect(table, Protections(), Seed(1)).frame


def test_only_columns_that_one_name_would_swallow_get_made_up_values() -> None:
    assert swallowed(source(), 5) == ("tail", "sheet")
    assert swallowed(source(), 5, bound=["tail"]) == ("sheet",)


def test_made_up_codes_are_as_rare_as_the_rare_ones_and_nobodys() -> None:
    table = source()
    held_out = flights(tail=["N900QX"], sheet=["sheet N900QX"], day=["mon"])
    everybody = flights(**{name: [*table.frame[name], *held_out.frame[name]] for name in table.frame})
    frame = invented(merged(table), table, everybody, 5, Seed(2))
    new = frame["tail"][~frame["tail"].isin(["N1AA", "N2BB"])]
    assert len(new) == new.nunique() == 80
    assert not set(new) & set(everybody.frame["tail"])
    assert all(re.fullmatch(r"N\d{3}QX", cell) for cell in new)
    assert "Other" not in set(frame["tail"])
    assert frame["day"].tolist() == merged(table)["day"].tolist()


def test_what_stands_one_for_one_still_does() -> None:
    table = source()
    frame = invented(merged(table).sample(frac=1, random_state=0), table, table, 5, Seed(2))
    new = frame[~frame["tail"].isin(["N1AA", "N2BB"])]
    assert new.groupby("tail")["sheet"].nunique().max() == new.groupby("sheet")["tail"].nunique().max() == 1


def test_words_become_words_of_the_same_dress() -> None:
    table = flights(port=["Oslo"] * 350 + [*PORTS, *PORTS][:25] + ["Rome"] * 25)
    frame = invented(merged(table), table, table, 5, Seed(3))
    new = set(frame["port"]) - {"Oslo", "Rome"}
    assert 15 <= len(new) <= 20
    assert all(cell.istitle() and cell.isalpha() and 6 <= len(cell) <= 10 for cell in new)
    assert frame.equals(invented(merged(table), table, table, 5, Seed(3)))


@pytest.mark.parametrize(
    ("cells", "words"), [(PORTS, True), (["ALB", "DZA"], False), (TAILS, False), (["new york", "rio"], True)]
)
def test_codes_are_no_words(cells: list[str], words: bool) -> None:
    assert words_like(cells) == words


def test_the_record_says_which_values_are_made_up() -> None:
    said = "Rare values replaced by made-up ones that no original has: tail, sheet"
    assert said in notes(Protections(), source())
    assert said not in notes(Protections(rare="merge"), source())


def test_people_with_several_rows_keep_one_name_for_the_rare() -> None:
    table = source()
    frame = table.frame.assign(person=[str(row // 2) for row in range(ROWS)])
    schema = Schema((*table.schema.columns, Column("person", Kind.IDENTIFIER, entity=True)))
    assert swallowed(Table("flights", frame, schema, ""), 5) == ()


def test_blanks_and_other_rows_stay() -> None:
    table = source()
    frame = merged(table)
    frame.loc[:9, "tail"] = None
    after = invented(frame, table, table, 5, Seed(2))
    assert after["tail"].isna().sum() == 10
    kept = frame["tail"].isin(["N1AA", "N2BB"])
    assert np.array_equal(after["tail"][kept], frame["tail"][kept])
