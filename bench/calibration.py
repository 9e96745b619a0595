"""How often the audit accuses a harmless release, and how often it finds a planted leak: rates with their intervals.

    python bench/calibration.py TABLE… [--releases 200] [--rows 4000] [--large 15000] [--large-releases 200] [--keep
FILE.jsonl]

TABLE is a file or the word `sample` (60,000 invented patients). Every release is made anew: `rows` training rows, as
many control rows as the product holds out of such a table, and a release of `rows` other rows that nobody learnt from,
into which each KIND plants its leak. `--releases` of each kind, over the tables in turn; with `--large` N also as many
of the kind `outliers, large`, whose tables have N training rows (0: none). Every release goes through `assess` and the
public policy as in the product, but for floor, ceiling and positive control, on which no verdict rests.

Beside it, on the same files: the share of the release nearer to training than to control rows (binomial test, 5 %); and
for the first `--stock` releases of a leaking kind and the first `--stock-harmless` harmless ones SDMetrics'
DCROverfittingProtection and stock anonymeter, each made affordable by its own options: the former by num_rows_subsample
and num_iterations (`--sdmetrics`; all 4,000 rows take 40 s of CPU a release; accused by a binomial test at 5 % over the
rows of all iterations), the latter by `--guesses` and one secret, the first sensitive column (accused where an interval
lies above nothing, over the limit where it lies above 9 %). The JSON says which.

Done releases are kept in `--keep` line by line, and are not made again: stop and start as you like. `--minutes` stops
it. Prints a Markdown table to stderr and one JSON line to stdout. Goals: FAIL of at most 5 % of harmless releases, at
least 95 % of those with 2 % of the training rows, and 99 % of those with 150 of 15,000, all outliers."""

import argparse
import json
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import cache
from io import StringIO
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from synthesis.foundation.seed import Seed  # noqa: E402
from synthesis.privacy import Sensitivity, assess, suite  # noqa: E402
from synthesis.privacy.gower import nearest, ruler  # noqa: E402
from synthesis.privacy.intervals import exact  # noqa: E402
from synthesis.release.policy import PUBLIC  # noqa: E402
from synthesis.release.verdict import judge  # noqa: E402
from synthesis.tables import Table, read_table, sample_csv, share_held_out  # noqa: E402
from synthesis.tables.encode import encode  # noqa: E402

SAMPLE_ROWS = 60_000
LIMIT = 0.09
SIGNIFICANT = 0.05
_MOVED = 0.005
_NEIGHBOURS = 5
_SOME = 30


