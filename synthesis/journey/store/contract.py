"""What an organisation keeps, whatever stands behind it: a folder today, a database another day."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

from synthesis.fidelity.score import Generation
from synthesis.foundation.second_opinion import SecondOpinion
from synthesis.journey.audits import Audited
from synthesis.journey.candidate import Candidate
from synthesis.journey.description import Understood
from synthesis.journey.store.judged import Finished, Judged
from synthesis.release.audit import Audit, SecondRound
from synthesis.utility import Utility

Put = TypeVar("Put", contravariant=True)
Got = TypeVar("Got", covariant=True)

Content = bytes | Path | BinaryIO
"""The bytes of a file; a path is taken over, so that nothing is left where it stood."""


class Shelf(Protocol[Put, Got]):
    """Things of one kind, each under a key that names it."""

    def put(self, key: str, value: Put) -> None:
        """`value` stands under `key` from now on, whole or not at all. RunFailed where it cannot be stored."""

    def get(self, key: str) -> Got | None:
        """What stands under `key`, or None."""

    def list(self) -> tuple[str, ...]:
        """Every key under which something stands, the oldest first."""

    def forget(self, key: str) -> None:
        """Nothing stands under `key`; that nothing did is no error."""


class Drafts(Shelf[Any, Any], Protocol):
    """JSON values that a user works on in several places at once."""

    def version(self, key: str) -> int:
        """A number that is another one after every `put`; 0 where nothing stands under `key`."""


class Store(Protocol):
    """All that is kept of one piece of work. `token` names the work; candidates, audits and what follows from them are
    named by the id of the job that made them."""

    @property
    def token(self) -> str:
        """Names the work; whoever knows it may see the work."""

    @property
    def sources(self) -> Shelf[Content, Path]:
        """Tables that were brought or made up, as files."""

    @property
    def uploads(self) -> Shelf[Content, Path]:
        """Files that are to be audited."""

    @property
    def descriptions(self) -> Shelf[Understood, Understood]:
        """What was understood of a table: by the job that read it, and under `IN_HAND` as it stands now."""

    @property
    def candidates(self) -> Shelf[Candidate, Finished]:
        """Synthetic tables that were made here, with their audits and the rows that they are about."""

    @property
    def audits(self) -> Shelf[Audited, Judged]:
        """Audits of synthetic tables that were made elsewhere."""

    @property
    def second_rounds(self) -> Shelf[SecondRound, SecondRound]:
        """What the second round of attacks on a candidate found."""

    @property
    def second_opinions(self) -> Shelf[SecondOpinion, SecondOpinion]:
        """What other tools say of a candidate, or of a table that was audited."""

    @property
    def joint_audits(self) -> Shelf[Audit, Audit]:
        """What attacks on a candidate together with earlier releases of its source found: risk alone."""

    @property
    def collapses(self) -> Shelf[Sequence[Generation], tuple[Generation, ...]]:
        """What became of a candidate when generators learned from generators."""

    @property
    def utilities(self) -> Shelf[Utility, Utility]:
        """What models for a target of the user's choice reach, by the job that trained them."""

    @property
    def overrides(self) -> Shelf[Any, Any]:
        """Who takes responsibility for a candidate, and for which verdict."""

    @property
    def drafts(self) -> Drafts:
        """What a user is at: the state of the pages, files that were brought, a description."""


IN_HAND = ""
"""The key of what is understood of the table in hand."""
