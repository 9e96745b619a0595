"""How often the audit accuses a harmless release, and how often it finds a planted leak: rates with their intervals.

    python bench/calibration.py TABLE… [--releases 200] [--rows 4000 …] [--large 15000] [--large-releases 200]
[--kinds KIND …] [--keep FILE.jsonl]

TABLE is a file, the word `sample` (60,000 invented patients), or the name of a table in bench/made_tables.py. Every
release is made anew: `rows` training rows, as many control rows as the product holds out of such a table, and a release
of `rows` other rows that nobody learnt from, into which each kind of bench/leaks.py plants its leak. `--releases` of
each kind and number of rows, over the tables in turn; a table with too few rows, or without what a kind needs, is left
out. With `--large` N also as many of the kind `outliers, large`, whose tables have N training rows (0: none). Every
release goes through `assess` and the public policy as in the product, the hidden rows of the positive control and
all, but for floor and ceiling, on which no verdict rests. Kinds that speak of identifiers are judged with whole tables,
all others with the columns that a generator would have modelled.

Beside it, on the same files: the share of the release nearer to training than to control rows (binomial test, 5 %); and
for the first `--stock` releases of a leaking kind and the first `--stock-harmless` harmless ones SDMetrics'
DCROverfittingProtection and stock anonymeter, each made affordable by its own options: the former by num_rows_subsample
and num_iterations (`--sdmetrics`; all 4,000 rows take 40 s of CPU a release; accused by a binomial test at 5 % over the
rows of all iterations), the latter by `--guesses` and one secret, the first sensitive column (accused where an interval
lies above nothing, over the limit where it lies above 9 %). The JSON says which. None of them is run where identifiers
are released or the columns are not the source's.

Done releases are kept in `--keep` line by line, and are not made again: verdict and reasons, the status of each attack
and the figures of its worst risk, the groups that failed a release whose average did not, the smallest share of each
kind of hidden rows that was noticed. `--minutes` stops it. Prints a Markdown table to stderr and one JSON line to
stdout, with the GOALS that are met."""

import argparse
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from bench.files import Files, UnsuitableError, files, held_out  # noqa: E402
from bench.kept_runs import run_all  # noqa: E402
from bench.leaks import KINDS, KNOWN, OTHER_COLUMNS, WITH_IDENTIFIERS, known_and_secret, outliers  # noqa: E402
from synthesis.foundation.seed import Seed  # noqa: E402
from synthesis.privacy import Privacy, assess, suite  # noqa: E402
from synthesis.privacy.gower import nearest, ruler  # noqa: E402
from synthesis.privacy.intervals import exact  # noqa: E402
from synthesis.privacy.risk import Risk, Status  # noqa: E402
from synthesis.release.policy import PUBLIC  # noqa: E402
from synthesis.release.verdict import judge  # noqa: E402
from synthesis.tables.encode import encode  # noqa: E402

LIMIT = 0.09
SIGNIFICANT = 0.05
_SOME = 30
_STATUSES = ("not-run", "clear", "inconclusive", "signal", "leak")
LARGE = "outliers, large"
APART = {*WITH_IDENTIFIERS, *OTHER_COLUMNS}
"""The kinds that no rival can judge."""


@dataclass(frozen=True)
class Goal:
    """The rate of a verdict that is wanted: at least `bar` where it is to be `above`, else at most."""

    verdict: Literal["FAIL", "PASS"]
    bar: float
    above: bool

    def met(self, rate: float) -> bool:
        """Whether a rate is on the good side."""
        return rate >= self.bar if self.above else rate <= self.bar


def _fails(share: float) -> Goal:
    return Goal("FAIL", share, above=True)