@dataclass(frozen=True, eq=False)
class Files:
    """What one release is judged with, in the columns that a generator would have modelled."""

    train: Table
    control: Table
    strangers: pd.DataFrame
    chance: np.random.Generator

    def planted(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The strangers, with these rows in the place of as many of them."""
        whole = pd.concat([self.strangers.iloc[len(rows) :], rows])
        return whole.iloc[self.chance.permutation(len(whole))].reset_index(drop=True)

    def some(self, share: float) -> pd.DataFrame:
        """A share of the training rows, drawn at random."""
        count = round(share * len(self.train))
        return self.train.frame.iloc[self.chance.permutation(len(self.train))[:count]]


Leak = Callable[[Files], pd.DataFrame]


def harmless(files: Files) -> pd.DataFrame:
    """Rows that nobody learnt from."""
    return files.planted(files.train.frame[:0])


def copied(share: float) -> Leak:
    """A share of the training rows, as they are."""
    return lambda files: files.planted(files.some(share))


def outliers(files: Files) -> pd.DataFrame:
    """The hundredth of the training rows that is farthest from its five nearest strangers, as it is."""
    schema = files.train.schema
    encoded = encode(schema, files.train.frame, files.strangers)
    train, strangers = encoded.values
    ours, theirs = (ruler(encoded.numeric, train).points(part) for part in (train, strangers))
    far = nearest(ours, theirs, encoded.numeric, _NEIGHBOURS).mean(axis=1)
    return files.planted(files.train.frame.iloc[np.argsort(-far)[: round(0.01 * len(train))]])


def near_copies(files: Files) -> pd.DataFrame:
    """5 % of the training rows, every number moved by up to 0.5 % of its column's 1–99 % range."""
    rows = files.some(0.05).copy()
    for column in files.train.schema.columns:
        if column.kind.whole or column.kind.decimal:
            cells = rows[column.name].to_numpy("float64", na_value=np.nan)
            low, high = np.nanquantile(
                files.train.frame[column.name].to_numpy("float64", na_value=np.nan), [0.01, 0.99]
            )
            moved = cells + files.chance.uniform(-_MOVED, _MOVED, len(cells)) * (high - low)
            whole = column.kind.whole
            rows[column.name] = pd.array(np.round(moved), dtype="Int64") if whole else moved
    return files.planted(rows)


def one_column(files: Files) -> pd.DataFrame:
    """Strangers whose cells of the most varied column are the training rows' own, in another order."""
    release = harmless(files)
    name = max(files.train.schema.names, key=lambda column: files.train.frame[column].nunique())
    order = files.chance.permutation(len(files.train))
    return release.assign(**{name: files.train.frame[name].iloc[order].array})


KINDS: Mapping[str, Leak] = {
    "harmless": harmless,
    "copies 0.5 %": copied(0.005),
    "copies 1 %": copied(0.01),
    "copies 2 %": copied(0.02),
    "copies 5 %": copied(0.05),
    "outliers 1 %": outliers,
    "near copies 5 %": near_copies,
    "one column": one_column,
}
LARGE = "outliers, large"
GOALS = {"harmless": (0.05, False), "copies 2 %": (0.95, True), LARGE: (0.99, True)}
"""The rate of FAIL that is wanted, and whether it is to be above it."""


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


@cache
def table(name: str) -> Table:
    """The whole table, over the columns that a generator models."""
    if name != "sample":
        return _modelled(read_table(Path(name)))
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(sample_csv(SAMPLE_ROWS))
        file.flush()
        return _modelled(read_table(Path(file.name)))


def _modelled(whole: Table) -> Table:
    schema = whole.schema.modelled
    return Table(whole.name, whole.frame[list(schema.names)], schema, whole.fingerprint)


def files(task: Task) -> Files:
    """Training rows, control rows and strangers of one release; for all kinds of a number the same ones."""
    whole = table(task.table)
    outside = held_out(task.rows)
    if len(whole) < 2 * task.rows + outside:
        raise SystemExit(f"{task.table} has {len(whole)} rows; {2 * task.rows + outside} are needed.")
    chance = Seed(task.number).child("calibration", task.rows).generator()
    order = chance.permutation(len(whole))[: 2 * task.rows + outside]
    ends = [task.rows, task.rows + outside]
    train, control, strangers = (whole.frame.iloc[part].reset_index(drop=True) for part in np.split(order, ends))
    learnt, held = (Table(whole.name, part, whole.schema, "") for part in (train, control))
    return Files(learnt, held, strangers, chance)


def held_out(train: int) -> int:
    """The control rows that the product holds out of a table of which it learns from `train` rows."""
    totals = range(train, 3 * train)
    total = max(total for total in totals if total - round(total * share_held_out(total)) == train)
    return total - train


@dataclass(frozen=True)
class Rivals:
    """What the slow rivals are allowed: SDMetrics its rows and iterations, anonymeter its guesses."""

    rows: int
    iterations: int
    guesses: int


def run(task: Task, rivals: Rivals) -> dict[str, Any]:
    """One release, made and judged, with the CPU seconds that the judging took."""
    warnings.filterwarnings("ignore")
    given = files(task)
    release = outliers(given) if task.kind == LARGE else KINDS[task.kind](given)
    begun = time.process_time()
    said = by_rivals(given, release, rivals, task.number) if task.slow else by_us(given, release, task)
    named = {"key": task.key, "table": Path(task.table).name, "kind": task.kind, "number": task.number}
    return named | said | {"seconds": round(time.process_time() - begun, 2)}


def by_us(given: Files, release: pd.DataFrame, task: Task) -> dict[str, Any]:
    """The verdict, the status of each attack, and what the share of near rows says."""
    real = len(given.train) + len(given.control)
    with patch.multiple(suite, placed=lambda risks, *_: risks, sensitivity=lambda *_: Sensitivity()):
        privacy = assess(given.train, given.control, release, attacks=task.attacks, seed=Seed(task.number))
    privacy, verdict = judge(PUBLIC, privacy, real)
    said: dict[str, Any] = {"verdict": str(verdict.outcome), "risks": alarms(privacy.risks)}
    return said | {"others": {"DCR share": dcr_share(given, release)}, "reasons": list(verdict.reasons)}


def by_rivals(given: Files, release: pd.DataFrame, rivals: Rivals, seed: int) -> dict[str, Any]:
    """What SDMetrics and stock anonymeter say."""
    near = {"SDMetrics DCR": sdmetrics_dcr(given, release, rivals, seed)}
    return {"others": near | stock_anonymeter(given, release, rivals.guesses)}


def alarms(risks: Sequence[Any]) -> dict[str, str]:
    """The status of each attack; of several secrets the worst."""
    order = ("not-run", "clear", "inconclusive", "signal", "leak")
    out: dict[str, str] = {}
    for risk in risks:
        name = "/".join(filter(None, (risk.attack, risk.variant)))
        out[name] = max(out.get(name, order[0]), str(risk.status), key=order.index)
    return out


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
    kinds = [(kind, options.rows) for kind in KINDS] + [(LARGE, options.large)] * bool(options.large)
    wanted = [
        Task(options.tables[number % len(options.tables)], kind, number, rows, options.attacks, slow)
        for slow in (False, True)
        for kind, rows in kinds
        for number in range(_number(options, kind, slow))
        if kind in (options.kinds or [kind])
    ]
    return sorted(wanted, key=lambda task: (_turn(task), task.number))


def _number(options: argparse.Namespace, kind: str, slow: bool) -> int:
    """How many releases of a kind are made."""
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
            out.append(line if slow is None else line | {"others": line["others"] | slow["others"]})
    return out


def known(keep: Path | None) -> dict[str, dict[str, Any]]:
    """The releases that were judged before."""
    if keep is None or not keep.exists():
        return {}
    return {line["key"]: line for line in map(json.loads, keep.read_text("utf-8").splitlines())}


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Every release that is judged, from the file and anew, until time is up."""
    wanted, found = tasks(options), known(options.keep)
    left = [task for task in wanted if task.key not in found]
    until = time.monotonic() + options.minutes * 60
    running: set[Future[dict[str, Any]]] = set()
    rivals = Rivals(options.sdmetrics[0], options.sdmetrics[1], options.guesses)
    with ProcessPoolExecutor(options.processes, get_context("spawn")) as pool:
        while left or running:
            while left and len(running) < options.processes and time.monotonic() < until:
                task = left.pop(0)
                running.add(pool.submit(run, task, rivals))
            if not running:
                break
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                line = future.result()
                found[line["key"]] = line
                _keep(options.keep, line)
    return merged({task.key: found[task.key] for task in wanted if task.key in found})


def _keep(keep: Path | None, line: dict[str, Any]) -> None:
    print(line["key"], line.get("verdict", ""), line["seconds"], file=sys.stderr)
    if keep is not None:
        with keep.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def rate(hits: Sequence[bool]) -> dict[str, Any]:
    """How many of how many, with the exact 95 % interval."""
    if not hits:
        return {"hits": 0, "of": 0, "rate": None, "low": None, "high": None}
    found = exact(sum(hits), len(hits))
    return {"hits": sum(hits), "of": len(hits)} | {
        k: round(getattr(found, v), 4) for k, v in (("rate", "value"), ("low", "low"), ("high", "high"))
    }


def rates(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of the releases of one kind: verdicts, and for each attack and each rival how many are accused, and how many over
    the limit."""
    out: dict[str, Any] = {"releases": len(lines)}
    out["verdict"] = {v: rate([line["verdict"] == v for line in lines]) for v in ("FAIL", "INCONCLUSIVE", "PASS")}
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


def goals(found: Mapping[str, Any]) -> dict[str, Any]:
    """Whether each goal is met by the rate that was measured, and whether its whole interval lies on the good side."""
    out = {}
    for kind, (bar, above) in GOALS.items():
        value = found.get(kind, {}).get("verdict", {}).get("FAIL")
        if value and value["of"]:
            met, surely = (
                (value["rate"] >= bar, value["low"] >= bar) if above else (value["rate"] <= bar, value["high"] <= bar)
            )
            out[kind] = {"goal": bar, "met": met, "surely": surely, **value}
    return out


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="+", metavar="TABLE")
    parser.add_argument("--releases", type=int, default=200, help="of each kind, over all tables")
    parser.add_argument("--rows", type=int, default=4000, help="training rows, and rows of a release")
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
    lines = measure(options)
    kinds = dict.fromkeys(line["kind"] for line in lines)
    found = {kind: rates([line for line in lines if line["kind"] == kind]) for kind in kinds}
    tables = {
        Path(name).name: {
            k: rates([x for x in lines if x["kind"] == k and x["table"] == Path(name).name])["verdict"]["FAIL"]
            for k in kinds
        }
        for name in options.tables
    }
    print(markdown(found), file=sys.stderr)
    line = {"bench": "calibration", "rows": options.rows, "control": held_out(options.rows), "attacks": options.attacks}
    line |= {
        "policy": PUBLIC.name,
        "rivals": {"sdmetrics": options.sdmetrics, "anonymeter": {"guesses": options.guesses, "secrets": 1}},
        "tables": list(tables),
        "goals": goals(found),
        "kinds": found,
        "failed_by_table": tables,
    }
    line["cpu_seconds"] = round(sum(one["seconds"] for one in lines), 1)
    print(json.dumps(line))


if __name__ == "__main__":
    main()
