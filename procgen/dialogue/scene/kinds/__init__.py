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

DEEDS: Final[dict[str, tuple[str, ...]]] = {
    "interrogation": ("theft", "death", "fire", "harm"),
    "trial": ("theft", "death", "fire", "lie"),
    "rumour_mill": ("theft", "death", "fire", "absence", "hiding"),
    "confrontation": ("debt", "lie", "theft", "harm"),
    "heist": ("hiding", "theft"),
    "farewell": ("absence", "threat", "death"),
    "peace": ("theft", "death", "threat", "debt"),
    "blackmail": ("lie", "hiding", "theft", "death"),
    "lesson": ("harm", "theft", "lie"),
    "campfire": ("death", "absence", "fire", "theft"),
}
"""What happened before scenes of a kind, where no fact says."""

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
"""Planners by kind; other kinds have plots alone."""
