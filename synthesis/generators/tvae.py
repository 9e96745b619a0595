"""TVAE: a neural network that squeezes rows to a few numbers and unfolds new ones (SDV)."""

from dataclasses import dataclass
from typing import Any

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Generator, Sampler, Training, by_places, mixtures
from synthesis.generators.safer import FEWER_PASSES
from synthesis.generators.sdv_adapter import ON_THE_PROCESSOR, Model, fit


@dataclass(frozen=True)
class TvaeSettings:
    """How long the network learns and how closely it is held to the rows."""

    epochs: int = knob(
        300, 1, 5_000, "Passes over the training rows. A hundred are often enough; time grows in proportion."
    )
    batch_size: int = knob(500, 20, 20_000, "Rows shown at once. Larger is faster a pass and learns less from it.")
    layer_width: int = knob(128, 16, 2_048, "Neurons in each layer. Wider learns more, costs time and memory.")
    loss_factor: float = knob(
        2.0, 0.1, 20.0, "How much an unfolded row must resemble its original. Higher is closer and less varied."
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """The same in SDV's words, on the processor."""
        return {
            **ON_THE_PROCESSOR,
            "epochs": self.epochs,
            "batch_size": self.batch_size,
            "compress_dims": (self.layer_width, self.layer_width),
            "decompress_dims": (self.layer_width, self.layer_width),
            "loss_factor": self.loss_factor,
        }


def _fit(training: Training, settings: TvaeSettings, seed: Seed, report: Report) -> Sampler:
    def model() -> Model:
        from sdv.single_table import TVAESynthesizer

        return lambda metadata: TVAESynthesizer(metadata, **settings.arguments)

    return fit(training, model, seed, report, network=True)


def _seconds(rows: int, columns: int, settings: TvaeSettings) -> float:
    return 2.0 + settings.epochs * rows * (columns + 5) / 20 * 2.5e-5 * max(settings.layer_width / 128, 0.5)


TVAE = Generator(
    "tvae",
    "TVAE",
    "Trains a neural network that squeezes rows to a few numbers and unfolds new ones: a fifth of CTGAN's time. Rare "
    "levels tend to vanish.",
    Guarantee(),
    TvaeSettings,
    _fit,
    _seconds,
    by_places,
    preparing=mixtures,
    plainer="gaussian-copula",
    safer=FEWER_PASSES,
)
