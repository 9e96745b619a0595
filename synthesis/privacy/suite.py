"""The audit: every attack against one release, each beside the same attack on people it has never seen."""

import logging
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import pandas as pd

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.foundation.errors import Cancelled, SynthesisError, UnfitTable
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.privacy.align import Aligned, align
from synthesis.privacy.canaries import sensitivity
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, RiskSubject, not_run
from synthesis.privacy.copies import closeness, count_copies
from synthesis.privacy.covariate_shift import covariate_shift
from synthesis.privacy.guarantee_violation import held_to, per_person
from synthesis.privacy.inference import INFERENCE
from synthesis.privacy.intervals import fisher
from synthesis.privacy.linkability import LINKABILITY
from synthesis.privacy.matching import keys
from synthesis.privacy.membership import MEMBERSHIP
from synthesis.privacy.outlier_membership import OUTLIER_MEMBERSHIP
from synthesis.privacy.references import placed
from synthesis.privacy.replication import REPLICATION, unaided
from synthesis.privacy.risk import Copies, CovariateShift, Privacy, Risk, Sensitivity
from synthesis.privacy.singling_out import SINGLING_OUT
from synthesis.privacy.subgroup_risks import risk_drivers, subgroup_risks, usual_columns, weak_spots
from synthesis.tables.data_subject import one_row_per_subject, subject_ids
from synthesis.tables.encode import encode
from synthesis.tables.schema import Role, Schema
from synthesis.tables.table import Table

ATTACKS: tuple[Attack, ...] = (REPLICATION, MEMBERSHIP, OUTLIER_MEMBERSHIP, SINGLING_OUT, LINKABILITY, INFERENCE)

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_BY_CHANCE = 0.001
_UNEXPECTED = 0.001
_ONE_ROW = (
    "An attacker who puts all rows of a person together: risks are those of a person, and one row of each, drawn by "
    "chance, was attacked."
)
_ALWAYS_UNTESTED = (
    "An attacker who holds the fitted model, or several releases made from the same table.",
    "Links to other tables about the same people, and people with more than one row.",
    "Attacks that nobody has thought of yet.",
)


