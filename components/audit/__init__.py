"""The page for files made elsewhere."""
