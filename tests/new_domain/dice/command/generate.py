"""``procgen generate dice``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message
from procgen.dice.wire.side import DiceService, roll

from procgen.kit.command.asking import Generate, Given, Place
from procgen.kit.command.recipes import request_of_recipe
from procgen.kit.wire.received import here, receive
from procgen.v1 import dice_pb2


def dice_requests(
    given: Given,
    *,
    seed: Annotated[int, typer.Option(help="Which rolls.")] = 1,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many sets of rolls.")] = 1,
    rolls: Annotated[int, typer.Option(help="How many rolls.")] = 3,
    sides: Annotated[int, typer.Option(help="Sides of a die.")] = 6,
    format: Annotated[list[str] | None, typer.Option(help="json, csv; repeatable.")] = None,  # noqa: A002
    recipe: Annotated[Path | None, typer.Option(help="Make what this recipe says.")] = None,
) -> list[Message]:
    """What flags ask for."""
    if recipe is not None:
        return [request_of_recipe(recipe, "dice", dice_pb2.DiceRequest, given.store)]
    return [
        dice_pb2.DiceRequest(seed=seed + number, rolls=rolls, sides=sides, outputs=format or [])
        for number in range(count)
    ]


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Roll dice.

    Example: `procgen generate dice --rolls 5`
    """
    given.domains.service(DiceService)
    place.keep_all("dice", requests, dice_pb2.DiceRequest, lambda request, shown: receive(here(roll, request, shown)))


GENERATE: Final = Generate(dice_requests, _make)
