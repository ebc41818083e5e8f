"""Figures of maps that are found in photos."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from procgen.texture.recipe.photo import HeldOut
from procgen.texture.recipe.photo_sets import PhotoSet, read_photo_sets
from procgen.texture.ruler.photos import FIGURES, by_colour, by_tones, flat, photo_figures
from tests.command_line import said
from tests.texture.recipe.test_photo import pack


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> list[PhotoSet]:
    return read_photo_sets([pack(tmp_path_factory.mktemp("pack"), 2)], ("train", "validation"))


def test_the_truth_has_no_error_and_flat_ground_has_its_own(sets: list[PhotoSet]) -> None:
    def truth(one: HeldOut) -> torch.Tensor:
        return one.maps[:, :7]

    finders = {"ours": truth, "tones": by_tones, "colour": by_colour(sets[1:]), "flat": flat}
    figures = photo_figures(finders, sets[:1])
    assert set(figures) == set(FIGURES)
    assert figures["normal_deg"]["ours"] < 0.1 < figures["normal_deg"]["flat"]
    assert figures["steep_deg"]["ours"] < 0.1
    assert figures["steep_deg"]["flat"] > figures["normal_deg"]["flat"], "steep places count"
    assert figures["height_error"] | {"ours": 0.0} == figures["height_error"]
    assert figures["height_error"]["flat"] == pytest.approx(1.0, abs=1e-3)
    assert figures["slope_alike"]["ours"] == pytest.approx(1.0)
    assert figures["roughness_error"]["colour"] < figures["roughness_error"]["flat"]


def test_without_a_network_guesses_from_tones_are_ours(tmp_path: Path) -> None:
    manifest = pack(tmp_path, 2) / "manifest.json"
    items = json.loads(manifest.read_text())["items"]
    items[1]["split"] = "test"
    manifest.write_text(json.dumps({"items": items}))
    answer = said("evaluate", "photo", "--data", tmp_path, "--split", "test")
    assert (answer["network"], answer["sets"]) == ("none", 1)
    metrics = answer["metrics"]
    assert isinstance(metrics, dict)
    assert all(row["ours"] == row["tones"] for row in metrics.values())


def test_a_folder_that_is_no_pack_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_photo_sets([tmp_path], ("test",))
