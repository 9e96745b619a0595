import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from synthesis.tables.duplicates import repeats

CELLS = st.tuples(
    st.sampled_from([1.0, 2.0, None]), st.sampled_from(["a", "b", None]), st.sampled_from([3, 4, None]), st.integers()
)


@settings(max_examples=60, deadline=None, database=None)
@given(st.lists(CELLS, max_size=30))
def test_repeats_are_what_pandas_finds(rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(rows, columns=list("xyzw")).astype({"x": "float64", "y": object})
    frame["z"] = pd.array(frame["z"].tolist(), dtype="Int64")
    assert repeats(frame, ["x", "y", "z"]).tolist() == frame[["x", "y", "z"]].duplicated().tolist()
    assert not repeats(frame, []).any()
