"""Sounds that are no words: laughs, sighs, grunts. Each is a row of moments, as a score writes them.

A laugh is some five calls a second, of voice and breath in turns, far above speech and falling (Bachorowski, Smoski and
Owren 2001, JASA 110); a sob falls within each breath; what hurts begins high and slides down. The numbers are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Moment:
    """One sound.

    Attributes:
        letter: of :data:`procgen.speech.phonemes.SOUNDS`.
        seconds: how long, at the usual pace.
        semitones: of its pitch, above the voice's own.
        volume_db: louder or softer.
        whisper: 0 voice to 1 breath alone.
    """

    letter: str
    seconds: float
    semitones: float = 0.0
    volume_db: float = 0.0
    whisper: float = 0.0


def _breath(seconds: float, volume_db: float = -8.0) -> Moment:
    return Moment("h", seconds, 0.0, volume_db, 1.0)


VOCALS: Final[Mapping[str, tuple[Moment, ...]]] = MappingProxyType(
    {
        "laugh": (
            _breath(0.06), Moment("ɑ", 0.1, 8.0, 2.0), _breath(0.09), Moment("ɑ", 0.1, 9.0, 2.0),
            _breath(0.09), Moment("ɑ", 0.1, 7.5, 0.0), _breath(0.1), Moment("ə", 0.09, 5.0, -2.0, 0.2),
            _breath(0.12), Moment("ə", 0.09, 2.5, -5.0, 0.4), _breath(0.16, -14.0),
        ),
        "chuckle": (
            _breath(0.05, -12.0), Moment("ʌ", 0.075, 2.0, -3.0, 0.2),
            _breath(0.09, -12.0), Moment("ʌ", 0.07, 1.5, -5.0, 0.3),
            _breath(0.1, -13.0), Moment("ə", 0.07, 0.0, -8.0, 0.4), _breath(0.1, -16.0),
        ),
        "sigh": (
            _breath(0.25, -16.0), Moment("ɑ", 0.18, 1.0, -4.0, 0.4), Moment("ʌ", 0.28, -2.0, -6.0, 0.6),
            Moment("ʌ", 0.3, -5.0, -10.0, 0.85), _breath(0.25, -16.0),
        ),
        "gasp": (_breath(0.16, -6.0), Moment("ʌ", 0.12, 6.0, -2.0, 0.75), _breath(0.1, -12.0)),
        "grunt": (Moment("ʌ", 0.1, -1.0, 2.0), Moment("ʌ", 0.09, -4.0, 0.0), _breath(0.08, -10.0)),
        "effort": (
            _breath(0.06), Moment("ɜ", 0.16, 4.0, 2.0), Moment("ɜ", 0.2, 5.0, 3.0), Moment("ʌ", 0.12, 0.0, 0.0, 0.2),
            _breath(0.16, -8.0),
        ),
        "pain": (
            Moment("ɑ", 0.1, 9.0, 4.0), Moment("ɑ", 0.22, 11.0, 5.0),
            Moment("ɑ", 0.2, 6.0, 2.0), Moment("ə", 0.16, 1.0, -3.0, 0.3),
            _breath(0.14, -10.0),
        ),
        "scream": (
            Moment("æ", 0.12, 9.0, 4.0), Moment("ɑ", 0.5, 12.0, 7.0),
            Moment("ɑ", 0.35, 11.0, 6.0), Moment("ɑ", 0.2, 6.0, 1.0),
            _breath(0.12, -8.0),
        ),
        "cry": (
            _breath(0.14, -10.0), Moment("ə", 0.12, 6.0, -2.0, 0.25),
            _breath(0.08), Moment("ə", 0.1, 4.0, -4.0, 0.35),
            _breath(0.2, -8.0), Moment("ɑ", 0.16, 8.0, 1.0, 0.1),
            Moment("ɑ", 0.28, 5.0, -1.0, 0.2), Moment("ə", 0.22, 1.0, -6.0, 0.5),
            _breath(0.16, -12.0),
        ),
        "cough": (
            Moment("k", 0.05, 0.0, 0.0, 0.6), Moment("ʌ", 0.07, -1.0, 3.0, 0.6), _breath(0.14, -6.0),
            Moment("k", 0.05, 0.0, 0.0, 0.6), Moment("ʌ", 0.08, -3.0, 1.0, 0.65), _breath(0.2, -9.0),
        ),
        "hum": (Moment("m", 0.2, 0.0, -2.0), Moment("m", 0.2, 2.0, -2.0), Moment("m", 0.2, -1.0, -5.0)),
        "shush": (Moment("ʃ", 0.3, 0.0, -3.0, 1.0), Moment("ʃ", 0.35, 0.0, -6.0, 1.0)),
    }
)  # fmt: skip
"""By name."""
