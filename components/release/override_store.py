"""Who takes responsibility for a release that did not pass. Kept beside the run, so that a reload finds it again."""

from synthesis.foundation.serialisation import plain, revive
from synthesis.jobs import Job
from synthesis.journey import Finished
from synthesis.release.record import Override

_FILE = "override.json"


def keep_override(shown: Finished, override: Override) -> None:
    """The override of this run under the verdict that is seen now; another verdict needs another one."""
    Job(shown.folder).write_json(_FILE, {"override": plain(override), "seen": _seen(shown)})


def override_of(shown: Finished) -> Override | None:
    """The override that was given for exactly this verdict."""
    kept = Job(shown.folder).read_json(_FILE)
    return revive(Override, kept["override"]) if kept and kept["seen"] == _seen(shown) else None


def _seen(shown: Finished) -> object:
    return {"verdict": plain(shown.audit.verdict), "policy": plain(shown.audit.policy)}
