"""``procgen generate layout``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.layout.flow.graph import piece_rows
from procgen.layout.parameters import FREE, RANGES
from procgen.layout.reading import read_fixed
from procgen.layout.wire.form import FORM
from procgen.layout.wire.service import FREE_BYTE, LayoutService
from procgen.v1 import layout_pb2

_USUAL_SIZE: Final = 64


def _entrance(text: str, wrong: list[Violation]) -> layout_pb2.TilePlace:
    """A tile of ``--entrance``: "12,40"."""
    parts = text.split(",")
    try:
        x, y = (int(part) for part in parts)
        return layout_pb2.TilePlace(x=x, y=y)
    except ValueError:
        wrong.append(Violation.of("--entrance", repr(text), "column,row, such as 12,40, from the north-western corner"))
        return layout_pb2.TilePlace()


def _flow_text(path: Path) -> str:
    """The text of ``--flow``, with the maps that its rooms name as their pieces in it."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InvalidFields([Violation.of("--flow", path.name, "a JSON file in UTF-8")]) from error
    try:
        said = json.loads(text)
        rooms = list(enumerate(said["rooms"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        # What is wrong with it the request says.
        return text
    for number, room in rooms:
        if isinstance(room, dict) and isinstance(room.get("piece"), str):
            room["piece"] = _drawn(path.parent / room["piece"], f"flow.rooms[{number}].piece")
    return json.dumps(said)


def _drawn(path: Path, field: str) -> list[str]:
    """A map that a room of a flow graph names, as rows of names of tiles."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidFields([Violation.of(field, repr(path.name), "a map beside the flow graph's file")]) from error
    return piece_rows(tuple(map(tuple, read_fixed(data, path.suffix, field).tolist())))


def _ask(
    given: Given,
    said: Said,
    *,
    size: Annotated[
        int | None,
        typer.Option(
            help=f"Tiles along one side, {RANGES['width'].ends}. [default: 64; with --flow as many as it takes]"
        ),
    ] = None,
    count: Count = 1,
    entrance: Annotated[
        list[str] | None,
        typer.Option(help="Tile where one must be able to come in: column,row from the north-west; repeatable."),
    ] = None,
    fixed: Annotated[
        Path | None,
        typer.Option(
            help="Map whose tiles must stay: .tmj, .tmx, .csv or .npy; erased or free ones are made. It says the size."
        ),
    ] = None,
    flow: Annotated[
        Path | None,
        typer.Option(help="Flow graph to lay out, as JSON: rooms and the passages between them; see docs/layout.md."),
    ] = None,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The layouts that flags ask for."""
    places = [_entrance(text, said.wrong) for text in entrance or []]
    said.check()
    if recipe is not None:
        return [made_again(recipe, FORM.name, layout_pb2.LayoutRequest, given, said, FORM)]
    request = layout_pb2.LayoutRequest(entrances=places)
    said.fill(request, FORM)
    if flow is not None:
        request.flow = _flow_text(flow)
    if size is None and (flow is None or request.width or request.depth):
        # What is given along one side alone says nothing of the other.
        request.width, request.depth = request.width or _USUAL_SIZE, request.depth or _USUAL_SIZE
    if fixed is not None:
        kept = read_fixed(fixed.read_bytes(), fixed.suffix, "--fixed")
        request.depth, request.width = kept.shape
        if (kept != FREE).any():
            request.fixed_tiles = np.where(kept == FREE, FREE_BYTE, kept).astype(np.uint8).tobytes()
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make tile maps.

    Example: `procgen generate layout --kind dungeon --seed 7 --locks 2 --format tmj --format godot_tscn`
    """
    place.keep_all("layout", requests, given.domains.service(LayoutService).generate)


GENERATE: Final = Generate(forms=(FORM,), ask=_ask, make=_make, lines=Lines(names_files=True))
