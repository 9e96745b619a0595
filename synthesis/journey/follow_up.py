"""What may be asked of a candidate after it was judged: the attacks once more, models for another target, and what
becomes of the table when generators learn from generators."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.fidelity import compare
from synthesis.fidelity.score import Fidelity, Generation
from synthesis.foundation.errors import RunFailed, UnfitTable, UnusableOption
from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.progress import Report, Step, silent, within
from synthesis.foundation.seed import Seed
from synthesis.generation.contract import Ability
from synthesis.generation.pipelines import pipeline_for
from synthesis.journey import AUDITED_ATTACKS, Clock, Finished, Judging, as_released, judging_of
from synthesis.journey.store import Store, StoredRows, store_around
from synthesis.privacy import assess
from synthesis.protections import cut_prefixes
from synthesis.recipe import Recipe
from synthesis.release.audit import SecondRound
from synthesis.release.record import Record
from synthesis.tables import Schema, Split, Table
from synthesis.utility import Utility, train_on_synthetic

GENERATIONS, MOST_GENERATIONS = 5, 20


def fresh_seed(csv: bytes) -> int:
    """A seed that nobody can choose without making another table: it follows from the bytes of the synthetic file."""
    return int.from_bytes(hashlib.sha256(b"again" + csv).digest()[:4], "big")


def parts(source: Path, recipe: Recipe, report: Report = silent) -> Split:
    """The training and control rows of a run, as they were when it was made."""
    report(Step("Reading the tables", 0.01))
    pipeline = pipeline_for(recipe)
    recipe, table = pipeline.open_table(source, recipe, None)
    return pipeline.hold_out(table, recipe, False)


def attack_again(
    split: Split, csv: bytes, judging: Judging, guarantee: Guarantee, report: Report = silent
) -> SecondRound:
    """Every attack once more on a release, with the same people held out and draws that follow from the release
    itself."""
    synthetic = as_released(csv, split.train, Clock())
    seed = fresh_seed(csv)
    found = assess(
        cut_prefixes(split.train),
        cut_prefixes(split.control),
        cut_prefixes(synthetic).frame,
        attacks=judging.attacks,
        seed=Seed(seed).child("attack"),
        secrets=judging.secrets or None,
        guarantee=guarantee,
        report=within(report, 0.05, 1.0),
    )
    return SecondRound(seed, found)


def attack_pick(
    source: Path, record: Record, csv: bytes, attacks: int = AUDITED_ATTACKS, report: Report = silent
) -> Record:
    """The record with a second round of attacks on what it speaks of, by its own policy and on the same secrets; the
    graver verdict counts. UnusableOption where `source` is not the table that the record is about."""
    split = parts(source, record.recipe, report)
    if split.train.fingerprint != record.source.fingerprint:
        raise UnusableOption(
            "The source is not the table that the runs are about.",
            "Give the file that they were made from, on the machine that made them.",
        )
    audit = record.audit
    secrets = tuple(dict.fromkeys(risk.secret for risk in audit.privacy.risks if risk.secret))
    judging = Judging(audit.policy, attacks, secrets)
    again = attack_again(split, csv, judging, audit.privacy.promise, report)
    return replace(record, audit=replace(audit, again=again).under(audit.policy))


def collapse(
    split: Split, recipe: Recipe, generations: int = GENERATIONS, report: Report = silent
) -> tuple[Generation, ...]:
    """How far the table drifts when the generator learns from its own output, again and again.

    Generation 1 learns from the training rows, each later one from the rows that the one before it made, as many as
    there are training rows. Every generation is compared with the training rows themselves; `reference` are control
    rows. The protections of the recipe are applied each time, as they would be."""
    pipeline = pipeline_for(recipe)
    pipeline.check(Ability.COLLAPSE)
    if not 1 <= generations <= MOST_GENERATIONS:
        raise UnusableOption("So many generations cannot be made.", f"Ask for 1 to {MOST_GENERATIONS}.")
    if not len(split.control):
        raise UnfitTable("No rows were held out to compare the generations with.", "Bring a table of more rows.")
    given, found = split, []
    train, control = cut_prefixes(split.train), cut_prefixes(split.control)
    for number in range(1, generations + 1):
        part = within(report, 0.02 + 0.98 * (number - 1) / generations, 0.02 + 0.98 * number / generations)
        told = _numbered(part, number, generations)
        again = replace(recipe, rows=len(split.train), seed=_seed_of(recipe, number))
        file = pipeline.make(given, again, Clock().stage, within(told, 0.0, 0.6))
        made = as_released(file.csv, split.train, Clock())
        found.append(_generation(number, compare(train, cut_prefixes(made).frame, control, within(told, 0.6, 1.0))))
        given = replace(given, train=replace(made, schema=_known(split.train.schema, made)))
    return tuple(found)


def _seed_of(recipe: Recipe, number: int) -> int:
    return recipe.seed if number == 1 else Seed(recipe.seed).child("generation", number).integer


def _numbered(report: Report, number: int, generations: int) -> Report:
    return lambda step: report(Step(f"Generation {number} of {generations}: {step.stage.lower()}", step.done))


def _known(schema: Schema, made: Table) -> Schema:
    """The schema as it was confirmed, over the columns that were released."""
    names = set(made.frame.columns)
    return replace(schema, columns=tuple(column for column in schema if column.name in names))


def _generation(number: int, found: Fidelity) -> Generation:
    seen = found.detection
    sets = found.marginals
    kept, kept_reference = _mean(found, ("category-coverage", "range-coverage"))
    return Generation(
        number,
        found.overall.value,
        found.overall.reference,
        seen.value if seen else None,
        seen.reference if seen else None,
        sets.value if sets else None,
        sets.reference if sets else None,
        kept,
        kept_reference,
    )


def _mean(found: Fidelity, measures: tuple[str, ...]) -> tuple[float | None, float | None]:
    scores = [score for score in found.scores if score.measure in measures]
    values = [score.value for score in scores if score.value is not None]
    references = [score.reference for score in scores if score.reference is not None]
    return (
        sum(values) / len(values) if values else None,
        sum(references) / len(references) if references else None,
    )


def use_of(
    rows: StoredRows, schema: Schema, target: str, groups: tuple[str, ...] | None, seed: int, report: Report = silent
) -> Utility:
    """Models for a target and groups of one's choice, from the rows that a run kept in the store."""
    train, control, synthetic = (rows.frame(part) for part in ("train", "control", "synthetic"))
    if train is None or control is None or synthetic is None:
        raise UnfitTable("This run kept no control rows.", "Run the generator once more.")
    real, held = (Table("", frame, schema.modelled, "") for frame in (train, control))
    return train_on_synthetic(real, held, synthetic, target, Seed(seed).child("utility"), report, groups=groups)


