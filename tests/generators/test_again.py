"""The same recipe, source and seed give the same bytes in another process."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from synthesis.foundation.settings import knobs
from synthesis.generators import EVERY
from synthesis.journey import Judging, run
from synthesis.recipe import Recipe
from synthesis.tables import read_table
from tests.generators.test_par import visits

ROOT = Path(__file__).resolve().parents[2]

_CODE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from tests.generators.test_again import digests
print(json.dumps(digests(Path(sys.argv[1]))))
"""


def digests(source: Path) -> dict[str, str]:
    """What every generator writes, by the SHA-256 of its file."""
    schema = read_table(source).schema.of_people("patient").ordered_by("day")
    found = {}
    for generator in (one for one in EVERY if one.guarantee.kind == "none"):
        settings = {"epochs": 1} if "epochs" in {knob.name for knob in knobs(generator.settings)} else {}
        csv = run(source, Recipe(generator.name, settings, schema=schema, rows=40), Judging(skip=True)).csv
        found[generator.name] = hashlib.sha256(csv).hexdigest()
    return found


def started_elsewhere(source: Path) -> "subprocess.Popen[str]":
    """The same in a fresh process whose hashes are other ones, while this one goes on."""
    environment = {**os.environ, "PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-c", _CODE, str(source)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=pipe, text=True)


def test_every_generator_without_promised_noise_repeats_itself_in_another_process(tmp_path: Path) -> None:
    source = tmp_path / "visits.csv"
    visits().to_csv(source, index=False)
    with started_elsewhere(source) as elsewhere:
        first = digests(source)
        told, complaint = elsewhere.communicate()
    assert elsewhere.returncode == 0, complaint
    assert first == json.loads(told)
    assert len(set(first.values())) == len(first) >= 7
    assert hashlib.sha256(b"").hexdigest() not in first.values()
