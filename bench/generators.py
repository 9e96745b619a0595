"""Generators side by side on several tables: time, memory, likeness, use, what the release gives away, and the verdict.

    python bench/generators.py TABLE.csv:TARGET… [--rows 10000] [--epochs 20] [--generator NAME]… [--limit SECONDS]
        [--strength NAME]… [--keep DONE.jsonl] [--picture OUT.svg]

Every generator makes every table in a process of its own, on one thread, judged as on the page against its own control
rows. Finished cells are kept in DONE.jsonl and not run again. Prints one JSON line. `fit` and `sample` are seconds of
processor time, `peak` the largest resident memory of the process up to then, in MB. `likeness` is fidelity's overall score
(1 is best), `detection` the AUC of boosted trees that tell synthetic from training rows (0.5 is best; `best` is what
control rows score), `tstr` the score on control rows of boosted trees trained on synthetic rows and `trtr` of those trained
on real ones (AUC, or R² for a number), `membership` and `near` what the membership attack and near copies gain over chance,
`verdicts` those of each preset policy. CTGAN's, TVAE's and CopulaGAN's own default is 300 epochs; the number used here is
in the line. Private trees need their columns declared: `bench/private.py` has them.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from synthesis.generators import GENERATORS, find  # noqa: E402
from synthesis.journey import Clock, Judging, as_released, fit, held_out, judge_table, sample  # noqa: E402
from synthesis.progress import silent  # noqa: E402
from synthesis.recipe import Recipe  # noqa: E402
from synthesis.release.audit import Audit  # noqa: E402
from synthesis.release.policy import PRESETS  # noqa: E402
from synthesis.settings import knobs  # noqa: E402
from synthesis.tables import Table, read_table, to_csv  # noqa: E402

NAMES = tuple(generator.name for generator in GENERATORS if generator.promise.kind == "none")
COLOURS = ("#0b6e4f", "#8c8c8c", "#c77800", "#7a3db8", "#c2255c", "#1c64c8", "#4d4d4d", "#009e9e")


def cell(where: str, name: str, options: argparse.Namespace) -> dict[str, Any]:
    """One generator on one table, made and judged in this process."""
    path, _, target = where.partition(":")
    table = read_table(Path(path))
    frame = table.frame.sample(min(options.rows, len(table)), random_state=0).reset_index(drop=True)
    table = Table(table.name, frame, table.schema, table.fingerprint, table.dialect)
    known = {knob.name for knob in knobs(find(name).settings)}
    settings = {k: v for k, v in {"epochs": options.epochs, "strength": options.strength}.items() if v and k in known}
    recipe = Recipe(name, settings, seed=options.seed, schema=table.schema)
    split, clock = held_out(table, recipe), Clock()
    start = time.process_time()
    fitted = fit(split.train, recipe, silent)
    done = time.process_time()
    made, _ = sample(fitted, split, silent)
    ends = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    csv = to_csv(made, split.train.schema.released, split.train.dialect)
    audit = judge_table(
        split.train, split.control, as_released(csv, table, clock), options.seed,
        Judging(attacks=options.attacks, target=target or None), find(name).promise, clock,
    )  # fmt: skip
    spent = {"rows": len(split.train), "columns": len(table.schema.modelled), "settings": settings}
    return {**spent, "fit": round(done - start, 2), "sample": round(ends - done, 2), "peak": round(peak), **told(audit)}


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
    parser.add_argument("tables", nargs="+", help="a file, and after a colon the column that models are to predict")
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--attacks", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=float, default=1_800.0)
    parser.add_argument("--generator", action="append")
    parser.add_argument("--strength", action="append")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    return parser.parse_args()


def kept(path: Path | None) -> dict[tuple[str, str], dict[str, Any]]:
    """The cells that were finished before, by table and name."""
    lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
    cells = [json.loads(line) for line in lines]
    return {(item["table"], item["name"]): item for item in cells}


def ran(where: str, name: str, strength: str | None, options: argparse.Namespace) -> dict[str, Any]:
    """One cell in a process of its own, or why there is none."""
    command = [sys.executable, __file__, where, "--alone", name]
    for key in ("rows", "epochs", "attacks", "seed"):
        command += [f"--{key}", str(getattr(options, key))]
    command += ["--strength", strength] if strength else []
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=options.limit, check=False)
    except subprocess.TimeoutExpired:
        return {"failed": f"not done in {options.limit:.0f} s"}
    return json.loads(done.stdout) if done.returncode == 0 else {"failed": done.stderr.strip()[-300:]}


def main() -> None:
    """One process a cell, one JSON line in all."""
    options = arguments()
    if options.alone:
        warnings.filterwarnings("ignore")
        options.strength = options.strength[0] if options.strength else None
        print(json.dumps(cell(options.tables[0], options.alone, options)))
        return
    found = kept(options.keep)
    wanted = [(name, None) for name in options.generator or NAMES]
    wanted += [("trees", strength) for strength in options.strength or ()]
    for name, strength in wanted:
        for where in options.tables:
            key = (Path(where.partition(":")[0]).stem, f"{name}, {strength}" if strength else name)
            if key in found:
                continue
            found[key] = {"table": key[0], "name": key[1], **ran(where, name, strength, options)}
            print(found[key], file=sys.stderr)
            if options.keep:
                with options.keep.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(found[key]) + "\n")
    if options.picture:
        options.picture.write_text(picture(list(found.values())), "utf-8")
    about = {"bench": "generators", "rows": options.rows, "epochs": options.epochs}
    print(json.dumps({**about, "cells": list(found.values())}))


def picture(cells: Sequence[Mapping[str, Any]]) -> str:
    """Likeness against time as a drawing: a dot a table, a colour a generator; up and to the left is better."""
    dots = [item for item in cells if item.get("detection") is not None]
    names = list(dict.fromkeys(item["name"] for item in dots))
    colour = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
    body = [axes()]
    for item in dots:
        x, y = placed(item["fit"] + item["sample"], item["detection"])
        label = f"{item['name']}, {item['table']}: {item['fit'] + item['sample']:.1f} s, AUC {item['detection']:.2f}"
        body.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6" fill="{colour[item["name"]]}"><title>{label}</title></circle>'
        )
    for place, name in enumerate(names):
        y = 60 + 24 * place
        body.append(f'<circle cx="650" cy="{y - 4}" r="6" fill="{colour[name]}"/><text x="664" y="{y}">{name}</text>')
    style = "text{font:14px system-ui,sans-serif;fill:#333} line{stroke:#ccc}"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 430" role="img" '
        'aria-label="How well synthetic rows are told from real ones, against the time that making them takes">'
        f'<style>{style}</style><rect width="820" height="430" fill="#fff"/>{"".join(body)}</svg>\n'
    )


def placed(seconds: float, detection: float) -> tuple[float, float]:
    """Where a dot stands: 0.1 s to 1,000 s from left to right by factors of ten, an AUC of 0.5 at the top and 1 below."""
    from math import log10

    return 80 + (min(max(log10(max(seconds, 0.1)), -1.0), 3.0) + 1) * 135, 40 + (
        max(detection, 0.45) - 0.45
    ) / 0.55 * 320


def axes() -> str:
    """Lines and words of the drawing."""
    lines = []
    for seconds in (0.1, 1, 10, 100, 1000):
        x, _ = placed(seconds, 0.5)
        lines.append(f'<line x1="{x:.0f}" y1="40" x2="{x:.0f}" y2="360"/>')
        lines.append(f'<text x="{x:.0f}" y="380" text-anchor="middle">{seconds:g} s</text>')
    for auc in (0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        _, y = placed(1, auc)
        lines.append(f'<line x1="80" y1="{y:.0f}" x2="620" y2="{y:.0f}"/>')
        lines.append(f'<text x="72" y="{y + 5:.0f}" text-anchor="end">{auc}</text>')
    lines.append('<text x="350" y="408" text-anchor="middle">processor time to fit and draw</text>')
    lines.append('<text x="80" y="24">told from real rows (AUC; 0.5, at the top, is guessing)</text>')
    return "".join(lines)


if __name__ == "__main__":
    main()
