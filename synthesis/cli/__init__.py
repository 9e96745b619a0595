"""The commands of the outer contract: their arguments, and what each prints."""
