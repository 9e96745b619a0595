"""Trees: each column drawn from the leaf of a tree grown on the columns before it (Reiter 2005)."""

from synthesis.generators.trees.generator import TREES, fit
from synthesis.generators.trees.model import Trees
from synthesis.generators.trees.settings import MEASURED, STRENGTHS, TreeSettings, automatic_leaf, likeness

__all__ = ["MEASURED", "STRENGTHS", "TREES", "TreeSettings", "Trees", "automatic_leaf", "fit", "likeness"]
