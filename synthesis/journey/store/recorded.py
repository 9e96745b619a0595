"""Candidates as the record lists them."""

from collections.abc import Sequence

from synthesis.generators import find
from synthesis.journey.candidate import Candidate
from synthesis.journey.store.judged import Finished
from synthesis.recipe import Recipe
from synthesis.release.audit import Audit
from synthesis.release.record import Override, Record, TriedCandidate


def record_of(
    made: Candidate | Finished, by: str, override: Override | None = None, candidates: Sequence[TriedCandidate] = ()
) -> Record:
    """The record of a candidate; without others it is the only one that was tried."""
    note = made.split.note if isinstance(made, Candidate) else made.split_note
    tried = tuple(candidates) or (tried_of(made.recipe, made.audit, picked=True),)
    return Record(made.source, made.recipe, note, made.audit, tried, by, override, made.notes)


def tried_of(recipe: Recipe, audit: Audit, *, picked: bool) -> TriedCandidate:
    """A finished candidate as the record lists it."""
    outcome = audit.verdict.outcome.value
    return TriedCandidate(
        recipe.generator, find(recipe.generator).title, recipe.seed, audit.rows.synthetic, "done", outcome, picked
    )
