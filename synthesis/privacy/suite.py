"""The audit: every attack against one release, each beside the same attack on people it has never seen."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pandas as pd

from synthesis.foundation.errors import UnfitTable
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.privacy import registry
from synthesis.privacy.canaries import sensitivity
from synthesis.privacy.context import AttackContext
from synthesis.privacy.copies import closeness, count_copies
from synthesis.privacy.covariate_shift import covariate_shift
from synthesis.privacy.coverage import coverage
from synthesis.privacy.guarantee_violation import per_person, with_violations
from synthesis.privacy.guarded import attempt, every_attack, guarded
from synthesis.privacy.overlap import overlap
from synthesis.privacy.preparation import most_rows, one_row_each, prepared
from synthesis.privacy.references import placed
from synthesis.privacy.risk import Copies, CovariateShift, Privacy, Risk
from synthesis.privacy.risk_drivers import risk_drivers
from synthesis.privacy.sensitivity import Sensitivity
from synthesis.privacy.several_releases import over_combined
from synthesis.privacy.subgroup_risks import subgroup_risks, usual_columns
from synthesis.privacy.untested import beyond_guarantee, never_tested, untested
from synthesis.privacy.weak_spots import weak_spots
from synthesis.tables.table import Table


def assess(
    train: Table,
    control: Table | None,
    synthetic: Table | pd.DataFrame,
    *,
    attacks: int = 2000,
    seed: Seed,
    secrets: Sequence[str] | None = None,
    guarantee: Guarantee = Guarantee(),  # noqa: B008
    references: bool = True,
    groups: Sequence[str] | None = None,
    shared: float | None = None,
    releases: Sequence[int] = (),
    report: Report = silent,
) -> Privacy:
    """What can be learnt about people in `train` beyond what the release says of anybody, by every attack there is.

    `control`: rows of the same kind that the generator never saw. Without them, or with rows that repeat training rows,
    gains cannot be measured and no risk comes out as sampled. `attacks`: how many guesses a sampling attack makes.
    `secrets`: columns an attacker wants to know; by default those whose role is sensitive, or else all. Limits and
    statuses are left to a policy. `references`: also find floor and ceiling of every risk, the smallest leak that would
    be noticed, and what helps to read the risks (closeness, drift, groups, weak spots, carriers), which takes about as
    long as the attacks. `groups`: columns by whose levels and bands risks are also told; by default the sensitive ones
    and quasi-identifiers. `shared`: what `overlap` says of the control rows, where that is known already. `releases`:
    where `synthetic` is several releases one below the other, the number of the one that each row is from. The same
    seed gives the same numbers; only `seconds` differ.

    Where a column names whom rows are about, one row of each person is attacked; copies are counted over all rows; and
    a promise about single rows is held to what it says of people with as many rows as anybody has.

    Raises UnfitTable for a table without rows. An attack that fails is reported as not run.
    """
    release = synthetic.frame if isinstance(synthetic, Table) else synthetic
    if not len(train) or not len(release):
        raise UnfitTable("The training or the synthetic table has no rows.", "Bring tables with rows in them.")
    if shared is None:
        shared = overlap(train, control) if control is not None else 0.0
    outsiders = None if control is None or not len(control) or shared > 0.0 else control
    context, aligned = prepared(one_row_each((train, outsiders), seed), release, attacks, secrets, seed, releases)
    risks, noticed = _attacked(context, references, report)
    whole = context if train.schema.entity is None else prepared((train, outsiders), release, attacks, secrets, seed)[0]
    personal = per_person(guarantee, most_rows(train))
    silent_on = (*untested(train.schema, aligned, release, risks, shared), *beyond_guarantee(guarantee, personal))
    compared = coverage(train.schema, aligned, context, release, risks)
    silent_on = (*silent_on, *never_tested(len(releases) > 0))
    found = Privacy(with_violations(personal, risks), _copies(whole), noticed, guarantee, silent_on)
    found = replace(found, coverage=compared)
    if not references:
        return found
    found = replace(found, closeness=attempt("closeness", lambda: closeness(context), None))
    return _explained(found, context, groups) if _enough(context) else found


def _attacked(context: AttackContext, references: bool, report: Report) -> tuple[tuple[Risk, ...], Sensitivity]:
    """Every attack's risks, with floor and ceiling and the smallest leak that would be noticed where these are
    wanted."""
    risks, noticed = _risks(context, within(report, 0.0, 0.6)), Sensitivity()
    if len(context.releases) and context.controlled and context.columns:
        pooled = risks
        risks = attempt("rows of several releases", lambda: over_combined(context, pooled), risks)
    if references and _enough(context):
        report(Step("Floor and ceiling", 0.6))
        with ThreadPoolExecutor(1) as beside:
            found = risks
            ends = beside.submit(attempt, "floor and ceiling", lambda: placed(found, context, every_attack), found)
            report(Step("Hiding rows to see whether they are noticed", 0.6))
            noticed = attempt("the positive control", lambda: sensitivity(context, found, every_attack), noticed)
            risks = ends.result()
    report(Step("Counting copies", 1.0))
    return risks, noticed


def _risks(context: AttackContext, report: Report) -> tuple[Risk, ...]:
    """Every attack's risks, two attacks beside each other: much of each is done on one core."""
    risks: list[Risk] = []
    beside = ThreadPoolExecutor(2)
    try:
        running = [beside.submit(guarded, attack, context) for attack in registry.ATTACKS]
        for place, (attack, found) in enumerate(zip(registry.ATTACKS, running, strict=True)):
            report(Step(f"Attack: {attack.term[:1].upper()}{attack.term[1:]}", place / len(registry.ATTACKS)))
            risks.extend(found.result())
    finally:
        beside.shutdown(cancel_futures=True)
    return tuple(risks)


def _explained(found: Privacy, context: AttackContext, groups: Sequence[str] | None) -> Privacy:
    """The report with what helps to read it; whatever of it breaks stays empty."""
    of = usual_columns(context) if groups is None else tuple(groups)
    other = attempt("the comparison of control and training rows", lambda: covariate_shift(context), None)
    if other is not None and other.drifted:
        risks = attempt("gains without a control", lambda: _over_duplicates(context, found.risks), found.risks)
        found = replace(found, risks=risks, warnings=(_of_another_kind(other),))
    return replace(
        found,
        drift=other,
        groups=attempt("the groups", lambda: subgroup_risks(context, of), ()),
        weak_spots=attempt("the weak spots", lambda: weak_spots(context), ()),
        carriers=attempt("the carriers", lambda: risk_drivers(context), ()),
    )


def _over_duplicates(context: AttackContext, risks: Sequence[Risk]) -> tuple[Risk, ...]:
    """Each risk with the gain over training rows among themselves, of the attacks that know one."""
    found: list[Risk] = []
    for attack in registry.ATTACKS:
        own = tuple(risk for risk in risks if risk.attack == attack.name)
        found += own if attack.duplicate_baseline is None else attack.duplicate_baseline(context, own)
    return tuple(found)


def _of_another_kind(other: CovariateShift) -> str:
    told = f"a classifier tells the two apart with an area under the curve of {other.auc:.2f}, where 0.50 is chance"
    return (
        f"The control rows are not of the same kind as the training rows: {told}, most by {', '.join(other.columns)}."
    )


def _enough(context: AttackContext) -> bool:
    return len(context.control) >= 4 and len(context.columns) > 0


def _copies(context: AttackContext) -> Copies:
    nothing = Copies(None, None, None, None)
    return attempt("the count of copies", lambda: count_copies(context), nothing) if context.columns else nothing
