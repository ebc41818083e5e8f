"""The tailor: cuts garments from the draped surfaces, gives them thickness and room, and makes a template of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.cut import clip
from procgen.character.mesh.part import Slot
from procgen.character.mesh.shell import Shell, thicken
from procgen.character.wardrobe.anatomy import Anatomy, anatomy_of
from procgen.character.wardrobe.cage import SKIRT_COLUMNS
from procgen.character.wardrobe.drape import DrapedTemplate
from procgen.character.wardrobe.pattern import pattern_of
from procgen.character.wardrobe.skirt import SkirtFields, skirt_fields, skirt_piece, tights_weights

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Field = Floats
"""A scalar for each vertex of a draped surface; cuts keep the part where it is negative."""

HIDE_MARGIN_M = 0.02
HIDE_MARGIN_PER_M = 7.0
"""So much skin stays under openings, and so much more for each metre of room: one sees further up a wide sleeve."""


@dataclass(frozen=True, eq=False)
class _Part:
    """A shell, the first vertex of the surface that it (or each vertex) lies on, its slot, and its vertices' shifts."""

    shell: Shell
    start: int | Ints
    slot: int
    offset: Floats | None = None


@dataclass(eq=False)
class Tailor:
    """One garment in the making.

    Attributes:
        basis: of its wearers.
        slots: its materials.
    """

    basis: Basis
    slots: tuple[Slot, ...]
    _parts: list[_Part] = field(default_factory=list)
    _hidden: list[Ints] = field(default_factory=list)

    @property
    def anatomy(self) -> Anatomy:
        return anatomy_of(self.basis)

    @property
    def skirt_fields(self) -> SkirtFields:
        return skirt_fields(self.basis)

    def _slot(self, name: str) -> int:
        return [slot.name for slot in self.slots].index(name)

    def sew(
        self,
        pattern: str,
        cuts: Sequence[Field],
        lift: Field,
        slot: str,
        thickness: float = 0.002,
        facing: float | None = 0.03,
        *,
        close: bool = False,
        coarse: bool = False,
        crisp: bool = False,
        hides: bool = True,
    ) -> None:
        """Add a piece of the trunk-and-limbs surface; nothing where the cuts leave nothing (a cuff without a sleeve).

        Args:
            pattern: "top", "legs" or "suit".
            cuts: fields (V,); where all are negative there is cloth. In metres from the edge, roughly.
            lift: (V,) metres over the surface.
            slot: name of its material.
            thickness: of the edge.
            facing: depth of the inner side, None for rims only.
            close: cut from the close surface, not from the loose one.
            coarse, crisp: see ``pattern_of`` and ``thicken``.
            hides: whether the skin below is hidden.
        """
        piece = pattern_of(self.basis, pattern, coarse)
        for cut in cuts:
            piece = clip(piece, piece.carry(cut))
        if not len(piece.triangles):
            return
        edge = np.max(cuts, axis=0)
        inner = None if facing is None else -facing - piece.carry(edge)
        shell = thicken(piece, piece.carry(lift), thickness, inner, crisp)
        start = len(self.basis.vertices) + (0 if close else self.anatomy.cage.fine_count)
        self._parts.append(_Part(shell, start, self._slot(slot)))
        if hides:
            near = self.anatomy.skin_near
            deep = edge < -HIDE_MARGIN_M - HIDE_MARGIN_PER_M * np.maximum(lift, 0)
            self._hidden.append(np.flatnonzero((near >= 0) & deep[near]))

    def skirt(
        self,
        length: float,
        cuts: Sequence[Field],
        lift: Field,
        slot: str,
        thickness: float = 0.002,
        facing: float | None = 0.04,
        *,
        columns: int = SKIRT_COLUMNS,
        row_m: float = 0.06,
        crisp: bool = False,
    ) -> None:
        """Add a piece of the skirt. ``lift`` and ``cuts`` are over its vertices (S,); see :meth:`sew`.

        Args:
            length: metres below the waist, where its last row lies.
            cuts, lift, slot, thickness, facing, crisp: see :meth:`sew`.
            columns: vertices round the body.
            row_m: about how far apart its rows are.
        """
        piece = skirt_piece(self.basis, columns, row_m, length)
        for cut in cuts:
            piece = clip(piece, piece.carry(cut))
        edge = np.max([self.skirt_fields.drop - np.float32(length), *cuts], axis=0)
        inner = None if facing is None else -facing - piece.carry(edge)
        shell = thicken(piece, piece.carry(lift), thickness, inner, crisp)
        start = len(self.basis.vertices) + 2 * self.anatomy.cage.fine_count
        self._parts.append(_Part(shell, start, self._slot(slot)))

    def add(self, shell: Shell, start: int | Ints, slot: str, offset: Floats | None = None) -> None:
        """Add a finished shell: the first vertex of its surface (or of each vertex's), and shifts (V, 3) in metres."""
        self._parts.append(_Part(shell, start, self._slot(slot), offset))

    def finish(self, name: str, layer: int, tile_m: float, hides: Sequence[Ints] = ()) -> DrapedTemplate:
        """The garment as a template.

        Args:
            name, layer: of the garment.
            tile_m: width of one tile of its material, metres.
            hides: more skin vertices to hide.
        """
        shell = Shell.joined([part.shell for part in self._parts])
        count = [len(part.shell.lift) for part in self._parts]
        start = np.concatenate(
            [np.broadcast_to(part.start, number) for number, part in zip(count, self._parts, strict=True)]
        )
        offset = [
            np.zeros((number, 3), np.float32) if part.offset is None else part.offset
            for number, part in zip(count, self._parts, strict=True)
        ]
        source, share = shell.piece.source, shell.piece.share
        weights = np.concatenate([tights_weights(self.basis), skirt_fields(self.basis).joint_weight])
        first = len(self.basis.vertices)
        fine = self.anatomy.cage.fine_count
        row = source + np.where(start == first + 2 * fine, fine, 0)[:, None]
        joints = np.zeros((len(source), weights.shape[1]), np.float32)
        for column in range(4):
            joints += weights[row[:, column]] * share[:, column, None]
        order = np.argsort(-joints, axis=1, kind="stable")[:, :4]
        kept = np.take_along_axis(joints, order, axis=1)
        triangles = [len(part.shell.piece.triangles) for part in self._parts]
        hidden = [*self._hidden, *hides]
        return DrapedTemplate(
            name=name,
            triangles=shell.piece.triangles.astype(np.int32),
            uv=(shell.piece.uv / tile_m).astype(np.float32),
            bind_vertex=(source + start[:, None]).astype(np.int32),
            bind_weight=share.astype(np.float32),
            lift=shell.lift.astype(np.float32),
            offset=np.concatenate(offset).astype(np.float32),
            scale_pair=None,
            scale_rest_m=1.0,
            skin_joint=order.astype(np.uint8),
            skin_weight=(kept / kept.sum(axis=1, keepdims=True)).astype(np.float32),
            slots=self.slots,
            triangle_slot=np.repeat([part.slot for part in self._parts], triangles).astype(np.uint8),
            hides=np.unique(np.concatenate([np.zeros(0, np.int64), *hidden])).astype(np.int32),
            layer=layer,
            tile_m=tile_m,
        )
