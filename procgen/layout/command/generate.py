"""``procgen generate layout``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import numpy as np
import typer
from google.protobuf.message import Message

from procgen.critic.best import MOST
from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place
from procgen.kit.command.flags import name_violations, number_violations
from procgen.kit.command.recipes import request_of_recipe
from procgen.kit.wire.received import Received, here, receive
from procgen.layout.exporters import EXPORTERS
from procgen.layout.parameters import FREE, KINDS, STYLES, SYMMETRIES
from procgen.layout.reading import read_fixed
from procgen.layout.wire.outputs import output_number
from procgen.layout.wire.service import FREE_BYTE, LayoutService
from procgen.v1 import layout_pb2

_DOMAIN: Final = "layout"
_GREATEST_SEED: Final = 2**64 - 1
_DEFAULT_FORMATS: Final = ["png", "tmj"]
_STYLES: Final = "; ".join(f"{kind}: {', '.join(STYLES[kind])}" for kind in KINDS)


def generate_layout(
    service: LayoutService, request: layout_pb2.LayoutRequest, progress: Callable[[str, float], None]
) -> Received[layout_pb2.LayoutResult]:
    """One layout, made in this process by the same service that the server runs."""
    return receive(here(service.generate, request, progress))


def _entrance(text: str, wrong: list[Violation]) -> layout_pb2.TilePlace:
    """A tile of ``--entrance``: "12,40"."""
    parts = text.split(",")
    try:
        x, y = (int(part) for part in parts)
        return layout_pb2.TilePlace(x=x, y=y)
    except ValueError:
        wrong.append(Violation.of("--entrance", repr(text), "column,row, such as 12,40, from the north-western corner"))
        return layout_pb2.TilePlace()


def layout_requests(
    given: Given,
    *,
    kind: Annotated[str, typer.Option(help="What it is a map of: " + ", ".join(KINDS) + ".")] = "village",
    seed: Annotated[int, typer.Option(help="Which layout; --count takes the seeds that follow.")] = 1,
    size: Annotated[int, typer.Option(help="Tiles along one side, 16 to 128.")] = 64,
    width: Annotated[int | None, typer.Option(help="Columns, where the map is not square.")] = None,
    depth: Annotated[int | None, typer.Option(help="Rows, where the map is not square.")] = None,
    count: Annotated[int, typer.Option(min=1, max=100000, help="How many layouts.")] = 1,
    style: Annotated[str, typer.Option(help=f"Style of the kind; any if not given. {_STYLES}.")] = "",
    density: Annotated[
        float | None, typer.Option(help="How full: of rooms, houses, caverns, trees; 0 to 1. [default: any]")
    ] = None,
    symmetry: Annotated[str, typer.Option(help="Mirror image of itself: " + ", ".join(SYMMETRIES) + ".")] = "none",
    entrance: Annotated[
        list[str] | None,
        typer.Option(help="Tile where one must be able to come in: column,row from the north-west; repeatable."),
    ] = None,
    locks: Annotated[int, typer.Option(help="Locked doors, each with a key before it; 0 to 4.")] = 0,
    fixed: Annotated[
        Path | None,
        typer.Option(
            help="Map whose tiles must stay: .tmj, .tmx, .csv or .npy; erased or free ones are made. It says the size."
        ),
    ] = None,
    metres: Annotated[float | None, typer.Option(help="Side of a tile, 0.25 to 20 metres. [default: 2]")] = None,
    model: Annotated[
        str, typer.Option(help="Generator; the first of `procgen models list`, or bsp, cellular, agents …")
    ] = "",
    format: Annotated[  # noqa: A002
        list[str], typer.Option(help="What to write; repeatable: " + ", ".join(EXPORTERS) + ".")
    ] = _DEFAULT_FORMATS,
    best_of: Annotated[
        int | None, typer.Option(help="Make so many of each seed, 16 at most, and keep the most plausible one.")
    ] = None,
    name: Annotated[str, typer.Option(help="What file names start with. [default: made of the recipe]")] = "",
    recipe: Annotated[
        Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")
    ] = None,
) -> list[Message]:
    """The layouts that flags ask for."""
    wrong = name_violations("--format", format, EXPORTERS)
    wrong += number_violations(
        (
            ("--seed", seed, 0, _GREATEST_SEED + 1 - count),
            ("--size", size, 16, 128),
            ("--width", width or 0, 16, 128),
            ("--depth", depth or 0, 16, 128),
            ("--locks", locks, 0, 4),
            ("--best-of", best_of or 1, 1, MOST),
        )
    )
    places = [_entrance(text, wrong) for text in entrance or []]
    if wrong:
        raise InvalidFields(wrong)
    outputs = [output_number(each) for each in dict.fromkeys(format)]
    if recipe is not None:
        one = request_of_recipe(recipe, _DOMAIN, layout_pb2.LayoutRequest, given.store)
        one.outputs.extend(outputs)
        one.file_name = name
        return [one]
    base = layout_pb2.LayoutRequest(
        kind=kind,
        width=size if width is None else width,
        depth=size if depth is None else depth,
        style=style,
        density=density,
        symmetry="" if symmetry == "none" else symmetry,
        entrances=places,
        locks=locks,
        model=model,
        metres_per_tile=metres,
        outputs=outputs,
        best_of=best_of,
    )
    if fixed is not None:
        kept = read_fixed(fixed.read_bytes(), fixed.suffix, "--fixed")
        base.depth, base.width = kept.shape
        if (kept != FREE).any():
            base.fixed_tiles = np.where(kept == FREE, FREE_BYTE, kept).astype(np.uint8).tobytes()
    requests: list[Message] = []
    for i in range(count):
        each = layout_pb2.LayoutRequest()
        each.CopyFrom(base)
        each.seed = seed + i
        each.file_name = f"{name}-{seed + i}" if name and count > 1 else name
        requests.append(each)
    return requests


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make tile maps.

    Example: `procgen generate layout --kind dungeon --seed 7 --locks 2 --format tmj --format godot_tscn`
    """
    service = given.domains.service(LayoutService)
    place.keep_all("layout", requests, layout_pb2.LayoutRequest, partial(generate_layout, service))


GENERATE: Final = Generate(
    layout_requests,
    _make,
    Lines(names_files=True),
)
