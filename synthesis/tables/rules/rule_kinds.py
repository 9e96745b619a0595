"""The kinds of rules that are proposed, measured and kept, in the order in which they are told."""

from synthesis.foundation.errors import UnusableOption
from synthesis.tables.rules.combinations import COMBINATIONS, CONSTANT
from synthesis.tables.rules.contract import RuleKind
from synthesis.tables.rules.decisions import DETERMINES, SAME
from synthesis.tables.rules.increments import INCREMENTS
from synthesis.tables.rules.keys import NO_REPEATS, UNIQUE
from synthesis.tables.rules.missing_together import BLANK_TOGETHER, BLANK_WITH
from synthesis.tables.rules.one_hot import ONE_HOT
from synthesis.tables.rules.orders import ORDER, RANGE
from synthesis.tables.rules.totals import PRODUCT, SUM
from synthesis.tables.schema import Constraint

RULE_KINDS: tuple[RuleKind, ...] = (
    ORDER,
    RANGE,
    SUM,
    PRODUCT,
    SAME,
    DETERMINES,
    ONE_HOT,
    INCREMENTS,
    BLANK_TOGETHER,
    BLANK_WITH,
    COMBINATIONS,
    NO_REPEATS,
    UNIQUE,
    CONSTANT,
)
"""Every kind of rule."""


def kind_of(rule: Constraint | str) -> RuleKind:
    """The kind of a rule, or the kind of that name; UnusableOption where there is none."""
    name = rule if isinstance(rule, str) else rule.kind
    found = next((kind for kind in RULE_KINDS if kind.name == name), None)
    if found is None:
        raise UnusableOption(
            "A rule is of a kind that there is not.", f"Kinds: {', '.join(kind.name for kind in RULE_KINDS)}."
        )
    return found


def stated(name: str, *names: str, value: float | None = None) -> Constraint:
    """A rule of the kind of that name with its sentence."""
    return kind_of(name).stated(*names, value=value)
