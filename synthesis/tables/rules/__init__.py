"""Rules between columns: proposed, put in words, and measured. How they are kept stands in synthesis/rules."""
