"""Short work on a file that was brought, in a process of its own that is waited for: `python -m synthesis.jobs.apart`.

What is asked goes in as JSON, what was found comes out as JSON. The process may be lost: whoever waits is told by a
SynthesisError, and goes on."""

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from synthesis.foundation import errors
from synthesis.foundation.ceiling import TOO_MUCH, be_expendable, died_reading
from synthesis.foundation.errors import RunFailed, SynthesisError, UnreadableTable
from synthesis.jobs.failures import as_failure, place
from synthesis.jobs.job import LOG

_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 900.0


def apart(entry: str, spec: Mapping[str, Any]) -> Any:
    """What the function `entry` (`module:function`) makes of `spec`, both in JSON values, in a process of its own.

    SynthesisError as the function raises it, or where the process was lost: over its ceiling, or broken by the file."""
    command = [sys.executable, "-m", "synthesis.jobs.apart"]
    asked = json.dumps({"entry": entry, "spec": spec}).encode()
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(paths)}
    try:
        done = subprocess.run(
            command,
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UnreadableTable(*TOO_MUCH) from None
    return _answer(done.returncode, done.stdout)


def _answer(code: int, said: bytes) -> Any:
    """What was found, or the error that was told. A process that answered may die as it likes."""
    try:
        answer = json.loads(said)
    except ValueError:
        raise died_reading(code) from None
    if fault := answer.get("fault"):
        LOG.error("Apart: %s at %s", *fault)
    if "error" in answer:
        kind, happened, advice = answer["error"]
        raise getattr(errors, kind, RunFailed)(happened, advice)
    return answer["found"]


def _made(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer: `found`, or the `error` by its type and two sentences, and the type and place of a `fault`."""
    module, _, name = asked["entry"].partition(":")
    try:
        return {"found": getattr(importlib.import_module(module), name)(asked["spec"])}
    except BaseException as failure:
        told = as_failure(failure)
        answer: dict[str, Any] = {"error": [type(told).__name__, told.happened, told.advice]}
        if not isinstance(failure, (SynthesisError, MemoryError, OSError)):
            answer["fault"] = [type(failure).__name__, place(failure)]
        return answer


def main() -> None:
    """Do what standard input asks, answer on standard output, and let nothing else be heard there."""
    os.umask(0o077)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    be_expendable(lambda within: None)
    answer = _made(json.load(sys.stdin))
    with suppress(OSError), answers:
        answers.write(json.dumps(answer).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
