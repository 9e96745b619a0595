"""Releases whose leak is known, at full size: what the audit should say of each, and what it says.

    python bench/oracles.py ADULT_TRAIN.csv ADULT_CONTROL.csv [--declared bench/declared/adult.json] [--only O1 O2 …]
        [--attacks 1000]

O1: 2,000 invented rows, of which a share is copied: linkability and inference see that share. O2: 15,000 training rows,
as many control rows and others of Adult: copies of all, half, a quarter, a tenth and 2 % of them, none, columns each in
an order of their own, numbers moved by 1 %, and 150 outliers. O3: 19,500 training and 4,900 control rows. O4: singling
out at 16,000 to 4,000 is not fooled by the sizes. O5: releases of the private generator with ε = 0.1 and 1, from the
domain that `--declared` names, keep their promise (left out without it); a copy that claims ε = 0.1 does not. O6:
strange tables are judged rightly or not at all.

Each check names what was expected, what was found and whether that is within the tolerance, which is about three
standard errors. Prints one JSON line, and a line for each check that failed to stderr; exits with 1 if any did."""

import argparse
import json
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

from bench.files import Files  # noqa: E402
from bench.leaks import outliers  # noqa: E402
from synthesis.foundation.guarantee import Guarantee  # noqa: E402
from synthesis.foundation.progress import silent  # noqa: E402
from synthesis.foundation.seed import Seed  # noqa: E402
from synthesis.foundation.serialisation import plain  # noqa: E402
from synthesis.generation.private_pipeline import public_domains_of, schema_of_domains  # noqa: E402
from synthesis.generators import Training  # noqa: E402
from synthesis.generators.private.trees import PRIVATE_TREES, PrivateSettings  # noqa: E402
from synthesis.privacy import Privacy, Risk, assess, overlap  # noqa: E402
from synthesis.privacy.copies import closeness  # noqa: E402
from synthesis.privacy.intervals import Z  # noqa: E402
from synthesis.release.policy import PUBLIC  # noqa: E402
from synthesis.release.verdict import judge  # noqa: E402
from synthesis.tables import Column, Kind, Schema, Table, read_table  # noqa: E402
from synthesis.tables.public_domain import PublicDomains  # noqa: E402

quick = partial(assess, references=False)
_EPSILONS = (0.1, 1.0)
_DELTA = 1e-6
_CHANCE_GAIN = 0.01


@dataclass(frozen=True)
class Check:
    """One thing that should hold: `wanted` in words or as a number, and what came out."""

    oracle: str
    case: str
    what: str
    wanted: Any
    found: Any
    holds: bool


def near(oracle: str, case: str, what: str, wanted: float, found: float | None, tolerance: float) -> Check:
    """A number that should come out within a tolerance."""
    rounded = None if found is None else round(float(found), 4)
    return Check(oracle, case, what, wanted, rounded, found is not None and abs(found - wanted) <= tolerance)


def true(oracle: str, case: str, what: str, found: Any, holds: bool) -> Check:
    """Something that should be so."""
    return Check(oracle, case, what, True, found, bool(holds))


def risk(found: Privacy, attack: str, variant: str | None = None, secret: str | None = None) -> Risk:
    """The risk of that name."""
    return next(
        r for r in found.risks if r.attack == attack and variant in (None, r.variant) and secret in (None, r.secret)
    )


def area(found: Risk) -> float:
    """The area under the curve that a risk notes."""
    return float(re.findall(r"curve: ([0-9.]+)", " ".join(found.notes))[0])


def outcome(found: Privacy, people: int) -> str:
    """The verdict of the public policy."""
    return str(judge(PUBLIC, found, people)[1].outcome)


def over(found: Risk) -> float:
    """Excess over outsiders, as anonymeter has it."""
    assert found.excess
    return found.excess.value


def compact(seed: int) -> pd.DataFrame:
    """2,000 rows: three standard normals, one N(50, 10), one of four letters."""
    chance = np.random.default_rng(seed)
    frame = pd.DataFrame({name: chance.normal(size=2000) for name in ("a", "b", "d")})
    letters = chance.choice(list("wxyz"), 2000).astype(object)
    return frame.assign(y=chance.normal(50, 10, 2000), z=letters)


