"""Which cards each species has: the plants of the table ``ecology`` and of worlds.

Leaf forms are after the descriptions of field guides: outline, margin, number of side veins and usual length.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from procgen.texture.foliage import blooms
from procgen.texture.foliage.blade import BARE, PARALLEL, Blade, rgb
from procgen.texture.foliage.grasses import GRASS_VEINS, Frond, Tuft, cattail, ears
from procgen.texture.foliage.growth import Grow
from procgen.texture.foliage.leaves import Alone, Twig
from procgen.texture.foliage.needles import Needles, Scales


@dataclass(frozen=True, slots=True)
class CardKind:
    """A card of a species."""

    name: str
    box: tuple[float, float, float, float]
    """Left, upper, right and lower edge, shares of the atlas."""
    width_m: float
    """Width in the world."""
    grow: Grow


@dataclass(frozen=True, slots=True)
class Species:
    """A plant's cards."""

    cards: tuple[CardKind, ...]


_HALVES: Final = ((0.0, 0.0, 0.5, 0.5), (0.5, 0.0, 1.0, 0.5), (0.0, 0.5, 0.5, 1.0), (0.5, 0.5, 1.0, 1.0))
_QUARTERS: Final = ((0.5, 0.5, 0.75, 0.75), (0.75, 0.5, 1.0, 0.75), (0.5, 0.75, 0.75, 1.0), (0.75, 0.75, 1.0, 1.0))
_TALL: Final = ((0.0, 0.0, 0.5, 1.0), (0.5, 0.0, 1.0, 1.0))


def _tree(branch: Grow, metres: float, leaf: Grow, leaf_m: float, part: str = "leaf") -> Species:
    """Three branches and four single leaves."""
    branches = [CardKind(f"branch_{k + 1}", box, metres, branch) for k, box in enumerate(_HALVES[:3])]
    leaves = [CardKind(f"{part}_{k + 1}", box, leaf_m, leaf) for k, box in enumerate(_QUARTERS)]
    return Species((*branches, *leaves))


def _four(name: str, metres: float, grow: Grow) -> Species:
    return Species(tuple(CardKind(f"{name}_{k + 1}", box, metres, grow) for k, box in enumerate(_HALVES)))


def _two(name: str, metres: float, grow: Grow) -> Species:
    return Species(tuple(CardKind(f"{name}_{k + 1}", box, metres, grow) for k, box in enumerate(_TALL)))


def _broadleaf(blade: Blade, leaf_m: float, branch_m: float, **twig: Any) -> Species:
    size = min(leaf_m / branch_m, 0.24)
    return _tree(Twig(blade, size, **twig), branch_m, Alone(blade), 2.3 * max(blade.half_width, 0.3) * leaf_m)


def _leaf(half_width: float, low: int, high: int, **more: Any) -> Blade:
    return Blade(half_width, rgb(low), rgb(high), **more)


_OAK = _leaf(0.31, 0x36501C, 0x86A244, rise=1.05, fall=0.5, lobes=5, lobe_depth=0.42, slant=0.14, pairs=5.0)
_BEECH = _leaf(0.31, 0x365A1C, 0x93B548, rise=0.62, fall=0.72, teeth=8, tooth_depth=0.06, pairs=8.0, slant=0.24)
_BIRCH = _leaf(0.36, 0x42661F, 0xA3BE52, rise=0.34, fall=1.0, teeth=15, tooth_depth=0.16, pairs=7.0)
_ALDER = _leaf(0.40, 0x274A1E, 0x6F9442, rise=0.62, fall=0.38, teeth=16, tooth_depth=0.10, pairs=7.0, roughness=0.45)
_ASH = _leaf(0.17, 0x3F651F, 0x99B850, rise=0.65, fall=0.95, teeth=14, tooth_depth=0.12, pairs=9.0, net=0.0)
_WILLOW = _leaf(0.085, 0x4E6C2C, 0xB2C67A, rise=0.55, fall=0.95, pairs=13.0, vein_strength=0.35, net=0.1)
_HOLM = _leaf(0.25, 0x22361A, 0x637F42, rise=0.62, fall=0.85, teeth=6, tooth_depth=0.14, roughness=0.35, pairs=8.0,
              translucency=0.35)  # fmt: skip
