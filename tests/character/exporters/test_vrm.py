"""VRM files in @pixiv/three-vrm, which is what most viewers use."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen.character.exporters import ExportOptions, encode
from procgen.character.exporters.vrm import EXPRESSIONS
from procgen.character.mesh.build import build
from tests.character.people_in_clothes import BASIS, WOMAN, body, suit
from tests.tools import ToolMissing, cache_folder

READER = Path(__file__).parent / "read_vrm.mjs"
PERSON = build(body(WOMAN), [suit()], name="Somebody")


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    folder = cache_folder() / "tools/vrm"
    node = shutil.which("node")
    if not folder.is_dir() or node is None:
        raise ToolMissing("three-vrm")
    vrm = encode(PERSON, ExportOptions("vrm"))
    done = subprocess.run([node, str(READER), str(folder)], input=vrm, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_all_bones_are_recognised_where_they_are(report: dict[str, Any]) -> None:
    assert len(report["bones"]) == 55, "all but the root"
    for name, place in report["bones"].items():
        joint = name[0].upper() + name[1:]
        np.testing.assert_allclose(place, PERSON.skeleton.place(joint), atol=1e-4)
    assert {name[0].lower() + name[1:] for name in BASIS.joint_names[1:]} == set(report["bones"])


def test_posing_moves_the_arm(report: dict[str, Any]) -> None:
    hand = np.array(report["loweredHand"])
    assert hand[1] < PERSON.skeleton.place("LeftHand")[1] - 0.2


def test_expressions_drive_their_morph_targets(report: dict[str, Any]) -> None:
    found = report["expressions"]
    for name, weights in EXPRESSIONS.items():
        assert set(found[name]) == set(weights), name
        for target, weight in weights.items():
            assert found[name][target] == pytest.approx(weight)
    assert found["jawOpen"] == {"jawOpen": 1.0}
    assert len(found) == len(EXPRESSIONS) + 52


def test_meta_gaze_and_clips(report: dict[str, Any]) -> None:
    assert report["meta"]["metaVersion"] == "1"
    assert report["meta"]["name"] == "Somebody"
    assert report["lookAt"] == "VRMLookAtBoneApplier"
    assert set(report["clips"]) == {"idle", "walk", "wave"}
    assert report["size"][1] == pytest.approx(PERSON.parts[0].surfaces[0].vertices[:, 1].max(), abs=0.01)
