"""The report that a reviewer reads and prints: one HTML file that needs nothing else.

It holds aggregates only: no real row, no rare category, no true extreme.
"""

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from synthesis.fidelity.score import Fidelity, Score
from synthesis.privacy.risk import Privacy, Risk, RiskDriver, Status, SubgroupRisk, WeakSpot
from synthesis.release import wording
from synthesis.release.audit import Audit
from synthesis.release.policy import Policy
from synthesis.release.ranking import says
from synthesis.release.verdict import Outcome
from synthesis.utility import Utility

if TYPE_CHECKING:
    from synthesis.release.record import Record

_WORST = 12

_SYMBOLS = {
    Status.CLEAR: "✓",
    Status.SIGNAL: "◐",
    Status.LEAK: "✕",
    Status.INCONCLUSIVE: "?",
    Status.NOT_RUN: "–",
}

_STYLE = """
:root{--ink:#1d2733;--soft:#5b6878;--line:#d9dfe6;--ground:#fff;--real:#1f5f8b;--good:#1b6e4b;--bad:#a8321f;--open:#8a5a00}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf1;--soft:#9aa7b6;--line:#33404e;--ground:#12181f;--real:#7db8e0;
--good:#6cc79b;--bad:#f08a76;--open:#e0b45c}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--ground:#fff}section{break-inside:avoid}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:2.5rem 1.25rem}h1{font-size:1.7rem;margin:0}
h2{font-size:1.15rem;margin:2.2rem 0 .6rem}
p{margin:.4rem 0}.soft{color:var(--soft)}.verdict{border:1px solid var(--line);border-left:6px solid var(--tone);
padding:1rem 1.25rem;margin:1.5rem 0;border-radius:6px}.verdict b{color:var(--tone);font-size:1.35rem}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;font-size:.92rem}th{text-align:left;font-weight:600}
th,td{border-bottom:1px solid var(--line);padding:.45rem .6rem .45rem 0;vertical-align:top}td.n,th.n{text-align:right;
font-variant-numeric:tabular-nums;white-space:nowrap}svg{display:block;overflow:visible;min-width:14rem}code{font-size:.85em;word-break:break-all}
ul{padding-left:1.2rem;margin:.4rem 0}
"""

_TONES = {Outcome.PASS: "--good", Outcome.FAIL: "--bad", Outcome.INCONCLUSIVE: "--open"}


def report_html(record: "Record", made: str, digest: str) -> str:
    """The record as a page to read, sign and print. `digest` is the SHA-256 of the synthetic file."""
    audit = record.audit
    parts = [
        _head(record, made, digest),
        _verdict(audit),
        _apart(audit),
        _override(record),
        _risks(audit.privacy),
        _again(audit),
        _carried(audit.privacy),
        _likeness(audit.fidelity),
        _use(audit.utility),
        _policy(audit.policy),
        _making(record),
        _limits(),
    ]
    return _page(f"Evidence for {digest[:12]}", parts)


def audit_html(audit: Audit, made: str, files: Sequence[str]) -> str:
    """The audit of files made elsewhere as a page to read and print. `files`: one sentence on each."""
    versions = escape(audit.versions.get("synthesis", ""))
    head = (
        "<h1>Audit of a synthetic table made elsewhere</h1>"
        f'<p class="soft">Made {escape(made)} · seed {audit.seed} · Understudy {versions}. That the control '
        "rows were not used "
        f"to make the table is the word of whoever brought them.</p>{_list(files)}"
    )
    parts = [
        head,
        _verdict(audit),
        _risks(audit.privacy),
        _carried(audit.privacy),
        _likeness(audit.fidelity),
        _use(audit.utility),
        _policy(audit.policy),
        _limits(),
    ]
    return _page("Audit of a synthetic table", parts)


def _page(title: str, parts: Iterable[str]) -> str:
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    return (
        "<!doctype html><html "
        f'lang="en"><head>{head}<style>{_STYLE}</style></head><body><main>{"".join(parts)}</main></body></html>'
    )


def _head(record: "Record", made: str, digest: str) -> str:
    rows = record.audit.rows
    return (
        "<h1>Evidence for a synthetic table</h1>"
        f'<p class="soft">Made {escape(made)} by {escape(record.by)} · {rows.synthetic:,} synthetic rows from '
        f"{rows.train:,} training "
        f"rows, {rows.control:,} held out · Understudy {escape(record.audit.versions.get('synthesis', ''))}</p>"
        f'<p class="soft">SHA-256 of synthetic.csv <code>{escape(digest)}</code></p>'
    )


