"""Reading, kinds and roles, profile, findings, personal data, the split and the sample table."""

from synthesis.tables.alike import spelt_like
from synthesis.tables.blocks import Block, blank_blocks
from synthesis.tables.encode import Encoded, encode
from synthesis.tables.encoding import ENCODINGS
from synthesis.tables.entity import count_people, one_row_each, persons, rows_of, shared_people, sharers
from synthesis.tables.estimate import Size, size
from synthesis.tables.findings import findings
from synthesis.tables.fingerprint import fingerprint
from synthesis.tables.keeping import known_combinations, measure, multiples, one_in, rises, says_yes
from synthesis.tables.markers import Marker, proposed_markers
from synthesis.tables.preview import Preview, preview
from synthesis.tables.profile import ColumnProfile, Survey, profile, survey
from synthesis.tables.read import read_table, sheets
from synthesis.tables.rules import propose_rules
from synthesis.tables.sample import sample_csv
from synthesis.tables.schema import Column, Constraint, Kind, Role, Schema
from synthesis.tables.split import held_rows, hold_out, share_held_out
from synthesis.tables.table import Dialect, Finding, Split, Table
from synthesis.tables.uniqueness import Uniqueness, near_unique, uniqueness
from synthesis.tables.write import to_csv

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
    "Marker",
    "Preview",
    "Role",
    "Schema",
    "Size",
    "Split",
    "Survey",
    "Table",
    "Uniqueness",
    "blank_blocks",
    "count_people",
    "encode",
    "findings",
    "fingerprint",
    "held_rows",
    "hold_out",
    "known_combinations",
    "measure",
    "multiples",
    "near_unique",
    "one_in",
    "one_row_each",
    "persons",
    "preview",
    "profile",
    "propose_rules",
    "proposed_markers",
    "read_table",
    "rises",
    "rows_of",
    "sample_csv",
    "says_yes",
    "share_held_out",
    "shared_people",
    "sharers",
    "sheets",
    "size",
    "spelt_like",
    "survey",
    "to_csv",
    "uniqueness",
]
