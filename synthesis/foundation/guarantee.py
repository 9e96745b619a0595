"""What a generator guarantees by construction, whatever any attack finds."""

from dataclasses import dataclass
from typing import Literal

GuaranteeKind = Literal["none", "epsilon-delta"]


@dataclass(frozen=True)
class Guarantee:
    """What a generator guarantees by construction."""

    kind: GuaranteeKind = "none"
    epsilon: float | None = None
    delta: float | None = None
    unit: str | None = None

    @property
    def formal(self) -> bool:
        """Whether anything is guaranteed at all."""
        return self.kind != "none"
