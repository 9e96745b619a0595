"""Blanks that hang together: columns that are blank together, or where another one is."""

from collections.abc import Iterator, Sequence

import numpy as np

from synthesis.foundation.arrays import Flags
from synthesis.tables.rules.checks import share_of
from synthesis.tables.rules.contract import RuleCheck, RuleKind, short_listing
from synthesis.tables.rules.described import DescribedRule
from synthesis.tables.rules.sample import BEYOND_CHANCE, FEWEST_ROWS, KEPT, Sample, beyond, reduced
from synthesis.tables.schema import Constraint


def _proposed(sample: Sample, found: Sequence[Constraint]) -> Iterator[Constraint]:
    """Columns that are blank together, told once for all of them, and columns whose blanks lie within another's."""
    names, blank = sample.schema.names, sample.blank
    often = blank.sum(axis=0)
    places = np.flatnonzero((often >= min(FEWEST_ROWS, 20)) & (often <= 0.95 * len(blank)))
    if not len(places):
        return
    flags = blank[:, places].astype("float32")
    both = flags.T @ flags
    within = both / often[places][:, None]
    chance = often[places] / len(blank)
    implies = (within >= KEPT) & (beyond(within, chance[None, :]) >= BEYOND_CHANCE)
    leader = [int(np.flatnonzero(implies[a] & implies[:, a])[0]) for a in range(len(places))]
    for a in sorted(set(leader)):
        members = [names[places[b]] for b in range(len(places)) if leader[b] == a]
        if len(members) > 1:
            yield BLANK_TOGETHER.stated(*members)
    pairs = {(a, b) for a, b in zip(*np.nonzero(implies), strict=True) if a != b}
    leaders = {(int(a), int(b)) for a, b in pairs if leader[a] == a and leader[b] == b}
    yield from (BLANK_WITH.stated(names[places[a]], names[places[b]]) for a, b in reduced(leaders))


def _followed(asked: RuleCheck) -> tuple[float, int]:
    blank = asked.blank
    return share_of(blank[blank[:, 0], 1])


def _together(asked: RuleCheck) -> tuple[float, int]:
    blank = asked.blank
    return share_of(blank[blank.any(axis=1)].all(axis=1))


def _not_followed(asked: RuleCheck) -> Flags:
    blank = asked.blank
    return np.asarray(blank[:, 0] & ~blank[:, 1])


def _not_together(asked: RuleCheck) -> Flags:
    blank = asked.blank
    return np.asarray(blank.any(axis=1) & ~blank.all(axis=1))


BLANK_TOGETHER = RuleKind(
    "blank-together",
    lambda names, _: f"{short_listing(names)} are blank together or not at all.",
    _together,
    _not_together,
    propose=_proposed,
    kept_by=("blanks",),
    described=DescribedRule("are blank together", blanks="together", most=None),
)
BLANK_WITH = RuleKind(
    "blank-with",
    lambda names, _: f"Where {names[0]} is blank, {names[1]} is blank too.",
    _followed,
    _not_followed,
    kept_by=("blanks",),
    described=DescribedRule("blank, then also", blanks="follow"),
)
