"""PAR: whole sequences of rows made new, each row drawn from those before it (SDV's probabilistic autoregressive
model)."""

import contextlib
import importlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Array
from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Capability, Generator, Sampler, Training, by_places
from synthesis.generators.memory_limit import refuse_beyond
from synthesis.generators.safer import FEWER_PASSES
from synthesis.generators.sdv_adapter import UNENFORCED, guarded, watched
from synthesis.generators.sdv_table import SdvTable, simplify

PERSON = "person"
"""The index of rows that were made as sequences: the number of the made-up person that each is about."""

_WHO = "who"
_AT_ONCE = 200
_COPIES = 40


@dataclass(frozen=True)
class ParSettings:
    """How long the network learns."""

    epochs: int = knob(
        128, 1, 5_000, "Passes over all sequences. Time grows in proportion; fewer than about 50 are rarely of use."
    )
    sample_size: int = knob(
        1,
        1,
        20,
        "Candidates for each next row, of which the likeliest is kept. More is closer to the usual, and slower.",
    )


@dataclass(frozen=True, eq=False)
class Sequences:
    """A fitted model of whole sequences. It may hold training rows' codes: it is never stored or offered."""

    plain: SdvTable
    synthesizer: Any
    order: str
    longest: int

    def __call__(self, rows: int, seed: Seed, report: Report) -> pd.DataFrame:
        """Whole sequences of new rows, the last cut short, `rows` in all; the index numbers the people."""
        parts: list[pd.DataFrame] = []
        made, people, turn = 0, 0, 0
        while made < rows:
            report(Step("Drawing sequences", made / rows))
            part = self._people(min(_AT_ONCE, rows - made), seed.child("people", turn))
            part.index = pd.Index(part.index + people, name=PERSON)
            parts.append(part)
            made, people, turn = made + len(part), people + _AT_ONCE, turn + 1
        report(Step("Drawing sequences", 1.0))
        return pd.concat(parts).iloc[:rows] if parts else self._empty()

    def _empty(self) -> pd.DataFrame:
        return self.plain.table(self.plain.frame.iloc[:0]).set_axis(pd.Index([], dtype="int64", name=PERSON))

    def _people(self, count: int, seed: Seed) -> pd.DataFrame:
        with guarded(seed):
            self.synthesizer._data_processor.reset_sampling()
            self.synthesizer._context_synthesizer.reset_sampling()
            self.synthesizer._context_synthesizer._set_random_state(seed.integer)
            (drawn,) = self.synthesizer.sample_sequences(count).values()
        drawn = drawn.groupby(_WHO, sort=False).head(self.longest).reset_index(drop=True)
        whose = np.asarray(pd.factorize(drawn[_WHO])[0], dtype="int64")
        table = self.plain.table(drawn.drop(columns=_WHO))
        ranked = np.lexsort((table[self.order].rank(na_option="bottom").to_numpy(), whose))
        return table.take(ranked).set_axis(pd.Index(whose[ranked]))


def _fit(training: Training, settings: ParSettings, seed: Seed, report: Report) -> Sampler:
    if training.whose is None or training.order is None:
        raise UnfitTable(
            (
                "PAR makes the rows of a person in their order, and the table does not say whose or in what order "
                "they are."
            ),
            "Mark the column that names people and the one that orders their rows, or pick another generator.",
        )
    plain = simplify(training.schema, training.frame, seed)
    place = training.schema.names.index(training.order)
    if not len(plain.frame.columns):
        raise UnfitTable("No column varies, so there is no sequence to learn.", "Pick Trees for this table.")
    _refuse_large(plain, training.whose)
    report(Step("Preparing the model", 0.0))
    shown = _ordered(plain.frame, training, place)
    with guarded(seed.child("model")):
        synthesizer = _synthesizer(plain, shown, settings, f"n{place}")
        with watched(report, synthesizer), _sets_in_order():
            synthesizer.fit({"table": shown})
    report(Step("Training", 1.0))
    return Sequences(plain, synthesizer, training.order, _longest(training.whose, training.k_subjects))


@contextlib.contextmanager
def _sets_in_order() -> Iterator[None]:
    """Inside, deepecho numbers the levels of a column by their spelling; by itself it goes by the order of a set, which
    is another in every process."""
    module = importlib.import_module("deepecho.models.par")

    module.__dict__["set"] = lambda values: sorted(set(values), key=str)
    try:
        yield
    finally:
        del module.__dict__["set"]


def _ordered(frame: pd.DataFrame, training: Training, place: int) -> pd.DataFrame:
    """The plain frame, person by person in the order of their rows, with a column that says whose each is."""
    whose = np.asarray(training.whose)
    when = training.frame.iloc[:, place].rank(na_option="bottom").to_numpy()
    shown = frame.assign(**{_WHO: [f"p{number}" for number in whose]})
    return shown.take(np.lexsort((when, whose))).reset_index(drop=True)


def _synthesizer(plain: SdvTable, shown: pd.DataFrame, settings: ParSettings, index: str) -> Any:
    from sdv.metadata import Metadata
    from sdv.sequential import PARSynthesizer

    columns = {name: {"sdtype": kind} for name, kind in plain.kinds.items()}
    about = {"columns": {**columns, _WHO: {"sdtype": "id"}}, "sequence_key": _WHO}
    varies = shown.groupby(_WHO)[list(columns)].nunique().max() > 1
    indexed = index in columns and bool(varies[index])
    context = [name for name in columns if not varies[name]]
    metadata = Metadata.load_from_dict(
        {"tables": {"table": {**about, **({"sequence_index": index} if indexed else {})}}}
    )
    made = PARSynthesizer(
        metadata,
        **UNENFORCED,
        context_columns=context,
        epochs=settings.epochs,
        sample_size=settings.sample_size,
        cuda=False,
    )
    made._print_warning = lambda data: None
    return made


def _refuse_large(plain: SdvTable, whose: Array) -> None:
    """UnfitTable where the padded tensor of sequences would need more memory than there is."""
    sizes = np.bincount(whose)
    width = int(sum(3 if kind == "numerical" else plain.frame[name].nunique() for name, kind in plain.kinds.items()))
    refuse_beyond(4.0 * _COPIES * width * len(sizes) * int(sizes.max(initial=1)), width, plain.widest())


def _longest(whose: Array, k_threshold: int) -> int:
    """The longest sequence that `k_threshold` people have, so that nobody is known by the length of theirs."""
    sizes = np.sort(np.bincount(whose))
    return int(sizes[max(len(sizes) - k_threshold, 0)])


def _seconds(rows: int, columns: int, settings: ParSettings) -> float:
    return 6.0 + settings.epochs * rows * columns * 4e-6 + rows * columns * 4e-4


PAR = Generator(
    "par",
    "PAR",
    "Makes the rows of a person as one sequence, each drawn from those before it, by a recurrent network. Only "
    "for tables "
    "with people and an order; slow, and a person's rows are looser than real ones.",
    Guarantee(),
    ParSettings,
    _fit,
    _seconds,
    by_places,
    capabilities=frozenset({Capability.SEQUENCES}),
    safer=FEWER_PASSES,
)
