"""Reading, kinds and roles, profile, findings, personal data, the split and the sample table."""

from synthesis.tables.encode import Encoded, encode
from synthesis.tables.fingerprint import fingerprint
from synthesis.tables.read import read_table
from synthesis.tables.sample import sample_csv
from synthesis.tables.schema import Column, Kind, Role, Schema
from synthesis.tables.split import hold_out
from synthesis.tables.table import Dialect, Finding, Split, Table
from synthesis.tables.write import to_csv, write_csv

__all__ = [
    "Column",
    "Dialect",
    "Encoded",
    "Finding",
    "Kind",
    "Role",
    "Schema",
    "Split",
    "Table",
    "encode",
    "fingerprint",
    "hold_out",
    "read_table",
    "sample_csv",
    "to_csv",
    "write_csv",
]
