"""The report is set from templates that escape whatever they are given, and says the same for packs and for audits."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import StrictUndefined, UndefinedError

from synthesis.fidelity import Score
from synthesis.privacy import ATTACKS
from synthesis.privacy.risk import RiskDriver, Status, SubgroupRisk, WeakSpot
from synthesis.release import report
from synthesis.release.audit import Audit, RuleSatisfaction, SecondRound
from synthesis.release.policy import PUBLIC, Rule
from synthesis.release.record import Override, Record
from synthesis.release.report import audit_html, audit_page, record_page, report_html
from synthesis.release.report_risks import risk_table
from synthesis.release.report_sections import limits, worst_scores
from synthesis.utility import Utility, UtilityScore
from tests.release.make import audit, privacy, record, risk

TEMPLATES = sorted((Path(report.__file__).parent / "templates").glob("*.html.j2"))
HOSTILE = '<img src=x onerror="alert(1)">&'
LEAK = risk(0.30, 0.25, 0.35, limit=0.09, notes=(HOSTILE,), floor=0.0, ceiling=1.0)
VOID = {"meta", "br"}


def everywhere() -> Record:
    """A record that carries a hostile text wherever a text can come from outside."""
    group = SubgroupRisk(
        "membership", None, HOSTILE, HOSTILE, HOSTILE, (400, 120), 0.3, 0.05, 0.26, 0.18, 0.34, "excess", 1e-6
    )
    spot = WeakSpot("membership", None, ((HOSTILE, HOSTILE),), (60, 55), 0.25, 0.02, 0.23, 0.1, 0.36, 0.01)
    made = record(LEAK, replace(LEAK, secret=HOSTILE), override=Override(HOSTILE, HOSTILE))
    found = replace(
        made.audit.privacy,
        groups=(group,),
        weak_spots=(spot,),
        carriers=(RiskDriver(HOSTILE, 0.1, 0.0, 0.2),),
        warnings=(HOSTILE,),
        untested=(HOSTILE,),
    )
    judged = replace(
        made.audit,
        privacy=found,
        policy=replace(made.audit.policy, title=HOSTILE, about=HOSTILE),
        utility=Utility(HOSTILE, "binary", (UtilityScore(HOSTILE, "real", HOSTILE, 0.9),)),
        rules=(RuleSatisfaction(HOSTILE, (HOSTILE,), 1.0, 0.5),),
        again=SecondRound(7, found),
        wished=(HOSTILE,),
        versions={"synthesis": HOSTILE},
    )
    tried = tuple(replace(one, title=HOSTILE) for one in made.candidates)
    return replace(made, audit=judged, candidates=tried, by=HOSTILE, split_note=HOSTILE, protections=(HOSTILE,))


class Nesting(HTMLParser):
    """Elements that are open, to see that each is closed in its turn; and the names of all that were met."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.met: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.met.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.met.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def texts(value: Any) -> Iterator[str]:
    """Every text of a view, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))


@pytest.mark.parametrize(
    "page",
    [
        report_html(everywhere(), HOSTILE, HOSTILE),
        audit_html(everywhere().audit, HOSTILE, [HOSTILE]),
        report_html(record(), "2026-01-01", "ab" * 32),
    ],
    ids=["record", "audit", "plain"],
)
def test_no_text_from_outside_becomes_markup(page: str) -> None:
    parsed = Nesting()
    parsed.feed(page)
    assert parsed.open == []
    assert not parsed.met & {"img", "script", "link", "iframe"}


def test_no_template_lets_a_text_through_unescaped() -> None:
    assert len(TEMPLATES) == 3
    for path in TEMPLATES:
        source = path.read_text("utf-8")
        assert "safe" not in source.split(), path.name
        assert "|safe" not in source.replace(" ", ""), path.name
        assert "autoescape" not in source, path.name
    assert report._template().environment.autoescape is True


def test_a_name_that_a_template_does_not_get_is_an_error() -> None:
    assert report._template().environment.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        report._template().render(page={"title": "Only a title"})


def test_what_a_report_says_holds_no_markup() -> None:
    made = record(LEAK, override=Override("Grace", "Contract with the recipient signed."))
    said = [*texts(record_page(made, "2026-01-01", "ab" * 32)), *texts(audit_page(made.audit, "2026-01-01", ["a.csv"]))]
    plain = [text for text in said if text != HOSTILE]
    assert len(plain) > 50
    assert not [text for text in plain if "<" in text or "&" in text]


def test_marks_stand_where_the_square_roots_of_the_gains_are() -> None:
    """The scale runs from 1.05 √0.02 left of zero to 1.05 √0.1, so it is 0.48053 wide and zero stands at 30.90 %."""
    (row,) = risk_table(privacy(risk(0.04, 0.01, 0.09, limit=0.09, status=Status.SIGNAL))).rows
    assert row.mark is not None
    assert (row.mark.zero, row.mark.low, row.mark.value, row.mark.high) == ("30.90%", "51.71%", "72.52%", "93.33%")
    assert (row.mark.limit, row.mark.floor, row.mark.ceiling) == ("93.33%", "", "")


@pytest.mark.parametrize(
    ("changes", "tone"),
    [
        ({"status": Status.LEAK}, "bad"),
        ({"status": Status.CLEAR}, "good"),
        ({"status": Status.SIGNAL}, "good"),
        ({"status": Status.SIGNAL, "high": 0.5}, "open"),
        ({"status": Status.SIGNAL, "high": 0.5, "evidence": "exhausted"}, "good"),
        ({"status": Status.INCONCLUSIVE}, "open"),
        ({"status": Status.NOT_RUN, "value": None}, "open"),
    ],
)
def test_a_tone_claims_no_more_than_was_found(changes: dict[str, Any], tone: str) -> None:
    (row,) = risk_table(privacy(replace(risk(0.04, 0.01, 0.05, limit=0.09), **changes))).rows
    assert row.tone == tone
    assert (row.mark is None) == ("value" in changes)


def test_every_attack_has_a_standard_term_and_stands_in_words_in_the_policy_table() -> None:
    ways = [(attack.name, way.name) for attack in ATTACKS for way in attack.ways] + [("shadow-model", None)]
    rows = risk_table(privacy(*(risk(0.0, attack=name, variant=way) for name, way in ways))).rows
    assert all(row.term for row in rows)
    policy = replace(PUBLIC, rules=tuple(Rule(name, 0.09, "ours", way) for name, way in ways))
    ((block,),) = (limits(policy).blocks,)
    assert block.table is not None
    called = [row[0] for row in block.table.rows]
    assert called[0] == "Copied rows (replication)"
    assert called[-1] == "Shadow model"
    assert not {name for name, _ in ways if "-" in name} & set(called)


def test_an_audit_is_set_by_the_same_template() -> None:
    judged: Audit = audit(LEAK)
    page = audit_html(judged, "2026-01-01T12:00:00+00:00", ["Table of 300 rows."])
    ours = report_html(record(LEAK), "2026-01-01T12:00:00+00:00", "ab" * 32)
    assert "Audit of a synthetic table made elsewhere" in page
    assert "Table of 300 rows." in page
    assert "Made 2026-01-01 12:00:00 UTC · seed 0" in page
    assert "How it was made" not in page
    assert _between(page, "<h2>Re-identification risk</h2>") == _between(ours, "<h2>Re-identification risk</h2>")
    assert _between(page, "<style>") != ""


def _between(page: str, heading: str) -> str:
    return page.split(heading, 1)[1].split("<h2>", 1)[0]


def test_a_printed_page_is_numbered_and_breaks_no_row() -> None:
    page = report_html(record(), "2026-01-01", "ab" * 32)
    assert "@page{size:A4" in page
    assert "counter(page)" in page
    assert "tr,li,.key{break-inside:avoid}" in page
    assert 'content:"PASS · SHA-256 of synthetic.csv begins abababababab"' in page


def test_the_worst_scores_are_on_one_scale() -> None:
    """What is farthest beyond its reference leads; bits, inter-quartile ranges and shares kept are other scales."""
    scores = [
        Score("spearman", ("a", "b"), 0.2, 0.15, "difference"),
        Score("kolmogorov-smirnov", ("a",), 0.1, 0.01, "distance"),
        Score("kullback-leibler", ("c",), 9.0, 0.0, "bits"),
        Score("wasserstein", ("a",), 9.0, 0.0, "inter-quartile ranges"),
        Score("category-coverage", ("c",), 0.5, 1.0, "share", "higher"),
        Score("pearson", ("a", "b"), None, 0.0, "difference"),
    ]
    assert [one.measure for one in worst_scores(scores)] == ["kolmogorov-smirnov", "spearman"]
    assert [one.measure for one in worst_scores(scores, 1)] == ["kolmogorov-smirnov"]
