"""The words that the guard knows, from ``words.txt`` beside this module."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def words(section: str) -> frozenset[str]:
    """The words of a section."""
    found: list[str] = []
    inside = False
    for line in resources.files("procgen.dialogue.guard").joinpath("words.txt").read_text("utf-8").splitlines():
        if line.startswith("=="):
            inside = line.removeprefix("==").strip() == section
        elif inside and not line.startswith("#"):
            found += line.split()
    return frozenset(found)
