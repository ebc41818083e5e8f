"""``procgen generate sound``."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.sound.wire.form import FORM
from procgen.sound.wire.service import SoundService
from procgen.v1 import sound_pb2


def _ask(
    given: Given,
    said: Said,
    *,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The sounds that flags ask for."""
    said.check()
    if recipe is not None:
        return [made_again(recipe, FORM.name, sound_pb2.SoundRequest, given, said, FORM)]
    request = sound_pb2.SoundRequest()
    said.fill(request, FORM)
    return seeded(request, said, 1)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make sound effects, and sets of variants of which none is like another.

    Example: `procgen generate sound --effect footstep --surface gravel --gait run --count 8`
    """
    place.keep_all("sound", requests, given.domains.service(SoundService).generate)


GENERATE: Final = Generate(
    forms=(FORM,), ask=_ask, make=_make, lines=Lines(counts_seeds=lambda _fields: False, names_files=True)
)
