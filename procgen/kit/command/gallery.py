"""The demo's page: plain HTML, no network, no script needed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from procgen.formats.page import rendered


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing on the page, and what it was made with."""

    title: str
    caption: str
    picture: str = ""
    """File name; none if empty."""
    facts: str = ""
    files: tuple[str, ...] = ()
    """Names of the files that belong to it."""
    recipe: str = ""
    """JSON; none if empty."""
    command: str = ""
    """Lines for a shell in the page's folder; none if empty."""
    wide: bool = False
    quotes: tuple[tuple[str, str], ...] = ()
    """Who says what, or what it is, and the words."""
    sounds: tuple[tuple[str, str], ...] = ()
    """What is heard, and the sound file's name; each has a player."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page."""

    title: str
    text: str
    exhibits: tuple[Exhibit, ...]
    missing: int = 0
    """How many are still being made."""


_RECIPE_CHARACTERS = 4000


def _readable(recipe: str) -> str:
    """Its JSON on many lines, the first of them if there are very many."""
    text = json.dumps(json.loads(recipe), indent=1, ensure_ascii=False)
    return text if len(text) <= _RECIPE_CHARACTERS else text[:_RECIPE_CHARACTERS] + "\n…"


def gallery_html(sections: list[Section], made: str, seconds: float, *, finished: bool = True) -> str:
    """The page.

    Args:
        sections: what to show, in order; the files lie beside the page.
        made: how many of what were made, such as "21 terrains".
        seconds: how long everything took.
        finished: whether nothing more is made; else the page loads itself again until it is.
    """
    made = made or "nothing yet"
    return rendered(__name__, sections=sections, made=made, seconds=seconds, finished=finished, readable=_readable)
