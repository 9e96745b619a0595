"""A generator is one file and one line, and so is a protection: nothing else is changed for these throw-away ones."""

import importlib
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import synthesis.generators
import synthesis.protections
from synthesis.cli.program import main
from synthesis.generators import find
from synthesis.journey.mitigations import mitigation
from synthesis.privacy import Suggestion
from synthesis.protections import PRESETS, preset_of, registry
from synthesis.protections.presets import filled
from synthesis.recipe import Recipe
from tests.pages import open_page, said
from tests.test_pages_generator import choose, revision

GENERATOR = '''
"""Real rows, drawn again."""

from dataclasses import dataclass

from synthesis.foundation.guarantee import Guarantee
from synthesis.foundation.settings import knob
from synthesis.generators.contract import Generator
from synthesis.generators.safer import halved


@dataclass(frozen=True)
class Settings:
    """How long."""

    echoes: int = knob(8, 1, 100, "How often a row is heard.")


def _fit(training, settings, seed, report):
    def sampler(rows, seed, report):
        return training.frame.sample(rows, replace=True, random_state=seed.integer).reset_index(drop=True)

    return sampler


ECHO = Generator(
    "echo",
    "Echo",
    "Says what it heard.",
    Guarantee(),
    Settings,
    _fit,
    lambda rows, columns, settings: 0.1,
    plainer="marginals",
    safer=halved("echoes", "{new} echoes instead of {now}"),
)
'''

PROTECTION = '''
"""Released rows in the opposite order."""

from synthesis.protections.contract import Protection


def _on_release(frame, originals, chosen):
    return frame.iloc[::-1].reset_index(drop=True) if chosen[TURNED] else frame


def _note(outcome, chosen):
    return (f"The order of {len(outcome.train)} rows was not kept",) if chosen[TURNED] else ()


TURNED = Protection[bool](
    "turned",
    "Turn rows round",
    "The rows are written in the opposite order.",
    "Costs nothing.",
    default=False,
    example=("first", "last"),
    levels={"strict": True},
    on_release=_on_release,
    note=_note,
)
'''


def written(package: Any, name: str, content: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module of one more file in a room of the package."""
    (folder / f"{name}.py").write_text(content, "utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    monkeypatch.delitem(sys.modules, f"{package.__name__}.{name}", raising=False)
    return importlib.import_module(f"{package.__name__}.{name}")


@pytest.fixture
def echo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    module = written(synthesis.generators, "echo", GENERATOR, tmp_path, monkeypatch)
    monkeypatch.setattr(synthesis.generators, "EVERY", (*synthesis.generators.EVERY, module.ECHO))  # the one line
    return "echo"


@pytest.fixture
def turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    module = written(synthesis.protections, "turned", PROTECTION, tmp_path, monkeypatch)
    monkeypatch.setattr(registry, "PROTECTIONS", (*registry.PROTECTIONS, module.TURNED))  # the one line
    return "turned"


def command(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_a_generator_is_listed_runs_and_is_given_advice(
    echo: str, sample_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("generators") == 0
    listed = {one["name"]: one for one in json.loads(capsys.readouterr().out)}
    assert [knob["name"] for knob in listed[echo]["settings"]] == ["echoes"]
    given = ("--generator", echo, "--set", "echoes=3", "--rows", 40, "--no-audit")
    command("run", sample_file, "--out", tmp_path / "out", *given)
    assert json.loads(capsys.readouterr().out)["recipe"]["settings"] == {"echoes": 3}
    assert len(pd.read_csv(tmp_path / "out" / "synthetic.csv")) == 40
    safer = mitigation(Recipe(generator=echo), 400, Suggestion("leaf", None, ""))
    assert safer is not None
    assert (safer.title, safer.recipe.settings) == ("4 echoes instead of 8", {"echoes": 4})
    plainer = mitigation(Recipe(generator=echo), 400, Suggestion("generator", None, ""))
    assert plainer is not None
    assert plainer.recipe.generator == "marginals"


def test_a_generator_stands_in_the_picker_with_its_settings(echo: str, work: str) -> None:
    at = choose(open_page("generator", work), echo)
    assert not at.exception
    assert find(echo).description in "\n".join(at.radio(key=f"generator-{revision(at)}").proto.captions)
    assert "Echoes" in {widget.label for widget in at.number_input}


def test_a_protection_is_listed_acts_and_is_told(
    turned: str, sample_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("generators") == 0
    listed = json.loads(capsys.readouterr().out)[0]["protections"]
    assert listed[-1]["name"] == turned
    assert "first → last" in listed[-1]["help"]
    rows = {}
    for value in ("no", "yes"):
        out = tmp_path / value
        given = ("--generator", "marginals", "--protect", f"{turned}={value}", "--rows", 40, "--no-audit")
        command("run", sample_file, "--out", out, *given)
        rows[value] = list(pd.read_csv(out / "synthetic.csv").iloc[:, 0])
    assert rows["yes"] == rows["no"][::-1] != rows["no"]
    told = json.loads((tmp_path / "yes" / "record.json").read_bytes())["protections"]
    assert "Turn rows round: yes" in told
    assert any(note.startswith("The order of ") for note in told)


def test_a_protection_has_its_level_in_a_preset(turned: str) -> None:
    strict = PRESETS[-1]
    assert strict.values[turned] is True
    assert preset_of(filled(strict)) is strict
    assert preset_of({**filled(strict), turned: False}) is None


def test_a_protection_stands_in_the_form_with_what_it_does(turned: str, work: str) -> None:
    at = open_page("generator", work)
    assert "Turn rows round" in {widget.label for widget in at.toggle}
    assert "The rows are written in the opposite order." in said(at)
