"""Clips of the library in files: small, and where they were."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.exporters import ExportOptions, encode
from procgen.character.exporters.keys import moving_keys, turning_keys
from procgen.character.mesh.build import build
from procgen.character.motion.manner import Manner
from procgen.character.motion.vocabulary import named
from procgen.character.rig.quaternion import about, product, slerp
from tests.character.exporters.reader import Glb
from tests.character.people_in_clothes import body
from tests.tools import validate_glb

CHARACTER = build(body())
ALL = named(["all"])
MANNER = Manner(age_years=70.0, mood=-1.0, individuality=1.0, seed=3)


@pytest.fixture(scope="module")
def glb() -> bytes:
    return encode(CHARACTER, ExportOptions("slim", textures=False, movements=ALL, manner=MANNER))


def test_the_khronos_validator_finds_nothing_in_all_clips(glb: bytes) -> None:
    assert [message for message in validate_glb(glb)["issues"]["messages"] if message["severity"] < 2] == []


def test_all_clips_take_few_bytes(glb: bytes) -> None:
    without = encode(CHARACTER, ExportOptions("slim", textures=False, clips=False))
    assert (len(glb) - len(without)) / len(ALL) < 17_000


def test_engines_are_told_what_goes_round_and_how_fast(glb: bytes) -> None:
    said = {animation["name"]: animation["extras"] for animation in Glb(glb).tree["animations"]}
    assert list(said) == list(ALL)
    assert said["walk_casual"]["loop"]
    assert not said["bow"]["loop"]
    assert said["walk_casual"]["velocity_m_s"][2] > 0.2 > said["walk_backwards"]["velocity_m_s"][2]
    assert said["stairs_up"]["velocity_m_s"][1] > 0
    assert 0.3 < said["sit_idle"]["seat_m"] < 0.6
    assert said["walk"]["speed_legs_s"] > 0.5
    phases = {extras["phase"] for extras in said.values() if "phase" in extras}
    assert len(phases) == 1, "one of a person"


@pytest.mark.parametrize("name", ["walk_casual", "sword_slash", "sit_down"])
def test_what_is_between_keys_is_found_again(glb: bytes, name: str) -> None:
    file = Glb(glb)
    (clip,) = CHARACTER.moved((name,), MANNER)
    animation = next(entry for entry in file.tree["animations"] if entry["name"] == name)
    own = dict(zip(clip.joints, clip.rotations, strict=True))
    for channel in animation["channels"]:
        sampler = animation["samplers"][channel["sampler"]]
        times, values = file.array(sampler["input"]).ravel(), file.array(sampler["output"]).astype(np.float64)
        joint = file.tree["nodes"][channel["target"]["node"]]["name"]
        after = np.clip(np.searchsorted(times, clip.times_s, side="right"), 1, max(len(times) - 1, 1))
        if channel["target"]["path"] == "translation":
            found = np.stack([np.interp(clip.times_s, times, values[:, axis]) for axis in range(3)], axis=1)
            np.testing.assert_allclose(found, clip.hips_m - CHARACTER.skeleton.place("Root"), atol=0.0015)
            continue
        values /= 32767  # normalized 16 bits
        if len(times) == 1:
            found = np.broadcast_to(values[0], own[joint].shape)
        else:
            share = (clip.times_s - times[after - 1]) / (times[after] - times[after - 1])
            found = slerp(values[after - 1], values[after], np.clip(share, 0, 1))
        cosine = np.abs((found * own[joint]).sum(axis=1)) / np.linalg.norm(found, axis=1)
        assert np.degrees(2 * np.arccos(np.clip(cosine, 0, 1))).max() < 1.0, joint


@given(st.integers(0, 2**32 - 1), st.integers(2, 70), st.floats(0.05, 2.0))
def test_keys_keep_what_they_promise(seed: int, count: int, bound_deg: float) -> None:
    random = np.random.default_rng(seed)
    phase = np.arange(count) / 30
    rows = []
    for _ in range(3):
        swing = random.uniform(0, 60) * np.sin(random.uniform(0.5, 20) * phase + random.uniform(0, 6))
        rows.append(product(about("x", swing), about("y", random.uniform(-90, 90) * phase)))
    rotations = np.stack(rows).astype(np.float32)
    keys = turning_keys(rotations, np.full(3, bound_deg, np.float32))
    for own, kept in zip(rotations, keys, strict=True):
        at = np.flatnonzero(kept)
        assert at[0] == 0
        if len(at) == 1:
            found = np.broadcast_to(own[0], own.shape)
        else:
            assert at[-1] == count - 1
            after = np.clip(np.searchsorted(at, np.arange(count), side="right"), 1, len(at) - 1)
            share = (np.arange(count) - at[after - 1]) / (at[after] - at[after - 1])
            found = slerp(own[at[after - 1]].astype(np.float64), own[at[after]].astype(np.float64), share)
        chord = np.minimum(np.linalg.norm(found - own, axis=1), np.linalg.norm(found + own, axis=1))
        assert np.degrees(4 * np.arcsin(np.clip(chord / 2, 0, 1))).max() <= bound_deg + 0.05


@given(st.integers(0, 2**32 - 1), st.integers(2, 70))
def test_places_keep_what_they_promise(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    places = np.cumsum(random.normal(0, 0.004, (count, 3)), axis=0).astype(np.float32)
    at = np.flatnonzero(moving_keys(places, 0.002))
    found = np.stack([np.interp(np.arange(count), at, places[at, axis]) for axis in range(3)], axis=1)
    assert np.linalg.norm(found - places, axis=1).max() <= 0.002 + 1e-6


def test_vrm_files_with_movements_are_valid() -> None:
    vrm = encode(CHARACTER, ExportOptions("vrm", textures=False, movements=named(["sit", "sit_idle>walk_casual"])))
    assert [message for message in validate_glb(vrm)["issues"]["messages"] if message["severity"] < 2] == []
