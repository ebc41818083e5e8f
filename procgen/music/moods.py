"""What moods and uses mean in music: scales, pace, metre, strength, and who plays.

That major, quick, loud and high sound happy, and minor, slow, soft and low sad, was found again and again with
listeners (K. Hevner, "The affective value of pitch and tempo in music", 1937; A. Gabrielsson and E. Lindström, "The
role of structure in the musical expression of emotions", 2010); the numbers below are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from procgen.music.score import Mode

_MAJOR, _MINOR, _DORIAN = Mode.MAJOR, Mode.MINOR, Mode.DORIAN
_PHRYGIAN, _LYDIAN, _MIXOLYDIAN = Mode.PHRYGIAN, Mode.LYDIAN, Mode.MIXOLYDIAN


@dataclass(frozen=True, slots=True)
class Mood:
    """How a mood changes a piece.

    Attributes:
        modes: that it is heard in, the likeliest first; none where the use decides.
        pace: factor on the tempo.
        energy: what is added to each section's, 0 to 1.
        density: 0 few notes to 1 many.
        register: 0 low to 1 high.
        legato: factor on the lengths of notes.
    """

    modes: tuple[Mode, ...] = ()
    pace: float = 1.0
    energy: float = 0.0
    density: float = 0.5
    register: float = 0.5
    legato: float = 1.0


MOODS: Final[Mapping[str, Mood]] = {
    "neutral": Mood(),
    "joyful": Mood((_MAJOR, _LYDIAN), 1.15, 0.1, 0.65, 0.65, 0.85),
    "amused": Mood((_MAJOR, _MIXOLYDIAN), 1.12, 0.0, 0.6, 0.65, 0.7),
    "tender": Mood((_MAJOR, _LYDIAN), 0.82, -0.2, 0.5, 0.6, 1.1),
    "eager": Mood((_MAJOR, _MIXOLYDIAN), 1.15, 0.1, 0.65, 0.55, 0.85),
    "proud": Mood((_MAJOR, _MIXOLYDIAN), 0.95, 0.2, 0.5, 0.55, 0.95),
    "angry": Mood((_PHRYGIAN, _MINOR), 1.15, 0.25, 0.7, 0.4, 0.75),
    "scornful": Mood((_PHRYGIAN, _DORIAN), 1.0, 0.05, 0.5, 0.4, 0.7),
    "stern": Mood((_MINOR, _DORIAN), 0.9, 0.1, 0.45, 0.35, 0.9),
    "afraid": Mood((_MINOR, _PHRYGIAN), 1.08, 0.05, 0.6, 0.55, 0.85),
    "sad": Mood((_MINOR,), 0.78, -0.2, 0.5, 0.45, 1.1),
    "weary": Mood((_MINOR, _DORIAN), 0.72, -0.25, 0.45, 0.35, 1.1),
    "doubtful": Mood((_DORIAN, _MINOR), 0.9, -0.1, 0.45, 0.5, 1.0),
    "surprised": Mood((_LYDIAN, _MAJOR), 1.1, 0.05, 0.6, 0.7, 0.8),
    "pleading": Mood((_MINOR, _DORIAN), 0.85, -0.1, 0.5, 0.6, 1.1),
    "quiet": Mood((_DORIAN, _MAJOR), 0.8, -0.3, 0.45, 0.5, 1.1),
}
"""By dialogue's names of moods."""


@dataclass(frozen=True, slots=True)
class Use:
    """What music is for.

    Attributes:
        about: for people.
        modes: the likeliest first.
        tempo_bpm: quarters a minute, at least and at most.
        metres: beats and unit, the likeliest first.
        bars: how many where nobody says.
        form: letters of its sections.
        energies: one a letter.
        groove: what percussion plays.
        ensembles: by era, the likeliest first.
        loops: whether it goes on and on.
    """

    about: str
    modes: tuple[Mode, ...]
    tempo_bpm: tuple[float, float]
    metres: tuple[tuple[int, int], ...]
    bars: int
    form: str
    energies: tuple[float, ...]
    groove: str
    ensembles: Mapping[str, tuple[str, ...]]
    loops: bool = True


_F, _T, _S = (4, 4), (3, 4), (6, 8)

