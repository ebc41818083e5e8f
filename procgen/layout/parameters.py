"""What a layout is asked for: parameters and their ranges."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import Violation
from procgen.layout.conflicts import conflicts
from procgen.layout.flow.graph import Flow
from procgen.layout.kinds import KINDS, LOCKABLE, STYLES, VOCABULARY
from procgen.layout.symmetry import FREE, SYMMETRIES
from procgen.layout.tiles import Tile
from procgen.runtime.ranges import number, range_violations, ranges_of

__all__ = ["FREE", "KINDS", "PIXELCNN", "RANGES", "STYLES", "SYMMETRIES", "LayoutParameters", "violations"]

PIXELCNN: Final = "pixelcnn"
"""Name of the packaged learned generator."""
FLOW_KINDS: Final = ("dungeon", "cave", "interior")
"""Kinds that can be laid out after a flow graph: what consists of rooms."""


@dataclass(frozen=True, slots=True, eq=False)
class LayoutParameters:
    """A request for a layout."""

    kind: str
    """One of :data:`KINDS`."""
    width: int = number(16, 128, "Columns of tiles, west to east.", 64, whole=True)
    depth: int = number(16, 128, "Rows of tiles, north to south.", 64, whole=True)
    seed: int = number(0, 2.0**64 - 1, "Which layout; any 64-bit number.", 0, whole=True)
    model: str = ""
    """A learned generator of the store, or a classical one; the packaged one if empty."""
    density: float | None = number(0.0, 1.0, "How full it is: of rooms, houses, caverns, trees.")
    """Any if None."""
    style: str = ""
    """One of the kind's styles; any if empty."""
    symmetry: str = "none"
    """One of :data:`SYMMETRIES`."""
    entrances: tuple[tuple[int, int], ...] = ()
    """(column, row) of tiles where one must be able to come in; the generator places them if empty."""
    locks: int = number(0, 4, "Locked doors, each with its key somewhere one gets to before.", 0, whole=True)
    fixed: npt.NDArray[np.int16] | None = None
    """(depth, width) numbers of tiles that must stay, or :data:`FREE`."""
    metres_per_tile: float = number(0.25, 20.0, "Side of a tile, metres.", 2.0)
    """Changes no tile: it scales meshes."""
    flow: Flow | None = None
    """Rooms and passages that are laid out; ``width`` and ``depth`` are those of each floor then, or 0 both for what it
    takes."""


RANGES: Final = ranges_of(LayoutParameters, "seed")
_ANY_SIDE: Final = 64
"""One that is allowed."""


def violations(parameters: LayoutParameters) -> list[Violation]:
    """Every field that can't be accepted, and every set of constraints that contradict one another.

    What is found here can't be had by any generator. Models are not looked at: which there are, the caller knows.
    """
    found = []
    if parameters.kind not in KINDS:
        found.append(Violation.of("kind", parameters.kind or "nothing", f"one of {', '.join(KINDS)}"))
    sized = parameters
    if parameters.flow is not None and not parameters.width and not parameters.depth:
        sized = replace(parameters, width=_ANY_SIDE, depth=_ANY_SIDE)
    found += range_violations(RANGES, sized)
    if parameters.symmetry not in SYMMETRIES:
        found.append(Violation.of("symmetry", parameters.symmetry or "nothing", f"one of {', '.join(SYMMETRIES)}"))
    styles = STYLES.get(parameters.kind)
    if parameters.style and styles is not None and parameters.style not in styles:
        allowed = f"one of {', '.join(styles)}, or empty for any, in a {parameters.kind}"
        found.append(Violation.of("style", parameters.style, allowed))
    if found:
        # Coordinates mean something only on a map whose size and kind are known.
        return found
    if parameters.flow is not None:
        return _beside_a_flow(parameters)
    if parameters.locks and parameters.kind not in LOCKABLE:
        return [Violation.of("locks", parameters.locks, f"0 for {parameters.kind}, which has no doors")]
    return conflicts(
        kind=parameters.kind,
        width=parameters.width,
        depth=parameters.depth,
        symmetry=parameters.symmetry,
        entrances=parameters.entrances,
        locks=parameters.locks,
        fixed=parameters.fixed,
    )


def _beside_a_flow(parameters: LayoutParameters) -> list[Violation]:
    """What a layout after a flow graph can't have."""
    found = []
    if parameters.kind not in FLOW_KINDS:
        allowed = f"one of {', '.join(FLOW_KINDS)} for a flow graph"
        found.append(Violation.of("kind", parameters.kind, allowed))
    flow = parameters.flow
    if parameters.kind in VOCABULARY and flow is not None:
        for number, room in enumerate(flow.rooms):
            tiles = {tile for row in room.piece or () for tile in row if tile != FREE}
            foreign = sorted(Tile(tile).name.lower() for tile in tiles if tile not in VOCABULARY[parameters.kind])
            if foreign:
                names = ", ".join(tile.name.lower() for tile in sorted(VOCABULARY[parameters.kind]))
                allowed = f"tiles of a {parameters.kind}: {names}"
                found.append(Violation.of(f"flow.rooms[{number}].piece", ", ".join(foreign), allowed))
    for name, value, unset in (
        ("symmetry", parameters.symmetry, "none"),
        ("locks", parameters.locks, 0),
        ("density", parameters.density, None),
        ("entrances", parameters.entrances, ()),
        ("fixed", parameters.fixed, None),
    ):
        if value is not None and value is not unset and value != unset:
            shown = "a map" if name == "fixed" else value
            found.append(Violation.of(name, shown, "nothing beside a flow graph, which says what lies where"))
    return found
