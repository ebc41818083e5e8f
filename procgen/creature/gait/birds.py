"""Movements of birds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from procgen.character.rig.quaternion import Doubles, about, product
from procgen.creature.anatomy.bird import LEG
from procgen.creature.anatomy.frame import SIDES, Frame
from procgen.creature.gait.clip import SHRUNK, Clip, touching
from procgen.creature.gait.legs import Gait, Leg, pitched, swung, turned

GAITS: Final = (
    Gait("walk", (0.0, 0.5), 0.62, 0.16, 0.8, 0.10, 0.018, 2),
    Gait("run", (0.0, 0.5), 0.42, 0.9, 1.15, 0.16, 0.03, 2),
)
"""Left leg, right leg."""
SWIMMERS: Final = frozenset({"duck", "gull"})
_FRAMES: Final = 24
_TURN: Final = 2 * np.pi
_ROUNDS: Final = 5


def movements(species: str, measures: Mapping[str, Any], frame: Frame, lowest: Callable[[Clip], Doubles]) -> list[Clip]:
    """The clips of a bird; arguments as :func:`procgen.creature.gait.beasts.movements` has them."""
    body = _Bird(measures, frame)
    found = [body.idle(), *(body.going(gait) for gait in GAITS), body.pecking(lowest), body.resting(lowest)]
    found += [body.flying(), body.gliding()] if measures["flies"] else [body.flapping()]
    return found + ([body.swimming()] if species in SWIMMERS else [])


def names(species: str, measures: Mapping[str, Any]) -> tuple[str, ...]:
    """Of the clips that :func:`movements` makes, in their order."""
    aloft = ("fly", "glide") if measures["flies"] else ("flap",)
    afloat = ("swim",) if species in SWIMMERS else ()
    return ("idle", *(gait.name for gait in GAITS), "peck", "rest", *aloft, *afloat)


class _Bird:
    def __init__(self, measures: Mapping[str, Any], frame: Frame) -> None:
        self.frame, self.unit = frame, frame.unit_m
        self.travel_m = measures["stride"] * self.unit
        self.slow = measures["span"]
        self.toes = measures["toes"]
        self.legs = [Leg.of(frame.joints, [f"{side}{joint}" for joint in LEG], True) for side, _ in SIDES]
        self.body = np.array(frame.joints["Body"])

    def _limbs(
        self, places: Doubles, pitch: Doubles, feet: list[Doubles], shanks: list[Doubles], soles: list[Doubles]
    ) -> dict[str, Doubles]:
        """Local rotations of body and legs; ``places`` are lowered as far as feet need it."""
        rotations = {"Body": pitched(pitch)}
        for _ in range(_ROUNDS):
            solved = []
            for leg, foot, shank in zip(self.legs, feet, shanks, strict=True):
                way = leg.places[0] - self.body
                top = places + np.array([way[0], 0.0, 0.0])
                top[:, 1:] += turned(way[1:], pitch)
                solved.append(leg.solved(top, foot, shank))
            short = max(float(one[2].max()) for one in solved)
            if short < 1e-5 * self.unit:
                break
            places[:, 1] -= 1.15 * short + 1e-4 * self.unit
        for leg, (upper, lower, _), shank, sole in zip(self.legs, solved, shanks, soles, strict=True):
            for name, own, above in zip(
                leg.names, (upper, lower, shank, sole), (pitch, upper, lower, shank), strict=True
            ):
                rotations[name] = pitched(own - above)
        return rotations

    def _standing(self, count: int) -> tuple[list[Doubles], list[Doubles], list[Doubles]]:
        feet = [np.tile(leg.places[3], (count, 1)) for leg in self.legs]
        return feet, [np.zeros(count)] * 2, [np.zeros(count)] * 2

    def _neck(self, pitch: Doubles, down_deg: Doubles, ahead_deg: Doubles, yaw_deg: Doubles) -> dict[str, Doubles]:
        """The neck goes down and ahead, the head stays level; all degrees (F,)."""
        body = np.degrees(pitch)
        return {
            "Neck": about("x", down_deg * 0.6 + ahead_deg),
            "NeckTop": product(about("y", yaw_deg * 0.5), about("x", down_deg * 0.4 - ahead_deg)),
            "Head": product(about("y", yaw_deg * 0.5), about("x", -0.55 * down_deg - body * (down_deg < 25))),
        }

    def going(self, gait: Gait) -> Clip:
        """A gait on the spot; the head is held still for a while and then thrust ahead, twice a stride."""
        time = np.linspace(0, 1, _FRAMES + 1)
        speed = gait.speed_m_s(float(self.legs[0].places[0, 1]))
        travel = self.travel_m * gait.travel
        feet, shanks, soles, stands = [], [], [], []
        for leg, begins in zip(self.legs, gait.begins, strict=True):
            along, swing, stand = swung(time, begins, gait.duty)
            arc = np.sin(np.pi * swing)
            foot = np.tile(leg.places[3], (len(time), 1))
            foot[:, 2] += travel * along
            sole = np.radians(50) * arc * (1 - swing) ** 0.6
            foot[:, 1] += self.unit * (0.5 * gait.lift * arc + self.toes * np.sin(sole))
            feet.append(foot)
            shanks.append(
                0.9 * np.arctan2(-travel * along, leg.places[0, 1]) + np.radians(38) * arc * (1 - 0.5 * swing)
            )
            soles.append(sole)
            stands.append(stand)
        beat = _TURN * gait.beats * time
        places = self.body + np.zeros((len(time), 3))
        places[:, 1] += self.unit * (gait.heave * np.cos(beat + 0.5) - 0.03)
        pitch = np.radians(2.0) * np.sin(beat) + np.radians(10.0 if gait.name == "run" else 0.0)
        rotations = self._limbs(places, pitch, feet, shanks, soles)
        # Held against the way of the body for three fifths of a step, then thrust.
        step = (time * gait.beats) % 1.0
        bob = np.where(step < 0.6, 1 - step / 0.6 * 2, -np.cos(np.pi * (step - 0.6) / 0.4))
        rotations |= self._neck(pitch, 0 * time, 13.0 * bob, 0 * time)
        rotations["Tail"] = about("x", 3.0 * np.sin(beat))
        seconds = travel / (speed * gait.duty)
        return Clip(gait.name, seconds, rotations, "Body", places, True, speed, stands=np.stack(stands, axis=1))

    def idle(self) -> Clip:
        """It stands and looks about, in jerks."""
        time = np.linspace(0, 1, 61)
        places = self.body + np.zeros((len(time), 3))
        places[:, 1] -= self.unit * (0.02 + 0.004 * np.sin(_TURN * 2 * time))
        pitch = np.radians(1.0) * np.sin(_TURN * time)
        rotations = self._limbs(places, pitch, *self._standing(len(time)))
        stops = np.array([0, 0, 34, 34, -20, -20, -46, 12, 12, 0.0])
        yaw = np.interp(time, [0, 0.12, 0.14, 0.34, 0.36, 0.5, 0.52, 0.56, 0.9, 1.0], stops)
        rotations |= self._neck(pitch, 0 * time, 4 * np.sin(_TURN * time), yaw)
        return Clip("idle", 4.0, rotations, "Body", places, stands=np.ones((len(time), 2), bool))

    def pecking(self, lowest: Callable[[Clip], Doubles]) -> Clip:
        """Three pecks at the ground, and a look up."""
        time = np.linspace(0, 1, 61)
        down = np.interp(time, [0, 0.12, 0.2, 0.28, 0.36, 0.44, 0.52, 0.64, 1.0], [0, 0, 1, 0.78, 1, 0.8, 1, 0, 0])
        down = down * down * (3 - 2 * down)

        def bent(far: float) -> Clip:
            pitch = np.radians(34) * down * min(far / 70, 1.35)
            places = self.body + np.zeros((len(time), 3))
            places[:, 1] -= self.unit * (0.02 + (0.05 + 0.12 * max(far / 70 - 1, 0.0)) * down)
            rotations = self._limbs(places, pitch, *self._standing(len(time)))
            rotations |= self._neck(pitch, far * down, 8 * down, 22 * np.sin(_TURN * time) * (1 - down))
            rotations["Head"] = about("x", (0.1 * far - np.degrees(pitch) * (down < 0.4)) * down)
            rotations["Tail"] = about("x", -12 * down)
            return Clip("peck", 2.6, rotations, "Body", places, stands=np.ones((len(time), 2), bool))

        return touching(bent, 15.0, 150.0, lowest, self.unit)

    def resting(self, lowest: Callable[[Clip], Doubles]) -> Clip:
        """It sits on its legs."""
        time = np.linspace(0, 1, 41)
        pitch = np.zeros(len(time))
        breath = 0.006 * self.unit * np.sin(_TURN * 2 * time)

        def lowered(by: float) -> Clip:
            places = self.body + np.zeros((len(time), 3))
            places[:, 1] += breath - by
            shank = np.full(len(time), -np.radians(82) * min(by / (0.3 * self.unit), 1.0))
            feet, _, soles = self._standing(len(time))
            rotations = self._limbs(places, pitch, feet, [shank, shank], soles)
            rotations |= self._neck(pitch, 0 * time - 6, 0 * time, 16 * np.sin(_TURN * time))
            return Clip("rest", 5.0, rotations, "Body", places, stands=np.ones((len(time), 2), bool))

        depths = np.linspace(0, 0.45, 16) * self.unit
        low = [by for by in depths.tolist() if float(lowest(lowered(by)).min()) > -0.01 * self.unit]
        return lowered(max(low))

    def _open(self) -> dict[str, float]:
        """Spread wings shown, folded ones not."""
        return {f"{side}{which}": size for side, _ in SIDES for which, size in (("Wing", 1.0), ("Folded", SHRUNK))}

    def _beating(self, time: Doubles, beats: int, up_deg: float, down_deg: float) -> dict[str, Doubles]:
        """Wings that beat: the hand follows the arm, and folds a little on its way up."""
        found = {}
        for side, sign in SIDES:
            beat = _TURN * beats * time
            middle, half = (up_deg - down_deg) / 2, (up_deg + down_deg) / 2
            found[f"{side}Wing"] = product(
                about("z", sign * (middle + half * np.cos(beat))), about("x", -8 * np.sin(beat))
            )
            rising = np.clip(-np.sin(beat), 0, 1)
            found[f"{side}WingFore"] = product(
                about("y", sign * 0.4 * half * rising), about("z", sign * 0.34 * half * np.cos(beat - 0.7))
            )
            found[f"{side}WingHand"] = product(
                about("y", sign * 0.55 * half * rising),
                about("z", sign * half * (0.48 * np.cos(beat - 1.3) - 0.34 * rising)),
            )
        return found

    def _aloft(self, name: str, seconds: float, time: Doubles, beats: int, up_deg: float, down_deg: float) -> Clip:
        pitch = np.radians(8.0) + 0 * time
        places = self.body + np.zeros((len(time), 3))
        places[:, 1] += self.unit * 0.10 * np.sin(_TURN * beats * time + 0.4) * (up_deg > 20)
        rotations = {"Body": pitched(pitch)}
        for leg in self.legs:  # drawn up, feet behind
            for joint, angle in zip(leg.names, (-30.0, 75.0, 25.0, 70.0), strict=True):
                rotations[joint] = about("x", angle + 0 * time)
        rotations |= self._neck(pitch, 26 + 0 * time, 0 * time, 0 * time)
        rotations["Tail"] = about("x", 8 + 0 * time)
        rotations |= self._beating(time, beats, up_deg, down_deg)
        leg_m = float(self.legs[0].places[0, 1])
        return Clip(name, seconds, rotations, "Body", places, True, float(np.sqrt(9.81 * leg_m) * 6.5), self._open())

    def flying(self) -> Clip:
        """Two beats of the wings."""
        return self._aloft("fly", 2 * 0.16 * self.slow**1.2, np.linspace(0, 1, 33), 2, 34.0, 26.0)

    def gliding(self) -> Clip:
        """On spread wings."""
        return self._aloft("glide", 3.0, np.linspace(0, 1, 31), 1, 7.0, -1.0)

    def flapping(self) -> Clip:
        """Wings are beaten on the ground: that is all that hens make of them."""
        time = np.linspace(0, 1, 41)
        rise = np.sin(np.pi * time) ** 2
        places = self.body + np.zeros((len(time), 3))
        places[:, 1] += self.unit * (-0.02 + 0.01 * rise)
        pitch = -np.radians(16) * rise
        rotations = self._limbs(places, pitch, *self._standing(len(time)))
        rotations |= self._neck(pitch, 0 * time, -4 * rise, 0 * time)
        rotations |= self._beating(time, 5, 40.0, 20.0)
        return Clip("flap", 1.3, rotations, "Body", places, scales=self._open(), stands=np.ones((len(time), 2), bool))

    def swimming(self) -> Clip:
        """Afloat, the water at height 0: feet paddle by turns."""
        time = np.linspace(0, 1, 31)
        pitch = np.radians(1.5) * np.sin(_TURN * 2 * time)
        places = self.body + np.zeros((len(time), 3))
        places[:, 1] += self.unit * (0.006 * np.sin(_TURN * 2 * time) - self._draught())
        rotations = {"Body": pitched(pitch)}
        for number, leg in enumerate(self.legs):
            kick = np.sin(_TURN * time + np.pi * number)
            for joint, angle in zip(leg.names, (10 * kick, 12 + 8 * kick, 20 + 34 * kick, 25 + 25 * kick), strict=True):
                rotations[joint] = about("x", angle)
        rotations |= self._neck(pitch, 0 * time, 3 * np.sin(_TURN * 2 * time), 12 * np.sin(_TURN * time))
        return Clip("swim", 1.1, rotations, "Body", places, True, 1.6 * float(np.sqrt(9.81 * self.unit)) * 0.25)

    def _draught(self) -> float:
        """How far the body goes down so that a third of it is below the water, in units."""
        lowest = min(min(limb.begin[1] - limb.deep[0], limb.end[1] - limb.deep[1]) for limb in self.frame.limbs
                     if limb.zone in ("body", "breast") and limb.bone == "Body")  # fmt: skip
        highest = max(limb.begin[1] + limb.deep[0] for limb in self.frame.limbs if limb.zone == "body")
        return (lowest + (highest - lowest) * 0.32) / self.unit
