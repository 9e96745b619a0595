"""Rules over many rows: how many break one, and what keeping them costs.

    python bench/rules.py [--rows 100000] [--learned 2000] [--epochs 1] [--generator NAME]…

The table is made in code (`tests/rules/tables.py`) and holds one rule of every kind. Prints one JSON line: for each
generator the rows of the release that break each kind of rule, as it is read back from the file that was written, the
share of drawn rows that broke one and were drawn anew, and the CPU seconds with rules and without.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from synthesis.foundation.settings import knobs  # noqa: E402
from synthesis.generators import GENERATORS, find  # noqa: E402
from synthesis.journey import Judging, run  # noqa: E402
from synthesis.recipe import Recipe  # noqa: E402
from synthesis.tables import read_table, satisfaction  # noqa: E402
from tests.rules.tables import RULES, ruled  # noqa: E402


def one(name: str, options: argparse.Namespace) -> dict[str, Any]:
    """One generator in this process."""
    settings = {"epochs": options.epochs} if "epochs" in {k.name for k in knobs(find(name).settings)} else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ruled.csv"
        ruled(rows=options.learned).frame.to_csv(path, index=False)
        plain = Recipe(name, settings, {"ceiling": 1000}, rows=options.rows)
        kept = plain.with_schema(read_table(path).schema.ruled(RULES))
        clocks = [time.process_time()]
        made = run(path, kept, Judging(skip=True))
        clocks.append(time.process_time())
        run(path, plain, Judging(skip=True))
        clocks.append(time.process_time())
    train = made.split.train
    found = [satisfaction(rule, made.synthetic.frame, train.schema, train.frame) for rule in RULES]
    [note] = [note for note in made.notes if note.startswith("Kept in every row")]
    return {
        "rows": len(made.synthetic),
        "broken": {rule.kind: round((1 - rule.share) * rule.rows) for rule in found},
        "note": note,
        "cpu": round(clocks[1] - clocks[0], 1),
        "cpu_without": round(clocks[2] - clocks[1], 1),
    }


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--learned", type=int, default=2_000)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--generator", action="append")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """One process a generator, one JSON line in all."""
    options = arguments()
    if options.alone:
        warnings.filterwarnings("ignore")
        print(json.dumps(one(options.alone, options)))
        return
    names = options.generator or [g.name for g in GENERATORS if not g.guarantee.formal]
    found: dict[str, Any] = {}
    for name in names:
        command = [sys.executable, __file__, *sys.argv[1:], "--alone", name]
        done = subprocess.run(
            command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"}, check=False
        )
        found[name] = json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr[-300:]}
        print(name, found[name], file=sys.stderr, flush=True)
    print(json.dumps({"bench": "rules", "rows": options.rows, "learned": options.learned, "generators": found}))


if __name__ == "__main__":
    main()
