"""Record linkage: people of a file are found in the release by how tellingly their cells agree with one of its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from synthesis.foundation.arrays import Flags, Numbers
from synthesis.privacy.agreement import Agreement, Sought
from synthesis.privacy.agreement_sums import BEST
from synthesis.privacy.attacks.membership import accuse
from synthesis.privacy.context import AttackContext, RowNumbers
from synthesis.privacy.contract import Attack, Planting, RowHits, SensitivityPlan
from synthesis.privacy.intervals import counted, exact
from synthesis.privacy.measurement import NO_CONTROL, RiskSubject, Trials, gain_of, measured_risk, not_run
from synthesis.privacy.risk import Evidence, Risk

FALSE_MATCHES, MORE_MATCHES = 0.002, 0.005
"""The shares of control people who may be matched falsely; near agreement seldom leads the ranks, and is seen at more
of them."""
_SIGNIFICANT = 0.05
FEWEST = 100
_CELLS = 8_000_000_000
_REFERENCES = 5_000
_WAYS = (
    "the share of what a row could agree in exactly",
    "how far the best row of the release is ahead of the next ones",
    "near agreement beyond that with strangers",
)
_TRIED = 2 * len(_WAYS)


@dataclass(frozen=True, eq=False)
class Links:
    """The best agreements of the training and control rows that were looked up, exact and near, targets × BEST."""

    rows: tuple[RowNumbers, RowNumbers]
    exact: tuple[Numbers, Numbers]
    near: tuple[Numbers, Numbers]


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a training row is matched to a row of the release than a stranger's is, at few false matches.

    The evidence that a row of the release is about a person is the sum over agreeing columns of −log of how common it
    is to agree so (Fellegi and Sunter 1969): copies, near copies, rows with a few cells changed, halves of rows and
    rows put together from two people all agree in more, or in rarer, cells than strangers do. Each person's best row is
    judged in three ways: by the share of what could agree exactly, by its lead over the next four rows, and by near
    agreement beyond that with a reference half of the control group, in units of its spread. each at 0.2 and at 0.5 %
    false matches. The most significant of the six counts, and its p-value (Fisher's test) pays for all. Where none is
    significant, that at 0.2 % says what can be ruled out, for chance has less room there. Clopper–Pearson intervals; a
    rate over all training rows is a count.
    """
    subject = _subject(context)
    if not context.controlled:
        return (not_run(subject, NO_CONTROL),)
    if not _possible(context):
        return (not_run(subject, "This attack needs two columns and four control rows."),)
    way, main, control = strongest(context)
    trials = Trials.of(main, control, float(control.mean()))
    evidence: Evidence = "sampled" if min(len(main), len(control)) >= FEWEST else "too-few"
    p_value = min(1.0, _TRIED * trials.p_value)
    said = f"The strongest of {_TRIED} ways to judge the agreement: {way}."
    gain = gain_of(trials, whole=len(main) == len(context.train))
    return (measured_risk(subject, trials, gain, p_value, requested=len(main), evidence=evidence, notes=(said,)),)


def _subject(context: AttackContext) -> RiskSubject:
    return RiskSubject("record-linkage", None, context.names)


def _possible(context: AttackContext) -> bool:
    return len(context.control) >= 4 and len(context.columns) >= 2


def strongest(context: AttackContext) -> tuple[str, Flags, Flags]:
    """The way of weighing that tells training rows from control rows best, and whom it matches of either."""

    def found() -> tuple[str, Flags, Flags]:
        each = _scores(context)
        few, more = (
            min(((name, *accuse(*scores, rate)) for name, scores in each.items()), key=_p_value)
            for rate in (FALSE_MATCHES, MORE_MATCHES)
        )
        return min(few, more, key=_p_value) if _TRIED * _p_value(more) <= _SIGNIFICANT else few

    return context.once("record linkage", found)


def _p_value(way: tuple[str, Flags, Flags]) -> float:
    return Trials.of(*way[1:]).p_value


def hits(context: AttackContext) -> Iterator[RowHits]:
    """Who was matched."""
    if _possible(context):
        _, main, control = strongest(context)
        yield RowHits(_subject(context), links(context).rows, (main, control), _TRIED)


def links(context: AttackContext) -> Links:
    """Who agrees how well with the release."""

    def found() -> Links:
        rows = looked_up(context)
        train, control = _sought(context)
        return Links(
            rows,
            (train.exact(context.synthetic), control.exact(context.synthetic)),
            (train.near(context.synthetic), control.near(context.synthetic)),
        )

    return context.once("links", found)


