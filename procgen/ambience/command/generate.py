"""``procgen generate ambience``."""

from __future__ import annotations

from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.ambience.wire.form import FORM
from procgen.ambience.wire.service import AmbienceService
from procgen.errors import Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.v1 import ambience_pb2


def _thing(text: str, wrong: list[Violation]) -> ambience_pb2.AmbienceThing:
    """Of ``--thing``: "campfire,3,0,-5", metres east, up and south."""
    kind, *numbers = text.split(",")
    try:
        x, y, z = (float(each) for each in numbers or ("0", "0", "0"))
    except ValueError:
        wrong.append(Violation.of("--thing", text, "KIND,EAST,UP,SOUTH in metres, such as campfire,3,0,-5"))
        return ambience_pb2.AmbienceThing()
    return ambience_pb2.AmbienceThing(kind=kind.strip(), x_m=x, y_m=y, z_m=z)


def _ask(
    given: Given,
    said: Said,
    *,
    thing: Annotated[
        list[str] | None, typer.Option(help="What is heard there: campfire,3,0,-5 metres east, up, south; repeatable.")
    ] = None,
    count: Count = 1,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The ambience that flags ask for."""
    things = [_thing(text, said.wrong) for text in thing or []]
    said.check()
    if recipe is not None:
        return [made_again(recipe, FORM.name, ambience_pb2.AmbienceRequest, given, said, FORM)]
    request = ambience_pb2.AmbienceRequest(things=things)
    said.fill(request, FORM)
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make what is heard of a place at an hour: a bed that loops, sounds in space, and when they are heard.

    Example: `procgen generate ambience --hour 6 --thing brook,4,0,-8 --format wav --format mix`
    """
    place.keep_all("ambience", requests, given.domains.service(AmbienceService).generate)


GENERATE: Final = Generate(forms=(FORM,), ask=_ask, make=_make, lines=Lines(names_files=True))
