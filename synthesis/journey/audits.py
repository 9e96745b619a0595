"""How a synthetic table is judged: attacked, compared, used, and put before the policy."""

import platform
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib import metadata
from pathlib import Path

from synthesis.fidelity import compare
from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.foundation.version import __version__
from synthesis.journey.releases import files_of, together
from synthesis.privacy import assess, overlap
from synthesis.privacy.risk import Copies, Privacy
from synthesis.privacy.sensitivity import Sensitivity
from synthesis.protections import cut_prefixes
from synthesis.release.audit import Audit, ReleaseFile, RowCounts, RuleSatisfaction
from synthesis.release.policy import PUBLIC, Policy
from synthesis.release.verdict import judge
from synthesis.tables import (
    Constraint,
    Schema,
    Table,
    count_subjects,
    harmonise_levels,
    read_table,
    satisfaction,
    shared_subjects,
)
from synthesis.utility import Utility, train_on_synthetic

AUDITED_ATTACKS = 2000
"""Guesses an attack makes unless it is told otherwise."""

SHARED = (
    "The control file shares rows with the training file, so it was not used: bring rows that no model was trained on."
)

_PACKAGES = ("sdv", "anonymeter", "pandas", "numpy", "scipy", "scikit-learn", "numba", "torch", "streamlit", "opendp")


@dataclass(frozen=True, eq=False)
class Judging:
    """How a synthetic table is to be judged."""

    policy: Policy = PUBLIC
    attacks: int = AUDITED_ATTACKS
    secrets: tuple[str, ...] = ()
    target: str | None = None
    skip: bool = False

    def __post_init__(self) -> None:
        if not 100 <= self.attacks <= 100_000:
            raise UnusableOption("The number of attacks is out of bounds.", "Ask for 100 to 100,000.")

    def check(self, schema: Schema) -> None:
        """UnusableOption when a secret or the target is no column that can be attacked or predicted."""
        known = schema.modelled
        if not {*self.secrets, *filter(None, [self.target])} <= set(known.names):
            raise UnusableOption(
                "A secret or the target is not a modelled column.", "Columns: " + ", ".join(known.names)
            )


