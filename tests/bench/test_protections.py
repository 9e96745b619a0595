"""How the figures of several seeds are put together."""

from argparse import Namespace

from bench.protections import VARIANTS, recipes, summed
from synthesis.foundation.settings import make_settings
from synthesis.protections import Protections
from synthesis.tables import Column, Kind, Role, Schema


def test_means_and_the_largest_distance_between_two_seeds() -> None:
    found = summed([{"near": 0.1, "tstr": None}, {"near": 0.4, "tstr": 0.9}, {"near": 0.1, "tstr": 0.8}])
    assert found == {"near": 0.2, "tstr": None, "spread": {"near": 0.3}}


def test_each_variant_changes_what_its_name_says() -> None:
    schema = Schema((Column("age", Kind.INTEGER, Role.QUASI_IDENTIFIER), Column("pay", Kind.FLOAT)))
    asked = Namespace(generator="trees", train=100, times=[5], only=None)
    found = recipes(asked, schema)
    assert all(make_settings(Protections, given) for given in VARIANTS.values())
    assert [c.name for c in found["quasi-identifiers told coarsely"].schema if c.coarse] == ["age"]
    assert found["5 times the rows"].rows == 500
    assert found["perturbed, weak"].generator == "perturbed"
