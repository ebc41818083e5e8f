from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import trimesh

from procgen.errors import Cancelled
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import LAYER_EXPORTERS, ExportOptions, water_glb
from procgen.terrain.ground.layers import layers
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.land import cropped_rivers
from procgen.terrain.rivers import Rectangle, RiverParameters, streams_of
from tests.terrain.exporters.gltf import Gltf
from tests.terrain.rivers.worlds import METRES_PER_PIXEL, World
from tests.tools import validate_glb

SIDE = 257
_MARGIN = 64
_NAMES = ("rivers", "lakes", "sea")
WET_WORLD = World(2, mean_m=2000.0, relief_m=900.0, sea_level_m=2188.0)
"""Between 512 and 769 px east, 400 and 657 px south, it has rivers, lakes and a sea."""
WET_PLACE = (512, 400)


@cache
def water_map(world: World, x: int, z: int, side: int = SIDE) -> Heightmap:
    """A tile of a world, with layers that were worked out on a margin as well."""
    area = Rectangle(x - _MARGIN, z - _MARGIN, side + 2 * _MARGIN, side + 2 * _MARGIN)
    network, carved = world.rivers(area, RiverParameters()), world.carved(area, RiverParameters())
    made = layers(carved.heights, METRES_PER_PIXEL, world.sea_level_m, water_glb.LAYERS, rivers=carved).arrays
    inside = (slice(_MARGIN, _MARGIN + side),) * 2
    running = (carved.river_width_m > 0.0) & (made["lake"] == 0) & (made["sea"] == 0)
    streams = streams_of(network).only(running, area.origin_x_px, area.origin_z_px)
    cut = {name: layer[inside] for name, layer in made.items()}
    recipe = Recipe("terrain", {"seed": "5", "origin_x_px": str(x), "origin_z_px": str(z)})
    rivers = cropped_rivers(carved, inside)
    return Heightmap(carved.heights[inside], METRES_PER_PIXEL, world.sea_level_m, recipe, rivers, cut, streams=streams)


def file_of(heightmap: Heightmap) -> Gltf:
    return Gltf(water_glb.encode(heightmap, heightmap.layers))


def parts_of(file: Gltf) -> dict[str, tuple[dict[str, np.ndarray], np.ndarray]]:
    found = {}
    for node in file.tree["nodes"][1:]:
        (primitive,) = file.tree["meshes"][node["mesh"]]["primitives"]
        attributes = {name: file.array(index) for name, index in primitive["attributes"].items()}
        found[node["name"]] = attributes, file.array(primitive["indices"]).reshape(-1, 3)
    return found


def test_a_map_has_rivers_lakes_and_sea_that_face_up() -> None:
    file = file_of(water_map(WET_WORLD, *WET_PLACE))
    parts = parts_of(file)
    assert file.tree["nodes"][0] == {"name": "water", "children": [*range(1, len(parts) + 1)]}
    assert set(parts) == set(_NAMES)
    for name, (attributes, triangles) in parts.items():
        corners = attributes["POSITION"][triangles].astype(np.float64)
        up = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 1]
        # A ribbon that turns within its own width folds over at the inner bank.
        assert (up > 0.0).mean() > (0.95 if name == "rivers" else 0.999), name
        assert (attributes["NORMAL"][:, 1] > 0.0).all()
        assert attributes["POSITION"][:, [0, 2]].min() >= 0.0
        assert attributes["POSITION"][:, [0, 2]].max() <= (SIDE - 1) * METRES_PER_PIXEL


def test_water_lies_at_the_level_of_the_layers() -> None:
    heightmap = water_map(WET_WORLD, *WET_PLACE)
    parts = parts_of(file_of(heightmap))
    assert (parts["sea"][0]["POSITION"][:, 1] == np.float32(WET_WORLD.sea_level_m)).all()
    assert heightmap.rivers is not None
    levels = np.unique(heightmap.rivers.water_level_m[heightmap.layers["lake"] > 0])
    assert np.isin(parts["lakes"][0]["POSITION"][:, 1], levels).all()
    attributes = parts["rivers"][0]
    x, y, z = attributes["POSITION"].T
    middle = attributes["TEXCOORD_0"][:, 0] == 0.5
    row, column = (np.rint(places[middle] / METRES_PER_PIXEL).astype(int) for places in (z, x))
    off = y[middle] - heightmap.rivers.water_level_m[row, column]
    # A pixel's own middle lies up to 0.7 px farther up or down the river.
    fall = np.abs(attributes["NORMAL"][middle, 0] ** 2 + attributes["NORMAL"][middle, 2] ** 2) ** 0.5
    assert np.median(np.abs(off)) < 0.2
    assert (np.abs(off) < 1.0 + 1.5 * METRES_PER_PIXEL * fall).mean() > 0.98


def test_surfaces_cover_what_the_layers_say_is_water() -> None:
    heightmap = water_map(WET_WORLD, *WET_PLACE)
    parts = parts_of(file_of(heightmap))
    for name, layer in (("lakes", "lake"), ("sea", "sea")):
        attributes, triangles = parts[name]
        corners = attributes["POSITION"][triangles].astype(np.float64)
        across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])[:, 1]
        area = across.sum() / 2.0 / METRES_PER_PIXEL**2
        wet = heightmap.layers[layer] > 0
        shore = (wet[1:] != wet[:-1]).sum() + (wet[:, 1:] != wet[:, :-1]).sum()
        assert abs(area - wet.sum()) < 0.6 * shore + 0.02 * wet.sum()
        # Two triangles a pixel would be a picture of pixels.
        assert len(triangles) < 0.25 * wet.sum() + 7 * shore