@dataclass
class Clock:
    """Wall seconds by stage."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Adds the time inside the block to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.perf_counter() - start, 3)

    def finished(self) -> dict[str, float]:
        """All stages of the outer contract, absent ones as 0, and their total."""
        stages = {name: self.seconds.get(name, 0.0) for name in ("read", "privacy", "fidelity", "utility")}
        return {**stages, **self.seconds, "total": round(sum(self.seconds.values()), 3)}


def audit(
    train_path: Path,
    control_path: Path | None,
    synthetic_path: Path | Sequence[Path],
    judging: Judging,
    schema: Schema | None = None,
    seed: int = 0,
    report: Report = silent,
) -> Audit:
    """Judge a synthetic file made anywhere, or several of one source together, against the rows it was trained on and
    rows it never saw."""
    return audited(train_path, control_path, synthetic_path, judging, schema, seed, report).audit


@dataclass(frozen=True, eq=False)
class Audited:
    """An audit with the tables that it is about; `control` is None where none could be used."""

    audit: Audit
    train: Table
    control: Table | None
    synthetic: Table


def audited(
    train_path: Path,
    control_path: Path | None,
    synthetic_path: Path | Sequence[Path],
    judging: Judging,
    schema: Schema | None,
    seed: int,
    report: Report,
) -> Audited:
    """The same with the tables; a control table that shares rows with the training table is left out."""
    clock = Clock()
    with clock.stage("read"):
        report(Step("Reading the tables", 0.0))
        train = read_table(train_path, schema=schema)
        control = read_table(control_path, schema=train.schema) if control_path else None
        paths = [synthetic_path] if isinstance(synthetic_path, Path) else list(synthetic_path)
        releases = [read_table(path, schema=train.schema, strangers=True) for path in paths]
        files = files_of(releases, [path.read_bytes for path in paths])
    return audit_tables(train, control, releases, judging, seed, clock, report, files)


def audit_tables(
    train: Table,
    control: Table | None,
    releases: Sequence[Table],
    judging: Judging,
    seed: int,
    clock: Clock,
    report: Report,
    files: Sequence[ReleaseFile],
) -> Audited:
    """The same for tables that were read already, with the columns of the first; `files`: what the record says of
    several releases. UnusableOption without a release."""
    if not releases:
        raise UnusableOption("There is no synthetic table to judge.", "Give at least one.")
    judging.check(train.schema)
    synthetic, numbers = together(train, releases)
    shared = control is not None and shares_rows(train, control)
    usable = None if shared else control
    result = judge_table(train, usable, synthetic, seed, judging, Guarantee(), clock, report, 0.0, numbers)
    result = replace(result, releases=tuple(files))
    if shared:
        result = replace(result, verdict=replace(result.verdict, reasons=(SHARED, *result.verdict.reasons)))
    return Audited(result, train, usable, synthetic)


def shares_rows(train: Table, control: Table) -> bool:
    """Whether control rows repeat training rows beyond chance, or are about the same people."""
    return shared_subjects(train, control) > 0 or overlap(train, control) > 0.0


def judge_table(
    train: Table,
    control: Table | None,
    synthetic: Table,
    seed: int,
    judging: Judging,
    guarantee: Guarantee,
    clock: Clock,
    report: Report = silent,
    shared: float | None = None,
    releases: Sequence[int] = (),
) -> Audit:
    """Attack a synthetic table, measure its likeness and use, and let the policy decide.

    The tables are made `comparable` first. `shared`: the share of control rows that
    repeat training rows, where it is known. `releases`: as in `assess`."""
    train, control, synthetic = comparable(train, control, synthetic)
    risk = judge_risk(
        train, control, synthetic, seed, judging, guarantee, clock, within(report, 0.0, 0.7), shared, releases
    )
    if judging.skip:
        return risk
    with clock.stage("fidelity"):
        likeness = compare(train, synthetic.frame, control, within(report, 0.7, 0.95))
    with clock.stage("utility"):
        use = train_on_synthetic(
            train, control, synthetic.frame, judging.target, Seed(seed).child("utility"), within(report, 0.95, 1.0)
        )
    return replace(risk, fidelity=likeness, utility=use, timings=clock.finished())


def judge_risk(
    train: Table,
    control: Table | None,
    synthetic: Table,
    seed: int,
    judging: Judging,
    guarantee: Guarantee,
    clock: Clock,
    report: Report = silent,
    shared: float | None = None,
    releases: Sequence[int] = (),
) -> Audit:
    """The attacks of `judge_table` and the verdict alone, on tables that are `comparable`: neither likeness nor use is
    measured."""
    rows, kept = _counted(train, control, synthetic), _rules_kept(train, synthetic)
    found = _nothing_measured(guarantee)
    if not judging.skip:
        with clock.stage("privacy"):
            found = assess(
                train,
                control,
                synthetic.frame,
                attacks=judging.attacks,
                seed=Seed(seed).child("attack"),
                secrets=judging.secrets or None,
                guarantee=guarantee,
                shared=shared,
                releases=releases,
                report=report,
            )
    privacy, verdict = judge(judging.policy, found, rows.people)
    return Audit(verdict, judging.policy, seed, rows, privacy, None, Utility(), clock.finished(), versions(), kept)


def comparable(train: Table, control: Table | None, synthetic: Table) -> tuple[Table, Table | None, Table]:
    """The tables as they are compared: levels in the spelling of the training table, and words that are told by their
    first characters so in each of them, for who knows a postcode knows how it begins."""
    train = cut_prefixes(train)
    held = None if control is None else harmonise_levels(train, cut_prefixes(control))
    return train, held, harmonise_levels(train, cut_prefixes(synthetic))


def _rules_kept(train: Table, synthetic: Table) -> tuple[RuleSatisfaction, ...]:
    """How the rules that were confirmed hold in the training rows and in the synthetic ones."""

    def share(rule: Constraint, table: Table) -> float | None:
        found = satisfaction(rule, table.frame, train.schema, train.frame)
        return found.share if found.rows else None

    return tuple(
        RuleSatisfaction(r.sentence, r.columns, share(r, train), share(r, synthetic)) for r in train.schema.constraints
    )


def _counted(train: Table, control: Table | None, synthetic: Table) -> RowCounts:
    held = 0 if control is None else len(control)
    if train.schema.entity is None:
        return RowCounts(len(train), held, len(synthetic))
    return RowCounts(
        len(train), held, len(synthetic), count_subjects(train), 0 if control is None else count_subjects(control)
    )


def _nothing_measured(guarantee: Guarantee) -> Privacy:
    untested = ("Nothing was attacked: the audit was skipped.",)
    return Privacy((), Copies(None, None, None, None), Sensitivity(), guarantee, untested)


def versions() -> dict[str, str]:
    """The version of everything that can change a result."""
    found = {name: metadata.version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), "synthesis": __version__, **found}
