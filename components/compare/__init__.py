"""The page that sets candidates side by side."""
