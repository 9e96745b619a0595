"""Every way to make synthetic rows, the default first."""

from synthesis.foundation.errors import UnusableOption
from synthesis.generators.contract import Capability, Conditional, Fit, Generator, Sampler, Training
from synthesis.generators.copula_gan import COPULA_GAN
from synthesis.generators.ctgan import CTGAN
from synthesis.generators.gaussian_copula import GAUSSIAN_COPULA
from synthesis.generators.marginals import MARGINALS
from synthesis.generators.par import PAR
from synthesis.generators.perturbed import PERTURBED
from synthesis.generators.private import PRIVATE_TREES
from synthesis.generators.trees import TREES
from synthesis.generators.tvae import TVAE
from synthesis.tables import Schema

EVERY: tuple[Generator, ...] = (
    TREES,
    PRIVATE_TREES,
    MARGINALS,
    GAUSSIAN_COPULA,
    CTGAN,
    TVAE,
    COPULA_GAN,
    PERTURBED,
    PAR,
)
"""The one list of them: a generator is a file of this room and its line here."""

GENERATORS = tuple(generator for generator in EVERY if not generator.can(Capability.SEQUENCES))
"""Those that any table can be given to."""

SEQUENTIAL = tuple(generator for generator in EVERY if generator.can(Capability.SEQUENCES))
"""Those for the rows of people in their order, offered only where a table says whose and in what order they are."""

__all__ = [
    "EVERY",
    "GENERATORS",
    "SEQUENTIAL",
    "Capability",
    "Conditional",
    "Fit",
    "Generator",
    "Sampler",
    "Training",
    "find",
    "offered",
    "with_guarantee",
]


def offered(schema: Schema) -> tuple[Generator, ...]:
    """The generators that a table can be given to."""
    return tuple(one for one in EVERY if schema.sequential or not one.can(Capability.SEQUENCES))


def find(name: str) -> Generator:
    """The generator of that name; UnusableOption, with the names there are, otherwise."""
    for generator in EVERY:
        if generator.name == name:
            return generator
    names = ", ".join(generator.name for generator in EVERY)
    raise UnusableOption("There is no generator of that name.", f"The generators here are: {names}.")


def with_guarantee() -> Generator:
    """The first generator that comes with a formal guarantee: what is suggested where one is wanted."""
    return next(generator for generator in EVERY if generator.guarantee.formal)
