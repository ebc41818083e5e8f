from __future__ import annotations

import numpy as np
import pytest

from procgen.character.mesh.build import build
from procgen.character.rig.sockets import dominant_vertices
from tests.character.people_in_clothes import BASIS, PEOPLE, body

CHARACTERS = {name: build(body(shape)) for name, shape in PEOPLE.items()}


@pytest.mark.parametrize("name", PEOPLE)
def test_sockets_lie_on_the_body(name: str) -> None:
    character = CHARACTERS[name]
    skin = character.parts[0].surfaces[0].vertices
    at = {socket.name: character.skeleton.place(socket.joint) + socket.offset_m for socket in character.sockets}
    assert at["head_top"][1] == pytest.approx(skin[:, 1].max(), abs=1e-4)
    assert at["foot_l"][1] == pytest.approx(0, abs=1e-5)
    for place in at.values():
        assert np.linalg.norm(skin - place, axis=1).min() < 0.07
    for pair in ("hand", "hip", "shoulder", "foot"):
        left, right = at[f"{pair}_l"], at[f"{pair}_r"]
        assert left[0] > 0 > right[0]
        np.testing.assert_allclose(left * [-1, 1, 1], right, atol=0.03)
    assert at["back"][2] < character.skeleton.place("UpperChest")[2] < at["chest"][2]


@pytest.mark.parametrize("name", PEOPLE)
def test_capsules_hold_their_limbs(name: str) -> None:
    character = CHARACTERS[name]
    skin = np.zeros((13380, 3))
    surface = character.parts[0].surfaces[0]
    skin[surface.topology.source] = surface.vertices
    owned = dominant_vertices(BASIS)
    assert len({capsule.joint for capsule in character.colliders}) == len(character.colliders) == 18
    for capsule in character.colliders:
        joint = character.skeleton.number(capsule.joint)
        limb = skin[owned[joint]] - character.skeleton.places[joint] - capsule.centre_m
        axis = np.array(capsule.axis)
        assert np.linalg.norm(axis) == pytest.approx(1, abs=1e-4)
        half = capsule.height_m / 2 - capsule.radius_m
        assert half >= -1e-5
        along = np.clip(limb @ axis, -half, half)
        beyond = np.linalg.norm(limb - along[:, None] * axis, axis=1) - capsule.radius_m
        assert np.mean(beyond < 0.01) > 0.6, capsule.joint
        assert np.quantile(beyond, 0.05) > -0.75 * capsule.radius_m - 0.03, "not far too big"
