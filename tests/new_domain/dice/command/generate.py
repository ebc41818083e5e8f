"""``procgen generate dice``."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message
from procgen.dice.generate import DOMAIN
from procgen.dice.wire.side import FORM, roll

from procgen.kit.command.asking import Generate, Given, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.v1 import dice_pb2


def _ask(given: Given, said: Said, *, count: Count = 1, recipe: RecipeFile = None) -> list[Message]:
    """What flags ask for."""
    said.check()
    if recipe is not None:
        return [made_again(recipe, DOMAIN, dice_pb2.DiceRequest, given, said, FORM)]
    request = dice_pb2.DiceRequest()
    said.fill(request, FORM)
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Roll dice.

    Example: `procgen generate dice --rolls 5`
    """
    place.keep_all("dice", requests, roll)


GENERATE: Final = Generate((FORM,), _ask, _make)
