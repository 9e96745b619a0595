"""SDV's traps, each shown to be out of reach."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation import memory
from synthesis.foundation.errors import RunFailed, UnfitTable
from synthesis.foundation.progress import silent
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import make_settings
from synthesis.generators import GENERATORS, Training, find, memory_limit
from synthesis.generators.sdv_adapter import fit, losses
from synthesis.generators.sdv_table import simplify
from synthesis.tables import Column, Kind, Schema
from tests.generators.rooms import mixed

NETWORKS = ("ctgan", "tvae", "copula-gan")


def test_the_library_sees_codes_and_no_name_level_or_extreme() -> None:
    training = mixed()
    plain = simplify(training.schema, training.frame, Seed(0))
    assert plain.kinds == {
        "c0": "categorical",
        "n1": "numerical",
        "b1": "categorical",
        "n2": "numerical",
        "n3": "numerical",
        "c4": "categorical",
    }
    assert set(plain.frame["c0"]) == {"0", "1", "2", "3", "4"}
    assert plain.frame["n2"].std(ddof=0) == pytest.approx(1.0)
    assert not plain.frame.isna().any().any()


def test_what_goes_in_comes_out() -> None:
    training = mixed()
    plain = simplify(training.schema, training.frame, Seed(0))
    pd.testing.assert_frame_equal(plain.table(plain.frame), training.frame)


def test_metadata_holds_no_range_and_no_category() -> None:
    training = mixed()
    sampler = find("gaussian-copula").fit(training, find("gaussian-copula").settings(), Seed(0), silent)
    noted = str(vars(sampler)["synthesizer"].get_metadata().to_dict())
    assert "range" not in noted
    assert not any(word in noted for word in ("Northam", "city", "yes"))


def test_postcodes_and_blanks_survive_tvae() -> None:
    rng = np.random.default_rng(0)
    cells = pd.Series(rng.choice(["01234", "00456", None], 400), dtype=object)
    schema = Schema((Column("postcode", Kind.CATEGORY),))
    tvae = find("tvae")
    settings = make_settings(tvae.settings, {"epochs": 20})
    made = tvae.fit(Training(pd.DataFrame({"postcode": cells}), schema), settings, Seed(0), silent)(
        500, Seed(0), silent
    )
    assert set(made["postcode"]) == {"01234", "00456", None}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_table_too_wide_is_refused_before_memory_is_spent(name: str) -> None:
    cells = pd.Series([f"town {n % 3_500}" for n in range(20_000)], dtype=object)
    training = Training(pd.DataFrame({"town": cells}), Schema((Column("town", Kind.CATEGORY),)))
    with pytest.raises(UnfitTable) as caught:
        find(name).fit(training, find(name).settings(), Seed(0), silent)
    assert "'town'" in caught.value.advice
    assert "Trees" in caught.value.advice


def test_a_failure_of_the_library_quotes_nothing() -> None:
    def model():
        raise ValueError("Northam, 47, patient zero")

    with pytest.raises(RunFailed) as caught:
        fit(mixed(), model, Seed(0), silent)
    assert "Northam" not in caught.value.happened + caught.value.advice
    assert caught.value.__suppress_context__


class Failing:
    """A synthesiser that fails in the middle of its loop."""

    def __init__(self, before: object) -> None:
        self.before = before

    def fit(self, data: object) -> None:
        import ctgan.synthesizers.ctgan as module

        assert module.tqdm is not self.before
        raise ValueError


def test_the_bars_of_the_library_are_put_back_after_a_failure() -> None:
    import ctgan.synthesizers.ctgan as module

    before = module.tqdm
    with pytest.raises(RunFailed):
        fit(mixed(), lambda: lambda metadata: Failing(before), Seed(0), silent)
    assert module.tqdm is before


def test_kernel_densities_are_not_on_offer() -> None:
    assert not any("kde" in str(generator.settings()) for generator in GENERATORS)
    with pytest.raises(Exception, match="does not take"):
        make_settings(find("gaussian-copula").settings, {"shape": "gaussian_kde"})


@pytest.mark.parametrize(("name", "lines"), [("tvae", {"Loss"}), ("ctgan", {"Maker", "Judge"})], ids=["tvae", "ctgan"])
def test_epochs_are_told_one_by_one_with_their_losses(name: str, lines: set[str]) -> None:
    heard = []
    found = find(name)
    found.fit(mixed(60), make_settings(found.settings, {"epochs": 4, "batch_size": 50}), Seed(0), heard.append)
    steps = [step for step in heard if step.stage == "Training"]
    assert [step.done for step in steps] == [0.0, 0.25, 0.5, 0.75, 1.0, 1.0]
    told = [step for step in steps if step.losses]
    assert len(told) == 4
    assert all(set(step.losses) == lines for step in told)
    assert len({step.losses[min(lines)] for step in told}) == 4


def test_the_loss_of_an_epoch_is_the_mean_of_its_batches_and_must_be_a_number() -> None:
    table = pd.DataFrame({"Epoch": [0, 1, 1], "Batch": [0, 0, 1], "Loss": [9.0, 1.0, 2.0]})
    learner = SimpleNamespace(_model=SimpleNamespace(loss_values=table))
    assert losses(learner) == {"Loss": 1.5}
    assert losses(SimpleNamespace()) == {}
    table.loc[2, "Loss"] = float("nan")
    assert losses(learner) == {"Loss": 1.0}
    table.loc[1, "Loss"] = float("inf")
    with pytest.raises(RunFailed, match="did not settle"):
        losses(learner)


def test_memory_that_is_not_there_is_refused_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_limit, "free_bytes", lambda: 10e6)
    cells = pd.Series([f"town {n % 400}" for n in range(4_000)], dtype=object)
    training = Training(pd.DataFrame({"town": cells}), Schema((Column("town", Kind.CATEGORY),)))
    with pytest.raises(UnfitTable, match="GB can be had") as caught:
        find("tvae").fit(training, find("tvae").settings(), Seed(0), silent)
    assert "'town'" in caught.value.advice
    assert "Generalise" in caught.value.advice


def test_free_memory_is_what_the_container_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_GROUP", tmp_path)
    whole = memory.free_bytes()
    assert whole > 1e6
    (tmp_path / "memory.max").write_text("3000000\n")
    (tmp_path / "memory.current").write_text("2000000\n")
    assert memory.free_bytes() == 1e6
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free_bytes() > 1e6
