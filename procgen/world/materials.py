"""What the ground and the buildings of a world are made of."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.formats.png import Filter, write_png
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.store import ModelStore
from procgen.texture.generate import Callbacks as TextureCallbacks
from procgen.texture.generate import generate, no_report
from procgen.texture.maps import encode_normals, normals, occlusion, orm, to_8bit
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.material import Material
from procgen.texture.parameters import TextureParameters
from procgen.texture.terrain_layers import BIOMES, PALETTE_STRENGTH, terrain_layer
from procgen.world.beside import Beside
from procgen.world.buildings import STYLE_OF_BIOME
from procgen.world.ground_paint import LAYERS, covers_of_land, splat_of
from procgen.world.parts import Callbacks
from procgen.world.place import NOBODY, FloatArray, Place

SIDE_PX: Final = 512
_TONE_PX: Final = 128
"""Side of a piece that is large enough to say what colour a material has on the whole."""
SLOTS: Final = ("wall", "roof", "wood", "stone")
"""Materials of buildings, by the names that :mod:`procgen.world.meshes` has for them."""
_WET: Final = ("sea", "lake", "river")
_USED_SHARE: Final = 0.004
"""Layers that cover less of the land are left away, but for those that roads and yards are painted with."""
_ALWAYS: Final = ("soil", "scree")
_MAPS: Final = ("albedo", "normal", "orm")


@dataclass(frozen=True, slots=True, eq=False)
class Materials:
    """The materials of a world."""

    seed: int
    biome: str
    """The commonest on land, one of :data:`procgen.texture.terrain_layers.BIOMES`: what the materials are fit to."""
    style: str
    """How people build there, one of :data:`procgen.world.buildings.STYLES`."""
    ground: Mapping[str, Material]
    """By the names of the splat map's layers; those that the land has."""
    building: Mapping[str, Material]
    """By :data:`SLOTS`."""
    splat: npt.NDArray[np.uint8]
    """(side, side, 8) shares of :data:`procgen.world.ground_paint.LAYERS` over the whole ground, which sum to 255."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """A material as it is asked for: styles that are known to look like what they are meant for, and colours."""

    material: str
    styles: tuple[int, ...]
    palettes: tuple[tuple[int, ...], ...] = ()
    strength: float = 0.7
    quarter_turns: int = 0
    metres: float | None = None


_GREYS = (0x6E6C68, 0x8F8D88, 0xB3B0AA)
_BROWNS = (0x5A4836, 0x7C644A, 0x9A8060)
_SILVERED = (0x6B665E, 0x8D877C, 0xA8A297)
_SLATE = (0x3F464C, 0x5A636A, 0x767E84)
_CLAY = (0x7A3F2A, 0xA4583A, 0xC0714C)
_THATCH = (0x7A6642, 0x9E8757, 0xBFA872)
_LIME = (0xD8D0C0, 0xEDE7DA, 0xF6F2E8)
_ADOBE = (0xB58A5E, 0xCFA678, 0xE3C49B)
_STONE = _Choice("rock_wall", (0, 4, 8), ((0x6F6A62, 0x948E84, 0xB8B1A4), (0x7A7266, 0xA0978A, 0xC4BBAC)), 0.75)
_TIMBER = _Choice("planks", (3, 7, 12), (_BROWNS, _SILVERED), 0.6)

_BUILT: Final[Mapping[str, Mapping[str, _Choice]]] = MappingProxyType(
    {
        "timber": {
            "wall": _Choice("plaster", (1, 3, 7), (_LIME,), 0.6),
            "roof": _Choice("roof_tiles", (5, 6, 9, 12), (_CLAY, (0x6B3B2C, 0x8F4F38, 0xAA6A4C)), 0.6),
            "wood": _Choice("planks", (3, 12), (_BROWNS,), 0.6),
            "stone": _STONE,
        },
        "stone": {
            "wall": _Choice("rock_wall", (0, 4, 8), ((0x76726A, 0x9C968B, 0xC2BBAE),), 0.7),
            "roof": _Choice("roof_tiles", (1, 4, 10), (_SLATE,), 0.7),
            "wood": _TIMBER,
            "stone": _STONE,
        },
        "boards": {
            "wall": _Choice("planks", (3, 7), (_SILVERED, (0x7E6A54, 0x9A8468, 0xB39C7E)), 0.7),
            "roof": _Choice("roof_tiles", (1, 4, 10), (_SLATE, (0x54483C, 0x6E6050, 0x877865)), 0.7),
            "wood": _Choice("planks", (7, 12), (_SILVERED,), 0.7),
            "stone": _STONE,
        },
        "adobe": {
            "wall": _Choice("plaster", (1, 3, 11), (_ADOBE,), 0.85),
            "roof": _Choice("ground", (0, 10), (_ADOBE,), 0.6),
            "wood": _Choice("planks", (3, 7), (_BROWNS,), 0.5),
            "stone": _Choice("rock_wall", (0, 4, 8), (), 0.0),
        },
        "tropic": {
            "wall": _Choice("planks", (3, 7), ((0x7A5F3E, 0x9C7C52, 0xB9976A),), 0.7),
            "roof": _Choice("thatch", (1, 3, 5), (_THATCH,), 0.85),
            "wood": _Choice("planks", (7, 3), (_BROWNS,), 0.5),
            "stone": _STONE,
        },
        "brick": {
            "wall": _Choice("brick", (1, 4, 6), ((0x6E3A2C, 0x8E4E3A, 0xA8654C), (0x7A4A38, 0x9A6248, 0xB37E60)), 0.6),
            "roof": _Choice("roof_tiles", (1, 4, 10), (_SLATE, (0x54352C, 0x74493A, 0x8E5E4A)), 0.7),
            "wood": _Choice("planks", (3, 7), ((0xB0ACA2, 0xCFCBC0, 0xE6E2D8),), 0.75),
            "stone": _STONE,
        },
        "felt": {
            "wall": _Choice("fabric", (0, 2, 5), ((0xB8AC96, 0xD2C7B2, 0xE6DDCB),), 0.75),
            "roof": _Choice("fabric", (0, 2, 5), ((0xA89A80, 0xC2B59C, 0xD9CDB6),), 0.75),
            "wood": _Choice("planks", (3, 12), ((0x7A4A2E, 0x9A6238, 0xB37C4C),), 0.6),
            "stone": _STONE,
        },
        "modules": {
            "wall": _Choice("scifi_panel", (0, 2, 4), ((0xB8BCBE, 0xD2D6D8, 0xE6E8E9),), 0.8),
            "roof": _Choice("metal_plate", (1, 3, 5), ((0x6A7074, 0x888E92, 0xA4AAAE),), 0.7),
            "wood": _Choice("metal_plate", (0, 2, 4), ((0x4A4E52, 0x62676B, 0x7C8286),), 0.7),
            "stone": _Choice("concrete", (0, 1, 2), (_GREYS,), 0.6),
        },
    }
)
"""By the styles of building, then by slot."""

_GROUND: Final[Mapping[str, _Choice]] = MappingProxyType(
    {
        "rock": _Choice(
            "rock", (5, 7, 9, 11), ((0x57534D, 0x77716A, 0x938C83), (0x5E5850, 0x7D756A, 0x9A9083)), 0.8, metres=6.0
        ),
        "scree": _Choice("gravel", (1, 8, 13), ((0x6E675E, 0x8C8479, 0xA89F92),), 0.8),
        "soil": _Choice("ground", (0, 10, 12), ((0x5C4631, 0x7C6248, 0x967A5A),), 0.5),
        "grass": _Choice("grass", (2, 7, 8), ((0x404A20, 0x555F2C, 0x6E743E),), 0.85, metres=2.5),
        "forest_floor": _Choice("leaves", (9,), ((0x3E3423, 0x5A4A30, 0x6E6038),), 0.75),
        "sand": _Choice("sand", (0, 3, 9), (), 0.0),
        "snow": _Choice("snow", (0, 1, 2), (), 0.0),
        "mud": _Choice("clay", (0, 1, 2), (), 0.0),
    }
)
"""By layer. Where :mod:`procgen.texture.terrain_layers` has colours for the biome, those are taken."""


def commonest_biome(place: Place) -> str:
    """The biome that covers most of the dry land, of all tiles of a region; grassland where there is none."""
    land = place.land
    if land.region is not None:
        return land.region.biome
    counts = np.bincount(land.biome[~land.water].ravel(), minlength=len(BIOMES))
    for name in _WET:
        counts[BIOMES.index(name)] = 0
    counts[BIOMES.index("beach")] = counts[BIOMES.index("beach")] // 4
    return BIOMES[int(counts.argmax())] if counts.any() else "grassland"


def style_of(place: Place) -> str:
    """How people build there, one of :data:`procgen.world.buildings.STYLES`."""
    settled = place.settlement
    if settled is not None and settled.style:
        return settled.style
    style = STYLE_OF_BIOME.get(commonest_biome(place), "timber")
    if settled is not None and settled.kind == "fishing_village" and style in ("timber", "stone"):
        return "boards"
    return style


def _number(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"world/material/{seed}/{name}".encode()).digest()[:8], "little")


def _rgb(codes: tuple[int, ...]) -> tuple[tuple[float, float, float], ...]:
    return tuple(((code >> 16) / 255.0, (code >> 8 & 255) / 255.0, (code & 255) / 255.0) for code in codes)


def _request(choice: _Choice, seed: int, name: str, **weather: float) -> TextureParameters:
    number = _number(seed, name)
    look: dict[str, Any] = {}
    if choice.palettes and choice.strength > 0.0:
        palette = choice.palettes[(number >> 16) % len(choice.palettes)]
        look = {"palette": _rgb(palette), "palette_strength": choice.strength}
    return TextureParameters(
        SIDE_PX,
        SIDE_PX,
        seed=number >> 8,
        style_seed=choice.styles[number % len(choice.styles)],
        material=choice.material,
        metres_per_tile=choice.metres,
        look=look,
        weather={kind: share for kind, share in weather.items() if share > 0.0},
        quarter_turns=choice.quarter_turns,
    )


def _ground_request(layer: str, biome: str, seed: int) -> TextureParameters:
    choice, fit = _GROUND[layer], terrain_layer(layer, biome)
    if fit.palette_rgb:
        choice = _Choice(
            choice.material, choice.styles, (fit.palette_rgb,), PALETTE_STRENGTH, choice.quarter_turns, choice.metres
        )
    return _request(choice, seed, f"ground/{layer}", moss=fit.moss, dirt=fit.dirt, wetness=fit.wetness, snow=fit.snow)


def layers_of(place: Place, covers: FloatArray | None = None) -> tuple[str, ...]:
    """Layers of the splat map that the land has need of, in the order of its channels.

    Args:
        place: its land and whether something lies below its settlement count.
        covers: of :func:`procgen.world.ground_paint.covers_of_land`, where that is known already.
    """
    shares = (covers_of_land(place.land) if covers is None else covers).mean(axis=(1, 2))
    # Caves are of the rock of the land, even where none lies open.
    below = ("rock",) if place.settlement is not None and place.settlement.underground else ()
    needed = (*_ALWAYS, *below)
    return tuple(name for name, share in zip(LAYERS, shares, strict=True) if share > _USED_SHARE or name in needed)


def ground_requests(place: Place, seed: int, covers: FloatArray | None = None) -> dict[str, TextureParameters]:
    """What is asked for, by layer: what the land is covered with.

    Args:
        place: its land and settlement count.
        seed: other tiles and colours for another one.
        covers: as :func:`layers_of` takes them.
    """
    biome = commonest_biome(place)
    return {layer: _ground_request(layer, biome, seed) for layer in layers_of(place, covers)}


def ground_tones(
    layers: Sequence[str], biome: str, seed: int, store: ModelStore, checkpoint: Checkpoint = go_on
) -> dict[str, tuple[float, float, float]]:
    """What colour the ground has on the whole, by layer, without having its materials made: from small pieces of them.

    Args:
        layers: of :data:`procgen.world.ground_paint.LAYERS`.
        biome: as :func:`commonest_biome` says it.
        seed: of the materials.
        store: where the texture domain's networks come from.
        checkpoint: called now and then; raises to stop the work.

    Returns:
        sRGB, 0 to 1: the mean of the light that it sends back.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """
    tones = {}
    for layer in layers:
        asked = replace(
            _ground_request(layer, biome, seed), width_px=_TONE_PX, height_px=_TONE_PX, metres_per_tile=None
        )
        albedo = generate(asked, store, TextureCallbacks(no_report, checkpoint)).surface.albedo
        mean = to_linear(albedo).mean(axis=(0, 1))
        red, green, blue = to_srgb(mean).tolist()
        tones[layer] = (red, green, blue)
    return tones


def building_requests(place: Place, seed: int) -> dict[str, TextureParameters]:
    """What is asked for, by slot: what people build with, and stone where nobody builds, for boulders are of it."""
    settled = place.settlement
    if settled is None or (settled.kind == NOBODY and not any(road.bridge.any() for road in settled.roads)):
        return {"stone": _request(_STONE, seed, "building/stone")}
    style = style_of(place)
    return {slot: _request(_BUILT[style][slot], seed, f"building/{slot}") for slot in SLOTS}


@dataclass(frozen=True, slots=True)
class Painted:
    """A material with its pictures."""

    material: Material
    files: Mapping[str, bytes]
    """By file name: ``NAME_albedo.png``, ``NAME_normal.png`` (OpenGL) and ``NAME_orm.png``, each with its recipe."""


class Painting:
    """The materials of a world in the making: each is a piece of work of its own, so that several are made at once.

    Args:
        place: that they are to fit: its land and the kind of its settlement count.
        seed: other tiles and colours for another one.
        store: where the texture domain's networks come from.
        beside: where the work is done.
        callbacks: how to watch and stop it.
        pictured: whether pictures are drawn, too.
    """

    def __init__(
        self,
        place: Place,
        seed: int,
        store: ModelStore,
        beside: Beside,
        callbacks: Callbacks | None = None,
        *,
        pictured: bool = True,
    ) -> None:
        self._place, self._seed, self._store, self._beside = place, seed, store, beside
        self._callbacks = callbacks or Callbacks()
        self._pictured = pictured
        self._made: dict[str, dict[str, Future[Painted]]] = {"ground": {}, "building": {}}
        self._lock = threading.Lock()
        self._done = 0

    def begin_building(self) -> None:
        """Have made what people build with."""
        self._begin("building", building_requests(self._place, self._seed))

    def begin_ground(self, covers: FloatArray) -> None:
        """Have made what the land is covered with.

        Args:
            covers: of :func:`procgen.world.ground_paint.covers_of_land`.
        """
        self._begin("ground", ground_requests(self._place, self._seed, covers))

    def finished(self, splat: npt.NDArray[np.uint8]) -> tuple[Materials, dict[str, bytes]]:
        """The materials and their pictures, by file name, once all are made.

        Args:
            splat: where what lies, of :func:`procgen.world.ground_paint.splat_of`.

        Raises:
            ModelUnavailable: a network is missing or damaged.
            Cancelled, DeadlinePassed: whatever the callbacks' checkpoint raised.
        """
        made = {kind: {name: future.result() for name, future in own.items()} for kind, own in self._made.items()}
        files = {
            name: data for own in made.values() for painted in own.values() for name, data in painted.files.items()
        }
        ground, building = (
            MappingProxyType({name: painted.material for name, painted in made[kind].items()})
            for kind in ("ground", "building")
        )
        self._callbacks.report("materials", 1.0)
        place = self._place
        return Materials(self._seed, commonest_biome(place), style_of(place), ground, building, splat), files

    def _begin(self, kind: str, requests: Mapping[str, TextureParameters]) -> None:
        for name, parameters in requests.items():
            self._made[kind][name] = self._beside.do(self._paint, kind, name, parameters)

    def _paint(self, kind: str, name: str, parameters: TextureParameters) -> Painted:
        checkpoint = self._callbacks.checkpoint
        material = generate(parameters, self._store, TextureCallbacks(no_report, checkpoint))
        files = picture_files(kind, name, material, checkpoint) if self._pictured else {}
        with self._lock:
            self._done += 1
            # Of as many as there can be.
            self._callbacks.report(name, self._done / (len(LAYERS) + len(SLOTS)))
        return Painted(material, files)


def make_materials(place: Place, seed: int, store: ModelStore) -> tuple[Materials, dict[str, bytes]]:
    """Make the materials of a place, and their pictures by file name.

    Args:
        place: as :class:`Painting` takes it.
        seed: likewise.
        store: likewise.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """
    with Beside(store.threads) as beside:
        painting = Painting(place, seed, store, beside)
        painting.begin_building()
        covers = covers_of_land(place.land)
        painting.begin_ground(covers)
        splat = splat_of(place, covers=covers)
        beside.help()
        return painting.finished(splat)


def maps_of(material: Material) -> dict[str, np.ndarray[Any, np.dtype[np.uint8]]]:
    """Albedo (sRGB), normals (OpenGL) and occlusion, roughness and metallic of a material: (rows, columns, 3) each."""
    surface = material.surface
    return {
        "albedo": to_8bit(surface.albedo),
        "normal": np.asarray(encode_normals(normals(surface.height)), np.uint8),
        "orm": to_8bit(orm(occlusion(surface.height), surface.roughness, surface.metallic)),
    }


def picture_files(kind: str, name: str, material: Material, checkpoint: Checkpoint = go_on) -> dict[str, bytes]:
    """The pictures of one material, by file name, each with its recipe in it.

    Args:
        kind: "ground" or "building".
        name: of the layer or slot.
        material: that is there.
        checkpoint: called every few ten milliseconds.
    """
    return {
        _file_name(kind, name, map_name): write_png(
            pixels,
            checkpoint,
            texts={"procgen:recipe": material.recipe.to_json()},
            method=Filter.AVERAGE,
            srgb=map_name == "albedo",
        )
        for map_name, pixels in maps_of(material).items()
    }


def _file_name(kind: str, name: str, map_name: str) -> str:
    return f"{name if kind == 'ground' else f'building_{name}'}_{map_name}.png"


def material_files(
    materials: Materials, pictures: Mapping[str, bytes], checkpoint: Checkpoint = go_on
) -> dict[str, bytes]:
    """The materials as files for engines.

    Args:
        materials: of a world.
        pictures: of theirs, by file name, of :func:`picture_files`.
        checkpoint: called every few ten milliseconds.

    Returns:
        By file name: ``NAME_albedo.png``, ``NAME_normal.png`` (OpenGL) and ``NAME_orm.png`` of each material, each with
        its recipe in it; ``splat_0.png`` and ``splat_1.png``, the shares of the eight layers, four channels each,
        over the whole ground; and ``materials.json``, which says which is where and how large.
    """
    files: dict[str, bytes] = {}
    listed: dict[str, list[dict[str, Any]]] = {"ground": [], "building": []}
    for kind, made in (("ground", materials.ground), ("building", materials.building)):
        for name, material in made.items():
            names = {map_name: _file_name(kind, name, map_name) for map_name in _MAPS}
            files |= {file_name: pictures[file_name] for file_name in names.values()}
            listed[kind].append(
                {
                    "name": name,
                    "files": names,
                    "metres_per_tile": round(material.metres_per_tile[0], 6),
                    "class": material.material,
                    "recipe": material.recipe.sha256,
                }
            )
    for half in range(2):
        part = np.ascontiguousarray(materials.splat[..., 4 * half : 4 * half + 4])
        files[f"splat_{half}.png"] = write_png(part, checkpoint, texts={}, method=Filter.AVERAGE)
    described = {
        "biome": materials.biome,
        "style": materials.style,
        "seed": materials.seed,
        **listed,
        "splat": {"files": ["splat_0.png", "splat_1.png"], "layers": list(LAYERS)},
    }
    files["materials.json"] = json.dumps(described, indent=1).encode()
    return files
