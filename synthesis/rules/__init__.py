"""Rules that every made-up row keeps, and wishes that the made-up rows are to meet, whatever the generator."""

from synthesis.rules.broken import broken
from synthesis.rules.draw import Draw, Drawn, drawn, finished
from synthesis.rules.plan import Plan, no_plan, plan
from synthesis.rules.wish import Quotas, Share, Wish, plain_quota, quotas, wished

__all__ = [
    "Draw",
    "Drawn",
    "Plan",
    "Quotas",
    "Share",
    "Wish",
    "broken",
    "drawn",
    "finished",
    "no_plan",
    "plain_quota",
    "plan",
    "quotas",
    "wished",
]
