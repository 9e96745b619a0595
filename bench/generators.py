"""Generators side by side on several tables: time, memory, likeness, use, what the release gives away, and the verdict.

    python bench/generators.py TABLE.csv:TARGET[:DECLARED.json]… [--rows 10000] [--epochs 20] [--generator NAME]…
        [--limit SECONDS] [--strength NAME]… [--epsilon 1 5] [--keep DONE.jsonl] [--picture OUT.svg]

Every generator makes every table in a process of its own, on one thread, judged as on the page against its own control
rows. Finished cells are kept in DONE.jsonl and not run again. Prints one JSON line. `fit` and `sample` are seconds of
processor time, `peak` the largest resident memory of the process up to then, in MB. `likeness` is fidelity's overall
score (1 is best), `detection` the AUC of boosted trees that tell synthetic from training rows (0.5 is best; `best` is
what control rows score), `tstr` the score on control rows of boosted trees trained on synthetic rows and `trtr` of
those trained on real ones (AUC, or R² for a number), `membership` and `near` what the membership attack and near copies
gain over chance, `verdicts` those of each preset policy. CTGAN's, TVAE's and CopulaGAN's own default is 300 epochs; the
number used here is in the line. Private trees are measured where a file with declarations is given, at every ε. Each
row goes to their control group on its own, so theirs are other control rows, about as many; what they draw differs from
run to run, for the noise has no seed; and `fit` holds the draw. Columns that the declarations leave out are not judged:
`columns` tells how many were."""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from picture import picture  # noqa: E402

from synthesis.foundation.guarantee import Guarantee  # noqa: E402
from synthesis.foundation.progress import silent  # noqa: E402
from synthesis.foundation.settings import knobs  # noqa: E402
from synthesis.generation.pipeline import fit, sample  # noqa: E402
from synthesis.generation.private_pipeline import held_out_each, make_private, open_with_domains, public_domains_of  # noqa: E402
from synthesis.generators import GENERATORS, find  # noqa: E402
from synthesis.journey import Clock, Judging, as_released, held_out, judge_table  # noqa: E402
from synthesis.recipe import Recipe  # noqa: E402
from synthesis.release.audit import Audit  # noqa: E402
from synthesis.release.policy import PRESETS  # noqa: E402
from synthesis.tables import Split, Table, read_table, to_csv  # noqa: E402

NAMES = tuple(generator.name for generator in GENERATORS if not generator.guarantee.formal)
PRIVATE = "private-trees"


@dataclass(frozen=True)
class Asked:
    """A table as the command line names it."""

    path: Path
    target: str | None
    declared: Path | None

    @classmethod
    def read(cls, text: str) -> "Asked":
        """From FILE, FILE:TARGET or FILE:TARGET:DECLARED."""
        path, _, rest = text.partition(":")
        target, _, declared = rest.partition(":")
        return cls(Path(path), target or None, Path(declared) if declared else None)


@dataclass(frozen=True)
class Variant:
    """A generator with settings of its own."""

    generator: str
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """As the cells are kept under."""
        told = (f"ε = {value:g}" if key == "epsilon" else str(value) for key, value in self.settings.items())
        return ", ".join([self.generator, *told])


@dataclass(frozen=True, eq=False)
class Made:
    """A synthetic file, what it was made from, and what that took."""

    split: Split
    table: Table
    csv: bytes
    promise: Guarantee
    fit: float
    sample: float


def cell(asked: Asked, variant: Variant, options: argparse.Namespace) -> dict[str, Any]:
    """One generator on one table, made and judged in this process."""
    known = {knob.name for knob in knobs(find(variant.generator).settings)}
    epochs = {"epochs": options.epochs} if "epochs" in known else {}
    settings = {**epochs, **variant.settings}
    make = private if variant.generator == PRIVATE else plain
    made = make(asked, Recipe(variant.generator, settings, seed=options.seed), options.rows)
    peak, clock = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, Clock()
    audit = judge_table(
        made.split.train,
        made.split.control,
        as_released(made.csv, made.table, clock),
        options.seed,
        Judging(attacks=options.attacks, target=asked.target),
        made.promise,
        clock,
    )
    about = {"rows": len(made.split.train), "columns": len(made.table.schema.modelled), "settings": settings}
    spent = {"fit": round(made.fit, 2), "sample": round(made.sample, 2), "peak": round(peak)}
    return {**about, **spent, **told(audit)}


def shortened(table: Table, rows: int) -> Table:
    """The same rows by chance for every generator."""
    frame = table.frame.sample(min(rows, len(table)), random_state=0).reset_index(drop=True)
    return Table(table.name, frame, table.schema, table.fingerprint, table.dialect)


