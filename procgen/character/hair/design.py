"""The bench on which hairstyles are made: combs, layers of locks, and turning the pile into a template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.hair.bind import HAT, HOOD, NOTHING, smooth_step, template
from procgen.character.hair.cap import cap, shells
from procgen.character.hair.curves import Guides, Reals, tangents, unit, wave
from procgen.character.hair.guides import Comb, Growth, Measure, grow, roots, settle
from procgen.character.hair.head import Hairline, Head, standard_head
from procgen.character.hair.locks import ROOT_WIDTH, CardLook, Pile, cards
from procgen.character.hair.palette import NATURAL
from procgen.character.hair.texture import WISP_STRIP
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.kind import Kind, Option, Value, choice, number
from procgen.runtime.philox import stream_id

Floats = npt.NDArray[np.float32]

EVERYWHERE = ("medieval", "modern", "scifi")
_LOOSE_FROM_M, _LOOSE_SHARE = 0.025, 0.08
"""From which length on locks have loose strands beside them, and which share of them."""
_FIRST_HAIRS = 48
"""Cards of them along the hairline."""
_THIN_WITHIN_M, _RIM_ROOT = 0.022, 0.2
"""How far inside the hairline locks begin as wide as elsewhere, and the share of that at the hairline itself."""


@dataclass(eq=False, slots=True)
class Design:
    """A hairstyle being made.

    Attributes:
        head: the standard head.
        options: complete options of the kind.
        random: the style's stream.
        line: where its hair grows.
        pile: its pieces so far.
    """

    head: Head
    options: Mapping[str, Value]
    random: np.random.Generator
    line: Hairline = field(default_factory=Hairline)
    pile: Pile = field(default_factory=Pile)

    def value(self, name: str) -> float:
        """A numeric option."""
        return float(self.options[name])

    def word(self, name: str) -> str:
        """An option that is a choice."""
        return str(self.options[name])

    def begin(self) -> None:
        """Take the hairline that the option "receding" says, and cover the scalp."""
        self.line = receded(self.value("receding"))
        self.cap()

    def cap(self, slot: int = 0) -> None:
        """Cover the scalp, down to the first fine hairs."""
        self.pile.add(cap(self.head, self.line, slot=slot))
        self.first_hairs()

    def shells(self, height: Measure, layers: int = 3, slot: int = 0, fine: bool = False) -> None:
        """Cover (parts of) the scalp with short hair."""
        self.pile.add(*shells(self.head, self.line, height, slot, layers, fine))

    def roots(self, count: int, keep: Measure | None = None, inset_m: float = 0.0) -> Floats:
        """Evenly spread roots, ``inset_m`` inside the hairline, where ``keep`` is positive."""

        def inner(points: Floats) -> Floats:
            depth = self.head.inside(points, self.line) - inset_m
            return depth if keep is None else np.minimum(depth, keep(points))

        return roots(self.head, self.line, count, self.random, inner)

    def rim(self, count: int, keep: Measure | None = None, within_m: float = 0.012) -> Floats:
        """Roots along the hairline."""

        def band(points: Floats) -> Floats:
            depth = within_m - self.head.inside(points, self.line)
            return depth if keep is None else np.minimum(depth, keep(points))

        return roots(self.head, self.line, count, self.random, band)

    def behind_ears(self, points: Floats) -> Floats:
        """-1 for places before the ears, whose hair can't be drawn behind them; 1 elsewhere."""
        azimuth, elevation = self.head.angles(points)
        return np.where((np.abs(azimuth) < 85) & (elevation < 6), -1.0, 1.0).astype(np.float32)

    def grow(
        self, places: Floats, length: Reals | float, comb: Comb, growth: Growth, steps: int = 9, layers_m: float = 0.0
    ) -> Guides:
        """Curves from roots; ``layers_m`` spreads them over as much height."""
        count = len(places)
        lengths = np.broadcast_to(np.asarray(length, np.float32), (count,)).astype(np.float32)
        layer = self.random.uniform(0, 1, count).astype(np.float32) * layers_m
        return grow(self.head, places, lengths, comb, growth, self.random, steps, layer)

    def vary(self, count: int, spread: float) -> Floats:
        """Factors about 1, (count,)."""
        return np.asarray(np.exp(self.random.normal(0, spread, count).clip(-2, 2)), np.float32)

    def waved(
        self, guides: Guides, amplitude_m: float, length_m: float, depth: float = 0.5, own: float = 0.6
    ) -> Guides:
        """Curves with waves ``length_m`` long; their phases follow their places, and by ``own`` chance."""
        if amplitude_m <= 0:
            return guides
        azimuth, _ = self.head.angles(guides.points[:, 0])
        phase = np.radians(azimuth) * 2 + self.random.uniform(0, 2 * np.pi, len(guides)) * own
        size = amplitude_m * self.vary(len(guides), 0.25)
        return wave(
            guides, size, guides.length / length_m * self.vary(len(guides), 0.1), phase.astype(np.float32), depth
        )

    def cards(self, guides: Guides, width_m: Floats | float, spread: float = 0.2, **look: Unpack[CardLook]) -> None:
        """Cards along curves, which are brought out of the skin first."""
        guides = settle(self.head, guides)
        width = width_m * self.vary(len(guides), spread)
        # Along the hairline locks begin as a few hairs: wide ones would end it in scallops.
        inner = smooth_step(self.head.inside(guides.points[:, 0], self.line) / _THIN_WITHIN_M)
        look["root"] = look.get("root", ROOT_WIDTH) * (_RIM_ROOT + (1 - _RIM_ROOT) * inner)
        self.pile.add(cards(guides, width, self.random, **look))
        self._fly_away(guides, np.broadcast_to(width, (len(guides),)))

    def _fly_away(self, guides: Guides, width_m: Floats) -> None:
        """A few loose strands beside the locks: without them a head of hair has the outline of a helmet."""
        loose = np.flatnonzero(guides.length > _LOOSE_FROM_M)[:: round(1 / _LOOSE_SHARE)]
        if not len(loose):
            return
        own = guides.pick(loose)
        every = np.append(np.arange(0, own.points.shape[1] - 1, 2), own.points.shape[1] - 1)
        own = replace(own, points=own.points[:, every], outward=own.outward[:, every])
        share = np.linspace(0, 1, own.points.shape[1], dtype=np.float32)[None, :, None]
        side = np.cross(tangents(own.points), own.outward)
        reach = (own.length * 0.06).clip(0.002, 0.011)[:, None, None]
        out, aside = self.random.uniform(0.3, 1.0, (2, len(loose), 1, 1)).astype(np.float32)
        aside *= self.random.choice(np.array([-1, 1], np.float32), (len(loose), 1, 1))
        moved = own.points + share**0.7 * reach * (own.outward * out + side * aside * (1 + share))
        strands = replace(own, points=moved.astype(np.float32))
        self.pile.add(cards(strands, width_m[loose] * 0.8, self.random, taper=0.9, strips=(WISP_STRIP,)))

    def first_hairs(self) -> None:
        """Fine short hairs along the hairline, which no lock begins at: it is no edge."""
        head = self.head
        places = self.rim(_FIRST_HAIRS, self.behind_ears, 0.006)
        length = (0.011 + 0.010 * self.random.uniform(0, 1, len(places))).astype(np.float32)
        growth = Growth(0.12, 1.0, 0.7, gravity=0.0, clearance_m=0.0015, scatter=0.5)

        def comb(points: Floats) -> Floats:
            away = unit(points - head.centre)
            return np.asarray(away * np.array([0.7, 0, 0.2]) + np.array([0, 0.55, -0.75]), np.float32)

        guides = settle(head, self.grow(places, length, comb, growth, 3))
        self.pile.add(cards(guides, 0.012, self.random, taper=1.0, root=1.0, strips=(WISP_STRIP,)))

    def finish(self, name: str, slots: tuple[Slot, ...]) -> Template:
        """The template."""
        return template(name, self.pile, self.head, slots, under=str(self.options.get("under_hat", NOTHING)))


