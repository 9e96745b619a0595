"""What files write where a value is missing."""

MISSING_CODES = frozenset(
    {"na", "n/a", "nan", "null", "none", "nil", "?", "-", "--", ".", "..", "missing", "unknown", "(null)", "#n/a"}
    | {"#null!", "#value!", "#div/0!", "nat", "\\n", "not available", "<na>"}
)
"""The usual signs, in lower case. In numbers and dates they are missing cells; in words they stay words."""
