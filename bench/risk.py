"""The audit against stock anonymeter: CPU and wall seconds of the same attacks on the same files, in one run.

    python bench/risk.py TRAIN.csv CONTROL.csv SYNTHETIC.csv [--attacks 2000] [--stock-all] [--no-stock]

    python bench/risk.py TRAIN.csv --scale ROWS… [--attacks 2000]

Prints one JSON line. `--scale` instead audits tables of so many training rows, a fifth as many control rows and as many
synthetic ones, all drawn anew from TRAIN with every number jittered and one cell in twenty taken from another row, with
its sensitive columns as secrets: seconds of each stage, peak memory, and what was sampled at what cost in precision.

Ours is the whole audit with every column as a secret, in three ways: `cold` compiles its loops
(a fresh machine), `disk` finds them compiled (a fresh process), `warm` runs again in the same process. Each stage is
charged with what it is the first to need: distances that membership works out are free for those who use them later.
Stock anonymeter runs the same number of guesses with n_jobs=1: singling out univariate and multivariate (three columns;
ours tries three and four, and as many guesses for each control-sized block of training rows), linkability with ten
neighbours, inference of every column from all others. Inference is timed on two secrets and 500 guesses and scaled
linearly where all of it would take over three minutes, unless `--stock-all` is given; `scaled` then says so.
"""

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

GOALS = {"three": 20.0, "inference": 50.0, "wall": 20.0}
_PROBE = 500
_PATIENCE = 180.0
_REDRAWN, _FEW = 0.05, 20

Seconds = dict[str, float]


def clock() -> tuple[float, float]:
    """CPU seconds of this process and of the children it waited for, and wall seconds."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system, time.perf_counter()


def timed(work: Callable[[], object]) -> Seconds:
    """CPU and wall seconds of a piece of work."""
    before = clock()
    work()
    after = clock()
    return {"cpu": round(after[0] - before[0], 2), "wall": round(after[1] - before[1], 2)}


def stages(marks: list[tuple[str, tuple[float, float]]]) -> dict[str, Seconds]:
    """Seconds from each mark to the next, by name; those of the same name together."""
    out: dict[str, Seconds] = {}
    for (name, before), (_, after) in itertools.pairwise(marks):
        spent = out.setdefault(name, {"cpu": 0.0, "wall": 0.0})
        for place, unit in enumerate(("cpu", "wall")):
            spent[unit] = round(spent[unit] + after[place] - before[place], 2)
    return out


def audit(files: list[Path], attacks: int) -> dict[str, Any]:
    """The audit twice in this process: seconds of each stage, of the first and of the second time."""
    from synthesis.foundation.seed import Seed
    from synthesis.privacy import assess
    from synthesis.tables import read_table

    train = read_table(files[0])
    control, release = (read_table(file, schema=train.schema) for file in files[1:])
    secrets, out = list(train.schema.modelled.names), []
    for _ in range(2):
        marks = [("Preparing", clock())]
        found = assess(
            train,
            control,
            release,
            attacks=attacks,
            seed=Seed(0),
            secrets=secrets,
            report=lambda step: marks.append((step.stage.removeprefix("Attack: "), clock())),  # noqa: B023
        )
        marks.append(("", clock()))
        out.append({"whole": stages([("all", marks[0][1]), marks[-1]])["all"], "stages": stages(marks)})
    failed = sorted({risk.attack for risk in found.risks if risk.evidence == "not-run"})
    rows = {"train": len(train), "control": len(control), "synthetic": len(release), "columns": len(secrets)}
    return {"rows": rows, "first": out[0], "again": out[1], "failed": failed}


def stock(files: list[Path], attacks: int, everything: bool) -> dict[str, Any]:
    """Stock anonymeter's three attacks on the same files; what fails is named."""
    import pandas as pd
    from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator

    train, control, release = (pd.read_csv(file) for file in files)
    columns, most = list(train.columns), min(attacks, len(control))
    order = sorted(columns, key=lambda name: -train[name].nunique())
    halves = (order[::2], order[1::2])

    def single(mode: str) -> None:
        evaluator = SinglingOutEvaluator(train, release, n_attacks=attacks, n_cols=3, control=control, seed=0)
        evaluator.evaluate(mode=mode).risk()

    def link() -> None:
        evaluator = LinkabilityEvaluator(train, release, halves, n_attacks=most, n_neighbors=10, control=control)
        evaluator.evaluate(n_jobs=1).risk()

    def infer(secret: str, guesses: int) -> None:
        others = [name for name in columns if name != secret]
        number = pd.api.types.is_numeric_dtype(train[secret])
        evaluator = InferenceEvaluator(
            train, release, others, secret, regression=number, n_attacks=guesses, control=control
        )
        evaluator.evaluate(n_jobs=1).risk()

    return {
        "singling-out/univariate": attempt(lambda: single("univariate")),
        "singling-out/multivariate": attempt(lambda: single("multivariate")),
        "linkability": attempt(link),
        "inference": inferences(infer, columns, most, everything),
    }


def attempt(work: Callable[[], object]) -> dict[str, Any]:
    """The seconds of a piece of work, or the name of what broke it beside the seconds until then."""
    failed: list[str] = []

    def guarded() -> None:
        try:
            work()
        except Exception as error:
            failed.append(type(error).__name__)

    spent = timed(guarded)
    return {**spent, "failed": failed[0]} if failed else dict(spent)


