"""What is done to a table before and after a fit, whatever the generator."""

from synthesis.protections.coarse import coarsen, on_grids
from synthesis.protections.complete import complete, left_blank, made_new
from synthesis.protections.protect import Protected, Protections, protect

__all__ = ["Protected", "Protections", "coarsen", "complete", "left_blank", "made_new", "on_grids", "protect"]
