"""Finished work with the outcome that a test of the pages needs: the real one, with its risks as the test wants
them."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from synthesis.jobs import Job, JobStatus, Workspace
from synthesis.privacy.risk import Risk
from synthesis.release.audit import Audit
from synthesis.release.verdict import judge


def outcome_folder(token: str) -> Path:
    """The folder of the only run."""
    return Workspace(token).jobs()[-1].folder


def second_candidate(token: str) -> tuple[Job, Job]:
    """Another run with the same outcome, which is picked, and the first."""
    space, first = Workspace(token), outcome_folder(token)
    spec = json.loads((first / "spec.json").read_text("utf-8"))
    other = space.new_job(spec["entry"], spec["spec"], "Trees once more")
    shutil.copytree(first, other.folder, dirs_exist_ok=True)
    space.write_json("session.json", {**space.read_json("session.json"), "picked": other.id})
    return other, Job(first)


class Queue:
    """An engine in which work waits for its turn, which never comes."""

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def submit(self, job: Job) -> None:
        self.asked.append(job)
        job.write_status(JobStatus("queued"))

    def cancel(self, job: Job) -> None:
        job.write_status(JobStatus("cancelled"))


def audit_of(token: str) -> Audit:
    """What the run found."""
    return Audit.restored(json.loads((outcome_folder(token) / "outcome.json").read_text())["audit"])


def change_audit(token: str, change: Callable[[Audit], Audit]) -> None:
    """The run found something else."""
    path = outcome_folder(token) / "outcome.json"
    stored: dict[str, Any] = json.loads(path.read_text())
    stored["audit"] = change(Audit.restored(stored["audit"])).stored()
    path.write_text(json.dumps(stored))


def change_risks(token: str, change: Callable[[Risk], Risk]) -> None:
    """Every risk is another one, all that was hidden on purpose was noticed, and both are judged again."""

    def again(audit: Audit) -> Audit:
        planted = tuple(replace(one, noticed=True) for one in audit.privacy.sensitivity.planted)
        noticed = replace(audit.privacy.sensitivity, planted=planted)
        risks = tuple(change(risk) for risk in audit.privacy.risks)
        found = replace(audit.privacy, risks=risks, sensitivity=noticed)
        privacy, verdict = judge(audit.policy, found, audit.rows.train + audit.rows.control)
        return replace(audit, privacy=privacy, verdict=verdict)

    change_audit(token, again)


def harmless(risk: Risk) -> Risk:
    """Nothing was gained, and nothing near any limit is possible."""
    return replace(
        risk, value=0.0, low=-0.004, high=0.004, main=0.1, control=0.1, evidence="sampled", p_value=0.5, attacks=2000
    )


def leaking(risk: Risk) -> Risk:
    """Membership leaks; everything else is harmless."""
    if risk.attack != "membership":
        return harmless(risk)
    return replace(harmless(risk), value=0.5, low=0.4, high=0.6, main=0.55, control=0.1, p_value=1e-9)