def begin(name: str, options: Mapping[str, Value], basis: Basis) -> Design:
    """An empty design with the random stream of its name."""
    random = np.random.Generator(np.random.Philox(key=stream_id(f"character/hair/{name}")))
    return Design(standard_head(basis), options, random)


def receded(share: float, line: Hairline | None = None) -> Hairline:
    """The hairline of the option "receding": 0 none, 1 high temples and forehead."""
    return replace(line or Hairline(), front=0.016 * share, temples=0.030 * share)


def slot(texture: str, colour: str = "brown", name: str = "hair", kind: str = "hair") -> Slot:
    """Material of hair."""
    return Slot(kind, name, NATURAL[colour], texture, 0.0, 0.55, double_sided=True, alpha="mask")


LENGTH = number("length", "short to long", 0.5)
VOLUME = number("volume", "flat to full", 0.5)
CURL = number("curl", "straight to wavy", 0.3)
RECEDING = number("receding", "how far forehead and temples have receded", 0.0)
FRINGE = number("fringe", "hair over the forehead, none to down to the brows", 0.5)
PART = choice("part", "where the hair is parted", "left", "right", "middle")
UNDER_HAT = choice(
    "under_hat", "whether hair is pressed to the head: above a hat's line, or all of it in a hood", NOTHING, HAT, HOOD
)


