"""The program: one command in, JSON on stdout, the contract's exit code out; no traceback and no cell of a table."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from synthesis.cli.command import ExitCode
from synthesis.cli.commands import find_command, parser
from synthesis.cli.watched import watched
from synthesis.foundation.errors import RunFailed, SynthesisError
from synthesis.foundation.machine import machine_failure

_INTERRUPTED = SynthesisError("The run was interrupted.", "Start it again when you are ready.")


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code of one command; without arguments, of the one on this process's command line, which a process of
    its own does."""
    if arguments is None:
        _be_quiet()
        return watched(lambda: _told(None), lambda error: _tell(error, _code_of(error)))
    return _told(arguments)


def _told(arguments: Sequence[str] | None) -> int:
    try:
        return _performed(arguments)
    except SynthesisError as error:
        return _tell(error, _code_of(error))
    except KeyboardInterrupt:
        return _tell(_INTERRUPTED, ExitCode.BROKEN)
    except Exception as error:  # the last door: whatever comes here is the machine's failure or a bug of ours
        told = machine_failure(error)
        return _tell(_unexpected(error), ExitCode.BROKEN) if told is None else _tell(told, ExitCode.UNUSABLE)


def _code_of(error: SynthesisError) -> ExitCode:
    return ExitCode.BROKEN if isinstance(error, RunFailed) else ExitCode.UNUSABLE


def _performed(arguments: Sequence[str] | None) -> ExitCode:
    options = parser(_called()).parse_args(arguments)
    value, code = find_command(options.command).perform(options)
    _print(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False))
    return code


def _called() -> str:
    name = Path(sys.argv[0]).stem
    return name if name == "understudy" else "python -m synthesis"


def _be_quiet() -> None:
    """Libraries print warnings that can quote cells; nobody but us speaks on stderr."""
    if not sys.warnoptions:
        import warnings

        warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.environ.setdefault("OMP_NUM_THREADS", "2")


def _print(text: str) -> None:
    """The text on stdout, all of it; where nobody takes it, what is left over is not tried again at the end."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
        raise


def _tell(error: SynthesisError, code: ExitCode) -> ExitCode:
    print(error.happened, error.advice, sep="\n", file=sys.stderr)
    return code


def _unexpected(error: Exception) -> SynthesisError:
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {Path(place.filename).name}, line {place.lineno}"
    return SynthesisError(f"The program itself failed ({where}).", "Report this line; it holds nothing of your table.")
