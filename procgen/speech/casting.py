"""Whose voice somebody has of whom a name, a role, a sex and an age are told, as dialogue tells them.

The name decides who it is: whoever has it sounds the same in talk, in barks and in recording scripts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.runtime.philox import philox4x32, stream_id
from procgen.speech.voice import SEXES, Person

_AGES: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {"child": (7.0, 12.0), "young": (17.0, 28.0), "adult": (30.0, 55.0), "old": (64.0, 85.0), "": (20.0, 65.0)}
)
"""Years, by the word for them."""
AGES: Final = tuple(name for name in _AGES if name)
"""Words for how old somebody is."""
_AGES_OF_ROLES: Final[Mapping[str, str]] = MappingProxyType({"child": "child", "elder": "old"})
"""Where a role says an age."""
_STYLES_OF_ROLES: Final[Mapping[str, str]] = MappingProxyType({"robot": "robot", "spirit": "ghost"})


def cast(name: str, role: str = "", sex: str = "", age: str = "") -> Person:
    """Who has a name: always the same of the same.

    Args:
        name: of the person; of those without one, all of a role are one.
        role: as dialogue has it.
        sex: "female" or "male"; of any other word the name decides.
        age: "child", "young", "adult" or "old"; of any other word the role decides, or the name.
    """
    seed = int.from_bytes(hashlib.sha256((name or role).encode()).digest()[:8], "little")
    place = np.zeros(1, np.uint32)
    drawn = philox4x32(
        place, place + np.uint32(stream_id("speech/cast")), place, place, (seed & 0xFFFFFFFF, seed >> 32)
    )
    how_man, how_old = (float(word[0]) * 2.0**-32 for word in drawn[:2])
    least, most = _AGES.get(_AGES_OF_ROLES.get(role, age), _AGES[""])
    return Person(SEXES.get(sex, float(how_man >= 0.5)), round(least + (most - least) * how_old), None, seed)


def style_of(role: str) -> str:
    """Which of :data:`procgen.speech.voice.STYLES` somebody of a role is."""
    return _STYLES_OF_ROLES.get(role, "human")
