"""From training rows to a synthetic file: one pipeline for each kind of guarantee, and what a run will cost."""
