"""Idle, walk and wave, made for a skeleton: rotations from the T-pose and the hips' places.

The walk treads on the spot: while a foot stands it moves backwards evenly, whatever the proportions of the legs,
because every skeleton's legs are solved for themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.model import Clip, Skeleton
from procgen.character.rig.legs import LENGTHS, OUTWARD, SIDES, Course, Legs, rolled
from procgen.character.rig.quaternion import Doubles, about, product, slerp, smallest_steps
from procgen.character.rig.scripts import LIFT_DEG, STANCE, STRIKE_DEG, Script, idle, walk, walk_phase, wave
from procgen.character.rig.sockets import dominant_vertices

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

STRIDE = 1.25
"""Metres that a walk's cycle goes, for each metre of leg."""
_TURNOUT_DEG = 6.0
_AHEAD = 0.4
"""Share of a foot's way over the floor that lies before the hips; it leaves the floor well behind them."""
_ARM_M = 0.055
"""From the middle of a hanging arm to the trunk: the arm's own thickness and some air."""
_OWN = tuple(f"{side}{joint}" for joint in ("UpperLeg", "LowerLeg", "Foot", "UpperArm") for side in SIDES)
"""Joints whose rotations depend on the skeleton, in the order in which they are worked out."""
_LEAST_SPREAD_DEG, _MOST_SPREAD_DEG = 9.0, 40.0


@dataclass(frozen=True, eq=False)
class _Reel:
    """All clips one after the other: K frames.

    Attributes:
        scripts: of the clips; ``part`` names the frames of each.
        course: of hips and legs.
        arms: (4, 2, K) factors of the upper arms' rotations, see :func:`_upper_arms`.
    """

    scripts: tuple[Script, ...]
    part: dict[str, slice]
    course: Course
    arms: Doubles


def make_clips(skeleton: Skeleton, vertices: Floats, basis: Basis) -> tuple[Clip, ...]:
    """The clips of a character.

    Args:
        skeleton: joints in T-pose, on the floor.
        vertices: (E, 3) in T-pose; the first are the body's, as in the basis.
        basis: weights.
    """
    legs = Legs.of(skeleton, heels(skeleton, vertices, basis))
    reel = _reel()
    walking, course = reel.part["walk"], reel.course
    centre = skeleton.place("Hips").astype(np.float64)
    hips = centre[:, None] + legs.length[0] * course.sway
    ankles = legs.ankles(course)
    ankles[0, :, walking] = OUTWARD[:, None] * _step_width(legs)
    hips[1, walking] += _room(legs, legs.joints(course, hips, centre, walking), ankles[..., walking])
    rotations = np.empty((4, 4, *ankles.shape[1:]))  # of thighs, shins, feet, upper arms
    rotations[:, :3] = legs.solve(course, hips, centre, ankles)
    rotations[:, 3] = _upper_arms(reel, 90.0 - spread_deg(skeleton, vertices, basis))
    own = smallest_steps(rotations).astype(np.float32).transpose(1, 2, 3, 0).reshape(len(_OWN), -1, 4)
    moved = np.ascontiguousarray(hips.T, np.float32)
    return tuple(
        Clip(
            script.name,
            script.times,
            script.tracks,
            _OWN,
            own[:, mine],
            moved[mine],
            script.loops,
            {"speed_legs_s": round(STRIDE / float(script.times[-1]), 4)} if script.name == "walk" else {},
        )
        for script, mine in zip(reel.scripts, reel.part.values(), strict=True)
    )


def heels(skeleton: Skeleton, vertices: Floats, basis: Basis) -> Doubles:
    """(2,) depths at which heels meet the floor."""
    owned = dominant_vertices(basis)
    return np.array([float(vertices[owned[skeleton.number(f"{side}Foot")], 2].min()) + 0.01 for side in SIDES])


@lru_cache(maxsize=2)
def _beside_arm(basis: Basis) -> Ints:
    """Some of the vertices that a hanging left arm could touch."""
    owned = dominant_vertices(basis)
    names = ("Hips", "Spine", "Chest", "LeftUpperLeg")
    trunk = np.concatenate([owned[basis.joint_names.index(name)] for name in names])
    return np.asarray(trunk[basis.vertices[trunk, 0] > 0][::2])


def spread_deg(skeleton: Skeleton, vertices: Floats, basis: Basis) -> float:
    """Angle of hanging arms away from the vertical at which they clear trunk and thighs."""
    shoulder = skeleton.place("LeftUpperArm")
    skin = vertices[_beside_arm(basis)]
    arm = float(np.linalg.norm(skeleton.place("LeftHand") - shoulder))
    depth = shoulder[1] - skin[:, 1]
    beside = (depth > 0.3 * arm) & (depth < 1.3 * arm) & (skin[:, 0] > 0)
    room = (skin[beside, 0] + _ARM_M * arm / 0.53 - shoulder[0]) / depth[beside]
    angle = float(np.degrees(np.arctan(room.max()))) if beside.any() else 0.0
    return min(max(angle, _LEAST_SPREAD_DEG), _MOST_SPREAD_DEG)


