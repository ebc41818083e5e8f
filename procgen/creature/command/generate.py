"""``procgen generate creature``."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.creature.wire.form import FORM
from procgen.creature.wire.service import CreatureService
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.v1 import creature_pb2


def _ask(
    given: Given,
    said: Said,
    *,
    count: Count = 1,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The animals that flags ask for."""
    said.check()
    if recipe is not None:
        return [made_again(recipe, FORM.name, creature_pb2.CreatureRequest, given, said, FORM)]
    request = creature_pb2.CreatureRequest()
    said.fill(request, FORM)
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make animals, each an individual, that walk, trot, graze, peck and fly.

    Example: `procgen generate creature --species sheep --count 6 --format glb --format portrait`
    """
    place.keep_all("creature", requests, given.domains.service(CreatureService).generate)


GENERATE: Final = Generate(forms=(FORM,), ask=_ask, make=_make, lines=Lines(names_files=True))
