"""How strongly columns must hang together beneath, so that what is seen of them hangs together as was asked."""

from functools import cache

import numpy as np
from scipy import special, stats

from synthesis.foundation.arrays import Numbers
from synthesis.foundation.errors import UnusableOption
from synthesis.invention.description import Described, Description
from synthesis.invention.quantiles import values_at

_FINE = 100
_CLOSE = 0.005
_HALVINGS = 10
_ASIDE = 0.1
"""How far a correlation may be moved to agree with the others before they count as contradictory."""


def root(description: Description, names: list[str]) -> Numbers:
    """A square root of the correlation matrix of the normal numbers beneath the columns `names`, nearest to what the
    links ask for (eigenvalues below zero are clipped). UnusableOption where the links contradict each other."""
    asked = np.eye(len(names))
    for link in description.links:
        a, b = names.index(link.first), names.index(link.second)
        asked[a, b] = asked[b, a] = beneath(description[link.first], description[link.second], link.value)
    values, vectors = np.linalg.eigh(asked)
    found = vectors * np.sqrt(np.clip(values, 0.0, None))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    if np.abs(found @ found.T - asked).max() > _ASIDE:
        raise UnusableOption("The links contradict each other.", "Weaken one: no table can have all of them at once.")
    return np.asarray(found)


def beneath(first: Described, second: Described, wanted: float) -> float:
    """The correlation of two normal numbers whose columns have Spearman's ρ `wanted`, ties counted by mean rank.

    Found by halving, on a grid of the normal plane; 2·sin(π·ρ/6) for columns without ties (Kruskal, JASA 53, 1958),
    more for those with few levels. UnusableOption says how strong the link can be at most where the shares do not allow
    it."""
    most = sampled(first, second, float(np.sign(wanted)))
    if abs(wanted) > abs(most) + _CLOSE:
        raise UnusableOption(
            f"{first.name} and {second.name} cannot be linked as strongly as {wanted:g}.",
            f"With these shares the link is {most:.2f} at most; ask for less.",
        )
    weak, strong = 0.0, float(np.sign(wanted))
    for _ in range(_HALVINGS):
        middle = (weak + strong) / 2
        if abs(sampled(first, second, middle)) < abs(wanted):
            weak = middle
        else:
            strong = middle
    return (weak + strong) / 2


def sampled(first: Described, second: Described, correlation: float) -> float:
    """Spearman's ρ of two columns whose normal numbers beneath have this correlation."""
    a, b = _plane()
    other = correlation * a + np.sqrt(1 - correlation**2) * b
    ranks = [stats.rankdata(values_at(c, special.ndtr(z))) for c, z in ((first, a), (second, other))]
    if any(np.ptp(rank) == 0 for rank in ranks):
        return 0.0
    return float(np.corrcoef(ranks)[0, 1])


@cache
def _plane() -> tuple[Numbers, Numbers]:
    """Points that share the normal plane evenly."""
    steps = special.ndtri((np.arange(_FINE) + 0.5) / _FINE)
    a, b = np.meshgrid(steps, steps)
    return a.ravel(), b.ravel()
