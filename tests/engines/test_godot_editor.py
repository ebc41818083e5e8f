"""The Godot addon's dock in the real editor, used as a level designer would: terrain and materials."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pytest

from procgen.runtime.recipe import Recipe
from tests.engines.conftest import Designed

RGTC_RG = 21
"""Of Godot's Image.Format: what the editor makes of normal maps."""
VRAM_COMPRESSED = 2
"""Of Godot's compress/mode in texture imports."""
DESIGNER_STEPS = ("ground", "surface")


@pytest.fixture(scope="module")
def ground(designed: Designed) -> dict[str, Any]:
    """What the probe saw of terrain."""
    return designed.reports["ground"]


@pytest.fixture(scope="module")
def surface(designed: Designed) -> dict[str, Any]:
    """What the probe saw of materials, and when the addon was switched off."""
    return designed.reports["surface"]


def classes(scene: list[str]) -> list[str]:
    """ "path: class" of the nodes that saving would write."""
    return [" ".join(node.split(" ")[:2]) for node in scene]


def test_terrain_is_the_one_that_was_asked_for(ground: dict[str, Any]) -> None:
    placed = ground["placed"]
    request = Recipe.from_json(placed["recipe"]).request
    assert placed["problems"] == []
    assert (request["seed"], request["landform"]) == (str(2**64 - 1), placed["landform"])
    assert (request["width_px"], request["depth_px"], request["metres_per_pixel"]) == (257, 257, 2.5)
    assert re.fullmatch(r"640 × 640 m, -?\d+ to -?\d+ m high\.", placed["message"])


def test_terrain_is_where_the_designer_looks(ground: dict[str, Any]) -> None:
    placed = ground["placed"]
    assert not placed["can_place_before"]
    assert placed["middle_m"] == [0, 0, 0]
    assert placed["selected"]


def test_placed_ground_has_the_layers_that_the_server_painted(ground: dict[str, Any]) -> None:
    layers = ground["placed"]["layers"]
    assert layers["seen"]
    assert layers["sizes"] == [257, 257]
    assert layers["metre_px"] == pytest.approx(1 / 2.5 + 0.5), "the middle of the first pixel is the corner"
    assert layers["sum"] == pytest.approx(1.0, abs=0.02)


def test_placing_is_one_step_for_undo_and_redo(ground: dict[str, Any]) -> None:
    placed = ground["placed"]
    assert placed["steps"] == 1
    assert classes(placed["placed"]) == [
        ".: Node3D",
        "./Terrain: StaticBody3D",
        "./Terrain/Surface: MeshInstance3D",
        "./Terrain/Shape: CollisionShape3D",
    ]
    assert placed["after_undo"] == placed["before"] == [".: Node3D"]
    assert not placed["more_to_undo"]
    assert placed["after_redo"] == placed["placed"]
    assert not placed["more_to_redo"]


def test_terrain_is_made_anew_in_one_step_and_keeps_what_the_designer_did(ground: dict[str, Any]) -> None:
    again = ground["again"]
    assert again["steps"] == 2
    assert again["is_another"]
    assert again["recipe"] == ground["placed"]["recipe"], "the node's recipe, not the form, is what is made"
    assert again["children"] == ["Hills", "After"]
    assert again["position"] == [7, 8, 9]
    assert again["in_group"]
    assert again["keeps_material"]
    assert again["keeps_nodes"]
    assert again["selected"]
    assert again["after"] == again["before"] == again["after_undo"] == again["after_redo"]
    assert "./Hills/Surface/Flag/Pole: Node3D" in again["after"], "what hangs below it is saved with the scene"
    assert again["is_the_old_one_after_undo"]


def test_painted_heights_shape_the_terrain(ground: dict[str, Any]) -> None:
    drawn = ground["drawn"]
    weights = np.array(drawn["weights"]).reshape(64, 64)
    assert weights[16, 16] > 0.9, "the brush's middle counts fully"
    assert weights[48, 48] > 0.9
    assert weights[32, 32] == weights[2, 60] < 1, "Ctrl+Z on the canvas takes back what was painted"
    assert drawn["raised_m"] > 400
    assert drawn["high_m"] > drawn["low_m"] + 400


def test_ground_that_is_not_painted_stays_about_as_it_is(ground: dict[str, Any]) -> None:
    drawn = ground["drawn"]
    assert drawn["north_east_change_m"] < 0.15 * drawn["relief_m"]
    assert drawn["is_the_same_again"], "it does not drift when the same paint is used twice"