def plain(asked: Asked, recipe: Recipe, rows: int) -> Made:
    """As the product makes a table that comes without a promise."""
    table = shortened(read_table(asked.path), rows)
    recipe = recipe.with_schema(table.schema)
    split = held_out(table, recipe)
    start = time.process_time()
    fitted = fit(split.train, recipe, silent)
    done = time.process_time()
    frame, _ = sample(fitted, split, silent)
    ends = time.process_time()
    csv = to_csv(frame, split.train.schema.released, split.train.dialect)
    return Made(split, table, csv, find(recipe.generator).guarantee, done - start, ends - done)


def private(asked: Asked, recipe: Recipe, rows: int) -> Made:
    """As the product makes a table under a promise: declared columns, roles confirmed as proposed, a ledger of its
    own."""
    assert asked.declared is not None
    declared = public_domains_of({**json.loads(asked.declared.read_text("utf-8")), "target": asked.target})
    recipe, table = open_with_domains(
        asked.path, replace(recipe, declared=declared, schema=read_table(asked.path).schema)
    )
    table = shortened(table, rows)
    share = len(held_out(table, recipe).control) / len(table)
    split = held_out_each(table, replace(recipe, control=share))
    with tempfile.TemporaryDirectory(prefix="understudy-ledger-") as folder:
        os.environ["SYNTHESIS_HOME"] = folder
        start = time.process_time()
        made = make_private(split, recipe, silent)
        return Made(split, table, made.csv, made.guarantee, time.process_time() - start, 0.0)


def told(audit: Audit) -> dict[str, Any]:
    """The figures of one judged table."""
    assert audit.fidelity is not None
    seen = audit.fidelity.detection
    scores = {s.trained_on: s.value for s in audit.utility.scores if s.model == "boosted trees"}
    gains = {(risk.attack, risk.variant): risk.value for risk in audit.privacy.risks}
    return {
        "likeness": rounded(audit.fidelity.overall.value),
        "detection": rounded(seen.value if seen else None),
        "best": rounded(seen.reference if seen else None),
        "tstr": rounded(scores.get("synthetic")),
        "trtr": rounded(scores.get("real")),
        "membership": rounded(gains.get(("membership", None))),
        "near": rounded(gains.get(("replication", "all"))),
        "verdicts": {policy.name: audit.under(policy).verdict.outcome.value for policy in PRESETS},
    }


def rounded(value: float | None) -> float | None:
    """Four decimals are more than a run repeats."""
    return None if value is None else round(value, 4)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="+", help="a file; after colons the column to predict, and what is declared")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--attacks", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=float, default=1_800.0)
    parser.add_argument("--generator", action="append")
    parser.add_argument("--strength", action="append")
    parser.add_argument("--epsilon", type=float, nargs="+", default=[1.0, 5.0])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    return parser.parse_args()


def kept(path: Path | None) -> dict[tuple[str, str], dict[str, Any]]:
    """The cells that were finished before, by table and name."""
    lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
    cells = [json.loads(line) for line in lines]
    return {(item["table"], item["name"]): item for item in cells}


def ran(where: str, variant: Variant, options: argparse.Namespace) -> dict[str, Any]:
    """One cell in a process of its own, or why there is none."""
    command = [sys.executable, __file__, where, "--alone", json.dumps([variant.generator, variant.settings])]
    for key in ("rows", "epochs", "attacks", "seed"):
        command += [f"--{key}", str(getattr(options, key))]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=options.limit, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"not done in {options.limit:.0f} s"}
    return json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr.strip()[-300:]}


def wanted(options: argparse.Namespace) -> Iterator[tuple[str, Variant]]:
    """Each table with each generator that can make it."""
    for name in options.generator or (NAMES[0], PRIVATE, *NAMES[1:]):
        key, values = ("epsilon", options.epsilon) if name == PRIVATE else ("strength", options.strength or ())
        variants = [Variant(name, {key: value}) for value in values if name in (PRIVATE, "trees")]
        if name != PRIVATE:
            variants = [Variant(name), *variants]
        for variant in variants:
            yield from ((where, variant) for where in options.tables if name != PRIVATE or Asked.read(where).declared)


def main() -> None:
    """One process a cell, one JSON line in all."""
    options = arguments()
    if options.alone:
        warnings.filterwarnings("ignore")
        print(json.dumps(cell(Asked.read(options.tables[0]), Variant(*json.loads(options.alone)), options)))
        return
    found = kept(options.keep)
    for where, variant in wanted(options):
        key = (Asked.read(where).path.stem, variant.name)
        if key in found:
            continue
        found[key] = {"table": key[0], "name": key[1], **ran(where, variant, options)}
        print(found[key], file=sys.stderr)
        if options.keep:
            with options.keep.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(found[key]) + "\n")
    if options.picture:
        options.picture.write_text(picture(list(found.values())), "utf-8")
    about = {"bench": "generators", "rows": options.rows, "epochs": options.epochs}
    print(json.dumps({**about, "cells": list(found.values())}))


if __name__ == "__main__":
    main()
