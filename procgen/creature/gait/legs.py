"""Legs of three bones and a foot, solved in their own plane so that feet are where a gait has them.

What stands moves back with the ground, at its speed and flat, so that it does not slide. Source of the order of feet
and of the shares of a stride in which they stand: Hildebrand, "Symmetrical gaits of horses" (Science 150, 1965); of
speeds at which animals of any size change gaits: Alexander and Jayes, "A dynamic similarity hypothesis for the gaits of
quadrupedal mammals" (J. Zool. 201, 1983), Froude numbers of about 0.2 for walks, 1 for trots, above 3 for gallops.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.rig.quaternion import Doubles, about

Bools = npt.NDArray[np.bool_]

_GRAVITY: Final = 9.81
_STRETCH: Final = 0.985
"""Share of its length to which a leg goes straight."""


@dataclass(frozen=True, slots=True)
class Gait:
    """How feet follow each other.

    Attributes:
        name: of the clip.
        begins: by leg, when in the stride it begins to stand, 0 to 1.
        duty: share of the stride in which it stands.
        froude: speed squared by gravity and leg length.
        travel: how far a foot goes back while it stands, as a share of the species' own.
        lift: how high feet are lifted, in units.
        heave: how far the body goes up and down, in units, so many
        beats: times a stride.
        rock_deg: by which the trunk goes up in front and behind.
    """

    name: str
    begins: Sequence[float]
    duty: float
    froude: float
    travel: float
    lift: float
    heave: float
    beats: int
    rock_deg: float = 0.0

    def speed_m_s(self, leg_m: float) -> float:
        """Of an animal with such legs."""
        return float(np.sqrt(self.froude * _GRAVITY * leg_m))


@dataclass(frozen=True, eq=False)
class Leg:
    """A leg in rest: its joints' names and places (4, 3), hip or shoulder first, the foot's joint last."""

    names: tuple[str, str, str, str]
    places: Doubles
    hind: bool

    @classmethod
    def of(cls, joints: Mapping[str, tuple[float, float, float]], names: Sequence[str], hind: bool) -> Leg:
        """From the joints of a frame."""
        one, two, three, four = names
        return cls((one, two, three, four), np.array([joints[name] for name in names]), hind)

    @property
    def reach_m(self) -> float:
        """Of the upper two bones."""
        flat = np.diff(self.places[:, 1:], axis=0)
        return float(np.linalg.norm(flat[0]) + np.linalg.norm(flat[1]))

    def solved(self, top: Doubles, foot: Doubles, cannon: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """Pitches (F,) of both upper bones, radians from rest, and by how much the foot is out of reach, metres.

        Args:
            top: (F, 3) where the leg begins.
            foot: (F, 3) where the foot's joint is to be.
            cannon: (F,) pitch of the third bone.
        """
        upper, lower, third = np.diff(self.places[:, 1:], axis=0)
        goal = foot[:, 1:] - turned(third, cannon) - top[:, 1:]
        one, two = float(np.linalg.norm(upper)), float(np.linalg.norm(lower))
        asked = np.linalg.norm(goal, axis=1)
        far = np.clip(asked, abs(one - two) * 1.02 + 1e-6, (one + two) * _STRETCH)
        bend = np.arccos(np.clip((one**2 + far**2 - two**2) / (2 * one * far), -1, 1))
        rest = _direction(upper) - _direction(upper + lower)
        side = np.sign((rest + np.pi) % (2 * np.pi) - np.pi)
        first = _direction(goal) + side * bend
        knee = one * np.stack([np.cos(first), np.sin(first)], axis=-1)
        reached = goal * (far / np.maximum(asked, 1e-9))[:, None]
        second = _direction(reached - knee)
        return _near(first - _direction(upper)), _near(second - _direction(lower)), np.maximum(asked - far, 0)


def turned(flat: Doubles, pitch: Doubles) -> Doubles:
    """(F, 2) y and z of a vector that turns about x."""
    y, z = flat
    return np.stack([y * np.cos(pitch) - z * np.sin(pitch), y * np.sin(pitch) + z * np.cos(pitch)], axis=-1)


def pitched(pitch: Doubles) -> Doubles:
    """(F, 4) rotations about x, of radians."""
    return about("x", np.degrees(pitch))


def swung(times: Doubles, begins: float, duty: float) -> tuple[Doubles, Doubles, Bools]:
    """A foot's way, for times (F,) in strides.

    Returns:
        Its place along the way, from 0.5 ahead to -0.5 behind; how far it is through the swing, 0 to 1, 0 while it
        stands; whether it stands.
    """
    phase = (times - begins) % 1.0
    stands = phase <= duty
    swing = np.where(stands, 0.0, (phase - duty) / (1 - duty))
    # It leaves and meets the ground at the ground's own speed: a cubic with these slopes at both ends.
    slope = -(1 - duty) / duty
    t = swing
    forth = -0.5 * (2 * t**3 - 3 * t**2 + 1) + 0.5 * (3 * t**2 - 2 * t**3) + slope * (2 * t**3 - 3 * t**2 + t)
    return np.where(stands, 0.5 - phase / duty, forth), swing, stands


def _direction(flat: Doubles) -> Doubles:
    return np.arctan2(flat[..., 1], flat[..., 0])


def _near(angle: Doubles) -> Doubles:
    return np.asarray((angle + np.pi) % (2 * np.pi) - np.pi)
