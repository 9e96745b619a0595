"""The page of likeness and usefulness."""
