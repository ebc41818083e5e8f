from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.mesh.build import build
from procgen.character.mesh.model import Character, Clip
from procgen.character.rig.clips import STRIDE
from procgen.character.rig.quaternion import about, inverse, product, rotate, slerp
from procgen.character.rig.scripts import STANCE
from tests.character.people_in_clothes import PEOPLE, body

CHARACTERS = {name: build(body(shape)) for name, shape in PEOPLE.items()}


def places(character: Character, clip: Clip) -> tuple[np.ndarray, np.ndarray]:
    """Global rotations (K, J, 4) and places (K, J, 3) of the joints, by the book: what an engine does with the file."""
    skeleton, frames = character.skeleton, len(clip.times_s)
    own = {track.joint: track.rotations.astype(np.float64) for track in clip.tracks}
    turned = np.zeros((frames, len(skeleton.names), 4))
    placed = np.zeros((frames, len(skeleton.names), 3))
    for number, (name, parent) in enumerate(zip(skeleton.names, skeleton.parents, strict=True)):
        local = own.get(name, np.array([[0.0, 0.0, 0.0, 1.0]]))
        local = np.broadcast_to(local if len(local) == frames else local[:1], (frames, 4))
        if parent < 0:
            turned[:, number], placed[:, number] = local, skeleton.places[number]
            continue
        offset = (skeleton.places[number] - skeleton.places[parent]).astype(np.float64)
        step = np.broadcast_to(offset, (frames, 3)) if name != "Hips" else clip.hips_m - skeleton.places[0]
        turned[:, number] = product(turned[:, parent], local)
        placed[:, number] = placed[:, parent] + rotate(turned[:, parent], step)
    return turned, placed


def clip_of(character: Character, name: str) -> Clip:
    return next(clip for clip in character.clips if clip.name == name)


@pytest.mark.parametrize("name", PEOPLE)
def test_standing_feet_move_back_evenly_and_stay_on_the_floor(name: str) -> None:
    character = CHARACTERS[name]
    clip = clip_of(character, "walk")
    turned, placed = places(character, clip)
    skeleton = character.skeleton
    u = np.arange(len(clip.times_s)) / (len(clip.times_s) - 1)
    for side, shift in (("Left", 0.0), ("Right", 0.5)):
        foot, toes = skeleton.number(f"{side}Foot"), skeleton.number(f"{side}Toes")
        phase = (u + shift) % 1.0
        flat = (phase > 0.12) & (phase < 0.36)
        rolling = (phase > 0.36) & (phase < STANCE - 0.02)
        length = sum(
            np.linalg.norm(skeleton.place(f"{side}{end}") - skeleton.place(f"{side}{start}"))
            for start, end in (("UpperLeg", "LowerLeg"), ("LowerLeg", "Foot"))
        )
        # The ball, which the foot rolls over, moves at the walk's speed: no slide, to the millimetre.
        for frames in (flat, rolling):
            ball = placed[frames, toes] - np.array([0, skeleton.place(f"{side}Toes")[1], 0])
            ground = ball[:, 2] + STRIDE * length * phase[frames]
            drift = skeleton.place(f"{side}Toes")[1] * 1.2 if frames is rolling else 0.0015
            assert np.ptp(ground) < drift
        assert np.ptp(placed[flat, foot, 1]) < 0.0015
        assert placed[flat, foot, 1] == pytest.approx(skeleton.place(f"{side}Foot")[1], abs=0.0015)
        ends = rotate(turned[:, foot], np.array([0.0, 0.0, 1.0]))
        assert ends[flat, 1] == pytest.approx(0.0, abs=1e-3), "flat on the floor"
        swinging = phase > STANCE + 0.05
        assert placed[swinging, toes, 1].min() > 0.6 * skeleton.place(f"{side}Toes")[1], "toes clear the floor"


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("clip", ["idle", "wave"])
def test_feet_stand_still(name: str, clip: str) -> None:
    character = CHARACTERS[name]
    _, placed = places(character, clip_of(character, clip))
    for side in ("Left", "Right"):
        ankle = placed[:, character.skeleton.number(f"{side}Foot")]
        np.testing.assert_allclose(
            ankle, np.tile(character.skeleton.place(f"{side}Foot"), (len(ankle), 1)), atol=1.5e-3
        )


