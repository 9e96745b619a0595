"""Work whose libraries put training values aside: in a file of its own, so that other work imports no numpy."""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from joblib import Parallel, delayed

from synthesis.foundation.progress import Report, Step


def put_aside(folder: Path, spec: dict[str, Any], report: Report) -> None:
    """Training values lie where libraries put them: in a temporary file, and in joblib's maps for its processes."""
    Path(tempfile.mkdtemp(), "rows.csv").write_text(spec["word"])
    values = np.full(200_000, spec["number"])
    report(Step("Putting aside", 0.5))
    Parallel(n_jobs=2)(delayed(hold)(values, folder, turn) for turn in range(2))


def hold(values: Any, folder: Path, turn: int) -> None:
    (folder / f"held-{turn}").write_text(str(os.getpid()))
    time.sleep(60)
