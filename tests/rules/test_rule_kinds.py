"""A kind of rule is one value and one line: it is proposed, shown, measured, ticked and kept by what it says itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.serialisation import plain
from synthesis.rules import broken
from synthesis.rules.keepers import KEEPERS
from synthesis.tables import Constraint, Schema, Table, propose_rules, satisfaction, survey
from synthesis.tables.read import with_rules
from synthesis.tables.rules import rule_kinds
from synthesis.tables.rules.contract import RuleCheck, RuleKind
from synthesis.tables.rules.rule_kinds import RULE_KINDS, kind_of
from synthesis.tables.rules.sample import Sample
from synthesis.tables.rules.transform import ConstraintTransform
from tests.pages import open_app
from tests.rules.tables import RULES, made, ruled, table, whole
from tests.test_pages_data import bring, press, state, tick


@dataclass(frozen=True, eq=False)
class Mirrored(ConstraintTransform):
    """The second column is a hundred less the first."""

    first: str
    second: str

    @property
    def writes(self) -> tuple[str, ...]:
        return (self.second,)

    @property
    def reads(self) -> tuple[str, ...]:
        return (self.first,)

    @property
    def omits(self) -> tuple[str, ...]:
        return self.writes

    def restore(self, made: pd.DataFrame) -> pd.DataFrame:
        return self.settle(made)

    def settle(self, made: pd.DataFrame) -> pd.DataFrame:
        return made.assign(**{self.second: (100 - made[self.first]).astype("Int64")})


def _mirrors(asked: RuleCheck) -> np.ndarray:  # type: ignore[type-arg]
    return np.asarray(asked.values.sum(axis=1) == 100.0)


def _proposed(sample: Sample, found: Sequence[Constraint]) -> Iterator[Constraint]:
    columns, values = sample.numbers(dates=False)
    for a in range(len(columns)):
        for b in range(a + 1, len(columns)):
            if (values[:, a] + values[:, b] == 100.0).all():
                yield MIRROR.stated(columns[a].name, columns[b].name)


MIRROR = RuleKind(
    "mirror",
    lambda names, _: f"{names[0]} and {names[1]} make a hundred.",
    lambda asked: (float(_mirrors(asked).mean()), len(asked.frame)),
    lambda asked: ~_mirrors(asked),
    propose=_proposed,
    transform=lambda rule, schema: Mirrored(*rule.columns),
)


@pytest.fixture
def mirror(monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setattr(rule_kinds, "RULE_KINDS", (*RULE_KINDS, MIRROR))
    share = np.random.default_rng(0).integers(0, 101, 400)
    return table(pd.DataFrame({"won": whole(share), "lost": whole(100 - share)}))


def test_a_kind_added_by_one_line_is_proposed_and_shown(mirror: Table) -> None:
    rule = Constraint("mirror", ("won", "lost"), "won and lost make a hundred.", 1.0, 400)
    assert rule in propose_rules(mirror)
    assert rule in survey(mirror).rules


def test_a_kind_added_by_one_line_is_ticked_on_the_page(mirror: Table) -> None:
    at = bring(open_app(), "mirror.csv", mirror.frame.to_csv(index=False).encode())
    offered = survey(mirror).rules
    assert [rule.sentence for rule in offered][-1:] == ["won and lost make a hundred."]
    tick(at, "rules", len(offered) - 1)
    at = press(at, "Confirm the columns")
    assert not at.exception
    assert [rule["sentence"] for rule in state(at)["schema"]["constraints"]] == ["won and lost make a hundred."]


@pytest.mark.parametrize("name", ["trees", "marginals"])
def test_a_kind_added_by_one_line_is_kept(mirror: Table, name: str) -> None:
    ticked = table(mirror.frame, MIRROR.stated("won", "lost"))
    chosen, found = made(name, ticked)
    assert chosen.table.schema.names == ("won",)
    assert found.broken == 0
    assert (found.frame["won"] + found.frame["lost"]).eq(100).all()
    assert satisfaction(ticked.schema.constraints[0], found.frame, ticked.schema).share == 1.0


def test_a_kind_added_by_one_line_tells_which_rows_break_it(mirror: Table) -> None:
    frame = pd.DataFrame({"won": whole([40, 50]), "lost": whole([60, 60])})
    rule = MIRROR.stated("won", "lost")
    assert broken(rule, mirror.schema, frame, frame.iloc[:0]).tolist() == [False, True]
    assert satisfaction(rule, frame, mirror.schema).share == 0.5


def test_a_rule_of_no_known_kind_is_refused(mirror: Table) -> None:
    rule = Constraint("mirrors", ("won", "lost"))
    with pytest.raises(UnusableOption, match="of a kind that there is not") as refused:
        with_rules(mirror, Schema(mirror.schema.columns, (rule,)))
    assert "order, range" in refused.value.advice


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
def test_every_kind_says_the_same_of_a_rule_in_all_its_parts(rule: Constraint) -> None:
    """What the measure counts as kept is what does not break; the sentence names the columns; a way of keeping is
    known."""
    kind, told = kind_of(rule), ruled(rule)
    assert set(kind.kept_by) <= set(KEEPERS)
    assert all(name in rule.sentence for name in rule.columns)
    assert plain(rule)["kind"] == kind.name
    assert satisfaction(rule, told.frame, told.schema).share == 1.0
    first = told.frame.iloc[:0] if not kind.listed else told.frame
    assert not broken(rule, told.schema, told.frame, first).any()


def test_every_kind_has_its_own_name_and_a_rule_in_the_tests() -> None:
    names = [kind.name for kind in RULE_KINDS]
    assert len(set(names)) == len(names)
    assert set(names) - {rule.kind for rule in RULES} == {"constant"}
