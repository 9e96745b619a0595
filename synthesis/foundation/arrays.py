"""Names for the arrays that travel."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
"""float64, missing as NaN."""

Flags = NDArray[np.bool_]
"""True or False."""

Array = NDArray[Any]
"""Anything else, objects and strings among it."""
