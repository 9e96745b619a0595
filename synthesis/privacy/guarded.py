"""Attacks and readings that may break: what breaks is logged by type and place, and the rest of the audit goes on."""

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from synthesis.foundation.errors import Cancelled, SynthesisError, UnfitTable
from synthesis.privacy import registry
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack
from synthesis.privacy.measurement import RiskSubject, not_run
from synthesis.privacy.risk import Risk

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


def every_attack(context: AttackContext) -> tuple[Risk, ...]:
    """Every attack's risks, without a word."""
    return tuple(risk for attack in registry.ATTACKS for risk in guarded(attack, context))


def guarded(attack: Attack, context: AttackContext) -> tuple[Risk, ...]:
    """The attack's risks; an attack that breaks is one that was not run, and the others go on."""
    started = time.perf_counter()
    try:
        if not context.columns:
            raise UnfitTable("The files have no column in common that an attack can read.", "Check the column names.")
        risks = attack.run(context)
    except Cancelled:
        raise
    except SynthesisError as error:
        risks = _broken(attack, context, error.happened)
    except Exception as error:
        _log(attack.name, error)
        risks = _broken(attack, context, f"The attack stopped unexpectedly ({type(error).__name__}).")
    share = (time.perf_counter() - started) / max(len(risks), 1)
    return tuple(_named(attack, replace(risk, seconds=share)) for risk in risks)


def _named(attack: Attack, risk: Risk) -> Risk:
    """The risk with its name in plain words and in those of the field, so that a record can be read without this
    version."""
    way = attack.way(risk.variant)
    return replace(risk, title=way.title, term=way.term)


def _broken(attack: Attack, context: AttackContext, why: str) -> tuple[Risk, ...]:
    secrets: tuple[str | None, ...] = (*context.secrets, *context.unreadable) if attack.per_secret else (None,)
    subjects = [
        RiskSubject(attack.name, way.name, context.names, secret, attack.measure)
        for way in attack.ways
        for secret in secrets
    ]
    return tuple(not_run(subject, why, requested=context.attacks) for subject in subjects)


def attempt(what: str, work: Callable[[], T], otherwise: T) -> T:
    """What `work` gives; what breaks it is logged, and its part of the report stays empty."""
    try:
        return work()
    except Cancelled:
        raise
    except Exception as error:
        _log(what, error)
        return otherwise


def _log(what: str, error: Exception) -> None:
    """Type and place of a bug; the message could quote a cell."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    _LOG.error("%s stopped: %s at %s:%s", what, type(error).__name__, place.name, place.lineno)
