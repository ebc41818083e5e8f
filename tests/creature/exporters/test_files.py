"""Files are what their readers take them for."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from procgen.creature.exporters import EXPORTERS
from procgen.creature.species import SPECIES
from procgen.formats.gltf import read_glb
from tests.creature.animals import animal
from tests.tools import validate_glb


def _go_on() -> None:
    pass


def _issues(glb: bytes) -> list[object]:
    return [message for message in validate_glb(glb)["issues"]["messages"] if message["severity"] < 2]


@pytest.mark.parametrize("species", sorted(SPECIES))
def test_the_khronos_validator_finds_no_error_and_no_warning(species: str) -> None:
    assert _issues(EXPORTERS["slim"].write(animal(species, lod=3), _go_on)) == []


def test_a_whole_file_has_all_levels_and_movements() -> None:
    creature = animal("duck", levels=(0, 1, 2, 3))
    glb = EXPORTERS["glb"].write(creature, _go_on)
    assert _issues(glb) == []
    tree, _ = read_glb(glb)
    assert [mesh["name"] for mesh in tree["meshes"]] == [f"Duck_LOD{level}" for level in range(4)]
    first = next(node for node in tree["nodes"] if node.get("mesh") == 0)
    assert len(first["extensions"]["MSFT_lod"]["ids"]) == 3
    assert [clip["name"] for clip in tree["animations"]] == [clip.name for clip in creature.clips]
    assert {clip["name"] for clip in tree["animations"]} >= {"idle", "walk", "peck", "fly", "swim"}
    fly = next(clip for clip in tree["animations"] if clip["name"] == "fly")
    assert fly["extras"]["loop"]
    assert sum(channel["target"]["path"] == "scale" for channel in fly["channels"]) == 4
    assert tree["asset"]["extras"]["recipe"]["sha256"] == creature.recipe.sha256


def test_facts_are_json() -> None:
    said = json.loads(EXPORTERS["json"].write(animal("horse"), _go_on))
    assert said["species"] == "horse"
    assert said["clips"]["trot"]["velocity_m_s"][2] > said["clips"]["walk"]["velocity_m_s"][2]


def test_portraits_show_an_animal() -> None:
    creature = animal("hen", levels=(0,), picture_px=96)
    picture = np.asarray(Image.open(io.BytesIO(EXPORTERS["portrait"].write(creature, _go_on))))
    assert picture.shape == (77, 96, 3)
    assert picture[30:50, 35:60].std() > 15
