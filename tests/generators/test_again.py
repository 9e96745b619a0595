"""The same recipe, source and seed give the same bytes in another process."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from tests.generators.test_par import visits

ROOT = Path(__file__).resolve().parents[2]

_CODE = """
import hashlib, json, sys, warnings
warnings.simplefilter("ignore")
from pathlib import Path
from synthesis.journey import Judging, run
from synthesis.recipe import Recipe
from synthesis.generators import GENERATORS, find
from synthesis.settings import knobs
from synthesis.tables import read_table
found = {}
path = Path(sys.argv[1])
schema = read_table(path).schema.of_people("patient").ordered_by("day")
for name in [*(g.name for g in GENERATORS if g.promise.kind == "none"), "par"]:
    settings = {k: v for k, v in {"epochs": 1}.items() if k in {knob.name for knob in knobs(find(name).settings)}}
    csv = run(path, Recipe(name, settings, schema=schema, rows=40), Judging(skip=True)).csv
    found[name] = hashlib.sha256(csv).hexdigest()
print(json.dumps(found))
"""


def digests(source: Path, hashing: str) -> dict[str, str]:
    """What every generator writes in a fresh process, by the SHA-256 of its file."""
    environment = {**os.environ, "PYTHONHASHSEED": hashing, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", _CODE, str(source)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    value: dict[str, str] = json.loads(done.stdout)
    return value


def test_every_generator_without_promised_noise_repeats_itself_in_another_process(tmp_path: Path) -> None:
    source = tmp_path / "visits.csv"
    visits().to_csv(source, index=False)
    first, second = digests(source, "1"), digests(source, "2")
    assert first == second
    assert len(set(first.values())) == len(first) >= 7
    assert hashlib.sha256(b"").hexdigest() not in first.values()
