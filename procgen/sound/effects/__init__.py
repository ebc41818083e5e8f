"""All effects. A new one is a model in a module of this folder, and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from procgen.sound.effects.creatures import CREATURE, CROWD
from procgen.sound.effects.effect import Ask, Effect, Kind
from procgen.sound.effects.fire import FIRE
from procgen.sound.effects.fixtures import CHEST, DOOR, HANDLE, LOCK
from procgen.sound.effects.footsteps import DIG, FOOTSTEP
from procgen.sound.effects.interface import UI
from procgen.sound.effects.machines import ENGINE, MACHINE
from procgen.sound.effects.magic import MAGIC
from procgen.sound.effects.metalware import BELL, COIN, SWORD
from procgen.sound.effects.small_animals import BIRDS, INSECTS
from procgen.sound.effects.solid import BREAK, IMPACT, SCRAPE
from procgen.sound.effects.water import BOIL, DRIP, RIVER, SPLASH, SURF
from procgen.sound.effects.weapons import BOW, EXPLOSION, WHOOSH
from procgen.sound.effects.weather import RAIN, THUNDER, WIND

__all__ = ["EFFECTS", "Ask", "Effect", "Kind"]

EFFECTS: Final[Mapping[str, Effect]] = {
    effect.name: effect
    for effect in (
        WIND, RAIN, THUNDER, FIRE, RIVER, SURF, DRIP, SPLASH, BOIL, FOOTSTEP, DIG, IMPACT, SCRAPE, BREAK, DOOR,
        CHEST, LOCK,
        HANDLE, MACHINE, ENGINE, BELL, SWORD, COIN, BOW, WHOOSH, EXPLOSION, MAGIC, CREATURE, CROWD, INSECTS, BIRDS,
        UI,
    )
}  # fmt: skip
"""By name."""
