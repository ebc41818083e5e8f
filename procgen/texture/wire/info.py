"""What GetInfo says of materials: everything that a form would offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from procgen.kit.wire.forms import COLOUR, form
from procgen.runtime.ranges import Range
from procgen.runtime.store import ModelStore
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.colour import COLOUR_RANGES
from procgen.texture.controls import SHARE, STRENGTH
from procgen.texture.decals import DECAL_KINDS, DECAL_RANGES
from procgen.texture.exporters import ARRAY_EXPORTERS, PRESETS
from procgen.texture.generate import texture_models
from procgen.texture.layout import BONDS, LAYOUT_RANGES
from procgen.texture.parameters import PIECE_SIZE, RANGES
from procgen.texture.terrain_layers import BIOMES, LAYERS
from procgen.texture.weather import WEATHER_RANGES
from procgen.texture.wire.outputs import OUTPUTS
from procgen.v1 import system_pb2, texture_pb2

_STYLED: Final[dict[str, Range]] = {
    **{f"look.{name}": allowed for name, allowed in COLOUR_RANGES.items()},
    "look.palette_rgb": replace(COLOUR, description="Colours to move to, one to six, 0xRRGGBB."),
    **{f"weather.{name}": allowed for name, allowed in WEATHER_RANGES.items() if name != "seed"},
    "weather.wear_rgb": replace(COLOUR, description="What wear lays bare, 0xRRGGBB."),
    "weather.dirt_rgb": replace(COLOUR, description="Dirt, 0xRRGGBB."),
    "weather.moss_rgb": replace(COLOUR, description="Moss, 0xRRGGBB."),
}
"""What one material can be given, and all of a set together."""
_NUMBERS: Final[dict[str, Range]] = {
    **RANGES,
    "mix.share": SHARE,
    "variation.strength": STRENGTH,
    **_STYLED,
    # What a layout is if nothing is said depends on the class.
    **{f"layout.{name}": replace(allowed, default=None) for name, allowed in LAYOUT_RANGES.items()},
    "layout.piece_size": PIECE_SIZE,
    **{f"decal.{name}": allowed for name, allowed in DECAL_RANGES.items() if name != "seed"},
}
_SHARED: Final = ("seed", "width_px", "height_px", "metres_per_tile", "detail")
_FILES: Final = {"outputs": (OUTPUTS, "What to send."), "presets": (PRESETS, "Sets of files for an engine.")}
_TEXT: Final = 'A description in English, such as "old mossy red brick wall"; fields that are set win.'
_FILE_NAME: Final = "What the names of the files start with."


def texture_domains(store: ModelStore) -> list[system_pb2.Domain]:
    """What GetInfo says of materials, one by one and in sets."""
    models = texture_models(store)
    methods = texture_pb2.DESCRIPTOR.services_by_name["TextureService"].methods_by_name
    return [
        form(
            methods["Generate"],
            "texture",
            "Material",
            models=models,
            numbers=_NUMBERS,
            choices={
                "model": (models, "Which generator."),
                "material": (CLASS_NAMES, "Class of material."),
                "mix.material": (CLASS_NAMES, "Class of the second material; that of the request if empty."),
                "layout.bond": (BONDS, "How pieces are laid; as is usual for the class if empty."),
                "decal.kind": (DECAL_KINDS, "Shape of a decal."),
                **_FILES,
            },
            texts={"text": _TEXT, "file_name": _FILE_NAME},
            switches={
                "mirrored": "Exchange left and right.",
                "layout.none": "Leave the layout away, for classes that are laid of pieces.",
            },
        ),
        form(
            methods["GenerateSet"],
            "texture_set",
            "Set of materials",
            models=models,
            numbers={
                **{f"shared.{name}": RANGES[name] for name in _SHARED},
                **{f"shared.{name}": allowed for name, allowed in _STYLED.items()},
            },
            choices={
                "shared.model": (models, "Which generator."),
                "members.layer": (LAYERS, "Layer of a terrain that a member is for."),
                "members.texture.material": (CLASS_NAMES, "Class of a member; its layer's if empty."),
                "biome": (BIOMES, "Biome that layers of a terrain are fit to."),
                **{f"shared.{name}": entry for name, entry in _FILES.items()},
                "array_outputs": (ARRAY_EXPORTERS, "Files of all members together."),
            },
            texts={"members.texture.text": _TEXT, "shared.file_name": _FILE_NAME},
        ),
    ]
