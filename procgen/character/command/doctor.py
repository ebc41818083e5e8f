"""What ``procgen doctor`` tries of people."""

from __future__ import annotations

from typing import Final

from procgen.character.exporters.glb import encode
from procgen.character.exporters.options import ExportOptions
from procgen.character.generate import assemble, stand_up
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People
from procgen.kit.command.checks import Check, Inspect
from procgen.runtime.store import ModelStore


def _somebody(store: ModelStore) -> Check:
    drawn = People(store).draw(Conditions(), 1)
    file = encode(assemble(stand_up(drawn.person), None), ExportOptions("slim", textures=False))
    stature = drawn.measures["stature"]
    return Check("person", len(file) > 0, f"made {drawn.person.name}, {stature:.2f} m, {len(file) // 1024} KiB as GLB")


CHECKS: Final[tuple[Inspect, ...]] = (_somebody,)
