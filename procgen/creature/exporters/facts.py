"""What is to be known of an animal, for programs."""

from __future__ import annotations

import json
from typing import Any

from procgen.creature.gait.clip import Clip
from procgen.creature.generate import Creature
from procgen.runtime.checkpoint import Checkpoint


def said_of(creature: Creature) -> dict[str, Any]:
    """Who it is, in JSON's types."""
    one = creature.individual
    return {
        "species": creature.parameters.species,
        "breed": one.breed,
        "coat": one.coat,
        "sex": one.sex,
        "height_m": round(one.height_m, 4),
        "growth": creature.parameters.growth,
    }


def clip_said(clip: Clip) -> dict[str, Any]:
    """What is said of a clip beside its tracks: as characters' clips have it."""
    found: dict[str, Any] = {"loop": clip.loops}
    if clip.speed_m_s:
        found["velocity_m_s"] = [0.0, 0.0, round(clip.speed_m_s, 4)]
    return found


def facts_json(creature: Creature, _checkpoint: Checkpoint) -> bytes:
    """Who it is, its movements, how fast they go, and how large it is."""
    clips = {clip.name: {"seconds": round(clip.seconds, 4), **clip_said(clip)} for clip in creature.clips}
    record = {**said_of(creature), "clips": clips, "recipe": json.loads(creature.recipe.to_json())}
    return json.dumps(record, indent=1, ensure_ascii=False).encode() + b"\n"
