"""`generators`: what can be picked, with every setting."""

import argparse
from typing import Any

from synthesis.cli.command import Command, ExitCode


def _perform(_: argparse.Namespace) -> tuple[Any, ExitCode]:
    from synthesis.foundation.serialisation import plain
    from synthesis.foundation.settings import knobs
    from synthesis.generators import EVERY
    from synthesis.protections import Protections

    protections = plain(knobs(Protections))
    listed = [
        {
            "name": generator.name,
            "title": generator.title,
            "description": generator.description,
            "promise": plain(generator.guarantee),
            "settings": plain(knobs(generator.settings)),
            "protections": protections,
        }
        for generator in EVERY
    ]
    return listed, ExitCode.DONE


GENERATORS = Command("generators", "what can be picked, with every setting", lambda _: None, _perform)
