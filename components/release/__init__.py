"""The page of the verdict, the decision and the downloads."""
