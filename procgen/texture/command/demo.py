"""The demo's materials: lit balls and tiles, and what steering does to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from procgen.kit.command.demo_maker import Maker
from procgen.kit.command.gallery import Exhibit, Section
from procgen.kit.wire.received import Received
from procgen.terrain.command.drawing import RgbArray, labelled, read_picture, side_by_side
from procgen.v1 import texture_pb2

Texture = Received[texture_pb2.TextureResult]
"""An answer of the texture service."""

_SIDE, _STEERED_SIDE = 512, 256
_PICTURES = ("ball_png", "thumbnail_png")
_MAPS = ("albedo_png", "normal_png", "orm_png", "height_png16")
_SHOWN: tuple[tuple[str, str, int], ...] = (
    ("Brick", "brick", 11),
    ("Planks", "planks", 4),
    ("Rock", "rock", 2),
    ("Paving", "paving", 6),
    ("Roof tiles", "roof_tiles", 3),
    ("Wood", "wood", 8),
    ("Marble", "marble", 5),
    ("Sand", "sand", 1),
    ("Grass", "grass", 9),
    ("Fabric", "fabric", 7),
    ("Rust", "rust", 12),
    ("Metal plate", "metal_plate", 10),
)
_STEERED = 3
_VIEWS = 4
TEXTURES = len(_SHOWN) + _STEERED * _VIEWS
"""How many materials are made."""


TextureMaker = Maker[texture_pb2.TextureResult]


def _request(material: str, seed: int, side: int = _SIDE) -> texture_pb2.TextureRequest:
    return texture_pb2.TextureRequest(material=material, seed=seed, width_px=side, height_px=side)


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


def _names(*all_received: Texture) -> tuple[str, ...]:
    return tuple(dict.fromkeys(artifact.file_name for each in all_received for artifact in each.result.artifacts))


def _ball_and_tiles(received: Texture) -> RgbArray:
    """A ball, and the tile laid two by two at the same size."""
    ball, tile = read_picture(received.file("ball_png")), read_picture(received.file("thumbnail_png"))
    small = tile.reshape(tile.shape[0] // 2, 2, tile.shape[1] // 2, 2, 3).mean(axis=(1, 3)).astype(np.uint8)
    return side_by_side([ball, np.tile(small, (2, 2, 1))])


def materials(maker: TextureMaker) -> Section:
    """Twelve kinds."""
    exhibits = []
    formats = (*_MAPS, *_PICTURES, "ball_glb")
    for title, material, seed in _SHOWN:
        request = _request(material, seed)
        made = maker.make(request, formats, title)
        exhibits.append(
            Exhibit(
                title=title,
                caption="on a ball, and laid two by two",
                picture=maker.picture(f"material-{material}", _ball_and_tiles(made)),
                facts=_facts(made),
                files=_names(made),
                recipe=made.recipe.to_json(),
                command=texture_command(request, formats),
            )
        )
    text = "Base colour, normals, occlusion, roughness, metallic and height, without a seam, at any size and seed."
    return Section("Materials", text, tuple(exhibits))


def _strip(
    maker: TextureMaker,
    name: str,
    title: str,
    caption: str,
    views: Sequence[tuple[str, texture_pb2.TextureRequest, str]],
) -> Exhibit:
    """Pictures of requests side by side, each with its label and the flags that its command has."""
    formats = ("floor_png", "albedo_png")
    made = [maker.make(request, formats, title) for _, request, _ in views]
    pictures = [
        labelled(read_picture(each.file("floor_png")), label) for each, (label, _, _) in zip(made, views, strict=True)
    ]
    commands = [texture_command(request, formats, *flags.split()) for _, request, flags in views]
    return Exhibit(
        title=title,
        caption=caption,
        picture=maker.picture(name, side_by_side(pictures)),
        facts=_facts(made[0]),
        files=_names(*made),
        command="\n".join(commands),
        wide=True,
    )


def steered_materials(maker: TextureMaker) -> Section:
    """What weather, palettes and mixtures do."""

    def brick(**fields: object) -> texture_pb2.TextureRequest:
        request = _request("brick", 11, _STEERED_SIDE)
        request.MergeFrom(texture_pb2.TextureRequest(**fields))  # type: ignore[arg-type]
        return request

    def planks(**fields: object) -> texture_pb2.TextureRequest:
        request = _request("planks", 4, _STEERED_SIDE)
        request.MergeFrom(texture_pb2.TextureRequest(**fields))  # type: ignore[arg-type]
        return request

    weather = (
        ("as made", brick(), ""),
        ("dirt and wear", brick(weather={"dirt": 0.5, "wear": 0.5}), "--dirt 0.5 --wear 0.5"),
        ("moss", brick(weather={"moss": 0.5}), "--moss 0.5"),
        ("snow", brick(weather={"snow": 0.5}), "--snow 0.5"),
    )
    colours = (
        ("as made", planks(), ""),
        ("grey", planks(look={"palette_rgb": [0x8C8A85, 0x5E5C58]}), "--palette 8c8a85 --palette 5e5c58"),
        ("red", planks(look={"palette_rgb": [0x7A2E22, 0x54201A]}), "--palette 7a2e22 --palette 54201a"),
        ("blue", planks(look={"palette_rgb": [0x3D5A73, 0x2A3F52]}), "--palette 3d5a73 --palette 2a3f52"),
    )
    shares = (0.0, 0.33, 0.66, 1.0)
    mixed = tuple(
        (
            f"{share:g}",
            _mixed(_request("rock", 2, _STEERED_SIDE), share),
            f"--mix-material sand --mix-seed 1 --mix-share {share:g}",
        )
        for share in shares
    )
    return Section(
        "Materials, steered",
        "Weather comes over them, their colours follow a palette, one goes over into another.",
        (
            _strip(
                maker, "weather", "Weathered", "Wear, dirt, moss and snow, in the order in which they come.", weather
            ),
            _strip(maker, "palettes", "Coloured", "The same planks in other colours; the grain stays.", colours),
            _strip(maker, "mixed", "Mixed", "Rock that goes over into sand.", mixed),
        ),
    )


def _mixed(request: texture_pb2.TextureRequest, share: float) -> texture_pb2.TextureRequest:
    request.mix.material, request.mix.style_seed, request.mix.share = "sand", 1, share
    return request


TEXTURE_SECTIONS: tuple[Callable[[TextureMaker], Section], ...] = (materials, steered_materials)
