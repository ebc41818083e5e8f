"""What a mark in a file wishes of a line: "intent=greet mood=angry speaker=Bram"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

KEYS: Final = ("intent", "mood", "speaker")
_WISH: Final = re.compile(r"(\w+)=(\"[^\"]*\"|[^\s,\"]+)[\s,]*")


def wishes_of(text: str) -> dict[str, str]:
    """Keys and their values; unknown keys too."""
    return {key: value.strip('"') for key, value in _WISH.findall(text)}


def taken_over(tags: Sequence[str], marks: dict[str, str]) -> tuple[str, ...]:
    """Tags without ``procgen:`` ones, whose wishes become `marks` where those say nothing."""
    for tag in tags:
        if tag.startswith("procgen:"):
            for key, value in wishes_of(tag.removeprefix("procgen:")).items():
                marks.setdefault(key, value)
    return tuple(tag for tag in tags if not tag.startswith("procgen:"))