def invented(frame: pd.DataFrame, name: str = "invented") -> Table:
    """A table of floats, dates and categories."""
    kinds = {"O": Kind.CATEGORY, "M": Kind.DATETIME}
    columns = (
        Column(str(c), kinds.get(frame[c].dtype.kind, Kind.FLOAT), distinct=int(frame[c].nunique())) for c in frame
    )
    return Table(name, frame.reset_index(drop=True), Schema(tuple(columns)), "")


def o1(_: Table, attacks: int) -> Iterator[Check]:
    """Linkability and inference see the share that was copied."""
    train, control, others = compact(1), compact(2), compact(3)
    for share in (0.0, 0.25, 0.5, 1.0):
        number = round(share * 2000)
        release = pd.concat([train[:number], others[number:]])
        found = quick(invented(train), invented(control), release, attacks=attacks, seed=Seed(0), secrets=["z", "y"])
        for what, one in (
            ("linkability", over(risk(found, "linkability"))),
            ("z", over(risk(found, "inference", secret="z"))),
            ("y", over(risk(found, "inference", secret="y"))),
        ):
            yield near("O1", f"share {share}", what, share, one, 0.06)


def parts(whole: Table, sizes: tuple[int, int, int], seed: int) -> Files:
    """Training rows, control rows and others, drawn at random."""
    order = np.random.default_rng(seed).permutation(len(whole))
    ends = np.cumsum(sizes)
    cut = [
        whole.frame.iloc[order[end - size : end]].reset_index(drop=True) for size, end in zip(sizes, ends, strict=True)
    ]
    train, control = (Table(whole.name, part, whole.schema, "") for part in cut[:2])
    return Files(train, control, cut[2], np.random.default_rng(seed + 1))


def moved(frame: pd.DataFrame, schema: Schema, chance: np.random.Generator) -> pd.DataFrame:
    """Every number up to 1 % larger or smaller, as a float."""
    numbers = [c.name for c in schema.columns if (c.kind.whole or c.kind.decimal) and c.name in frame]
    scaled = {
        n: frame[n].to_numpy("float64", na_value=np.nan) * chance.uniform(0.99, 1.01, len(frame)) for n in numbers
    }
    return frame.assign(**scaled)