def plant(given: Planting) -> None:
    """Every row keeps its best agreements, unless a hidden row agrees better."""
    if not _possible(given.before):
        return
    more(given.before, given.planted, given.context.train[given.hidden])


def more(before: AttackContext, planted: AttackContext, rows: Numbers) -> None:
    """The agreements with `planted`: the release of `before` with these rows put behind it."""
    known, sought = links(before), _sought(before)
    exact_ones = [_merged(old, group.exact(rows)) for old, group in zip(known.exact, sought, strict=True)]
    near_ones = [_merged(old, group.near(rows)) for old, group in zip(known.near, sought, strict=True)]
    planted.known("sought", sought)
    planted.known("links", Links(known.rows, (exact_ones[0], exact_ones[1]), (near_ones[0], near_ones[1])))


def plans(train: int, control: int, _: int) -> tuple[SensitivityPlan, ...]:
    """Everybody is looked up, and 0.2 % of the outsiders matched wrongly."""
    return (SensitivityPlan((train, control), FALSE_MATCHES, (counted, exact)),)


def _merged(old: Numbers, new: Numbers) -> Numbers:
    return -np.sort(-np.concatenate([old, new], axis=1), axis=1)[:, :BEST]


def looked_up(context: AttackContext) -> tuple[RowNumbers, RowNumbers]:
    """The training and control rows that are looked up: all, unless the release is very large."""
    most = max(1_000, _CELLS // max(1, len(context.synthetic) * len(context.columns)))
    if context.accusable is not None:
        most = min(most, context.accusable)
    control = min(len(context.control), max(most // 2, most - len(context.train)))
    return context.some("train", most - control), context.some("control", control)


def _sought(context: AttackContext) -> tuple[Sought, Sought]:
    """Training and control rows, with weights by the real rows of either alike; values of the release alone are known
    to nobody."""

    def found() -> tuple[Sought, Sought]:
        weights, (train, control) = Agreement.of(context.numeric, context.real, context.synthetic), looked_up(context)
        return weights.sought(context.train[train]), weights.sought(context.control[control])

    return context.once("sought", found)


def _scores(context: AttackContext) -> Mapping[str, tuple[Numbers, Numbers]]:
    found = links(context)
    most, usual = [group.most for group in _sought(context)], _with_strangers(context)
    share = [best[:, 0] ** 2 / np.maximum(whole, 1e-9) for best, whole in zip(found.exact, most, strict=True)]
    ahead = [best[:, 0] - best[:, 1:].mean(axis=1) for best in found.exact]
    near = [
        (best[:, 0] - other) / np.sqrt(np.maximum(whole - other, 1.0))
        for best, other, whole in zip(found.near, usual, most, strict=True)
    ]
    return {name: (pair[0], pair[1]) for name, pair in zip(_WAYS, (share, ahead, near), strict=True)}


def _with_strangers(context: AttackContext) -> tuple[Numbers, Numbers]:
    """The mean of each row's best near agreements with the half of the control group that it is not in."""
    train, control = links(context).rows

    def found() -> tuple[Numbers, Numbers]:
        return _strangers(context, "train", train), _strangers(context, "control", control)

    return context.once_for_all(f"agreement with strangers of {len(train)} and {len(control)}", found)


def _strangers(context: AttackContext, group: str, rows: RowNumbers) -> Numbers:
    own, other = context.folds[0 if group == "train" else 1][rows], context.folds[1]
    weights, usual = _sought(context)[0].agreement, np.empty(len(rows))
    for half in (True, False):
        reference = context.control[other != half][:_REFERENCES]
        best = weights.sought(getattr(context, group)[rows[own == half]]).near(reference)
        usual[own == half] = np.where(best < 0.0, best[:, :1], best).mean(axis=1)
    return usual


RECORD_LINKAGE = Attack(
    name="record-linkage",
    title="Finding a person's row",
    term="record linkage",
    story=(
        "Somebody who knows much of a person's record, perhaps with errors and gaps, looks in the release for the row "
        "that shares the most, and the rarest, of its cells."
    ),
    run=run,
    sentence=(
        "Of 1,000 people in the training data, {inside} are matched to a row that agrees with them more tellingly than "
        "chance has it; of 1,000 who were never in it, {outside}, by luck."
    ),
    limit="copies",
    combined=True,
    bounded=True,
    plans=plans,
    hits=hits,
    spotted=True,
    plant=plant,
)
