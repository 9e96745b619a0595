"""Which name somebody may have meant who wrote another."""

import difflib
from collections.abc import Iterable


def nearest(name: str, names: Iterable[str]) -> str:
    """A question after the name that is most like `name`, with a space behind it; empty where none is like it."""
    close = difflib.get_close_matches(name, list(names), n=1)
    return f'Did you mean "{close[0]}"? ' if close else ""
