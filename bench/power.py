"""Whether what is said before a run comes true: verdicts of harmless releases beside what the pilot foretold of them.

    python bench/power.py TABLE… [--people 1500 3000 6000 12000] [--seeds 5] [--generator trees] [--keep FILE.jsonl]

TABLE is a file, the word `sample`, or the name of a table in bench/made_tables.py. Of each table and for each seed so
many people are drawn at random; the control group is chosen as a run chooses it, by a pilot on these people alone, and
a release is judged by the public policy, hidden rows and all, but without floor and ceiling, on which no verdict rests.
The release is as many other rows as there are training rows, which nobody learnt from; a table with too few rows for
that is left out. With `--generator` it is what that generator makes, with its default settings and protections.

Done audits are kept in `--keep` line by line, and are not made again; `--minutes` stops it. Prints one JSON line: how
often the control group was said to be enough, and how often the release then passed; FAIL and INCONCLUSIVE by reason.
Goals: FAIL of at most 1 % of fresh releases; PASS of at least 80 % where the control group was said to be enough."""

import argparse
import json
import sys
import time
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import pandas as pd  # noqa: E402

from bench.files import draw, some  # noqa: E402
from bench.kept_runs import run_all  # noqa: E402
from synthesis.foundation.seed import Seed  # noqa: E402
from synthesis.journey import Judging  # noqa: E402
from synthesis.journey.candidate import run_table  # noqa: E402
from synthesis.privacy import assess, suite  # noqa: E402
from synthesis.privacy.intervals import exact  # noqa: E402
from synthesis.privacy.pilot import pilot  # noqa: E402
from synthesis.privacy.risk import Status  # noqa: E402
from synthesis.recipe import Recipe  # noqa: E402
from synthesis.release.control_group import Prospect, chosen  # noqa: E402
from synthesis.release.policy import PUBLIC  # noqa: E402
from synthesis.release.verdict import judge  # noqa: E402
from synthesis.tables import Table  # noqa: E402

ATTACKS = 2_000


@dataclass(frozen=True)
class Task:
    """One audit: a table, how many of its people, and the seed that draws them."""

    table: str
    people: int
    seed: int
    generator: str | None = None

    @property
    def key(self) -> str:
        """What tells it from all others."""
        return f"{Path(self.table).name}|{self.people}|{self.seed}|{self.generator}"


def run(task: Task) -> dict[str, Any]:
    """One audit, and what was foretold."""
    warnings.filterwarnings("ignore")
    begun, base = time.process_time(), {"key": task.key, "table": Path(task.table).name, "people": task.people}
    chance = Seed(task.seed).child("power", task.table).generator()
    rows = draw(task.table, task.people if task.generator else 2 * task.people, chance)
    mine = some(rows, slice(0, task.people))
    share, expected = chosen(pilot(mine, ATTACKS, Seed(0).child("pilot")), len(mine), PUBLIC)
    if task.generator:
        said = generated(mine, share, task)
    elif len(rows) < task.people + expected.train:
        return base | {"left_out": f"only {len(rows)} rows"}
    else:
        said = fresh(mine, some(rows, slice(task.people, task.people + expected.train)).frame, expected, task.seed)
    return base | foretold(share, expected) | said | {"seconds": round(time.process_time() - begun, 1)}


def foretold(share: float, expected: Prospect) -> dict[str, Any]:
    """What is said before a run."""
    names = ("passes", "enough", "obstacle", "attack", "variant")
    return {"share": share, "control": expected.control, **{name: getattr(expected, name) for name in names}}


def fresh(mine: Table, release: pd.DataFrame, expected: Prospect, seed: int) -> dict[str, Any]:
    """The verdict on rows that nobody learnt from."""
    train, control = some(mine, slice(0, expected.train)), some(mine, slice(expected.train, None))
    with patch.multiple(suite, placed=lambda risks, *_: risks):
        privacy = assess(train, control, release, attacks=ATTACKS, seed=Seed(seed))
    privacy, verdict = judge(PUBLIC, privacy, len(mine))
    return outcome(privacy, verdict)


def generated(mine: Table, share: float, task: Task) -> dict[str, Any]:
    """The verdict on what a generator makes, with its defaults."""
    recipe = Recipe(generator=str(task.generator), seed=task.seed, control=share)
    candidate = run_table(mine, recipe, Judging(PUBLIC, ATTACKS))
    return outcome(candidate.audit.privacy, candidate.audit.verdict)


def outcome(privacy: Any, verdict: Any) -> dict[str, Any]:
    """The verdict, and the attacks that stand in the way of a PASS."""
    open_ones = [risk for risk in privacy.risks if risk.status not in (Status.CLEAR, Status.SIGNAL)]
    blocking = {"/".join(filter(None, (risk.attack, risk.variant))) for risk in open_ones}
    blocking |= {"hidden rows" for reason in verdict.reasons if "hidden in the release on purpose" in reason}
    return {"verdict": str(verdict.outcome), "blocking": sorted(blocking), "reasons": list(verdict.reasons)}


def rate(hits: int, of: int) -> dict[str, Any]:
    """How many of how many, with the exact 95 % interval."""
    found = exact(hits, of)
    return {"hits": hits, "of": of, "low": round(found.low, 3), "high": round(found.high, 3)}


def summary(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Of all audits: verdicts, and PASS where the control group was said to be enough and where it was not."""
    said, unsaid = ([line for line in lines if line["enough"] is enough] for enough in (True, False))

    def passing(some: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        return rate(sum(line["verdict"] == "PASS" for line in some), len(some))

    return {
        "audits": len(lines),
        "fail": rate(sum(line["verdict"] == "FAIL" for line in lines), len(lines)),
        "pass": passing(lines),
        "pass_where_enough": passing(said),
        "pass_where_not": passing(unsaid),
        "expected_where_not": round(sum(line["passes"] for line in unsaid), 1),
        "blocking": dict(Counter(name for line in lines for name in line["blocking"]).most_common()),
        "by_table": {
            name: {"pass": passing(own), "enough": sum(line["enough"] for line in own)}
            for name in dict.fromkeys(line["table"] for line in lines)
            for own in [[line for line in lines if line["table"] == name]]
        },
    }


def measure(options: argparse.Namespace) -> list[dict[str, Any]]:
    """Every audit, from the file and anew, until time is up."""
    wanted = [
        Task(name, people, seed, options.generator)
        for seed in range(1, options.seeds + 1)
        for people in options.people
        for name in options.tables
    ]
    return [line for line in run_all(wanted, run, options, _tell).values() if "verdict" in line]


def _tell(line: Mapping[str, Any]) -> None:
    print(line["key"], line.get("passes"), line.get("verdict"), line.get("blocking"), file=sys.stderr)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tables", nargs="+", metavar="TABLE")
    parser.add_argument("--people", type=int, nargs="+", default=[1_500, 3_000, 6_000, 12_000])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--generator")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6)
    parser.add_argument("--keep", type=Path)
    return parser.parse_args()


def main() -> None:
    """Judge them all, and say how often what was foretold came true."""
    options = arguments()
    lines = measure(options)
    settings = {"policy": PUBLIC.name, "attacks": ATTACKS, "generator": options.generator, "people": options.people}
    print(json.dumps({"bench": "power", **settings, **summary(lines)}))


if __name__ == "__main__":
    main()
