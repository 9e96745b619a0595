"""What is done to a table before and after a fit, whatever the generator."""

from synthesis.protections.complete import complete, left_blank
from synthesis.protections.protect import Protected, Protections, protect

__all__ = ["Protected", "Protections", "complete", "left_blank", "protect"]
