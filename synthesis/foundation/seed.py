"""Chance is handed in: one root number, and a named child for whoever needs draws of its own."""

import hashlib
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Seed:
    """A node in a tree of seeds; equal roots and paths give equal draws, different paths independent ones."""

    root: int
    path: tuple[str, ...] = ()

    def child(self, *names: object) -> "Seed":
        """The seed of a named part of the work, whatever order the parts run in."""
        return Seed(self.root, self.path + tuple(str(name) for name in names))

    @property
    def integer(self) -> int:
        """A number in [0, 2**32), for libraries that take one."""
        digest = hashlib.sha256("\x1f".join((str(self.root), *self.path)).encode()).digest()
        return int.from_bytes(digest[:4], "big")

    def generator(self) -> np.random.Generator:
        """A fresh numpy generator; two calls give the same draws."""
        digest = hashlib.sha256("\x1f".join((str(self.root), *self.path)).encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:16], "big"))
