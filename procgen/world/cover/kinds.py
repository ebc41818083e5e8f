"""The kinds of plants that cover the ground: where each stands, how densely, and what it looks like.

Kinds with a ``species`` stand where the learned table "ecology" has that species; a plant of the table is a patch, of
``patch`` plants here. The others go by rule: the grass, flowers and undergrowth that the table leaves out, by biome.
Densities are of the order that surveys give of closed stands: tens of tillers of grass, here in a few tufts, and single
flowers on a square metre.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.splat import Material
from procgen.world.cover.tufts import Build, flower, grass, leaves, shrub, stones
from procgen.world.meshes import Rgb, rgb

_B, _M = Biome, Material
LEVELS: Final = 3
"""How many models each kind has, from near to far."""
SEASONS: Final = ("spring", "summer", "autumn", "winter")
_EVERGREEN: Final = ((1.0, 1.0, 1.0),) * 4
_GRASSY: Final = ((1.02, 1.08, 0.9), (1.0, 1.0, 1.0), (1.2, 1.0, 0.72), (1.12, 0.95, 0.78))
_LEAFY: Final = ((1.0, 1.1, 0.85), (1.0, 1.0, 1.0), (1.7, 0.95, 0.45), (1.1, 0.82, 0.62))
"""What colours are multiplied by in each of :data:`SEASONS`."""
_MEADOW: Final = {_M.GRASS: 1.0, _M.FOREST_FLOOR: 0.8}
_WILD: Final = {**_MEADOW, _M.SOIL: 0.35, _M.SAND: 0.6, _M.SCREE: 0.4, _M.MUD: 0.5}
_BARREN: Final = {_M.SAND: 1.0, _M.SCREE: 1.0, _M.ROCK: 0.7, _M.SOIL: 0.4, _M.GRASS: 0.3}


@dataclass(frozen=True, slots=True)
class CoverKind:
    """One kind of plants."""

    build: Build
    reach_m: float
    """How far away it is drawn."""
    whole_m: float = 11.0
    """How near all of it is drawn; beyond, ever fewer and larger plants stand for it."""
    species: str = ""
    """Of the table; empty for what goes by rule."""
    patch: float = 1.0
    """Plants here for one of the table's."""
    biomes: Mapping[Biome, float] = field(default_factory=dict)
    """Of what goes by rule: plants on a square metre of each biome."""
    ground: Mapping[Material, float] = field(default_factory=lambda: _MEADOW)
    """How well it grows on each layer of the ground."""
    sun: float = 1.0
    """How densely it stands in the open, over its density."""
    shade: float = 1.0
    """The same below trees."""
    edge: float = 0.0
    """What is added to both where woods begin."""
    patch_m: float = 0.0
    """Size of the patches in which it stands; 0 for everywhere alike."""
    patched: float = 1.0
    """Share of the ground that those patches take."""
    scale: tuple[float, float] = (0.75, 1.25)
    """Least and greatest size of a plant over its model's."""
    sway: float = 1.0
    """How far its top moves in the wind, over that of grass."""
    hedge: bool = False
    """Whether it stands around fields, and nowhere else."""
    trodden: bool = False
    """Whether it keeps away from where people walk about."""
    seasons: tuple[Rgb, ...] = _GRASSY
    winter: float = 1.0
    """Share of its plants that are seen in winter."""


def _share(amounts: Mapping[Biome, float], share: float) -> Mapping[Biome, float]:
    return MappingProxyType({biome: share * amount for biome, amount in amounts.items()})


