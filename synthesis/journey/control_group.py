"""How many people a run holds out where nobody says: by the power of its audit."""

from dataclasses import replace

from synthesis.foundation.seed import Seed
from synthesis.generation.pipelines import pipeline_for
from synthesis.journey.audits import Judging
from synthesis.privacy.pilot import FEWEST_ROWS, Pilot, pilot
from synthesis.recipe import Recipe
from synthesis.release.control_group import Prospect, chosen
from synthesis.release.policy import Policy
from synthesis.tables import Table, count_subjects

LARGE = 20_000
"""From so many people on the usual share is enough, and nothing is tried beforehand."""


def tried(table: Table, attacks: int, split: int = 0) -> Pilot | None:
    """The pilot of a table; None where it is large, or too small for one."""
    return pilot(table, attacks, Seed(split).child("pilot")) if could_be_tried(count_subjects(table)) else None


def could_be_tried(people: int) -> bool:
    """Whether a table of so many people has a pilot."""
    return 3 * FEWEST_ROWS <= people < LARGE


def share_of(found: Pilot | None, people: int, policy: Policy) -> tuple[float | None, Prospect | None]:
    """The share to hold out, null for the usual one where no pilot says, and what is to be expected of it."""
    return (None, None) if found is None else chosen(found, people, policy)


def settled(recipe: Recipe, table: Table, judging: Judging) -> tuple[Recipe, Prospect | None]:
    """The recipe with the share of people held out that its audit needs, where it leaves that open, and what is to be
    expected of it. A pipeline that must not read the rows, and a run without an audit, have the usual share."""
    if recipe.control is not None or judging.skip or not pipeline_for(recipe).reads_rows:
        return recipe, None
    share, expected = share_of(tried(table, judging.attacks, recipe.split), count_subjects(table), judging.policy)
    return replace(recipe, control=share), expected