_NEVER_PASSES, _HARMLESS = Goal("PASS", 0.0, above=False), Goal("FAIL", 0.01, above=False)
GOALS: Mapping[str, tuple[Goal, ...]] = {
    "harmless": (_HARMLESS,),
    "harmless, with identifiers": (_HARMLESS,),
    "copies 2 %": (_fails(0.95),),
    LARGE: (_fails(0.99),),
    "identifiers copied": (_fails(0.95),),
    "recoded copy": (_NEVER_PASSES,),
    "whole rows in a column": (_NEVER_PASSES,),
    "known columns and a secret 100 %": (_fails(0.95),),
    "known columns and a secret 30 %": (_fails(0.95),),
    "known columns and a secret 10 %": (_NEVER_PASSES,),
    "group of 100": (_fails(0.95),),
    "numbers ± 5 %": (_NEVER_PASSES, _fails(0.8)),
    "three categories changed": (_NEVER_PASSES, _fails(0.8)),
    "half of the columns": (_NEVER_PASSES, _fails(0.8)),
    "chimeras": (_NEVER_PASSES, _fails(0.8)),
    "minority, three cells changed": (_NEVER_PASSES,),
}
"""What is wanted of each kind."""


@dataclass(frozen=True)
class Task:
    """One release to make and to judge, by us or by the slow rivals."""

    table: str
    kind: str
    number: int
    rows: int
    attacks: int
    slow: bool = False

    @property
    def key(self) -> str:
        """What tells it from all others."""
        whose = "|rivals" if self.slow else ""
        return f"{Path(self.table).name}|{self.kind}|{self.number}|{self.rows}|{self.attacks}{whose}"


@dataclass(frozen=True)
class Rivals:
    """What the slow rivals are allowed: SDMetrics its rows and iterations, anonymeter its guesses."""

    rows: int
    iterations: int
    guesses: int


def run(task: Task, rivals: Rivals) -> dict[str, Any]:
    """One release, made and judged, with the CPU seconds that the judging took; or why there is none."""
    warnings.filterwarnings("ignore")
    named = {"key": task.key, "table": Path(task.table).name, "kind": task.kind, "number": task.number}
    named |= {"rows": task.rows}
    begun = time.process_time()
    try:
        given, release = made(task)
    except UnsuitableError as error:
        return named | {"left_out": str(error), "seconds": 0.0}
    said = by_rivals(given, release, rivals, task.number) if task.slow else by_us(given, release, task)
    return named | said | {"seconds": round(time.process_time() - begun, 2)}


def made(task: Task) -> tuple[Files, pd.DataFrame]:
    """The files that a release is judged with, and the release."""
    given = files(task.table, task.rows, task.number)
    given = given if task.kind in WITH_IDENTIFIERS else given.modelled
    return given, outliers(given) if task.kind == LARGE else KINDS[task.kind](given)


def by_us(given: Files, release: pd.DataFrame, task: Task) -> dict[str, Any]:
    """The verdict, the status and the figures of each attack, and what the share of near rows says."""
    real = len(given.train) + len(given.control)
    with patch.multiple(suite, placed=lambda risks, *_: risks):
        privacy = assess(given.train, given.control, release, attacks=task.attacks, seed=Seed(task.number))
    privacy, verdict = judge(PUBLIC, privacy, real)
    said: dict[str, Any] = {"verdict": str(verdict.outcome), "risks": alarms(privacy.risks)}
    said |= {"figures": figures(privacy.risks), "groups": failing_groups(privacy), "reasons": list(verdict.reasons)}
    hidden = dict.fromkeys(canary.kind for canary in privacy.sensitivity.planted)
    said |= {"noticed": {kind: privacy.sensitivity.smallest(kind) for kind in hidden}}
    if task.kind in KNOWN:
        said |= dict(zip(("known", "secret"), known_and_secret(given), strict=True))
    return said | {"others": {"DCR share": "not-run" if task.kind in APART else dcr_share(given, release)}}


def by_rivals(given: Files, release: pd.DataFrame, rivals: Rivals, seed: int) -> dict[str, Any]:
    """What SDMetrics and stock anonymeter say."""
    near = {"SDMetrics DCR": sdmetrics_dcr(given, release, rivals, seed)}
    return {"others": near | stock_anonymeter(given, release, rivals.guesses)}


def alarms(risks: Sequence[Any]) -> dict[str, str]:
    """The status of each attack; of several secrets the worst."""
    out: dict[str, str] = {}
    for risk in risks:
        name = _named(risk)
        out[name] = max(out.get(name, _STATUSES[0]), str(risk.status), key=_STATUSES.index)
    return out


def _named(risk: Any) -> str:
    return "/".join(filter(None, (risk.attack, risk.variant)))


