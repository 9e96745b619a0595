"""Singling out: from the release, describe somebody so that the description fits one person of the training rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from synthesis.foundation.arrays import Numbers
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack, Blame, Planting, Variant
from synthesis.privacy.intervals import Gain, exact
from synthesis.privacy.measurement import (
    PATCHED,
    RiskSubject,
    Trials,
    bluntness,
    measured_risk,
    not_run,
    uncontrolled,
    worst,
)
from synthesis.privacy.predicate_gain import Named, by_people, gain, noticeable
from synthesis.privacy.predicate_search import (
    FEWEST,
    Found,
    different_rows,
    multivariate_guesses,
    search_with_hidden,
    sizes,
    univariate_guesses,
    wanted,
)
from synthesis.privacy.predicates import Guesses, at_random
from synthesis.privacy.risk import Evidence, Risk, RiskDriver, SubgroupRisk
from synthesis.privacy.subgroups import Subgroup

_SIZES = {"univariate": (1,), "multivariate": (2, 3, 4)}
"""How many columns the descriptions of a variant are of."""
_FEWEST_OF_GROUP, _SIGNIFICANT = 20, 0.05
_COLUMNS, _WORTH = 2, 0.05


@dataclass(frozen=True, eq=False)
class PredicateSearch:
    """The guesses of one kind that were made, the cells of the release's row that each comes from, and whom they
    fit."""

    guesses: Guesses
    origin: Numbers
    named: Named


def run(context: AttackContext) -> tuple[Risk, ...]:
    """How much oftener a description that fits one row of the release fits one training row, than chance has it.

    Univariate: one column's value that occurs once, its extremes, a lone blank. Multivariate: three or four random
    columns of a random row, its categories and its numbers or beyond; the worse of the two is reported. The attack is
    Giomi et al. 2023, section 4.2; `gain` allows for the sizes of the groups, and not anonymeter's fitted model. As
    many guesses are made for each block of training rows as large as the control group (four blocks at most)."""
    return _univariate(context), _multivariate(context)


def _univariate(context: AttackContext) -> Risk:
    subject = RiskSubject("singling-out", "univariate", context.names)
    return _attack(context, subject, univariate_guesses(context), 1)


def _multivariate(context: AttackContext) -> Risk:
    subject = RiskSubject("singling-out", "multivariate", context.names)
    if len(context.columns) < 2:
        return not_run(subject, "This attack needs two columns.", requested=wanted(context))
    return worst(tuple(_attack(context, subject, multivariate_guesses(context, n), n) for n in sizes(context)))


def _attack(context: AttackContext, subject: RiskSubject, mounted: Found, terms: int) -> Risk:
    number = len(mounted.guesses)
    notes = (f"{PATCHED}: {number} descriptions of {terms} column{'s' * (terms > 1)} were found and tried.",)
    if not number and not mounted.all_of_them:
        return not_run(subject, "No description that fits one row of the release was found.", requested=wanted(context))
    train, train_row = context.index_of("train").rows_of(mounted.guesses)
    baseline = _baseline_of(context, terms)
    if not context.controlled:
        return uncontrolled(subject, int((train == 1).sum()), number, baseline, requested=wanted(context))
    control, control_row = context.index_of("control").rows_of(mounted.guesses)
    named = Named(train, control, train_row, control_row, len(context.train), len(context.control))
    context.once(
        _tried_name(terms), lambda: PredicateSearch(mounted.guesses, different_rows(context)[mounted.rows], named)
    )
    if number < FEWEST and mounted.all_of_them:
        return _exhausted(context, subject, named, notes)
    return _sampled(context, subject, named, baseline, notes)


def tried(context: AttackContext, terms: int) -> PredicateSearch | None:
    """The guesses of so many terms that were made; None where none were."""
    return context.once(_tried_name(terms), lambda: None)


def _tried_name(terms: int) -> str:
    return f"descriptions of {terms}"


def _baseline_of(context: AttackContext, terms: int) -> float:
    return context.once(f"baseline of {terms}", lambda: _baseline(context, terms))


def _baseline(context: AttackContext, terms: int) -> float:
    """How often a guess put together from the release's values, but not from a row of it, fits one training row."""
    chance = context.seed.child("baseline", terms).generator()
    blind = at_random(context.synthetic, context.numeric, min(context.attacks, 1000), terms, chance)
    return float((context.index_of("train").true_of(blind, limit=2) == 1).mean())


def _sampled(
    context: AttackContext, subject: RiskSubject, named: Named, baseline: float, notes: tuple[str, ...]
) -> Risk:
    measured, control, p_value = gain(named)
    hits, others, number = int((named.train == 1).sum()), int((named.control == 1).sum()), len(named.train)
    evidence: Evidence = "sampled" if number >= FEWEST else "too-few"
    sized = "Rates are for groups as large as the control group; counts are for the groups as they are."
    tally = Trials(hits, number, others, number, baseline, guessed=True)
    risk = measured_risk(
        subject,
        tally,
        measured,
        p_value,
        requested=wanted(context),
        evidence=evidence,
        notes=(*notes, sized),
        people=len(context.train),
        outsiders=control,
    )
    return replace(risk, main=control + measured.value * (1.0 - control), control=control, controls=named.control_rows)


