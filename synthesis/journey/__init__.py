"""The whole journey, used alike by the pages and the commands: a table comes in, a judged table goes out."""

from synthesis.generation.pipeline import SMALLEST_SPLIT, held_out
from synthesis.generation.private_pipeline import UNKEPT
from synthesis.journey.audits import AUDITED_ATTACKS, SHARED, Clock, Judging, audit, judge_table, shares_rows, versions
from synthesis.journey.candidate import Candidate, as_released, run
from synthesis.journey.jobs import audit_job, audit_spec, job_spec, judging_of, run_job, understand_job
from synthesis.journey.store import Finished, Judged, Store, load, load_audit, record_of, store_of, tried_of
from synthesis.journey.user_input import corrected, describe, generalised, settings_of

__all__ = [
    "AUDITED_ATTACKS",
    "SHARED",
    "SMALLEST_SPLIT",
    "UNKEPT",
    "Candidate",
    "Clock",
    "Finished",
    "Judged",
    "Judging",
    "Store",
    "as_released",
    "audit",
    "audit_job",
    "audit_spec",
    "corrected",
    "describe",
    "generalised",
    "held_out",
    "job_spec",
    "judge_table",
    "judging_of",
    "load",
    "load_audit",
    "record_of",
    "run",
    "run_job",
    "settings_of",
    "shares_rows",
    "store_of",
    "tried_of",
    "understand_job",
    "versions",
]