def _upper_arms(reel: _Reel, lowered_deg: float) -> Doubles:
    """Upper arms (4, 2, K) in all clips, lowered from the T-pose and swung; the right one raised where clips say so."""
    half = np.radians(lowered_deg) / 2
    sine, cosine = np.sin(half), np.cos(half)
    lowered = np.stack([[cosine, cosine], -sine * OUTWARD, -sine * OUTWARD, [cosine, cosine]])
    rotations: Doubles = reel.arms * lowered[..., None]
    for script in reel.scripts:
        arms = script.arms
        if arms.raised is not None and arms.up is not None and arms.sway is not None:
            mine = rotations[:, 1, reel.part[script.name]]
            mine[:] = product(slerp(mine.T, arms.up, arms.raised), about("x", arms.sway)).T
    return rotations


def _swung(scripts: Sequence[Script]) -> Doubles:
    """What :func:`_upper_arms` multiplies: the parts of rotations about x, then z, that the latter does not change."""
    swings = [np.concatenate([script.arms.swing[side] for script in scripts]) for side in (0, 1)]
    half = np.radians(np.stack(swings)) / 2
    sine, cosine = np.sin(half), np.cos(half)
    return np.stack([sine, -sine, cosine, cosine])


def _step_width(legs: Legs) -> float:
    """Of the ankles from the middle: nearer than they stand, unless the thighs need the room."""
    stance, straight = abs(float(legs.ankle[0, 0])), abs(float(legs.hip[0, 0]))
    return 0.72 * stance if stance < 1.08 * straight else stance


def _trodden(lengths: Doubles, pitch_deg: Doubles, phase: Doubles) -> tuple[Doubles, Doubles]:
    """Height and depth (K,) of an ankle through a cycle that begins with the heel strike; linear in the lengths."""
    u = phase % 1.0
    length = lengths[-1]
    travel = STRIDE * length * STANCE
    w = np.clip((u - STANCE) / (1 - STANCE), 0, 1)
    height, depth = rolled(lengths, pitch_deg)
    ends_height, ends_depth = rolled(lengths, np.array([LIFT_DEG, STRIKE_DEG]))
    ends_depth = ends_depth + travel * np.array([_AHEAD - 1, _AHEAD])
    speed = -travel / STANCE * (1 - STANCE)
    # In the swing: a cubic Hermite curve that leaves and meets the floor at its speed, lifted in between.
    start, leave, stop, meet = 2 * w**3 - 3 * w**2 + 1, w**3 - 2 * w**2 + w, 3 * w**2 - 2 * w**3, w**3 - w**2
    flying = u >= STANCE
    lifted = start * ends_height[0] + stop * ends_height[1] + 0.035 * length * np.sin(np.pi * w) ** 2
    swung = start * ends_depth[0] + (leave + meet) * speed + stop * ends_depth[1]
    return np.where(flying, lifted, height), np.where(flying, swung, depth + travel * (_AHEAD - u / STANCE))


def _room(legs: Legs, joints: Doubles, ankles: Doubles) -> float:
    """How far walking hips must be lowered (below 0) for both legs to reach the floor all the time."""
    away = ankles - joints
    reach = np.sqrt(np.maximum(legs.reach[:, None] ** 2 - away[0] ** 2 - away[2] ** 2, 0))
    return min(-0.012 * float(legs.length[0]), float((away[1] + reach).min()))


@lru_cache(maxsize=1)
def _reel() -> _Reel:
    scripts = (idle(), walk(), wave())
    ends = np.cumsum([0, *(script.count for script in scripts)]).tolist()
    part = {script.name: slice(ends[number], ends[number + 1]) for number, script in enumerate(scripts)}
    pitch = np.stack([np.concatenate([script.pitch[side] for script in scripts]) for side in (0, 1)])
    # Where ankles go is linear in a leg's lengths, so it is known from those of legs with a single length.
    ankles = np.empty((2, 2, ends[-1], LENGTHS))
    walking = part["walk"]
    for leg, shift in enumerate((0.0, 0.5)):
        for number, lengths in enumerate(np.eye(LENGTHS)):
            ankles[:, leg, :, number] = rolled(lengths, pitch[leg])
            ankles[:, leg, walking, number] = _trodden(lengths, pitch[leg, walking], walk_phase() + shift)
    course = Course.of(
        np.concatenate([script.sway for script in scripts]),
        np.concatenate([script.turned for script in scripts]),
        pitch,
        ankles,
        _TURNOUT_DEG,
    )
    return _Reel(scripts, part, course, _swung(scripts))
