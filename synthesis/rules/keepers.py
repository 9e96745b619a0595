"""The ways in which rules are kept by construction, by the name that a kind of rule gives, in the order of their
turn."""

from collections.abc import Callable, Mapping

from synthesis.rules.builder import Builder
from synthesis.rules.combined_keys import keep_combined_keys
from synthesis.rules.decisions import keep_decisions
from synthesis.rules.increments import keep_increments
from synthesis.rules.missing_together import keep_blanks
from synthesis.rules.orders import keep_orders
from synthesis.rules.totals import keep_totals
from synthesis.rules.unique_keys import keep_unique_keys
from synthesis.tables.rules.rule_kinds import kind_of

KEEPERS: Mapping[str, Callable[[Builder], None]] = {
    "combined key": keep_combined_keys,
    "total": keep_totals,
    "decision": keep_decisions,
    "order": keep_orders,
    "increments": keep_increments,
    "blanks": keep_blanks,
    "unique key": keep_unique_keys,
}
"""What a way of keeping adds to a plan for the rules whose kinds are kept by it."""


def keep_all(builder: Builder) -> None:
    """Every rule that can be kept by construction is given its transform."""
    for keep in KEEPERS.values():
        keep(builder)
    for rule in builder.rules:
        transform = kind_of(rule).transform
        if transform is not None:
            builder.add(transform(rule, builder.schema))
