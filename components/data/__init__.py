"""The page where a table is brought, understood and confirmed."""