def figures(risks: Sequence[Risk]) -> dict[str, dict[str, Any]]:
    """Of each attack the gain, rates and p-value of its worst risk: by status, then by the lower bound."""
    worst: dict[str, Risk] = {}
    for risk in sorted(risks, key=lambda risk: (_STATUSES.index(str(risk.status)), risk.low or 0.0)):
        worst[_named(risk)] = risk
    names = ("value", "low", "high", "main", "control", "p_value")
    return {
        name: {"secret": risk.secret, **{one: _rounded(getattr(risk, one)) for one in names}}
        for name, risk in worst.items()
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def failing_groups(privacy: Privacy) -> list[str]:
    """The groups that leak by an attack whose average does not."""
    average = {risk.subject for risk in privacy.risks if risk.status is Status.LEAK}
    groups = (group for group in privacy.groups if group.status is Status.LEAK and group.subject not in average)
    return [f"{_named(group)}: {group.column} {group.group}, {group.value:.3f}" for group in groups]


def dcr_share(given: Files, release: pd.DataFrame) -> str:
    """`signal` where more of the release is nearer to training than to control rows than their numbers explain."""
    from scipy.stats import binomtest

    encoded = encode(given.train.schema, given.train.frame, given.control.frame, release)
    train, control, synthetic = encoded.values
    points = ruler(encoded.numeric, np.concatenate([train, control])).points
    to_train, to_control = (
        nearest(points(synthetic), points(part), encoded.numeric)[:, 0] for part in (train, control)
    )
    untied = np.abs(to_train - to_control) > 1e-6
    share, nearer = len(train) / (len(train) + len(control)), int((to_train < to_control)[untied].sum())
    p_value = binomtest(nearer, max(int(untied.sum()), 1), share, alternative="greater").pvalue
    return "signal" if p_value <= SIGNIFICANT else "clear"


def sdmetrics_dcr(given: Files, release: pd.DataFrame, rivals: Rivals, seed: int) -> str:
    """`signal` where more than half of the release is nearer to training rows, by SDMetrics' distance and ties."""
    from scipy.stats import binomtest
    from sdmetrics.single_table import DCROverfittingProtection

    train, control, synthetic = plain(given.train.frame, given.control.frame, release)
    kinds = {n: "numerical" if pd.api.types.is_numeric_dtype(train[n]) else "categorical" for n in train.columns}
    metadata = {"columns": {name: {"sdtype": kind} for name, kind in kinds.items()}}
    np.random.seed(seed)  # noqa: NPY002 – its sampling knows no other chance
    found = DCROverfittingProtection.compute_breakdown(
        train, synthetic, control, metadata, None, num_rows_subsample=rivals.rows, num_iterations=rivals.iterations
    )
    looked_at = rivals.rows * rivals.iterations
    nearer = round(found["synthetic_data_percentages"]["closer_to_training"] * looked_at)
    p_value = binomtest(nearer, looked_at, 0.5, alternative="greater").pvalue
    return "signal" if p_value <= SIGNIFICANT else "clear"


def plain(*frames: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The frames as pandas reads them from a file."""
    return (pd.read_csv(StringIO(frame.to_csv(index=False))) for frame in frames)


def stock_anonymeter(given: Files, release: pd.DataFrame, guesses: int) -> dict[str, str]:
    """What stock anonymeter says of the release, attack by attack and in all."""
    from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator

    train, control, synthetic = plain(given.train.frame, given.control.frame, release)
    names = list(train.columns)
    order = sorted(names, key=lambda name: -train[name].nunique())
    sized: dict[str, Any] = {"n_attacks": guesses, "control": control}

    def single(mode: str) -> Any:
        return SinglingOutEvaluator(train, synthetic, seed=given.train.frame.shape[0], **sized).evaluate(mode=mode)

    def link() -> Any:
        return LinkabilityEvaluator(train, synthetic, (order[::2], order[1::2]), n_neighbors=10, **sized).evaluate(1)

    def infer(secret: str) -> Any:
        number, rest = pd.api.types.is_numeric_dtype(train[secret]), [name for name in names if name != secret]
        return InferenceEvaluator(train, synthetic, rest, secret, regression=number, **sized).evaluate(1)

    secret = [*(c.name for c in given.train.schema.columns if str(c.role) == "sensitive"), *names][0]
    said = {
        "stock singling-out/univariate": _stock(lambda: single("univariate")),
        "stock singling-out/multivariate": _stock(lambda: single("multivariate")),
        "stock linkability": _stock(link),
        "stock inference": _stock(lambda: infer(secret)),
    }
    return {**said, "stock anonymeter": _worst(list(said.values()))}


def _stock(evaluated: Callable[[], Any]) -> str:
    try:
        low = evaluated().risk().ci[0]
    except Exception:
        return "not-run"
    return "leak" if low >= LIMIT else "signal" if low > 0.0 else "clear"


def _worst(said: list[str]) -> str:
    return max(said, key=("not-run", "clear", "signal", "leak").index)


def tasks(options: argparse.Namespace) -> list[Task]:
    """All releases: some of every kind first, then those with a goal, then the rivals, then the rest."""
    kinds = [(kind, rows) for kind in KINDS for rows in options.rows] + [(LARGE, options.large)] * bool(options.large)
    wanted = [
        Task(options.tables[number % len(options.tables)], kind, number, rows, options.attacks, slow)
        for slow in (False, True)
        for kind, rows in kinds
        for number in range(_number(options, kind, slow))
        if kind in (options.kinds or [kind])
    ]
    return sorted(wanted, key=lambda task: (_turn(task), task.number))


def _number(options: argparse.Namespace, kind: str, slow: bool) -> int:
    """How many releases of a kind and number of rows are made."""
    if slow and kind in APART:
        return 0
    most = {"harmless": options.stock_harmless, LARGE: options.stock_large}.get(kind, options.stock)
    every = min(options.releases, options.large_releases) if kind == LARGE else options.releases
    return int(min(most, every) if slow else every)


def _turn(task: Task) -> int:
    if task.slow:
        return 2
    if task.number < _SOME:
        return 0
    return 1 if task.kind in GOALS else 3


def merged(found: Mapping[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """One line a release: what we said, and what the rivals did of those that they judged."""
    out = []
    for key, line in found.items():
        if not key.endswith("|rivals"):
            slow = found.get(f"{key}|rivals")
            out.append(
                line if slow is None or "others" not in slow else line | {"others": line["others"] | slow["others"]}
            )
    return out


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Every release that is judged, from the file and anew, until time is up."""
    rivals = Rivals(options.sdmetrics[0], options.sdmetrics[1], options.guesses)
    return merged(run_all(tasks(options), partial(run, rivals=rivals), options, _tell))


def _tell(line: Mapping[str, Any]) -> None:
    print(line["key"], line.get("verdict", line.get("left_out", "")), line["seconds"], file=sys.stderr, flush=True)


def rate(hits: Sequence[bool]) -> dict[str, Any]:
    """How many of how many, with the exact 95 % interval."""
    if not hits:
        return {"hits": 0, "of": 0, "rate": None, "low": None, "high": None}
    found = exact(sum(hits), len(hits))
    return {"hits": sum(hits), "of": len(hits)} | {
        k: round(getattr(found, v), 4) for k, v in (("rate", "value"), ("low", "low"), ("high", "high"))
    }


def rates(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of the releases of one kind: verdicts, how many a group fails whose average does not leak; and of each attack and
    each rival how many it accuses, and how many it finds over the limit."""
    out: dict[str, Any] = {"releases": len(lines)}
    out["verdict"] = {v: rate([line["verdict"] == v for line in lines]) for v in ("FAIL", "INCONCLUSIVE", "PASS")}
    out["failed by a group"] = rate([line["verdict"] == "FAIL" and bool(line.get("groups")) for line in lines])
    for part in ("risks", "others"):
        names = dict.fromkeys(name for line in lines for name in line[part])
        out[part] = {}
        for name in names:
            said = [line[part][name] for line in lines if name in line[part]]
            out[part][name] = {
                "accused": rate([status in ("signal", "leak") for status in said]),
                "over": rate([status == "leak" for status in said]),
                "not-run": sum(status == "not-run" for status in said),
            }
    return out


def markdown(found: Mapping[str, Any]) -> str:
    """The table of the README: a row a judge, a column a kind of release; accused in per cent."""
    kinds = list(found)
    lines = [
        "| accused, % | " + " | ".join(f"{k} (n={found[k]['releases']})" for k in kinds) + " |",
        "| --- |" + " ---: |" * len(kinds),
    ]
    lines.append(
        "| **verdict FAIL** | " + " | ".join(_cell(found[k]["verdict"]["FAIL"], bold=True) for k in kinds) + " |"
    )
    lines.append("| verdict PASS | " + " | ".join(_cell(found[k]["verdict"]["PASS"]) for k in kinds) + " |")
    for part in ("risks", "others"):
        for name in dict.fromkeys(name for k in kinds for name in found[k][part]):
            cells = (_cell(found[k][part].get(name, {}).get("accused")) for k in kinds)
            lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: Mapping[str, Any] | None, bold: bool = False) -> str:
    if not value or not value["of"]:
        return "–"
    said = f"{100 * value['rate']:.0f} ({100 * value['low']:.0f}–{100 * value['high']:.0f})"
    return f"**{said}**" if bold else said


def goals(found: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By kind and verdict, whether the goal is met by the rate that was measured, and whether its whole interval lies
    on the good side, which none does where a verdict is never to be given."""
    out: dict[str, dict[str, Any]] = {}
    for kind, wanted in GOALS.items():
        for goal in wanted:
            value = found.get(kind, {}).get("verdict", {}).get(goal.verdict)
            if value and value["of"]:
                met, surely = goal.met(value["rate"]), goal.met(value["low" if goal.above else "high"])
                out.setdefault(kind, {})[goal.verdict] = {"goal": goal.bar, "met": met, "surely": surely, **value}
    return out


def by_table(lines: Sequence[dict[str, Any]]) -> dict[str, dict[str, dict[str, int]]]:
    """By table and training rows, how many releases of each kind had each verdict."""
    out: dict[str, dict[str, dict[str, int]]] = {}
    for line in lines:
        of_kind = out.setdefault(f"{line['table']}, {line['rows']} rows", {}).setdefault(line["kind"], {})
        of_kind[line["verdict"]] = of_kind.get(line["verdict"], 0) + 1
    return out


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="+", metavar="TABLE")
    parser.add_argument("--releases", type=int, default=200, help="of each kind and number of rows, over all tables")
    parser.add_argument("--rows", type=int, nargs="+", default=[4000], help="training rows, and rows of a release")
    parser.add_argument("--large", type=int, default=15_000, help="training rows of the large kind; 0 for none")
    parser.add_argument("--attacks", type=int, default=2000)
    parser.add_argument("--large-releases", type=int, default=200, help="of the large kind at most")
    parser.add_argument("--stock", type=int, default=12, help="releases of a kind that the slow rivals judge")
    parser.add_argument("--stock-harmless", type=int, default=24, help="harmless ones that they judge")
    parser.add_argument("--stock-large", type=int, default=3, help="large ones that they judge")
    parser.add_argument("--kinds", nargs="*", help="kinds that are made; all by default")
    parser.add_argument("--sdmetrics", type=int, nargs=2, default=(500, 2), metavar=("ROWS", "ITERATIONS"))
    parser.add_argument("--guesses", type=int, default=500, help="of stock anonymeter")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def main() -> None:
    """Judge them all, and say how often who was right."""
    options = arguments()
    all_lines = measure(options)
    lines = [line for line in all_lines if "verdict" in line]
    kinds = dict.fromkeys(line["kind"] for line in lines)
    found = {kind: rates([line for line in lines if line["kind"] == kind]) for kind in kinds}
    print(markdown(found), file=sys.stderr)
    line = {"bench": "calibration", "rows": options.rows, "control": [held_out(rows) for rows in options.rows]}
    line |= {
        "attacks": options.attacks,
        "policy": PUBLIC.name,
        "rivals": {"sdmetrics": options.sdmetrics, "anonymeter": {"guesses": options.guesses, "secrets": 1}},
        "tables": [Path(name).name for name in options.tables],
        "left_out": len(all_lines) - len(lines),
        "goals": goals(found),
        "kinds": found,
        "by_table": by_table(lines),
    }
    line["cpu_seconds"] = round(sum(one["seconds"] for one in lines), 1)
    print(json.dumps(line))


if __name__ == "__main__":
    main()
