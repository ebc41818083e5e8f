"""Movements of four-legged animals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np

from procgen.character.rig.quaternion import Doubles, about, product
from procgen.creature.anatomy.beast import FRONT, HIND
from procgen.creature.anatomy.frame import Frame
from procgen.creature.gait.clip import Clip, touching
from procgen.creature.gait.legs import Gait, Leg, pitched, swung, turned

GAITS: Final = (
    Gait("walk", (0.0, 0.5, 0.25, 0.75), 0.63, 0.17, 0.86, 0.075, 0.010, 2),
    Gait("trot", (0.0, 0.5, 0.5, 0.0), 0.44, 0.80, 0.80, 0.12, 0.022, 2),
    Gait("run", (0.0, 0.11, 0.42, 0.53), 0.28, 3.0, 0.80, 0.17, 0.045, 1, 6.0),
)
"""Legs in the order hind left, hind right, front left, front right."""
GRAZERS: Final = frozenset({"horse", "cow", "sheep", "goat", "pig", "deer"})
_FRAMES: Final = 24
_TURN: Final = 2 * np.pi
_ROUNDS: Final = 5
_NECK_DEG: Final = 128.0
"""How far a neck goes down, from where it is in rest."""


def movements(species: str, measures: Mapping[str, Any], frame: Frame, lowest: Callable[[Clip], Doubles]) -> list[Clip]:
    """The clips of an animal.

    Args:
        species: its name.
        measures: of ``beasts.toml``.
        frame: the individual's.
        lowest: gives the height of the lowest point of its skin in each frame of a clip, metres.
    """
    body = _Body(species, measures, frame)
    found = [body.idle(), *(body.going(gait) for gait in GAITS), body.grazing(lowest), body.lying(lowest)]
    return found if species in GRAZERS else [*found, body.sitting(lowest)]


def names(species: str, _measures: Mapping[str, Any]) -> tuple[str, ...]:
    """Of the clips that :func:`movements` makes, in their order."""
    rest = ("graze", "lie") if species in GRAZERS else ("sniff", "lie", "sit")
    return ("idle", *(gait.name for gait in GAITS), *rest)


class _Body:
    def __init__(self, species: str, measures: Mapping[str, Any], frame: Frame) -> None:
        self.frame, self.unit = frame, frame.unit_m
        self.grazes = species in GRAZERS
        self.lithe = 1.0 if measures["foot"] == "paw" else 0.35
        self.travel_m = measures["stride"] * self.unit
        joints = frame.joints
        self.legs = [
            Leg.of(joints, [f"{side}{joint}" for joint in names[:-1]], hind)
            for hind, names in ((True, HIND), (False, FRONT))
            for side in ("Left", "Right")
        ]
        self.hips = np.array(joints["Hips"])
        self.tails = [name for name in joints if name.startswith("Tail")]

    def _trunk(self, places: Doubles, hips: Doubles, spine: Doubles, chest: Doubles) -> Doubles:
        """(F, 3) where the chest is, from global pitches of hips, spine and chest."""
        joints = self.frame.joints
        at = places.copy()
        for pitch, one, other in ((hips, "Hips", "Spine"), (spine, "Spine", "Chest")):
            at[:, 1:] += turned(np.subtract(joints[other], joints[one])[1:], pitch)
        return at

    def _tops(self, places: Doubles, pitches: tuple[Doubles, Doubles, Doubles]) -> list[Doubles]:
        """Where each leg begins, (F, 3)."""
        joints = self.frame.joints
        hips, _, chest = pitches
        front = self._trunk(places, *pitches)
        tops = []
        for leg in self.legs:
            begin, pitch, joint = (places, hips, "Hips") if leg.hind else (front, chest, "Chest")
            way = leg.places[0] - np.array(joints[joint])
            top = begin + np.array([way[0], 0.0, 0.0])
            top[:, 1:] += turned(way[1:], pitch)
            tops.append(top)
        return tops

    def _limbs(
        self,
        places: Doubles,
        pitches: tuple[Doubles, Doubles, Doubles],
        feet: list[Doubles],
        cannons: list[Doubles],
        soles: list[Doubles],
        stands: list[np.ndarray],
    ) -> tuple[dict[str, Doubles], Doubles]:
        """Local rotations of trunk and legs, after the body was lowered as far as standing feet need it; its places."""
        places = places.copy()
        for _ in range(_ROUNDS):
            solved = [
                leg.solved(top, foot, cannon)
                for leg, top, foot, cannon in zip(self.legs, self._tops(places, pitches), feet, cannons, strict=True)
            ]
            short = max(float((one[2] * stand).max()) for one, stand in zip(solved, stands, strict=True))
            if short < 1e-5 * self.unit:
                break
            places[:, 1] -= 1.15 * short + 1e-4 * self.unit
        hips, spine, chest = pitches
        rotations = {"Hips": pitched(hips), "Spine": pitched(spine - hips), "Chest": pitched(chest - spine)}
        for leg, (upper, lower, _), cannon, sole in zip(self.legs, solved, cannons, soles, strict=True):
            above = hips if leg.hind else chest
            for name, own, parent in zip(
                leg.names, (upper, lower, cannon, sole), (above, upper, lower, cannon), strict=True
            ):
                rotations[name] = pitched(own - parent)
        return rotations, places

    def _standing(self, count: int) -> tuple[list[Doubles], list[Doubles], list[Doubles]]:
        feet = [np.tile(leg.places[3], (count, 1)) for leg in self.legs]
        return feet, [np.zeros(count)] * 4, [np.zeros(count)] * 4

    def _ends(
        self, time: Doubles, neck_deg: Doubles, head_deg: Doubles, yaw_deg: Doubles, tail_deg: Doubles
    ) -> dict[str, Doubles]:
        """Local rotations of neck, head, ears and tail; degrees (F,), downwards and to the left."""
        found = {
            "Neck": product(about("y", yaw_deg * 0.4), about("x", neck_deg * 0.6)),
            "NeckTop": product(about("y", yaw_deg * 0.4), about("x", neck_deg * 0.4)),
            "Head": product(about("y", yaw_deg * 0.3), about("x", head_deg)),
            "LeftEar": about("y", 9 * np.sin(_TURN * 2 * time) ** 3),
            "RightEar": about("y", -9 * np.sin(_TURN * 2 * time + 1.1) ** 3),
        }
        for number, name in enumerate(self.tails):
            found[name] = about("y", tail_deg * np.cos(0.5 * number) + 0 * time)
        return found

    def going(self, gait: Gait) -> Clip:
        """A gait on the spot."""
        time = np.linspace(0, 1, _FRAMES + 1)
        leg_m = float(self.legs[0].places[0, 1])
        speed = gait.speed_m_s(leg_m)
        travel = self.travel_m * gait.travel
        stride_s = travel / (speed * gait.duty)
        feet, cannons, soles, stands = [], [], [], []
        for leg, begins in zip(self.legs, gait.begins, strict=True):
            along, swing, stand = swung(time, begins, gait.duty)
            arc = np.sin(np.pi * swing)
            foot = np.tile(leg.places[3], (len(time), 1))
            foot[:, 2] += travel * along - (0.04 if leg.hind else 0.0) * self.unit
            foot[:, 1] += gait.lift * self.unit * arc**1.5 * (1.15 - 0.3 * swing)
            lean = np.arctan2(-travel * along, leg.places[0, 1])
            folds = arc * (1 - 0.6 * swing)
            if leg.hind:
                cannon = 0.75 * lean + np.radians(30) * folds - np.radians(10) * arc * swing
            else:
                cannon = 0.95 * lean + np.radians(62) * folds * (gait.lift / 0.1) ** 0.4
            feet.append(foot)
            cannons.append(cannon)
            soles.append(np.radians(55) * arc * (1 - swing) ** 0.7)
            stands.append(stand)
        beat = _TURN * gait.beats * time
        rock = np.radians(gait.rock_deg) * np.sin(_TURN * time + 0.4)
        places = self.hips + np.zeros((len(time), 3))
        places[:, 1] += gait.heave * self.unit * np.cos(beat + 0.6)
        flex = np.radians(14 * self.lithe) * np.sin(_TURN * time + 1.2) * (gait.rock_deg > 0)
        rotations, places = self._limbs(places, (rock + flex, rock, rock - flex), feet, cannons, soles, stands)
        nod = 3.0 * np.sin(beat + 1.9) - (8 if gait.name == "run" else 0)
        level = -0.5 * nod - np.degrees(rock - flex)
        rotations |= self._ends(time, nod, level, 2 * np.sin(_TURN * time), 5 * np.sin(_TURN * time + 0.5))
        if gait.name != "walk":
            rotations[self.tails[0]] = product(rotations[self.tails[0]], about("x", 22.0 + 4 * np.sin(beat)))
        return Clip(gait.name, stride_s, rotations, "Hips", places, True, speed, stands=np.stack(stands, axis=1))

    def idle(self) -> Clip:
        """It stands, breathes, looks about."""
        time = np.linspace(0, 1, 41)
        feet, cannons, soles = self._standing(len(time))
        places = self.hips + np.zeros((len(time), 3))
        breath = np.sin(_TURN * 2 * time)
        places[:, 1] += 0.003 * self.unit * breath - 0.004 * self.unit
        chest = np.radians(0.4) * breath
        zero = np.zeros(len(time))
        rotations, places = self._limbs(places, (zero, zero, chest), feet, cannons, soles, [np.ones(len(time))] * 4)
        look = 14 * np.sin(_TURN * time) + 7 * np.sin(_TURN * 2 * time + 0.7)
        rotations |= self._ends(
            time, 3 * np.sin(_TURN * time + 2), 3 * np.sin(_TURN * 2 * time), look, 8 * np.sin(_TURN * 3 * time)
        )
        return Clip("idle", 4.0, rotations, "Hips", places, stands=np.ones((len(time), 4), bool))

    def grazing(self, lowest: Callable[[Clip], Doubles]) -> Clip:
        """The mouth at the ground: grass is torn, or a scent is followed."""
        time = np.linspace(0, 1, 41)
        tear = np.sin(_TURN * 4 * time) * 2.5

        def bent(far: float) -> Clip:
            """The neck goes down as far as it can, then the shoulders with it, over bent legs."""
            down, crouch = _NECK_DEG * min(far, 1.0), max(far - 1.0, 0.0)
            places = self.hips + np.zeros((len(time), 3))
            places[:, 1] -= (0.012 + 0.16 * crouch) * self.unit
            chest = np.radians(4.0 + 30.0 * crouch) + np.zeros(len(time))
            stands = [np.ones(len(time))] * 4
            rotations, places = self._limbs(
                places, (0.25 * chest, 0.6 * chest, chest), *self._standing(len(time)), stands
            )
            head = -(0.62 if self.grazes else 0.45) * down + 0.8 * tear
            ends = self._ends(time, down + tear, head, 9 * np.sin(_TURN * time), 9 * np.sin(_TURN * 2 * time))
            name = "graze" if self.grazes else "sniff"
            return Clip(name, 4.8, rotations | ends, "Hips", places, stands=np.ones((len(time), 4), bool))

        return touching(bent, 0.15, 1.9, lowest, self.unit)

    def _folded(
        self,
        name: str,
        pitches: tuple[float, float, float],
        angles: Mapping[bool, tuple[float, float, float, float]],
        neck_deg: float,
        lowest: Callable[[Clip], Doubles],
    ) -> Clip:
        """Legs by global pitches of their bones, degrees, by whether they are hind ones; lowered onto the ground."""
        time = np.linspace(0, 1, 31)
        hips, spine, chest = (np.radians(pitch) + np.zeros(len(time)) for pitch in pitches)
        breath = np.radians(0.6) * np.sin(_TURN * 2 * time)
        rotations = {"Hips": pitched(hips), "Spine": pitched(spine - hips), "Chest": pitched(chest + breath - spine)}
        for leg in self.legs:
            above = hips if leg.hind else chest + breath
            for joint, angle in zip(leg.names, np.radians(angles[leg.hind]), strict=True):
                rotations[joint] = pitched(angle - above)
                above = angle + np.zeros(len(time))
        level = -neck_deg * 0.4 - float(np.degrees(chest[0])) * 0.6
        rotations |= self._ends(
            time,
            neck_deg + 2 * np.sin(_TURN * time),
            level + 0 * time,
            10 * np.sin(_TURN * time),
            6 * np.sin(_TURN * 2 * time),
        )
        # Tails that hang would lie below the animal.
        tip, root = (self.frame.joints[self.tails[end]] for end in (-1, 0))
        hangs = np.degrees(np.arctan2(root[1] - tip[1], root[2] - tip[2])) if tip[1] < root[1] else 0.0
        first = self.tails[0]
        rotations[first] = product(rotations[first], about("x", max(hangs - 18.0 - pitches[0], 0.0) + 0 * time))
        places = self.hips + np.zeros((len(time), 3))
        clip = Clip(name, 5.0, rotations, "Hips", places)
        places[:, 1] -= float(lowest(clip).min())
        return clip

    def lying(self, lowest: Callable[[Clip], Doubles]) -> Clip:
        """On the breast, legs below."""
        if self.grazes:
            angles = {True: (-38.0, 62.0, -58.0, -30.0), False: (12.0, -72.0, 96.0, 120.0)}
        else:
            angles = {True: (-42.0, 66.0, -52.0, 0.0), False: (28.0, -84.0, -88.0, -10.0)}
        return self._folded("lie", (0.0, 0.0, 0.0), angles, 0.0, lowest)

    def sitting(self, lowest: Callable[[Clip], Doubles]) -> Clip:
        """On the haunches, as dogs and cats do; the trunk is as steep as the forelegs are long."""
        hind = (-68.0, 44.0, -42.0, 0.0)
        for steep in range(50, 18, -4):
            pitches = (-1.0 * steep, -0.92 * steep, -0.72 * steep)
            clip = self._folded("sit", pitches, {True: hind, False: (-14.0, -3.0, 0.0, 0.0)}, -0.1 * steep, lowest)
            radians = tuple(np.radians(pitch) + np.zeros(clip.frames) for pitch in pitches)
            rotations, fits = dict(clip.rotations), True
            for leg, top in list(zip(self.legs, self._tops(clip.places, radians), strict=True))[2:]:
                foot = top.copy()
                foot[:, 1] = leg.places[3, 1]
                foot[:, 2] += 0.06 * self.unit
                flat = np.zeros(clip.frames)
                upper, lower, short = leg.solved(top, foot, flat)
                fits &= float(short.max()) < 1e-3 * self.unit
                for joint, own, above in zip(
                    leg.names, (upper, lower, flat, flat), (radians[2], upper, lower, flat), strict=True
                ):
                    rotations[joint] = pitched(own - above)
            if fits:
                break
        return Clip("sit", clip.seconds, rotations, "Hips", clip.places)
