"""A name for a file's content that only this installation can compute."""

import hashlib
import hmac
from pathlib import Path
from typing import IO

from synthesis.foundation.home import secret

_BLOCK = 1 << 20


def fingerprint(source: Path | bytes | IO[bytes]) -> str:
    """HMAC-SHA256 of the content, keyed with the installation's secret, as 64 hexadecimal digits.

    A plain hash of a small table can be found by trying tables until one fits; without the key that is no use.
    """
    digest = hmac.new(secret(), digestmod=hashlib.sha256)
    if isinstance(source, bytes):
        digest.update(source)
        return digest.hexdigest()
    if isinstance(source, Path):
        with source.open("rb") as file:
            return fingerprint(file)
    while block := source.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()
