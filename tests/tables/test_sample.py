from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.tables import Kind, Role, Table, encode, sample_csv

Read = Callable[..., Table]


@pytest.fixture
def sample(read: Read) -> Table:
    return read(sample_csv(), "sample.csv")


def test_equal_seeds_give_equal_bytes() -> None:
    assert sample_csv(300, 1) == sample_csv(300, 1) != sample_csv(300, 2)
    with pytest.raises(UnusableOption):
        sample_csv(0)


@pytest.mark.parametrize("rows", [1, 2, 30])
def test_a_small_sample_is_a_table_too(read: Read, rows: int) -> None:
    assert len(read(sample_csv(rows))) == rows


def test_it_reads_back_with_sensible_kinds_and_roles(sample: Table) -> None:
    kinds = {column.name: column.kind for column in sample.schema}
    assert len(sample) == 12_000
    assert {name for name, kind in kinds.items() if kind is Kind.DATETIME} == {
        *("birth_date", "admission_date", "discharge_date")
    }
    assert {column.name: column.pii for column in sample.schema if column.role is Role.IDENTIFIER} == {
        "patient_id": None,
        "full_name": "name",
        "email": "email",
    }
    assert (kinds["postcode"], kinds["smoker"], kinds["cost_of_stay"]) == (Kind.CATEGORY, Kind.BOOLEAN, Kind.FLOAT)
    assert sample.schema.with_role(Role.SENSITIVE) == ("diagnosis",)
    assert {"birth_date", "sex", "postcode", "city", "education", "occupation", "marital_status"} <= set(
        sample.schema.with_role(Role.QUASI_IDENTIFIER)
    )


def test_its_columns_hang_together(sample: Table) -> None:
    frame = sample.frame
    assert frame.groupby("postcode")["city"].nunique().eq(1).all()
    assert frame["postcode"].str.fullmatch(r"0\d{4}").all()
    assert 50 <= frame["postcode"].nunique() <= 65
    stay = (frame["discharge_date"] - frame["admission_date"]).dt.days
    assert stay.dropna().min() >= 1
    assert frame["cost_of_stay"].corr(stay.astype(float)) > 0.6
    assert frame["cost_of_stay"].skew() > 1.5
    assert (frame["birth_date"] < pd.Timestamp("2007-01-02")).all()
    assert (frame["diagnosis"] == "Wilson disease").sum() == 36
    assert frame.groupby("diagnosis")["department"].nunique().eq(1).all()
    assert frame.loc[frame["diagnosis"] == "childbirth", "sex"].eq("female").all()
    assert frame.loc[frame["insurance"] == "none", "cost_of_stay"].isna().all()
    assert frame["weight_kg"].corr(frame["height_cm"].astype(float)) > 0.4


def test_its_target_can_be_predicted(sample: Table) -> None:
    from sklearn.metrics import roc_auc_score
    from sklearn.tree import DecisionTreeClassifier

    seen = encode(sample.schema.modelled, sample.frame)
    target = seen.columns.index("readmitted_30d")
    features, truth = np.delete(seen.values[0], target, axis=1), seen.values[0][:, target]
    model = DecisionTreeClassifier(max_depth=6, min_samples_leaf=60, random_state=0).fit(
        features[:8_000], truth[:8_000]
    )
    assert roc_auc_score(truth[8_000:], model.predict_proba(features[8_000:])[:, 1]) > 0.68