def test_surfaces_have_no_gaps() -> None:
    """Each edge within a surface belongs to two triangles; those of one lie on the shore or the map's border."""
    heightmap = water_map(WET_WORLD, *WET_PLACE)
    attributes, triangles = parts_of(file_of(heightmap))["sea"]
    edges = np.sort(triangles[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
    edges, count = np.unique(edges, axis=0, return_counts=True)
    assert count.max() == 2
    place = attributes["POSITION"][:, [0, 2]] / METRES_PER_PIXEL
    on_border = (place == 0.0) | (place == SIDE - 1)
    cut = (place != np.rint(place)).any(axis=1)
    for a, b in edges[count == 1]:
        assert (on_border[a] & on_border[b]).any() or (cut[a] and cut[b])


def test_meshes_of_neighbours_meet() -> None:
    west, east = water_map(WET_WORLD, *WET_PLACE), water_map(WET_WORLD, WET_PLACE[0] + SIDE - 1, WET_PLACE[1])
    north, south = water_map(WET_WORLD, WET_PLACE[0], WET_PLACE[1] - (SIDE - 1)), west
    met = 0
    for first, second, axis in ((west, east, 0), (north, south, 2)):
        ours, theirs = parts_of(file_of(first)), parts_of(file_of(second))
        for name in set(ours) & set(theirs):
            borders = []
            for (attributes, _), at in ((ours[name], (SIDE - 1) * METRES_PER_PIXEL), (theirs[name], 0.0)):
                on = attributes["POSITION"][:, axis] == np.float32(at)
                shared = (
                    attributes["POSITION"][on][:, [1, 2 - axis]],
                    attributes["COLOR_0"][on],
                    attributes["_FLOW"][on],
                )
                along = np.concatenate(shared, axis=1)
                borders.append(np.unique(along, axis=0).tobytes())
            assert borders[0] == borders[1], name
            met += len(borders[0]) > 0
    assert met >= 3


def test_rivers_say_how_they_flow() -> None:
    attributes, triangles = parts_of(file_of(water_map(WET_WORLD, *WET_PLACE)))["rivers"]
    places, flow = attributes["POSITION"].astype(np.float64), attributes["_FLOW"].astype(np.float64)
    assert attributes["TEXCOORD_1"].tobytes() == attributes["_FLOW"].tobytes()
    speed = np.hypot(*flow.T)
    assert ((speed > 0.01) & (speed < 6.001)).all()
    # Down the river the water falls: the gradient of each triangle's plane points against the flow.
    corners = places[triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    steep = np.abs(across[:, [0, 2]]).max(axis=1) > 0.02 * np.abs(across[:, 1])
    downhill = across[steep][:, [0, 2]] * np.sign(across[steep, 1:2])
    assert steep.sum() > 50
    assert ((downhill * flow[triangles[steep, 0]]).sum(axis=1) > 0.0).mean() > 0.95
    middle = attributes["TEXCOORD_0"][:, 0] == 0.5
    assert attributes["_DEPTH"][middle].min() > 0.0
    assert attributes["_DEPTH"][attributes["TEXCOORD_0"][:, 0] == 0.0].max() == 0.0
    colours = attributes["COLOR_0"]
    assert colours.min() >= 0.0
    assert colours.max() <= 1.0
    depth = attributes["_DEPTH"][:, 0]
    np.testing.assert_allclose(colours[:, 1], depth / (depth + 4.0), rtol=1e-5)
    # White water is where it is steep.
    slope = np.hypot(attributes["NORMAL"][:, 0], attributes["NORMAL"][:, 2]) / attributes["NORMAL"][:, 1]
    assert (colours[:, 0] > 0.3).any()
    assert slope[colours[:, 0] > 0.3].min() > 0.1
    assert colours[slope < 0.02, 0].max() < 0.05


def test_dry_land_is_a_file_without_a_mesh() -> None:
    heightmap = water_map(World(3, mean_m=9000.0, relief_m=10.0), 0, 0, 65)
    dry = Heightmap(heightmap.heights, 30.0, 0.0, heightmap.recipe, None, heightmap.layers)
    file = file_of(dry)
    assert file.tree["nodes"] == [{"name": "water"}]
    assert validate_glb(water_glb.encode(dry, dry.layers))["issues"]["numErrors"] == 0


def test_the_khronos_validator_and_trimesh_find_no_fault() -> None:
    heightmap = water_map(WET_WORLD, *WET_PLACE)
    data = LAYER_EXPORTERS["water_glb"].encode(heightmap, heightmap.layers)
    issues = validate_glb(data)["issues"]
    assert issues["numErrors"] == issues["numWarnings"] == 0
    # Texture coordinates are for the engines' own materials: ours has no texture.
    assert {message["code"] for message in issues["messages"]} <= {"UNUSED_OBJECT"}
    scene = trimesh.load_scene(trimesh.util.wrap_as_stream(data), file_type="glb", process=False)
    assert set(scene.geometry) == set(_NAMES)
    for name, (_, triangles) in parts_of(Gltf(data)).items():
        assert len(scene.geometry[name].faces) == len(triangles)


def test_the_work_can_be_stopped() -> None:
    heightmap = water_map(WET_WORLD, *WET_PLACE)

    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        water_glb.encode(heightmap, heightmap.layers, ExportOptions(checkpoint=stop))
