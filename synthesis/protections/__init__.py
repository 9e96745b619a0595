"""What is done to a table before and after a fit, whatever the generator."""

from synthesis.protections.complete import complete, left_blank, made_new, pseudonyms
from synthesis.protections.contract import Chosen, Originals, Outcome, Protection, TrainingCells
from synthesis.protections.examples import example, ways
from synthesis.protections.generalise import cut_prefixes, generalise, on_grids
from synthesis.protections.invented import invented, swallowed
from synthesis.protections.near_duplicates import near_copies
from synthesis.protections.notes import notes, spoken
from synthesis.protections.presets import PRESETS, Preset, preset_of
from synthesis.protections.redraw import redrawn
from synthesis.protections.registry import PROTECTIONS, Protected, Protections, any_refused, protect

__all__ = [
    "PRESETS",
    "PROTECTIONS",
    "Chosen",
    "Originals",
    "Outcome",
    "Preset",
    "Protected",
    "Protection",
    "Protections",
    "TrainingCells",
    "any_refused",
    "complete",
    "cut_prefixes",
    "example",
    "generalise",
    "invented",
    "left_blank",
    "made_new",
    "near_copies",
    "notes",
    "on_grids",
    "preset_of",
    "protect",
    "pseudonyms",
    "redrawn",
    "spoken",
    "swallowed",
    "ways",
]
