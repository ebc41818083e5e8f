"""All domains: the only list. A new one is a folder with a declaration, and a line here."""

from __future__ import annotations

import importlib
from typing import Final

from procgen.kit.domain import Domain

NAMES: Final = (
    "terrain",
    "texture",
    "character",
    "creature",
    "dialogue",
    "layout",
    "table",
    "speech",
    "sound",
    "ambience",
    "music",
    "world",
    "critic",
)
"""In the order in which they are shown."""


def _declared(name: str) -> Domain:
    domain: Domain = importlib.import_module(f"procgen.{name}.domain").DOMAIN
    return domain


DOMAINS: Final[tuple[Domain, ...]] = tuple(map(_declared, NAMES))
