"""Several columns at once, on tables that can be counted by hand."""

import json

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from synthesis.fidelity import Fidelity, compare
from synthesis.fidelity.binned_columns import BinnedColumns, binned_columns
from synthesis.fidelity.marginals import information, information_scores, k_marginal
from synthesis.fidelity.view import view
from synthesis.foundation.seed import Seed
from synthesis.foundation.serialisation import plain, revive
from synthesis.tables import Constraint, Kind
from tests.fidelity.tables import frame, people, table

TRAIN, FRESH, CONTROL = people(600, 1), people(600, 2), people(400, 3)


def rough(train: list[list[int]], synthetic: list[list[int]], control: list[list[int]] | None = None) -> BinnedColumns:
    parts = np.array(train), np.array(synthetic)
    names = tuple("abcdefgh"[: parts[0].shape[1]])
    widths = np.max([part.max(axis=0) for part in parts], axis=0) + 1
    return BinnedColumns(names, widths, parts[0], parts[1], None if control is None else np.array(control))


def test_k_marginal_by_hand() -> None:
    """Four rows of which one sits in another cell: total variation 1/4, so 750 of 1000."""
    real = [[0, 0, 0], [0, 1, 0], [1, 0, 1], [1, 1, 1]]
    made = [[0, 0, 0], [0, 1, 0], [1, 0, 1], [0, 0, 1]]
    found = k_marginal(rough(real, made, real), Seed(0))
    assert (found.value, found.reference, found.size, found.sets, found.possible) == (750.0, 1000.0, 3, 1, 1)
    assert found.worst[0].columns == ("a", "b", "c")
    assert k_marginal(rough(real, real), Seed(0)).value == 1000.0
    assert k_marginal(rough([[0], [0]], [[1], [1]]), Seed(0)).value == 0.0


def test_sets_are_drawn_without_repeats_from_many_columns() -> None:
    codes = np.random.default_rng(0).integers(0, 2, (50, 60))
    many = BinnedColumns(tuple(map(str, range(60))), np.full(60, 2), codes, codes, None)
    found = k_marginal(many, Seed(0), 40)
    assert (found.sets, found.possible, found.value, found.reference) == (40, 34_220, 1000.0, None)
    assert found == k_marginal(many, Seed(0), 40)


def test_bins_are_chosen_by_training_rows_and_blanks_have_their_own() -> None:
    seen = view(TRAIN.schema.modelled, TRAIN.frame, FRESH.frame, CONTROL.frame)
    found = binned_columns(seen)
    assert (found.train < found.widths).all()
    assert (found.synthetic < found.widths).all()
    town = found.names.index("town")
    blank = TRAIN.frame["town"].isna().to_numpy()
    assert (found.train[blank, town] == found.widths[town] - 1).all()
    assert (found.train[~blank, town] < found.widths[town] - 1).all()


def test_information_by_hand() -> None:
    chance = np.random.default_rng(0)
    one = chance.integers(0, 3, 4000)
    codes = np.column_stack([one, (one == 0) * 1, chance.integers(0, 4, 4000), np.zeros(4000, dtype=int)])
    found = information(codes, np.array([3, 2, 4, 1]))
    entropy = mutual_info_score(codes[:, 1], codes[:, 1])
    assert found[0, 1] == pytest.approx(1.0, abs=1e-3)
    assert found[0, 1] == pytest.approx(mutual_info_score(one, codes[:, 1]) / entropy, abs=1e-3)
    assert found[0, 2] < 0.002
    assert np.isnan(found[3]).all()


def test_a_tie_that_was_cut_shows_in_bits() -> None:
    cut = FRESH.frame.assign(job=FRESH.frame["job"].sample(frac=1, random_state=0).to_numpy())
    scores = information_scores(binned_columns(view(TRAIN.schema.modelled, TRAIN.frame, cut, CONTROL.frame)))
    worst = max(scores, key=lambda score: score.value - score.reference)
    assert "job" in worst.columns
    assert len(scores) == 15


def test_rules_before_and_after() -> None:
    rows = np.arange(200)
    columns = {"low": (Kind.INTEGER, rows.tolist()), "high": (Kind.INTEGER, (rows + rows % 7).tolist())}
    train = table(columns)
    broken = frame({"low": (Kind.INTEGER, [1, 2, 3, 9]), "high": (Kind.INTEGER, [1, 2, 3, 4])})
    (rule,) = [rule for rule in compare(train, broken, train).rules if rule.kind == "order"]
    assert (rule.train, rule.synthetic, rule.control, rule.confirmed) == (1.0, 0.75, 1.0, False)
    assert compare(train, broken.drop(columns="low"), None).rules[0].synthetic is None
    said = train.schema.ruled([Constraint("order", ("low", "high"), "low is at most high.")])
    ruled = type(train)(train.name, train.frame, said, train.fingerprint)
    assert [(rule.kind, rule.confirmed) for rule in compare(ruled, broken, train).rules] == [("order", True)]


def test_everything_new_goes_to_json_and_back() -> None:
    found = compare(TRAIN, FRESH.frame, CONTROL)
    back = revive(Fidelity, json.loads(json.dumps(plain(found))))
    assert (back.detection, back.propensity, back.marginals) == (found.detection, found.propensity, found.marginals)
    assert back.rules == found.rules
    assert back.scores == found.scores
