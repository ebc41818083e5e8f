"""Idle, walk and wave as they are for every skeleton: rotations from the T-pose, :data:`FPS` a second.

The walk follows the course of a normal gait (Perry and Burnfield, "Gait Analysis", 2010: 62 % stance, heel strike, roll
over the ball, two double supports).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.model import Track
from procgen.character.rig.quaternion import Doubles, about, product, slerp, smallest_steps

Floats = npt.NDArray[np.float32]
Motion = dict[str, Doubles]
"""Joint name to rotations (K, 4), or (1, 4) where it holds still."""

FPS = 30
STANCE = 0.62
"""Share of a cycle in which a foot stands."""
STRIKE_DEG, LIFT_DEG = -18.0, 46.0
"""Pitch of the foot when its heel meets the floor and when its toes leave it."""
_IDLE_FRAMES, _WALK_FRAMES, _WAVE_FRAMES = 120, 32, 72


@dataclass(frozen=True, eq=False)
class Arms:
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
class Script:
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
    arms: Arms
    loops: bool

    @property
    def count(self) -> int:
        """Of its frames."""
        return len(self.turned)

    @cached_property
    def times(self) -> Floats:
        """(K,) seconds."""
        return (np.arange(self.count) / FPS).astype(np.float32)


def walk_phase() -> Doubles:
    """(K,) 0 to 1 through the walk's cycle, which begins with the heel strike of the left foot."""
    return np.arange(_WALK_FRAMES + 1) / _WALK_FRAMES


def _script(
    name: str, motion: Motion, sway: Doubles, pitch: tuple[Doubles, Doubles], arms: Arms, *, loops: bool
) -> Script:
    tracks = [
        Track(joint, _keys(np.stack([rotations] * 2) if rotations.ndim == 1 else rotations))
        for joint, rotations in motion.items()
    ]
    return Script(name, tuple(tracks), motion["Hips"], sway, pitch, arms, loops)


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


def idle() -> Script:
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
    return _script("idle", motion, sway, (still, still), Arms((hanging, hanging)), loops=True)


def _roll(phase: Doubles) -> tuple[Doubles, Doubles]:
    """Pitch of a foot in a cycle that begins with its heel strike, and bend of its toes, degrees."""
    u = phase % 1.0
    w = np.clip((u - STANCE) / (1 - STANCE), 0, 1)
    strike = STRIKE_DEG * np.clip(1 - u / 0.11, 0, 1) ** 1.3
    lift = LIFT_DEG * np.clip((u - 0.36) / (STANCE - 0.36), 0, 1) ** 1.7
    # In the swing the pitch goes on rising a little, then turns round to the next strike.
    swing = (1 - w) ** 2 * (1 + 2 * w) * LIFT_DEG + w**2 * (3 - 2 * w) * STRIKE_DEG + 60 * w * (1 - w) ** 3
    return np.where(u < STANCE, strike + lift, swing), np.where(u < STANCE, -lift, -LIFT_DEG * (1 - w) ** 3)


def walk() -> Script:
    """A cycle from one heel strike of the left foot to the next, on the spot."""
    u = walk_phase()
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
    return _script("walk", motion, sway, (pitches[0], pitches[1]), Arms((swings[0], swings[1])), loops=True)


def wave() -> Script:
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
    arms = Arms(
        (2.0 + still, 2.0 + still),
        raised,
        product(about("z", 32.0), about("y", 25.0), about("x", -58.0)),
        -4.0 * beat,
    )
    sway = np.stack([0.012 * raised, -0.005 + still, still], axis=1)
    return _script("wave", motion, sway, (still, still), arms, loops=False)
