"""What GetInfo says of materials: everything that a form would offer."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from procgen.kit.wire.forms import COLOUR, Flag, Form, under
from procgen.runtime.ranges import Range
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.colour import COLOUR_RANGES
from procgen.texture.controls import SHARE, STRENGTH
from procgen.texture.decals import DECAL_KINDS, DECAL_RANGES
from procgen.texture.exporters import ARRAY_EXPORTERS, PRESETS
from procgen.texture.foliage import SPECIES_NAMES
from procgen.texture.layout import BONDS, LAYOUT_RANGES
from procgen.texture.parameters import PIECE_SIZE, RANGES
from procgen.texture.scan.synthesis import SYNTHESIS_RANGES
from procgen.texture.terrain_layers import BIOMES, LAYERS
from procgen.texture.trim import TRIM_KINDS, TRIM_RANGES
from procgen.texture.trim.parameters import HEIGHT
from procgen.texture.weather import WEATHER_RANGES
from procgen.texture.wire.outputs import OUTPUTS
from procgen.v1 import texture_pb2

_STYLED: Final[dict[str, Range]] = {
    **under("look", COLOUR_RANGES),
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
    **under("synthesis", SYNTHESIS_RANGES),
    **{f"decal.{name}": allowed for name, allowed in DECAL_RANGES.items() if name != "seed"},
    "trim.heights": HEIGHT,
    **{f"trim.{name}": allowed for name, allowed in TRIM_RANGES.items() if name != "seed"},
}
_SHARED: Final = ("seed", "width_px", "height_px", "metres_per_tile", "texel_density_px_per_m", "detail")
_FILES: Final = {"outputs": (OUTPUTS, "What to send."), "presets": (PRESETS, "Sets of files for an engine.")}
_TEXT: Final = 'A description in English, such as "old mossy red brick wall"; fields that are set win.'
_OFTEN_USED: Final = (
    "What to write; repeatable: albedo_png, normal_png, normal_dx_png, orm_png, height_png16, ball_glb, maps_exr, … "
    "[default: albedo, normal, ORM and height PNG]"
)
_LAYERS: Final = f"Materials for a terrain's layers in one go: {', '.join(LAYERS)}, or all; repeatable."
_RARE: Final = "seldom wanted: --controls"
_FILE_NAME: Final = "What the names of the files start with."


_METHODS: Final = texture_pb2.DESCRIPTOR.services_by_name["TextureService"].methods_by_name
_MODEL: Final = (None, "Which generator.")

FORM: Final = Form(
    _METHODS["Generate"],
    "texture",
    "Material",
    basic=(
        "text",
        "material",
        "seed",
        "width_px",
        "metres_per_tile",
        "weather.moss",
        "weather.wear",
        "weather.wetness",
    ),
    numbers=_NUMBERS,
    choices={
        "model": _MODEL,
        "material": (CLASS_NAMES, "Class of material; drawn by the seed if nothing says it."),
        "mix.material": (CLASS_NAMES, "Class of the second material; that of the request if empty."),
        "layout.bond": (BONDS, "How pieces are laid; as is usual for the class if empty."),
        "decal.kind": (DECAL_KINDS, "Shape of a decal."),
        "trim.kinds": (TRIM_KINDS, "Strips of a trim sheet, from above; the usual ones if the sheet says none."),
        "foliage.species": (SPECIES_NAMES, "Plant whose cards are painted, instead of a material."),
        **_FILES,
    },
    long_texts={"text": _TEXT},
    texts={"file_name": _FILE_NAME},
    switches={
        "mirrored": "Exchange left and right.",
        "layout.none": "Leave the layout away, for classes that are laid of pieces.",
        "trim": "Make a trim sheet, of the usual strips; naming strips does so too.",
    },
    flags={
        "width_px": Flag("width", about="Columns, where the tile is not square.", otherwise="size"),
        "height_px": Flag("height", about="Rows, where the tile is not square.", otherwise="size"),
        "model": Flag(about="Generator: composed, scan, gan, noise, quilting …; what suits the request if not given."),
        "metres_per_tile": Flag("metres"),
        "texel_density_px_per_m": Flag("texel_density"),
        "quarter_turns": Flag("turns"),
        "mirrored": Flag("mirror"),
        "mix.material": Flag("mix_material", about="Second material to go over into."),
        "mix.share": Flag("mix_share", default=0.5),
        "variation.strength": Flag("vary", default=0.25),
        "look.palette_rgb": Flag("palette", about="Colour to move to, such as #8a4b2d; repeatable, six at most."),
        "look.height_contrast": Flag("relief"),
        "look.roughness_shift": Flag("roughness"),
        "layout.none": Flag("no_layout"),
        "decal.kind": Flag("decal"),
        "trim.kinds": Flag("strip", about=f"Strip of a trim sheet, from above; repeatable: {', '.join(TRIM_KINDS)}."),
        "trim.heights": Flag("strip_height", about="Height of each strip, in any unit; repeatable."),
        "trim.wear": Flag("strip_wear"),
        "foliage.species": Flag("foliage"),
        "outputs": Flag("format", about=_OFTEN_USED),
        "presets": Flag("set"),
    },
    unflagged={
        **dict.fromkeys(("weather.wear_metallic", "weather.wear_rgb", "weather.dirt_rgb", "weather.moss_rgb"), _RARE),
        **dict.fromkeys((f"layout.{name}" for name in ("roundness", "proportion", "shift_x", "shift_y")), _RARE),
        "layout.piece_size": _RARE,
        **{f"decal.{name}": _RARE for name in DECAL_RANGES},
        "trim.bevel": _RARE,
    },
)
"""Materials one by one."""

SET_FORM: Final = Form(
    _METHODS["GenerateSet"],
    "texture_set",
    "Set of materials",
    basic=(
        "biome",
        "shared.seed",
        "shared.width_px",
        "shared.metres_per_tile",
        "shared.weather.moss",
        "shared.weather.snow",
        "shared.presets",
    ),
    numbers={
        **{f"shared.{name}": RANGES[name] for name in _SHARED},
        **{f"shared.{name}": allowed for name, allowed in _STYLED.items()},
    },
    choices={
        "shared.model": _MODEL,
        "members.layer": (LAYERS, "Layer of a terrain that a member is for."),
        "members.texture.material": (CLASS_NAMES, "Class of a member; its layer's if empty."),
        "biome": (BIOMES, "Biome that layers of a terrain are fit to."),
        **{f"shared.{name}": entry for name, entry in _FILES.items()},
        "array_outputs": (ARRAY_EXPORTERS, "Files of all members together."),
    },
    texts={"members.texture.text": _TEXT, "shared.file_name": _FILE_NAME},
    flags={
        "members.layer": Flag("layers", each=True, checked=False, about=_LAYERS),
        "array_outputs": Flag("array"),
    },
    unflagged={
        "shared": "said by the flags of one material",
        "members.texture": "layers are of the materials that suit them",
    },
)
"""Sets of them."""