def _verdict(audit: Audit) -> str:
    outcome, reasons = audit.verdict.outcome, audit.verdict.reasons
    listed, sentence = _list(reasons) if reasons else "", says(outcome, audit.privacy.risks)
    return (
        '<section class="verdict" '
        f'style="--tone:var({_TONES[outcome]})"><b>{outcome.value}</b><p>{sentence}</p>{listed}</section>'
    )


def _again(audit: Audit) -> str:
    """Both rounds of attacks beside each other, where there were two."""
    if audit.again is None:
        return ""
    second = {wording.title(risk): risk for risk in audit.again.privacy.risks}
    rows = "".join(
        f'<tr><td>{escape(wording.title(risk))}</td><td class="n">{escape(wording.gain(risk))}</td>'
        f'<td class="n">{escape(_gained(second.get(wording.title(risk))))}</td><td '
        f'class="n">{escape(wording.percent(risk.limit))}</td></tr>'
        for risk in audit.privacy.risks
    )
    head = (
        '<tr><th>Attack</th><th class="n">First round</th><th class="n">Second round</th><th class="n">Limit</th></tr>'
    )
    return (
        "<section><h2>Attacked twice</h2><p>The best-looking of several candidates favours luck, so this one "
        "was attacked once "
        f"more with seed {audit.again.seed}, which follows from the file itself. The verdict is the graver of "
        "the two.</p>"
        f'<div class="scroll"><table>{head}{rows}</table></div></section>'
    )


def _gained(risk: Risk | None) -> str:
    return "not measured" if risk is None else wording.gain(risk)


def _apart(audit: Audit) -> str:
    return (
        f"<section><h2>Made to differ from the source</h2><p>{escape(audit.apart)}</p></section>"
        if audit.wished
        else ""
    )


def _override(record: "Record") -> str:
    if record.override is None:
        return ""
    name, reason = escape(record.override.name), escape(record.override.reason)
    return f"<section><h2>Released all the same</h2><p>{name} took responsibility: {reason}</p></section>"


def _risks(privacy: Privacy) -> str:
    risks = privacy.risks
    rows = "".join(_risk_row(risk, _reach(risks)) for risk in risks)
    head = '<tr><th>Attack</th><th>What was found</th><th>Gain, interval and limit</th><th class="n">Gain</th></tr>'
    table = f'<div class="scroll"><table>{head}{rows}</table></div>' if risks else "<p>No attack was run.</p>"
    note = (
        "Gain: how much better the attack works on people in the training data than on people outside it, with its "
        "95 % interval. The upright line is the limit; the thin one is zero. The hollow circle is what the "
        "same attack gains on "
        "a release without a trace of the training rows, the square what it gains on a verbatim copy. The "
        "scale is stretched near zero."
    )
    warned = _list(privacy.warnings) if privacy.warnings else ""
    missing = f"<h2>What this does not show</h2>{_list(privacy.untested)}" if privacy.untested else ""
    noticed = f"<p>{escape(wording.noticed(privacy.sensitivity))}</p>"
    return (
        f'<section><h2>Re-identification risk</h2>{warned}{noticed}<p class="soft">{note}</p>{table}{missing}</section>'
    )


def _carried(privacy: Privacy) -> str:
    """Groups, kinds of rows and columns that carry the risk; nothing where none was looked at."""
    groups, spots, carriers = _groups(privacy.groups), _spots(privacy.weak_spots), _carriers(privacy.carriers)
    return (
        f"<section><h2>Who and what carries the risk</h2>{groups}{spots}{carriers}</section>"
        if groups + spots + carriers
        else ""
    )


def _groups(groups: Sequence[SubgroupRisk]) -> str:
    if not groups:
        return ""
    rows = "".join(
        f"<tr><td>{escape(group.column)}: "
        f"{escape(group.group)}</td><td>{escape(wording.subject(group.attack, group.variant, group.secret))}</td>"
        f'<td class="n">{group.people[0]:,} and {group.people[1]:,}</td><td '
        f'class="n">{wording.interval(group.value, group.low, group.high)}</td>'
        f"<td>{_SYMBOLS[group.status]} {wording.STATUS_WORDS[group.status]}</td></tr>"
        for group in sorted(groups, key=lambda group: -group.low)[:_WORST]
    )
    head = (
        '<tr><th>Group</th><th>Attack</th><th class="n">Training and control people</th><th '
        'class="n">Gain</th><th></th></tr>'
    )
    note = (
        f"The {min(len(groups), _WORST)} highest of {len(groups)} group risks, each beside outsiders of the same group."
    )
    return f'<p class="soft">{note}</p><div class="scroll"><table>{head}{rows}</table></div>'


