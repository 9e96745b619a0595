"""Rules between columns, before and after."""

import pandas as pd

from synthesis.fidelity.score import RuleKept
from synthesis.tables import Constraint, Table, propose_rules, satisfaction


def rule_satisfaction(train: Table, synthetic: pd.DataFrame, control: Table | None) -> tuple[RuleKept, ...]:
    """How often each rule holds among the rows that it speaks of: training, synthetic and control.

    The rules are those that the table's owner confirmed and those that nearly all training rows keep though columns at
    random would not: orders, sums, one column deciding another, blanks that come together. Those broken most lead.
    """
    confirmed = train.schema.released.constraints
    said = {(rule.kind, rule.columns) for rule in confirmed}
    found = tuple(rule for rule in propose_rules(train) if (rule.kind, rule.columns) not in said)
    rules = [_kept(rule, train, synthetic, control, rule in confirmed) for rule in (*confirmed, *found)]
    return tuple(sorted(rules, key=lambda rule: (rule.synthetic or 0.0) - (rule.train or 0.0)))


def _kept(rule: Constraint, train: Table, synthetic: pd.DataFrame, control: Table | None, confirmed: bool) -> RuleKept:
    schema = train.schema
    real = satisfaction(rule, train.frame, schema)
    others = [
        satisfaction(rule, frame, schema, train.frame)
        for frame in (synthetic, control.frame if control else None)
        if frame is not None
    ]
    shares = [_share(found) for found in (real, *others)]
    return RuleKept(
        rule.kind,
        rule.columns,
        real.sentence,
        real.rows,
        shares[0],
        shares[1],
        shares[2] if control else None,
        confirmed,
    )


def _share(rule: Constraint) -> float | None:
    return rule.share if rule.rows else None