def test_painted_lines_are_strokes(ground: dict[str, Any]) -> None:
    drawn = ground["drawn"]
    assert not drawn["has_sketch_after_clearing"]
    (stroke,) = drawn["strokes"]
    assert (stroke["kind"], stroke["amount_m"]) == ("STROKE_KIND_RIDGE", 300)
    assert len(stroke["points"]) > 20
    assert stroke["points"][0]["x_px"] == pytest.approx(12.9, abs=0.1)
    assert stroke["points"][-1]["x_px"] > 110
    assert all(point["z_px"] == pytest.approx(64.5, abs=0.1) for point in stroke["points"])


def test_locked_ground_is_kept_bit_for_bit(ground: dict[str, Any]) -> None:
    locked = ground["locked"]
    assert locked["locked"] > 1000
    assert locked["locked_same"] == locked["locked"]
    assert locked["free_same"] < locked["free"] / 100, "another seed is another world"


def test_a_lock_that_no_request_can_hold_is_refused_in_words(ground: dict[str, Any]) -> None:
    locked = ground["locked"]
    assert re.fullmatch(
        r"The locked ground is 3\.\d MB of heights, more than a request can hold \(1\.0 MB\)\. "
        r"Lock less of it, or make a smaller terrain\.",
        locked["too_much"],
    )
    assert locked["keeps_the_last"]


