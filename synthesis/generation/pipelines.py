"""The pipelines, one for each kind of guarantee, and which of them a recipe runs through: chosen nowhere else."""

from dataclasses import replace

from synthesis.generation.contract import Ability, Pipeline, Refusal
from synthesis.generation.pipeline import FIT_AND_SAMPLE
from synthesis.generation.private_pipeline import DIFFERENTIALLY_PRIVATE
from synthesis.generators import Capability, Generator, find
from synthesis.recipe import Recipe

PIPELINES: tuple[Pipeline, ...] = (FIT_AND_SAMPLE, DIFFERENTIALLY_PRIVATE)


def pipeline_of(generator: Generator) -> Pipeline:
    """The pipeline for the generator's kind of guarantee, without what the generator itself cannot do."""
    found = next(pipeline for pipeline in PIPELINES if pipeline.guarantee == generator.guarantee.kind)
    if generator.can(Capability.CONDITIONS):
        return found
    refused = Refusal(f"{generator.title} takes no conditions.", "Pick another generator, or remove the conditions.")
    return replace(found, refusals={Ability.CONDITIONS: refused, **found.refusals})


def pipeline_for(recipe: Recipe) -> Pipeline:
    """The pipeline that a recipe runs through. UnusableOption where there is no such generator."""
    return pipeline_of(find(recipe.generator))
