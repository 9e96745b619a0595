"""Gaussian copula: each column a simple curve, all of them tied by one correlation matrix (SDV)."""

from dataclasses import dataclass
from typing import Any

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report
from synthesis.foundation.seed import Seed
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Generator, Sampler, Training
from synthesis.generators.sdv_adapter import UNENFORCED, Model, fit

SHAPES = ("beta", "norm", "truncnorm", "uniform", "gamma")
"""SDV's curves but one: its kernel density keeps every training value, in row order, and ran out of memory."""


@dataclass(frozen=True)
class GaussianCopulaSettings:
    """The one choice that a Gaussian copula leaves."""

    shape: str = knob(
        "beta",
        help="The family of curves that every column of numbers is fitted with. Beta bends to most shapes with two "
        "ends; norm is the bell, and quicker.",
        choices=SHAPES,
    )


def _fit(training: Training, settings: GaussianCopulaSettings, seed: Seed, report: Report) -> Sampler:
    def model() -> Model:
        from sdv.single_table import GaussianCopulaSynthesizer

        return lambda metadata: GaussianCopulaSynthesizer(metadata, **UNENFORCED, default_distribution=settings.shape)

    return fit(training, model, seed, report)


def _seconds(rows: int, columns: int, settings: Any) -> float:
    return 4.0 + rows * columns * 1e-5


GAUSSIAN_COPULA = Generator(
    "gaussian-copula",
    "Gaussian copula",
    "Fits a simple curve to each column and ties them by correlations. Quick and coarse: curved and conditional links "
    "between columns are lost.",
    Guarantee(),
    GaussianCopulaSettings,
    _fit,
    _seconds,
    plainer="marginals",
)
