"""A world's folder as a scene in the real Godot."""

from __future__ import annotations

import dataclasses
import json
import math
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.spatial import cKDTree

from procgen.world.cover.kinds import KINDS
from procgen.world.cover.models import shapes_of
from procgen.world.cover.pattern import CELL_M, cell_points, plants_of, points_in_cell
from procgen.world.ground_height import height_at
from procgen.world.ground_paint import splat_of
from procgen.world.materials import Materials
from procgen.world.place import Place
from procgen.world.points import points_of
from procgen.world.prop_models import shape_of
from tests.engines.demo import copy_visited
from tests.engines.godot_probe import complaints, report_of
from tests.engines.region_folder import write_region
from tests.engines.world_demo import visit_world
from tests.tools import godot
from tests.world.small_folder import write_folder
from tests.world.small_place import SPACING_M
from tests.world.underground.small_below import BELOW, place_above

POINTS = ((11.0, 37.3), (100.7, 55.2), (180.0, 190.0), (61.9, 140.1))
MARGIN_M = 0.06
"""Points near a distance's end are in both lists: the shader shows one."""
PRESET = """
[preset.0]
name="Linux"
platform="Linux"
runnable=true
export_filter="all_resources"
include_filter=""
exclude_filter=""
export_path=""

[preset.0.options]
texture_format/s3tc_bptc=true
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_visited(Path(tmp_path_factory.mktemp("godot_world")) / "project")


@pytest.fixture(scope="module")
def report(project: Path, grown_village: Path) -> dict[str, Any]:
    return visit_world(project, grown_village, points=POINTS)


def test_everything_stands_there(report: dict[str, Any], grown_place: Place) -> None:
    place = grown_place
    assert place.settlement is not None
    groups = report["groups"]
    assert set(groups) == {
        *("Ground", "Water", "Buildings", "Bridges", "Piers", "Props", "People", "Creatures", "Cover", "Woods"),
        "Beyond",
    }
    assert groups["Ground"] == ["Surface", "Shape"]
    assert groups["Water"] == ["Sea", "Fresh water"]
    assert groups["Buildings"] == [building.name for building in place.settlement.buildings]
    assert groups["People"] == [person.name for person in place.people]
    assert groups["Creatures"] == [animal.id for animal in place.animals]
    assert report["props"] == len(place.props)
    assert report["name"] == place.name


def test_the_ground_is_where_physics_finds_it(report: dict[str, Any], place: Place) -> None:
    for (x, z), (said, hit) in zip(POINTS, report["heights"], strict=True):
        assert said == pytest.approx(float(height_at(place.land.heights_m, SPACING_M, x, z)), abs=0.01)
        # A ray from above may hit a roof or a crown's trunk first, never what lies below the ground.
        assert hit >= said - 0.05
    assert abs(report["above_ground_m"]) < 0.2


def test_one_collides_with_all_that_is_seen_in_shapes_that_hold_no_frame_up(report: dict[str, Any]) -> None:
    solid = report["solid"]
    assert sum(solid["shapes"]) == solid["seen"] > 0
    most = 3000
    assert max(solid["shapes"]) <= most
    # Three times as many in a row are parted side by side, and those in one place as well.
    assert solid["heaps"] == [[2250.0 * number, 2250.0] for number in range(4)]
    assert solid["piled"] == 4


def test_the_ground_wears_its_materials(report: dict[str, Any]) -> None:
    assert report["has_splats"]
    assert sorted(report["layers"]) == list(range(8))


def test_plants_stand_as_the_maps_say(report: dict[str, Any], grown_place: Place) -> None:
    cover = grown_place.cover
    assert cover is not None
    area = (SPACING_M * (grown_place.land.heights_m.shape[0] - 1)) ** 2
    assert report["plants"] == {
        **{layer.kind: layer.count(area) for layer in cover.layers},
        "trees": len(cover.woods),
    }
    assert report["drawn"]["points"] > 1000, "around the walker"
    assert 0 < report["drawn"]["trunks"] <= len(cover.woods)


def test_each_tree_is_drawn_once(report: dict[str, Any], grown_place: Place) -> None:
    """As a mesh up to a distance, as a card beyond; props of shapes that stand in the woods are trees of these."""
    cover, drawn = grown_place.cover, report["drawn"]
    assert cover is not None
    shapes = set(shapes_of(cover))
    joined = [prop for prop in grown_place.props if (prop.kind, shape_of(prop)) in shapes]
    woods = cover.woods
    wanted = [*zip(woods.x_m, woods.y_m, woods.z_m, strict=True), *((each.x_m, each.y_m, each.z_m) for each in joined)]
    feet = np.array(drawn["feet"])
    assert feet[np.lexsort(feet.T)] == pytest.approx(np.array(wanted)[np.lexsort(np.array(wanted).T)], abs=1e-3)
    away = np.hypot(np.hypot(*(feet - drawn["eye"])[:, :2].T), (feet - drawn["eye"])[:, 2])
    # Cards hide within that distance, by the shader.
    assert sorted(drawn["meshes"]) == np.flatnonzero(away <= drawn["meshes_m"]).tolist()
    assert len(drawn["meshes"]) > 0
    assert drawn["cards"] == len(feet)


def test_near_plants_are_all_there_once(report: dict[str, Any], grown_place: Place) -> None:
    cover, drawn = grown_place.cover, report["drawn"]
    assert cover is not None
    side = SPACING_M * (grown_place.land.heights_m.shape[0] - 1)
    at, (fine_m, near_m) = np.array(drawn["near_at"]), drawn["reaches"]
    assert 0.0 < fine_m < near_m
    for number, layer in enumerate(cover.layers):
        seed = (cover.seed + number) & 0x7FFFFFFF
        count = points_in_cell(layer.per_m2)
        places: dict[int, list[tuple[float, float]]] = {1: [], 2: []}
        points = drawn["near"][layer.kind]
        assert len({tuple(point) for point in points}) == len(points), layer.kind
        for column, row, point, part in points:
            x_m, z_m = cell_points(column, row, count, seed)
            places[part].append((float(x_m[point]), float(z_m[point])))
        for part, (least, most) in {1: (0.0, fine_m), 2: (fine_m, near_m)}.items():
            distances = [math.hypot(x - at[0], z - at[1]) for x, z in places[part]]
            assert all(least - MARGIN_M <= each <= most + MARGIN_M for each in distances), layer.kind
        # Nearer than that, all that grow are drawn.
        whole_m = KINDS[layer.kind].whole_m
        seen = {part: cKDTree(np.array(found).reshape(-1, 2)) for part, found in places.items()}
        low, high = ((at + way * whole_m) // CELL_M for way in (-1.0, 1.0))
        for column in range(max(int(low[0]), 0), int(high[0]) + 1):
            for row in range(max(int(low[1]), 0), int(high[1]) + 1):
                for x, z in zip(*plants_of(layer, (side, side), column, row, seed), strict=True):
                    away = math.hypot(x - at[0], z - at[1])
                    if away < whole_m and abs(away - fine_m) > 0.02:
                        found, _ = seen[1 if away < fine_m else 2].query([x, z])
                        assert found < 0.02, layer.kind


def test_the_scenario_of_the_manifest_is_taken(report: dict[str, Any]) -> None:
    scenario = report["scenario"]
    assert scenario["first"] == [20, "mist"]
    looks = scenario["looks"]
    sun = {name: look[0] for name, look in looks.items()}
    assert sun["fair 12"] > 1.0
    assert sun["fair 0"] == 0.0
    assert sun["heavy_rain 12"] < 0.3 * sun["fair 12"]
    assert looks["fair 0"][1] > 0.1, "the moon"
    assert looks["snow 12"][2] > 2.0 * looks["fair 12"][2], "one sees less far"
    # Windows are lit at night.
    assert {name for name, look in looks.items() if look[3]} == {f"{each} 0" for each in ("fair", "heavy_rain", "snow")}


def test_weather_reaches_all_that_people_made_and_no_room(report: dict[str, Any]) -> None:
    weathered = report["scenario"]["weathered"]
    for group, snow in weathered["snow"].items():
        assert snow, group
        assert set(snow) == {0.9}, group
    assert weathered["rooms"] > 0
    assert weathered["changed"] == 0
    # What a scene is saved with can be told, too.
    assert report["editable"]["weathered"] >= 4


def test_the_sun_goes_its_way(report: dict[str, Any]) -> None:
    noon, midnight, east = report["scenario"]["sun"]
    # 48 north on midsummer: 90 - 48 + 23.45 degrees above the south.
    assert noon == pytest.approx([0.0, np.sin(np.radians(65.45)), np.cos(np.radians(65.45))], abs=0.01)
    assert midnight[1] < -0.2
    assert east == pytest.approx([1.0, 0.0, 0.0], abs=0.02)


def test_a_scenario_that_cannot_be_is_refused_in_words(report: dict[str, Any]) -> None:
    weather, hour, wind = report["scenario"]["wrong"]
    assert weather.startswith('weather is "frogs": it must be one of fair, ')
    assert hour == "hour is 25.0: it must be a number from 0 to 24."
    assert wind == "wind_m_s is much: it must be a number from 0 to 60."


def test_a_world_becomes_nodes_that_a_hand_can_change(report: dict[str, Any], place: Place) -> None:
    editable = report["editable"]
    assert place.settlement is not None
    assert editable["problem"] == ""
    groups = editable["groups"]
    assert groups["Buildings"] == len(place.settlement.buildings)
    assert groups["People"] == len(place.people)
    assert groups["Props"] == len(place.props) + 1, "and what stops whoever walks there"
    side = SPACING_M * (place.land.heights_m.shape[0] - 1)
    height = float(height_at(place.land.heights_m, SPACING_M, side / 2, side / 2))
    assert editable["origin"] == pytest.approx([side / 2, height, side / 2], abs=0.01)
    # One was moved and one deleted: these stay so, and all others come anew.
    assert editable["moved_m"] == pytest.approx(3.0, abs=1e-3)
    assert editable["deleted_stays_away"]
    assert editable["left"] == groups["Props"] - 1
    assert editable["counts"]["kept"] == 1
    members = sum(count for name, count in groups.items() if name != "Land")
    assert editable["counts"]["taken"] == members - 2


def test_people_breathe_and_have_their_lines(report: dict[str, Any], place: Place) -> None:
    for said, person in zip(report["people"], place.people, strict=True):
        assert (said["id"], said["name"], said["lines"]) == (person.id, person.name, 1)
        assert said["place"] == pytest.approx([person.x_m, person.y_m, person.z_m], abs=0.01)
        assert said["bones"] == 56
        assert said["meshes"] == 1, "in one piece, clothes and all"
        assert said["clip"] == "idle"


def test_somebody_turns_and_speaks_to_who_comes_near(report: dict[str, Any], place: Place) -> None:
    spoken = report["spoken"]
    assert set(spoken["heard"]) == {place.talk[0].text}
    assert spoken["shown"]
    assert not spoken["shown_from_afar"]
    assert abs(spoken["turned_away_deg"]) < 20.0


def test_doors_open_for_who_comes_and_close_behind_them(report: dict[str, Any], place: Place) -> None:
    assert place.settlement is not None
    doors = report["doors"]
    assert doors["count"] >= len(place.settlement.buildings)
    assert doors["rooms"] == len(place.settlement.buildings)
    assert doors["lamps"] >= len(place.settlement.buildings)
    assert doors["turned_deg"] == pytest.approx(doors["opens_deg"], abs=1.0)
    assert doors["left_deg"] == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize("kind", BELOW)
def test_somebody_walks_from_the_street_to_the_depths(
    project: Path, plain_materials: Materials, tmp_path: Path, kind: str
) -> None:
    below = place_above(kind)
    materials = dataclasses.replace(plain_materials, splat=splat_of(below))
    write_folder(below, materials, {}, tmp_path)
    points = points_of(below)
    street, depth = (
        next([each["x_m"], each["y_m"], each["z_m"]] for each in points if each["kind"] == kind)
        for kind in ("spawn", "depth")
    )
    script = ["--fixed-fps", "60", "--script", "res://world_depths.gd"]
    arguments = {"walks": [[street, depth]]}
    (walk,) = report_of(project, script, arguments, before=["--world", str(tmp_path)], timeout=300)["walks"]
    assert walk["planned_off_m"] < 1.0
    assert walk["walked_off_m"] < 1.0
    # Through the hole in the ground, and not through a floor.
    assert depth[1] - 0.5 < walk["lowest_m"] < float(height_at(below.land.heights_m, 1.0, depth[0], depth[2])) - 3.0


def test_houses_hide_what_is_behind_their_walls_alone(report: dict[str, Any], place: Place) -> None:
    assert place.settlement is not None
    houses = [each.name for each in place.settlement.buildings if each.use == "house"]
    assert houses
    for name in houses:
        faces, stopped, passed = report["hidden"][name]
        assert 20 < faces < 2000
        assert stopped > passed > 0, "the doorway stays open"


def test_a_folder_without_a_world_is_refused_in_a_sentence(report: dict[str, Any]) -> None:
    assert report["refused"] == "res://nowhere/manifest.json is missing."
    assert report["left"] == 0


def test_an_exported_game_has_its_worlds_and_regions(
    project: Path, grown_village: Path, place: Place, tmp_path: Path
) -> None:
    shutil.copytree(grown_village, project / "places/small")
    region = project / "places/region"
    region.mkdir()
    write_region(grown_village, region, aside=1)
    (project / "places/.gdignore").touch()
    (project / "export_presets.cfg").write_text(PRESET)
    exported = godot(["--path", project, "--export-pack", "Linux", tmp_path / "game.pck"])
    assert complaints(exported.stdout) == []
    (tmp_path / "arguments.json").write_text("{}")
    game = ["--main-pack", tmp_path / "game.pck", "--script", "res://world_visit.gd"]
    done = godot([*game, "--", "--world", "res://places/small", tmp_path / "arguments.json"], cwd=tmp_path, timeout=300)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith("{"))
    assert json.loads(line)["name"] == place.name
    assert json.loads(line)["props"] == len(place.props)
    packed = (tmp_path / "game.pck").read_bytes()
    for file in ("region.json", "far/heights.npy", "tiles/0_0/manifest.json"):
        assert f"places/region/{file}".encode() in packed