@pytest.mark.parametrize("clip", ["idle", "walk"])
def test_loops_end_as_they_begin(clip: str) -> None:
    found = clip_of(CHARACTERS["man"], clip)
    assert found.loops
    np.testing.assert_allclose(found.hips_m[0], found.hips_m[-1], atol=1e-5)
    for track in found.tracks:
        assert abs(float((track.rotations[0] * track.rotations[-1]).sum())) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("name", PEOPLE)
def test_tracks_are_smooth_unit_rotations(name: str) -> None:
    for clip in CHARACTERS[name].clips:
        assert np.diff(clip.times_s) == pytest.approx(1 / 30, abs=1e-5)
        assert np.linalg.norm(np.diff(clip.hips_m, axis=0), axis=1).max() < 0.02
        for track in clip.tracks:
            np.testing.assert_allclose(np.linalg.norm(track.rotations, axis=1), 1, atol=1e-5)
            turn = np.abs((track.rotations[1:] * track.rotations[:-1]).sum(axis=1)).min()
            assert np.degrees(2 * np.arccos(min(1.0, float(turn)))) < 19.0, (clip.name, track.joint)
            assert (track.rotations[1:] * track.rotations[:-1]).sum(axis=1).min() > 0


def test_arms_swing_against_the_legs() -> None:
    character = CHARACTERS["woman"]
    _, placed = places(character, clip_of(character, "walk"))
    hand, foot = (placed[:, character.skeleton.number(f"Left{joint}"), 2] for joint in ("Hand", "Foot"))
    assert np.corrcoef(hand, foot)[0, 1] < -0.7


@pytest.mark.parametrize("name", PEOPLE)
def test_hanging_hands_stay_outside_the_body(name: str) -> None:
    character = CHARACTERS[name]
    _, placed = places(character, clip_of(character, "idle"))
    skin = character.parts[0].surfaces[0]
    for side, outward in (("Left", 1.0), ("Right", -1.0)):
        wrist = placed[0, character.skeleton.number(f"{side}Hand")]
        level = (np.abs(skin.vertices[:, 1] - wrist[1]) < 0.03) & (
            np.abs(skin.vertices[:, 0]) < 0.4 * skin.vertices[:, 1].max()
        )
        level &= np.abs(skin.vertices[:, 2] - wrist[2]) < 0.1
        assert wrist[0] * outward > (skin.vertices[level, 0] * outward).max()


def test_the_waving_hand_is_up_beside_the_head() -> None:
    character = CHARACTERS["man"]
    _, placed = places(character, clip_of(character, "wave"))
    middle = placed[len(placed) // 2]
    hand, head = middle[character.skeleton.number("RightHand")], middle[character.skeleton.number("Head")]
    assert hand[1] > head[1] - 0.05
    assert hand[0] < -0.3


quaternions = (
    st.tuples(*[st.floats(-1, 1)] * 4)
    .filter(lambda q: sum(x * x for x in q) > 0.01)
    .map(lambda q: np.array(q) / np.linalg.norm(q))
)
vectors = st.tuples(*[st.floats(-2, 2)] * 3).filter(lambda v: sum(x * x for x in v) > 0.01).map(np.array)


@settings(max_examples=60)
@given(quaternions, quaternions, vectors)
def test_laws_of_rotations(a: np.ndarray, b: np.ndarray, v: np.ndarray) -> None:
    np.testing.assert_allclose(rotate(product(a, b), v), rotate(a, rotate(b, v)), atol=1e-9)
    np.testing.assert_allclose(rotate(inverse(a), rotate(a, v)), v, atol=1e-9)
    halfway = slerp(a, b, np.array(0.5))
    assert abs(float(halfway @ a)) == pytest.approx(abs(float(halfway @ b)), abs=1e-6)


def test_about_turns_by_the_right_hand() -> None:
    np.testing.assert_allclose(rotate(about("z", 90.0), np.array([1.0, 0, 0])), [0, 1, 0], atol=1e-12)
    np.testing.assert_allclose(rotate(about("x", 90.0), np.array([0, 1.0, 0])), [0, 0, 1], atol=1e-12)
