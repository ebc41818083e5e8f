"""Animals as files; each a pure function of the animal. Equal animals, equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from procgen.creature.exporters.facts import facts_json
from procgen.creature.exporters.glb import creature_glb
from procgen.creature.exporters.picture import portrait_png, strip_png
from procgen.creature.generate import LEVELS, Creature
from procgen.formats.kinds import FileKind, by_kind
from procgen.formats.usd import usdz
from procgen.runtime.checkpoint import Checkpoint


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file.

    Attributes:
        write: its bytes; checkpoints are called while it works.
        levels: of detail that it needs; None is the one that was asked for.
    """

    write: Callable[[Creature, Checkpoint], bytes]
    levels: tuple[int, ...] | None = None

    def needs(self, lod: int) -> tuple[int, ...]:
        """The levels that an animal must have been made with."""
        return (lod,) if self.levels is None else self.levels


def _usdz(creature: Creature, checkpoint: Checkpoint) -> bytes:
    return usdz(creature_glb(None)(creature, checkpoint), creature.parameters.species)


_ALL: Final = tuple(range(LEVELS))
EXPORTERS: Final[Mapping[str, Exporter]] = by_kind(
    (
        Exporter("glb", ".glb", "model/gltf-binary", creature_glb(None), _ALL),
        Exporter("slim", ".slim.glb", "model/gltf-binary", creature_glb("slim")),
        Exporter("usdz", ".usdz", "model/vnd.usdz+zip", _usdz, (0,)),
        Exporter("portrait", ".png", "image/png", portrait_png, (0,)),
        Exporter("strip", ".strip.png", "image/png", strip_png, (1,)),
        Exporter("json", ".json", "application/json", facts_json, ()),
    )
)
"""By kind."""
