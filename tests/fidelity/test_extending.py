"""A measure is one file and one line: everything else follows from its value."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILE = '''"""The difference between the means of two samples."""

from synthesis.fidelity.contract import Measure, present
from synthesis.foundation.arrays import Numbers


def mean_gap(real: Numbers, synthetic: Numbers) -> float:
    """|mean − mean| over the cells that are present; NaN where a side has none."""
    there, here = present(real), present(synthetic)
    return abs(float(there.mean() - here.mean())) if len(there) and len(here) else float("nan")


MEAN_GAP = Measure(
    name="mean-gap",
    title="How far the middles lie apart",
    meaning="The two averages differ by so much.",
    term="absolute difference of means",
    source="school",
    unit="distance",
    better="lower",
    shapes=("number",),
    low=0.0,
    high=float("inf"),
    symmetric=True,
    compute=mean_gap,
)
'''
SHOWN = """
import json
import pandas as pd
from components.fidelity.column_panel import score_rows
from components.shared.measures import measure_meaning
from synthesis.fidelity import compare, worst_columns
from synthesis.release.report_sections import likeness
from synthesis.tables import Column, Kind, Schema, Table

frame = pd.DataFrame({"n": [1.0, 2.0, 3.0, 6.0] * 5})
table = Table("t", frame, Schema((Column("n", Kind.FLOAT),)), "f")
found = compare(table, frame + 2.5)
[score] = [one for one in found.scores if one.measure == "mean-gap"]
report = likeness(found).blocks[0].table
print(json.dumps({
    "value": score.value,
    "overall": found.overall.value,
    "ranked by": worst_columns(found)[0].measure,
    "page": score_rows([score]).iloc[0].to_dict(),
    "meaning": measure_meaning(score),
    "report": [row[1] for row in report.rows],
}))
"""


def added(house: Path) -> None:
    """One file and its line in the tuple."""
    (house / "synthesis/fidelity/mean_gap.py").write_text(FILE, "utf-8")
    registry = house / "synthesis/fidelity/measures.py"
    lines = registry.read_text("utf-8").replace(
        "from synthesis.fidelity.missingness import",
        "from synthesis.fidelity.mean_gap import MEAN_GAP\nfrom synthesis.fidelity.missingness import",
    )
    registry.write_text(lines.replace("    CRAMERS_V,\n)", "    CRAMERS_V,\n    MEAN_GAP,\n)"), "utf-8")


def shown(house: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", SHOWN], cwd=house, capture_output=True, text=True, check=False)


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A copy of the package and the pages' components, to be built on and thrown away."""
    for room in ("synthesis", "components"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("*.pyc.*", "*.tmp.*"))
    return tmp_path


def test_a_new_measure_is_one_file_and_one_line(house: Path) -> None:
    added(house)
    done = shown(house)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    called = "How far the middles lie apart · absolute difference of means"
    assert found["value"] == 2.5
    assert found["page"] == {"Measure": called, "Best": "0", "Synthetic": "2.500", "Real vs real": "–"}
    assert found["meaning"] == f"{called}: The two averages differ by so much. Formula: school."
    assert found["report"][0] == called
    assert found["ranked by"] == "kolmogorov-smirnov"
    assert found["overall"] == pytest.approx(0.25)


def test_without_its_line_it_is_not_there(house: Path) -> None:
    (house / "synthesis/fidelity/mean_gap.py").write_text(FILE, "utf-8")
    assert "not enough values to unpack" in shown(house).stderr
