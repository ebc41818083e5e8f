"""The kinds of material that the models know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

BLEND, PATCHES, VARIANTS = "blend", "patches", "variants"
REPEATS: tuple[str, ...] = (BLEND, PATCHES, VARIANTS)
"""How repeats of a tile can be hidden, what spoils least last: places of it laid over each other where all is one fine
grain, patches of which one shows at each place, and, of what has joints, courses or a drawing, variants of the tile.
"""


@dataclass(frozen=True, slots=True)
class MaterialClass:
    """What is typical of a kind of material."""

    name: str
    metres: float
    """Width of the piece of surface that the training data usually show, metres: 128 pixels of the base network."""
    layout: str = ""
    """Its usual bond, one of :data:`procgen.texture.layout.BONDS`, where it is laid of pieces; else empty."""
    dye: float = 0.3
    """How far a scan may take the mean colour of others of its class: 1 all the way. What people make comes in all
    colours; soil does not.
    """
    repeats: str = PATCHES
    """One of :data:`REPEATS`."""
    courses: bool = False
    """Whether pieces of its scans are laid by their courses, which stains would hide."""
    any_colour: bool = False
    """Whether a scan may be dyed however unlike its own that colour is. Where few colours are known, tiles would be
    more alike than scans are.
    """
    stained: bool = False
    """Whether its broad tones are those that the network draws: it has no form that they would blur."""


_FINE = frozenset(
    {
        "asphalt",
        "cardboard",
        "carpet",
        "clay",
        "concrete",
        "cork",
        "foil",
        "granite",
        "grass",
        "metal",
        "moss",
        "office_ceiling",
        "paper",
        "plaster",
        "plastic",
        "porcelain",
        "rubber",
        "sand",
        "snow",
    }
)
"""Whose grain has no form that one would miss where it is laid over itself."""
_DRAWN = frozenset(
    {
        "bamboo",
        "brick",
        "chainmail",
        "cobble",
        "corrugated",
        "diamond_plate",
        "fabric",
        "hazard",
        "hull",
        "logs",
        "metal_plate",
        "net",
        "paving",
        "planks",
        "road",
        "rock_wall",
        "roof_tiles",
        "scifi_panel",
        "solar_panel",
        "tatami",
        "thatch",
        "tiles",
        "wallpaper",
        "wood",
        "wood_floor",
    }
)
"""Whose joints, courses, threads or grain a patch would cut."""
_COURSED = frozenset({"roof_tiles"})
"""Whose scans are stained more strongly than their courses show."""
_ANY_COLOUR = frozenset({"concrete", "corrugated", "fabric", "grass", "plastic"})
"""Of which many colours are known, and whose tiles differ no less for it."""
_STAINED = frozenset({"concrete", "grass", "plastic"})
"""Whose scans are few and even, where its surfaces are told by broad stains, growth and wear."""


def _of(name: str, metres: float, layout: str = "", *, dye: float = 0.3) -> MaterialClass:
    repeats = BLEND if name in _FINE else VARIANTS if name in _DRAWN else PATCHES
    return MaterialClass(
        name,
        metres,
        layout,
        dye,
        repeats,
        courses=name in _COURSED,
        any_colour=name in _ANY_COLOUR,
        stained=name in _STAINED,
    )


CLASSES: Mapping[str, MaterialClass] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            _of("asphalt", 2.0, dye=0.5),
            _of("bamboo", 1.0),
            _of("bark", 1.0),
            _of("brick", 2.0, "running", dye=0.7),
            _of("cardboard", 0.5),
            _of("carpet", 1.0, dye=1.0),
            _of("chainmail", 0.2),
            _of("chipboard", 1.0),
            _of("clay", 1.0),
            _of("concrete", 2.0, dye=1.0),
            _of("cork", 0.5),
            _of("corrugated", 1.5, dye=1.0),
            _of("fabric", 0.4, dye=1.0),
            _of("foil", 0.5),
            _of("granite", 1.0),
            _of("grass", 2.0, dye=1.0),
            _of("gravel", 1.5),
            _of("ground", 2.0),
            _of("ice", 2.0),
            _of("leather", 0.5, dye=1.0),
            _of("leaves", 1.5, dye=0.15),
            _of("logs", 2.0),
            _of("marble", 2.0, dye=0.4),
            _of("metal", 1.0, dye=0.4),
            _of("metal_plate", 1.0, "grid", dye=0.5),
            _of("moss", 1.0),
            _of("net", 0.5),
            _of("office_ceiling", 1.2),
            _of("onyx", 1.5, dye=0.4),
            _of("paint", 1.0, dye=1.0),
            _of("paper", 0.5),
            _of("paving", 2.0, "running", dye=0.6),
            _of("planks", 2.0, "planks", dye=0.7),
            _of("plaster", 2.0, dye=1.0),
            _of("plastic", 0.5, dye=1.0),
            _of("porcelain", 0.5, dye=0.8),
            _of("road", 4.0),
            _of("rock", 3.0, dye=0.5),
            _of("rock_wall", 3.0, dye=0.5),
            _of("roof_tiles", 2.5, "running", dye=0.6),
            _of("rubber", 0.5, dye=0.6),
            _of("rust", 1.0, dye=0.3),
            _of("sand", 2.0),
            _of("snow", 2.0),
            _of("solar_panel", 1.5, "grid"),
            _of("tatami", 1.0),
            _of("terracotta", 1.0),
            _of("terrazzo", 1.0, dye=0.6),
            _of("thatch", 1.5, dye=0.9),
            _of("tiles", 1.2, "grid", dye=0.7),
            _of("travertine", 1.5, dye=0.6),
            _of("wallpaper", 1.0, dye=1.0),
            _of("wood", 1.2, dye=0.7),
            _of("wood_chips", 1.0),
            _of("wood_floor", 1.5, "planks", dye=0.7),
            _of("cobble", 1.5),
            _of("mud", 3.0),
            _of("forest_floor", 2.0),
            _of("cliff", 6.0),
            _of("lava", 4.0),
            _of("diamond_plate", 0.6),
            _of("scifi_panel", 2.0),
            _of("hazard", 1.0),
            _of("hull", 3.0),
            _of("fur", 0.4),
        )
    }
)
"""By name; new ones come last."""

CLASS_NAMES: tuple[str, ...] = tuple(CLASSES)
FIRST_LABELS: tuple[str, ...] = CLASS_NAMES[:55]
"""What the numbers of classes stand for in networks whose catalog does not say, and classes that networks learn: later
ones are worked out and laid of scans."""
