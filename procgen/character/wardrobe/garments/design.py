"""Garments that are put together from the four ways of building: a row of what each has is all that is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.anatomy import smoothstep
from procgen.character.wardrobe.garments import armour, trims
from procgen.character.wardrobe.garments.shapes import (
    Floats,
    Lower,
    Sewn,
    Skirt,
    Upper,
    band,
    leg_length,
    lower,
    skirt,
    skirt_band,
    upper,
    upper_fields,
)
from procgen.character.wardrobe.garments.terms import FOLDS, cloth, leather, metal, numbers, plastic, words
from procgen.character.wardrobe.kind import Kind, Option, Value, choice, number
from procgen.character.wardrobe.tailor import Tailor

Sew = Callable[[Tailor, "Parts", Mapping[str, float]], None]
"""A trimming: adds itself to what was sewn."""

TO_WAIST: Final = -1.0
"""Of :attr:`Upper.hem`: down to where skirts begin."""
_BELOW_WAIST_M: Final = 0.02
DEVICES: Final = ("none", "cross", "saltire", "pale", "fess", "chevron", "roundel", "lozenge", "quarters")
"""What a coat of arms has on its chest."""
_MATERIALS: Final[Mapping[str, Callable[..., Slot]]] = {
    "cloth": cloth, "leather": leather, "metal": metal, "plastic": plastic,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Parts:
    """What was sewn of a design.

    Attributes:
        design: which.
        top, low, legs: the pieces, as far as it has them.
        length: of the skirt, metres below the waist.
        leg: of the trousers, 0 at the crotch to 1 at the ankle.
        sleeve: 0 none to 1 wrist.
    """

    design: Design
    top: Sewn | None
    low: Sewn | None
    legs: Sewn | None
    length: float
    leg: float
    sleeve: float

    @property
    def trim(self) -> str:
        """The slot of trimmings."""
        return f"{self.design.name}_trim"

    @property
    def belt(self) -> str:
        """The slot of belts and buttons."""
        return f"{self.design.name}_belt"

    @property
    def trunk(self) -> Sewn:
        """The piece on the trunk. Raises ValueError where the design has none."""
        if self.top is None:
            raise ValueError(f"{self.design.name} has no piece on the trunk")
        return self.top


@dataclass(frozen=True, eq=False)
class Design:
    """A garment.

    Attributes:
        name, label, settings, layer: as of a :class:`~procgen.character.wardrobe.kind.Kind`.
        covers: out of REGIONS.
        colour, trim, belt: usual colours of the main material, of trimmings and of belts and buttons.
        upper, skirt, lower: its pieces.
        sewn: trimmings, in order.
        material, trim_material, belt_material: "cloth", "leather", "metal" or "plastic".
        weave: how its cloth is woven if nobody says.
        trim_weave: of trimmings.
        quilting: height of ridges over the upper piece, by the tailor; None is smooth.
        longer: metres by which the option "length" changes the skirt, from short to long.
        device: whether it takes a coat of arms.
        sleeves: least and greatest that the option "sleeve" takes; None without the option.
    """

    name: str
    label: str
    settings: tuple[str, ...]
    layer: int
    covers: tuple[str, ...]
    colour: tuple[float, float, float]
    trim: tuple[float, float, float]
    belt: tuple[float, float, float] | None = None
    upper: Upper | None = None
    skirt: Skirt | None = None
    lower: Lower | None = None
    sewn: tuple[Sew, ...] = ()
    material: str = "cloth"
    trim_material: str = "cloth"
    belt_material: str = "leather"
    weave: str = "plain"
    trim_weave: str = "plain"
    quilting: Callable[[Tailor], Floats] | None = None
    longer: float = 0.2
    device: bool = False
    sleeves: tuple[float, float] | None = None

    def kind(self) -> Kind:
        """As something that can be worn."""
        main = _MATERIALS[self.material](self.name, self.colour)
        edge = _MATERIALS[self.trim_material](f"{self.name}_trim", self.trim)
        slots = [replace(main, weave=self.weave), replace(edge, weave=self.trim_weave)]
        if self.belt is not None:
            slots.append(_MATERIALS[self.belt_material](f"{self.name}_belt", self.belt))
        options: list[Option] = []
        if self.sleeves is not None and self.upper is not None:
            options.append(number("sleeve", "none to wrist", self.upper.sleeve, *self.sleeves))
        if self.skirt is not None or self.lower is not None:
            options.append(number("length", "short to long", 0.5))
        options.append(number("looseness", "tight to wide", 0.5))
        if self.quilting is None:
            options.append(FOLDS)
        if self.device:
            options.append(choice("device", "what a coat of arms has on its chest", *DEVICES))
        return Kind(
            self.name, self.label, self.settings, self.layer, {option.name: option for option in options},
            tuple(slots), True, frozenset(self.covers), self.build,
        )  # fmt: skip

    def build(self, options: Mapping[str, Value], slots: tuple[Slot, ...], basis: Basis) -> Template:
        """Sew it."""
        tailor = Tailor(basis, slots)
        o = numbers(options)
        wide, folds, longer = 0.5 + o["looseness"], o.get("folds", 0.0) / FOLDS_USUAL, o.get("length", 0.5) - 0.5
        top = low = legs = None
        sleeve = leg = length = 0.0
        if self.lower is not None:
            leg = float(np.clip(self.lower.length + 0.3 * longer, 0.15, 1.0))
            shape = replace(self.lower, loose=self.lower.loose * wide, length=leg, folds=self.lower.folds * folds)
            legs = lower(tailor, self.name, shape)
        if self.upper is not None:
            sleeve = o.get("sleeve", self.upper.sleeve)
            an = tailor.anatomy
            hem = an.waist - an.crotch - _BELOW_WAIST_M if self.upper.hem == TO_WAIST else self.upper.hem
            worn = replace(
                self.upper, loose=self.upper.loose * wide, sleeve=sleeve, hem=hem, folds=self.upper.folds * folds
            )
            if self.quilting is None:
                top = upper(tailor, self.name, worn)
            else:
                ridges = self.quilting(tailor) * smoothstep(-np.max(upper_fields(tailor, worn).cuts, axis=0), 0.0, 0.02)
                top = armour.padded(tailor, self.name, worn, np.asarray(ridges, np.float32))
        if self.skirt is not None:
            length = self.skirt.length + 2 * longer * self.longer
            flare = self.skirt.flare * (0.6 + 0.8 * o["looseness"])
            hung = replace(self.skirt, length=length, flare=flare, fold_m=self.skirt.fold_m * (folds or 1.0))
            low = skirt(tailor, self.name, hung)
        parts = Parts(self, top, low, legs, length, leg, sleeve)
        for trimming in self.sewn:
            trimming(tailor, parts, o)
        if self.device:
            _device(tailor, parts, words(options)["device"])
        return tailor.finish(self.name, self.layer, 0.4)


FOLDS_USUAL: Final = float(FOLDS.default)


def _device(tailor: Tailor, parts: Parts, name: str) -> None:
    """A figure of cloth on the chest, of the trimming's colour."""
    an = tailor.anatomy
    x, y = an.place[:, 0], an.place[:, 1] - (an.armpit - 0.015)
    across, along, arm = np.abs(x), np.abs(y), 0.02
    figures = {
        "cross": np.minimum(np.maximum(across - arm, along - 0.1), np.maximum(across - 0.085, along - arm)),
        "saltire": np.maximum(np.abs(across - along) / np.sqrt(2) - arm, np.maximum(across, along) - 0.085),
        "pale": np.maximum(across - 0.035, along - 0.5),
        "fess": np.maximum(along - 0.04, across - 0.5),
        "chevron": np.maximum(np.abs(y + 0.02 + across * 0.9 - 0.05) * 0.74 - 0.026, across - 0.105),
        "roundel": np.hypot(x, y) - 0.07,
        "lozenge": across * 0.83 + along * 0.56 - 0.058,
        "quarters": np.where(x * y > 0, -np.minimum(across, along), np.minimum(across, along)),
    }
    if name not in figures:
        return
    front = (an.place[:, 2] > an.axis_z) & ~an.is_arm
    band(tailor, parts.trim, parts.trunk, [np.where(front, figures[name], 1.0).astype(np.float32)], 0.002)


