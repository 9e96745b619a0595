"""What a column holds: its kind, its role, personal data, order, missing-value codes."""
