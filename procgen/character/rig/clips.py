"""Idle, walk and wave, made for a skeleton: rotations from the T-pose, 30 a second, and the hips' places.

The walk follows the course of a normal gait (Perry and Burnfield, "Gait Analysis", 2010: 62 % stance, heel strike, roll
over the ball, two double supports), treading on the spot: while a foot stands it moves backwards evenly, whatever the
proportions of the legs, because every skeleton's legs are solved for themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.model import Clip, Skeleton, Track
from procgen.character.rig.legs import LENGTHS, OUTWARD, SIDES, Course, Legs, rolled
from procgen.character.rig.quaternion import Doubles, about, product, slerp, smallest_steps
from procgen.character.rig.sockets import dominant_vertices

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Motion = dict[str, Doubles]
"""Joint name to rotations (K, 4), or (1, 4) where it holds still."""

FPS = 30
STANCE = 0.62
STRIDE = 1.25
"""Metres that a walk's cycle goes, for each metre of leg."""
_IDLE_FRAMES, _WALK_FRAMES, _WAVE_FRAMES = 120, 32, 72
_STRIKE_DEG, _LIFT_DEG = -18.0, 46.0
_TURNOUT_DEG = 6.0
_AHEAD = 0.4
"""Share of a foot's way over the floor that lies before the hips; it leaves the floor well behind them."""
_ARM_M = 0.055
"""From the middle of a hanging arm to the trunk: the arm's own thickness and some air."""
_OWN = tuple(f"{side}{joint}" for joint in ("UpperLeg", "LowerLeg", "Foot", "UpperArm") for side in SIDES)
"""Joints whose rotations depend on the skeleton, in the order in which they are worked out."""
_LEAST_SPREAD_DEG, _MOST_SPREAD_DEG = 9.0, 40.0


@dataclass(frozen=True, eq=False)
class _Arms:
    """How arms hang in a clip, before a skeleton says how far they are lowered: all (K,) degrees but the last.

    Attributes:
        swing: of the upper arms, left and right, backwards.
        raised: (K,) 0 hanging to 1 as ``up`` has it, for the right arm; None where it hangs all the time.
        up: rotation (4,) of the raised upper arm, and ``sway`` (K,) degrees about its own axis.
    """

    swing: tuple[Doubles, Doubles]
    raised: Doubles | None = None
    up: Doubles | None = None
    sway: Doubles | None = None


@dataclass(frozen=True, eq=False)
class _Script:
    """What a clip is for every skeleton.

    Attributes:
        name: of the clip.
        tracks: of all joints but legs and upper arms.
        turned: (K, 4) rotations of the hips.
        sway: (K, 3) of the hips, in leg lengths.
        pitch: (K,) of the left and right foot, degrees; the walk's feet also go from place to place.
        arms: how they hang.
        loops: whether the end meets the beginning.
    """

    name: str
    tracks: tuple[Track, ...]
    turned: Doubles
    sway: Doubles
    pitch: tuple[Doubles, Doubles]
    arms: _Arms
    loops: bool

    @property
    def count(self) -> int:
        """Of its frames."""
        return len(self.turned)

    @cached_property
    def times(self) -> Floats:
        """(K,) seconds."""
        return (np.arange(self.count) / FPS).astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Reel:
    """All clips one after the other: K frames.

    Attributes:
        scripts: of the clips; ``part`` names the frames of each.
        course: of hips and legs.
        arms: (4, 2, K) factors of the upper arms' rotations, see :func:`_upper_arms`.
    """

    scripts: tuple[_Script, ...]
    part: dict[str, slice]
    course: Course
    arms: Doubles

    @property
    def walk(self) -> slice:
        """Frames in which feet go from place to place."""
        return self.part["walk"]