_GREEN: Final = {
    _B.GRASSLAND: 7.0, _B.TEMPERATE_FOREST: 6.0, _B.TEMPERATE_RAINFOREST: 5.5, _B.BOREAL_FOREST: 4.0,
    _B.TROPICAL_FOREST: 4.5, _B.TROPICAL_RAINFOREST: 3.5, _B.WETLAND: 6.0, _B.SHRUBLAND: 2.5, _B.SAVANNA: 2.0,
    _B.COLD_STEPPE: 2.0, _B.TUNDRA: 2.0, _B.BEACH: 0.3, _B.BARE_ROCK: 0.5,
}  # fmt: skip
_DRY: Final = {
    _B.SAVANNA: 3.5, _B.COLD_STEPPE: 3.5, _B.SHRUBLAND: 3.0, _B.DESERT: 0.25, _B.TUNDRA: 1.5, _B.GRASSLAND: 1.0,
    _B.BARE_ROCK: 0.3, _B.BEACH: 0.3,
}  # fmt: skip
_BLOOM: Final = {
    _B.GRASSLAND: 2.2, _B.TEMPERATE_FOREST: 1.8, _B.TEMPERATE_RAINFOREST: 1.0, _B.BOREAL_FOREST: 0.8,
    _B.TROPICAL_FOREST: 0.8, _B.SHRUBLAND: 0.8, _B.COLD_STEPPE: 0.7, _B.TUNDRA: 0.8, _B.WETLAND: 0.8, _B.SAVANNA: 0.3,
}  # fmt: skip
_SHADY: Final = {
    _B.TEMPERATE_FOREST: 1.6, _B.TEMPERATE_RAINFOREST: 2.4, _B.BOREAL_FOREST: 1.4, _B.TROPICAL_FOREST: 2.0,
    _B.TROPICAL_RAINFOREST: 2.6, _B.WETLAND: 0.8, _B.GRASSLAND: 0.8,
}  # fmt: skip
_HEDGED: Final = {
    _B.GRASSLAND: 1.5, _B.TEMPERATE_FOREST: 1.5, _B.TEMPERATE_RAINFOREST: 1.5, _B.BOREAL_FOREST: 1.1, _B.WETLAND: 1.2,
    _B.SHRUBLAND: 0.7, _B.COLD_STEPPE: 0.6,
}  # fmt: skip
_FRESH: Final = (rgb(0x49602C), rgb(0x9AAE5C))
_STRAW: Final = (rgb(0x6E6438), rgb(0xC3B27A))
_STALK: Final = (rgb(0x3E5426), rgb(0x6F8A3E))