def _spots(spots: Sequence[WeakSpot]) -> str:
    if not spots:
        return ""
    return (
        "<p>Kinds of rows that are hit most; no real row is "
        f"shown.</p>{_list(f'{wording.subject(one.attack, one.variant)} {wording.spot(one)}' for one in spots)}"
    )


def _carriers(carriers: Sequence[RiskDriver]) -> str:
    if not carriers:
        return ""
    rows = "".join(
        f'<tr><td>{escape(one.column)}</td><td class="n">{wording.interval(one.value, one.low, one.high)}</td></tr>'
        for one in carriers[:_WORST]
    )
    head = '<tr><th>Column</th><th class="n">How much oftener its cells are told right than for outsiders</th></tr>'
    return f'<div class="scroll"><table>{head}{rows}</table></div>'


def _reach(risks: Sequence[Risk]) -> tuple[float, float]:
    """The common scale of all intervals: from a little left of zero to beyond every limit."""
    fields = ("low", "high", "limit", "floor", "ceiling")
    ends = [float(end) for risk in risks for name in fields if (end := getattr(risk, name)) is not None]
    return _stretched(min([-0.02, *ends])) * 1.05, _stretched(max([0.1, *ends])) * 1.05


def _stretched(gain: float) -> float:
    """The place of a gain on the scale: its square root on both sides of zero, so that limits and copies are both
    seen."""
    return math.copysign(math.sqrt(abs(gain)), gain)


def _risk_row(risk: Risk, reach: tuple[float, float]) -> str:
    name = escape(wording.title(risk))
    status = f"{_SYMBOLS[risk.status]} {wording.standing(risk)}"
    notes = "".join(
        f'<br><span class="soft">{escape(note)}</span>'
        for note in filter(None, (*risk.notes[:2], " ".join(wording.health(risk))))
    )
    return (
        f'<tr><td><strong>{name}</strong><br><span class="soft">{escape(status)}</span></td>'
        f"<td>{escape(wording.sentence(risk))}{notes}</td><td>{_interval(risk, reach)}</td>"
        f'<td class="n">{wording.percent(risk.value)}<br><span class="soft">{wording.percent(risk.low)} to '
        f"{wording.percent(risk.high)}</span></td></tr>"
    )


def _interval(risk: Risk, reach: tuple[float, float]) -> str:
    if risk.value is None or risk.low is None or risk.high is None or risk.limit is None:
        return '<span class="soft">not measured</span>'
    left, right = reach
    at = {
        k: f"{100 * (_stretched(v) - left) / (right - left):.2f}%"
        for k, v in {
            "zero": 0.0,
            "low": risk.low,
            "high": risk.high,
            "value": risk.value,
            "limit": risk.limit,
            "floor": risk.floor,
            "ceiling": risk.ceiling,
        }.items()
        if v is not None
    }
    settled = risk.status is Status.CLEAR or (risk.status is Status.SIGNAL and not wording.unsettled(risk))
    tone = "--bad" if risk.status is Status.LEAK else "--good" if settled else "--open"
    label = escape(f"Gain {wording.gain(risk)}, limit {wording.percent(risk.limit)}. {wording.between(risk)}".strip())
    floor = f'<circle cx="{at["floor"]}" cy="15" r="4.5" fill="none" stroke="var(--ink)"/>' if "floor" in at else ""
    ceiling = (
        (
            f'<svg x="{at["ceiling"]}" y="10" overflow="visible"><rect x="-5" width="10" height="10" fill="none" '
            'stroke="var(--ink)"/></svg>'
        )
        if "ceiling" in at
        else ""
    )
    return (
        f'<svg width="100%" height="30" role="img" aria-label="{label}"><title>{label}</title>'
        f'<line x1="{at["zero"]}" x2="{at["zero"]}" y1="4" y2="26" stroke="var(--soft)" stroke-width="1"/>'
        f'<line x1="{at["limit"]}" x2="{at["limit"]}" y1="2" y2="28" stroke="var(--ink)" stroke-width="2.5"/>'
        f'<line x1="{at["low"]}" x2="{at["high"]}" y1="15" y2="15" stroke="var({tone})" stroke-width="5" '
        'stroke-opacity=".55"/>'
        f'{floor}{ceiling}<circle cx="{at["value"]}" cy="15" r="5" fill="var({tone})"/></svg>'
    )