def make_clips(skeleton: Skeleton, vertices: Floats, basis: Basis) -> tuple[Clip, ...]:
    """The clips of a character.

    Args:
        skeleton: joints in T-pose, on the floor.
        vertices: (E, 3) in T-pose; the first are the body's, as in the basis.
        basis: weights.
    """
    owned = dominant_vertices(basis)
    heels = [float(vertices[owned[skeleton.number(f"{side}Foot")], 2].min()) + 0.01 for side in SIDES]
    legs = Legs.of(skeleton, np.array(heels))
    reel = _reel()
    walk, course = reel.walk, reel.course
    centre = skeleton.place("Hips").astype(np.float64)
    hips = centre[:, None] + legs.length[0] * course.sway
    ankles = legs.ankles(course)
    ankles[0, :, walk] = OUTWARD[:, None] * _step_width(legs)
    hips[1, walk] += _room(legs, legs.joints(course, hips, centre, walk), ankles[..., walk])
    rotations = np.empty((4, 4, *ankles.shape[1:]))  # of thighs, shins, feet, upper arms
    rotations[:, :3] = legs.solve(course, hips, centre, ankles)
    rotations[:, 3] = _upper_arms(reel, 90.0 - _spread_deg(skeleton, vertices, basis))
    own = smallest_steps(rotations).astype(np.float32).transpose(1, 2, 3, 0).reshape(len(_OWN), -1, 4)
    moved = np.ascontiguousarray(hips.T, np.float32)
    return tuple(
        Clip(script.name, script.times, script.tracks, _OWN, own[:, mine], moved[mine], script.loops)
        for script, mine in zip(reel.scripts, reel.part.values(), strict=True)
    )


@lru_cache(maxsize=2)
def _beside_arm(basis: Basis) -> Ints:
    """Some of the vertices that a hanging left arm could touch."""
    owned = dominant_vertices(basis)
    names = ("Hips", "Spine", "Chest", "LeftUpperLeg")
    trunk = np.concatenate([owned[basis.joint_names.index(name)] for name in names])
    return np.asarray(trunk[basis.vertices[trunk, 0] > 0][::2])


def _spread_deg(skeleton: Skeleton, vertices: Floats, basis: Basis) -> float:
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
    """Upper arms (4, 2, K) in all clips, lowered from the T-pose and swung; the right one raised where a clip says so."""
    half = np.radians(lowered_deg) / 2
    sine, cosine = np.sin(half), np.cos(half)
    lowered = np.stack([[cosine, cosine], -sine * OUTWARD, -sine * OUTWARD, [cosine, cosine]])
    rotations = reel.arms * lowered[..., None]
    for script in reel.scripts:
        arms = script.arms
        if arms.raised is not None and arms.up is not None and arms.sway is not None:
            mine = rotations[:, 1, reel.part[script.name]]
            mine[:] = product(slerp(mine.T, arms.up, arms.raised), about("x", arms.sway)).T
    return rotations


def _swung(scripts: Sequence[_Script]) -> Doubles:
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
    ends_height, ends_depth = rolled(lengths, np.array([_LIFT_DEG, _STRIKE_DEG]))
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


def _phase() -> Doubles:
    return np.arange(_WALK_FRAMES + 1) / _WALK_FRAMES


@lru_cache(maxsize=1)
def _reel() -> _Reel:
    scripts = (_idle(), _walk(), _wave())
    ends = np.cumsum([0, *(script.count for script in scripts)]).tolist()
    part = {script.name: slice(ends[number], ends[number + 1]) for number, script in enumerate(scripts)}
    pitch = np.stack([np.concatenate([script.pitch[side] for script in scripts]) for side in (0, 1)])
    # Where ankles go is linear in a leg's lengths, so it is known from those of legs with a single length.
    ankles = np.empty((2, 2, ends[-1], LENGTHS))
    walk = part["walk"]
    for leg, shift in enumerate((0.0, 0.5)):
        for number, lengths in enumerate(np.eye(LENGTHS)):
            ankles[:, leg, :, number] = rolled(lengths, pitch[leg])
            ankles[:, leg, walk, number] = _trodden(lengths, pitch[leg, walk], _phase() + shift)
    course = Course.of(
        np.concatenate([script.sway for script in scripts]),
        np.concatenate([script.turned for script in scripts]),
        pitch,
        ankles,
        _TURNOUT_DEG,
    )
    return _Reel(scripts, part, course, _swung(scripts))


