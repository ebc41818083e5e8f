"""Plans of each kind of scene: its own spine, and beats around it until the size is met."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from procgen.dialogue.scene.draft import Draft
from procgen.dialogue.scene.kinds.feelings import confrontation, recruit, reunion
from procgen.dialogue.scene.kinds.goods import haggle, market
from procgen.dialogue.scene.kinds.meeting import talk
from procgen.dialogue.scene.kinds.questioning import interrogation, rumour_mill, trial
from procgen.dialogue.scene.kinds.quests import quest

KINDS: Final[dict[str, Callable[[Draft, int], None]]] = {
    "talk": talk,
    "quest": quest,
    "haggle": haggle,
    "interrogation": interrogation,
    "rumour_mill": rumour_mill,
    "confrontation": confrontation,
    "recruit": recruit,
    "reunion": reunion,
    "trial": trial,
    "market": market,
}
"""Planners by kind."""
