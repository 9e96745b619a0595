"""How a privacy budget is shared out among what is measured."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """How ρ is shared out among what is measured. Shares of parts that a table does not need go to the others.

    `bins`: about how many bins a wide number has; `groups`: how many groups of bins a column has in a pair at most;
    `sure`: how many standard deviations of noise a bin of its own must weigh.
    """

    target: float = 0.03
    shape: float = 0.10
    margin: float = 0.42
    pick: float = 0.05
    pair: float = 0.40
    bins: int = 20
    groups: int = 10
    sure: float = 1.0

    def shares(self, rho: float, needed: Mapping[str, bool]) -> Mapping[str, float]:
        """ρ for each part that is needed; all of it, and no more."""
        parts = {name: float(getattr(self, name)) for name in needed if needed[name]}
        return {name: rho * (parts.get(name, 0.0) / max(sum(parts.values()), 1e-12)) for name in needed}
