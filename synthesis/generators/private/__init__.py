"""Rows under differential privacy: noisy counts of declared domains, and what can be drawn from them."""

from synthesis.generators.private.trees import PRIVATE_TREES, PrivateSettings

__all__ = ["PRIVATE_TREES", "PrivateSettings"]
