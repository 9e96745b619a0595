"""What a risk means, in sentences that a reader who is no statistician understands."""

from synthesis.privacy.risk import Risk, Status

TITLES = {
    ("replication", "all"): "Copied rows",
    ("replication", "outermost"): "Copied unusual rows",
    ("membership", None): "Was this person in the data?",
    ("outlier-membership", None): "Was this unusual person in the data?",
    ("singling-out", "univariate"): "Singling out by one column",
    ("singling-out", "multivariate"): "Singling out by several columns",
    ("linkability", None): "Linking two halves of a record",
    ("inference", None): "Guessing a secret",
}

STORIES = {
    "replication": "Someone compares the synthetic rows with the rows they know and looks for rows that come back, exactly or nearly.",
    "membership": "Someone who knows a person's whole record wants to learn whether that person was in the training data.",
    "outlier-membership": "The same, aimed at the most unusual people, who are easiest to recognise.",
    "singling-out": "Someone looks in the synthetic table for a description that fits exactly one row, and checks whether it fits exactly one real person.",
    "linkability": "Someone holds two files about the same people with no common key, and uses the synthetic table to join them.",
    "inference": "Someone who knows everything about a person but one column reads that column off the most similar synthetic row.",
}

STATUS_WORDS = {
    Status.CLEAR: "below the limit",
    Status.SIGNAL: "measurable, below the limit",
    Status.LEAK: "leak",
    Status.INCONCLUSIVE: "inconclusive",
    Status.NOT_RUN: "not tested",
}


def title(risk: Risk) -> str:
    """The risk's name as a reader would say it; a secret column is named."""
    words = TITLES.get((risk.attack, risk.variant)) or TITLES.get((risk.attack, None)) or risk.attack
    return f"{words}: {risk.secret}" if risk.secret else words


def standing(risk: Risk) -> str:
    """How the risk stands against its limit; it is called below only where its whole interval is."""
    if risk.status is Status.SIGNAL and not risk.below:
        return "measurable, the limit is not ruled out"
    if risk.status is Status.CLEAR and not risk.below:
        return "no sign of a gain"
    return STATUS_WORDS[risk.status]


def unsettled(risk: Risk) -> bool:
    """Whether a gain that was seen may still lie over the limit; an exhausted search has been judged on its counts."""
    return risk.status is Status.SIGNAL and risk.evidence != "exhausted" and not risk.below


def told(risk: Risk, found: str) -> str:
    """A finding behind the risk's name, whether that is a name or a question."""
    name = title(risk)
    return f"{name} {found[0].upper()}{found[1:]}" if name.endswith("?") else f"{name}: {found}"


def percent(share: float | None, digits: int = 1) -> str:
    """A share as a percentage, or a dash where there is none."""
    if share is None:
        return "–"
    text = f"{share * 100:.{digits}f}"
    return ("0." + "0" * digits if float(text) == 0 else text).replace("-", "−") + " %"


def of_thousand(share: float) -> str:
    """A share in natural frequencies: 22 of 1,000."""
    return f"{share * 1000:,.0f} of 1,000"


def sentence(risk: Risk) -> str:
    """One sentence that says what was found, in natural frequencies, training people beside people outside."""
    if risk.main is None or risk.value is None:
        reason = risk.notes[0] if risk.notes else "It could not be run."
        return f"This was not tested: {reason}"
    if risk.control is None:
        return f"The attack was right for {of_thousand(risk.main)} training rows; without a control group nothing can be compared."
    inside, outside = of_thousand(risk.main), of_thousand(risk.control)
    return _SENTENCES[risk.attack].format(inside=inside, outside=outside, secret=risk.secret or "the secret")


_SENTENCES = {
    "replication": "{inside} training rows come back exactly or nearly in the release; of people who were never in the data, {outside} do so by chance.",
    "membership": "An attacker who points at people in the training data is right for {inside}; of outsiders, {outside} are wrongly accused.",
    "outlier-membership": "Among the most unusual people, {inside} in the training data are recognised; of unusual outsiders, {outside} are wrongly accused.",
    "singling-out": "Descriptions taken from the release fit exactly one training person {inside} times; for as many people outside the data, {outside} times.",
    "linkability": "Two halves of a training record are joined for {inside}; for people outside the data, for {outside}.",
    "inference": "The value of {secret} is guessed right for {inside} training people; for people outside the data, for {outside}.",
}


def gain(risk: Risk) -> str:
    """The gain with its interval: never a number alone."""
    if risk.value is None:
        return "not measured"
    return f"{percent(risk.value)} ({percent(risk.low)} to {percent(risk.high)})"
