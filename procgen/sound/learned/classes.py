"""What the learned model calls a sound: an effect, its kind, and what it is walked on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from procgen.sound.effects import EFFECTS

NONE: Final = "other"
"""The class of what has no name."""


def class_of(effect: str, kind: str = "", surface: str = "") -> str:
    """The name of a class: "creature/dog", "footstep/step/snow"."""
    known = EFFECTS[effect]
    parts = [effect, kind or next(iter(known.kinds))]
    if known.surfaces:
        parts.append(surface or known.surfaces[0])
    return "/".join(parts)


def class_of_request(fields: Mapping[str, Any]) -> str:
    """The class of the request that makes a sound in place of a clip."""
    if fields.get("foot"):
        return NONE
    return class_of(fields["effect"], fields.get("kind", ""), fields.get("surface", ""))
