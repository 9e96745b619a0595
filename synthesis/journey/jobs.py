"""The journey as jobs: what they are told, as JSON values, and what they do."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from synthesis.foundation.progress import Report
from synthesis.foundation.serialisation import plain, revive
from synthesis.journey.audits import Judging, audited
from synthesis.journey.candidate import run
from synthesis.journey.description import as_asked
from synthesis.journey.store import store_around
from synthesis.recipe import Recipe
from synthesis.release.policy import read_policy


def run_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The journey as a job: `spec` holds `source` (a path), `recipe`, `policy`, `attacks`, `secrets` and `target`."""
    made = run(Path(spec["source"]), revive(Recipe, spec["recipe"]), judging_of(spec), report)
    store_around(folder).candidates.put(folder.name, made)


def audit_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """The audit of files made elsewhere as a job: `spec` is what `audit_spec` makes."""
    control = Path(spec["control"]) if spec["control"] else None
    found = audited(
        Path(spec["train"]), control, release_paths(spec), judging_of(spec), None, int(spec["seed"]), report
    )
    store_around(folder).audits.put(folder.name, found)


def understand_job(folder: Path, spec: Mapping[str, Any], report: Report) -> None:
    """A table is read and looked at as a job: `spec` is what `as_asked` takes."""
    store_around(folder).descriptions.put(folder.name, as_asked(spec, report))


def release_paths(spec: Mapping[str, Any]) -> list[Path]:
    """The files of an audit that are judged: one, or several of one source."""
    return [Path(spec["synthetic"]), *map(Path, spec.get("releases") or ())]


def audit_spec(
    train: Path, control: Path | None, releases: Sequence[Path], judging: Judging, seed: int
) -> dict[str, Any]:
    """What `audit_job` needs, as JSON values; further releases of one source stand behind the first."""
    return {
        "train": str(train),
        "control": str(control) if control else None,
        "synthetic": str(releases[0]),
        "releases": [str(path) for path in releases[1:]],
        "seed": seed,
        **_how(judging),
    }


def job_spec(source: Path, recipe: Recipe, judging: Judging) -> dict[str, Any]:
    """What `run_job` needs, as JSON values."""
    return {"source": str(source), "recipe": plain(recipe), **_how(judging)}


def judging_of(spec: Mapping[str, Any]) -> Judging:
    """How a job is to judge, from its specification."""
    return Judging(
        read_policy(spec["policy"]), int(spec["attacks"]), tuple(spec.get("secrets", ())), spec.get("target")
    )


def _how(judging: Judging) -> dict[str, Any]:
    return {
        "policy": plain(judging.policy),
        "attacks": judging.attacks,
        "secrets": list(judging.secrets),
        "target": judging.target,
    }