def inferences(infer: Callable[[str, int], None], columns: list[str], guesses: int, everything: bool) -> dict[str, Any]:
    """Every column as a secret; scaled from two of them, the first and the last, where that would take too long."""
    infer(columns[0], 10)  # compiles
    probed, few = [columns[0], columns[-1]], min(_PROBE, guesses)
    probe = attempt(lambda: [infer(secret, few) for secret in probed])
    factor = len(columns) / len(probed) * guesses / few
    if not everything and probe["wall"] * factor > _PATIENCE:
        return {unit: round(probe[unit] * factor, 1) for unit in ("cpu", "wall")} | {"scaled": round(factor, 1)}
    return attempt(lambda: [infer(secret, guesses) for secret in columns])


def compared(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    """How many times our CPU seconds stock anonymeter needed, attack by attack and for the three together."""
    names = {"Singling out": "singling-out", "Linkability": "linkability", "Attribute inference": "inference"}
    mine = {name: ours["stages"][title]["cpu"] for title, name in names.items()}
    stock_seconds = {name: sum(v["cpu"] for k, v in theirs.items() if k.startswith(name)) for name in mine}
    ratios = {name: round(stock_seconds[name] / max(mine[name], 0.01), 1) for name in mine}
    return {**ratios, "three": round(sum(stock_seconds.values()) / max(sum(mine.values()), 0.01), 1)}


def child(options: argparse.Namespace, role: str, cache: str, *more: str) -> dict[str, Any]:
    """What a process of its own says, with its compiled loops kept in `cache`."""
    command = [sys.executable, __file__, *sys.argv[1:], "--alone", role, *more]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NUMBA_CACHE_DIR": cache}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    print(role, json.dumps(found), file=sys.stderr)
    return found


def bootstrapped(frame: Any, rows: int, chance: Any) -> Any:
    """So many rows of a frame drawn with replacement, numbers jittered, one cell in twenty from another row."""
    import numpy as np
    import pandas as pd

    drawn = frame.iloc[chance.integers(0, len(frame), rows)].reset_index(drop=True)
    for name in drawn:
        other = frame[name].array[chance.integers(0, len(frame), rows)]
        cells = drawn[name].where(chance.random(rows) >= _REDRAWN, pd.Series(other, index=drawn.index))
        if pd.api.types.is_integer_dtype(cells) and cells.nunique() > _FEW:
            width = float(cells.quantile(0.99) - cells.quantile(0.01)) or 1.0
            cells = (cells + np.round(chance.normal(0.0, 0.01 * width, rows)).astype("int64")).astype(cells.dtype)
        drawn[name] = cells
    return drawn


def large(file: Path, rows: int, attacks: int) -> dict[str, Any]:
    """The whole audit of a table of so many rows."""
    import resource

    import numpy as np

    from synthesis.foundation.seed import Seed
    from synthesis.privacy import assess
    from synthesis.tables import Table, read_table

    whole = read_table(file)
    schema, chance = whole.schema.modelled, np.random.default_rng(rows)
    sizes = (rows, rows // 5, rows)
    parts = [bootstrapped(whole.frame[list(schema.names)], size, chance) for size in sizes]
    train, control = (Table(whole.name, part, schema, "") for part in parts[:2])
    marks = [("Preparing", clock())]
    found = assess(
        train,
        control,
        parts[2],
        attacks=attacks,
        seed=Seed(0),
        report=lambda step: marks.append((step.stage.removeprefix("Attack: "), clock())),
    )
    marks.append(("", clock()))
    risks = [
        {"attack": r.attack, "variant": r.variant, "secret": r.secret, "value": r.value, "low": r.low, "high": r.high}
        | {"looked_at": r.attacks, "sampled": [note for note in r.notes if "to save time" in note]}
        for r in found.risks
    ]
    whole_audit = stages([("all", marks[0][1]), marks[-1]])["all"]
    peak = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)
    return {"rows": sizes, "whole": whole_audit, "peak_gib": peak, "stages": stages(marks), "risks": risks}


def scaled(options: argparse.Namespace, rows: int) -> dict[str, Any]:
    """`large` in a process of its own, so that its peak of memory is its own."""
    cache = os.environ.get("NUMBA_CACHE_DIR", str(Path(tempfile.gettempdir()) / "bench-risk-loops"))
    return child(options, "scale", cache, f"--scale={rows}")


def alone(options: argparse.Namespace) -> dict[str, Any]:
    """What this process is to measure."""
    if options.alone == "scale":
        return large(options.files[0], options.scale[-1], options.attacks)
    if options.alone == "ours":
        return audit(options.files, options.attacks)
    return stock(options.files, options.attacks, options.stock_all)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--scale", type=int, nargs="*", default=(), metavar="ROWS", help="large tables, each alone")
    parser.add_argument("--attacks", type=int, default=2000)
    parser.add_argument("--stock-all", action="store_true", help="never scale stock inference")
    parser.add_argument("--no-stock", action="store_true", help="only our own seconds")
    parser.add_argument("--alone", choices=("ours", "stock", "scale"), help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Ours in two fresh processes, stock in a third, one JSON line in all."""
    options = arguments()
    if options.alone:
        warnings.filterwarnings("ignore")
        print(json.dumps(alone(options)))
        return
    if options.scale:
        print(json.dumps({"bench": "risk", "scale": [scaled(options, rows) for rows in options.scale]}))
        return
    with tempfile.TemporaryDirectory() as cache:
        cold, again = (child(options, "ours", cache) for _ in range(2))
        theirs = None if options.no_stock else child(options, "stock", cache)
    ours = {"cold": cold["first"], "disk": again["first"], "warm": again["again"]}
    line = {
        "bench": "risk",
        "attacks": options.attacks,
        "rows": cold["rows"],
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
    }
    line |= {"python": platform.python_version(), "goals": GOALS, "failed": cold["failed"], "ours": ours}
    if theirs:
        line |= {"stock": theirs, "times_less_cpu": {name: compared(spent, theirs) for name, spent in ours.items()}}
    print(json.dumps(line))


if __name__ == "__main__":
    main()
