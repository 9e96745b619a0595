"""Progress on stderr."""

import sys

from synthesis.foundation.progress import Report, Step

_READING = 0.05
"""The share of a run in which input may still be refused."""


def stages() -> Report:
    """A listener that prints one line a stage. Reading is told once it has ended: input that is refused then leaves
    stderr to the two lines that say so."""
    told: list[str] = []
    held: list[str] = []

    def report(step: Step) -> None:
        if step.stage not in (*told[-1:], *held):
            held.append(step.stage)
        if step.done > _READING:
            print(*held, sep="\n", end="\n" * bool(held), file=sys.stderr, flush=True)
            told.extend(held)
            held.clear()

    return report