def assess(
    train: Table,
    control: Table | None,
    synthetic: Table | pd.DataFrame,
    *,
    attacks: int = 2000,
    seed: Seed,
    secrets: Sequence[str] | None = None,
    promise: Guarantee = Guarantee(),  # noqa: B008
    references: bool = True,
    groups: Sequence[str] | None = None,
    shared: float | None = None,
    report: Report = silent,
) -> Privacy:
    """What can be learnt about people in `train` beyond what the release says of anybody, by each of ATTACKS.

    `control`: rows of the same kind that the generator never saw. Without them, or with rows that repeat training rows,
    gains cannot be measured and no risk comes out as sampled. `attacks`: how many guesses a sampling attack makes.
    `secrets`: columns an attacker wants to know; by default those whose role is sensitive, or else all. Limits and
    statuses are left to a policy. `references`: also find floor and ceiling of every risk, the smallest leak that would
    be noticed, and what helps to read the risks (closeness, drift, groups, weak spots, carriers), which takes about as
    long as the attacks. `groups`: columns by whose levels and bands risks are also told; by default the sensitive ones
    and quasi-identifiers. `shared`: what `overlap` says of the control rows, where that is known already. The same seed
    gives the same numbers; only `seconds` differ.

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
    sides = (train, outsiders)
    scene, aligned = _view(_each_person(sides, seed), release, attacks, secrets, seed)
    risks = _risks(scene, within(report, 0.0, 0.6))
    noticed, deep = Sensitivity(), references and _enough(scene)
    if deep:
        report(Step("Floor and ceiling", 0.6))
        risks = _attempt("floor and ceiling", lambda: placed(risks, scene, _attacked), risks)
        report(Step("Hiding rows to see whether they are noticed", 0.8))
        noticed = _attempt("the positive control", lambda: sensitivity(scene, risks, _attacked), noticed)
    report(Step("Counting copies", 1.0))
    whole = scene if train.schema.entity is None else _view(sides, release, attacks, secrets, seed)[0]
    personal = per_person(promise, _most_rows(train))
    one_row = () if train.schema.entity is None else (_ONE_ROW,)
    said = (*_unread(train.schema, aligned, release), *_failed(risks), *one_row, *_of_rows(promise, personal))
    untested = (*_overlapping(shared), *said, *_ALWAYS_UNTESTED)
    found = Privacy(held_to(personal, risks), _copies(whole), noticed, promise, untested)
    if not references:
        return found
    found = replace(found, closeness=_attempt("closeness", lambda: closeness(scene), None))
    return _explained(found, scene, groups) if deep else found


def _most_rows(train: Table) -> int:
    """The most rows that one person has."""
    people = subject_ids(train)
    return 1 if people is None else int(np.bincount(people).max())


def _of_rows(promise: Guarantee, personal: Guarantee) -> tuple[str, ...]:
    if personal == promise or promise.epsilon is None or personal.epsilon is None:
        return ()
    rows = round(personal.epsilon / promise.epsilon) if promise.epsilon else 0
    said = (
        f"ε = {promise.epsilon:g} is promised of single rows; of a person, who has up to {rows:,} rows here, ε = "
        f"{personal.epsilon:g}."
    )
    return (f"More than the formal promise says: {said}",)


def _each_person(groups: tuple[Table, Table | None], seed: Seed) -> tuple[Table, Table | None]:
    """One row of each person, so that the rows of one do not count as evidence for each other."""
    train, outsiders = groups
    each = seed.child("people")
    return one_row_per_subject(train, each), None if outsiders is None else one_row_per_subject(outsiders, each)


def _view(
    groups: tuple[Table, Table | None], release: pd.DataFrame, attacks: int, secrets: Sequence[str] | None, seed: Seed
) -> tuple[AttackContext, Aligned]:
    train, outsiders = groups
    aligned = align(train.schema, train.frame, *([] if outsiders is None else [outsiders.frame]), release)
    return _scene(train.schema, aligned, outsiders is not None, attacks, secrets, seed), aligned


def overlap(train: Table, control: Table) -> float:
    """The share of control rows that repeat a training row, beyond what training rows do among themselves.

    Only rows whose cells are too rare together to meet by chance count (fewer than one training row in a thousand
    tables would have them if columns were independent), so that a table of a few categories is no overlap. 0 where the
    rest could be chance (Fisher's test, p ≥ 0.001); 1 where all of them do."""
    aligned = align(train.schema, train.frame, control.frame)
    if not len(aligned.schema) or not len(control) or not len(train):
        return 0.0
    values = encode(aligned.schema, *aligned.frames).values
    ours, theirs = (keys(part[_unlikely(part, values[0])]) for part in values)
    if not len(ours) or not len(theirs):
        return 0.0
    repeated = int(np.isin(theirs, ours).sum())
    _, kind, times = np.unique(ours, return_inverse=True, return_counts=True)
    usual = int((times[kind] > 1).sum())
    if fisher(repeated, len(theirs), usual, len(ours)) >= _BY_CHANCE:
        return 0.0
    chance = usual / len(ours)
    return (repeated / len(theirs) - chance) / (1.0 - chance)


def _unlikely(rows: Numbers, train: Numbers) -> Flags:
    """Which rows nobody would expect among the training rows, by the product of their cells' frequencies there."""
    log_chance = np.full(len(rows), np.log(len(train)))
    for cells, known in zip(rows.T, train.T, strict=True):
        values, times = np.unique(known, return_counts=True)
        place = np.minimum(np.searchsorted(values, cells), len(values) - 1)
        same = (values[place] == cells) | (np.isnan(values[place]) & np.isnan(cells))
        log_chance += np.log(np.where(same, times[place], 1) / len(known))
    return np.asarray(log_chance < np.log(_UNEXPECTED))


def _scene(
    schema: Schema, aligned: Aligned, controlled: bool, attacks: int, secrets: Sequence[str] | None, seed: Seed
) -> AttackContext:
    encoded = encode(aligned.schema, *aligned.frames)
    train, release = encoded.values[0], encoded.values[-1]
    control = encoded.values[1] if controlled else train[:0]
    wanted = _secrets(schema, secrets)
    return AttackContext(
        columns=aligned.schema.columns,
        numeric=encoded.numeric,
        train=train,
        control=control,
        synthetic=release[seed.child("order").generator().permutation(len(release))],
        attacks=max(1, attacks),
        secrets=tuple(name for name in wanted if name in aligned.schema),
        unreadable=tuple(name for name in wanted if name not in aligned.schema),
        levels=encoded.levels,
        seed=seed,
    )


def _secrets(schema: Schema, secrets: Sequence[str] | None) -> tuple[str, ...]:
    if secrets:
        return tuple(dict.fromkeys(schema[name].name for name in secrets))
    return schema.with_role(Role.SENSITIVE) or schema.modelled.names


def _risks(scene: AttackContext, report: Report) -> tuple[Risk, ...]:
    risks: list[Risk] = []
    for place, attack in enumerate(ATTACKS):
        report(Step(f"Attack: {attack.title}", place / len(ATTACKS)))
        risks.extend(_guarded(attack, scene))
    return tuple(risks)


def _guarded(attack: Attack, scene: AttackContext) -> tuple[Risk, ...]:
    """The attack's risks; an attack that breaks is one that was not run, and the others go on."""
    started = time.perf_counter()
    try:
        if not scene.columns:
            raise UnfitTable("The files have no column in common that an attack can read.", "Check the column names.")
        risks = attack.run(scene)
    except Cancelled:
        raise
    except SynthesisError as error:
        risks = _broken(attack, scene, error.happened)
    except Exception as error:
        _log(attack.name, error)
        risks = _broken(attack, scene, f"The attack stopped unexpectedly ({type(error).__name__}).")
    share = (time.perf_counter() - started) / max(len(risks), 1)
    return tuple(replace(risk, seconds=share) for risk in risks)


def _broken(attack: Attack, scene: AttackContext, why: str) -> tuple[Risk, ...]:
    secrets: tuple[str | None, ...] = (*scene.secrets, *scene.unreadable) if attack.name == INFERENCE.name else (None,)
    subjects = [RiskSubject(attack.name, v, scene.names, s, attack.measure) for v in attack.variants for s in secrets]
    return tuple(not_run(subject, why, requested=scene.attacks) for subject in subjects)


def _explained(found: Privacy, scene: AttackContext, groups: Sequence[str] | None) -> Privacy:
    """The report with what helps to read it; whatever of it breaks stays empty."""
    of = usual_columns(scene) if groups is None else tuple(groups)
    other = _attempt("the comparison of control and training rows", lambda: covariate_shift(scene), None)
    if other is not None and other.drifted:
        risks = _attempt("copies without a control", lambda: unaided(scene, found.risks), found.risks)
        found = replace(found, risks=risks, warnings=(_of_another_kind(other),))
    return replace(
        found,
        drift=other,
        groups=_attempt("the groups", lambda: subgroup_risks(scene, of), ()),
        weak_spots=_attempt("the weak spots", lambda: weak_spots(scene), ()),
        carriers=_attempt("the carriers", lambda: risk_drivers(scene), ()),
    )


def _of_another_kind(other: CovariateShift) -> str:
    told = f"a classifier tells the two apart with an area under the curve of {other.auc:.2f}, where 0.50 is chance"
    return (
        f"The control rows are not of the same kind as the training rows: {told}, most by {', '.join(other.columns)}."
    )


def _attacked(scene: AttackContext) -> tuple[Risk, ...]:
    """Every attack's risks, without a word."""
    return tuple(risk for attack in ATTACKS for risk in _guarded(attack, scene))


def _enough(scene: AttackContext) -> bool:
    return len(scene.control) >= 4 and len(scene.columns) > 0


def _attempt(what: str, work: Callable[[], T], otherwise: T) -> T:
    """What `work` gives; what breaks it is logged, and its part of the report stays empty."""
    try:
        return work()
    except Cancelled:
        raise
    except Exception as error:
        _log(what, error)
        return otherwise


def _copies(scene: AttackContext) -> Copies:
    nothing = Copies(None, None, None, None)
    return _attempt("the count of copies", lambda: count_copies(scene), nothing) if scene.columns else nothing


def _log(what: str, error: Exception) -> None:
    """Type and place of a bug; the message could quote a cell."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    _LOG.error("%s stopped: %s at %s:%s", what, type(error).__name__, place.name, place.lineno)


def _overlapping(shared: float) -> tuple[str, ...]:
    if shared <= 0.0:
        return ()
    return (f"Gains over a control group: {shared:.1%} of the control rows repeat training rows, so it was set aside.",)


def _unread(schema: Schema, aligned: Aligned, release: pd.DataFrame) -> tuple[str, ...]:
    others = [c.name for c in schema.released if not c.modelled and c.name in release.columns]
    extra = len([name for name in release.columns if str(name) not in schema])
    said = []
    if aligned.lost:
        said.append("Columns that cannot be read in all of the files: " + ", ".join(aligned.lost) + ".")
    if others:
        said.append("Columns of free text, identifiers or a single value: " + ", ".join(others) + ".")
    if extra:
        said.append(f"Columns of the release that the training table lacks: {extra}.")
    return tuple(said)


def _failed(risks: tuple[Risk, ...]) -> tuple[str, ...]:
    titles = {attack.name: attack.title for attack in ATTACKS}
    missing = dict.fromkeys(
        titles[risk.attack]
        + (f" ({risk.variant})" if risk.variant else "")
        + (f" of {risk.secret}" if risk.secret else "")
        for risk in risks
        if risk.evidence == "not-run"
    )
    return (f"Attacks that could not be judged: {', '.join(missing)}.",) if missing else ()
