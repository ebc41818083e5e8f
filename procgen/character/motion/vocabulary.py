"""The words that movements are asked for by: names of clips, and of sets of them.

They stand in ``clips.toml``, beside what the packaged clips are made from, and are known without reading the pack.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from procgen.character.mesh.model import BASIC

ALL: Final = "all"
"""The set of all clips."""
BASICS: Final = "basic"
"""The set of the clips that every file has where nothing is said."""
SIGN: Final = ">"
"""Between the names of two clips: what leads from where the one ends to where the other begins."""
_FILE: Final = Path(__file__).with_name("clips.toml")


@cache
def entries() -> Mapping[str, Mapping[str, Any]]:
    """What is said of each clip of the library, by name."""
    chapters = tomllib.loads(_FILE.read_text("utf-8"))
    return MappingProxyType({name: entry for chapter in chapters.values() for name, entry in chapter.items()})


@cache
def sets() -> Mapping[str, tuple[str, ...]]:
    """Names of clips by the name of their set; ``all`` holds every one."""
    names = sorted({name for entry in entries().values() for name in entry["sets"]})
    found = {name: tuple(clip for clip, entry in entries().items() if name in entry["sets"]) for name in names}
    return MappingProxyType({ALL: (*BASIC, *entries()), BASICS: BASIC, **found})


def words() -> tuple[str, ...]:
    """All that clips can be asked for by: sets, then names."""
    return (*sets(), *sets()[ALL])


def pair(word: str) -> tuple[str, str] | None:
    """The two clips of the library between which a word such as "sit_idle>walk_casual" asks for what leads there."""
    first, sign, second = word.partition(SIGN)
    return (first, second) if sign and first in entries() and second in entries() else None


def known(word: str) -> bool:
    """Whether it is a set, a clip, or two clips of the library with ``SIGN`` between."""
    return word in words() or pair(word) is not None


def named(asked: Iterable[str]) -> tuple[str, ...]:
    """Names of the clips that words ask for, each once, in the library's order, in-betweens last; the basic ones where
    there are none.

    Raises:
        KeyError: a word is none that is known.
    """
    wanted: set[str] = set()
    for word in asked:
        if not known(word):
            raise KeyError(word)
        wanted.update(sets().get(word, (word,)))
    found = [name for name in sets()[ALL] if name in wanted]
    return (*found, *sorted(wanted.difference(found))) or BASIC
