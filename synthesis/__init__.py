"""Turns a private table into a synthetic one and judges it. Never imports streamlit.

    >>> from synthesis import read, describe, Recipe, synthesise, audit, compare, verify, Policy

These names stand in `synthesis.api`, which says what each does; nothing is loaded before one of them is used.
"""

from typing import TYPE_CHECKING, Any

from synthesis.foundation.version import __version__

if TYPE_CHECKING:
    from synthesis.api import Policy, Recipe, audit, compare, describe, read, save, synthesise, verify

__all__ = [
    "Policy",
    "Recipe",
    "__version__",
    "audit",
    "compare",
    "describe",
    "read",
    "save",
    "synthesise",
    "verify",
]


def __getattr__(name: str) -> Any:
    """A public name, loaded when it is first used (PEP 562)."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from synthesis import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