def cells(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(64, 64)


def test_landforms_are_painted_where_the_brush_was(ground: dict[str, Any]) -> None:
    sculpted = ground["sculpted"]
    indices = cells(sculpted["indices"])
    assert sculpted["palette"] == ["hills", "alpine", "plains"]
    assert indices[13, 16] == 1
    assert indices[51, 13] == 2
    assert indices[60, 60] == 0
    assert sculpted["roughness"] == 0, "as soft as the last brush"
    # A sharp brush paints all of its circle, a soft one half of the way.
    assert (indices == 2).sum() == pytest.approx(np.pi * 7**2, rel=0.1)
    changed = np.array(sculpted["landform_changed"]).reshape(3, 3)
    assert changed[0, 0] > 0.9
    assert changed[2, 0] > 0.9


@pytest.mark.parametrize(("brush", "field"), [("Wear", "water"), ("Slide", "slopes"), ("Settle", "deposit")])
def test_land_is_worn_and_filled_where_it_is_painted(ground: dict[str, Any], brush: str, field: str) -> None:
    seen = ground["sculpted"][brush]
    painted = cells(seen["erosion"][field])
    assert {"water", "slopes", "deposit"} & seen["erosion"].keys() == {field}
    assert painted[32, 34] == pytest.approx(0.7 * 255, abs=5), "strength"
    assert painted[5, 5] == 0
    assert seen["erosion"]["talus_deg"] == 8, "the form says it"
    assert not ground["sculpted"]["talus_alone"]
    changed = np.array(seen["change"]).reshape(3, 3)
    assert changed[1, 1] > 0.05
    assert changed[0, 0] == changed[2, 0] == 0, "bit for bit the same elsewhere"


def test_the_eraser_and_undo_are_those_of_the_other_brushes(ground: dict[str, Any]) -> None:
    sculpted = ground["sculpted"]
    erased = cells(sculpted["erased"]) if sculpted["erased"] else np.zeros((64, 64))
    assert erased[32, 32] < 10
    assert cells(sculpted["erased_and_undone"])[32, 32] > 170


def test_forms_are_stamped(ground: dict[str, Any]) -> None:
    seen = ground["sculpted"]["stamps"]
    mesa, picture = seen["stamps"]
    assert seen["reads"]
    assert mesa["landform"] == "mesa"
    assert mesa["x_m"] == pytest.approx(0.25 * 129 * 20, rel=0.01)
    assert mesa["z_m"] == pytest.approx(0.75 * 129 * 20, rel=0.01)
    assert abs(mesa["turn_deg"]) == pytest.approx(180.0), "dragged to the south"
    assert mesa["width_m"] == pytest.approx(2 * 7 / 64 * 129 * 20, rel=0.01)
    assert (picture["width"], picture["depth"], picture["rule"]) == (48, 32, "STAMP_RULE_RAISE")
    assert 350 < seen["raised_m"] < 650
    assert seen["after_undo"] == 1
    assert not seen["no_picture"]


def test_paint_is_previewed_as_one_paints(ground: dict[str, Any]) -> None:
    assert ground["sculpted"]["live"] == {
        "levels": [3, 2, 2],
        "landforms": True,
        "erosion": True,
        "stamps": 1,
    }


def test_more_like_a_region(ground: dict[str, Any]) -> None:
    seen = ground["like_region"]
    assert not seen["before"]
    assert seen["after"]
    assert "at least 64 of its pixels" in seen["too_small"]
    assert re.search(r"Like the region: \w+, then \w+, then \w+\.", seen["message"])
    assert seen["seed"] != seen["first"]["seed"]
    assert seen["landform"]
    assert seen["metres_per_pixel"] == 30
    assert 0.4 < seen["relief_m"] / seen["first"]["relief_m"] < 1.6


def test_terrain_3d_gets_the_heights(ground: dict[str, Any]) -> None:
    filled = ground["terrain_3d"]
    assert not filled["offered_without_it"]
    assert filled["is_its_heights"]
    assert filled["image"] == [129, 129, True]
    assert filled["others"] == [None, None]
    assert filled["spacing_m"] == 20
    assert filled["corner"] == [0, 0, 0], "a corner of a region"
    assert filled["middle_m"] == pytest.approx(0, abs=1e-3)
    assert Recipe.from_json(filled["recipe"]).request["metres_per_pixel"] == 20
    assert classes(filled["after"])[len(filled["before"]) :] == ["./Terrain3D: Node3D"]
    assert filled["after_undo"] == filled["before"]
    assert filled["after_redo"] == filled["after"]
    assert filled["imports"] == 2, "what comes back has its heights"


def test_water_comes_with_the_terrain_in_one_step(ground: dict[str, Any]) -> None:
    watered = ground["watered"]
    added = classes(watered["after"])[len(watered["before"]) :]
    assert any(node.endswith("/Water: Node3D") for node in added)
    assert any(node.endswith("/Water/Sea: MeshInstance3D") for node in added)
    assert watered["after_undo"] == watered["before"]
    assert watered["after_redo"] == watered["after"]


def test_terrain_can_be_cancelled(ground: dict[str, Any]) -> None:
    cancelled = ground["cancelled"]
    assert cancelled["stage"]
    assert not cancelled["can_generate"]
    assert cancelled["message"] == "Cancelled."
    assert cancelled["keeps_the_last"]


def test_nothing_is_written_before_terrain_is_saved(ground: dict[str, Any]) -> None:
    assert ground["files_before_saving"]
    paths, kind, children = ground["saved"]
    assert re.fullmatch(r"res://terrain/terrain-[0-9a-f]{12}\.scn", paths[0])
    assert (kind, children) == ("StaticBody3D", 3), "with its water"


def test_editor_goes_on_while_the_server_works(ground: dict[str, Any], surface: dict[str, Any]) -> None:
    assert ground["placed"]["goes_on"]
    assert surface["goes_on"]


def test_material_is_the_one_that_was_asked_for(surface: dict[str, Any]) -> None:
    request = Recipe.from_json(surface["recipe"]).request
    assert surface["problems"] == []
    assert (request["material"], request["seed"], request["width_px"]) == ("brick", "5", 256)
    assert request["weather"]["moss"] == 0.75
    assert surface["message"].startswith("Brick, 2.00 m wide.")
    assert "frobnicated" in surface["message"], "words that mean nothing are named"
    assert surface["ball_is_shown"]


def test_material_is_applied_in_one_step_before_anything_is_written(surface: dict[str, Any]) -> None:
    assert not surface["can_apply_before"]
    assert "select" in surface["message_without_selection"]
    assert surface["applied"]
    assert surface["triplanar"]
    assert surface["after_undo"] == [True, True]
    assert surface["after_redo"] == [True, True]
    assert surface["steps"] == 1
    assert surface["files_before_saving"]


def test_saved_material_is_what_objects_have(surface: dict[str, Any]) -> None:
    (path,) = surface["saved"]
    assert re.fullmatch(r"res://\w+/texture-\w+\.tres", path)
    assert surface["object_has_the_file"] == [path, path.replace(".tres", "-albedo.png")]
    assert surface["normal_format"] == RGTC_RG
    assert surface["normal_import"] == {"compress": VRAM_COMPRESSED, "normal": 1, "mip_maps": True}


def test_material_is_made_anew_in_one_step(surface: dict[str, Any]) -> None:
    assert surface["again"] == {
        "is_another": True,
        "has_the_same_recipe": True,
        "is_back_after_undo": True,
        "is_there_after_redo": True,
    }


def test_a_photo_is_followed(surface: dict[str, Any]) -> None:
    assert re.fullmatch(r"[0-9a-f]{64}", surface["photo"]["exemplar"]["sha256"])
    assert re.match(r"Material, \d+\.\d\d m wide\.", surface["photo"]["message"])


def test_addon_can_be_switched_off_while_it_is_busy(surface: dict[str, Any]) -> None:
    assert surface["stage_when_disabled"]
    assert surface["addon_is_gone"]
