"""What is said of a table before anything is done with it."""
