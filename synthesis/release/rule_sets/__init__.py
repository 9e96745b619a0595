"""By which rules a record is judged when its pack is verified: those of its own version, not today's.

A rule set is frozen once a release was made with it: it reads plain JSON values and uses nothing of the code that
judges today. Whoever changes how verdicts come about, what a record holds or which files a pack has, raises
`record.RECORD_VERSION` and adds a rule set here; a new attack needs none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from synthesis.release.rule_sets import version_1, version_2


@dataclass(frozen=True)
class RuleSet:
    """What packs of one record version must hold, and what is wrong with a record whose files are unchanged.

    `problems` takes the record and the SHA-256 of each of its other files. It raises a TypeError, KeyError, ValueError
    or AttributeError where the record is none.
    """

    record: int
    files: tuple[str, ...]
    problems: Callable[[Mapping[str, Any], Mapping[str, str]], list[str]]


RULE_SETS = {
    1: RuleSet(1, version_1.FILES, version_1.problems),
    2: RuleSet(2, version_2.FILES, version_2.problems),
}
