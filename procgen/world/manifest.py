"""A world as a folder of files: what each holds, which part it belongs to, and the manifest that lists them all.

Files of one part are made from that part and what it stands on alone, so that they keep their bytes when another part
is made anew.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import Recipe
from procgen.table.schema import Value
from procgen.terrain.exporters import npy, png16, sidecar
from procgen.terrain.exporters.options import ExportOptions
from procgen.terrain.heightmap import Heightmap
from procgen.texture.terrain_layers import BIOMES
from procgen.world.cover.files import FOLDER, cover_files
from procgen.world.cover.grown import Cover
from procgen.world.kinds import KINDS
from procgen.world.land import side_m
from procgen.world.life.day import Day
from procgen.world.life.navigation import NavigationMesh, navigation_record
from procgen.world.life.record import days_record
from procgen.world.life.schedule import DAY_S
from procgen.world.parameters import PARTS
from procgen.world.parts import Callbacks
from procgen.world.place import (
    NOBODY,
    Animal,
    Barrier,
    Building,
    Gate,
    InRegion,
    Land,
    Person,
    Place,
    Prop,
    Road,
    Settlement,
    Talk,
)
from procgen.world.points import points_of
from procgen.world.prop_models import shape_of
from procgen.world.text import Understood
from procgen.world.traffic import record as record_names
from procgen.world.traffic.record import Scene, horse_glbs, models_glb, scene_record, tracks_bytes
from procgen.world.underground.record import underground_records

FORMAT: Final = "procgen-world"
VERSION: Final = 1
BUILT: Final = "built"
"""What stands there, for engines: made of terrain, settlement, materials and props."""
SCENE, MAP, LIFE, TRAFFIC, MANIFEST = "scene", "map", "life", "traffic", "manifest"
"""What is made of all parts together."""
MANIFEST_NAME: Final = "manifest.json"
USD: Final = "usd"
FORMATS: Final = (USD,)
"""Of the scene, beside world.glb."""
OUTPUTS: Final = (*PARTS, BUILT, SCENE, MAP, LIFE, TRAFFIC)
"""What can be asked for."""
PLACE_PARTS: Final = ("terrain", "settlement", "props", "people")
"""What the map and people's days stand on; the scene stands on all."""
_UNITS: Final = (
    "metres and degrees; x east, y up, z south, the origin at the north-western corner of the ground; "
    "turns about +y, counter-clockwise seen from above, 0 looks along +z"
)
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_JSON: Final = "application/json"
_OCTETS: Final = "application/octet-stream"


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """One file of a world.

    Attributes:
        part: one of :data:`OUTPUTS`, or "manifest".
        kind: what it is: "heights_npy", "person_glb".
        folder: below the world's own; empty for that itself.
        name: unique in the world, whatever the folder.
        media_type: of the bytes.
        data: the bytes.
    """

    part: str
    kind: str
    folder: str
    name: str
    media_type: str
    data: bytes

    @property
    def path(self) -> str:
        """From the world's folder, with "/"."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


# --- parts as JSON ----------------------------------------------------------------------------------------------------


def _number(value: float) -> float:
    """To the millimetre: files stay small, and what was float32 has few digits."""
    return round(float(value), 3)


def _points(points_m: npt.NDArray[Any]) -> list[list[float]]:
    return [[_number(value) for value in point] for point in points_m]


def building_record(building: Building) -> dict[str, Any]:
    """A building as ``settlement.json`` has it."""
    return {
        "name": building.name,
        "use": building.use,
        "x_m": _number(building.x_m),
        "z_m": _number(building.z_m),
        "floor_m": _number(building.floor_m),
        "width_m": _number(building.width_m),
        "depth_m": _number(building.depth_m),
        "height_m": _number(building.height_m),
        "turn_deg": _number(building.turn_deg),
        "door": {"x_m": _number(building.door_x_m), "z_m": _number(building.door_z_m)},
    }


def road_record(road: Road) -> dict[str, Any]:
    """A road or pier as ``settlement.json`` has it; ``bridges`` are the pieces that begin at these points."""
    return {
        "kind": road.kind,
        "width_m": _number(road.width_m),
        "points_m": _points(road.points_m),
        "bridges": [int(k) for k in np.flatnonzero(road.bridge)],
    }


def barrier_record(barrier: Barrier) -> dict[str, Any]:
    """A wall, fence or hedge as ``settlement.json`` has it; ``of`` names the building whose yard it bounds."""
    return {
        "kind": barrier.kind,
        "of": barrier.of,
        "height_m": _number(barrier.height_m),
        "thickness_m": _number(barrier.thickness_m),
        "points_m": _points(barrier.points_m),
    }


def gate_record(gate: Gate) -> dict[str, Any]:
    """A gate as ``settlement.json`` has it."""
    return {
        "kind": gate.kind,
        **{name: _number(getattr(gate, name)) for name in ("x_m", "y_m", "z_m", "turn_deg", "width_m")},
    }


def settlement_record(settlement: Settlement | None, recipe: Recipe, spacing_m: float = 1.0) -> dict[str, Any]:
    """``settlement.json``: an empty place where nobody settled."""
    record: dict[str, Any] = {"recipe": json.loads(recipe.to_json()), "units": _UNITS, "settlement": None}
    if settlement is None:
        lists = ("buildings", "roads", "piers", "barriers", "gates", "fixtures", "not_there")
        return {**record, **{name: [] for name in lists}}
    below = underground_records(settlement, spacing_m)
    if settlement.kind != NOBODY:
        record["settlement"] = {
            "name": settlement.name,
            "kind": settlement.kind,
            "x_m": _number(settlement.x_m),
            "z_m": _number(settlement.z_m),
            "radius_m": _number(settlement.radius_m),
            "setting": KINDS[settlement.kind].setting,
            "culture": settlement.culture,
        }
    return {
        **record,
        "buildings": [building_record(each) for each in settlement.buildings],
        "roads": [road_record(each) for each in settlement.roads],
        "piers": [road_record(each) for each in settlement.piers],
        "barriers": [barrier_record(each) for each in settlement.barriers],
        "gates": [gate_record(each) for each in settlement.gates],
        "fixtures": [prop_record(each) for each in settlement.fixtures],
        "not_there": list(settlement.missing),
        **({"underground": below} if below else {}),
    }


def region_record(region: InRegion) -> dict[str, Any]:
    """Which tile of a region a world is, as ``manifest.json`` has it."""
    last = region.tiles - 1
    steps = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}
    beside = {side: (region.column + east, region.row + south) for side, (east, south) in steps.items()}
    return {
        "column": region.column,
        "row": region.row,
        "tiles": region.tiles,
        # Of the north-western corner, from the region's.
        "x_m": _number(region.x_m),
        "z_m": _number(region.z_m),
        "neighbours": {
            side: {"column": column, "row": row}
            for side, (column, row) in beside.items()
            if 0 <= column <= last and 0 <= row <= last
        },
        "roads": [
            {"side": stub.side, "x_m": _number(stub.x_m), "y_m": _number(stub.y_m), "z_m": _number(stub.z_m)}
            for stub in region.stubs
        ],
    }


def prop_record(prop: Prop) -> dict[str, Any]:
    """A prop as ``props.json`` has it."""
    return {
        "kind": prop.kind,
        "shape": shape_of(prop) + 1,
        **{name: _number(getattr(prop, name)) for name in ("x_m", "y_m", "z_m", "turn_deg", "scale", "radius_m")},
    }


def person_record(person: Person) -> dict[str, Any]:
    """Somebody as ``people.json`` has them."""
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "sex": person.sex,
        "age": person.age,
        "traits": list(person.traits),
        "home": person.home,
        "work": person.work,
        "relations": [{"kind": kind, "person": other} for kind, other in person.relations],
        **{name: _number(getattr(person, name)) for name in ("x_m", "y_m", "z_m", "turn_deg")},
        "file": person.file_name,
    }


def animal_record(animal: Animal) -> dict[str, Any]:
    """An animal as ``creatures.json`` has it."""
    return {
        **{name: getattr(animal, name) for name in ("id", "species", "herd", "clip")},
        **{name: _number(getattr(animal, name)) for name in ("x_m", "y_m", "z_m", "turn_deg")},
        "file": animal.file_name,
    }


def talk_record(talk: Talk, number: int) -> dict[str, Any]:
    """A line as ``dialogue.json`` has it."""
    return {
        "id": f"line-{number + 1:03d}",
        "speaker": talk.speaker,
        "listener": talk.listener,
        "intent": talk.intent,
        "text": talk.text,
        "names": list(talk.names),
    }


def _plants(place: Place) -> int:
    """How many plants cover the ground, trees not counted."""
    if place.cover is None:
        return 0
    east, south = side_m(place.land)
    return sum(layer.count(east * south) for layer in place.cover.layers)


def said_record(said: Understood, settlement: Settlement | None) -> dict[str, Any]:
    """What a description was taken to say, as ``manifest.json`` has it; ``not_there`` has found no place."""
    return {
        "settlement": said.settlement,
        "landform": said.landform,
        "climate": said.climate,
        "features": dict(said.features),
        "buildings": list(said.uses),
        "culture": said.culture,
        "style": said.style,
        "wealth": said.wealth,
        "deserted": said.deserted,
        "not_understood": list(said.unknown),
        "not_there": [] if settlement is None else list(settlement.missing),
    }


def _json_bytes(record: Mapping[str, Any]) -> bytes:
    return (json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _short_json_bytes(record: Mapping[str, Any]) -> bytes:
    """For lists of thousands of places."""
    return (json.dumps(record, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n").encode()


# --- files of parts ---------------------------------------------------------------------------------------------------


def terrain_files(land: Land, recipe: Recipe) -> Iterator[File]:
    """The ground as nature made it, before anybody built there."""
    heightmap = Heightmap(land.heights_m, land.metres_per_pixel, land.sea_level_m, recipe)
    yield from _npy_files("terrain", "terrain", "terrain.npy", "terrain_npy", heightmap)


def _npy_files(part: str, folder: str, name: str, kind: str, heightmap: Heightmap) -> Iterator[File]:
    yield File(part, kind, folder, name, _OCTETS, npy.encode(heightmap))
    beside = sidecar(heightmap, name, "npy").encode()
    yield File(part, "sidecar", folder, f"{name}.json", _JSON, beside)


def _array(values: npt.NDArray[Any]) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, np.ascontiguousarray(values), version=(1, 0), allow_pickle=False)
    return out.getvalue()


def settlement_files(
    land: Land, settlement: Settlement | None, recipe: Recipe, ground: Recipe, callbacks: Callbacks
) -> Iterator[File]:
    """The ground with what was levelled and cut, its water and biomes, and what stands there.

    Args:
        land: with earthworks.
        settlement: what stands there, if anything.
        recipe: of the settlement.
        ground: of the ground; another one where the settlement is kept and the land around it is not.
        callbacks: how to stop the work.
    """
    heightmap = Heightmap(land.heights_m, land.metres_per_pixel, land.sea_level_m, ground)
    yield from _npy_files("settlement", "ground", "heights.npy", "heights_npy", heightmap)
    picture = png16.encode(heightmap, ExportOptions(checkpoint=callbacks.checkpoint))
    yield File("settlement", "heights_png16", "ground", "heights.png", "image/png", picture)
    grids = {
        "water": (land.water_m.astype("<f4"), "height of the water's surface in metres, NaN where there is none"),
        "biome": (land.biome, "index into biomes"),
        "moisture": (land.moisture.astype("<f4"), "0 dry to 1 wet"),
    }
    for name, (values, _) in grids.items():
        callbacks.checkpoint()
        yield File("settlement", f"{name}_npy", "ground", f"{name}.npy", _OCTETS, _array(values))
    described = {
        "recipe": json.loads(ground.to_json()),
        "units": _UNITS,
        "metres_per_pixel": float(land.metres_per_pixel),
        "rows": land.heights_m.shape[0],
        "columns": land.heights_m.shape[1],
        "sea_level_m": float(land.sea_level_m),
        "grids": {name: {"file": f"ground/{name}.npy", "holds": holds} for name, (_, holds) in grids.items()},
        "biomes": list(BIOMES),
        "rivers": [_points(points) for points in land.rivers],
    }
    if settlement is not None and settlement.underground:
        # Rows and columns of heights: the squares around them are left out.
        described["holes"] = [hole for under in settlement.underground for hole in under.holes.tolist()]
    yield File("settlement", "ground_json", "ground", "ground.json", _JSON, _json_bytes(described))
    yield File(
        "settlement",
        "settlement_json",
        "",
        "settlement.json",
        _JSON,
        _json_bytes(settlement_record(settlement, recipe, land.metres_per_pixel)),
    )


def materials_files(named: Mapping[str, bytes]) -> Iterator[File]:
    """Pictures of materials and ``materials.json``, as :func:`procgen.world.materials.material_files` gives them."""
    for name, data in named.items():
        picture = name.endswith(".png")
        kind, media_type = ("material_png", "image/png") if picture else ("materials_json", _JSON)
        yield File("materials", kind, "materials", name, media_type, data)


def props_file(props: Sequence[Prop], recipe: Recipe) -> File:
    """``props.json``."""
    record = {"recipe": json.loads(recipe.to_json()), "units": _UNITS, "props": [prop_record(each) for each in props]}
    return File("props", "props_json", "", "props.json", _JSON, _json_bytes(record))


def cover_part_files(
    cover: Cover, land: Land, props: Sequence[Prop], recipe: Recipe, callbacks: Callbacks
) -> Iterator[File]:
    """The folder "cover": see :mod:`procgen.world.cover.files`."""
    east, south = side_m(land)
    for kind, name, media_type, data in cover_files(cover, props, recipe, east * south, callbacks.checkpoint):
        yield File("props", kind, FOLDER, name, media_type, data)


def people_files(people: Sequence[Person], glbs: Mapping[str, bytes], recipe: Recipe) -> Iterator[File]:
    """``people.json`` and a GLB for each."""
    record = {"recipe": json.loads(recipe.to_json()), "units": _UNITS, "people": [person_record(p) for p in people]}
    yield File("people", "people_json", "", "people.json", _JSON, _json_bytes(record))
    for person in people:
        yield File("people", "person_glb", "people", f"{person.id}.glb", "model/gltf-binary", glbs[person.id])


def creature_files(animals: Sequence[Animal], glbs: Mapping[str, bytes], recipe: Recipe) -> Iterator[File]:
    """``creatures.json`` and the GLB files that animals share."""
    record = {"recipe": json.loads(recipe.to_json()), "units": _UNITS, "creatures": [animal_record(a) for a in animals]}
    yield File("props", "creatures_json", "", "creatures.json", _JSON, _json_bytes(record))
    for name, data in glbs.items():
        folder, _, file = name.rpartition("/")
        yield File("props", "creature_glb", folder, file, "model/gltf-binary", data)


def dialogue_file(talk: Sequence[Talk], names: Mapping[str, str], recipe: Recipe) -> File:
    """``dialogue.json``: the lines, and how everything that has a name here is called in them."""
    record = {
        "recipe": json.loads(recipe.to_json()),
        "names": dict(names),
        "lines": [talk_record(each, number) for number, each in enumerate(talk)],
    }
    return File("dialogue", "dialogue_json", "", "dialogue.json", _JSON, _json_bytes(record))


# --- what goes on there -----------------------------------------------------------------------------------------------


def life_files(place: Place, days: Sequence[Day], walkable: NavigationMesh) -> Iterator[File]:
    """Everybody's day, and the ground on which one can walk.

    Args:
        place: the world.
        days: of its people.
        walkable: that ground.
    """
    recipes = {part: place.recipes[part].sha256 for part in sorted(PLACE_PARTS) if part in place.recipes}
    described = {"recipes": recipes, "units": _UNITS}
    life = {**described, "day_s": DAY_S, "people": days_record(days)}
    yield File(LIFE, "life_json", LIFE, "life.json", _JSON, _short_json_bytes(life))
    ground = {**described, **navigation_record(walkable)}
    yield File(LIFE, "navigation_json", LIFE, "navigation.json", _JSON, _short_json_bytes(ground))


def usd_files(named: Iterable[tuple[str, str, bytes]]) -> Iterator[File]:
    """The folder "usd": paths, media types and bytes, as :func:`procgen.world.scene_usd.scene_usd` gives them."""
    for path, media_type, data in named:
        folder, _, name = path.rpartition("/")
        kind = "usd_picture" if media_type.startswith("image/") else "usd_layer"
        yield File(SCENE, kind, f"{USD}/{folder}".rstrip("/"), name, media_type, data)


def traffic_files(place: Place, scene: Scene, callbacks: Callbacks) -> Iterator[File]:
    """Ten minutes of traffic: see :mod:`procgen.world.traffic.record`.

    Args:
        place: the world.
        scene: its traffic.
        callbacks: how to stop the work.
    """
    recipes = {part: place.recipes[part].sha256 for part in ("props", "settlement", "terrain") if part in place.recipes}
    tracks, told = tracks_bytes(scene.traffic)
    record = {"recipes": recipes, "units": _UNITS, **scene_record(scene), "tracks": told}
    yield File(TRAFFIC, "traffic_json", TRAFFIC, record_names.JSON, _JSON, _short_json_bytes(record))
    yield File(TRAFFIC, "tracks_bin", TRAFFIC, record_names.TRACKS, _OCTETS, tracks)
    own = place.recipes.get("settlement", place.land.recipe)
    yield File(TRAFFIC, "models_glb", TRAFFIC, record_names.MODELS, "model/gltf-binary", models_glb(scene, own))
    for name, data in horse_glbs(scene, callbacks.checkpoint).items():
        yield File(TRAFFIC, "creature_glb", TRAFFIC, name, "model/gltf-binary", data)


# --- the whole --------------------------------------------------------------------------------------------------------


def manifest_file(
    place: Place,
    parts: Mapping[str, Recipe],
    seeds: Mapping[str, int],
    recipe: Recipe,
    scenario: Mapping[str, Value],
    files: Iterable[File],
    said: Mapping[str, Any] = _NOTHING,
) -> File:
    """``manifest.json``: what the world is, and every other file of it with its checksum.

    Args:
        place: the world.
        parts: the recipes of the parts that were made.
        seeds: of these, their seeds.
        recipe: of the whole.
        scenario: the hour at which it is first seen.
        files: all others.
        said: what the description was taken to say, and what of it is not there.
    """
    files = list(files)
    land = place.land
    record = {
        "format": FORMAT,
        "version": VERSION,
        "name": place.name,
        "recipe": json.loads(recipe.to_json()),
        "units": _UNITS,
        "ground": {
            "width_m": _number((land.heights_m.shape[1] - 1) * land.metres_per_pixel),
            "depth_m": _number((land.heights_m.shape[0] - 1) * land.metres_per_pixel),
            "metres_per_pixel": float(land.metres_per_pixel),
            "sea_level_m": float(land.sea_level_m),
        },
        "counts": {
            "buildings": 0 if place.settlement is None else len(place.settlement.buildings),
            "props": len(place.props),
            "trees": 0 if place.cover is None else len(place.cover.woods),
            "plants": _plants(place),
            "people": len(place.people),
            "animals": len(place.animals),
            "lines": len(place.talk),
        },
        **({} if land.region is None else {"region": region_record(land.region)}),
        "scenario": dict(scenario),
        "description": dict(said),
        "points": points_of(place),
        "parts": [
            {
                "part": part,
                # Text, since many JSON readers would round a 64-bit number.
                "seed": str(seeds[part]),
                "recipe": json.loads(own.to_json()),
                "files": [file.path for file in files if file.part == part],
            }
            for part, own in parts.items()
        ],
        "files": [
            {
                "path": file.path,
                "kind": file.kind,
                "part": file.part,
                "media_type": file.media_type,
                "size_bytes": len(file.data),
                "sha256": hashlib.sha256(file.data).hexdigest(),
            }
            for file in files
        ],
    }
    return File(MANIFEST, "manifest_json", "", MANIFEST_NAME, _JSON, _json_bytes(record))
