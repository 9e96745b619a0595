"""What each protection costs and what it is good for: the same run with one thing changed.

    python bench/protections.py TABLE.csv [--target COLUMN] [--generator trees] [--seeds 2] [--attacks 2000] [--only
NAME]…

Prints one JSON line. Every variant is a whole run, judged as on the page: `likeness` is fidelity's overall score (1 is
best), `detection` the AUC of telling synthetic from training rows (0.5 is best), `tstr` the best AUC, or R², on control
rows of models trained on synthetic rows, `near` the share of training rows that reappear less that of control rows,
`outer` the same for the outermost 5 %, `membership` and `outsiders` what membership attacks gain on all and on the
outermost, `univariate` what singling out by one column gains; `verdicts` by the public policy. Means over the seeds;
`spread` is the largest distance between two seeds. `cpu` is seconds a run.
"""

import argparse
import json
import os
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from synthesis.journey import Candidate, Judging, run  # noqa: E402
from synthesis.recipe import Recipe  # noqa: E402
from synthesis.tables import Role, Schema, read_table  # noqa: E402

VARIANTS: Mapping[str, Mapping[str, Any]] = {
    "as usual": {},
    "least": {"floor": 2, "extremes": 2},
    "floor 20": {"floor": 20},
    "suppress": {"rare": "suppress"},
    "pairs": {"pairs": True},
    "pairs, floor 20": {"pairs": True, "floor": 20},
    "extremes 50": {"extremes": 50},
    "copies": {"copies": True},
}
PERTURBED: Mapping[str, Mapping[str, float]] = {
    "perturbed, weak": {"noise": 0.02, "swap": 0.01, "keep": 0.98},
    "perturbed, as usual": {},
    "perturbed, strong": {"noise": 1.0, "swap": 0.5, "keep": 0.5},
}
COARSE = "quasi-identifiers told coarsely"


def figures(made: Candidate) -> dict[str, float | None]:
    """The figures of one judged table."""
    audit = made.audit
    risks = {(risk.attack, risk.variant): risk for risk in audit.privacy.risks if risk.secret is None}
    trained = [s.value for s in audit.utility.scores if s.trained_on == "synthetic" and s.value is not None]

    def gain(attack: str, variant: str | None) -> float | None:
        return risks[attack, variant].value if (attack, variant) in risks else None

    assert audit.fidelity is not None
    detection = audit.fidelity.detection
    return {
        "likeness": audit.fidelity.overall.value,
        "detection": detection.value if detection else None,
        "tstr": max(trained, default=None),
        "near": gain("replication", "all"),
        "outer": gain("replication", "outermost"),
        "membership": next((r.value for r in audit.privacy.risks if r.attack == "membership"), None),
        "outsiders": next((r.value for r in audit.privacy.risks if r.attack == "outlier-membership"), None),
        "univariate": gain("singling-out", "univariate"),
    }


def summed(runs: Sequence[Mapping[str, float | None]]) -> dict[str, Any]:
    """Means over runs, and the largest distance between two; None where any run lacks the figure."""
    columns = {name: [found[name] for found in runs] for name in runs[0]}
    known = {name: [v for v in values if v is not None] for name, values in columns.items()}
    whole = {name: values for name, values in known.items() if len(values) == len(runs)}
    return {
        **{name: round(fmean(whole[name]), 4) if name in whole else None for name in columns},
        "spread": {name: round(max(values) - min(values), 4) for name, values in whole.items()},
    }


def recipes(options: argparse.Namespace, schema: Schema) -> dict[str, Recipe]:
    """Every variant's recipe."""
    coarse = schema
    for name in schema.with_role(Role.QUASI_IDENTIFIER):
        coarse = coarse.generalise(name)
    plain = {name: Recipe(options.generator, {}, given, schema=schema) for name, given in VARIANTS.items()}
    perturbed = {name: Recipe("perturbed", given, schema=schema) for name, given in PERTURBED.items()}
    train = round(options.train)
    more = {f"{n} times the rows": Recipe(options.generator, rows=n * train, schema=schema) for n in options.times}
    found = {**plain, COARSE: Recipe(options.generator, schema=coarse), **perturbed, **more}
    return {name: recipe for name, recipe in found.items() if not options.only or name in options.only}


def one(path: Path, recipe: Recipe, options: argparse.Namespace) -> dict[str, Any]:
    """One variant over all seeds."""
    from dataclasses import replace

    judging = Judging(attacks=options.attacks, target=options.target)
    found, verdicts, start = [], [], time.process_time()
    for seed in range(options.seeds):
        made = run(path, replace(recipe, seed=seed), judging)
        found.append(figures(made))
        verdicts.append(made.audit.verdict.outcome.value)
    spent = (time.process_time() - start) / options.seeds
    return {**summed(found), "verdicts": verdicts, "cpu": round(spent, 1)}


def main() -> None:
    """One JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--target")
    parser.add_argument("--generator", default="trees")
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--attacks", type=int, default=2000)
    parser.add_argument("--only", action="append")
    parser.add_argument("--times", type=int, nargs="*", default=[])
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    schema = read_table(options.table).schema
    options.train = len(run(options.table, Recipe("marginals", schema=schema), Judging(skip=True)).split.train)
    found: dict[str, Any] = {}
    for name, recipe in recipes(options, schema).items():
        found[name] = one(options.table, recipe, options)
        print(name, json.dumps(found[name]), file=sys.stderr, flush=True)
    print(json.dumps({"bench": "protections", "train": options.train, "seeds": options.seeds, "variants": found}))


if __name__ == "__main__":
    main()
