"""Families of generators that are not part of the product, judged on the same rows as the product's own.

    python bench/families.py split TABLE.csv:TARGET --out FOLDER [--rows 4000]
    python bench/elsewhere.py FAMILY FOLDER        (in an environment of its own that has the family's package)
    python bench/families.py judge FOLDER… [--attacks 1000] [--seed 0]

`split` writes the training and control rows that `generators.py` would use with as many `--rows`, without identifiers;
`elsewhere.py` learns from the former alone and leaves `FAMILY.csv` and `FAMILY.json` (what it took) beside them;
`judge` prints one JSON line, with a cell of the same fields as those of `generators.py` for each family of each folder.
"""

import argparse
import json
import os
import sys
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generators import Asked, shortened, told  # noqa: E402

from synthesis.foundation.guarantee import Guarantee  # noqa: E402
from synthesis.foundation.serialisation import plain, revive  # noqa: E402
from synthesis.journey import Clock, Judging, held_out, judge_table  # noqa: E402
from synthesis.recipe import Recipe  # noqa: E402
from synthesis.tables import Dialect, Schema, Table, read_table, to_csv  # noqa: E402


def split(where: str, folder: Path, rows: int) -> dict[str, Any]:
    """Training rows, control rows and what their columns are, as files."""
    asked = Asked.read(where)
    parts = held_out(shortened(read_table(asked.path), rows), Recipe())
    folder.mkdir(parents=True, exist_ok=True)
    schema = parts.train.schema.modelled
    for name, table in (("train", parts.train), ("control", parts.control)):
        (folder / f"{name}.csv").write_bytes(to_csv(table.frame[list(schema.names)], schema, Dialect()))
    about = {
        "table": asked.path.stem,
        "target": asked.target,
        "rows": len(parts.train),
        "numbers": [column.name for column in schema if column.numeric],
        "whole": [column.name for column in schema if column.kind.value == "integer"],
        "schema": plain(schema),
    }
    (folder / "about.json").write_text(json.dumps(about), "utf-8")
    return about


def judge(folder: Path, made: Path, options: argparse.Namespace) -> dict[str, Any]:
    """One family's file, judged as the product would judge its own."""
    about = json.loads((folder / "about.json").read_text("utf-8"))
    schema = revive(Schema, about["schema"])
    train, control, synthetic = (known(path, schema) for path in (folder / "train.csv", folder / "control.csv", made))
    judging = Judging(attacks=options.attacks, target=about["target"])
    audit = judge_table(train, control, synthetic, options.seed, judging, Guarantee(), Clock())
    spent = json.loads(made.with_suffix(".json").read_text("utf-8"))
    shape = {"rows": len(train), "columns": len(schema)}
    return {"table": about["table"], "name": made.stem, **shape, **spent, **told(audit)}


def known(path: Path, schema: Schema) -> Table:
    """A file that was written by `split` or in its likeness."""
    table = read_table(path, schema=schema, dialect=Dialect())
    return replace(table, name=path.stem)


def main() -> None:
    """Split or judge, and print one JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("split", "judge"))
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--attacks", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    if options.what == "split":
        about = split(options.paths[0], options.out, options.rows)
        print(json.dumps({"bench": "families", "table": about["table"], "rows": about["rows"]}))
        return
    cells = [
        judge(Path(folder), made, options)
        for folder in options.paths
        for made in sorted(Path(folder).glob("*.csv"))
        if made.with_suffix(".json").exists()
    ]
    print(json.dumps({"bench": "families", "cells": cells}))


if __name__ == "__main__":
    main()
