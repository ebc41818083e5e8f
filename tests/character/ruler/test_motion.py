"""Figures of movements: that they see what is wrong, and hold ours against captured walks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from procgen.character.motion.course import course_of
from procgen.character.motion.fit import fit
from procgen.character.motion.measure import measure
from procgen.character.recipe.walks import captured
from procgen.character.ruler.motion import energy_distance, likeness_rows, sitting_figures
from tests.character.motion.people import LIBRARY, build_for

WALKS = ("walk_casual", "walk_formal", "walk_stroll", "walk_brisk", "walk_carry", "sneak_fast")


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A pack whose captured walks are some of the library."""
    motions = [LIBRARY.motions[name] for name in WALKS]
    frames = [len(motion.hips_m) - 1 for motion in motions]
    clips = [
        {
            "id": f"cmu_walk_{number}",
            "loops": True,
            "start": sum(frames[:number]),
            "frames": frames[number],
            "velocity_xz": list(motion.velocity_m_s),
        }
        for number, motion in enumerate(motions)
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"clips": clips}), "utf-8")
    np.savez(
        tmp_path / "clips.npz",
        quat=np.round(np.concatenate([motion.rotations[:-1] for motion in motions]) * 32767).astype(np.int16),
        root=np.concatenate([motion.hips_m[:-1] for motion in motions]),
        contact=np.concatenate([motion.contact[:-1] for motion in motions]),
    )
    return tmp_path


def test_a_few_bodies_are_within_the_bars() -> None:
    found = sitting_figures(1)
    assert found["motion_clips"] == len(LIBRARY.motions)
    assert found["motion_step_slide_mean_mm"] < 3
    assert found["motion_below_ground_max_mm"] < 0.01


def test_a_slide_is_seen() -> None:
    course, build = course_of(("walk_casual",)), build_for("man")
    fitted = fit(course, LIBRARY.joints, build)
    ice = replace(fitted, travel_m=fitted.travel_m * 0.5)
    assert measure(course, ice, build)[0].slide_m > 0.1
    assert measure(course, fitted, build)[0].slide_m < 0.01
    low = replace(fitted, hips_m=fitted.hips_m - np.array([0, 0.05, 0]))
    assert measure(course, low, build)[0].below_m == pytest.approx(0.05, abs=0.002)


def test_walks_are_read_and_held_against_ours(pack: Path) -> None:
    assert [motion.name for motion in captured(pack)] == [f"cmu_walk_{number}" for number in range(len(WALKS))]
    row = likeness_rows(pack)["motion_walk_energy_distance"]
    assert set(row) == {"ours", "real", "baseline"}
    assert row["real"] > 0


def test_a_pack_with_too_few_walks_is_refused(pack: Path) -> None:
    said = json.loads((pack / "manifest.json").read_text())
    (pack / "manifest.json").write_text(json.dumps({"clips": said["clips"][:2]}))
    with pytest.raises(ValueError, match="2 captured walks"):
        likeness_rows(pack)


def test_energy_distance_tells_samples_apart() -> None:
    random = np.random.default_rng(0)
    one, same, other = random.normal(0, 1, (40, 5)), random.normal(0, 1, (40, 5)), random.normal(1, 1, (40, 5))
    assert abs(energy_distance(one, same)) < 0.1 < energy_distance(one, other)
