"""No file of any kind ends the program: it is read, or refused in two lines."""

from pathlib import Path

import pytest

from synthesis.cli.program import main
from tests.fuzzed import KINDS, brought


@pytest.mark.parametrize("place", range(len(KINDS)), ids=list(KINDS))
def test_no_file_ends_the_program(place: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(place, 6 * len(KINDS), len(KINDS)):
        code = main(brought(number, tmp_path))
        told = capsys.readouterr().err.splitlines()
        assert code in (0, 1, 2, 3), number
        assert code != 2 or len(told) == 2, number