_OLIVE = _leaf(0.10, 0x4F5F42, 0x9FAE84, rise=0.55, fall=0.65, pairs=6.0, vein_strength=0.3, net=0.05, roughness=0.4,
               translucency=0.35)  # fmt: skip
_TEAK = _leaf(0.30, 0x44702A, 0xA4C454, rise=0.65, fall=0.7, pairs=10.0, slant=0.20, net=0.6, roughness=0.7)
_FIG = _leaf(0.24, 0x1F4A1E, 0x67963C, rise=0.6, fall=1.0, pairs=13.0, slant=0.12, roughness=0.28, translucency=0.4,
             net=0.15)  # fmt: skip
_MANGROVE = _leaf(0.23, 0x2B5628, 0x7CA748, rise=0.75, fall=0.6, pairs=8.0, vein_strength=0.25, roughness=0.3,
                  translucency=0.35)  # fmt: skip
_ACACIA = _leaf(0.15, 0x4C6028, 0xA2B25C, rise=0.5, fall=0.4, veins=BARE, net=0.0)
_DWARF = _leaf(0.42, 0x33591F, 0x8AA84C, rise=0.5, fall=0.42, pairs=4.0, net=0.7, roughness=0.4, teeth=14,
               tooth_depth=0.04)  # fmt: skip
_NEEDLE = _leaf(0.035, 0x1D3518, 0x5F8246, rise=0.2, fall=0.35, veins=BARE, net=0.0, spots=0.1, roughness=0.5,
                translucency=0.3)  # fmt: skip
_PINE = replace(_NEEDLE, half_width=0.014, low=rgb(0x263F26), high=rgb(0x7C9A66))
_STONE_PINE = replace(_NEEDLE, half_width=0.011, low=rgb(0x24421E), high=rgb(0x82A452))
_LARCH = replace(_NEEDLE, half_width=0.022, low=rgb(0x4E7428), high=rgb(0xB4CC6A), translucency=0.5)
_CYPRESS = _leaf(0.30, 0x22391D, 0x64824A, rise=0.5, fall=0.8, veins=BARE, net=0.0, spots=0.1, translucency=0.15)
_JUNIPER = _leaf(0.055, 0x33503F, 0x8FAE98, rise=0.3, fall=0.9, veins=BARE, net=0.0, spots=0.1, translucency=0.2)
_HEATHER = _leaf(0.15, 0x35461F, 0x7C8C48, rise=0.5, fall=0.6, veins=BARE, net=0.0, spots=0.1)
_BELL = _leaf(0.33, 0x7A2F6C, 0xD890C4, rise=0.5, fall=0.3, veins=BARE, net=0.0, spots=0.0)
_PINNULE = _leaf(0.13, 0x2F5A1E, 0x84AC44, rise=0.35, fall=0.8, lobes=9, lobe_depth=0.72, slant=0.35, pairs=9.0,
                 net=0.0, vein_strength=0.3)  # fmt: skip
_TREE_FERN = replace(_PINNULE, half_width=0.11, lobes=13, lobe_depth=0.85, pairs=13.0)
_COCONUT = _leaf(0.030, 0x3C6A24, 0x94B548, rise=0.18, fall=0.6, veins=PARALLEL, pairs=2.0, net=0.0, roughness=0.4,
                 translucency=0.45)  # fmt: skip
_DATE = replace(_COCONUT, half_width=0.028, low=rgb(0x4A6540), high=rgb(0xA6BA84), rise=0.15)