def again_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The second round of attacks as a job; what it finds is kept beside the candidate."""
    store, key = store_about(folder, spec)
    found = _candidate(store, key)
    split = parts(Path(spec["source"]), found.recipe, report)
    again = attack_again(split, found.rows.released(), judging_of(spec), found.audit.privacy.promise, report)
    store.second_rounds.put(key, again)


def collapse_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The collapse check as a job; what it finds is kept beside the candidate."""
    store, key = store_about(folder, spec)
    recipe = _candidate(store, key).recipe
    split = parts(Path(spec["source"]), recipe, report)
    store.collapses.put(key, collapse(split, recipe, int(spec.get("generations", GENERATIONS)), report))


def use_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """Models for another target or other groups as a job; what they reach is kept as the job's own."""
    store, key = store_about(folder, spec)
    found = _candidate(store, key) if spec.get("made", True) else store.audits.get(key)
    if found is None:
        raise _gone()
    groups = spec.get("groups")
    chosen = None if groups is None else tuple(groups)
    use = use_of(found.rows, found.schema, spec["target"], chosen, found.audit.seed, report)
    store_around(folder).utilities.put(folder.name, use)


def about(spec: Mapping[str, Any]) -> str:
    """The id of the candidate that a follow-up is about; version 0.1.0 wrote the path of its folder. Empty for other
    work."""
    return Path(str(spec.get("of", ""))).name


def store_about(folder: Path, spec: Mapping[str, Any]) -> tuple[Store, str]:
    """The store of the candidate, and its id: beside the folder of the job, else where its folder is said to be."""
    key = about(spec)
    return store_around(folder if (folder.parent / key).is_dir() else Path(str(spec["of"]))), key


def _candidate(store: Store, key: str) -> Finished:
    found = store.candidates.get(key)
    if found is None:
        raise _gone()
    return found


def _gone() -> RunFailed:
    return RunFailed("The run that this is about is gone.", "Run the generator once more.")