def options(*chosen: Option) -> dict[str, Option]:
    """Options by name; every hairstyle can go under a hat."""
    return {option.name: option for option in (*chosen, UNDER_HAT)}


def hairstyle(
    name: str,
    label: str,
    make: Callable[[Design], None],
    slots: tuple[Slot, ...],
    *chosen: Option,
    settings: tuple[str, ...] = EVERYWHERE,
) -> Kind:
    """A kind whose ``make`` fills a design."""

    def build(values: Mapping[str, Value], coloured: tuple[Slot, ...], basis: Basis) -> Template:
        design = begin(name, values, basis)
        make(design)
        return design.finish(name, coloured)

    return Kind(
        name=name,
        label=label,
        settings=settings,
        layer=0,
        options=options(*chosen),
        slots=slots,
        child_safe=True,
        covers=frozenset(),
        build=build,
    )


# Combs


def towards(x: float, y: float, z: float) -> Comb:
    """The same direction everywhere."""
    direction = np.array([[x, y, z]], np.float32)
    return lambda points: np.repeat(direction, len(points), axis=0)


def from_whorl(head: Head, swirl: float = 0.35, down: float = 0.3) -> Comb:
    """Away from the whorl, turning about it."""

    def comb(points: Floats) -> Floats:
        away = unit(points - head.whorl)
        axis = unit(points - head.centre)
        return away + np.cross(axis, away) * np.float32(swirl) - np.array([0, down, 0], np.float32)

    return comb


def parted(head: Head, x: float, back: float = 0.35, down: float = 0.5) -> Comb:
    """To both sides from a part at ``x`` metres left of the middle; hair behind the crown falls down."""

    def comb(points: Floats) -> Floats:
        side = np.tanh((points[:, 0] - x) / 0.012)
        behind = np.clip((head.centre[2] - 0.015 - points[:, 2]) / 0.05, 0, 1)
        out = np.empty_like(points)
        out[:, 0] = side * (1 - behind)
        out[:, 1] = -down - 0.6 * behind
        out[:, 2] = -back * (1 - behind) - 0.15 * behind
        return out

    return comb


def falling(head: Head, part: float, back: float = 0.55, down: float = 0.5, inwards: float = 0.3) -> Comb:
    """Parted hair on the head; below the chin it keeps before or behind the shoulders, and to its middle.

    Args:
        head: the standard head.
        part: metres left of the middle.
        back, down: see :func:`parted`.
        inwards: pull towards the middle below the chin.
    """
    chin, neck = head.joint("Head")[1] - 0.02, head.joint("Neck")[2] + 0.035

    def below(points: Floats) -> Floats:
        out = np.full(points.shape, -1.2, np.float32)
        out[:, 0] = -np.clip(points[:, 0] / 0.05, -1, 1) * inwards
        out[:, 2] = np.tanh((points[:, 2] - neck) / 0.02) * 0.5
        return out

    return mixed(parted(head, part, back, down), below, lambda points: smooth_step((chin - points[:, 1]) / 0.06))


def mixed(first: Comb, second: Comb, share: Measure) -> Comb:
    """From one comb (0) to another (1)."""

    def comb(points: Floats) -> Floats:
        part = share(points)[:, None]
        return (unit(first(points)) * (1 - part) + unit(second(points)) * part).astype(np.float32)

    return comb


def part_place(word: str) -> float:
    """Metres left of the middle that a part lies."""
    return {"left": 0.028, "right": -0.028, "middle": 0.0}[word]
