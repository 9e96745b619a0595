"""Who takes responsibility for a release that did not pass. Kept beside the run, so that a reload finds it again."""

from components.shared import session
from synthesis.foundation.serialisation import plain, revive
from synthesis.journey import Finished
from synthesis.release.record import Override


def keep_override(shown: Finished, override: Override) -> None:
    """The override of this run under the verdict that is seen now; another verdict needs another one."""
    session.store().overrides.put(shown.id, {"override": plain(override), "seen": _seen(shown)})


def override_of(shown: Finished) -> Override | None:
    """The override that was given for exactly this verdict."""
    kept = session.store().overrides.get(shown.id)
    return revive(Override, kept["override"]) if kept and kept["seen"] == _seen(shown) else None


def _seen(shown: Finished) -> object:
    return {"verdict": plain(shown.audit.verdict), "policy": plain(shown.audit.policy)}