# --- trimmings --------------------------------------------------------------------------------------------------------


def neck(width: float = 0.02) -> Sew:
    """A strip round the neckline."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.design.upper is not None
        trims.neck_band(tailor, parts.trim, parts.trunk, parts.design.upper.neck, width)

    return sew


def cuffs(width: float = 0.035, raised: float = 0.003) -> Sew:
    """Strips round the ends of sleeves."""
    return lambda tailor, parts, _o: trims.cuffs(tailor, parts.trim, parts.trunk, parts.sleeve, width, raised)


def hem(width: float = 0.03) -> Sew:
    """A strip along the skirt's hem, or along that of the upper piece."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        if parts.low is not None:
            trims.skirt_hem(tailor, parts.trim, parts.low, parts.length, width)
        elif parts.design.upper is not None:
            trims.hem_band(tailor, parts.trim, parts.trunk, parts.design.upper.hem, width, 0.002)

    return sew


def belted(half: float = 0.02, raised: float = 0.011, buckle: bool = False, *, sash: bool = False) -> Sew:
    """A belt, or a sash of the trimming's cloth, about the waist."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        slot = parts.trim if sash else parts.belt
        at = tailor.anatomy.waist - 0.003
        trims.belt(tailor, slot, parts.trunk, at, half, raised, parts.belt if buckle else "")

    return sew


def stand(height: float = 0.035) -> Sew:
    """A collar that stands."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.design.upper is not None
        trims.stand_collar(tailor, parts.trim, height, parts.design.upper.clearance + 0.001)

    return sew


