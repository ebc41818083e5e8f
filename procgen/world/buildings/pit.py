"""The opening in a building's floor where a way leads down."""

from __future__ import annotations

from typing import Final

from procgen.world.buildings.work import Block, Work
from procgen.world.meshes import WHITE, mixed

_SLAB_M: Final = 0.2
"""Of the floor over the way, where it has dived below."""
_BEHIND_M: Final = 0.04
"""How far its edges stand back behind the walls of the way."""
_SIDE_M: Final = 0.3
"""Beside the way, how far the floor is only that thick."""


def pit_sides(whole: Block, pit: Block, foot: float, top: float) -> list[tuple[Block, float]]:
    """The rectangles around an opening, each with the height of its lower side: thin over the way that goes on.

    Args:
        whole: of the floor.
        pit: the opening.
        foot: of what lies beside it.
        top: of the floor.
    """
    thin = max(foot, top - _SLAB_M)
    pit = Block(pit.x0 - _BEHIND_M, pit.x1 + _BEHIND_M, pit.z0 - _BEHIND_M, pit.z1)
    parts = [
        (Block(whole.x0, pit.x0, pit.z0, whole.z1), foot),
        (Block(pit.x1, whole.x1, pit.z0, whole.z1), foot),
        (Block(pit.x0, pit.x1, pit.z1, whole.z1), foot),
        (Block(whole.x0, pit.x0 - _SIDE_M, whole.z0, pit.z0), foot),
        (Block(pit.x1 + _SIDE_M, whole.x1, whole.z0, pit.z0), foot),
        (Block(pit.x0 - _SIDE_M, pit.x1 + _SIDE_M, whole.z0, pit.z0), thin),
    ]
    return [(part, low) for part, low in parts if part.width > 1e-3 and part.depth > 1e-3]


def rail_off(work: Work) -> None:
    """Rails at the sides and the far end of the opening."""
    pit = work.pit
    if pit is None:
        return
    s, y, tint = work.inner, work.base, mixed(WHITE, work.timber, 0.7)
    gap = 0.06
    x0, x1, z0, z1 = pit.x0 - gap, pit.x1 + gap, pit.z0 - gap, pit.z1 - 0.35
    for x in (x0, x1):
        for k in range(4):
            z = z0 + (z1 - z0) * k / 3
            s.box("wood", (x - 0.045, y, z - 0.045), (x + 0.045, y + 0.95, z + 0.045), tint)
        for high in (0.45, 0.88):
            s.box("wood", (x - 0.03, y + high, z0), (x + 0.03, y + high + 0.07, z1), tint)
    for high in (0.45, 0.88):
        s.box("wood", (x0, y + high, z0 - 0.03), (x1, y + high + 0.07, z0 + 0.03), tint)
    # Whoever goes down stands at its head.
    work.spot("adit", 0.0, y, pit.z1 + 0.45, 180.0)
