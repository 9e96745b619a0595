"""Rules that every made-up row keeps, and conditions that the made-up rows are to meet, whatever the generator."""

from synthesis.rules.conditions import (
    ConditionQuotas,
    Conditions,
    Share,
    condition_quotas,
    conditions_of,
    unconditional,
)
from synthesis.rules.draw import Draw, Drawn, drawn, finished
from synthesis.rules.plan import Plan, no_plan, plan
from synthesis.rules.violations import broken

__all__ = [
    "ConditionQuotas",
    "Conditions",
    "Draw",
    "Drawn",
    "Plan",
    "Share",
    "broken",
    "condition_quotas",
    "conditions_of",
    "drawn",
    "finished",
    "no_plan",
    "plan",
    "unconditional",
]
