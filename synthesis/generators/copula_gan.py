"""CopulaGAN: CTGAN over columns that were bent to bell curves first (SDV)."""

from dataclasses import dataclass

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Generator, Sampler, Training, by_places, mixtures
from synthesis.generators.ctgan import CtganSettings, seconds
from synthesis.generators.gaussian_copula import SHAPES
from synthesis.generators.safer import FEWER_PASSES
from synthesis.generators.sdv_adapter import Model, fit


@dataclass(frozen=True)
class CopulaGanSettings(CtganSettings):
    """CTGAN's settings, and the curves."""

    shape: str = knob("beta", help="The family of curves that bends every column of numbers to a bell.", choices=SHAPES)


def _fit(training: Training, settings: CopulaGanSettings, seed: Seed, report: Report) -> Sampler:
    def model() -> Model:
        from sdv.single_table import CopulaGANSynthesizer

        return lambda metadata: CopulaGANSynthesizer(
            metadata, default_distribution=settings.shape, **settings.arguments
        )

    return fit(training, model, seed, report, network=True)


COPULA_GAN = Generator(
    "copula-gan",
    "CopulaGAN",
    "CTGAN after every column of numbers was bent to a bell curve: smoother numbers, as slow, offered for comparison.",
    Guarantee(),
    CopulaGanSettings,
    _fit,
    seconds,
    by_places,
    preparing=mixtures,
    plainer="gaussian-copula",
    safer=FEWER_PASSES,
)
