"""The page for a table from a description alone."""
