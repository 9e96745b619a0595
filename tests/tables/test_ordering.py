import pytest

from synthesis.tables.inference.ordinal import in_order


@pytest.mark.parametrize(
    "ordered",
    [
        ["[0-10)", "[10-20)", "[20-30)", "[100-110)"],
        ["18-25", "26-35", "36-50", "65+"],
        ["< 1 yr", "1 - 4 yrs", "4 - 7 yrs", "> 7 yrs"],
        ["under 5", "5 to 9", "10 to 14", "15 and over"],
        ["(0, 10]", "(10, 20]", "(20, 30]"],
        ["$0-$9k", "$10k-$19k", "$20k-$90k", "$100k+"],
    ],
)
def test_ranges_are_put_in_order(ordered: list[str]) -> None:
    assert in_order(ordered[::-1]) == ordered
    assert in_order(ordered[1:] + ordered[:1]) == ordered


@pytest.mark.parametrize(
    "levels", [["a", "b", "c"], ["1", "2", "3"], ["007", "008", "009"], ["[0-10)", "[10-20)", "old"], ["1-2", "2-3"]]
)
def test_what_is_no_range_has_no_order(levels: list[str]) -> None:
    assert in_order(levels) is None
