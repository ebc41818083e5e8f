"""Birds' bodies from a species' measures and an individual's.

A bird has two pairs of wings, of which one is shown: folded ones, which are flesh, and spread ones, which are feathers.
Clips shrink the bones of the other pair away.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from procgen.creature.anatomy.beast import Shape
from procgen.creature.anatomy.flesh import Limb, Point
from procgen.creature.anatomy.frame import SIDES, Ball, Doubles, Frame, Plate, chain, cone

LEG: Final = ("Thigh", "Shin", "Shank", "Foot")
WING: Final = ("Wing", "WingFore", "WingHand")
_DARK: Final = (0.012, 0.009, 0.008)
_INNER: Final = 9
_OUTER: Final = 9
"""Feathers of the arm and of the hand."""
_TOES: Final = ((0.45, 1.0, 0.85), (0.0, 1.0, 1.0), (-0.45, 1.0, 0.85), (0.1, -1.0, 0.5))
"""Across, ahead, length."""
_WING_PART, _TAIL_PART = 1, 2


def bird(measures: Mapping[str, Any], shape: Shape) -> Frame:
    """The frame, in shares of the height of the back.

    Args:
        measures: of ``birds.toml``.
        shape: the individual's; ``horns`` is how large the comb is.
    """
    body = _Body(measures, shape)
    limbs = [*body.body(), *body.head(), *body.tail()]
    plates: list[Plate] = []
    for name, side in SIDES:
        limbs += [*body.leg(name, side), *body.folded(name, side)]
        plates += body.spread(name, side)
    hidden = tuple(f"{name}Wing" for name, _ in SIDES)
    return Frame(body.joints(), body.parents(), tuple(limbs), tuple(body.balls()), 1.0, tuple(plates), hidden)


class _Body:
    def __init__(self, measures: Mapping[str, Any], shape: Shape) -> None:
        self.said, self.shape = measures, shape
        # Longer legs lift all that is above the ankles.
        self.up = (shape.legs - 1) * measures["leg"][1][1]

    def _rows(self, part: str, wide: float = 1.0) -> list[list[float]]:
        return [[z, y + self.up, a * wide, b * wide] for z, y, a, b in self.said[part]]

    def body(self) -> Iterator[Limb]:
        thick = self.shape.thick * (1 + 0.15 * self.shape.fat)
        rows = self._rows("body", thick)
        for number, (one, other) in enumerate(itertools.pairwise(rows)):
            zone = "breast" if number == len(rows) - 2 else "body"
            yield from chain([one, other], ["Body"], zone, 0.09)
        top = rows[2]
        begin, end = (0.0, top[1] + 0.12, 0.12), (0.0, top[1] + 0.10, -0.3)
        yield Limb(begin, end, (0.14, 0.08), (top[3] * 0.6, 0.1), "Body", "back", 0.08)

    def head(self) -> Iterator[Limb]:
        rows = self._rows("neck", self.shape.thick**0.5)
        bones = ["Neck", "NeckTop"]
        for number, (one, other) in enumerate(itertools.pairwise(rows)):
            first = number == 0 and len(rows) > 2
            yield from chain([one, other], [bones[number * 2 // len(rows)]], "neck" if first else "throat", 0.07)
        z, y, a, b = rows[-2]
        yield Limb((0, y, z), (0, y + 0.02, z + 0.005), (a * 1.05, a), (b * 1.05, b), "Neck", "collar", 0.01)
        yield from chain(self._rows("head", self.shape.head), ["Head"], "head", 0.05)
        long = self.shape.muzzle
        rows = self._rows("beak")
        root = rows[0][0]
        for row in rows:
            row[0] = root + (row[0] - root) * long
            row[3] *= long**0.5
        yield from chain(rows, ["Head"], "beak", 0.012)
        grow = self.shape.horns
        for begin, end, thin, tall in self.said.get("comb", []) if grow else []:
            x, z, y = begin
            x1, z1, y1 = end
            yield Limb((x, y + self.up, z), (x1, y1 + self.up, z1), (thin, thin), (tall * grow, tall * grow), "Head",
                       "comb", 0.012)  # fmt: skip

    def tail(self) -> Iterator[Limb]:
        said = self.said["tail"]
        z, y = said["at"]
        angle, long = np.radians(said["up_deg"]), said["long"] * self.shape.tail
        upright = said["fan"] == "upright"
        for number in range(5):
            across = (number - 2) / 2
            if upright:  # feathers beside each other in two rows that lean together, higher and lower
                lift = angle + across * 0.42
                x = 0.045 * (1 if number % 2 else -1)
                end = (x * 1.6, y + self.up + long * float(np.sin(lift)), z - long * float(np.cos(lift)))
                begin = (x, y + self.up - 0.06, z + 0.06)
                yield Limb(begin, end, (0.05, 0.016), (0.10, 0.06), "Tail", "tail", 0.02, part=_TAIL_PART)
            else:
                x = across * said["wide"]
                end = (
                    x,
                    y + self.up + long * float(np.sin(angle)),
                    z - long * float(np.cos(angle)) * (1 - 0.08 * abs(across)),
                )
                begin = (x * 0.35, y + self.up, z + 0.08)
                yield Limb(begin, end, (0.07, 0.055), (0.045, 0.012), "Tail", "tail", 0.02, part=_TAIL_PART)

    def _leg_points(self, side: float) -> list[Point]:
        x = self.said["leg_x"] * side
        points = []
        for number, (z, y, _) in enumerate(self.said["leg"]):
            points.append((x, y + self.up if number < 2 else y * (self.shape.legs if number == 2 else 1.0), z))
        return points

    def leg(self, name: str, side: float) -> Iterator[Limb]:
        hip, knee, ankle, ball = self._leg_points(side)
        r0, r1, r2, r3 = (row[2] for row in self.said["leg"])
        bones = [f"{name}{joint}" for joint in LEG]
        yield cone(hip, knee, (r0, r1), bones[0], "body", 0.06)
        yield cone(knee, ankle, (r1, r2 * 1.3), bones[1], "thigh", 0.04)
        yield cone(ankle, ball, (r2, r2 * 0.85), bones[2], "leg", 0.012)
        x, _, z = ball
        low = r3 * 0.62
        for across, ahead, long in _TOES:
            reach = self.said["toes"] * long
            tip = (x + across * reach, low * 0.8, z + ahead * reach)
            yield cone((x, low * 1.3, z), tip, (r3 * 0.85, low * 0.75), bones[3], "leg", 0.008)
        if self.said["web"]:
            reach = self.said["toes"]
            yield Limb((x, low, z), (x, low * 0.7, z + reach * 0.72), (r3, reach * 0.36), (low, 0.009), bones[3], "leg",
                       0.01)  # fmt: skip

    def folded(self, name: str, side: float) -> Iterator[Limb]:
        rows = self.said["wing"]
        bone = f"{name}Folded"
        thick = self.shape.thick
        for number, (one, other) in enumerate(itertools.pairwise(rows)):
            begin = (side * one[0] * thick, one[2] + self.up, one[1])
            end = (side * other[0] * thick, other[2] + self.up, other[1])
            zone = "wing" if number < 2 else "primary"
            yield Limb(begin, end, (one[3], other[3]), (one[4], other[4]), bone, zone, 0.03, part=_WING_PART)
        x, z, y, t, h = rows[2]
        begin = (side * (x + t * 0.55), y + self.up - h * 0.35, z + 0.14)
        end = (side * (x + t * 0.4), y + self.up - h * 0.25, z)
        yield Limb(begin, end, (t * 0.7, t * 0.5), (0.045, 0.04), bone, "speculum", 0.012, part=_WING_PART)

    def _arm(self, side: float) -> list[Point]:
        """Shoulder, elbow, wrist and tip of a spread wing."""
        x, z, y = self.said["shoulder"]
        y += self.up
        span = self.said["span"]
        ways = ((0.0, 0.0), (0.26, -0.07), (0.52, 0.06), (1.0, -0.16))
        return [(side * (x + span * out), y, z + span * ahead * 0.55) for out, ahead in ways]

    def spread(self, name: str, side: float) -> Iterator[Plate]:
        shoulder, elbow, wrist, tip = map(np.array, self._arm(side))
        chord = self.said["chord"]
        bones = [f"{name}{joint}" for joint in WING]
        back = np.array([0.0, 0.0, -1.0])
        ways = [(shoulder, elbow, bones[0], 4), (elbow, wrist, bones[1], _INNER - 4)]
        for begin, end, bone, count in ways:
            for number in range(count):
                one, other = begin + (end - begin) * number / count, begin + (end - begin) * (number + 1.25) / count
                yield _plate(one, other, back * chord, 0.004 * number, bone, "wing")
                yield _plate(one, other, back * chord * 0.55, 0.035 + 0.004 * number, bone, "wing")
        hand = tip - wrist
        for number in range(_OUTER):
            share = number / (_OUTER - 1)
            root = wrist + hand * share * 0.42
            turn = share * 1.25
            way = back * np.cos(turn) + np.array([side, 0, 0.0]) * np.sin(turn)
            long = chord * (1 + 0.75 * share) * (1 - 0.12 * share**4)
            wide = np.array([side * np.cos(turn), 0.0, np.sin(turn)]) * chord * 0.16
            yield _plate(root - wide / 2, root + wide, way * long, 0.004 * number, bones[2], "primary", taper=0.5)
            yield _plate(root - wide / 2, root + wide, way * long * 0.42, 0.04 + 0.004 * number, bones[2], "wing")

    def balls(self) -> Iterator[Ball]:
        eye = self.said["eye"]
        grow = self.shape.head
        x, z, y = eye["at"]
        middle, r = self.said["head"][-1][1], eye["r"] * grow**0.5
        # Large heads are wider and higher, not longer.
        x, y = x * grow, middle + (y - middle) * grow + self.up
        for _, side in SIDES:
            yield Ball((side * x, y, z), r, "Head", tuple(eye.get("colour", _DARK)))
            if "colour" in eye:
                yield Ball((side * (x + r * 0.55), y, z + r * 0.15), r * 0.6, "Head", _DARK)

    def joints(self) -> dict[str, Point]:
        found: dict[str, Point] = {"Root": (0.0, 0.0, 0.0)}
        hip, neck, head = self.said["leg"][0], self._rows("neck"), self._rows("head")
        found["Body"] = (0.0, hip[1] + self.up + 0.08, hip[0])
        found["Neck"] = (0.0, neck[0][1], neck[0][0])
        middle = neck[len(neck) // 2]
        found["NeckTop"] = (0.0, middle[1], middle[0])
        found["Head"] = (0.0, head[0][1] - 0.02, head[0][0] - 0.02)
        z, y = self.said["tail"]["at"]
        found["Tail"] = (0.0, y + self.up, z + 0.05)
        for name, side in SIDES:
            found |= {f"{name}{joint}": p for joint, p in zip(LEG, self._leg_points(side), strict=True)}
            found |= {f"{name}{joint}": p for joint, p in zip(WING, self._arm(side)[:3], strict=True)}
            x, z, y = self.said["wing"][0][:3]
            found[f"{name}Folded"] = (side * x * 0.6, y + self.up, z)
        return found

    def parents(self) -> dict[str, str]:
        found = {"Body": "Root", "Neck": "Body", "NeckTop": "Neck", "Head": "NeckTop", "Tail": "Body"}
        for name, _ in SIDES:
            found[f"{name}Folded"] = "Body"
            for names in (LEG, WING):
                above = "Body"
                for joint in names:
                    found[f"{name}{joint}"] = above
                    above = f"{name}{joint}"
        return found


def _plate(one: Doubles, other: Doubles, way: Doubles, lift: float, bone: str, zone: str, taper: float = 0.9) -> Plate:
    up = np.array([0.0, lift, 0.0])
    middle = (one + other) / 2 + way
    half = (other - one) / 2 * taper
    corners = (_point(one + up), _point(other + up), _point(middle + half + up), _point(middle - half + up))
    return Plate(corners, bone, zone)


def _point(place: Doubles) -> Point:
    x, y, z = place.tolist()
    return (x, y, z)
