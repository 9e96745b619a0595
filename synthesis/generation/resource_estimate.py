"""What is to be expected of the work, before it starts."""

from dataclasses import dataclass

from synthesis.foundation.arrays import Flags
from synthesis.foundation.seed import Seed
from synthesis.generators import offered
from synthesis.recipe import Recipe
from synthesis.tables import Table, held_rows, share_held_out, size


@dataclass(frozen=True)
class ResourceEstimate:
    """What a generator is expected to need for a table with its usual settings, the audit aside: wall seconds and
    megabytes of memory, rough on purpose."""

    generator: str
    title: str
    seconds: float
    megabytes: float


def resource_estimates(table: Table, control: float | None = None) -> tuple[ResourceEstimate, ...]:
    """What each generator is expected to need for the rows that it will see of the table."""
    about = size(table)
    rows = round(about.rows * (1 - (control or share_held_out(about.rows))))
    return tuple(
        ResourceEstimate(
            generator.name,
            generator.title,
            round(generator.expected(rows, table.schema, generator.settings()), 1),
            round(generator.memory(rows, about.modelled, about.width)),
        )
        for generator in offered(table.schema)
    )


def held_out_rows(table: Table, recipe: Recipe) -> tuple[Flags, str]:
    """Which rows are held out of every run on a table, and what to know about it; no row is copied."""
    return held_rows(table, Seed(recipe.split).child("split"), recipe.control)
