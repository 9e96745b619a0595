"""Reading, kinds and roles, profile, findings, personal data, the split and the sample table."""

from synthesis.tables.blocks import Block, blank_blocks
from synthesis.tables.encode import Encoded, encode
from synthesis.tables.encoding import ENCODINGS
from synthesis.tables.findings import findings
from synthesis.tables.fingerprint import fingerprint
from synthesis.tables.markers import Marker, proposed_markers
from synthesis.tables.preview import Preview, preview
from synthesis.tables.profile import ColumnProfile, profile
from synthesis.tables.read import read_table
from synthesis.tables.sample import sample_csv
from synthesis.tables.schema import Column, Kind, Role, Schema
from synthesis.tables.split import hold_out
from synthesis.tables.table import Dialect, Finding, Split, Table
from synthesis.tables.write import to_csv, write_csv

__all__ = [
    "ENCODINGS",
    "Block",
    "Column",
    "ColumnProfile",
    "Dialect",
    "Encoded",
    "Finding",
    "Kind",
    "Marker",
    "Preview",
    "Role",
    "Schema",
    "Split",
    "Table",
    "blank_blocks",
    "encode",
    "findings",
    "fingerprint",
    "hold_out",
    "preview",
    "profile",
    "proposed_markers",
    "read_table",
    "sample_csv",
    "to_csv",
    "write_csv",
]
