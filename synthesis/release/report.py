"""The report that a reviewer reads and prints: one HTML file that needs nothing else.

It holds aggregates only: no real row, no rare category, no true extreme. What it says is prepared in words and numbers
(`report_view`); the templates add the markup, and escape whatever they are given.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from synthesis.foundation.numerals import count, moment
from synthesis.release import report_risks as risks
from synthesis.release import report_sections as sections
from synthesis.release.audit import Audit
from synthesis.release.ranking import says
from synthesis.release.report_view import ReportPage, VerdictBox
from synthesis.release.verdict import Outcome

if TYPE_CHECKING:
    from synthesis.release.record import Record

_TONES = {Outcome.PASS: "good", Outcome.FAIL: "bad", Outcome.INCONCLUSIVE: "open"}
_SHORT = 12


def report_html(record: "Record", made: str, digest: str) -> str:
    """The record as a page to read, sign and print. `digest` is the SHA-256 of the synthetic file."""
    return _set(record_page(record, made, digest))


def audit_html(audit: Audit, made: str, files: Sequence[str]) -> str:
    """The audit of files made elsewhere as a page to read and print. `files`: one sentence on each."""
    return _set(audit_page(audit, made, files))


def record_page(record: "Record", made: str, digest: str) -> ReportPage:
    """What the report of a record says."""
    audit, rows = record.audit, record.audit.rows
    about = (
        f"Made {moment(made)} by {record.by} · {count(rows.synthetic)} synthetic rows from {count(rows.train)} "
        f"training rows, {count(rows.control)} held out · {_program(audit)}"
    )
    return ReportPage(
        title=f"Evidence for {digest[:_SHORT]}",
        running=f"{audit.verdict.outcome.value} · SHA-256 of synthetic.csv begins {digest[:_SHORT]}",
        heading="Evidence for a synthetic table",
        about=(about,),
        digest=digest,
        files=(),
        verdict=_verdict(audit),
        first=(*sections.conditioned(audit), *sections.override(record)),
        risks=risks.risk_table(audit.privacy),
        rest=(
            *risks.both_rounds(audit),
            *risks.carried(audit.privacy),
            sections.likeness(audit.fidelity),
            *sections.use(audit.utility),
            sections.limits(audit.policy),
            sections.how_made(record),
            sections.caution(),
        ),
    )


def audit_page(audit: Audit, made: str, files: Sequence[str]) -> ReportPage:
    """What the report of an audit says."""
    about = (
        f"Made {moment(made)} · seed {audit.seed} · {_program(audit)}. That the control rows were not used to make "
        "the table is the word of whoever brought them."
    )
    return ReportPage(
        title="Audit of a synthetic table",
        running=f"{audit.verdict.outcome.value} · audited {moment(made)}",
        heading="Audit of a synthetic table made elsewhere",
        about=(about,),
        digest="",
        files=tuple(files),
        verdict=_verdict(audit),
        first=(),
        risks=risks.risk_table(audit.privacy),
        rest=(
            *risks.carried(audit.privacy),
            sections.likeness(audit.fidelity),
            *sections.use(audit.utility),
            sections.limits(audit.policy),
            sections.caution(),
        ),
    )


def _verdict(audit: Audit) -> VerdictBox:
    outcome, reasons = audit.verdict.outcome, audit.verdict.reasons
    return VerdictBox(outcome.value, _TONES[outcome], says(outcome, audit.privacy.risks), reasons)


def _program(audit: Audit) -> str:
    return f"Understudy {audit.versions.get('synthesis', '')}".strip()


def _set(page: ReportPage) -> str:
    return _template().render(page=page)


@cache
def _template() -> Template:
    loader = PackageLoader("synthesis.release")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).get_template("report.html.j2")
