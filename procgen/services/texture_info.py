"""What GetInfo says of materials: everything that a form would offer."""

from __future__ import annotations

from procgen.runtime.ranges import Range
from procgen.runtime.store import ModelStore
from procgen.services.texture_outputs import OUTPUTS
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
from procgen.v1 import system_pb2

_NUMBERS: dict[str, Range] = {
    **RANGES,
    "mix.share": SHARE,
    "variation.strength": STRENGTH,
    **{f"look.{name}": allowed for name, allowed in COLOUR_RANGES.items()},
    **{f"weather.{name}": allowed for name, allowed in WEATHER_RANGES.items() if name != "seed"},
    **{f"layout.{name}": allowed for name, allowed in LAYOUT_RANGES.items()},
    "layout.piece_size": PIECE_SIZE,
    **{f"decal.{name}": allowed for name, allowed in DECAL_RANGES.items() if name != "seed"},
}
"""Every number that a form would offer; that of a layout has no default, for it depends on the class."""


def _parameter(name: str, allowed: Range) -> system_pb2.Parameter:
    return system_pb2.Parameter(
        name=name,
        minimum=allowed.minimum,
        maximum=allowed.maximum,
        default_value=None if name.startswith("layout.") and name != "layout.piece_size" else allowed.default,
        description=allowed.description,
    )


def _domain(
    name: str, models: tuple[str, ...], numbers: dict[str, Range], choices: dict[str, tuple[tuple[str, ...], str]]
) -> system_pb2.Domain:
    return system_pb2.Domain(
        name=name,
        models=models,
        parameters=[_parameter(path, allowed) for path, allowed in numbers.items()],
        choices=[
            system_pb2.Choice(name=path, values=values, description=description)
            for path, (values, description) in choices.items()
        ],
    )


def texture_domains(store: ModelStore) -> list[system_pb2.Domain]:
    """What GetInfo says of materials, one by one and in sets."""
    models = texture_models(store)
    choices = {
        "model": (models, "Which generator."),
        "material": (CLASS_NAMES, "Class of material."),
        "mix.material": (CLASS_NAMES, "Class of the second material; that of the request if empty."),
        "layout.bond": (tuple(BONDS), "How pieces are laid; as is usual for the class if empty."),
        "decal.kind": (DECAL_KINDS, "Shape of a decal."),
        "outputs": (tuple(OUTPUTS), "What to send."),
        "presets": (tuple(PRESETS), "Sets of files for an engine."),
    }
    set_choices = {
        "members.layer": (tuple(LAYERS), "Layer of a terrain that a member is for."),
        "biome": (BIOMES, "Biome that layers of a terrain are fit to."),
        "array_outputs": (tuple(ARRAY_EXPORTERS), "Files of all members together."),
    }
    return [_domain("texture", models, _NUMBERS, choices), _domain("texture_set", models, {}, set_choices)]
