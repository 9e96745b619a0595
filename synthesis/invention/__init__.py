"""Tables made from a description alone: no data is read, so nobody's data can come back."""

from synthesis.invention.description import Described, Description, Link, blank_description
from synthesis.invention.draw import Invented, invent
from synthesis.invention.evidence import NO_LIKENESS, NO_RISK, csv_of, description_json, links_of, record_of
from synthesis.invention.examples import EXAMPLES
from synthesis.invention.spelling import levels_of, spelt_levels

__all__ = [
    "EXAMPLES",
    "NO_LIKENESS",
    "NO_RISK",
    "Described",
    "Description",
    "Invented",
    "Link",
    "blank_description",
    "csv_of",
    "description_json",
    "invent",
    "levels_of",
    "links_of",
    "record_of",
    "spelt_levels",
]
