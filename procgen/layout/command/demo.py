"""The demo's tile maps: one of each kind, and what steering does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from procgen.kit.command.demo_maker import Maker
from procgen.kit.command.gallery import Exhibit, Section
from procgen.kit.wire.received import Received
from procgen.terrain.command.drawing import labelled, read_picture, side_by_side
from procgen.v1 import layout_pb2

LayoutMaker = Maker[layout_pb2.LayoutResult]
Layout = Received[layout_pb2.LayoutResult]
"""An answer of the layout service."""

_SIDE: Final = 64
_STEERED_SIDE: Final = 40
_FORMATS: Final = ("png", "tmj", "godot_tscn", "glb")
_SHOWN: Final = (
    ("Village", layout_pb2.LayoutRequest(kind="village", seed=3)),
    ("Dungeon", layout_pb2.LayoutRequest(kind="dungeon", seed=5, locks=2)),
    ("Cave", layout_pb2.LayoutRequest(kind="cave", seed=4)),
    ("Interior", layout_pb2.LayoutRequest(kind="interior", seed=2, width=40, depth=40, metres_per_tile=1.0)),
    ("City blocks", layout_pb2.LayoutRequest(kind="city", seed=6)),
    ("Biomes", layout_pb2.LayoutRequest(kind="biomes", seed=8)),
)
_DENSITIES: Final = (0.1, 0.5, 0.9)
_SYMMETRIES: Final = ("none", "west_east", "both")
LAYOUTS: Final = len(_SHOWN) + len(_DENSITIES) + len(_SYMMETRIES)
"""How many layouts are made."""


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


def _names(*all_received: Layout) -> tuple[str, ...]:
    return tuple(dict.fromkeys(artifact.file_name for each in all_received for artifact in each.result.artifacts))


def kinds(maker: LayoutMaker) -> Section:
    """One of each."""
    exhibits = []
    for title, shown in _SHOWN:
        request = layout_pb2.LayoutRequest(width=_SIDE, depth=_SIDE)
        request.MergeFrom(shown)
        made = maker.make(request, _FORMATS, title)
        exhibits.append(
            Exhibit(
                title=title,
                caption=f"style: {made.result.style}" if made.result.style else "",
                picture=maker.picture(f"layout-{request.kind}", read_picture(made.file("png"))),
                facts=_facts(made),
                files=_names(made),
                recipe=made.recipe.to_json(),
                command=layout_command(request, _FORMATS),
            )
        )
    text = "Tile maps on which one gets everywhere, for Tiled, Godot and Unity, and as block-outs in three dimensions."
    return Section("Layouts", text, tuple(exhibits))


def _strip(
    maker: LayoutMaker, name: str, title: str, caption: str, views: Sequence[tuple[str, layout_pb2.LayoutRequest]]
) -> Exhibit:
    made = [maker.make(request, ("png",), title) for _, request in views]
    pictures = [labelled(read_picture(each.file("png")), label) for each, (label, _) in zip(made, views, strict=True)]
    return Exhibit(
        title=title,
        caption=caption,
        picture=maker.picture(name, side_by_side(pictures)),
        facts=_facts(made[0]),
        files=_names(*made),
        command="\n".join(layout_command(request, ("png",)) for _, request in views),
        wide=True,
    )


def steered_layouts(maker: LayoutMaker) -> Section:
    """What density and symmetry do."""

    def request(kind: str, seed: int, **fields: object) -> layout_pb2.LayoutRequest:
        side = _STEERED_SIDE
        return layout_pb2.LayoutRequest(kind=kind, seed=seed, width=side, depth=side, **fields)  # type: ignore[arg-type]

    dense = [(f"{density:g}", request("village", 7, density=density)) for density in _DENSITIES]
    alike = [(symmetry, request("dungeon", 9, symmetry=symmetry)) for symmetry in _SYMMETRIES]
    return Section(
        "Layouts, steered",
        "How full they are, and whether one half is the other's mirror image.",
        (
            _strip(maker, "layout-density", "Density", "A village at three densities.", dense),
            _strip(maker, "layout-symmetry", "Symmetry", "A dungeon as it comes, and mirrored.", alike),
        ),
    )


LAYOUT_SECTIONS: tuple[Callable[[LayoutMaker], Section], ...] = (kinds, steered_layouts)
