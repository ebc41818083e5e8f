"""An atlas of a species' cards, ready to be cut out by its opacity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.foliage.sheet import Dice, Sheet
from procgen.texture.foliage.species import SPECIES, SPECIES_NAMES
from procgen.texture.material import FloatArray, Surface

LEAST_PX, MOST_PX = 64, 4096
CUTOFF: Final = 0.5
"""Opacity from which on a card is there."""
_FINER_UP_TO_PX: Final = 1024
"""Atlases up to that size are painted at twice theirs: what is thinner than a pixel keeps its weight."""
_MARGIN: Final = 1.0 / 64.0
"""Of a card, left empty on all sides but its foot, so that smaller mip levels don't mix neighbours."""


@dataclass(frozen=True, slots=True)
class Card:
    """A rectangle of the atlas. Plants stand on the middle of its lower edge."""

    name: str
    x_px: int
    """Left edge."""
    y_px: int
    """Upper edge, rows down."""
    width_px: int
    height_px: int
    width_m: float
    """In the world; the height is in proportion."""

    @property
    def height_m(self) -> float:
        """In the world."""
        return self.width_m * self.height_px / self.width_px


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """A species' cards beside one another."""

    species: str
    surface: Surface
    """With opacity and translucency; heights in pixels, as of any material. Maps go on beyond the edges of opacity."""
    cards: tuple[Card, ...]
    metres_per_pixel: float
    """Of the first card."""


def atlas(species: str, seed: int, size_px: int, checkpoint: Checkpoint = go_on) -> Atlas:
    """Paint a species' cards.

    Args:
        species: one of :data:`SPECIES_NAMES`.
        seed: which piece of it, any 64-bit number.
        size_px: side of the square atlas, a multiple of 32 from 64 to 4096.
        checkpoint: called every few milliseconds.

    Returns:
        The atlas; equal for equal arguments, bit for bit on one machine.

    Raises:
        InvalidFields: names the argument that can't be accepted.
    """
    found = []
    if species not in SPECIES:
        found.append(Violation.of("species", repr(species), "one of " + ", ".join(SPECIES_NAMES)))
    if not (LEAST_PX <= size_px <= MOST_PX and size_px % 32 == 0):
        found.append(Violation.of("size_px", size_px, f"a multiple of 32 from {LEAST_PX} to {MOST_PX}"))
    if found:
        raise InvalidFields(found)
    maps = {
        "albedo": np.zeros((size_px, size_px, 3), np.float32),
        **{name: np.zeros((size_px, size_px), np.float32) for name in ("height_px", "opacity", "translucency")},
        "roughness": np.ones((size_px, size_px), np.float32),
    }
    finer = 2 if size_px <= _FINER_UP_TO_PX else 1
    cards = []
    for kind in SPECIES[species].cards:
        left, upper, right, lower = (round(edge * size_px) for edge in kind.box)
        card = Card(kind.name, left, upper, right - left, lower - upper, kind.width_m)
        sheet = Sheet(card.width_px, card.height_px, finer, Dice(seed, f"{species}/{kind.name}"), checkpoint)
        kind.grow(sheet)
        done = sheet.finished()
        for name, whole in maps.items():
            whole[upper:lower, left:right] = getattr(done, name)
        _clear_margin(maps["opacity"][upper:lower, left:right])
        cards.append(card)
    surface = Surface(
        albedo=maps["albedo"],
        height=maps["height_px"],
        roughness=maps["roughness"],
        metallic=np.zeros((size_px, size_px), np.float32),
        opacity=maps["opacity"],
        translucency=maps["translucency"],
    )
    return Atlas(species, surface, tuple(cards), cards[0].width_m / cards[0].width_px)


def _clear_margin(opacity: FloatArray) -> None:
    """Nothing at the edges of a card but its foot, where stems go into the ground or the branch."""
    rows, columns = opacity.shape
    margin = max(round(_MARGIN * min(rows, columns)), 1)
    opacity[:margin] = 0.0
    opacity[:, :margin] = 0.0
    opacity[:, columns - margin :] = 0.0
    opacity[rows - 1 :] = 0.0
