"""Does any file that a user brings end the program, hang it, or make it quote a cell? Prints one JSON line.

    python bench/fuzz.py [files] [first]

So many small files (1,000 unless said), numbered from `first`, with faults in them: text, gzip, Excel, Parquet, packs,
schemas, recipes and policies in turn. `codes` counts the exit codes of the commands that read them, a command that the
system ended by the signal's name; `lines` those whose refusal has not two lines; `broken` names the first files of exit
code 4, `slowest` is seconds of computing."""

import io
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from synthesis.cli.program import main
from synthesis.foundation.ceiling import be_expendable
from tests.fuzzed import KINDS, brought

_TOLD, _BATCH = 20, 50
Outcome = tuple[int, int, int, float, str]


def one(number: int, folder: Path) -> Outcome:
    """A file's number, its exit code, the lines that were told, seconds of computing, and what was told."""
    command = brought(number, folder)
    told, began = io.StringIO(), time.process_time()
    with redirect_stdout(io.StringIO()), redirect_stderr(told):
        try:
            code = main(command)
        except BaseException as failure:
            code = 4
            told.write(f"{type(failure).__name__}\n\n")
    lines = told.getvalue().splitlines()
    return number, code, len(lines), time.process_time() - began, lines[0] if code == 4 and lines else ""


def batch(numbers: list[int], folder: Path) -> list[Outcome]:
    """The outcomes of these files, read by a process of its own; one that is ended goes on behind the file that did
    it."""
    found: list[Outcome] = []
    while len(found) < len(numbers):
        left = numbers[len(found) :]
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            be_expendable(lambda within: None)
            with os.fdopen(write, "w") as answers:
                for number in left:
                    print(json.dumps(one(number, folder)), file=answers, flush=True)
            os._exit(0)
        os.close(write)
        with os.fdopen(read) as answers:
            found += [tuple(json.loads(line)) for line in answers]
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code < 0 and len(found) < len(numbers):
            found.append((numbers[len(found)], code, 2, 0.0, ""))
    return found


def measured(files: int, first: int) -> dict[str, Any]:
    """What the files came to."""
    found: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder:
        for start in range(first, first + files, _BATCH):
            found += batch(list(range(start, min(start + _BATCH, first + files))), Path(folder))
    names = {code: str(code) if code >= 0 else signal.Signals(-code).name for _, code, *_ in found}
    kinds = list(KINDS)
    return {
        "files": len(found),
        "codes": dict(sorted(Counter(names[code] for _, code, *_ in found).items())),
        "lines": [number for number, code, lines, *_ in found if code == 2 and lines != 2][:_TOLD],
        "broken": [(number, kinds[number % len(kinds)], told) for number, code, _, _, told in found if code == 4][
            :_TOLD
        ],
        "slowest": round(max(seconds for *_, seconds, _ in found), 2),
        "cpu": round(sum(seconds for *_, seconds, _ in found), 1),
    }


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:]]
    import synthesis.journey  # noqa: F401  # once, for every process that is split off

    print(json.dumps(measured(*(given + [1000, 0][len(given) :]))))
