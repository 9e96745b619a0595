"""Every way to make synthetic rows, the default first."""

from synthesis.errors import UnusableOption
from synthesis.generators.contract import Conditional, Fit, Generator, Sampler, Training
from synthesis.generators.copula_gan import COPULA_GAN
from synthesis.generators.ctgan import CTGAN
from synthesis.generators.gaussian_copula import GAUSSIAN_COPULA
from synthesis.generators.marginals import MARGINALS
from synthesis.generators.perturbed import PERTURBED
from synthesis.generators.private import PRIVATE_TREES
from synthesis.generators.trees import TREES
from synthesis.generators.tvae import TVAE

GENERATORS: tuple[Generator, ...] = (
    TREES,
    PRIVATE_TREES,
    MARGINALS,
    GAUSSIAN_COPULA,
    CTGAN,
    TVAE,
    COPULA_GAN,
    PERTURBED,
)
DEFAULT = TREES

__all__ = ["DEFAULT", "GENERATORS", "Conditional", "Fit", "Generator", "Sampler", "Training", "find"]


def find(name: str) -> Generator:
    """The generator of that name; UnusableOption, with the names there are, otherwise."""
    for generator in GENERATORS:
        if generator.name == name:
            return generator
    names = ", ".join(generator.name for generator in GENERATORS)
    raise UnusableOption("There is no generator of that name.", f"The generators here are: {names}.")