def _exhausted(context: AttackContext, subject: RiskSubject, named: Named, notes: tuple[str, ...]) -> Risk:
    """Every guess was made and there are few: are the people they fit in the training rows too often?

    In a release without a trace of the training rows each of them is a training row with chance π = n_T / (n_T + n_C).
    Exact binomial test over the people named, and Clopper–Pearson bounds s on that chance, as a gain of (s − π) / (1 −
    π) on the share of guesses that fit one real row. Where no guess fits one real row, nobody is singled out: a gain of
    exactly nothing."""
    share, number = named.odds / (1.0 + named.odds), max(len(named.train), 1)
    hits, people = named.people[0], sum(named.people)
    control, low, value, high = named.outsiders, 0.0, 0.0, 0.0
    if people:
        rate, scale = exact(hits, people), int(named.one.sum()) / (number * (1.0 - control) * (1.0 - share))
        low, value, high = ((s - share) * scale for s in (rate.low, rate.value, rate.high))
    said = f"Every guess that this attack can make was made. {bluntness(noticeable(named))}"
    tally = Trials(int((named.train == 1).sum()), number, int((named.control == 1).sum()), number)
    risk = measured_risk(
        subject,
        tally,
        Gain(value, low, high),
        by_people(named),
        requested=wanted(context),
        evidence="exhausted",
        notes=(*notes, said),
        people=len(context.train),
        outsiders=control,
    )
    return replace(
        risk,
        attacks=len(named.train),
        main=control + value * (1.0 - control),
        control=control,
        controls=named.control_rows,
    )


def by_group(context: AttackContext, groups: Sequence[Subgroup]) -> Iterator[SubgroupRisk]:
    """Risks of groups, by the rows of the release that guesses come from: `gain` and an exact test over the people
    named, of each variant with the number of columns by which most is gained."""
    for variant, terms in _SIZES.items() if context.controlled else ():
        ways = [way for n in terms if (way := tried(context, n)) is not None and len(way.guesses)]
        if not ways:
            continue
        best = min(ways, key=lambda way: gain(way.named)[2])
        for group in groups:
            here = group.holds(best.origin[:, group.column])
            if here.sum() >= _FEWEST_OF_GROUP and group.control.any():
                yield _of_group(context, variant, best.named.some(here), group, len(ways))


def _of_group(context: AttackContext, variant: str, named: Named, group: Subgroup, ways: int) -> SubgroupRisk:
    found, control, _ = gain(named)
    return SubgroupRisk(
        attack="singling-out",
        variant=variant,
        secret=None,
        column=context.names[group.column],
        group=group.label,
        people=(int(group.train.sum()), int(group.control.sum())),
        main=control + found.value * (1.0 - control),
        control=control,
        value=found.value,
        low=found.low,
        high=found.high,
        measure="excess",
        p_value=min(1.0, by_people(named) * ways),
        guesses=len(named.train),
    )


def shares(context: AttackContext) -> dict[str, Numbers | None]:
    """For each column the share of what descriptions with it gain, of several columns and of one."""
    return {"singled": _share(context, (3, 4)), "alone": _share(context, (1,))}


def _share(context: AttackContext, terms: Sequence[int]) -> Numbers | None:
    """Of descriptions of so many columns, the first of `terms` by which something is gained; None where nothing is."""
    for number in terms:
        search = tried(context, number)
        if search is None:
            continue
        guesses, named = search.guesses, search.named
        worth = named.one * np.where(named.train == 1, 1.0, -named.odds)
        total = float(worth.sum())
        if gain(named)[2] <= _SIGNIFICANT and total > 0.0:
            uses = np.zeros(len(context.columns))
            np.add.at(uses, guesses.columns.ravel(), np.repeat(worth, guesses.columns.shape[1]))
            return np.asarray(uses / total)
    return None


def plant(given: Planting) -> None:
    """Guesses that still fit one row of the release, and those that hidden rows offer."""
    context, rows = given.context, given.context.train[given.everything]
    chance = context.seed.child("planted", "guesses", len(rows)).generator()
    search_with_hidden(context, given.planted, rows, chance)
    for terms in (1, *sizes(context)):
        given.planted.known(f"baseline of {terms}", _baseline_of(context, terms))


def blamed(risk: Risk, drivers: Sequence[RiskDriver]) -> Blame:
    """The columns that stand in most of the descriptions that single people out."""
    alone = risk.variant == "univariate"
    share = {driver.column: (driver.alone if alone else driver.singled) or 0.0 for driver in drivers}
    usable = sorted((column for column in share if column in risk.columns), key=lambda column: -share[column])
    because = (
        "“{}” has values that single people out by themselves."
        if alone
        else "“{}” stands in many of the descriptions that single people out."
    )
    return [(column, because.format(column)) for column in usable[:_COLUMNS] if share[column] >= _WORTH]


SINGLING_OUT = Attack(
    name="singling-out",
    title="Singling out",
    term="singling out",
    story=(
        "Somebody looks in the synthetic table for a description that fits exactly one row, and checks whether it "
        "fits exactly one real person: then that person can be told from all others, even without a name."
    ),
    run=run,
    sentence=(
        "Of 1,000 descriptions taken from the release, {inside} fit exactly one person in the training data; among "
        "as many people outside it, {outside} do, by luck."
    ),
    variants=(
        Variant("univariate", "Singling out by one column", "univariate singling out"),
        Variant("multivariate", "Singling out by several columns", "multivariate singling out"),
    ),
    sampled=True,
    by_group=by_group,
    shares=shares,
    plant=plant,
    blamed=blamed,
)
