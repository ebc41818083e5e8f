"""Four-legged bodies from a species' measures and an individual's."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procgen.creature.anatomy.flesh import Limb, Point
from procgen.creature.anatomy.frame import SIDES, Ball, Frame, chain, cone

Rows = list[list[float]]

FRONT = ("Shoulder", "Forearm", "FrontCannon", "FrontFoot", "FrontToe")
HIND = ("Thigh", "Shin", "HindCannon", "HindFoot", "HindToe")
"""Joints of legs from above; the last is the tip, no joint of the skeleton."""
_DARK = (0.012, 0.009, 0.008)
_MELT = 0.06


@dataclass(frozen=True, slots=True)
class Shape:
    """What is an individual's own, 1 or 0 where it is as the species has it.

    Attributes:
        thick: of trunk, neck and legs.
        fat: of the belly, added.
        legs: their length.
        head: its size.
        muzzle: its length.
        neck: its length.
        tail: its length.
        ears: their length.
        horns: their length; 0 has none.
        shaggy: how long the coat is, 0 to 1.5.
        wool: of sheep, how deep it is.
        floppy: whether ears hang.
        curled: whether the tail does.
        feathered: hair over the hooves, 0 to 1.
        udder: how full it is, 0 to 1.
    """

    thick: float = 1.0
    fat: float = 0.0
    legs: float = 1.0
    head: float = 1.0
    muzzle: float = 1.0
    neck: float = 1.0
    tail: float = 1.0
    ears: float = 1.0
    horns: float = 0.0
    shaggy: float = 0.0
    wool: float = 1.0
    floppy: bool = False
    curled: bool = False
    feathered: float = 0.0
    udder: float = 0.0


def beast(measures: Mapping[str, Any], shape: Shape) -> Frame:
    """The frame, in shares of the height at the withers as the species has it.

    Args:
        measures: of ``beasts.toml``.
        shape: the individual's.
    """
    body = _Body(measures, shape)
    limbs = [*body.trunk(), *body.neck(), *body.head(), *body.tail()]
    for name, side in SIDES:
        limbs += body.leg("front", FRONT, name, side)
        limbs += body.leg("hind", HIND, name, side)
        limbs += body.ear(name, side)
        limbs += body.horn(side)
    return Frame(body.joints(), body.parents(), tuple(limbs), tuple(body.balls()), 1.0)


# One body: all parts follow from the same points, which an individual's shape moves.
class _Body:
    def __init__(self, measures: Mapping[str, Any], shape: Shape) -> None:
        self.said, self.shape = measures, shape
        self.rough = measures.get("wool", 0.0) * shape.wool
        self.fur = 0.02 * shape.shaggy
        poll = measures["head"][0]
        self._poll = (poll[0], poll[1])
        base = measures["neck"][0]
        self._base = (base[0], base[1])
        self._elbow = measures["front"][1][1]

    def _at(self, x: float, z: float, y: float, part: str = "trunk") -> Point:
        """Where a point of the species is on this individual."""
        if part == "head":
            z0, y0 = self._poll
            grow = self.shape.head
            ahead = (z - z0) * (self.shape.muzzle if z > z0 else 1.0)
            x, z, y = x * grow, z0 + ahead * grow, y0 + (y - y0) * grow
        if part in ("head", "neck"):
            z0, y0 = self._base
            pole_z, pole_y = self._poll
            # The head moves with the end of the neck; the neck is longer by its share.
            share = 1.0 if part == "head" else max(0.0, min(1.0, (y - y0) / max(pole_y - y0, 0.05)))
            z += (self.shape.neck - 1) * (pole_z - z0) * share
            y += (self.shape.neck - 1) * (pole_y - y0) * share
        y += (self.shape.legs - 1) * min(y, self._elbow)
        return (x, y, z)

    def _stations(self, rows: Sequence[Sequence[float]], part: str, wide: float, tall: float) -> Rows:
        found = []
        for z, y, a, b in rows:
            _, y, z = self._at(0.0, z, y, part)
            found.append([z, y, a * wide, b * tall])
        return found

    def trunk(self) -> Iterator[Limb]:
        thick, fat = self.shape.thick, self.shape.fat
        rows = self._stations(self.said["trunk"], "trunk", thick, thick**0.6)
        last = len(rows) - 1
        grow = self.fur * 0.7
        for number, row in enumerate(rows):
            belly = 1 - abs(2 * number / last - 1) ** 2
            row[2] += fat * 0.10 * belly + grow
            row[3] += fat * 0.07 * belly + grow
            row[1] -= fat * 0.04 * belly
        bones = _spread(("Hips", "Spine", "Chest"), last)
        zone = "wool" if self.rough else "body"
        yield from chain(rows, bones, zone, 0.10, self.rough or self.fur)
        for one, other in itertools.pairwise(self._stations(self.said.get("withers", []), "trunk", thick, 1.0)):
            bone = "Chest" if one[0] > 0 else "Spine" if one[0] > -0.3 else "Hips"
            yield from chain([one, other], [bone], zone, 0.12, self.rough)
        if "udder" in self.said and self.shape.udder:
            z, y, r = self.said["udder"]
            r *= self.shape.udder
            below = self._at(0.0, z, y)
            yield cone(below, (below[0], below[1] - 0.02, below[2] + 0.04), (r, r * 0.8), "Hips", "skin", 0.05)

    def neck(self) -> Iterator[Limb]:
        grow = self.shape.thick**0.8
        rows = self._stations(self.said["neck"], "neck", grow, grow)
        for row in rows:
            row[2] += self.fur
            row[3] += self.fur
        zone = "wool" if self.rough else "neck"
        yield from chain(rows, _spread(("Neck", "NeckTop"), len(rows) - 1), zone, 0.09, self.rough or self.fur)
        if "ruff" in self.said or self.shape.shaggy > 0.6:
            z, y, a, b = rows[1]
            yield Limb((0, y - 0.04, z - 0.05), (0, y - 0.18, z - 0.02), (a * 1.22, a), (b * 0.8, b * 0.6), "Neck",
                       "ruff", 0.06, rough=0.02)  # fmt: skip
        if "mane" in self.said:
            crest = [self._at(0.0, z, y, "neck") for z, y in self.said["mane"]]
            for number, (one, other) in enumerate(itertools.pairwise(crest)):
                bone = "Neck" if number < len(crest) // 2 else "NeckTop"
                yield Limb(one, other, (0.022, 0.022), (0.045, 0.045), bone, "mane", 0.012, rough=0.01)
                # It falls to one side.
                low = [(0.075, y - 0.13, z + 0.02) for _, y, z in (one, other)]
                yield Limb(low[0], low[1], (0.02, 0.02), (0.085, 0.085), bone, "mane", 0.03, rough=0.012)
            _, y, z = crest[-1]
            yield Limb((0, y, z), (0, y - 0.10, z + 0.075), (0.028, 0.016), (0.02, 0.012), "Head", "mane", 0.012,
                       rough=0.008)  # fmt: skip

    def head(self) -> Iterator[Limb]:
        grow = self.shape.head
        rows = self._stations(self.said["head"], "head", grow, grow)
        zones = ["head"] * (len(rows) - 3) + ["muzzle", "muzzle"] if len(rows) > 3 else ["head", "head", "muzzle"]
        for number in range(len(rows) - 1):
            yield from chain(rows[number : number + 2], ["Head"], zones[number], 0.035)
        if "jaw" in self.said:
            yield from chain(self._stations(self.said["jaw"], "head", grow, grow), ["Head"], "jaw", 0.03)
        if "beard" in self.said:
            (x, z, y, r), (x1, z1, y1, r1) = self.said["beard"]
            yield cone(self._at(x, z, y, "head"), self._at(x1, z1, y1, "head"), (r, r1), "Head", "mane", 0.02)

    def ear(self, name: str, side: float) -> Iterator[Limb]:
        bone = f"{name}Ear"
        if self.shape.floppy and "floppy" in self.said:
            rows = self.said["floppy"]
            for (x, z, y, r), (x1, z1, y1, r1) in itertools.pairwise(rows):
                begin, end = self._at(side * x, z, y, "head"), self._at(side * x1, z1, y1, "head")
                flat = (0.016, 0.014)
                yield Limb(begin, end, (r, r1), flat, bone, "ear", 0.015, side=(0.15 * side, 0.0, 1.0))
            return
        ear = self.said["ear"]
        x, z, y = ear["at"]
        begin = self._at(side * x, z, y, "head")
        x, z, y = ear["tip"]
        end = _between(begin, self._at(side * x, z, y, "head"), self.shape.ears)
        middle = _between(begin, end, 0.45)
        wide, thin = ear["wide"], 0.014
        upright = abs(end[1] - begin[1]) > abs(end[0] - begin[0])
        flat_side = (1.0, 0.0, 0.35 * side) if upright else (0.0, 0.5, 1.0)
        yield Limb(begin, middle, (wide * 0.75, wide), (thin * 1.4, thin), bone, "ear", 0.02, side=flat_side)
        yield Limb(middle, end, (wide, 0.006), (thin, 0.006), bone, "ear", 0.008, side=flat_side)

    def horn(self, side: float) -> Iterator[Limb]:
        if not self.shape.horns or "horn" not in self.said:
            return
        long = self.shape.horns
        rows = self.said["horn"]
        base = self._at(side * rows[0][0], rows[0][1], rows[0][2], "head")

        def far(row: Sequence[float]) -> Point:
            return _between(base, self._at(side * row[0], row[1], row[2], "head"), long)

        for one, other in itertools.pairwise(rows):
            radii = (one[3] * min(long, 1.15), other[3] * min(long, 1.15))
            yield cone(far(one), far(other), radii, "Head", "horn", 0.008)
        for x, z, y, z1, y1 in self.said.get("tine", []) if long > 0.5 else []:
            yield cone(far((x, z, y)), far((x + 0.02, z1, y1)), (0.012, 0.004), "Head", "horn", 0.006)

    def tail(self) -> Iterator[Limb]:
        rows = self._tail()
        hair = self.fur * 1.4
        for number, (one, other) in enumerate(itertools.pairwise(rows)):
            radii = (one[2] + hair * min(number, 1), other[2] + hair)
            begin, end = (0.0, one[1], one[0]), (0.0, other[1], other[0])
            last = number >= len(rows) - 3
            zone = "wool" if self.rough else "tail" if not last or "mane" in self.said else "tailtip"
            rough = 0.012 if "mane" in self.said else self.fur
            yield cone(begin, end, radii, f"Tail{number + 1}", zone, 0.03, rough=rough)

    def _tail(self) -> Rows:
        z0, y0, _ = self.said["tail"][0]
        rows = []
        for z, y, r in self.said["tail"]:
            z, y = z0 + (z - z0) * self.shape.tail, y0 + (y - y0) * self.shape.tail
            _, y, z = self._at(0.0, z, max(y, 0.12))
            rows.append([z, y, r])
        if self.shape.curled:
            (z0, y0, _), radius = rows[0], 0.13
            curl = ((0.0, 0.0), (-0.5, 0.75), (0.1, 1.5), (0.9, 1.2))
            for row, (back, up) in zip(rows[:4], curl, strict=True):
                row[0], row[1] = z0 + back * radius, y0 + up * radius
        return rows

    def _leg_rows(self, which: str, side: float) -> tuple[list[Point], list[float]]:
        rows = self.said[which]
        wide, narrow = self.said[f"{which}_x"]
        thick = self.shape.thick**0.7
        points, radii = [], []
        for number, (z, y, r) in enumerate(rows):
            x = wide * self.shape.thick if number < 2 else narrow * self.shape.thick
            point = self._at(side * x, z, y)
            points.append((point[0], point[1] if number < 4 else y, point[2]))
            radii.append(r * thick)
        return points, radii

    def leg(self, which: str, names: Sequence[str], name: str, side: float) -> Iterator[Limb]:
        (top, elbow, knee, fetlock, toe), (r0, r1, r2, r3, r4) = self._leg_rows(which, side)
        bones = [f"{name}{joint}" for joint in names]
        cannon = self.said["cannon"] * self.shape.thick**0.6
        haunch = "haunch" if which == "hind" else "shoulder"
        if self.rough:
            haunch = "wool"
        fur = self.fur * 0.6
        flat = 0.62
        above = (top[0] * 0.8, top[1] + 0.06, top[2] - (0.02 if which == "hind" else 0.06))
        yield Limb(above, top, (r0 * flat, r0 * flat), (r0, r0), bones[0], haunch, _MELT, rough=self.rough * 0.8)
        yield Limb(top, elbow, (r0 * flat + fur, r1 * 0.72), (r0, r1), bones[0], haunch, _MELT, rough=self.rough * 0.8)
        # The muscle of forearm and gaskin ends above the joint below.
        lower = _between(elbow, knee, 0.72)
        yield Limb(elbow, lower, (r1 * 0.72 + fur, r2 * 0.85), (r1, r2), bones[1], "upper leg", 0.035)
        yield Limb(lower, knee, (r2 * 0.85, r2 * 0.92), (r2, r2), bones[1], "lower leg", 0.02)
        if which == "hind":  # the point of the hock
            heel = (knee[0], knee[1] + 0.025, knee[2] - r2 * 0.75)
            yield cone(knee, heel, (r2 * 0.7, r2 * 0.45), bones[2], "lower leg", 0.02)
        middle = _between(knee, fetlock, 0.3)
        yield Limb(knee, middle, (r2 * 0.9, cannon * 0.9), (r2, cannon * 1.15), bones[2], "lower leg", 0.02)
        yield Limb(middle, fetlock, (cannon * 0.9, r3), (cannon * 1.15, r3), bones[2], "foot", 0.015)
        if self.shape.feathered:
            hair = (r3 * 1.7, r3 * 2.1)
            low = (toe[0], toe[1] + 0.02, toe[2] - 0.01)
            yield Limb(fetlock, low, hair, hair, bones[3], "feather", 0.02, rough=0.012)
        yield from self._foot(fetlock, toe, r3, r4, bones[3])

    def _foot(self, fetlock: Point, toe: Point, r3: float, r4: float, bone: str) -> Iterator[Limb]:
        kind = self.said["foot"]
        x, y, z = toe
        if kind == "paw":
            # A flat sole: the paw's balls lie on the floor.
            yield Limb(fetlock, (x, r4 * 0.95, z - r4 * 0.4), (r3, r4), (r3, r4 * 0.95), bone, "foot", 0.015)
            for across in (-0.72, -0.25, 0.25, 0.72):
                ahead = r4 * (0.25 if abs(across) > 0.5 else 0.6)
                at = (x + across * r4, r4 * 0.62, z + ahead)
                back = (x + across * r4 * 0.7, r4 * 0.8, z - r4 * 0.4)
                yield cone(back, at, (r4 * 0.5, r4 * 0.5), bone, "toes", 0.008)
            return
        yield Limb(fetlock, (x, y + r4 * 0.5, z - r4 * 0.35), (r3, r4 * 0.85), (r3, r4 * 0.85), bone, "foot", 0.012)
        halves = (-0.48, 0.48) if kind == "cloven" else (0.0,)
        wide = 0.55 if kind == "cloven" else 1.0
        for across in halves:
            above = (x + across * r4, y + r4 * 0.25, z - r4 * 0.2)
            tip = (x + across * r4, 0.02, z + r4 * 0.35)
            yield Limb(above, tip, (r4 * 0.85 * wide, r4 * 1.05 * wide), (r4 * 0.9, r4 * 1.1), bone, "hoof", 0.004)

    def balls(self) -> Iterator[Ball]:
        eye, nose = self.said["eye"], self.said["nose"]
        iris = tuple(eye.get("colour", _DARK))
        for _, side in SIDES:
            x, z, y = eye["at"]
            place = self._at(side * x, z, y, "head")
            r = eye["r"] * self.shape.head**0.5
            yield Ball(place, r, "Head", iris)
            if "colour" in eye:  # the pupil, further out
                out = (place[0] + side * r * 0.38, place[1] + r * 0.05, place[2] + r * 0.52)
                yield Ball(out, r * 0.55, "Head", _DARK)
            x, z, y = nose["at"]
            if x:  # nostrils
                yield Ball(self._at(side * x, z, y, "head"), nose["r"], "Head", _DARK)
        if not x:
            yield Ball(self._at(0.0, z, y, "head"), nose["r"] * self.shape.head, "Head", _DARK)

    def joints(self) -> dict[str, Point]:
        trunk, neck, head = (self.said[part] for part in ("trunk", "neck", "head"))
        found: dict[str, Point] = {"Root": (0.0, 0.0, 0.0)}
        found["Hips"] = self._at(0.0, self.said["hind"][0][0] - 0.02, self.said["hind"][0][1] + 0.08)
        found["Spine"] = self._at(0.0, trunk[len(trunk) // 2 - 1][0], trunk[len(trunk) // 2 - 1][1] + 0.08)
        found["Chest"] = self._at(0.0, trunk[-3][0] - 0.06, trunk[-3][1] + 0.08)
        found["Neck"] = self._at(0.0, neck[0][0], neck[0][1], "neck")
        found["NeckTop"] = self._at(0.0, neck[len(neck) // 2][0], neck[len(neck) // 2][1], "neck")
        found["Head"] = self._at(0.0, head[0][0] - 0.01, head[0][1], "head")
        for name, side in SIDES:
            ear = self.said["ear"]["at"]
            found[f"{name}Ear"] = self._at(side * ear[0], ear[1], ear[2], "head")
        for number, (z, y, _) in enumerate(self._tail()[:-1]):
            found[f"Tail{number + 1}"] = (0.0, y, z)
        for which, names in (("front", FRONT), ("hind", HIND)):
            for name, side in SIDES:
                points, _ = self._leg_rows(which, side)
                found |= {f"{name}{joint}": point for joint, point in zip(names[:-1], points[:-1], strict=True)}
        return found

    def parents(self) -> dict[str, str]:
        found = {"Hips": "Root", "Spine": "Hips", "Chest": "Spine", "Neck": "Chest", "NeckTop": "Neck"}
        found["Head"] = "NeckTop"
        above = "Hips"
        for number in range(len(self.said["tail"]) - 1):
            found[f"Tail{number + 1}"] = above
            above = f"Tail{number + 1}"
        for name, _ in SIDES:
            found[f"{name}Ear"] = "Head"
            for top, names in (("Chest", FRONT), ("Hips", HIND)):
                above = top
                for joint in names[:-1]:
                    found[f"{name}{joint}"] = above
                    above = f"{name}{joint}"
        return found


def _spread(names: Sequence[str], count: int) -> list[str]:
    """Names over so many stretches, evenly."""
    return [names[number * len(names) // count] for number in range(count)]


def _between(one: Point, other: Point, share: float) -> Point:
    x, y, z = (a + (b - a) * share for a, b in zip(one, other, strict=True))
    return (x, y, z)