def permuted(frame: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Each column in an order of its own."""
    return frame.assign(**{name: frame[name].array[chance.permutation(len(frame))] for name in frame})


def o2(whole: Table, attacks: int, third: int | None = None) -> Iterator[Check]:
    """Equal sizes: every measure is where its formula puts it."""
    size = third or min(15_000, len(whole) // 3)
    files = parts(whole, (size, size, size), 7)
    secret = "occupation" if "occupation" in whole.schema else whole.schema.modelled.names[-1]

    def said(release: pd.DataFrame) -> Privacy:
        return quick(files.train, files.control, release, attacks=attacks, seed=Seed(0), secrets=[secret])

    for share in (1.0, 0.5, 0.25, 0.1, 0.02, 0.0):
        yield from _copied(f"share {share:g}", share, said(files.planted(files.some(share))), 2 * size)
    lone = said(permuted(files.train.frame, files.chance))
    yield true("O2", "columns permuted", "singled out by one column", _value(lone), _value(lone) > 0.9)
    yield near("O2", "columns permuted", "linkability", 0.0, over(risk(lone, "linkability")), 0.02)
    jittered = said(moved(files.train.frame, files.train.schema, files.chance))
    yield true(
        "O2",
        "numbers ± 1 %",
        "true positives",
        risk(jittered, "membership").main,
        (risk(jittered, "membership").main or 0) > 0.8,
    )
    yield true("O2", "numbers ± 1 %", "verdict", outcome(jittered, 2 * size), outcome(jittered, 2 * size) == "FAIL")
    odd = said(outliers(files))
    yield true("O2", "1 % outliers", "verdict", outcome(odd, 2 * size), outcome(odd, 2 * size) == "FAIL")
    yield near("O2", "1 % outliers", "nearer to training rows", 0.505, odd.copies.closer_to_train, 0.02)


def _value(found: Privacy) -> float:
    return round(risk(found, "singling-out", "univariate").value or 0.0, 4)


def _copied(case: str, share: float, found: Privacy, people: int) -> Iterator[Check]:
    told, named = risk(found, "inference"), risk(found, "membership")
    error = 0.01 + 0.02 * (share > 0)
    yield near("O2", case, "exact copies", share, found.copies.exact_train, 0.002)
    yield near("O2", case, "nearer to training rows", 0.5 + share / 2, found.copies.closer_to_train, 0.03)
    yield near("O2", case, "area under the curve", 0.5 + share / 2, area(named), 0.02)
    yield near("O2", case, "true positives at 1 %", share + 0.01 * (1 - share), named.main, 0.006)
    yield near("O2", case, "replication", share, risk(found, "replication", "all").value, 0.005)
    yield near("O2", case, "inference", share, over(told), 0.05 + error)
    for attack, variant in (("singling-out", "univariate"), ("singling-out", "multivariate"), ("linkability", None)):
        one = risk(found, attack, variant)
        value, low = one.value or 0.0, one.low or 0.0
        beyond = value - share > 3.0 * (value - low) / Z
        yield true("O2", case, f"{attack} {variant or ''} no more than the share", round(value, 4), not beyond)
    wanted = ("FAIL",) if share >= 0.02 else ("PASS", "INCONCLUSIVE")
    yield true("O2", case, "verdict", outcome(found, people), outcome(found, people) in wanted)


def o3(whole: Table, attacks: int, sizes: tuple[int, int, int] | None = None) -> Iterator[Check]:
    """Four training rows to a control row: membership and closeness are where they should be."""
    half = len(whole) // 2
    files = parts(whole, sizes or (round(0.8 * half), round(0.2 * half), half), 3)
    for share in (0.0, 0.01, 0.02, 0.05, 0.1, 1.0):
        release = files.planted(files.some(share))
        found = quick(files.train, files.control, release, attacks=100, seed=Seed(0), secrets=[])
        named = risk(found, "membership")
        yield near("O3", f"share {share:g}", "true positives at 1 %", share + 0.01 * (1 - share), named.main, 0.006)
        p_value = 1.0 if named.p_value is None else named.p_value
        yield true("O3", f"share {share:g}", "significant", p_value, (p_value < 1e-4) == (share >= 0.01))
        near_share = _closeness(files, release)
        if near_share is not None:
            yield near("O3", f"share {share:g}", "closeness", share * len(files.train) / len(release), near_share, 0.06)
    release = outliers(files)
    found = quick(files.train, files.control, release, attacks=100, seed=Seed(0), secrets=[])
    odd = risk(found, "outlier-membership")
    yield true("O3", "1 % outliers", "significant among outliers", odd.p_value, (odd.p_value or 0.0) < 1e-6)
    yield near("O3", "1 % outliers", "closeness is blind", 0.0, _closeness(files, release), 0.06)


def _closeness(files: Files, release: pd.DataFrame) -> float | None:
    from synthesis.privacy.align import align
    from synthesis.privacy.preparation import attack_context

    aligned = align(files.train.schema, files.train.frame, files.control.frame, release)
    found = closeness(attack_context(files.train.schema, aligned, True, 10, None, Seed(0)))
    return found.value if found else None


def o4(whole: Table, attacks: int, rows: int | None = None) -> Iterator[Check]:
    """Sizes alone single nobody out; copies do."""
    size = rows or min(4_000, len(whole) // 9)
    for seed in range(3):
        files = parts(whole, (4 * size, size, 4 * size), 40 + seed)
        for share in (0.0, 0.5, 1.0):
            release = files.planted(files.some(share))
            found = quick(files.train, files.control, release, attacks=attacks, seed=Seed(seed), secrets=[])
            for variant in ("univariate", "multivariate"):
                one = risk(found, "singling-out", variant)
                low, high = one.low or 0.0, one.high or 0.0
                holds = low <= _CHANCE_GAIN <= high + _CHANCE_GAIN if share == 0.0 else low > 0.05
                if share == 1.0:
                    holds = (one.value or 0.0) > 0.9
                yield true("O4", f"share {share:g}, seed {seed}", f"singling out, {variant}", one.value, holds)


def promised_rows(train: Table, declared: PublicDomains, epsilon: float) -> pd.DataFrame:
    """Rows of the private generator, which sees nothing but what is declared and paid for."""
    training = Training(train.frame, train.schema, declared=declared)
    sampler: Any = PRIVATE_TREES.fit(training, PrivateSettings(epsilon, _DELTA), Seed(0), silent)
    rows: pd.DataFrame = sampler(sampler.rows, Seed(0), silent)
    return rows


def o5(
    whole: Table, attacks: int, sizes: tuple[int, int, int] | None = None, declared: PublicDomains | None = None
) -> Iterator[Check]:
    """A promise that is kept is not accused, and one that is broken is."""
    if declared is not None:
        schema = schema_of_domains(declared, [domain.name for domain in declared.columns if not domain.left_out])
        whole = Table(whole.name, whole.frame[list(schema.names)], schema, "")
    files = parts(whole, sizes or (15_000, 15_000, 10), 5)
    cases = [(f"private trees, ε = {one:g}", one, False) for one in _EPSILONS if declared is not None]
    for case, epsilon, broken in [*cases, ("a copy", _EPSILONS[0], True)]:
        release = files.train.frame if broken or declared is None else promised_rows(files.train, declared, epsilon)
        promise = Guarantee("epsilon-delta", epsilon, _DELTA, "row")
        found = quick(files.train, files.control, release, attacks=attacks, seed=Seed(0), guarantee=promise, secrets=[])
        yield true("O5", case, "promise contradicted", broken, any(r.breach for r in found.risks) == broken)
        named = risk(found, "membership")
        if not broken:
            most = 0.01 * np.exp(epsilon) + _DELTA + 3 * (0.01 * 0.99 * 2 / len(files.train)) ** 0.5
            yield true("O5", case, f"true positives at 1 % at most {most:.4f}", named.main, (named.main or 0.0) <= most)
            yield true("O5", case, "area under the curve at most 0.525", area(named), area(named) <= 0.525)


def normal(rows: int, seed: int, names: str = "abc") -> pd.DataFrame:
    """Standard normals."""
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(rows, len(names))), columns=list(names))


def o6(_: Table, attacks: int) -> Iterator[Check]:
    """Strange tables: the right answer or none, never a silent all-clear."""
    for case, frames, wanted in _strange():
        train, control, release = frames
        found = quick(
            invented(train), invented(control) if control is not None else None, release, attacks=attacks, seed=Seed(0)
        )
        people = len(train) + (0 if control is None else len(control))
        said = outcome(found, people)
        broken = [r.attack for r in found.risks if any("unexpectedly" in note for note in r.notes)]
        yield true("O6", case, "no attack breaks", broken, not broken)
        yield true("O6", case, f"verdict {' or '.join(wanted)}", said, said in wanted)
    train = normal(1000, 1)
    inside = overlap(invented(train), invented(train[:300]))
    yield near("O6", "control inside training rows", "overlap", 1.0, inside, 0.01)
    twice = [
        plain(quick(invented(train), invented(normal(800, 2)), normal(1000, 3), attacks=attacks, seed=Seed(4)))
        for _ in range(2)
    ]
    for one in twice:
        for entry in one["risks"]:
            entry.pop("seconds")
    yield true("O6", "the same seed twice", "the same report", None, twice[0] == twice[1])


def _strange() -> Iterator[tuple[str, tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame], tuple[str, ...]]]:
    fail, open_, calm = ("FAIL",), ("INCONCLUSIVE",), ("PASS", "INCONCLUSIVE")
    train, control, others = (normal(2000, seed) for seed in (1, 2, 3))
    quoted = [
        f.assign(n=[f'O\'Brien "{i % 400 + 1000 * k}"' for i in range(2000)]).astype({"n": object})
        for k, f in enumerate((train, control, others))
    ]
    yield "quotes in every text, a copy", (quoted[0], quoted[1], quoted[0]), fail
    below = [frame.assign(c=-50 + 10 * frame["c"]) for frame in (train, control, others)]
    yield "a negative secret, strangers", (below[0], below[1], below[2]), calm
    yield "a negative secret, a copy", (below[0], below[1], below[0]), fail
    dated = [
        f.assign(
            d=np.datetime64("2000-01-01", "us")
            + (1e14 * f["c"].abs()).astype("int64").to_numpy().astype("timedelta64[us]")
        )
        for f in (train, control, others)
    ]
    yield "dates, strangers", (dated[0], dated[1], dated[2]), calm
    yield "dates, a copy", (dated[0], dated[1], dated[0]), fail
    for name, cells in (("all blank", np.nan), ("constant", 7.0)):
        odd = [frame.assign(odd=cells) for frame in (train, control, others)]
        yield f"a column {name}, strangers", (odd[0], odd[1], odd[2]), calm
        yield f"a column {name}, a copy", (odd[0], odd[1], odd[0]), fail
    repeated = train.set_axis(np.repeat(np.arange(1000)[::-1], 2), axis=0)
    yield "a repeated index, a copy", (train, control, repeated), fail
    yield "three rows", (train[:3], control[:3], others[:3]), open_
    yield "one column, a copy", (train[["a"]], control[["a"]], train[["a"]]), fail
    yield "control rows inside the training rows", (train, train[:500], others), open_
    yield "a copy of the control rows", (train, control, control), calm
    yield "no control, strangers", (train, None, others), open_
    yield "no control, a copy", (train, None, train), fail
    many = [
        f.assign(k=[f"k{v}" for v in np.random.default_rng(9 + i).integers(0, 10_000, 2000)]).astype({"k": object})
        for i, f in enumerate((train, control, others))
    ]
    yield "10,000 levels, strangers", (many[0], many[1], many[2]), calm
    yield "10,000 levels, a copy", (many[0], many[1], many[0]), fail


ORACLES: dict[str, Callable[[Table, int], Iterator[Check]]] = {
    "O1": o1,
    "O2": o2,
    "O3": o3,
    "O4": o4,
    "O5": o5,
    "O6": o6,
}


def adult(files: list[Path]) -> Table:
    """Both files as one table, over the columns that a generator models."""
    first = read_table(files[0])
    frames = [first.frame, *(read_table(file, schema=first.schema).frame for file in files[1:])]
    schema = first.schema.modelled
    return Table("whole", pd.concat(frames, ignore_index=True)[list(schema.names)], schema, "")


def main() -> int:
    """Every oracle, one JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--only", nargs="*", choices=tuple(ORACLES), default=tuple(ORACLES))
    parser.add_argument("--attacks", type=int, default=1000)
    parser.add_argument("--declared", type=Path, help="what the columns may hold, for O5")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    whole, begun = adult(options.files), time.process_time()
    declared = public_domains_of(json.loads(options.declared.read_text("utf-8"))) if options.declared else None
    oracles, checks, spent = {**ORACLES, "O5": partial(o5, declared=declared)}, [], {}
    for name in options.only:
        started = time.process_time()
        for check in oracles[name](whole, options.attacks):
            checks.append(check)
            if not check.holds:
                print(json.dumps(asdict(check), default=str), file=sys.stderr)
        spent[name] = round(time.process_time() - started, 1)
    held = {
        name: [sum(c.holds for c in checks if c.oracle == name), sum(c.oracle == name for c in checks)]
        for name in spent
    }
    line = {"bench": "oracles", "held": held, "cpu": spent, "cpu_seconds": round(time.process_time() - begun, 1)}
    line |= {"failed": [asdict(c) for c in checks if not c.holds], "checks": [asdict(c) for c in checks]}
    print(json.dumps(line, default=str))
    return int(not all(c.holds for c in checks))


if __name__ == "__main__":
    sys.exit(main())
