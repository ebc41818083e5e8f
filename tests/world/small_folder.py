"""A small world as the folder that ``procgen generate world`` would write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from procgen.runtime.recipe import Recipe
from procgen.world.herd_models import herd_glbs
from procgen.world.life.day import make_days
from procgen.world.life.navigation import navigation_mesh
from procgen.world.manifest import (
    File,
    cover_part_files,
    creature_files,
    dialogue_file,
    life_files,
    manifest_file,
    materials_files,
    people_files,
    props_file,
    said_record,
    settlement_files,
)
from procgen.world.map_picture import map_png
from procgen.world.materials import Materials, material_files, picture_files
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.scene_glb import built_glb, scene_glb
from procgen.world.text import Understood


def write_folder(place: Place, materials: Materials, people: Mapping[str, bytes], folder: Path) -> None:
    """Write a world's files, its manifest last."""
    recipe = Recipe("world", {"seed": "1"})
    herds = {name: make() for name, make in herd_glbs(place.animals, 3, Callbacks())}
    files = [
        *settlement_files(place.land, place.settlement, recipe, recipe, Callbacks()),
        *_material_files(materials),
        props_file(place.props, recipe),
        *(cover_part_files(place.cover, place.land, place.props, recipe, Callbacks()) if place.cover else ()),
        *creature_files(place.animals, herds, recipe),
        *people_files(place.people, people, recipe),
        dialogue_file(place.talk, {}, recipe),
        File("built", "built_glb", "", "built.glb", "model/gltf-binary", built_glb(place, materials)),
        File("scene", "world_glb", "", "world.glb", "model/gltf-binary", scene_glb(place, materials, people)),
        File("map", "map_png", "", "map.png", "image/png", map_png(place)),
        *life_files(place, make_days(place, materials.style, materials.seed), navigation_mesh(place)),
    ]
    _write(place, files, recipe, folder)


def write_land(place: Place, materials: Materials, folder: Path) -> None:
    """Write what of it says how the land and the settlement lie, and its manifest: nothing to look at."""
    recipe = Recipe("world", {"seed": "1"})
    land = settlement_files(place.land, place.settlement, recipe, recipe, Callbacks())
    _write(place, [*land, *_material_files(materials)], recipe, folder)


def _material_files(materials: Materials) -> Iterator[File]:
    pictures: dict[str, bytes] = {}
    for kind, made in (("ground", materials.ground), ("building", materials.building)):
        for name, material in made.items():
            pictures |= picture_files(kind, name, material)
    return materials_files(material_files(materials, pictures))


def _write(place: Place, files: list[File], recipe: Recipe, folder: Path) -> None:
    scenario: dict[str, str | int | float | None] = {
        "hour": 20,
        "weather": "mist",
        "wind_m_s": 6.7,
        "visibility_km": 3.2,
    }
    said = said_record(Understood(deserted=place.deserted), place.settlement)
    files.append(manifest_file(place, {}, {}, recipe, scenario, files, said))
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
