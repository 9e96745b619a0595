"""Reading, kinds and roles, profile, findings, personal data, the split and the sample table."""

from synthesis.tables.data_subject import (
    count_subjects,
    one_row_per_subject,
    rows_covering,
    shared_subjects,
    subject_ids,
    subjects_sharing,
)
from synthesis.tables.encode import Encoded, encode
from synthesis.tables.fingerprint import fingerprint
from synthesis.tables.inference.missing_codes import MissingCode, proposed_missing_codes
from synthesis.tables.preview import Preview, preview
from synthesis.tables.profile.findings import findings
from synthesis.tables.profile.missing_blocks import Block, blank_blocks
from synthesis.tables.profile.profile import ColumnProfile, Survey, profile, survey
from synthesis.tables.profile.size import Size, size
from synthesis.tables.read import read_table, sheets
from synthesis.tables.reading.encoding import ENCODINGS
from synthesis.tables.reading.harmonise import harmonise_levels
from synthesis.tables.reading.write import to_csv
from synthesis.tables.rules.propose import propose_rules
from synthesis.tables.rules.satisfaction import satisfaction
from synthesis.tables.sample_table import sample_csv
from synthesis.tables.schema import Column, Constraint, Kind, Role, Schema
from synthesis.tables.split import held_rows, hold_out, share_held_out
from synthesis.tables.table import Dialect, Finding, Split, Table
from synthesis.tables.uniqueness import Uniqueness, near_unique, uniqueness

__all__ = [
    "ENCODINGS",
    "Block",
    "Column",
    "ColumnProfile",
    "Constraint",
    "Dialect",
    "Encoded",
    "Finding",
    "Kind",
    "MissingCode",
    "Preview",
    "Role",
    "Schema",
    "Size",
    "Split",
    "Survey",
    "Table",
    "Uniqueness",
    "blank_blocks",
    "count_subjects",
    "encode",
    "findings",
    "fingerprint",
    "harmonise_levels",
    "held_rows",
    "hold_out",
    "near_unique",
    "one_row_per_subject",
    "preview",
    "profile",
    "propose_rules",
    "proposed_missing_codes",
    "read_table",
    "rows_covering",
    "sample_csv",
    "satisfaction",
    "share_held_out",
    "shared_subjects",
    "sheets",
    "size",
    "subject_ids",
    "subjects_sharing",
    "survey",
    "to_csv",
    "uniqueness",
]
