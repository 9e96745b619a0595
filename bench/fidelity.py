"""How long the whole of fidelity and utility takes on a table, and whether shared measures equal SDMetrics' own.

    python -m bench.fidelity TRAIN.csv CONTROL.csv SYNTHETIC.csv [--target COLUMN] [--repeat ROWS]

Prints one JSON line: seconds of processor time, the overall, SDMetrics' quality report on the same columns, and the
largest difference between a shared measure here and there. `--repeat` blows the tables up to so many rows, by drawing
with replacement, and times that comparison instead."""

import argparse
import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from synthesis.fidelity import Fidelity, compare
from synthesis.fidelity.detection import ROWS
from synthesis.fidelity.report import COLUMN_ROWS, PAIR_ROWS
from synthesis.foundation.seed import Seed
from synthesis.tables import Table, read_table
from synthesis.utility import train_on_synthetic


def main() -> None:
    """Run the comparison that the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path)
    parser.add_argument("control", type=Path)
    parser.add_argument("synthetic", type=Path)
    parser.add_argument("--target")
    parser.add_argument("--repeat", type=int)
    asked = parser.parse_args()
    train = read_table(asked.train)
    control, synthetic = (read_table(path, schema=train.schema) for path in (asked.control, asked.synthetic))
    compare(train, synthetic.frame.head(200), control)
    print(
        json.dumps(
            _large(train, control, synthetic, asked.repeat)
            if asked.repeat
            else _told(train, control, synthetic, asked.target)
        )
    )


def _told(train: Table, control: Table, synthetic: Table, target: str | None) -> dict[str, Any]:
    start = time.process_time()
    found = compare(train, synthetic.frame, control)
    ends = time.process_time()
    use = train_on_synthetic(train, control, synthetic.frame, target, Seed(0))
    return {
        "rows": len(train),
        "columns": len(train.schema.modelled),
        "fidelity_seconds": round(ends - start, 2),
        "utility_seconds": round(time.process_time() - ends, 2) if use.scores else None,
        "overall": found.overall.value,
        "reference": found.overall.reference,
        **_sdmetrics(found, train, synthetic),
    }


def _large(train: Table, control: Table, synthetic: Table, rows: int) -> dict[str, Any]:
    train, control, synthetic = (
        _drawn(table, rows if at != 1 else rows // 4, at) for at, table in enumerate((train, control, synthetic))
    )
    start = time.process_time()
    found = compare(train, synthetic.frame, control)
    return {
        "rows": rows,
        "fidelity_seconds": round(time.process_time() - start, 2),
        "overall": found.overall.value,
        "columns_on_rows": COLUMN_ROWS,
        "pairs_on_rows": PAIR_ROWS,
        "detectors_on_rows": ROWS,
    }


def _drawn(table: Table, rows: int, at: int) -> Table:
    frame = table.frame.sample(rows, replace=True, random_state=at, ignore_index=True)
    return Table(table.name, frame, table.schema, table.fingerprint)


def _sdmetrics(found: Fidelity, train: Table, synthetic: Table) -> dict[str, Any]:
    """SDMetrics' quality report, and the largest difference in the measures that it defines as we do."""
    from sdmetrics.column_pairs import CorrelationSimilarity
    from sdmetrics.reports import QualityReport
    from sdmetrics.single_column import CategoryCoverage, KSComplement, TVComplement

    names = list(train.schema.modelled.names)
    real, made = _plain(train, names), _plain(synthetic, names)
    kinds = {c.name: {"sdtype": "numerical" if c.numeric else "categorical"} for c in train.schema.modelled}
    by = {(score.measure, *score.columns): score.value for score in found.scores}
    gaps: dict[str, list[float]] = {
        "kolmogorov-smirnov": [],
        "total-variation": [],
        "category-coverage": [],
        "spearman": [],
    }
    start = time.process_time()
    report = QualityReport()
    report.generate({"t": real}, {"t": made}, {"tables": {"t": {"columns": kinds}}}, verbose=False)
    seconds = time.process_time() - start
    for name in names:
        if train.schema[name].numeric:
            gaps["kolmogorov-smirnov"].append(
                1 - by["kolmogorov-smirnov", name] - KSComplement.compute(real[name], made[name])
            )
        else:
            gaps["total-variation"].append(
                1 - by["total-variation", name] - TVComplement.compute(real[name].dropna(), made[name].dropna())
            )
            gaps["category-coverage"].append(
                by["category-coverage", name] - CategoryCoverage.compute(real[name], made[name])
            )
    for measure, one, other in (key for key in by if key[0] == "spearman"):
        both = CorrelationSimilarity.compute(real[[one, other]], made[[one, other]], coefficient="Spearman")
        gaps["spearman"].append(1 - by[measure, one, other] / 2 - both)
    return {
        "sdmetrics_score": report.get_score(),
        "sdmetrics_seconds": round(seconds, 2),
        "largest_difference": {name: float(np.abs(part).max()) for name, part in gaps.items() if part},
    }


def _plain(table: Table, names: list[str]) -> pd.DataFrame:
    frame = table.frame[names]
    return frame.assign(
        **{
            name: frame[name].astype("float64")
            for name in names
            if table.schema[name].numeric and str(frame[name].dtype) == "Int64"
        }
    )


if __name__ == "__main__":
    main()
