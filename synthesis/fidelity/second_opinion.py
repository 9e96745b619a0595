"""SDMetrics' quality and diagnostic reports on the same rows: its scores beside ours, its habits named."""

import time
from collections.abc import Mapping
from dataclasses import replace
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from synthesis.fidelity.measures import HEADLINE
from synthesis.fidelity.score import Fidelity
from synthesis.foundation.errors import Cancelled
from synthesis.foundation.numerals import count
from synthesis.foundation.progress import Report, Step, silent
from synthesis.foundation.second_opinion import (
    Difference,
    OutsideFigure,
    OwnFigure,
    is_tool_failure,
    overheard,
    stopped,
)
from synthesis.foundation.seed import Seed
from synthesis.tables.schema import Column
from synthesis.tables.table import Table

ROWS = 20_000
"""At most so many rows of each table are handed to the reports."""

_TABLE = "table"
_REPORTS: Mapping[str, tuple[str, ...]] = {
    "QualityReport": ("Column Shapes", "Column Pair Trends"),
    "DiagnosticReport": ("Data Validity", "Data Structure"),
}
_NO_REFERENCE = Difference(
    "no-reference",
    "It does not say what real rows would score among themselves; ours stands beside that reference on Fidelity.",
)
_IN_RANGE = Difference(
    "in-range",
    "It asks only whether values lie in the range of the real ones and categories are known there: a verbatim copy "
    "scores 1, so it says nothing of privacy.",
)


def sdmetrics_figures(
    train: Table, synthetic: pd.DataFrame, found: Fidelity | None = None, *, seed: Seed, report: Report = silent
) -> tuple[OutsideFigure, ...]:
    """The overall scores of SDMetrics' two reports and their parts, 1 being best; none has an interval.

    Columns: the modelled ones, numbers as numbers, dates as dates, all else as categories. The quality report, which
    refuses tables with other columns, is given those that both have; the diagnostic report is given all. A report that
    fails is a figure that did not run. `found`: what our measures say, to stand beside.
    """
    figures: list[OutsideFigure] = []
    for place, name in enumerate(_REPORTS):
        report(Step(f"SDMetrics: {name}", place / len(_REPORTS)))
        figures.extend(_of_report(name, train, synthetic, found, seed))
    return tuple(figures)


def _of_report(
    name: str, train: Table, synthetic: pd.DataFrame, found: Fidelity | None, seed: Seed
) -> tuple[OutsideFigure, ...]:
    columns = [c for c in train.schema.modelled if name == "DiagnosticReport" or c.name in synthetic]
    real, made = (_some(_plain(frame, columns), seed.child(part)) for part, frame in _parts(train, synthetic))
    blank = OutsideFigure(
        "sdmetrics",
        metadata.version("sdmetrics"),
        f"{name}: overall score",
        tuple(column.name for column in columns),
        {"train": len(real), "control": 0, "synthetic": len(made)},
        {"report": name, "sdtypes": {column.name: _sdtype(column) for column in columns}},
    )
    started = time.perf_counter()
    try:
        with overheard("sdmetrics"):
            made_report = _generated(name, real, made, columns)
    except Cancelled:
        raise
    except BaseException as error:
        if not is_tool_failure(error):
            raise
        seconds = time.perf_counter() - started
        return (replace(blank, did_not_run=stopped("sdmetrics", error), seconds=seconds),)
    blank = replace(blank, seconds=time.perf_counter() - started)
    lost = _lost(train, synthetic, name)
    return tuple(
        _scored(replace(blank, name=f"{name}: {part}"), part, made_report, found, lost)
        for part in ("overall score", *_REPORTS[name])
    )


def _parts(train: Table, synthetic: pd.DataFrame) -> tuple[tuple[str, pd.DataFrame], tuple[str, pd.DataFrame]]:
    return ("train", train.frame), ("synthetic", synthetic)


def _some(frame: pd.DataFrame, seed: Seed) -> pd.DataFrame:
    if len(frame) <= ROWS:
        return frame.reset_index(drop=True)
    rows = np.sort(seed.child("second opinion").generator().choice(len(frame), ROWS, replace=False))
    return frame.take(rows).reset_index(drop=True)


def _plain(frame: pd.DataFrame, columns: list[Column]) -> pd.DataFrame:
    return pd.DataFrame({c.name: _cells(frame[c.name], c) for c in columns if c.name in frame})


