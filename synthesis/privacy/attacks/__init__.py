"""A file an attack; `synthesis.privacy.registry` lists them."""
