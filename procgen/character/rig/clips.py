"""Idle, walk and wave, made for a skeleton: rotations from the T-pose, 30 a second, and the hips' places.

The walk follows the course of a normal gait (Perry and Burnfield, "Gait Analysis", 2010: 62 % stance, heel strike, roll
over the ball, two double supports), treading on the spot: while a foot stands it moves backwards evenly, whatever the
proportions of the legs, because every skeleton's legs are solved for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.model import Clip, Skeleton, Track
from procgen.character.rig.legs import Leg
from procgen.character.rig.quaternion import Doubles, about, product, rotate, slerp, smallest_steps
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


def make_clips(skeleton: Skeleton, vertices: Floats, basis: Basis) -> tuple[Clip, ...]:
    """The clips of a character.

    Args:
        skeleton: joints in T-pose, on the floor.
        vertices: (E, 3) in T-pose; the first are the body's, as in the basis.
        basis: weights.
    """
    owned = dominant_vertices(basis)
    legs = [
        Leg.of(skeleton, side, float(vertices[owned[skeleton.number(f"{side}Foot")], 2].min()) + 0.01)
        for side in ("Left", "Right")
    ]
    lowered = 90.0 - _spread_deg(skeleton, vertices, basis)
    scripts = _scripts()
    rest = skeleton.place("Hips").astype(np.float64)
    turned, sway, pitches, part = _reel()
    hips = rest + legs[0].length * sway
    ankles = []
    for leg, shift, pitch in zip(legs, (0.0, 0.5), pitches, strict=True):
        ankle = leg.ankle_at(pitch)
        _tread(leg, ankle[part["walk"]], _phase() + shift, _step_width(legs[0]))
        ankles.append(ankle)
    joints = [hips + rotate(turned, leg.hip - rest) for leg in legs]
    lower = _room(legs, [joint[part["walk"]] for joint in joints], [ankle[part["walk"]] for ankle in ankles])
    for places in (hips, *joints):
        places[part["walk"], 1] += lower
    solved: dict[str, Doubles] = {}
    for leg, joint, ankle, pitch in zip(legs, joints, ankles, pitches, strict=True):
        solved |= leg.solve(turned, joint, ankle, pitch, _TURNOUT_DEG)
    solved |= _upper_arms(scripts, part, lowered)
    own = dict(zip(solved, smallest_steps(np.stack(list(solved.values()))), strict=True))
    clips = []
    for script in scripts:
        mine = part[script.name]
        tracks = {track.joint: track for track in script.tracks}
        tracks |= {joint: Track(joint, rotations[mine]) for joint, rotations in own.items()}
        times = (np.arange(script.count) / FPS).astype(np.float32)
        ordered = tuple(tracks[joint] for joint in skeleton.names if joint in tracks)
        clips.append(Clip(script.name, times, ordered, hips[mine].astype(np.float32), script.loops))
    return tuple(clips)


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


def _upper_arms(scripts: tuple[_Script, ...], part: dict[str, slice], lowered_deg: float) -> Motion:
    """Upper arms in all clips, lowered from the T-pose and swung; the right one raised where a clip says so."""
    motion: Motion = {}
    for number, (side, outward) in enumerate((("Left", 1.0), ("Right", -1.0))):
        swing = np.concatenate([script.arms.swing[number] for script in scripts])
        motion[f"{side}UpperArm"] = product(about("x", swing), about("z", -outward * lowered_deg))
    for script in scripts:
        arms = script.arms
        if arms.raised is not None and arms.up is not None and arms.sway is not None:
            mine = motion["RightUpperArm"][part[script.name]]
            mine[:] = product(slerp(mine, arms.up, arms.raised), about("x", arms.sway))
    return motion


def _step_width(leg: Leg) -> float:
    """Of the ankles from the middle: nearer than they stand, unless the thighs need the room."""
    stance, straight = abs(float(leg.ankle[0])), abs(float(leg.hip[0]))
    return 0.72 * stance if stance < 1.08 * straight else stance


def _tread(leg: Leg, ankle: Doubles, phase: Doubles, width: float) -> None:
    """Move ankles (K, 3) that roll on the spot through a cycle that begins with the heel strike."""
    u = phase % 1.0
    travel = STRIDE * leg.length * STANCE
    w = np.clip((u - STANCE) / (1 - STANCE), 0, 1)
    ankle[:, 2] += travel * (_AHEAD - u / STANCE)
    ends = leg.ankle_at(np.array([_LIFT_DEG, _STRIKE_DEG])) + travel * np.array([[0, 0, _AHEAD - 1], [0, 0, _AHEAD]])
    speed = -travel / STANCE * (1 - STANCE)
    # In the swing: a cubic Hermite curve that leaves and meets the floor at its speed, lifted in between.
    start, leave, stop, meet = 2 * w**3 - 3 * w**2 + 1, w**3 - 2 * w**2 + w, 3 * w**2 - 2 * w**3, w**3 - w**2
    flying = u >= STANCE
    lifted = start * ends[0, 1] + stop * ends[1, 1] + 0.035 * leg.length * np.sin(np.pi * w) ** 2
    ankle[flying, 1] = lifted[flying]
    ankle[flying, 2] = (start * ends[0, 2] + (leave + meet) * speed + stop * ends[1, 2])[flying]
    ankle[:, 0] = leg.outward * width


def _room(legs: list[Leg], joints: list[Doubles], ankles: list[Doubles]) -> float:
    """How far walking hips must be lowered (below 0) for both legs to reach the floor all the time."""
    least = -0.012 * legs[0].length
    for leg, joint, ankle in zip(legs, joints, ankles, strict=True):
        away = ankle - joint
        reach = np.sqrt(np.maximum(leg.reach**2 - away[:, 0] ** 2 - away[:, 2] ** 2, 0))
        least = min(least, float((away[:, 1] + reach).min()))
    return least


def _phase() -> Doubles:
    return np.arange(_WALK_FRAMES + 1) / _WALK_FRAMES


@lru_cache(maxsize=1)
def _scripts() -> tuple[_Script, ...]:
    return _idle(), _walk(), _wave()


@lru_cache(maxsize=1)
def _reel() -> tuple[Doubles, Doubles, tuple[Doubles, Doubles], dict[str, slice]]:
    """All clips one after the other: turn and sway of the hips, pitch of the feet, and where each clip is."""
    scripts = _scripts()
    ends = np.cumsum([0, *(script.count for script in scripts)]).tolist()
    part = {script.name: slice(ends[number], ends[number + 1]) for number, script in enumerate(scripts)}
    left, right = (np.concatenate([script.pitch[side] for script in scripts]) for side in (0, 1))
    turned = np.concatenate([script.turned for script in scripts])
    return turned, np.concatenate([script.sway for script in scripts]), (left, right), part


def _script(
    name: str, motion: Motion, sway: Doubles, pitch: tuple[Doubles, Doubles], arms: _Arms, *, loops: bool
) -> _Script:
    tracks = [
        Track(joint, smallest_steps(np.stack([rotations] * 2) if rotations.ndim == 1 else rotations))
        for joint, rotations in motion.items()
    ]
    return _Script(name, tuple(tracks), motion["Hips"], sway, pitch, arms, loops)


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
