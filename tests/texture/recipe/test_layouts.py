from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from procgen.texture.layout import Layout, LayoutParameters, draw
from procgen.texture.recipe.layouts import Fit, accepted, fit_layouts, fit_picture, maps_of

SIDE = 128


def _picture(layout: Layout, seed: int = 0, light_joints: bool = False) -> npt.NDArray[np.uint8]:
    """Pieces of many greys, joints, and noise."""
    noise = np.random.default_rng(seed).normal(0, 0.02, (SIDE, SIDE))
    pieces = 0.5 + 0.1 * layout.value + noise
    joint = 0.85 if light_joints else 0.15
    grey = pieces * (1 - layout.joint) + joint * layout.joint
    colour = np.stack([grey + 0.05 * layout.value2, grey, grey - 0.05 * layout.value2], axis=-1)
    return (np.clip(colour, 0, 1) * 255).astype(np.uint8)


CASES = [
    LayoutParameters("grid", 5, 5, joint=0.08, shift_x=0.03, shift_y=0.41),
    LayoutParameters("grid", 8, 4, joint=0.1, shift_x=0.3),
    LayoutParameters("running", 4, 12, joint=0.16, shift_x=0.1, shift_y=0.03),
    LayoutParameters("running", 3, 10, joint=0.16, rotated=True, shift_x=0.02),
    LayoutParameters("third", 3, 9, joint=0.12, shift_y=0.05),
    LayoutParameters("strips", 1, 9, joint=0.12, rotated=True),
    LayoutParameters("herringbone", 2, 2, joint=0.14, shift_x=0.2, shift_y=0.07),
    LayoutParameters("basket", 2, 2, joint=0.14, proportion=3, shift_x=0.1),
    LayoutParameters("hexagon", 5, 6, joint=0.14, shift_x=0.1),
    LayoutParameters("diamond", 5, 5, joint=0.14),
]


def _agreement(fit: Fit, layout: Layout, picture: npt.NDArray[np.uint8]) -> float:
    return float(np.corrcoef(maps_of(fit, picture)[0].ravel(), layout.joint.ravel())[0, 1])


@pytest.mark.parametrize("parameters", CASES, ids=lambda p: f"{p.bond}-{p.columns}x{p.rows}")
@pytest.mark.parametrize("light_joints", [False, True])
def test_a_known_layout_comes_back(parameters: LayoutParameters, light_joints: bool) -> None:
    layout = draw(parameters, 4, SIDE, SIDE)
    picture = _picture(layout, light_joints=light_joints)
    fit = fit_picture(picture)
    assert fit.parameters.bond == parameters.bond
    assert fit.parameters.rows == parameters.rows or parameters.bond == "grid"
    assert fit.parameters.joint == pytest.approx(parameters.joint, rel=0.5)
    assert _agreement(fit, layout, picture) > 0.85
    assert accepted(fit, "planks")


def test_random_ends_of_bricks_are_picked_one_by_one() -> None:
    layout = draw(LayoutParameters("ashlar", 4, 8, joint=0.15, irregularity=0.0), 11, SIDE, SIDE)
    picture = _picture(layout)
    fit = fit_picture(picture, endless=False)
    assert (fit.parameters.bond, fit.parameters.columns, fit.parameters.rows) == ("ashlar", 4, 8)
    assert _agreement(fit, layout, picture) > 0.9


def test_a_chequerboard_without_joints_is_a_grid() -> None:
    row, column = np.indices((SIDE, SIDE)) * 8 // SIDE
    grey = 0.4 + 0.2 * ((row + column) % 2) + np.random.default_rng(0).normal(0, 0.02, (SIDE, SIDE))
    fit = fit_picture((np.repeat(grey[..., None], 3, axis=2) * 255).astype(np.uint8))
    assert (fit.parameters.bond, fit.parameters.columns, fit.parameters.rows) == ("grid", 8, 8)
    assert fit.kind == "step"
    assert accepted(fit, "tiles")


def test_numbers_of_pieces_follow_their_colours() -> None:
    layout = draw(LayoutParameters("running", 4, 8, joint=0.1), 6, SIDE, SIDE)
    picture = _picture(layout)
    maps = maps_of(fit_picture(picture), picture)
    inner = layout.edge > 0.3
    assert np.corrcoef(maps[2][inner], layout.value[inner])[0, 1] > 0.95
    assert np.corrcoef(maps[3][inner], layout.value2[inner])[0, 1] > 0.95
    assert np.abs(maps).max() <= 1


@pytest.mark.parametrize("seed", range(4))
def test_noise_has_no_layout(seed: int) -> None:
    noise = np.random.default_rng(seed).normal(128, 40, (SIDE, SIDE, 3))
    picture = np.clip(noise, 0, 255).astype(np.uint8)
    assert not accepted(fit_picture(picture), "planks")


def test_only_the_training_split_is_fitted_and_what_was_found_is_written(tmp_path: Path) -> None:
    items = []
    for index, (split, cls) in enumerate(
        (("train", "brick"), ("test", "brick"), ("train", "snow"), ("train", "tiles"))
    ):
        layout = draw(LayoutParameters("running", 4, 8 + 2 * index, joint=0.15), index, SIDE, SIDE)
        Image.fromarray(_picture(layout)).save(tmp_path / f"{index}.png")
        items.append({"uid": f"u{index}", "cls": cls, "split": split, "maps": {"albedo": f"{index}.png"}})
    (tmp_path / "manifest.json").write_text(json.dumps({"items": items}))
    counts = fit_layouts(tmp_path, tmp_path / "out")
    assert counts == {"brick": (1, 1), "tiles": (1, 1)}
    with np.load(tmp_path / "out" / "layouts.npz") as written:
        assert written["uids"].tolist() == ["u0", "u3"]
        assert written["maps"].shape == (2, 5, SIDE, SIDE)
        assert written["maps"].dtype == np.float16
        assert (written["scores"] > 0.45).all()
    parameters = json.loads((tmp_path / "out" / "layouts.json").read_text())
    assert [entry["rows"] for entry in parameters["brick"]] == [8]
    assert [entry["rows"] for entry in parameters["tiles"]] == [14]