def _script(
    name: str, motion: Motion, sway: Doubles, pitch: tuple[Doubles, Doubles], arms: _Arms, *, loops: bool
) -> _Script:
    tracks = [
        Track(joint, _keys(np.stack([rotations] * 2) if rotations.ndim == 1 else rotations))
        for joint, rotations in motion.items()
    ]
    return _Script(name, tuple(tracks), motion["Hips"], sway, pitch, arms, loops)


def _keys(rotations: Doubles) -> Floats:
    """(K, 4) as a track has them."""
    return np.ascontiguousarray(smallest_steps(rotations.T).T, np.float32)


def _elbow(outward: float, degrees: npt.ArrayLike) -> Doubles:
    """The forearm, bent forwards."""
    return about("y", -outward * np.asarray(degrees, np.float64))


def _relaxed_hand(side: str, outward: float) -> Motion:
    """Fingers a little bent, more from the index to the little finger."""
    motion: Motion = {f"{side}Hand": about("z", -outward * 4.0)}
    for place, finger in enumerate(("Index", "Middle", "Ring", "Little")):
        for part, bend in (("Proximal", 12.0), ("Intermediate", 20.0), ("Distal", 12.0)):
            motion[f"{side}{finger}{part}"] = about("z", -outward * (bend + 3.0 * place))
    motion[f"{side}ThumbMetacarpal"] = about("y", -outward * 10.0)
    motion[f"{side}ThumbDistal"] = about("y", -outward * 14.0)
    return motion


def _idle() -> _Script:
    """Breathing, and weight that goes from foot to foot."""
    phase = 2 * np.pi * np.arange(_IDLE_FRAMES + 1) / _IDLE_FRAMES
    still = np.zeros(len(phase))
    breath = (1 - np.cos(phase)) / 2
    swing = np.sin(phase)
    motion: Motion = {
        "Hips": product(about("z", 0.7 * swing), about("y", 1.0 * np.sin(phase + 0.6))),
        "Spine": product(about("z", -0.9 * swing), about("x", 1.0 + 0.4 * breath)),
        "Chest": about("x", -0.8 * breath),
        "UpperChest": about("x", -1.6 * breath),
        "Neck": about("x", 1.0 + 1.2 * breath),
        "Head": product(about("y", 3.0 * np.sin(phase + 1.1)), about("x", -1.0 + 0.6 * np.cos(phase))),
    }
    for side, outward in (("Left", 1.0), ("Right", -1.0)):
        motion |= {f"{side}LowerArm": _elbow(outward, 14.0 + 1.5 * breath), **_relaxed_hand(side, outward)}
        motion[f"{side}Shoulder"] = about("z", outward * 1.2 * breath)
    sway = np.stack([0.008 * swing, -0.004 * (1 + 0.3 * np.cos(2 * phase)), still], axis=1)
    hanging = 2.0 + 1.2 * breath
    return _script("idle", motion, sway, (still, still), _Arms((hanging, hanging)), loops=True)


def _roll(phase: Doubles) -> tuple[Doubles, Doubles]:
    """Pitch of a foot in a cycle that begins with its heel strike, and bend of its toes, degrees."""
    u = phase % 1.0
    w = np.clip((u - STANCE) / (1 - STANCE), 0, 1)
    strike = _STRIKE_DEG * np.clip(1 - u / 0.11, 0, 1) ** 1.3
    lift = _LIFT_DEG * np.clip((u - 0.36) / (STANCE - 0.36), 0, 1) ** 1.7
    # In the swing the pitch goes on rising a little, then turns round to the next strike.
    swing = (1 - w) ** 2 * (1 + 2 * w) * _LIFT_DEG + w**2 * (3 - 2 * w) * _STRIKE_DEG + 60 * w * (1 - w) ** 3
    return np.where(u < STANCE, strike + lift, swing), np.where(u < STANCE, -lift, -_LIFT_DEG * (1 - w) ** 3)


