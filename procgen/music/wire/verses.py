"""Words for songs by dialogue's song book: verses about whom and what was asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.persona import Situation, World
from procgen.dialogue.phrase.compose import candidates
from procgen.dialogue.request import LineRequest
from procgen.runtime.checkpoint import Checkpoint

_INTENT: Final = "describe:song"
_PIECES: Final = re.compile(r"\s*(?:,|\band\b)\s*")
_NAME: Final = re.compile(r"[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*)*")
_PLACE: Final = re.compile(rf"\b(?:of|in|at|from)\s+((?:the\s+)?{_NAME.pattern})")
_BARS_A_VERSE: Final = 8
_VERSES: Final = (2, 6)
_LOOKED_AT: Final = 48
"""Verses of which those about whom it was asked for come first, up to half of the song."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a song is about.

    Attributes:
        name: of somebody.
        place: where.
        topic: what else.
    """

    name: str = ""
    place: str = ""
    topic: str = ""


def subject_of(text: str) -> Subject:
    """Read "Bram of Oxmoor and the old mill": names begin with capitals, those after "of" or "in" are places."""
    place = _PLACE.search(text)
    rest = text.replace(place.group(0), " ") if place else text
    names, topics = list[str](), list[str]()
    for piece in filter(None, (each.strip() for each in _PIECES.split(rest))):
        (names if _NAME.fullmatch(piece) else topics).append(piece)
    return Subject(names[0] if names else "", place.group(1) if place else "", topics[0] if topics else "")


def write_verses(about: str, mood: str, era: str, bars: int, seed: int, checkpoint: Checkpoint) -> str:
    """Verses, none twice, as many as a piece has room for: first those about whom it was asked for.

    Args:
        about: whom or what, in a few words.
        mood: of dialogue's sixteen.
        era: of dialogue's settings.
        bars: of the piece.
        seed: which verses.
        checkpoint: called often; raises to stop the work.

    Returns:
        Lines parted by " / ".
    """
    subject = subject_of(about)
    situation = Situation(World(setting=era), mood=mood, listener=subject.name, place=subject.place)
    asked = LineRequest(
        _INTENT, situation=situation, slots={"topic": subject.topic} if subject.topic else {}, seed=seed
    )
    checkpoint()
    verses = [each.text for each in candidates(asked, _LOOKED_AT)]
    told = [each for each in (subject.name, subject.place, subject.topic) if each]
    about_it = [verse for verse in verses if any(each in verse for each in told)]
    others = [verse for verse in verses if verse not in about_it]
    fewest = _VERSES[0] if bars >= _BARS_A_VERSE else 1
    wanted = min(max(bars // _BARS_A_VERSE, fewest), _VERSES[1])
    return " / ".join((about_it[: (wanted + 1) // 2] + others)[:wanted])
