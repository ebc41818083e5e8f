"""Which persons train, which choose and which measure: by a hash of the key, so that a person never changes sides."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from procgen.dialogue.recipe.corpus.npc import Npc

SPLITS = ("train", "validation", "test")
_TRAIN, _VALIDATION = 80, 90


def split_of(key: str) -> str:
    """The split of a person's key, "SETTING/ID": 80 of a hundred train, ten validate, ten test."""
    place = int.from_bytes(hashlib.sha256(f"dialogue corpus/{key}".encode()).digest()[:8], "big") % 100
    return "train" if place < _TRAIN else "validation" if place < _VALIDATION else "test"


def of_split(npcs: Iterable[Npc], split: str) -> list[Npc]:
    """Those of one split."""
    return [npc for npc in npcs if split_of(npc.key) == split]