USES: Final[Mapping[str, Use]] = {
    "exploration": Use(
        "Wandering: broad, open, unhurried.", (_DORIAN, _MAJOR, _LYDIAN, _MIXOLYDIAN), (84.0, 108.0), (_F, _T, _S), 32,
        "AABA", (0.4, 0.5, 0.65, 0.5), "travel",
        {"medieval": ("chamber", "consort", "harp"), "modern": ("orchestra", "piano"), "scifi": ("synth", "orchestra")},
    ),
    "battle": Use(
        "A fight: fast and hard, drums in front.", (_MINOR, _PHRYGIAN, _DORIAN), (132.0, 164.0), (_F, _F, _S), 32,
        "ABAC", (0.8, 0.85, 0.9, 1.0), "war",
        {"medieval": ("war", "orchestra"), "modern": ("orchestra", "rock"), "scifi": ("synth", "rock")},
    ),
    "tavern": Use(
        "Dances among tables.", (_MAJOR, _MIXOLYDIAN, _DORIAN), (112.0, 140.0), (_S, _F, _T), 32,
        "AABB", (0.6, 0.7, 0.75, 0.85), "dance",
        {"medieval": ("tavern", "consort"), "modern": ("tavern", "rock"), "scifi": ("chip", "synth")},
    ),
    "temple": Use(
        "Slow and high under a vault.", (_DORIAN, _LYDIAN, _MINOR), (56.0, 72.0), (_F, _T), 24,
        "ABA", (0.3, 0.45, 0.4), "bells",
        {"medieval": ("choir", "consort"), "modern": ("choir", "quartet"), "scifi": ("choir", "synth")},
    ),
    "village": Use(
        "Daily life, sun and a square.", (_MAJOR, _MIXOLYDIAN, _LYDIAN), (92.0, 120.0), (_F, _T, _S), 32,
        "AABA", (0.45, 0.5, 0.6, 0.5), "folk",
        {"medieval": ("chamber", "tavern", "consort"), "modern": ("chamber", "piano"), "scifi": ("synth", "chamber")},
    ),
    "harbour": Use(
        "Waves, ropes and a squeeze box.", (_MAJOR, _DORIAN, _MINOR), (88.0, 116.0), (_S, _T), 32,
        "AABA", (0.45, 0.5, 0.65, 0.55), "sway",
        {"medieval": ("tavern", "chamber"), "modern": ("tavern", "chamber"), "scifi": ("synth", "chip")},
    ),
    "night": Use(
        "Dark and still, with stars.", (_DORIAN, _MINOR, _LYDIAN), (58.0, 76.0), (_F, _T), 24,
        "ABA", (0.2, 0.35, 0.25), "hush",
        {"medieval": ("harp", "music box", "chamber"), "modern": ("piano", "music box"), "scifi": ("synth", "piano")},
    ),
    "menu": Use(
        "The game's theme before the game.", (_MAJOR, _DORIAN, _LYDIAN), (76.0, 100.0), (_F, _T), 32,
        "ABAC", (0.35, 0.5, 0.6, 0.75), "travel",
        {"medieval": ("orchestra", "harp"), "modern": ("orchestra", "piano"), "scifi": ("synth", "orchestra")},
    ),
    "victory": Use(
        "It is won.", (_MAJOR, _LYDIAN, _MIXOLYDIAN), (112.0, 132.0), (_F,), 16,
        "AB", (0.85, 1.0), "march",
        {"medieval": ("orchestra", "baroque"), "modern": ("orchestra", "rock"), "scifi": ("orchestra", "synth")},
        loops=False,
    ),
    "defeat": Use(
        "It is lost.", (_MINOR, _PHRYGIAN), (52.0, 66.0), (_F, _T), 16,
        "AB", (0.35, 0.2), "hush",
        {"medieval": ("quartet", "chamber"), "modern": ("quartet", "piano"), "scifi": ("synth", "quartet")},
        loops=False,
    ),
    "tension": Use(
        "Danger is near and unseen.", (_PHRYGIAN, _MINOR), (92.0, 116.0), (_F, _F, _T), 16,
        "AB", (0.5, 0.65), "pulse",
        {"medieval": ("orchestra", "war"), "modern": ("orchestra", "synth"), "scifi": ("synth", "orchestra")},
    ),
}  # fmt: skip
"""By name."""
ERAS: Final = ("medieval", "modern", "scifi")
"""The same three as of people and talk. Medieval is fantasy too."""
