"""A second opinion by the tools that people know, on the rows of an audit: figures to read, which decide nothing."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.fidelity.second_opinion import sdmetrics_figures
from synthesis.foundation.errors import RunFailed
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.second_opinion import SecondOpinion
from synthesis.foundation.seed import Seed
from synthesis.journey import Clock, as_released
from synthesis.journey.follow_up import parts, store_about
from synthesis.journey.jobs import release_paths
from synthesis.journey.releases import together
from synthesis.privacy.second_opinion import anonymeter_figures
from synthesis.protections import cut_prefixes
from synthesis.release.audit import Audit
from synthesis.tables import Table, harmonise_levels, read_table


def second_opinion(
    train: Table, control: Table | None, synthetic: Table, audit: Audit, report: Report = silent
) -> SecondOpinion:
    """What stock anonymeter and SDMetrics say of the rows that `audit` is about, beside what it found.

    The tables are prepared as the audit prepares them; control rows that it set aside are not used here either."""
    train = cut_prefixes(train)
    made = harmonise_levels(train, cut_prefixes(synthetic)).frame
    held = control if control is not None and audit.rows.control else None
    outside = None if held is None else harmonise_levels(train, cut_prefixes(held))
    seed = Seed(audit.seed)
    risks = audit.privacy.risks
    privacy = anonymeter_figures(
        train, outside, made, risks, seed=seed.child("attack"), report=within(report, 0.0, 0.8)
    )
    likeness = sdmetrics_figures(
        train, made, audit.fidelity, seed=seed.child("fidelity"), report=within(report, 0.8, 1.0)
    )
    return SecondOpinion((*privacy, *likeness))


def with_second_opinion(
    audit: Audit, train: Table, control: Table | None, synthetic: Table, report: Report = silent
) -> Audit:
    """The audit with a second opinion beside it; nothing else in it changes."""
    return replace(audit, second_opinion=second_opinion(train, control, synthetic, audit, report))


def second_opinion_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The second opinion as a job; what it says is kept beside the candidate or the audit that it is about.

    `spec`: `of`, the id of that; and `source`, the table that the candidate was made from, or `train`, `control`
    and `synthetic` (and `releases`), the files that were audited."""
    store, key = store_about(folder, spec)
    made, audited = store.candidates.get(key), store.audits.get(key)
    if made is not None:
        split = parts(Path(spec["source"]), made.recipe, report)
        release = as_released(made.rows.released(), split.train, Clock())
        said = second_opinion(split.train, split.control, release, made.audit, within(report, 0.05, 1.0))
    elif audited is not None:
        report(Step("Reading the tables", 0.0))
        train = read_table(Path(spec["train"]))
        control = read_table(Path(spec["control"]), schema=train.schema) if spec["control"] else None
        release, _ = together(train, [read_table(path, schema=train.schema) for path in release_paths(spec)])
        said = second_opinion(train, control, release, audited.audit, within(report, 0.05, 1.0))
    else:
        raise RunFailed("What this is about is gone.", "Make it once more.")
    store.second_opinions.put(key, said)
