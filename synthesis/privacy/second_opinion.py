"""Stock anonymeter on the same rows: its three evaluators as they are, its figures beside ours, its faults named."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from typing import Any

import numpy as np
import pandas as pd

from synthesis.foundation.errors import Cancelled
from synthesis.foundation.progress import Report, Step, silent
from synthesis.foundation.second_opinion import (
    Difference,
    OutsideFigure,
    OwnFigure,
    is_tool_failure,
    overheard,
    stopped,
)
from synthesis.foundation.seed import Seed
from synthesis.privacy import opinion_differences as known
from synthesis.privacy.align import align
from synthesis.privacy.attacks.linkability import halved
from synthesis.privacy.risk import Risk
from synthesis.tables.data_subject import one_row_per_subject
from synthesis.tables.schema import Column
from synthesis.tables.table import Table

Sides = tuple[pd.DataFrame, pd.DataFrame | None, pd.DataFrame]
"""Training, control and synthetic rows."""

_NO_GUESS = "anonymeter found no guess to make, for which it shows 0."
_NO_NUMBER = "What anonymeter gives is no number: its fit for groups of unequal size came to nothing."
_EPOCH = pd.Timestamp("1970-01-01")
_FOUND = re.compile(r"could generate only (\d+)")


@dataclass(frozen=True)
class Budget:
    """What the second opinion may cost: guesses an attack; secrets; rows a group, of the release too, where each guess
    is measured against each row (`rows`) and where it is a query (`queried`); and how many queries are tried."""

    guesses: int = 500
    secrets: int = 3
    rows: int = 5_000
    queried: int = 50_000
    attempts: int = 20_000


@dataclass(frozen=True, eq=False)
class Given:
    """What anonymeter is given: the columns that our attacks compare, dates as days; and what our attacks found."""

    columns: tuple[Column, ...]
    sides: Sides
    risks: Sequence[Risk]
    budget: Budget
    seed: Seed

    @property
    def names(self) -> list[str]:
        """The columns that are compared."""
        return [column.name for column in self.columns]

    @property
    def dates(self) -> list[str]:
        """The columns that hold dates."""
        return [column.name for column in self.columns if column.kind.calendar]

    def drawn(self, most: int, people: int | None = None) -> Sides:
        """At most `most` rows of the release, and at most `people` of the two other groups, drawn without replacement.

        The people that anonymeter would draw without a seed are drawn here: handed no more than it attacks, it attacks
        them all."""
        parts = ("train", "control", "synthetic")
        limits = (people or most, people or most, most)
        train, control, release = (
            None if side is None else self._some(part, side, limit)
            for part, side, limit in zip(parts, self.sides, limits, strict=True)
        )
        assert train is not None
        assert release is not None
        return train, control, release

    def _some(self, part: str, side: pd.DataFrame, most: int) -> pd.DataFrame:
        order = self.seed.child("second opinion", part, most).generator().permutation(len(side))
        return side.iloc[order[:most]].reset_index(drop=True)

    def ours(self, attack: str, variant: str | None = None, secret: str | None = None) -> OwnFigure | None:
        """What our attack of that name gains, as anonymeter expresses it: (main − control) / (1 − control)."""
        for risk in self.risks:
            if (risk.attack, risk.variant, risk.secret) == (attack, variant, secret):
                name = " ".join(filter(None, (attack, variant, f"of {secret}" if secret else None)))
                return _own(name, risk)
        return None


def _own(name: str, risk: Risk) -> OwnFigure:
    if risk.excess is not None:
        return OwnFigure(name, risk.excess.value, risk.excess.low, risk.excess.high)
    same = risk.measure == "excess"
    return OwnFigure(name, risk.value, risk.low, risk.high) if same else OwnFigure(name, None)


def anonymeter_figures(
    train: Table,
    control: Table | None,
    synthetic: pd.DataFrame,
    risks: Sequence[Risk] = (),
    *,
    seed: Seed,
    budget: Budget = Budget(),
    report: Report = silent,
) -> tuple[OutsideFigure, ...]:
    """The risks that stock anonymeter tells of a release: singling out (both modes), linkability, and inference of a
    few secrets, those first on which our own attack gained most.

    The rows are those that our attacks compare, after the same alignment; where a column names whom rows are about, one
    row of each person. An evaluator that fails is a figure that did not run. `seed`: that of our attacks.
    """
    outsiders = None if control is None or not len(control) else control
    given = _given(train, outsiders, synthetic, risks, budget, seed)
    if not given.columns:
        return (_blank(given, "Privacy risks", given.sides, {}, did_not_run="The files have no column in common."),)
    works: list[tuple[str, Callable[[], OutsideFigure]]] = [
        ("singling out, univariate", lambda: _singling_out(given, "univariate")),
        ("singling out, multivariate", lambda: _singling_out(given, "multivariate")),
        ("linkability", lambda: _linkability(given)),
        *((f"inference of {name}", _about(given, name)) for name in _secrets(given)),
    ]
    found = []
    for place, (stage, work) in enumerate(works):
        report(Step(f"Stock anonymeter: {stage}", place / len(works)))
        found.append(work())
    return tuple(found)


def _given(
    train: Table, control: Table | None, synthetic: pd.DataFrame, risks: Sequence[Risk], budget: Budget, seed: Seed
) -> Given:
    people = seed.child("people")
    real = [one_row_per_subject(table, people).frame for table in (train, control) if table is not None]
    aligned = align(train.schema, *real, synthetic)
    frames = [_undated(frame) for frame in aligned.frames]
    sides = frames[0], (None if control is None else frames[1]), frames[-1]
    return Given(aligned.schema.columns, sides, risks, budget, seed)


def _undated(frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as days since 1970, since anonymeter stops at dates."""
    days = {n: (frame[n] - _EPOCH) / pd.Timedelta(days=1) for n in frame if frame[n].dtype.kind == "M"}
    return frame.assign(**{str(name): cells for name, cells in days.items()})


