"""SDV's synthesisers behind our door: seeded, quiet, watched, refused before they fill the memory, never saved."""

import contextlib
import importlib
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.errors import RunFailed, SynthesisError, UnfitTable
from synthesis.foundation.machine import machine_failure
from synthesis.foundation.numerals import count
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.generators.contract import Sampler, Training
from synthesis.generators.memory_limit import refuse_beyond, way_out
from synthesis.generators.sdv_table import SdvTable, simplify

UNENFORCED = {"enforce_min_max_values": False, "enforce_rounding": False}
"""No real extreme and no real spelling is kept by SDV: protections and our own grids see to both."""

ON_THE_PROCESSOR = {**UNENFORCED, "enable_gpu": False, "verbose": False}
"""The same for its networks, which run quietly and without a graphics card."""

_WIDEST = 3_000
_COPIES = 4.5
"""Float64 copies of the one-hot table that are alive at once while ctgan prepares it and learns: 356 MB were measured
for 20,000 rows of 524 inputs."""

Model = Callable[[Any], Any]
"""From SDV's metadata to a synthesiser that is not fitted yet."""


@dataclass(frozen=True, eq=False)
class SdvModel:
    """A fitted SDV model. It may hold training rows' codes: it is never stored or offered."""

    plain: SdvTable
    synthesizer: Any

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """`rows` new rows; the same seed gives the same rows."""
        report(Step("Drawing rows", 0.0))
        made = pd.DataFrame(index=pd.RangeIndex(rows))
        if self.synthesizer is not None:
            with guarded(seed):
                self.synthesizer.reset_sampling()
                self.synthesizer._set_random_state(seed.integer)
                (made,) = self.synthesizer.sample(rows).values()
        report(Step("Drawing rows", 1.0))
        return self.plain.table(made.reset_index(drop=True))


def fit(
    training: Training, model: Callable[[], Model], seed: Seed, report: Report, *, network: bool = False
) -> Sampler:
    """Fit the SDV model that `model()` names (called late: importing SDV takes seconds) to the encoded table.

    A network needs an input a level: a table too wide for one raises UnfitTable before any memory is spent.
    """
    plain = simplify(training.schema, training.frame, seed)
    if network:
        refuse_wide(plain)
    report(Step("Preparing the model", 0.0))
    if not len(plain.frame.columns):
        return SdvModel(plain, None)
    with guarded(seed.child("model")):
        from sdv.metadata import Metadata

        columns = {name: {"sdtype": kind} for name, kind in plain.kinds.items()}
        synthesizer = model()(Metadata.load_from_dict({"tables": {"table": {"columns": columns}}}))
        synthesizer._print_warning = lambda data: None
        with watched(report, synthesizer):
            synthesizer.fit({"table": plain.frame})
    report(Step("Training", 1.0))
    return SdvModel(plain, synthesizer)


def refuse_wide(plain: SdvTable) -> None:
    """UnfitTable where the one-hot table would be over 3,000 columns wide, or need more memory than there is."""
    if plain.width > _WIDEST:
        raise UnfitTable(
            f"This network would need {count(plain.width)} inputs, one a level; it takes {count(_WIDEST)} at most.",
            way_out(plain.widest()),
        )
    refuse_beyond(plain.width * len(plain.frame) * 8.0 * _COPIES, plain.width, plain.widest())


@contextlib.contextmanager
def guarded(seed: Seed) -> Iterator[None]:
    """Inside: global chance comes from `seed`, one thread, no warnings; outside all is as before.

    ctgan and copulas read the global states of numpy and torch. Failures come out as RunFailed that quote nothing.
    """
    import torch

    state, threads = np.random.get_state(), torch.get_num_threads()  # noqa: NPY002
    try:
        with torch.random.fork_rng(devices=[]), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            np.random.seed(seed.integer)  # noqa: NPY002
            torch.manual_seed(seed.integer)
            torch.set_num_threads(1)
            yield
    except SynthesisError:
        raise
    except MemoryError:
        raise UnfitTable("The memory does not suffice for this model.", "Use fewer columns, or pick Trees.") from None
    except Exception as failure:
        if trouble := machine_failure(failure):
            raise trouble from None
        raise RunFailed(
            f"The model gave up ({type(failure).__name__}).", "Try other settings, or pick Trees for this table."
        ) from None
    finally:
        np.random.set_state(state)  # noqa: NPY002
        torch.set_num_threads(threads)


_LOOPS = ("ctgan.synthesizers.ctgan", "ctgan.synthesizers.tvae", "deepecho.models.par")
"""Modules whose loop over epochs draws a bar."""


@contextlib.contextmanager
def watched(report: Report, synthesizer: Any) -> Iterator[None]:
    """Inside, the loop over epochs of the libraries' networks reports to `report`, with the losses of the synthesiser's
    network, instead of drawing a bar. RunFailed where a loss is no number any more."""
    modules = [importlib.import_module(name) for name in _LOOPS]
    bars = [module.__dict__["tqdm"] for module in modules]

    def counted(epochs: Iterable[int], **_: object) -> Iterator[int]:
        total = max(len(list(epochs)), 1)
        report(Step("Training", 0.0))
        for done in epochs:
            yield done
            report(Step("Training", (done + 1) / total, losses(synthesizer)))

    try:
        for module in modules:
            module.__dict__["tqdm"] = counted
        yield
    finally:
        for module, bar in zip(modules, bars, strict=True):
            module.__dict__["tqdm"] = bar


def losses(synthesizer: Any) -> dict[str, float]:
    """The losses of the last epoch, by the network's name: the mean over its batches."""
    table = getattr(getattr(synthesizer, "_model", None), "loss_values", None)
    if table is None or not len(table):
        return {}
    last = table[table["Epoch"] == table["Epoch"].iloc[-1]]
    found = {name: float(last[column].mean()) for column, name in _LOSSES.items() if column in last}
    if not np.isfinite(list(found.values())).all():
        raise RunFailed(
            "The network did not settle: its loss is no number any more.",
            "Halve the learning rate, or use larger batches.",
        )
    return found


_LOSSES = {"Generator Loss": "Maker", "Discriminator Loss": "Judge", "Loss": "Loss"}
