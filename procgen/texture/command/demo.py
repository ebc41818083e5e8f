"""The demo's materials: lit balls and tiles, and what steering does to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import RgbArray, labelled, read_picture, side_by_side
from procgen.kit.wire.received import Received
from procgen.texture.wire.outputs import output_number
from procgen.v1 import texture_pb2, texture_pb2_grpc

Texture = Received[texture_pb2.TextureResult]
"""An answer of the texture service."""

_SIDE, _STEERED_SIDE = 512, 256
_PICTURES = ("ball_png", "thumbnail_png")
_MAPS = ("albedo_png", "normal_png", "orm_png", "height_png16")


def _request(material: str, seed: int, side: int = _SIDE) -> texture_pb2.TextureRequest:
    return texture_pb2.TextureRequest(material=material, seed=seed, width_px=side, height_px=side)


def _make(maker: Maker, request: texture_pb2.TextureRequest, formats: Sequence[str]) -> Texture:
    stub = texture_pb2_grpc.TextureServiceStub(maker.channel)
    return maker.make(stub.Generate, request, [output_number(kind) for kind in formats])


def texture_command(request: texture_pb2.TextureRequest, formats: Sequence[str], *flags: str) -> str:
    """The command that makes a request of material, seed and size with those flags."""
    words = ["procgen generate texture", f"--material {request.material}"] if request.material else []
    words = words or ["procgen generate texture"]
    words += [f"--seed {request.seed}", f"--size {request.width_px}", *flags]
    return " ".join([*words, *(f"--format {kind}" for kind in formats)])


def _facts(received: Texture) -> str:
    result = received.result
    wide = result.metres_per_pixel * result.width_px
    return (
        f"{result.width_px} x {result.height_px} pixels, {wide:.2g} m wide · made in {result.elapsed_ms / 1000.0:.2f} s"
    )


def _ball_and_tiles(received: Texture) -> RgbArray:
    """A ball, and the tile laid two by two at the same size."""
    ball, tile = read_picture(received.file("ball_png")), read_picture(received.file("thumbnail_png"))
    small = tile.reshape(tile.shape[0] // 2, 2, tile.shape[1] // 2, 2, 3).mean(axis=(1, 3)).astype(np.uint8)
    return side_by_side([ball, np.tile(small, (2, 2, 1))])


def _material(title: str, material: str, seed: int, maker: Maker) -> tuple[Exhibit, ...]:
    formats = (*_MAPS, *_PICTURES, "ball_glb")
    request = _request(material, seed)
    made = _make(maker, request, formats)
    exhibit = Exhibit(
        title=title,
        caption="on a ball, and laid two by two",
        picture=maker.picture(f"material-{material}", _ball_and_tiles(made)),
        facts=_facts(made),
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=texture_command(request, formats),
    )
    return (exhibit,)


View = tuple[str, texture_pb2.TextureRequest, str]
"""A label, what is asked for, and the flags that its command has."""


def _strip(name: str, title: str, caption: str, views: Sequence[View], maker: Maker) -> tuple[Exhibit, ...]:
    """Pictures of requests side by side."""
    formats = ("floor_png", "albedo_png")
    made = [_make(maker, request, formats) for _, request, _ in views]
    pictures = [
        labelled(read_picture(each.file("floor_png")), label) for each, (label, _, _) in zip(made, views, strict=True)
    ]
    exhibit = Exhibit(
        title=title,
        caption=caption,
        picture=maker.picture(name, side_by_side(pictures)),
        facts=_facts(made[0]),
        files=file_names(*made),
        command="\n".join(texture_command(request, formats, *flags.split()) for _, request, flags in views),
        wide=True,
    )
    return (exhibit,)


def _steered(material: str, seed: int, **fields: Any) -> texture_pb2.TextureRequest:
    request = _request(material, seed, _STEERED_SIDE)
    request.MergeFrom(texture_pb2.TextureRequest(**fields))
    return request


_brick, _planks = partial(_steered, "brick", 11), partial(_steered, "planks", 4)
_WEATHER: Final[tuple[View, ...]] = (
    ("as made", _brick(), ""),
    (
        "dirt, wear and moss",
        _brick(weather={"dirt": 0.4, "wear": 0.4, "moss": 0.5}),
        "--dirt 0.4 --wear 0.4 --moss 0.5",
    ),
    ("snow", _brick(weather={"snow": 0.5}), "--snow 0.5"),
)
_COLOURS: Final[tuple[View, ...]] = (
    ("as made", _planks(), ""),
    ("grey", _planks(look={"palette_rgb": [0x8C8A85, 0x5E5C58]}), "--palette 8c8a85 --palette 5e5c58"),
    ("blue", _planks(look={"palette_rgb": [0x3D5A73, 0x2A3F52]}), "--palette 3d5a73 --palette 2a3f52"),
)
_MIXED: Final[tuple[View, ...]] = tuple(
    (
        f"{share:g}",
        _steered("rock", 2, mix={"material": "sand", "style_seed": 1, "share": share}),
        f"--mix-material sand --mix-seed 1 --mix-share {share:g}",
    )
    for share in (0.0, 0.5, 1.0)
)

EXHIBITS: Final = (
    Room(
        "Materials",
        "Base colour, normals, occlusion, roughness, metallic and height, without a seam, at any size and seed.",
        (
            partial(_material, "Brick", "brick", 11),
            partial(_material, "Planks", "planks", 4),
            partial(_material, "Rock", "rock", 2),
            partial(_material, "Roof tiles", "roof_tiles", 3),
            partial(_material, "Marble", "marble", 5),
            partial(_material, "Grass", "grass", 9),
            partial(_material, "Fabric", "fabric", 7),
            partial(_material, "Rust", "rust", 12),
        ),
    ),
    Room(
        "Materials, steered",
        "Weather comes over them, their colours follow a palette, one goes over into another.",
        (
            partial(
                _strip, "weather", "Weathered", "Wear, dirt, moss and snow, in the order in which they come.", _WEATHER
            ),
            partial(_strip, "palettes", "Coloured", "The same planks in other colours; the grain stays.", _COLOURS),
            partial(_strip, "mixed", "Mixed", "Rock that goes over into sand.", _MIXED),
        ),
    ),
)
