"""JSON without the freedoms of Python's reader: no key twice, no NaN, no half characters, no endless nesting."""

import json
from typing import Any


def parse_json(content: bytes) -> Any:
    """The value of a JSON file in UTF-8. ValueError for what is none, or could be read in two ways."""
    try:
        value = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(_: str) -> float:
    raise ValueError("no number of JSON")
