"""How movements sit on bodies, and how near walks in all manners are to walks that were captured."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.plausible import random_shape
from procgen.character.body.shape import make_body
from procgen.character.mesh.build import on_floor, stand
from procgen.character.mesh.model import Skeleton
from procgen.character.motion.clips import build_of
from procgen.character.motion.course import Course, plan, posed
from procgen.character.motion.fit import Build, fit
from procgen.character.motion.library import Library, packaged_library
from procgen.character.motion.manner import RANGES, Manner, gait_of
from procgen.character.motion.measure import Sitting, measure, steps
from procgen.character.motion.own_walk import Walks
from procgen.character.motion.vary import varied
from procgen.character.recipe.walks import captured, fit_walks
from procgen.character.rig.colliders import fit_colliders
from procgen.character.rig.quaternion import rotate
from procgen.kit.ruler import two_samples

Floats = npt.NDArray[np.float64]

_PHASES = 12
_DRAWS = 20
_FOLDS = 20


def random_manner(seed: int) -> Manner:
    """Any manner, all of its numbers drawn evenly."""
    random = np.random.default_rng(seed)
    drawn = {name: random.uniform(allowed.minimum, allowed.maximum) for name, allowed in RANGES.items()}
    return Manner(**drawn, seed=seed)


def body_build(seed: int, basis: Basis) -> Build:
    """What movements are fitted to, of a body drawn by a seed."""
    stance = on_floor(stand(make_body(random_shape(seed, basis), basis)))
    skeleton = Skeleton(basis.joint_names, tuple(map(int, basis.joint_parent)), stance.pose.places)
    return build_of(skeleton, stance.vertices, basis, fit_colliders(skeleton, stance.vertices, basis))


def sitting_figures(count: int) -> dict[str, float]:
    """Slide, ground and joints over ``count`` bodies, each in a manner of its own.

    What steps is measured on all of them, the whole library on every tenth.
    """
    library, basis = packaged_library(), packaged_basis()
    every = plan(library, list(library.motions.values()))
    on_foot = plan(library, [motion for motion in every.motions if steps(motion)])
    stepped: list[Sitting] = []
    found: list[Sitting] = []
    for number in range(count):
        build, gait = body_build(number, basis), gait_of(random_manner(number))
        for course, taken in ((on_foot, stepped), *([(every, found)] if number % _WHOLE_EVERY == 0 else [])):
            moved = varied(course, library, gait)
            taken += measure(moved, fit(moved, library.joints, build), build)
    slides = [sitting.slide_m for sitting in stepped]
    return {
        "motion_clips": len(library.motions),
        "motion_step_slide_mean_mm": 1000 * float(np.mean(slides)),
        "motion_step_slide_max_mm": 1000 * max(slides),
        "motion_slide_p99_mm": 1000 * float(np.quantile([sitting.slide_m for sitting in found], 0.99)),
        "motion_below_ground_max_mm": 1000 * max(sitting.below_m for sitting in found + stepped),
        "motion_knee_least_deg": min(sitting.knee_deg for sitting in found + stepped),
        "motion_elbow_least_deg": min(sitting.elbow_deg for sitting in found + stepped),
    }


_WHOLE_EVERY = 10


def likeness_rows(folder: Path) -> dict[str, dict[str, float]]:
    """Energy distance of our walks from captured ones that were held out, beside halves of these, and walks by rules.

    Args:
        folder: of a pack with ``clips.npz`` and ``manifest.json``; its captured walks are in no pack of ours.

    Raises:
        FileNotFoundError: there is no pack.
        ValueError: it has too few captured walks.
    """
    library = packaged_library()
    motions = captured(folder)
    if len(motions) < 4:
        raise ValueError(f"{folder} has {len(motions)} captured walks, not 4 at least")
    truth = np.concatenate([features(plan(library, [motion])) for motion in motions])
    walks = [motion for motion in library.motions.values() if motion.name.startswith("walk_") and motion.walks]
    plain = plan(library, [motion for motion in walks if motion.name in ("walk_casual", "walk_formal")])
    scale = np.maximum(truth.std(axis=0), 0.25 * truth.std())

    def distance(made: Floats, real: Floats) -> float:
        return energy_distance(made / scale, real / scale)

    # Walks that a model has seen are no judge of it: it is fitted to halves, and held against the others.
    held_out = []
    for half in _halvings(len(motions)):
        rest = [number for number in range(len(motions)) if number not in half]
        fitted = fit_walks([motions[number] for number in half], library)
        held_out.append(distance(_crowd(plain, library, fitted), truth[rest]))
    by_rules = distance(_crowd(plain, library, None), truth)
    return {
        "motion_walk_energy_distance": {
            "ours": float(np.mean(held_out)),
            "real": _halves(truth / scale),
            "baseline": by_rules,
        }
    }


def _crowd(plain: Course, library: Library, walks: Walks | None) -> Floats:
    """Features of how many people walk; None leaves away what was learned."""
    found: list[Floats] = []
    for seed in range(_DRAWS):
        random = np.random.default_rng(seed)
        manner = Manner(
            age_years=random.uniform(20, 60),
            mood=random.uniform(-0.5, 0.5),
            pace=random.uniform(1.0, 1.6),
            individuality=1.0,
            seed=seed,
        )
        gait = gait_of(manner)
        found += list(features(varied(plain, library, gait if walks else replace(gait, own=0.0), walks)))
    return np.stack(found)


def _halvings(count: int) -> list[tuple[int, ...]]:
    """All halves of so many, or some of them, where these are more than enough."""
    every = list(itertools.combinations(range(count), (count + 1) // 2))
    if len(every) <= _FOLDS:
        return every
    return [every[number] for number in np.random.default_rng(0).permutation(len(every))[:_FOLDS].tolist()]


def features(course: Course) -> Floats:
    """(C, D) what tells walks apart: of each clip, at even phases, where limbs point and go, in leg lengths.

    Speed and cadence, then ankles from the hips, the hips' height, and directions of thighs, upper arms and back.
    """
    library: Library = packaged_library()
    rows = []
    for motion, part, frame_s in zip(course.motions, course.parts, course.frames_s, strict=True):
        count = part.stop - part.start - 1
        at = part.start + np.round(np.arange(_PHASES) / _PHASES * count).astype(int)
        ankles = course.ankles[at] - course.middle[at][:, None]
        turned = _turned(library, course.rotations[at])
        limbs = [rotate(turned[:, library.number(joint)], _ALONG[joint]) for joint in _ALONG]
        seconds = count * frame_s
        rows.append(
            np.concatenate(
                [
                    [2 * np.linalg.norm(course.travel[part][-1]) / seconds, 60 * 2 / seconds / 100],
                    ankles.ravel(),
                    course.middle[at, 1] - course.middle[part, 1].mean(),
                    np.concatenate(limbs).ravel(),
                ]
            )
        )
        assert motion.loops
    return np.stack(rows)


_ALONG = {
    "LeftUpperArm": np.array([1.0, 0.0, 0.0]),
    "RightUpperArm": np.array([-1.0, 0.0, 0.0]),
    "LeftLowerArm": np.array([1.0, 0.0, 0.0]),
    "RightLowerArm": np.array([-1.0, 0.0, 0.0]),
    "UpperChest": np.array([0.0, 1.0, 0.0]),
    "Head": np.array([0.0, 1.0, 0.0]),
}


def _turned(library: Library, rotations: Floats) -> Floats:
    return posed(library.parents, library.places, rotations, np.zeros((len(rotations), 3)))[0]


def energy_distance(first: Floats, second: Floats) -> float:
    """Between samples (N, D) and (M, D), each of them by somebody else, over the root of the dimensions."""
    n, m = len(first), len(second)
    return two_samples.energy_distance(first, second, np.arange(n), n + np.arange(m)) / float(np.sqrt(first.shape[1]))


def _halves(truth: Floats) -> float:
    """Mean energy distance between halves of the captured walks, over all ways to halve them that a seed draws."""
    random = np.random.default_rng(0)
    found = []
    for _ in range(50):
        order = random.permutation(len(truth))
        half = len(truth) // 2
        found.append(abs(energy_distance(truth[order[:half]], truth[order[half:]])))
    return float(np.mean(found))
