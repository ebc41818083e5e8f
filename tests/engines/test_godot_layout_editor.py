"""The tabs for layouts and tables in the real editor, against the real server."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from procgen.runtime.recipe import Recipe
from tests.engines.conftest import Designed

DESIGNER_STEPS = ("maps", "rows")


@pytest.fixture(scope="module")
def maps(designed: Designed) -> dict[str, Any]:
    """What the probe saw of layouts."""
    return designed.reports["maps"]


@pytest.fixture(scope="module")
def rows(designed: Designed) -> dict[str, Any]:
    """What the probe saw of tables."""
    return designed.reports["rows"]


def classes(scene: list[str]) -> list[str]:
    """ "path: class" of the nodes that saving would write."""
    return [" ".join(node.split(" ")[:2]) for node in scene]


def test_a_layout_is_shown(maps: dict[str, Any]) -> None:
    assert maps["problems"] == []
    assert re.fullmatch(r"[A-Z][a-z_ ]*dungeon: 24 × 16 tiles of 2(\.0)? m, .+\.", maps["message"])
    assert maps["picture"] == [384, 256]


@pytest.mark.parametrize("node", ["tile_map", "grid_map"])
def test_placing_a_layout_is_one_step(maps: dict[str, Any], node: str) -> None:
    placed = maps[node]
    assert placed["steps"] == 1
    assert placed["selected"]
    assert placed["instance"] == "", "the scene keeps it, not a file that is gone"
    request = Recipe.from_json(placed["recipe"]).request
    assert (request["kind"], request["seed"]) == ("dungeon", "7")
    assert placed["after"] != placed["before"] == placed["after_undo"]
    assert placed["after_redo"] == placed["after"]
    assert not placed["more_to_redo"]


def test_tiles_are_native_nodes(maps: dict[str, Any]) -> None:
    assert classes(maps["tile_map"]["after"]) == [".: Node3D", "./Tiles: TileMapLayer"]
    assert maps["tile_map"]["cells"] == 24 * 16
    new = classes(maps["grid_map"]["after"])[2:]
    assert new[:4] == [
        "./Layout: Node3D",
        "./Layout/Ground: GridMap",
        "./Layout/Things: GridMap",
        "./Layout/Markers: Node3D",
    ]
    assert all(re.fullmatch(r"\./Layout/Markers/\w+: Marker3D", node) for node in new[4:])
    assert len(new) > 4
    assert maps["grid_map"]["cells"] >= 24 * 16 / 2
    assert maps["grid_map"]["library"] == ""


def test_a_layout_is_made_anew_as_what_it_was(maps: dict[str, Any]) -> None:
    again = maps["again"]
    assert again["is_another"]
    assert (again["kind"], again["height_m"], again["keeps_nodes"]) == ("dungeon", -4, True)
    assert sorted(again["after"]) == sorted(again["before"])
    assert again["after_undo"] == again["before"]
    assert again["after_redo"] == again["after"]


def test_a_layout_that_cannot_be_is_refused_in_words(maps: dict[str, Any]) -> None:
    refused = maps["refused"]
    assert "width" in refused["message"]
    assert "9999" in refused["message"]
    assert refused["marked"]


def test_a_layout_can_be_cancelled(maps: dict[str, Any]) -> None:
    assert maps["cancelled"] == {"message": "Cancelled.", "keeps_the_last": True}


def test_layouts_are_saved_as_scenes(maps: dict[str, Any]) -> None:
    assert maps["files_before_saving"]
    saved = {re.sub(r"[0-9a-f]{8,}", "#", path): kinds for path, kinds in maps["saved"].items()}
    assert saved.pop("res://layout/procgen-tiles.png") == []
    assert sorted(saved.values()) == [["GridMap", "GridMap", "Node3D"], ["TileMapLayer", "Node2D"]]


def test_rows_are_drawn_as_given(rows: dict[str, Any]) -> None:
    assert rows["problems"] == []
    assert not rows["can_place"]
    assert "rarity = " in rows["columns"]
    assert rows["request"]["given"] == {"rarity": "rare|legendary", "cost_gp": "100.."}
    titles, *shown = rows["shown"]
    assert rows["message"] == "12 rows."
    assert len(shown) == 12
    drawn = [dict(zip(titles, cells, strict=True)) for cells in shown]
    assert all(row["rarity"] in ("rare", "legendary") and float(row["cost_gp"]) >= 100 for row in drawn)


def test_rows_are_saved_as_resource_and_csv(rows: dict[str, Any], designed: Designed) -> None:
    assert rows["files_before_saving"]
    paths = {path.rsplit(".", 1)[1]: path for path in rows["saved"]}
    assert set(paths) == {"csv", "json", "tres"}
    titles, *shown = rows["shown"]
    read = list(csv.reader((designed.project / paths["csv"].removeprefix("res://")).read_text().splitlines()))
    assert read == [titles, *shown]
    saved = [["" if row[title] is None else row[title] for title in titles] for row in rows["rows"]]
    for row, cells in zip(saved, shown, strict=True):
        assert [str(value) if isinstance(value, str) else float(value) for value in row] == [
            cell if isinstance(value, str) else float(cell) for value, cell in zip(row, cells, strict=True)
        ]
    assert Recipe.from_json(rows["recipe"]).request["table"] == "loot"


def test_godot_leaves_a_saved_csv_as_it_is(rows: dict[str, Any], designed: Designed) -> None:
    (path,) = (path for path in rows["saved"] if path.endswith(".csv"))
    assert 'importer="keep"' in (designed.project / f"{path.removeprefix('res://')}.import").read_text()
    assert list((designed.project / "table").glob("*.translation")) == []


def test_what_is_given_is_restored_and_refused_in_words(rows: dict[str, Any]) -> None:
    assert rows["restored"] == "rarity = mythical"
    assert "mythical" in rows["refused"]
