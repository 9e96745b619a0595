"""Numbers that have bounds wherever they stand: what people write is held to them by `strict_reader`."""

from typing import Annotated

from annotated_types import Ge, Interval

Proportion = Annotated[float, Interval(ge=0.0, le=1.0)]
"""A part of a whole, 0 to 1."""

Count = Annotated[int, Ge(0)]
"""How many there are."""