def folded(height: float = 0.03, fall: float = 0.045, points: float = 0.03, gap: float = 0.006) -> Sew:
    """A collar that is folded over, of the main cloth."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.design.upper is not None
        clearance = parts.design.upper.clearance + 0.002
        trims.shirt_collar(tailor, parts.design.name, clearance, height, fall, points, gap, 0.004)

    return sew


def hood(size: float = 1.0, *, trimmed: bool = False) -> Sew:
    """A hood that lies on the shoulders, of the main cloth or of the trimming's."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.design.upper is not None
        slot = parts.trim if trimmed else parts.design.name
        trims.hood_down(tailor, slot, parts.design.upper.clearance, size)

    return sew


def placket(low: float = 0.0, half: float = 0.016, raised: float = 0.0025) -> Sew:
    """A strip down the front, from the collar to ``low`` metres over the waist."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        an = tailor.anatomy
        trims.placket(tailor, parts.trim, parts.trunk, an.waist + low, an.neck + 0.01, half, raised)

    return sew


def buttons(low: float, high: float, step: float = 0.07, radius: float = 0.007, x: float = 0.0) -> Sew:
    """Buttons from ``low`` metres over the waist to ``high`` metres below the neck."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        an = tailor.anatomy
        lift = parts.trunk.lift + np.float32(0.0025)
        for at in (x, -x) if x else (0.0,):
            trims.buttons(tailor, parts.belt, lift, an.waist + low, an.neck - high, step, radius, at)

    return sew


def edges(width: float = 0.025) -> Sew:
    """Strips along an opening in front, of the upper piece and of the skirt."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        opening = parts.trunk.cuts[-1]
        front = opening > -0.5
        limit = np.where(front, -width - opening, 1.0).astype(np.float32)
        band(tailor, parts.trim, parts.trunk, [limit], 0.003)
        if parts.low is not None and parts.low.cuts:
            gap = parts.low.cuts[0]
            below = np.where(gap > -0.5, -width - gap, 1.0).astype(np.float32)
            skirt_band(tailor, parts.trim, parts.low, parts.length, [below], 0.003)

    return sew


def lapels(turn: float = 0.0, width: float = 0.055) -> Sew:
    """Turned-back edges from ``turn`` metres over the waist up."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        trims.lapels(tailor, parts.design.name, parts.trunk, 0.0, tailor.anatomy.waist + turn, width)

    return sew


def pockets(x: float, y: float, half: tuple[float, float], raised: float = 0.004) -> Sew:
    """Two patches in front, ``y`` metres over the waist."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        at = (x, tailor.anatomy.waist + y)
        trims.patch(tailor, parts.design.name, parts.trunk, at, half, raised, corner=0.01)

    return sew


def bib(half: tuple[float, float]) -> Sew:
    """A panel on the chest, of the trimming's cloth."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        trims.patch(tailor, parts.trim, parts.trunk, (0.0, tailor.anatomy.armpit + 0.01), half, 0.003, corner=0.02)

    return sew


