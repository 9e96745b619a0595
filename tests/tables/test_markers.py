"""What may stand for a missing cell is proposed with its reason, and applied only where the schema says so."""

from collections.abc import Callable, Sequence

import pytest

from synthesis.tables import Kind, Table, blank_blocks, proposed_missing_codes, to_csv
from synthesis.tables.profile.missing_blocks import Block

Read = Callable[..., Table]
N = 60


def of(read: Read, values: Sequence[object], other: str = "ab") -> Table:
    return read("\n".join(["v;w", *(f"{value};{other[row % len(other)]}" for row, value in enumerate(values))]))


def found(table: Table) -> list[tuple[str, str, bool]]:
    return [(marker.column, marker.marker, marker.applied) for marker in proposed_missing_codes(table)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["?" if row % 6 == 0 else "xyz"[row % 3] for row in range(N)], [("v", "?", False)]),
        (["N/A" if row % 6 == 0 else "xyz"[row % 3] for row in range(N)], [("v", "N/A", False)]),
        (["-" if row % 6 == 0 else "xyz"[row % 3] for row in range(N)], [("v", "-", False)]),
        (["None" if row % 6 == 0 else ["Mild", "Severe"][row % 2] for row in range(N)], []),
        (["NA" if row % 6 == 0 else row for row in range(N)], [("v", "NA", True)]),
        ([999 if row % 6 == 0 else 20 + row for row in range(N)], [("v", "999", False)]),
        ([-8 if row % 6 == 0 else row % 9 for row in range(N)], [("v", "-8", False)]),
        ([-200 if row % 6 == 0 else row / 4 - 3 for row in range(N)], [("v", "-200.00", False)]),
        ([-8 if row % 6 == 0 else row - 30 for row in range(N)], []),
        ([999 if row % 6 == 0 else 900 + row for row in range(N)], []),
        ([99 if row % 6 == 0 else row + 60 for row in range(N)], []),
        ([0 if row % 6 == 0 else 100 + row for row in range(N)], [("v", "0", False)]),
        ([0 if row % 6 == 0 else row * row for row in range(N)], []),
        ([row % 30 for row in range(N)], []),
    ],
)
def test_a_marker_is_proposed_where_it_is_one(
    read: Read, values: Sequence[object], expected: list[tuple[str, str, bool]]
) -> None:
    table = of(read, values)
    assert found(table) == expected
    assert all(marker.reason.endswith(".") for marker in proposed_missing_codes(table))
    assert [marker.share for marker in proposed_missing_codes(table)] == [pytest.approx(1 / 6)] * len(expected)


def test_none_is_a_marker_where_two_columns_hold_it(read: Read) -> None:
    rows = [
        f"{'None' if row % 6 == 0 else 'xyz'[row % 3]};{'None' if row % 4 == 0 else 'qr'[row % 2]}" for row in range(N)
    ]
    assert found(read("\n".join(["v;w", *rows]))) == [("v", "None", False), ("w", "None", False)]
    assert found(read("\n".join(["v;w", *rows]).replace("None", "none"))) == []


@pytest.mark.parametrize(
    ("sign", "values"),
    [
        ("999", [999 if row % 6 == 0 else 20 + row for row in range(N)]),
        ("?", ["?" if row % 6 == 0 else "xyz"[row % 3] for row in range(N)]),
        ("-200.00", [f"{-200 if row % 6 == 0 else row / 4:.2f}" for row in range(N)]),
        ("NA", ["NA" if row % 6 == 0 else "YN"[row % 2] for row in range(N)]),
    ],
)
def test_a_marker_is_applied_by_the_schema_alone_and_written_again(
    read: Read, sign: str, values: Sequence[object]
) -> None:
    table = of(read, values)
    assert table.schema["v"].missing == 0
    text = to_csv(table.frame, table.schema, table.dialect)
    corrected = read(text, schema=table.schema.mark("v", sign), dialect=table.dialect)
    assert corrected.frame["v"].isna().tolist() == [row % 6 == 0 for row in range(N)]
    assert (corrected.schema["v"].missing, corrected.schema["v"].blank) == (pytest.approx(1 / 6), sign)
    assert to_csv(corrected.frame, corrected.schema, corrected.dialect) == text


def test_columns_that_are_blank_together_are_one_block(read: Read) -> None:
    rows = [f"{row},{'' if row % 3 else 'p'},{'' if row % 3 else row / 2},{'' if row % 5 else 7}" for row in range(N)]
    table = read("\n".join(["a,b,c,d", *rows]))
    assert blank_blocks(table) == (Block(("b", "c"), pytest.approx(2 / 3)),)
    assert table.schema["d"].kind is Kind.INTEGER
