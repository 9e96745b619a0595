"""How well models learn from private rows: the private generator over ε, fit and drawn anew in every run.

    python bench/private.py TABLE.csv --declared bench/declared/adult.json [--control CONTROL.csv] [--rows 20000]
        [--epsilon 0.5 1 5] [--runs 5] [--seed 0]

Prints one JSON line. Without a control file a fifth of the table is held out. `auc` is the area under the ROC curve of
boosted trees (the same as in `synthesis.utility`) that learn from the synthetic rows and are tested on control rows:
mean, least and greatest over the runs; `real` is that of the same model learnt from the training rows. `cpu` are the
seconds of processor time of one fit and draw. What is declared comes from the tables' code books (UCI Adult and Bank
Marketing; the telco table's columns), with round bounds, and not from the rows. Real rows are looked at here, so
nothing of what is printed is private."""

import argparse
import json
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Measure, and print the line."""
    asked = _asked()
    train, control, declared = _parts(asked)
    found = {f"{epsilon:g}": _measured(train, control, declared, epsilon, asked.runs) for epsilon in asked.epsilon}
    line = {
        "table": asked.table.name,
        "target": declared.target,
        "rows": {"train": len(train), "control": len(control)},
        "real": _auc(train, control, train.frame, declared.target, "real"),
        "delta": 1e-6,
        "runs": asked.runs,
        "epsilon": found,
    }
    print(json.dumps(line))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--declared", type=Path, required=True)
    parser.add_argument("--control", type=Path)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--epsilon", type=float, nargs="+", default=[0.5, 1.0, 5.0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def _parts(asked: argparse.Namespace) -> tuple[Any, Any, Any]:
    """Training and control table, and what is declared about them."""
    from synthesis.generation.private_pipeline import open_with_domains, public_domains_of
    from synthesis.recipe import Recipe

    declared = public_domains_of(json.loads(asked.declared.read_text("utf-8")))
    recipe = Recipe("private-trees", declared=declared)
    _, table = open_with_domains(asked.table, recipe)
    frame = table.frame.sample(frac=1, random_state=asked.seed).reset_index(drop=True)
    if asked.control:
        _, control = open_with_domains(asked.control, recipe)
    else:
        held = len(frame) // 5
        control = replace(table, frame=frame.iloc[:held].reset_index(drop=True))
        frame = frame.iloc[held:].reset_index(drop=True)
    return replace(table, frame=frame.head(asked.rows or len(frame))), control, declared


def _measured(train: Any, control: Any, declared: Any, epsilon: float, runs: int) -> dict[str, Any]:
    from synthesis.foundation.progress import silent
    from synthesis.foundation.seed import Seed
    from synthesis.generators import Training
    from synthesis.generators.private import PRIVATE_TREES, PrivateSettings

    modelled = train.schema.modelled
    training = Training(train.frame[list(modelled.names)], modelled, declared=declared)
    areas, seconds = [], []
    for run in range(runs):
        began = time.process_time()
        sampler = PRIVATE_TREES.fit(training, PrivateSettings(epsilon), Seed(run), silent)
        made = sampler(sampler.rows, Seed(run), silent)  # type: ignore[attr-defined]
        seconds.append(time.process_time() - began)
        areas.append(_auc(train, control, made, declared.target, "synthetic"))
    return {
        "auc": round(sum(areas) / runs, 4),
        "least": min(areas),
        "greatest": max(areas),
        "cpu": round(sum(seconds) / runs, 2),
    }


def _auc(train: Any, control: Any, made: Any, target: str, side: str) -> float:
    from synthesis.foundation.seed import Seed
    from synthesis.utility.models import boosted_trees, learn, measured, predicted
    from synthesis.utility.problem import pose

    problem = pose(train, control, made, target)
    model = learn(boosted_trees, problem, getattr(problem, side), Seed(0))
    return round(measured("roc_auc", problem.test.target, predicted(model, problem, problem.test)), 4)


if __name__ == "__main__":
    main()
