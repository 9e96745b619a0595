"""What a generator guarantees by construction, whatever any attack finds."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Guarantee:
    """What a generator guarantees by construction."""

    kind: Literal["none", "epsilon-delta"] = "none"
    epsilon: float | None = None
    delta: float | None = None
    unit: str | None = None
