"""What is done to a table before and after a fit, whatever the generator."""
