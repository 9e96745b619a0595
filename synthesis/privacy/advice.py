"""What to change so that a risk falls, as data for buttons."""

from collections.abc import Sequence

from synthesis.privacy.risk import Privacy, Risk, RiskDriver, Status, Suggestion

_CONTROLS = 2_000
_COLUMNS = 2
_WORTH = 0.05


def suggestions(risk: Risk, privacy: Privacy) -> tuple[Suggestion, ...]:
    """What would lower this risk, or settle it, the most promising first; nothing for one that is clear.

    A gain that was seen is lowered at the columns that carry it: coarsen them, then drop them; then everywhere: larger
    leaves, another generator, a formal guarantee. A risk that is open for want of people or guesses needs more of
    those. None of it is a promise: the new run is judged like the first."""
    if risk.status is Status.CLEAR or (risk.status is Status.SIGNAL and risk.below):
        return ()
    if risk.status is Status.INCONCLUSIVE and privacy.strange:
        return (Suggestion("control", None, "These control rows are of another kind: bring some of the same people."),)
    if risk.status in (Status.INCONCLUSIVE, Status.NOT_RUN) and (risk.low is None or risk.low <= 0.0):
        return _to_settle(risk)
    columns = _columns(risk, privacy.carriers)
    coarser = [Suggestion("coarsen", name, _said(name, risk)) for name in columns]
    fewer = [Suggestion("drop", name, _said(name, risk)) for name in columns[:1]]
    return (*coarser, *fewer, *_everywhere(risk))


def _to_settle(risk: Risk) -> tuple[Suggestion, ...]:
    found = []
    if risk.controls < _CONTROLS:
        found.append(Suggestion("control", None, "More people outside the training rows make every interval narrower."))
    sampling = risk.attack in ("singling-out", "linkability", "inference") and risk.value is not None
    if sampling and risk.attacks >= risk.requested > 0:
        found.append(Suggestion("attacks", None, "More guesses make this interval narrower."))
    return tuple(found)


def _everywhere(risk: Risk) -> tuple[Suggestion, ...]:
    blur = Suggestion("leaf", None, "Values drawn from larger groups of rows follow single people less.")
    other = Suggestion("generator", None, "Another generator may follow single people less.")
    if risk.breach:
        return (other,)
    return blur, other, Suggestion("epsilon", None, "A formal guarantee bounds what any attacker can learn of one row.")


def _columns(risk: Risk, carriers: Sequence[RiskDriver]) -> list[str]:
    """The columns to start with: the secret itself, those that single people out, or those whose cells are told
    best."""
    if risk.secret is not None:
        return [risk.secret]
    usable = [carrier for carrier in carriers if carrier.column in risk.columns]
    if risk.attack == "singling-out":
        ranked = sorted(usable, key=lambda carrier: -_named_by(carrier, risk))
        return [carrier.column for carrier in ranked[:_COLUMNS] if _named_by(carrier, risk) >= _WORTH]
    return [carrier.column for carrier in usable if carrier.low > 0.0][:_COLUMNS]


def _named_by(carrier: RiskDriver, risk: Risk) -> float:
    """The share of the descriptions that single people out in which the column stands."""
    return (carrier.alone if risk.variant == "univariate" else carrier.singled) or 0.0


def _said(column: str, risk: Risk) -> str:
    if risk.secret is not None:
        return f"“{column}” is the secret that is guessed."
    if risk.attack == "singling-out" and risk.variant == "univariate":
        return f"“{column}” has values that single people out by themselves."
    if risk.attack == "singling-out":
        return f"“{column}” stands in many of the descriptions that single people out."
    return f"“{column}” is among the columns whose cells the release tells best of people in the data."