def _likeness(fidelity: Fidelity | None) -> str:
    if fidelity is None:
        return "<section><h2>Likeness</h2><p>Not measured.</p></section>"
    overall = (
        f"<p>Overall similarity {_number(fidelity.overall.value)}; two groups of real people reach "
        f"{_number(fidelity.overall.reference)} (1 is identical).</p>"
    )
    head = '<tr><th>Columns</th><th>Measure</th><th class="n">Synthetic</th><th class="n">Real against real</th></tr>'
    rows = "".join(_score_row(score) for score in worst_scores(fidelity.scores))
    return (
        f"<section><h2>Likeness, worst first</h2>{overall}<div "
        f'class="scroll"><table>{head}{rows}</table></div></section>'
    )


def worst_scores(scores: Iterable[Score], count: int = _WORST) -> list[Score]:
    """The scores that are farthest from what real rows reach among themselves; lower is better for those shown."""
    shown = [
        score
        for score in scores
        if score.value is not None and score.better == "lower" and score.unit != "interquartile ranges"
    ]
    return sorted(shown, key=lambda score: (score.reference or 0.0) - (score.value or 0.0))[:count]


def _score_row(score: Score) -> str:
    names = escape(" × ".join(score.columns))
    return (
        f"<tr><td>{names}</td><td>{escape(score.measure.replace('-', ' ').capitalize())}</td><td "
        f'class="n">{_number(score.value)}</td>'
        f'<td class="n">{_number(score.reference)}</td></tr>'
    )


def _use(utility: Utility) -> str:
    if not utility.scores:
        return ""
    rows = "".join(
        f"<tr><td>{escape(score.model)}</td><td>{escape(score.trained_on)}</td><td>{escape(score.metric)}</td>"
        f'<td class="n">{_number(score.value)}</td></tr>'
        for score in utility.scores
    )
    head = '<tr><th>Model</th><th>Trained on</th><th>Metric</th><th class="n">On held-out real rows</th></tr>'
    title = f"<h2>Use: predicting {escape(str(utility.target))}</h2>"
    return f'<section>{title}<div class="scroll"><table>{head}{rows}</table></div></section>'


def _policy(policy: Policy) -> str:
    rows = "".join(
        f"<tr><td>{escape(rule.attack)}{' · ' + escape(rule.variant) if rule.variant else ''}</td>"
        f'<td class="n">{wording.percent(rule.limit)}</td><td>{escape(rule.source)}</td></tr>'
        for rule in policy.rules
    )
    head = '<tr><th>Attack</th><th class="n">Limit</th><th>Where it comes from</th></tr>'
    title = f"<h2>Policy: {escape(policy.title)}, version {policy.version}</h2>"
    return (
        f'<section>{title}<p class="soft">{escape(policy.about)}</p><div '
        f'class="scroll"><table>{head}{rows}</table></div></section>'
    )


def _making(record: "Record") -> str:
    recipe = record.recipe
    settings = ", ".join(f"{name} {value}" for name, value in recipe.settings.items()) or "defaults"
    protections = ", ".join(record.protections) or "defaults"
    tried = _list(
        [
            f"{one.title}, {one.rows:,} rows, seed {one.seed}: {one.verdict or one.state}"
            f"{' (this one)' if one.picked else ''}"
            for one in record.candidates
        ]
    )
    promise = record.audit.privacy.promise
    guarantee = (
        "no formal guarantee"
        if promise.kind == "none"
        else f"differential privacy: ε = {promise.epsilon}, δ = {promise.delta}, per {promise.unit}"
    )
    return (
        "<section><h2>How it was made</h2>"
        f"<p>Generator {escape(recipe.generator)} ({escape(guarantee)}); settings: {escape(settings)}; "
        f"protections: {escape(protections)}; "
        f"seed {recipe.seed}. {escape(record.split_note)}</p>"
        f"{_rules(record)}<p>Candidates tried in this session: {len(record.candidates)}. Picking the best of "
        f"several favours luck.</p>{tried}</section>"
    )


def _rules(record: "Record") -> str:
    rules = record.audit.rules
    return f"<p>Rules between columns:</p>{_list([rule.told for rule in rules])}" if rules else ""


def _limits() -> str:
    return (
        '<section><h2>How to read this</h2><p class="soft">These attacks measure what was tried, no more. '
        "Synthetic data can be "
        "personal data; whether the remaining risk is acceptable is decided by the controller, case by "
        "case.</p></section>"
    )


def _list(sentences: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences) + "</ul>"


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3f}"
