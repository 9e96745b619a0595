"""Risk by group: each attack on the people of one kind, beside outsiders of the same kind."""

from collections.abc import Sequence
from dataclasses import replace

from synthesis.privacy import registry
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import RowHits
from synthesis.privacy.intervals import Z, gains, holm
from synthesis.privacy.risk import SubgroupRisk
from synthesis.privacy.row_hits import row_by_row, tallied
from synthesis.privacy.subgroups import Subgroup, subgroups_of
from synthesis.tables.schema import Role

_MOST_COLUMNS, _SURELY = 8, 0.01


def subgroup_risks(context: AttackContext, columns: Sequence[str]) -> tuple[SubgroupRisk, ...]:
    """Every attack that says whom it got (`Attack.hits`), by the bands of these columns.

    Clopper–Pearson intervals on both rates, p by Fisher's test; an attack whose units are not people judges its groups
    itself (`Attack.by_group`). `surely` by Holm's method at 1 % over all groups, so that many groups seldom raise an
    alarm of their own. A group without outsiders is left out, since nothing can be said of it."""
    kinds = subgroups_of(context, [context.names.index(name) for name in columns if name in context.names])
    found = [risk for _, hits in row_by_row(context) for risk in _by_group(context, hits, kinds)]
    for attack in registry.ATTACKS:
        found += attack.by_group(context, kinds) if attack.by_group is not None else ()
    adjusted = holm([risk.p_value for risk in found])
    sure = [p <= _SURELY and risk.low > 0.0 for p, risk in zip(adjusted, found, strict=True)]
    return tuple(replace(risk, surely=yes) for risk, yes in zip(found, sure, strict=True))


def largest_by_chance(group: SubgroupRisk, groups: int) -> float:
    """The gain that the largest of so many group risks reaches in half of the audits where nothing is gained at all,
    were every interval as wide as that of `group`: the median of the largest of so many normal values."""
    from scipy.stats import norm

    return float(norm.ppf(0.5 ** (1.0 / groups))) * (group.high - group.low) / (2.0 * Z)


def usual_columns(context: AttackContext) -> tuple[str, ...]:
    """The columns that groups are made of if nobody says otherwise: sensitive ones, then quasi-identifiers."""
    ranks = {Role.SENSITIVE: 0, Role.QUASI_IDENTIFIER: 1}
    able = sorted((c for c in context.columns if c.role in ranks), key=lambda c: ranks[c.role])
    return tuple(column.name for column in able[:_MOST_COLUMNS])


def _by_group(context: AttackContext, hits: RowHits, kinds: Sequence[Subgroup]) -> list[SubgroupRisk]:
    subject = hits.subject
    able = [band for band in kinds if context.names[band.column] != subject.secret]
    people, right = tallied(hits, able)
    able = [band for band, few in zip(able, people.min(axis=0), strict=True) if few > 0]
    people, right = tallied(hits, able)
    value, low, high, p_value = gains(right[0], people[0], right[1], people[1], subject.measure)
    return [
        SubgroupRisk(
            attack=subject.attack,
            variant=subject.variant,
            secret=subject.secret,
            column=context.names[band.column],
            group=band.label,
            people=(int(people[0, at]), int(people[1, at])),
            main=float(right[0, at] / people[0, at]),
            control=float(right[1, at] / people[1, at]),
            value=float(value[at]),
            low=float(low[at]),
            high=float(high[at]),
            measure=subject.measure,
            p_value=min(1.0, float(p_value[at]) * hits.chosen_of),
            known=subject.known,
        )
        for at, band in enumerate(able)
    ]