def _cells(cells: pd.Series, column: Column) -> pd.Series:
    """Numbers as floats, dates as dates, levels as words; what cannot be read so is blank."""
    if column.kind.calendar:
        dates: pd.Series = pd.to_datetime(cells, format=column.format or "ISO8601", errors="coerce", utc=True)
        local: pd.Series = dates.dt.tz_localize(None)
        return local
    if column.numeric:
        return pd.to_numeric(cells, errors="coerce").astype("Float64").astype("float64")
    return cells.astype("object").map(str, na_action="ignore")


def _sdtype(column: Column) -> str:
    if column.kind.calendar:
        return "datetime"
    return "numerical" if column.numeric else "categorical"


def _generated(name: str, real: pd.DataFrame, made: pd.DataFrame, columns: list[Column]) -> Any:
    from sdmetrics import reports

    kinds = {column.name: {"sdtype": _sdtype(column)} for column in columns}
    report = getattr(reports, name)()
    report.generate({_TABLE: real}, {_TABLE: made}, {"tables": {_TABLE: {"columns": kinds}}}, verbose=False)
    return report


def _scored(
    blank: OutsideFigure, part: str, report: Any, found: Fidelity | None, lost: Difference | None
) -> OutsideFigure:
    if part == "overall score":
        value, details = float(report.get_score()), None
    else:
        scores = report.get_properties().set_index("Property")["Score"]
        value, details = float(scores[part]), report.get_details(part)
    every = (*_differences(part, blank, details), lost)
    differences = tuple(one for one in every if one is not None)
    ours = _ours(part, found) if blank.name.startswith("QualityReport") else None
    if not np.isfinite(value):
        why = "SDMetrics gives no score here: nothing that it looks at could be scored, or passed its thresholds."
        return replace(blank, did_not_run=why, ours=ours, differences=differences)
    return replace(blank, value=value, ours=ours, differences=differences)


def _differences(part: str, blank: OutsideFigure, details: pd.DataFrame | None) -> list[Difference | None]:
    if part == "Column Pair Trends" and details is not None:
        return [_thresholds(details), _unscored(details)]
    quality = blank.name.startswith("QualityReport")
    usual = _NO_REFERENCE if quality and part == "overall score" else None if quality else _IN_RANGE
    return [usual if part != "Data Structure" else None, None if details is None else _unscored(details)]


def _thresholds(details: pd.DataFrame) -> Difference | None:
    met = int(details["Meets Threshold?"].fillna(False).sum())
    if met == len(details):
        return None
    return Difference(
        "thresholds",
        f"It counts {count(met)} of {count(len(details))} pairs of columns: those whose real correlation is "
        "above 0.5, or whose "
        "real association is above 0.3, and so no relation that the release made up. Ours counts every pair.",
    )


def _unscored(details: pd.DataFrame) -> Difference | None:
    """Its errors are kept beside its scores and left out of the mean; their words may quote cells."""
    broken = int(details["Error"].notna().sum()) if "Error" in details else 0
    if not broken:
        return None
    return Difference(
        "left-out", f"It failed on {count(broken)} of {count(len(details))} and leaves them out of its mean."
    )


def _lost(train: Table, synthetic: pd.DataFrame, name: str) -> Difference | None:
    lost = [column.name for column in train.schema.modelled if column.name not in synthetic]
    if not lost or name != "QualityReport":
        return None
    return Difference(
        "lost-columns",
        f"The release lacks {count(len(lost))} of the columns. It refuses such tables, so they were left out; "
        "ours counts what is lost as 0.",
    )


def _ours(part: str, found: Fidelity | None) -> OwnFigure | None:
    """Our figure for the same part; its reference stands on Fidelity."""
    if found is None:
        return None
    if part == "overall score":
        return OwnFigure("overall similarity", found.overall.value)
    if part == "Column Shapes":
        names = {measure.name for measure in HEADLINE}
        kept = [1.0 - one.value for one in found.scores if one.measure in names and one.value is not None]
        return OwnFigure("mean similarity of columns", float(np.mean(kept)) if kept else None)
    maps = found.associations
    upper = np.triu_indices(len(maps.columns), 1)
    if not len(upper[0]):
        return OwnFigure("mean similarity of pairs", None)
    gaps = np.abs(maps.train[upper] - maps.synthetic[upper])[np.isfinite(maps.train[upper])]
    pairs = np.maximum(0.0, 1.0 - np.nan_to_num(gaps, nan=1.0))
    return OwnFigure("mean similarity of pairs", float(pairs.mean()) if len(pairs) else None)