KINDS: Final[Mapping[str, CoverKind]] = MappingProxyType({
    "meadow_grass": CoverKind(
        grass(15, 0.27, (0.15, 0.36), 0.026, *_FRESH), 150.0, biomes=_GREEN, shade=0.3, scale=(0.7, 1.2), trodden=True,
        whole_m=20.0
    ),
    "tall_grass": CoverKind(
        grass(9, 0.16, (0.4, 0.7), 0.014, rgb(0x4B5F2C), rgb(0xB3B06C), 0.4), 110.0, biomes=_share(_GREEN, 0.2),
        shade=0.1, edge=0.5, patch_m=17.0, patched=0.42, trodden=True, sway=1.2
    ),
    "dry_grass": CoverKind(
        grass(13, 0.22, (0.2, 0.48), 0.018, *_STRAW), 130.0, whole_m=18.0, biomes=_DRY, ground=_WILD, shade=0.4,
        patch_m=9.0, patched=0.8, trodden=True
    ),
    "clover": CoverKind(
        leaves(7, 0.13, 0.08, (0.25, 0.6), rgb(0x35522A), rgb(0x7E9B52)), 45.0, biomes=_share(_GREEN, 0.25),
        shade=0.6, patch_m=6.0, patched=0.5, sway=0.3, trodden=True, winter=0.4
    ),
    "daisy": CoverKind(
        flower(4, (0.16, 0.28), rgb(0xF4F2EA), rgb(0xE2B93A), 0.026, _STALK), 70.0, biomes=_BLOOM, shade=0.05,
        patch_m=11.0, patched=0.3, trodden=True, seasons=_EVERGREEN, winter=0.0
    ),
    "buttercup": CoverKind(
        flower(4, (0.25, 0.42), rgb(0xF0CC35), rgb(0xC99A1E), 0.022, _STALK, 0.6), 70.0, biomes=_BLOOM, shade=0.05,
        patch_m=13.0, patched=0.26, trodden=True, seasons=_EVERGREEN, winter=0.0
    ),
    "bellflower": CoverKind(
        flower(5, (0.3, 0.5), rgb(0x7C6FC4), rgb(0xB9AEE6), 0.026, _STALK, 0.9), 70.0, biomes=_share(_BLOOM, 0.7),
        shade=0.3, edge=0.5, patch_m=9.0, patched=0.2, trodden=True, seasons=_EVERGREEN, winter=0.0
    ),
    "undergrowth": CoverKind(
        leaves(9, 0.2, 0.1, (0.4, 0.9), rgb(0x42602E), rgb(0x86A552)), 70.0, biomes=_SHADY, sun=0.02, edge=0.3,
        patch_m=8.0, patched=0.6, sway=0.5, trodden=True, seasons=_LEAFY, winter=0.25
    ),
    "bramble": CoverKind(
        shrub(6, 0.42, (0.2, 0.32), 0.95, rgb(0x35502A), rgb(0x7A9A4A)), 150.0, biomes=_share(_SHADY, 0.04), sun=0.02,
        shade=0.7, edge=3.0, patch_m=12.0, patched=0.5, sway=0.3, trodden=True, seasons=_LEAFY, winter=0.6
    ),
    "sapling": CoverKind(
        leaves(13, 0.4, 0.13, (0.7, 1.9), rgb(0x3B4A26), rgb(0x7F9A4A)), 110.0, biomes=_share(_SHADY, 0.05), sun=0.03,
        shade=0.8, edge=1.6, sway=0.5, trodden=True, seasons=_LEAFY, winter=0.2
    ),
    "sagebrush": CoverKind(
        shrub(4, 0.32, (0.2, 0.32), 0.85, rgb(0x5A5C44), rgb(0xA3A488)), 170.0, ground=_WILD,
        biomes={_B.DESERT: 0.05, _B.COLD_STEPPE: 0.12, _B.SHRUBLAND: 0.16, _B.SAVANNA: 0.05}, patch_m=20.0, patched=0.6,
        sway=0.2, trodden=True, seasons=_EVERGREEN
    ),
    "pebbles": CoverKind(
        stones(rgb(0x7C7266), rgb(0xB9AE9E)), 60.0, ground=_BARREN, patch_m=7.0, patched=0.5, sway=0.0,
        biomes={_B.DESERT: 0.7, _B.BARE_ROCK: 1.2, _B.BEACH: 0.3, _B.TUNDRA: 0.6, _B.COLD_STEPPE: 0.25},
        seasons=_EVERGREEN
    ),
    "fern": CoverKind(
        leaves(11, 0.5, 0.13, (0.45, 0.95), rgb(0x3F6A2E), rgb(0x8DB050)), 90.0, species="fern", patch=16.0, sun=0.15,
        patch_m=9.0, patched=0.6, sway=0.6, seasons=_LEAFY, winter=0.3
    ),
    "heather": CoverKind(
        shrub(3, 0.26, (0.17, 0.26), 0.75, rgb(0x434A2A), rgb(0x84607A), rgb(0xB06BA8), 9), 110.0, species="heather",
        patch=8.0, ground=_WILD, shade=0.5, patch_m=12.0, patched=0.6, sway=0.3, seasons=_EVERGREEN
    ),
    "dwarf_willow": CoverKind(
        shrub(4, 0.4, (0.2, 0.32), 0.55, rgb(0x46583A), rgb(0x9DAA76)), 120.0, species="dwarf_willow", patch=3.0,
        ground=_WILD, sway=0.3, seasons=_LEAFY, winter=0.6
    ),
    "gorse": CoverKind(
        shrub(4, 0.34, (0.32, 0.46), 1.0, rgb(0x2F4420), rgb(0x73863C), rgb(0xE8C22E), 8), 160.0, species="gorse",
        patch=2.0, ground=_WILD, shade=0.3, patch_m=18.0, patched=0.5, sway=0.2, seasons=_EVERGREEN
    ),
    "juniper": CoverKind(
        shrub(3, 0.2, (0.3, 0.42), 1.7, rgb(0x2C4640), rgb(0x6E8F80)), 170.0, species="juniper", ground=_WILD, sway=0.2,
        seasons=_EVERGREEN
    ),
    "lavender": CoverKind(
        shrub(3, 0.2, (0.18, 0.26), 1.0, rgb(0x5E6B4E), rgb(0x97A37C), rgb(0x8A6FC0), 12), 100.0, species="lavender",
        patch=5.0, ground=_WILD, patch_m=14.0, patched=0.5, sway=0.5, seasons=_EVERGREEN
    ),
    "edelweiss": CoverKind(
        flower(5, (0.1, 0.18), rgb(0xE3E4DA), rgb(0xD9C25C), 0.03, (rgb(0x5C6C54), rgb(0xA3B096)), 0.1), 50.0,
        species="edelweiss", patch=8.0, ground=_WILD, patch_m=6.0, patched=0.5, seasons=_EVERGREEN, winter=0.0
    ),
    "poppy": CoverKind(
        flower(4, (0.3, 0.5), rgb(0xC7332A), rgb(0x2A211E), 0.04, _STALK, 0.5), 90.0, species="poppy", patch=12.0,
        ground={**_MEADOW, _M.SOIL: 0.6}, shade=0.1, patch_m=12.0, patched=0.45, seasons=_EVERGREEN, winter=0.0
    ),
    "reed": CoverKind(
        grass(9, 0.3, (1.1, 1.7), 0.03, rgb(0x55632C), rgb(0xB4AD68), 0.14), 170.0, species="reed", patch=18.0,
        ground={_M.MUD: 1.0, _M.GRASS: 0.8, _M.FOREST_FLOOR: 0.5, _M.SAND: 0.4}, patch_m=10.0, patched=0.6, sway=0.8
    ),
    "marram": CoverKind(
        grass(12, 0.2, (0.5, 0.85), 0.014, rgb(0x6C7440), rgb(0xCFCB92), 0.5), 130.0, species="marram", patch=14.0,
        ground={_M.SAND: 1.0, _M.GRASS: 0.8}, patch_m=9.0, patched=0.6
    ),
    "fescue": CoverKind(
        grass(12, 0.12, (0.22, 0.42), 0.012, rgb(0x4E5F38), rgb(0xA4AF76)), 90.0, species="fescue", patch=16.0,
        ground=_WILD, shade=0.4, patch_m=7.0, patched=0.6, trodden=True
    ),
    "feather_grass": CoverKind(
        grass(12, 0.14, (0.4, 0.75), 0.014, rgb(0x6A6C3C), rgb(0xE6DFC0), 0.55), 120.0, species="feather_grass",
        patch=14.0, ground=_WILD, shade=0.1, patch_m=12.0, patched=0.6, sway=1.4
    ),
    "moss": CoverKind(
        shrub(3, 0.2, (0.12, 0.2), 0.4, rgb(0x465F26), rgb(0x9DB653)), 50.0, species="moss", patch=6.0,
        ground={**_MEADOW, _M.ROCK: 1.0, _M.SCREE: 0.8}, sun=0.5, patch_m=5.0, patched=0.5, sway=0.0, seasons=_EVERGREEN
    ),
    "hawthorn": CoverKind(
        shrub(6, 0.42, (0.36, 0.52), 1.35, rgb(0x2F4420), rgb(0x6F8B43), rgb(0xEDE6DC), 6), 190.0, whole_m=30.0,
        biomes=_share(_HEDGED, 0.65), hedge=True, patch_m=14.0, patched=0.7, scale=(0.85, 1.2), sway=0.2,
        seasons=_LEAFY, winter=0.85
    ),
    "hazel": CoverKind(
        leaves(15, 0.45, 0.16, (1.2, 2.3), rgb(0x3D4A24), rgb(0x8AA24C)), 170.0, whole_m=30.0,
        biomes=_share(_HEDGED, 0.5), hedge=True, patch_m=11.0, patched=0.5, scale=(0.85, 1.25), sway=0.5,
        seasons=_LEAFY, winter=0.45
    ),
})  # fmt: skip
"""By name."""
