"""A shoe on the bench: the last, the upper over it and the pieces so far; what all styles share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import scipy

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot
from procgen.character.wardrobe.accessories.solids import Piece
from procgen.character.wardrobe.footwear.binding import Footwear, foot_binding, pair
from procgen.character.wardrobe.footwear.last import Ease, Last, Toe, make_last
from procgen.character.wardrobe.footwear.sole import Outline, make_heel, make_sole, waisted
from procgen.character.wardrobe.footwear.upper import Line, Upper, make_upper, rimmed
from procgen.character.wardrobe.kind import Value

Doubles = npt.NDArray[np.float64]
MARGIN_M = 0.02
"""Skin this far below a collar is still shown, so that no hole is seen from above."""
Options = Mapping[str, Value]


def collar(back: float, side: float, front: float, back_power: float = 2.0, front_power: float = 2.0) -> Line:
    """A collar's height by column: at the back, at both sides, in front. Larger powers make narrower peaks."""

    def line(u: Doubles) -> Doubles:
        rear = ((1 + np.cos(2 * np.pi * u)) / 2) ** back_power
        fore = ((1 - np.cos(2 * np.pi * u)) / 2) ** front_power
        height: Doubles = side + (back - side) * rear + (front - side) * fore
        return height

    return line


@dataclass(eq=False)
class Shoe:
    """The left shoe of a pair, in foot coordinates, growing piece by piece.

    Attributes:
        last: what it is built over.
        upper: its upper's outer side.
        spring_m: how far the tip of the sole is bent up.
    """

    last: Last
    upper: Upper
    spring_m: float = 0.005
    pieces: list[Piece] = field(default_factory=list)

    @classmethod
    def begin(cls, basis: Basis, toe: Toe, ease: Ease, line: Line, feather: Line, rows: int) -> Shoe:
        """A last of the standard body and an upper over it."""
        last = make_last(foot_binding(basis).body, toe, ease)
        return cls(last, make_upper(last, line, feather, rows))

    @property
    def outline(self) -> Outline:
        """The feather line from above."""
        return Outline.of(self.upper.points[0][:, [0, 2]])

    def add(self, *pieces: Piece | Iterable[Piece]) -> None:
        """Put pieces to the shoe."""
        for piece in pieces:
            self.pieces.extend([piece] if isinstance(piece, Piece) else piece)

    def shell(self, slot: int, bead: float = 0.002, thickness: float = 0.002, depth: float = 0.03) -> None:
        """Add the upper itself, with its collar and lining."""
        self.add(rimmed(self.upper, slot, bead, thickness, depth))

    def heel_and_sole(self, feather: Line, sole_m: float, sole: float, slot: int, heel_slot: int, welt: float) -> None:
        """Add a thin sole that rises at the waist, and a heel block under its back, both ending at ``sole_m``."""
        outline = self.outline
        front = self.last.heel_m + 0.30 * (self.last.tip_m - self.last.heel_m)

        def under(along: Doubles) -> Doubles:
            return feather(along) - sole

        draw = waisted(outline.points, front - 0.005, self.last.ball_m - 0.01, 0.007)
        self.add(make_sole(outline, lambda a: feather(a) + 0.0015, under, slot, welt, draw=draw))
        self.add(make_heel(outline, front, under, -sole_m, heel_slot, welt * 0.9, 0.05))

    def finish(self, name: str, slots: tuple[Slot, ...], basis: Basis, bare: bool = False) -> Footwear:
        """The pair's template; ``bare`` ones hide no skin."""
        last = self.last
        ready = []
        for piece in self.pieces:
            across, height, along = piece.vertices.T
            bend = np.clip((along - last.ball_m - 0.01) / (last.tip_m - last.ball_m - 0.01), 0, 1.1) ** 2
            ready.append(replace(piece, vertices=last.to_body(across, height + self.spring_m * bend, along)))
        hides = np.zeros(0, np.int64) if bare else self._covered(basis)
        return pair(name, ready, slots, basis, hides)

    def _covered(self, basis: Basis) -> npt.NDArray[np.int64]:
        """Vertices of the left foot and leg that lie under the upper, well below its collar."""
        binding = foot_binding(basis)
        skin = self.last.from_body(binding.body.vertices[binding.skin].astype(np.float64))
        surface = self.upper.points
        rows = surface.shape[0]
        left = (1 - np.arange(rows) / (rows - 1))[:, None] * self.upper.lengths
        near = scipy.spatial.cKDTree(surface.reshape(-1, 3)).query(skin)[1]
        inside = skin[:, 1] < self.upper.points[-1, :, 1].max()
        found: npt.NDArray[np.int64] = binding.skin[(left.ravel()[near] > MARGIN_M) & inside]
        return found
