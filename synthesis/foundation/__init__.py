"""What every room stands on: errors, chance, progress, settings and JSON. It imports nothing of ours."""
