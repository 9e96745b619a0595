"""Reading, kinds and roles, profile, findings, personal data, the split and the sample table."""

from synthesis.tables.encode import Encoded, encode
from synthesis.tables.schema import Column, Kind, Role, Schema
from synthesis.tables.table import Dialect, Finding, Split, Table

__all__ = ["Column", "Dialect", "Encoded", "Finding", "Kind", "Role", "Schema", "Split", "Table", "encode"]