def _about(given: Given, secret: str) -> Callable[[], OutsideFigure]:
    return lambda: _inference(given, secret)


def _secrets(given: Given) -> list[str]:
    """The secrets on which our attack gained most; dates, which anonymeter cannot guess, are passed over."""
    gained = {r.secret: r.value for r in given.risks if r.attack == "inference" and r.value is not None}
    able = [name for name in given.names if name not in given.dates]
    wanted = sorted((name for name in able if name in gained), key=lambda name: -(gained[name] or 0.0))
    return (wanted or able)[: given.budget.secrets] if len(given.columns) > 1 else []


def _singling_out(given: Given, mode: str) -> OutsideFigure:
    from anonymeter.evaluators import SinglingOutEvaluator

    budget, sides = given.budget, given.drawn(given.budget.queried)
    train, control, release = sides
    settings = {"mode": mode, "n_attacks": budget.guesses, "n_cols": min(3, len(given.columns))}
    settings |= {"max_attempts": budget.attempts, "seed": given.seed.child("second opinion").integer}
    blank = _blank(given, f"Singling out risk, {mode}", sides, settings, ours=given.ours("singling-out", mode))

    def run() -> Any:
        options = {key: value for key, value in settings.items() if key != "mode"}
        return SinglingOutEvaluator(train, release, control=control, **options).evaluate(mode)

    quoted = known.quotes(release) if mode == "multivariate" else None
    return _ran(given, blank, run, (known.size_correction(train, control), quoted, known.NOT_REPEATABLE))


