"""The columns that carry the risk."""

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy import registry
from synthesis.privacy.context import AttackContext
from synthesis.privacy.intervals import Gain, advantage, wilson
from synthesis.privacy.risk import RiskDriver


def risk_drivers(context: AttackContext) -> tuple[RiskDriver, ...]:
    """For each column, what an attacker learns of its cells beyond what outsiders lose; the one that carries most
    first.

    By the attacks that guess cells of every column (`Attack.cells`): of a very wide table those of the secrets alone.
    Where several do, the one with the highest lower bound counts; one that guessed nobody's cells says nothing. Beside
    it what attacks say of a column's part in their gain (`Attack.shares`).
    """
    if not context.controlled or len(context.columns) < 2:
        return ()
    gains: dict[int, Gain] = {}
    for attack in registry.ATTACKS:
        for column, right in attack.cells(context) if attack.cells is not None else ():
            if not all(map(len, right)):
                continue
            gain = _gain(right)
            gains[column] = max(gains.get(column, gain), gain, key=lambda one: one.low)
    parts = _shares(context)
    found = [_driver(context, column, gain, parts) for column, gain in gains.items()]
    return tuple(sorted(found, key=lambda driver: -driver.low))


def _gain(right: tuple[Flags, Flags]) -> Gain:
    main, control = right
    return advantage(wilson(int(main.sum()), len(main)), wilson(int(control.sum()), len(control)))


def _shares(context: AttackContext) -> dict[str, Numbers]:
    """Each column's part in what attacks gain, by the field of a risk driver that holds it."""
    said = [attack.shares(context) for attack in registry.ATTACKS if attack.shares is not None]
    return {name: part for one in said for name, part in one.items() if part is not None}


def _driver(context: AttackContext, column: int, gain: Gain, parts: dict[str, Numbers]) -> RiskDriver:
    shares = {name: float(np.asarray(part)[column]) for name, part in parts.items()}
    return RiskDriver(context.names[column], gain.value, gain.low, gain.high, **shares)
