"""Classes whose form is worked out, and whose surface is that of scans of others: rings, panels, tracks, piles."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from procgen.texture.structures import built, even, ground, printed, woven
from procgen.texture.structures.form import Colour, Form, Frame, Part, Structure

__all__ = ["STRUCTURES", "Colour", "Form", "Frame", "Part", "Structure"]

STRUCTURES: Mapping[str, Structure] = MappingProxyType(
    {
        "cardboard": Structure(even.cardboard, ("wallpaper",)),
        "chainmail": Structure(woven.chainmail, ("fabric", "metal")),
        "chipboard": Structure(even.chipboard, ("wood",)),
        "clay": Structure(even.clay, ("sand",)),
        "cork": Structure(even.cork, ("ground",)),
        "foil": Structure(even.foil, ("metal",)),
        "granite": Structure(even.granite, ("marble",)),
        "ice": Structure(ground.ice, ("wallpaper", "snow")),
        "logs": Structure(ground.logs, ("bark", "wallpaper")),
        "net": Structure(woven.net, ("fabric",)),
        "office_ceiling": Structure(built.office_ceiling, ("wallpaper",)),
        "paper": Structure(even.paper, ("wallpaper",)),
        "porcelain": Structure(even.porcelain, ("wallpaper",)),
        "road": Structure(built.road, ("asphalt",)),
        "solar_panel": Structure(built.solar_panel, ("metal", "wallpaper")),
        "tatami": Structure(woven.tatami, ("wallpaper", "fabric")),
        "terracotta": Structure(even.terracotta, ("plaster", "sand")),
        "wood_chips": Structure(even.wood_chips, ("wood",)),
        "cobble": Structure(ground.cobble, ("ground", "rock", "moss")),
        "mud": Structure(ground.mud, ("ground",)),
        "forest_floor": Structure(ground.forest_floor, ("leaves", "ground", "moss", "bark")),
        "cliff": Structure(ground.cliff, ("rock",)),
        "lava": Structure(ground.lava, ("rock", "wallpaper")),
        "diamond_plate": Structure(built.diamond_plate, ("metal",)),
        "scifi_panel": Structure(built.scifi_panel, ("metal", "plastic")),
        "hazard": Structure(built.hazard, ("metal", "plastic", "rust")),
        "hull": Structure(built.hull, ("plastic", "rust")),
        "fur": Structure(woven.fur, ("wallpaper",)),
        "wallpaper": Structure(printed.wallpaper, ("wallpaper",), over_scans=True),
    }
)
"""By class."""
