"""What requests for one land have in common: windows of its first stages, kept from one request to the next.

Somebody who chooses a land looks at it coarsely first, and asks for its pixels then. The plan and the cells are the
same for both, bit for bit, and take a third of the time that small maps take.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.runtime.recipe import canonical_json
from procgen.terrain.lattice import Rectangle
from procgen.terrain.representation import FloatArray

LANDS_MOST: Final = 48
"""As many as the studio's largest sheet has."""
LAND_BYTES: Final = 1 << 18
"""Of the windows of a land that is kept: of larger maps nothing is, for they are asked for at once."""
_OF_A_MAP: Final = frozenset({"origin_x_px", "origin_z_px", "width_px", "depth_px", "level"})
"""What tells maps of one land apart."""
_DRAWN: Final = frozenset(
    {"base", "sketch", "strokes", "lock", "landform_map", "constraints", "stamps", "erosion", "refinements"}
)
"""What is drawn on one land is hardly ever drawn on a second one."""


@dataclass(slots=True)
class Windows:
    """What was made of a land, by what it covers: the plan's windows and the cells'."""

    plan: dict[Rectangle, FloatArray] = field(default_factory=dict)
    coarse: dict[Rectangle, FloatArray] = field(default_factory=dict)

    def copy(self) -> Windows:
        """The same arrays, in dictionaries of their own."""
        return Windows(dict(self.plan), dict(self.coarse))

    @property
    def nbytes(self) -> int:
        """Of all arrays."""
        return sum(made.nbytes for windows in (self.plan, self.coarse) for made in windows.values())


def land_of(request: Mapping[str, object], digests: Mapping[str, str]) -> str:
    """The name of the land that a request shows a map of; empty where it has one to itself.

    Args:
        request: a recipe's, with every parameter that changes the heights.
        digests: SHA-256 of the models that take part, by name.
    """
    if _DRAWN & request.keys():
        return ""
    shared = {name: value for name, value in request.items() if name not in _OF_A_MAP}
    return canonical_json({"request": shared, "models": dict(digests)})


class Lands:
    """Windows of the lands that were asked for last. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Windows] = OrderedDict()

    def windows(self, land: str) -> Windows:
        """What is known of a land, to be added to; nothing of one without a name."""
        with self._lock:
            kept = self._kept.get(land)
            return Windows() if kept is None else kept.copy()

    def keep(self, land: str, windows: Windows) -> None:
        """Keep what was made, unless it is much, or of a land without a name."""
        if not land or windows.nbytes > LAND_BYTES:
            return
        with self._lock:
            self._kept[land] = windows.copy()
            self._kept.move_to_end(land)
            while len(self._kept) > LANDS_MOST:
                self._kept.popitem(last=False)
