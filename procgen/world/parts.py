"""Parts of a world: what each stands on, its own seed, and how the work on it is watched."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.world.parameters import PARTS

STANDS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "terrain": (),
    "settlement": ("terrain",),
    "materials": ("terrain", "settlement"),
    "props": ("terrain", "settlement"),
    "people": ("terrain", "settlement"),
    "dialogue": ("terrain", "settlement", "people"),
}
"""By part, what it is made from: no other part has any influence on it."""

Report: TypeAlias = Callable[[str, float], None]
"""Takes what is being done and the share of it that is done, 0 to 1."""


def no_report(_stage: str, _share: float) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """How a caller watches and stops the work."""

    report: Report = no_report
    checkpoint: Checkpoint = go_on
    """Called every few ten milliseconds; raises to stop the work."""


def follows(part: str) -> tuple[str, ...]:
    """The parts that have to be made again where one is, in order; without itself."""
    return tuple(other for other in PARTS if part in STANDS_ON[other])
