"""How values are spelt: numbers, dates, times, durations, zones, and the codes for missing ones."""