def _linkability(given: Given) -> OutsideFigure:
    from anonymeter.evaluators import LinkabilityEvaluator

    sides, guesses = given.drawn(given.budget.rows, given.budget.guesses), given.budget.guesses
    train, control, release = sides
    one, other = ([given.names[place] for place in half] for half in halved(given.columns))
    targets = min(guesses, len(train), len(train if control is None else control))
    settings = {"n_attacks": targets, "n_neighbors": 1, "aux_cols": [one, other]}
    blank = _blank(given, "Linkability risk", sides, settings, ours=given.ours("linkability"))
    if len(given.columns) < 2:
        return replace(blank, did_not_run="It needs two columns.")

    def run() -> Any:
        return LinkabilityEvaluator(train, release, (one, other), targets, 1, control).evaluate()

    few, drawn = known.fewer_people(targets, guesses), known.drawn_release(len(release), len(given.sides[2]))
    return _ran(given, blank, run, (few, known.ties(release, one, other), known.NEIGHBOURS, drawn, known.UNSEEDED))


def _inference(given: Given, secret: str) -> OutsideFigure:
    from anonymeter.evaluators import InferenceEvaluator

    sides = given.drawn(given.budget.rows, given.budget.guesses)
    train, control, release = sides
    number, aux = release[secret].dtype.kind == "f", [name for name in given.names if name != secret]
    settings = {"n_attacks": given.budget.guesses, "regression": number, "aux_cols": aux}
    ours = given.ours("inference", None, secret)
    blank = _blank(given, "Inference risk", sides, settings, ours=ours, secret=secret)

    def run() -> Any:
        return InferenceEvaluator(train, release, aux, secret, number, given.budget.guesses, control).evaluate()

    signed = known.signed_guess(train[secret], release[secret]) if number else None
    drawn = known.drawn_release(len(release), len(given.sides[2]))
    return _ran(given, blank, run, (known.BASELINE, signed, drawn, known.UNSEEDED))


def _blank(given: Given, name: str, sides: Sides, settings: Mapping[str, Any], **more: Any) -> OutsideFigure:
    train, control, release = sides
    rows = {"train": len(train), "control": 0 if control is None else len(control), "synthetic": len(release)}
    return OutsideFigure("anonymeter", metadata.version("anonymeter"), name, tuple(given.names), rows, settings, **more)


def _ran(
    given: Given, blank: OutsideFigure, run: Callable[[], Any], differences: Sequence[Difference | None]
) -> OutsideFigure:
    """The figure with its value and what bears on it; why there is none, where the evaluator fails."""
    started = time.perf_counter()
    try:
        with overheard("anonymeter") as lines:
            evaluator = run()
            results, risk = evaluator.results(), evaluator.risk()
    except Cancelled:
        raise
    except BaseException as error:
        if not is_tool_failure(error):
            raise
        why = f"{stopped('anonymeter', error)}{known.of_failure(error, given.dates)}"
        return replace(blank, did_not_run=why, seconds=time.perf_counter() - started)
    seconds, counts = time.perf_counter() - started, _counts(results)
    made = [int(found[1]) for line in lines if (found := _FOUND.search(line))] or [given.budget.guesses]
    if made[0] == 0 or not np.isfinite(risk.value):
        return replace(blank, did_not_run=_NO_NUMBER if made[0] else _NO_GUESS, counts=counts, seconds=seconds)
    every = [
        *differences,
        known.fewer_guesses(made[0], given.budget.guesses),
        known.dates(given.dates),
        known.weak(lines),
        known.clipped(counts),
        None if blank.rows["control"] else known.NO_CONTROL,
    ]
    return replace(
        blank,
        value=float(risk.value),
        low=float(risk.ci[0]),
        high=float(risk.ci[1]),
        counts=counts,
        seconds=seconds,
        differences=tuple(one for one in every if one is not None),
    )


def _counts(results: Any) -> dict[str, Any]:
    """Guesses and hits on training rows, on control rows, and without the release, as anonymeter counts them."""
    control = results.n_control
    return {
        "main": [int(results.n_success), int(results.n_attacks_ori)],
        "control": None if control is None else [float(np.round(control, 2)), int(results.n_attacks_control)],
        "baseline": [int(results.n_baseline), int(results.n_attacks_baseline)],
    }