def yoke(depth: float = 0.085, raised: float = 0.003) -> Sew:
    """The shoulders in the trimming's cloth, down to ``depth`` metres over the armpits."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        an = tailor.anatomy
        limit = np.maximum(an.armpit + depth - an.place[:, 1], an.arm_side)
        band(tailor, parts.trim, parts.trunk, [limit], raised)

    return sew


def chest_stripes(*heights: float, half: float = 0.02) -> Sew:
    """Stripes round the trunk at heights over the waist."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        an = tailor.anatomy
        for height in heights:
            limit = np.maximum(np.abs(an.place[:, 1] - an.waist - height) - half, an.arm_side)
            band(tailor, parts.trim, parts.trunk, [limit], 0.002)

    return sew


def arm_stripe(start: float, end: float) -> Sew:
    """A stripe round each sleeve, metres from the shoulder joint."""
    return lambda tailor, parts, _o: trims.sleeve_stripe(tailor, parts.trim, parts.trunk, start, end)


def waistband(width: float = 0.035) -> Sew:
    """A strip along the upper edge of trousers."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.legs is not None
        assert parts.design.lower is not None
        trims.waistband(tailor, parts.trim, parts.legs, parts.design.lower.rise, width)

    return sew


def leg_cuffs(width: float = 0.04) -> Sew:
    """Strips round the ends of trousers."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.legs is not None
        trims.trouser_cuffs(tailor, parts.trim, parts.legs, parts.leg, width)

    return sew


def leg_pockets() -> Sew:
    """Pockets on the sides of the thighs."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.legs is not None
        an = tailor.anatomy
        around = np.angle(np.exp(1j * (an.leg_angle - 0.35))) * 0.085
        limit = armour.rounded_box(around, an.leg - an.thigh_m * 0.62, (0.06, 0.075), 0.012)
        reach = np.maximum(limit, an.leg - leg_length(tailor, parts.leg))
        band(
            tailor,
            parts.design.name,
            parts.legs,
            [np.where(an.leg > 0.05, reach, 1.0).astype(np.float32)],
            0.006,
            "legs",
        )

    return sew


def skirt_top(width: float = 0.035) -> Sew:
    """A strip along the upper edge of a skirt that hangs alone."""

    def sew(tailor: Tailor, parts: Parts, _o: Mapping[str, float]) -> None:
        assert parts.low is not None
        skirt_band(tailor, parts.trim, parts.low, width, [], 0.003)

    return sew


# --- quilting ---------------------------------------------------------------------------------------------------------


def channels(height: float = 0.006, width: float = 0.045) -> Callable[[Tailor], Floats]:
    """Ridges down the trunk and round the arms."""

    def ridges(tailor: Tailor) -> Floats:
        an = tailor.anatomy
        down = np.abs(np.sin(an.place[:, 0] * np.pi / width)) ** 0.6
        round_ = np.abs(np.sin(an.arm * np.pi / width)) ** 0.6
        return np.asarray(height * (down * (1 - an.arm_share) + round_ * an.arm_share), np.float32)

    return ridges


def rings(height: float = 0.009, width: float = 0.07) -> Callable[[Tailor], Floats]:
    """Ridges round the trunk and the arms, stuffed."""

    def ridges(tailor: Tailor) -> Floats:
        an = tailor.anatomy
        about = np.abs(np.sin(an.place[:, 1] * np.pi / width)) ** 0.5
        round_ = np.abs(np.sin(an.arm * np.pi / width)) ** 0.5
        return np.asarray(height * (about * (1 - an.arm_share) + round_ * an.arm_share), np.float32)

    return ridges


def lames(height: float = 0.011, width: float = 0.058) -> Callable[[Tailor], Floats]:
    """Rows of plates, each over the one below."""

    def ridges(tailor: Tailor) -> Floats:
        an = tailor.anatomy
        row = (an.place[:, 1] / width) % 1.0
        return np.asarray(height * (1 - row) * (1 - an.arm_share), np.float32)

    return ridges
