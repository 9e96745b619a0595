"""Small files of every kind that a user brings, each with a few faults in it; chosen by a seed."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from synthesis.foundation.serialisation import plain
from synthesis.recipe import Recipe
from synthesis.release.policy import PUBLIC
from synthesis.tables import sample_csv
from tests.hostile import parquet, workbook
from tests.mutations import mutated

PACK = Path(__file__).parent / "golden" / "0.1.0-perturbed.zip"
_PIECES = (
    *(b"", b"\x00", b"\xff", b"\xfe\xff", b'"', b"'", b"\n", b"\r", b"\r\n", b",", b";", b"\t", b"|", b" "),
    *(b"1e309", b"-0", b"9" * 400, b"NaN", b"99999-99-99", b"0001-01-01", b"\xe2\x80\xae", b"\xed\xa0\x80", b"#"),
    *(
        b"," * 300,
        b'"' * 3,
        b"\n" * 50,
        b"<",
        b"&#0;",
        b"]]>",
        b"2147483648",
        b"XFD1048576",
        b"-1",
        b"%",
        b"{",
        b"(" * 90,
    ),
)
_ROWS = 40


@cache
def _sound(kind: str) -> bytes:
    """A file of that kind without a fault."""
    text = sample_csv(_ROWS)
    if kind in ("csv", "csv.gz"):
        return text
    if kind == "tsv":
        return text.replace(b",", b"\t").decode().encode("utf-16")
    if kind == "txt":
        return text.decode().replace(",", ";").replace(".", ",").encode("cp1252", "replace")
    if kind == "xlsx":
        return workbook()
    if kind == "parquet":
        return _columns()
    return PACK.read_bytes()


def _columns() -> bytes:
    few, start = range(_ROWS), datetime(1999, 12, 31, 23, 59)
    stamps = [start + timedelta(hours=row) for row in few]
    return parquet(
        number=pa.array([None if row % 7 == 0 else row / 3 for row in few]),
        count=pa.array([row % 5 for row in few], pa.int8()),
        town=pa.array([("Ulm", "Köln", None)[row % 3] for row in few]).dictionary_encode(),
        flag=pa.array([row % 2 == 0 for row in few]),
        when=pa.array(stamps, pa.timestamp("ns", "Europe/Berlin")),
        day=pa.array([stamp.date() for stamp in stamps]),
        name=pa.array([f"Cellarius {row}" for row in few], pa.large_string()),
    )


def scratched(content: bytes, chance: random.Random, most: int = 4) -> bytes:
    """The bytes with one to `most` of them changed, cut, doubled, or with something odd put in."""
    found = bytearray(content)
    for _ in range(chance.randint(1, most)):
        at = chance.randrange(len(found) + 1)
        upto = min(len(found), at + chance.choice((1, 1, 2, 8, 64, 512)))
        sort = chance.choice(("flip", "cut", "double", "put", "put", "end", "swap"))
        if sort == "flip" and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif sort == "cut":
            del found[at:upto]
        elif sort == "double":
            found[at:at] = found[at:upto] * chance.choice((1, 2, 30))
        elif sort == "put":
            found[at:at] = chance.choice(_PIECES)
        elif sort == "swap":
            found[at:upto] = chance.randbytes(upto - at)
        elif sort == "end" and chance.random() < 0.3:
            del found[at:]
    return bytes(found)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """A zip of which one part is scratched inside."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        parts = old.namelist()
        chosen = chance.choice(parts)
        for name in parts:
            inside = old.read(name)
            new.writestr(name, scratched(inside, chance) if name == chosen else inside)
    return made.getvalue()


def _table(kind: str, chance: random.Random) -> bytes:
    content = _sound(kind)
    if kind in ("xlsx", "zip"):
        return _repacked(content, chance) if chance.random() < 0.7 else scratched(content, chance)
    if kind == "csv.gz":
        inside = chance.random() < 0.5
        return gzip.compress(scratched(content, chance), 1) if inside else scratched(gzip.compress(content, 1), chance)
    return scratched(content, chance)


@cache
def _written(kind: str) -> Any:
    """What a user writes about a table, without a fault."""
    columns = [{"name": "age", "role": "other"}, {"name": "sex", "kind": "category"}, {"name": "city", "role": "drop"}]
    whole: dict[str, Any] = {
        "schema": {"columns": columns, "entity": None},
        "recipe": {**plain(Recipe("marginals", rows=5)), "wish": {"fixed": {"sex": "female"}}},
        "policy": {**plain(PUBLIC), "name": "ours", "title": "Ours"},
    }
    return whole[kind]


def _json(kind: str, chance: random.Random) -> bytes:
    value = mutated(_written(kind), chance)
    try:
        text = json.dumps(value).encode()
    except ValueError:
        text = b"1e999"
    return scratched(text, chance, 2) if chance.random() < 0.3 else text


def _describe(path: Path, _: Path) -> list[str]:
    return ["describe", str(path)]


def _run(option: str) -> Callable[[Path, Path], list[str]]:
    usual = ["--rows", "5", "--no-audit", "--out"]
    given = [] if option == "--recipe" else ["--generator", "marginals"]
    return lambda path, table: ["run", str(table), option, str(path), *given, *usual, str(path.parent / "out")]


KINDS: dict[str, tuple[Callable[[str, random.Random], bytes], Callable[[Path, Path], list[str]]]] = {
    **dict.fromkeys(("csv", "csv.gz", "tsv", "txt", "xlsx", "parquet"), (_table, _describe)),
    "zip": (_table, lambda path, _: ["verify", str(path)]),
    "schema": (_json, lambda path, table: ["describe", str(table), "--schema", str(path)]),
    "recipe": (_json, _run("--recipe")),
    "policy": (_json, _run("--policy")),
}
"""What is brought, by the end of its name or by what it says: how it is made, and the command that reads it."""


def brought(number: int, folder: Path) -> list[str]:
    """The command line that reads the file of that number, which is then in `folder`."""
    chance = random.Random(number)
    kind = list(KINDS)[number % len(KINDS)]
    make, command = KINDS[kind]
    table = folder / "table.csv"
    if not table.exists():
        table.write_bytes(_sound("csv"))
    path = folder / f"brought.{kind if make is _table else 'json'}"
    path.write_bytes(make(kind, chance))
    return command(path, table)
