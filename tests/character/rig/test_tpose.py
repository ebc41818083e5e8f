from __future__ import annotations

import numpy as np
import pytest

from procgen.character.mesh.build import stand
from procgen.character.mesh.topology import exported_vertices
from procgen.character.rig.skinning import pose_joints, skin, t_pose
from procgen.character.rig.tpose import to_t_pose
from tests.character.people_in_clothes import BASIS, PEOPLE, body, random_shape


@pytest.mark.parametrize("name", PEOPLE)
def test_arms_are_level_and_legs_upright(name: str) -> None:
    person = body(PEOPLE[name])
    pose = to_t_pose(BASIS, person.vertices, person.joints)
    place = dict(zip(BASIS.joint_names, pose.places, strict=True))
    for side, outward in (("Left", 1.0), ("Right", -1.0)):
        for start, end in (("UpperArm", "LowerArm"), ("LowerArm", "Hand"), ("Hand", "MiddleProximal")):
            bone = place[f"{side}{end}"] - place[f"{side}{start}"]
            np.testing.assert_allclose(bone / np.linalg.norm(bone), [outward, 0, 0], atol=1e-3)
        leg = place[f"{side}Foot"] - place[f"{side}UpperLeg"]
        assert abs(np.degrees(np.arctan2(leg[0], -leg[1]))) < 6.0
        across = place[f"{side}IndexProximal"] - place[f"{side}LittleProximal"]
        assert across[2] > 0.9 * np.linalg.norm(across), "palms face the floor"


@pytest.mark.parametrize("seed", range(4))
def test_skinning_back_from_the_t_pose_gives_the_body_as_it_was_shaped(seed: int) -> None:
    person = body(random_shape(seed))
    stance = stand(person)
    vertex = exported_vertices(BASIS)
    blend = np.einsum(
        "vk,vkab->vab", BASIS.skin_weight[vertex].astype(np.float64), stance.pose.back[BASIS.skin_joint[vertex]]
    )
    back = np.einsum("vab,vb->va", blend[:, :, :3], stance.vertices) + blend[:, :, 3]
    np.testing.assert_allclose(back, person.vertices[vertex], atol=2e-5)
    normals = np.einsum("vab,vb->va", blend[:, :, :3], stance.normals)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    np.testing.assert_allclose(normals, person.normals[vertex], atol=2e-3)


@pytest.mark.parametrize("name", PEOPLE)
def test_joints_lie_where_kinematics_puts_them(name: str) -> None:
    person = body(PEOPLE[name])
    pose = to_t_pose(BASIS, person.vertices, person.joints)
    # Back from the T-pose: each joint's own rotation is what its parent's does not do already.
    turned = pose.back[:, :, :3].transpose(0, 2, 1)
    own = {
        joint: (turned[parent].T if parent >= 0 else np.eye(3)) @ turned[number]
        for number, (joint, parent) in enumerate(zip(BASIS.joint_names, BASIS.joint_parent, strict=True))
    }
    _, placed = pose_joints(BASIS, person.joints, own)
    np.testing.assert_allclose(placed + pose.shift, pose.places, atol=1e-5)
    moved = np.einsum("jab,jb->ja", pose.back[:, :, :3], pose.places) + pose.back[:, :, 3]
    np.testing.assert_allclose(moved, person.joints, atol=1e-5)


def test_bones_keep_their_lengths() -> None:
    person = body()
    places = to_t_pose(BASIS, person.vertices, person.joints).places
    for number, parent in enumerate(BASIS.joint_parent):
        if parent > 0:
            before = np.linalg.norm(person.joints[number] - person.joints[parent])
            assert np.linalg.norm(places[number] - places[parent]) == pytest.approx(before, rel=1e-4)


def test_a_pose_without_rotations_changes_nothing() -> None:
    person = body()
    turned, placed = pose_joints(BASIS, person.joints, {})
    same = skin(person.vertices, BASIS.skin_joint, BASIS.skin_weight, person.joints, turned, placed)
    np.testing.assert_allclose(same, person.vertices, atol=1e-5)
    arms = {f"{side}{part}" for side in ("Left", "Right") for part in ("UpperArm", "LowerArm", "Hand")}
    assert set(t_pose(BASIS, person.joints)) == arms
