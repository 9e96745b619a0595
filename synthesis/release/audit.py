"""The audit of one synthetic table: the verdict with all the numbers it rests on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from synthesis.fidelity.score import Fidelity
from synthesis.foundation.second_opinion import SecondOpinion
from synthesis.foundation.serialisation import plain, revive
from synthesis.privacy.risk import Privacy
from synthesis.release.policy import Policy
from synthesis.release.verdict import Verdict, judge_rounds
from synthesis.utility import Utility

CONDITIONED = (
    "The rows were made so on purpose. Likeness is measured against the source all the same, so differences "
    "that follow from the conditions are to be expected; shares and totals must not be read as the source's. "
    "The attacks were run on all "
    "training rows alike: people who meet the conditions stand behind more of these rows, so for them the risk "
    "may be higher "
    "than the average that is told."
)
"""What has to be known of a table that conditions made other than its source."""

_PICTURES = ("distributions", "even", "associations")


@dataclass(frozen=True)
class RowCounts:
    """How many rows each part has, and how many people they are about: as many, where every row is a person."""

    train: int
    control: int
    synthetic: int
    train_people: int | None = None
    control_people: int | None = None

    @property
    def people(self) -> int:
        """The people in training and control rows: the unit in which risks are told."""
        train = self.train if self.train_people is None else self.train_people
        return train + (self.control if self.control_people is None else self.control_people)


@dataclass(frozen=True)
class RuleSatisfaction:
    """A rule that the owner confirmed, and the share of the training and of the synthetic rows that keep it, of those
    it speaks of; null where it speaks of none."""

    sentence: str
    columns: tuple[str, ...]
    train: float | None
    synthetic: float | None

    @property
    def in_words(self) -> str:
        """The rule with both shares, in words."""
        before, after = (
            "no row" if x is None else f"{100 * x:.1f} % of the rows" for x in (self.train, self.synthetic)
        )
        return f"{self.sentence} Kept by {before} before, by {after} after."


@dataclass(frozen=True)
class ReleaseFile:
    """One of several files that were judged together: its name, the SHA-256 of its bytes, and its rows."""

    name: str
    sha256: str
    rows: int


@dataclass(frozen=True, eq=False)
class SecondRound:
    """The same attacks once more on a release that was picked, with draws that nobody chose: `seed` follows from the
    bytes of the synthetic file. What looked good by luck alone does not look good twice."""

    seed: int
    privacy: Privacy


@dataclass(frozen=True, eq=False)
class Audit:
    """A judged synthetic table. `timings` are wall seconds a stage; `fidelity` is null when nothing was measured.
    `rules` are those of the schema, before and after. `again`: the second round of attacks, where there was one; the
    verdict is then the graver of the two. `wished`: what the rows were made to be, other than the source is.
    `second_opinion`: what other tools say of the same rows, where they were asked; no verdict reads it. `releases`: the
    files that were judged together, where there are several."""

    verdict: Verdict
    policy: Policy
    seed: int
    rows: RowCounts
    privacy: Privacy
    fidelity: Fidelity | None
    utility: Utility
    timings: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[RuleSatisfaction, ...] = ()
    again: SecondRound | None = None
    wished: tuple[str, ...] = ()
    second_opinion: SecondOpinion | None = None
    releases: tuple[ReleaseFile, ...] = ()

    @property
    def conditions_note(self) -> str:
        """That likeness is measured against a source which the rows were made to differ from; empty where they were
        not."""
        return f"Not the source's distribution: {'; '.join(self.wished)}. {CONDITIONED}" if self.wished else ""

    def under(self, policy: Policy) -> "Audit":
        """The same numbers judged by a policy; no attack is run again."""
        second = None if self.again is None else self.again.privacy
        privacy, fresh, verdict = judge_rounds(policy, self.privacy, second, self.rows.people)
        again = replace(self.again, privacy=fresh) if self.again is not None and fresh is not None else None
        return replace(self, policy=policy, privacy=privacy, verdict=verdict, again=again)

    def contract(self) -> dict[str, Any]:
        """The audit in the shape of the outer contract, without the pictures."""
        value: dict[str, Any] = plain(self)
        verdict = value.pop("verdict")
        fidelity = value["fidelity"] or {"overall": {"value": None, "reference": None}, "scores": []}
        value["fidelity"] = {name: part for name, part in fidelity.items() if name not in _PICTURES}
        return {"verdict": verdict["outcome"], "reasons": verdict["reasons"], **value}

    def stored(self) -> dict[str, Any]:
        """The audit with its pictures, as `Audit.restored` reads it."""
        stored: dict[str, Any] = plain(self)
        return stored

    @staticmethod
    def restored(value: Mapping[str, Any]) -> "Audit":
        """The audit that `stored` wrote."""
        return revive(Audit, value)