def _grass(half_width: float, low: int, high: int, **more: Any) -> Blade:
    return _leaf(half_width, low, high, rise=0.12, fall=0.75, **{**GRASS_VEINS, **more})


_PLUME = _leaf(0.012, 0xB9B08C, 0xF4F0DC, rise=0.3, fall=1.0, veins=BARE, net=0.0, spots=0.0, translucency=0.6)
_SPIKELET = _leaf(0.20, 0x8A7A44, 0xD9C68C, rise=0.6, fall=0.8, veins=BARE, net=0.0, spots=0.1)

SPECIES: Final[Mapping[str, Species]] = MappingProxyType(
    {
        "spruce": _tree(
            Needles(_NEEDLE, 0.055, shoots=11), 0.5, Needles(_NEEDLE, 0.15, shoots=0, dense=60.0), 0.12, "shoot"
        ),
        "larch": _tree(
            Needles(_LARCH, 0.075, shoots=8, tufts=22, tuft_gap=0.05, open=1.2, droop=0.1),
            0.4,
            Needles(_LARCH, 0.36, shoots=0, tufts=34, tuft_gap=0.3, open=1.3),
            0.08,
            "shoot",
        ),
        "scots_pine": _tree(
            Needles(_PINE, 0.14, shoots=9, tufts=26, tuft_gap=0.06, open=0.8),
            0.4,
            Needles(_PINE, 0.42, shoots=0, tufts=44, tuft_gap=0.2, open=0.9),
            0.14,
            "shoot",
        ),
        "stone_pine": _tree(
            Needles(_STONE_PINE, 0.2, shoots=8, tufts=28, tuft_gap=0.08, open=0.75),
            0.5,
            Needles(_STONE_PINE, 0.5, shoots=0, tufts=50, tuft_gap=0.2, open=0.8),
            0.2,
            "shoot",
        ),
        "birch": _broadleaf(_BIRCH, 0.055, 0.4, leaves=5, twigs=7, open=1.0, low=rgb(0x33231C), high=rgb(0x7E6250)),
        "beech": _broadleaf(_BEECH, 0.08, 0.45, leaves=4, twigs=7, spread=0.8),
        "oak": _broadleaf(_OAK, 0.10, 0.5, leaves=3, twigs=7, open=0.8),
        "holm_oak": _broadleaf(_HOLM, 0.05, 0.32, leaves=5, twigs=7, open=0.8),
        "ash": _tree(
            Twig(_ASH, 0.155, twigs=3, leaves=2, compound=5, opposite=True, spread=0.8),
            0.6,
            Alone(_ASH, pairs=4, leaflet=0.34),
            0.28,
        ),
        "alder": _broadleaf(_ALDER, 0.08, 0.45, leaves=4, twigs=6, open=0.9),
        "willow": _broadleaf(_WILLOW, 0.10, 0.45, leaves=8, twigs=7, open=0.75, low=rgb(0x6A6A2C), high=rgb(0xB8AE5C)),
        "cypress": _tree(
            Scales(_CYPRESS, 0.036, 0.034, shoots=13), 0.25, Scales(_CYPRESS, 0.06, 0.07, shoots=5), 0.05, "shoot"
        ),
        "olive": _broadleaf(
            _OLIVE, 0.06, 0.32, leaves=7, twigs=7, open=0.7, opposite=True, low=rgb(0x57503F), high=rgb(0x9C917A)
        ),
        "date_palm": _two("frond", 1.1, Frond(_DATE, 58, 0.44, open=0.85, bare=0.10, peak=0.3, droop=0.02, rib=0.014)),
        "coconut_palm": _two(
            "frond", 1.6, Frond(_COCONUT, 52, 0.5, open=1.05, bare=0.14, peak=0.3, droop=0.12, rib=0.014)
        ),
        "mangrove": _broadleaf(_MANGROVE, 0.11, 0.5, leaves=4, twigs=6, open=0.75, opposite=True),
        "teak": _broadleaf(_TEAK, 0.30, 1.25, leaves=3, twigs=5, open=0.9, opposite=True),
        "fig": _broadleaf(_FIG, 0.15, 0.7, leaves=4, twigs=6, open=0.85),
        "acacia": _tree(
            Twig(_ACACIA, 0.044, twigs=7, leaves=3, compound=11, rib=4.6, spread=0.9, open=1.0),
            0.35,
            Alone(_ACACIA, pairs=15, leaflet=0.2),
            0.07,
        ),
        "tree_fern": _two(
            "frond",
            0.8,
            Frond(
                _TREE_FERN, 34, 0.44, open=1.15, bare=0.12, peak=0.4, rib=0.012, low=rgb(0x3A2E1C), high=rgb(0x8C8A4C)
            ),
        ),
        "cactus": Species(
            (
                CardKind("skin_1", _TALL[0], 0.5, blooms.cactus),
                CardKind("skin_2", _HALVES[1], 0.5, blooms.cactus),
                CardKind("flower_1", _HALVES[3], 0.12, blooms.cactus_flower),
            )
        ),
        "juniper": _tree(
            Scales(_JUNIPER, 0.055, 0.016, shoots=11, open=0.85),
            0.3,
            Scales(_JUNIPER, 0.14, 0.03, shoots=3, open=0.9),
            0.06,
            "shoot",
        ),
        "heather": _four("sprig", 0.25, Scales(_HEATHER, 0.028, 0.012, shoots=9, spread=0.6, open=0.9, bells=_BELL)),
        "dwarf_willow": _broadleaf(_DWARF, 0.03, 0.18, leaves=3, twigs=5, open=0.9),
        "gorse": _four("sprig", 0.35, blooms.gorse),
        "lavender": _four("plant", 0.45, blooms.lavender),
        "edelweiss": _four("plant", 0.16, blooms.edelweiss),
        "poppy": _four("plant", 0.35, blooms.poppy),
        "fern": _two("frond", 0.32, Frond(_PINNULE, 24, 0.46, open=1.2, bare=0.16, peak=0.25, rib=0.009)),
        "reed": _two(
            "tuft", 1.0, Tuft(_grass(0.010, 0x556B2A, 0xB0BE6C), 46, (0.5, 0.95), 0.3, 0.16, 0.3, heads=4, head=cattail)
        ),
        "marram": _four(
            "tuft",
            0.8,
            Tuft(
                _grass(0.009, 0x6B7A48, 0xC6CC96),
                70,
                (0.5, 0.92),
                0.6,
                0.10,
                0.4,
                heads=4,
                head=ears(_SPIKELET, 0.05, 0.2, 40, 0.35),
            ),
        ),
        "fescue": _four(
            "tuft",
            0.4,
            Tuft(
                _grass(0.010, 0x44652A, 0xA4BE62),
                80,
                (0.4, 0.9),
                0.65,
                0.15,
                0.45,
                heads=6,
                head=ears(_SPIKELET, 0.05, 0.24, 26, 0.5),
            ),
        ),
        "feather_grass": _four(
            "tuft",
            0.7,
            Tuft(
                _grass(0.005, 0x7C7F4C, 0xD3CB96),
                80,
                (0.4, 0.85),
                0.6,
                0.09,
                0.5,
                heads=9,
                head=ears(_PLUME, 0.13, 0.5, 80, 0.3),
            ),
        ),
        "moss": _four("cushion", 0.12, blooms.moss),
        "lily_pads": Species(
            (
                CardKind("pad_1", _HALVES[0], 0.25, blooms.LilyPad(flower=True)),
                *(CardKind(f"pad_{k + 1}", _HALVES[k], 0.25, blooms.LilyPad(flower=False)) for k in (1, 2, 3)),
            )
        ),
    }
)
"""By name, as worlds and the table have them."""
SPECIES_NAMES: Final = tuple(SPECIES)
