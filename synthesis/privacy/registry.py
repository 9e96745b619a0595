"""The attacks that an audit makes, in the order in which they are run and shown."""

from synthesis.privacy.attacks.attribute_disclosure import ATTRIBUTE_DISCLOSURE
from synthesis.privacy.attacks.inference import INFERENCE
from synthesis.privacy.attacks.linkability import LINKABILITY
from synthesis.privacy.attacks.membership import MEMBERSHIP
from synthesis.privacy.attacks.outlier_membership import OUTLIER_MEMBERSHIP
from synthesis.privacy.attacks.record_linkage import RECORD_LINKAGE
from synthesis.privacy.attacks.replication import REPLICATION
from synthesis.privacy.attacks.singling_out import SINGLING_OUT
from synthesis.privacy.attacks.verbatim_values import VERBATIM_VALUES
from synthesis.privacy.context import AttackContext
from synthesis.privacy.contract import Attack
from synthesis.privacy.risk import Risk

ATTACKS: tuple[Attack, ...] = (
    REPLICATION,
    VERBATIM_VALUES,
    RECORD_LINKAGE,
    MEMBERSHIP,
    OUTLIER_MEMBERSHIP,
    SINGLING_OUT,
    LINKABILITY,
    ATTRIBUTE_DISCLOSURE,
    INFERENCE,
)


def attack_named(name: str) -> Attack:
    """The attack of that name; one that only a record of another version knows is called by its name in words, and
    cannot run."""
    words = name.replace("-", " ")
    other = Attack(name, words[:1].upper() + words[1:], words, "", _unknown)
    return next((attack for attack in ATTACKS if attack.name == name), other)


def is_known(name: str) -> bool:
    """Whether an attack of that name can be run."""
    return any(attack.name == name for attack in ATTACKS)


def _unknown(_: AttackContext) -> tuple[Risk, ...]:
    return ()
