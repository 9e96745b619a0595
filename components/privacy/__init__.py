"""The page of measured risk."""