def _walk() -> _Script:
    """A cycle from one heel strike of the left foot to the next, on the spot."""
    u = _phase()
    even = np.zeros(len(u))
    cosine = np.cos(2 * np.pi * u)
    loaded = np.cos(2 * np.pi * (u - STANCE / 2))
    motion: Motion = {
        "Hips": product(about("y", -5.0 * cosine), about("z", 3.0 * loaded), about("x", 2.0 + even)),
        "Spine": product(about("y", 4.0 * cosine), about("z", -2.0 * loaded), about("x", 1.0 + even)),
        "Chest": product(about("y", 4.0 * cosine), about("z", -1.5 * loaded)),
        "UpperChest": product(about("y", 3.0 * cosine), about("z", -0.5 * loaded)),
        "Neck": product(about("y", -3.0 * cosine), about("z", 0.5 * loaded), about("x", -1.0 + even)),
        "Head": product(about("y", -3.0 * cosine), about("z", 0.5 * loaded), about("x", -2.0 + even)),
    }
    swings, pitches = [], []
    for side, outward, shift in (("Left", 1.0, 0.0), ("Right", -1.0, 0.5)):
        pitch, toes = _roll(u + shift)
        back = outward * cosine
        motion |= {f"{side}Toes": about("x", toes), **_relaxed_hand(side, outward)}
        motion[f"{side}LowerArm"] = _elbow(outward, 20.0 - 11.0 * back)
        motion[f"{side}Shoulder"] = about("y", outward * 2.0 * back)
        swings.append(2.0 + 21.0 * back)
        pitches.append(pitch)
    sway = np.stack([0.02 * loaded, -0.022 * np.cos(4 * np.pi * (u - 0.04)), even], axis=1)
    return _script("walk", motion, sway, (pitches[0], pitches[1]), _Arms((swings[0], swings[1])), loops=True)


def _wave() -> _Script:
    """The right hand goes up, waves and comes down again."""
    seconds = np.arange(_WAVE_FRAMES + 1) / FPS
    end = seconds[-1]
    rise = np.clip(np.minimum(seconds / 0.55, (end - seconds) / 0.6), 0, 1)
    raised = rise * rise * (3 - 2 * rise)
    still = np.zeros(len(seconds))
    beat = np.sin(2 * np.pi * 2.1 * (seconds - 0.4)) * raised
    bent = slerp(_elbow(-1.0, 14.0 + still), _elbow(-1.0, 112.0), raised)
    motion: Motion = {
        "Hips": about("z", 1.0 * raised),
        "Spine": product(about("z", 1.5 * raised), about("x", 1.0 + still)),
        "Chest": about("z", 1.5 * raised),
        "Neck": about("z", -1.5 * raised),
        "Head": product(about("z", -3.5 * raised), about("y", -4.0 * raised)),
        "RightShoulder": about("z", -6.0 * raised),
        "LeftLowerArm": _elbow(1.0, 14.0 + 2.0 * raised),
        "RightLowerArm": product(bent, about("y", -19.0 * beat)),
        **_relaxed_hand("Left", 1.0),
    }
    for joint, relaxed in _relaxed_hand("Right", -1.0).items():
        motion[joint] = slerp(relaxed, np.array([0.0, 0.0, 0.0, 1.0]), 0.85 * raised)
    motion["RightHand"] = product(motion["RightHand"], about("y", -12.0 * np.roll(beat, 2)))
    arms = _Arms(
        (2.0 + still, 2.0 + still),
        raised,
        product(about("z", 32.0), about("y", 25.0), about("x", -58.0)),
        -4.0 * beat,
    )
    sway = np.stack([0.012 * raised, -0.005 + still, still], axis=1)
    return _script("wave", motion, sway, (still, still), arms, loops=False)
