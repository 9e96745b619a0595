"""CTGAN: two neural networks, one making rows and one telling them from real ones (SDV)."""

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
class CtganSettings:
    """How long and how fast the two networks learn."""

    epochs: int = knob(
        300, 1, 5_000, "Passes over the training rows. Fewer than about 50 are rarely of use; time grows in proportion."
    )
    batch_size: int = knob(
        500,
        20,
        20_000,
        "Rows shown at once, rounded down to a multiple of ten. Larger is faster a pass and learns less from it.",
    )
    layer_width: int = knob(256, 16, 2_048, "Neurons in each layer. Wider learns more, costs time and memory.")
    discriminator_steps: int = knob(
        1, 1, 10, "Lessons for the judging network before each of the making one. More can steady it, and costs time."
    )
    learning_rate: float = knob(
        0.0002, 0.000001, 0.1, "How far each lesson moves the networks. Halve it where training does not settle."
    )

    @property
    def arguments(self) -> dict[str, Any]:
        """The same in SDV's words, on the processor."""
        return {
            **ON_THE_PROCESSOR,
            "epochs": self.epochs,
            "batch_size": self.batch_size // 10 * 10,
            "generator_dim": (self.layer_width, self.layer_width),
            "discriminator_dim": (self.layer_width, self.layer_width),
            "discriminator_steps": self.discriminator_steps,
            "generator_lr": self.learning_rate,
            "discriminator_lr": self.learning_rate,
        }


def _fit(training: Training, settings: CtganSettings, seed: Seed, report: Report) -> Sampler:
    def model() -> Model:
        from sdv.single_table import CTGANSynthesizer

        return lambda metadata: CTGANSynthesizer(metadata, **settings.arguments)

    return fit(training, model, seed, report, network=True)


def seconds(rows: int, columns: int, settings: CtganSettings) -> float:
    """Estimated seconds on one processor: 140 for 50 epochs over 20,000 rows of 15 columns."""
    work = settings.epochs * max(rows, settings.batch_size) * (columns + 5) / 20
    return 2.0 + work * 1.4e-4 * (0.5 + settings.discriminator_steps / 2) * max(settings.layer_width / 256, 0.3)


CTGAN = Generator(
    "ctgan",
    "CTGAN",
    "Trains two neural networks against each other: one makes rows, the other tells them from real ones. Slow, and "
    "seldom closer than trees; offered for comparison.",
    Guarantee(),
    CtganSettings,
    _fit,
    seconds,
    by_places,
    preparing=mixtures,
    plainer="gaussian-copula",
    safer=FEWER_PASSES,
)
