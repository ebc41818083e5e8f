"""The demo's tile maps: one of each kind, and what steering does to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import labelled, read_picture, side_by_side
from procgen.kit.wire.received import Received
from procgen.layout.wire.outputs import output_number
from procgen.v1 import layout_pb2, layout_pb2_grpc

Layout = Received[layout_pb2.LayoutResult]
"""An answer of the layout service."""

_SIDE: Final = 48
_STEERED_SIDE: Final = 40
_FORMATS: Final = ("png", "tmj", "godot_tscn", "glb")


def _make(maker: Maker, request: layout_pb2.LayoutRequest, formats: Sequence[str]) -> Layout:
    stub = layout_pb2_grpc.LayoutServiceStub(maker.channel)
    return maker.make(stub.Generate, request, [output_number(kind) for kind in formats])


def layout_command(request: layout_pb2.LayoutRequest, formats: Sequence[str]) -> str:
    """The command that makes a request of kind, seed, size, density, symmetry, locks and metres."""
    words = [f"procgen generate layout --kind {request.kind} --seed {request.seed} --size {request.width}"]
    if request.HasField("density"):
        words.append(f"--density {request.density:.2g}")
    if request.symmetry not in ("", "none"):
        words.append(f"--symmetry {request.symmetry}")
    if request.locks:
        words.append(f"--locks {request.locks}")
    if request.HasField("metres_per_tile"):
        words.append(f"--metres {request.metres_per_tile:g}")
    return " ".join([*words, *(f"--format {kind}" for kind in formats)])


def _facts(received: Layout) -> str:
    result = received.result
    return (
        f"{result.width} x {result.depth} tiles, {len(result.rooms)} rooms, {len(result.doors)} doors"
        f" · made in {result.elapsed_ms / 1000.0:.2f} s"
    )


def _kind(title: str, kind: str, seed: int, maker: Maker, side: int = _SIDE, **fields: Any) -> tuple[Exhibit, ...]:
    request = layout_pb2.LayoutRequest(kind=kind, seed=seed, width=side, depth=side, **fields)
    made = _make(maker, request, _FORMATS)
    exhibit = Exhibit(
        title=title,
        caption=f"style: {made.result.style}" if made.result.style else "",
        picture=maker.picture(f"layout-{kind}", read_picture(made.file("png"))),
        facts=_facts(made),
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=layout_command(request, _FORMATS),
    )
    return (exhibit,)


View = tuple[str, layout_pb2.LayoutRequest]
"""A label, and what is asked for."""


def _strip(name: str, title: str, caption: str, views: Sequence[View], maker: Maker) -> tuple[Exhibit, ...]:
    made = [_make(maker, request, ("png",)) for _, request in views]
    pictures = [labelled(read_picture(each.file("png")), label) for each, (label, _) in zip(made, views, strict=True)]
    exhibit = Exhibit(
        title=title,
        caption=caption,
        picture=maker.picture(name, side_by_side(pictures)),
        facts=_facts(made[0]),
        files=file_names(*made),
        command="\n".join(layout_command(request, ("png",)) for _, request in views),
        wide=True,
    )
    return (exhibit,)


def _steered(kind: str, seed: int, **fields: Any) -> layout_pb2.LayoutRequest:
    return layout_pb2.LayoutRequest(kind=kind, seed=seed, width=_STEERED_SIDE, depth=_STEERED_SIDE, **fields)


_DENSE: Final = [(f"{density:g}", _steered("village", 7, density=density)) for density in (0.1, 0.5, 0.9)]
_ALIKE: Final = [(each, _steered("dungeon", 9, symmetry=each)) for each in ("none", "west_east", "both")]

EXHIBITS: Final = (
    Room(
        "Layouts",
        "Tile maps on which one gets everywhere, for Tiled, Godot and Unity, and as block-outs in three dimensions.",
        (
            partial(_kind, "Village", "village", 3),
            partial(_kind, "Dungeon", "dungeon", 5, locks=2),
            partial(_kind, "Cave", "cave", 4),
            partial(_kind, "Interior", "interior", 2, side=40, metres_per_tile=1.0),
            partial(_kind, "City blocks", "city", 6),
            partial(_kind, "Biomes", "biomes", 8),
        ),
    ),
    Room(
        "Layouts, steered",
        "How full they are, and whether one half is the other's mirror image.",
        (
            partial(_strip, "layout-density", "Density", "A village at three densities.", _DENSE),
            partial(_strip, "layout-symmetry", "Symmetry", "A dungeon as it comes, and mirrored.", _ALIKE),
        ),
    ),
)
