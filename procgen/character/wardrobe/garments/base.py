"""The base layer: worn always and by everybody, below whatever else."""

from __future__ import annotations

from collections.abc import Mapping

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.garments import trims
from procgen.character.wardrobe.garments.shapes import CLEARANCE_M, Lower, Upper, lower, upper
from procgen.character.wardrobe.garments.terms import cloth, kind, numbers
from procgen.character.wardrobe.kind import Kind, Value, number
from procgen.character.wardrobe.tailor import Tailor

UNDERLAYER = "underlayer"


def _underlayer(options: Mapping[str, Value], slots: tuple[Slot, ...], basis: Basis) -> Template:
    """A vest and shorts, tight."""
    tailor = Tailor(basis, slots)
    an = tailor.anatomy
    o = numbers(options)
    neck = (0.085, 0.065, 0.03, 2.2)
    clear = CLEARANCE_M[0]
    hem = an.waist - an.crotch - 0.05
    vest = Upper(clear + 0.0012, 0.0, 0.0, hem, neck=neck, folds=0.0, thickness=0.0015)
    upper(tailor, "underlayer_vest", vest)
    shorts = Lower(clear, 0.0, 0.16 + 0.3 * o["length"], -0.02, folds=0.0, thickness=0.0015)
    sewn = lower(tailor, "underlayer_shorts", shorts)
    trims.waistband(tailor, "underlayer_shorts", sewn, -0.02, 0.025)
    return tailor.finish(UNDERLAYER, 0, 0.4)


KINDS: dict[str, Kind] = {
    UNDERLAYER: kind(
        UNDERLAYER, "Vest and shorts", ("medieval", "modern", "scifi"), 0, ("chest", "pelvis"), _underlayer, True,
        [cloth("underlayer_vest", (0.62, 0.60, 0.56)), cloth("underlayer_shorts", (0.52, 0.50, 0.47))],
        [number("length", "length of the shorts, to the knee", 0.35)],
    )
}  # fmt: skip
"""By name."""
