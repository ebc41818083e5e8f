"""Which key music is in, and how many sharps or flats a key has."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.score import Key, Mode, Notes, Part

_PROFILES: Final = {
    Mode.MAJOR: (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88),
    Mode.MINOR: (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17),
}
"""How well each semitone above the tonic fits, as listeners said (Krumhansl and Kessler, "Tracing the dynamic changes
in perceived tonal organization", Psychological Review 89, 1982)."""
_DEGREE_OF_PARENT: Final = {
    Mode.MAJOR: 0,
    Mode.DORIAN: 2,
    Mode.PHRYGIAN: 4,
    Mode.LYDIAN: 5,
    Mode.MIXOLYDIAN: 7,
    Mode.MINOR: 9,
}
"""Semitones of each mode's tonic above that of the major scale of the same keys."""
NATURALS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
"""Semitones of each letter above C."""
_SHARPS, _FLATS = "FCGDAEB", "BEADGCF"
"""Letters that signatures sharpen and flatten, in their order."""


def found_key(notes: Notes, parts: tuple[Part, ...]) -> Key:
    """The major or minor key whose profile is most like how long each pitch class sounds; C major for no notes.

    Args:
        notes: of a score.
        parts: that they name; what drums play is not counted.
    """
    tonal = np.array([not part.drums for part in parts], bool)
    counted = notes[tonal[notes["part"]]] if len(notes) else notes
    weights = np.bincount(counted["pitch"] % 12, counted["length"], minlength=12)
    return key_of_weights(np.asarray(weights, np.float64))


def key_of_weights(weights: npt.NDArray[np.float64]) -> Key:
    """The key of (12,) weights of pitch classes from C on."""
    if weights.max(initial=0.0) <= weights.min(initial=0.0):
        return Key(0, Mode.MAJOR)
    keys = [Key(tonic, mode) for mode in _PROFILES for tonic in range(12)]
    return max(keys, key=lambda key: fit(weights, key))


def fit(weights: npt.NDArray[np.float64], key: Key) -> float:
    """The correlation of (12,) weights of pitch classes from C on with the profile of a major or minor key."""
    return float(np.corrcoef(np.roll(weights, -key.tonic), _PROFILES[key.mode])[0, 1])


def fifths(key: Key) -> int:
    """Sharps of a key's signature, flats where negative: -5 to 6."""
    major = (key.tonic - _DEGREE_OF_PARENT[key.mode]) % 12
    sharps = major * 7 % 12
    return sharps if sharps <= 6 else sharps - 12


def key_of_fifths(sharps: int, mode: Mode) -> Key:
    """The key of a mode with so many sharps."""
    return Key((sharps * 7 + _DEGREE_OF_PARENT[mode]) % 12, mode)


def signature(key: Key) -> dict[str, int]:
    """Semitones that a key raises each letter by, from C to B."""
    sharps = fifths(key)
    raised = dict.fromkeys(NATURALS, 0)
    for letter in (_SHARPS if sharps > 0 else _FLATS)[: abs(sharps)]:
        raised[letter] += 1 if sharps > 0 else -1
    return raised


def spelled(pitch: int, key: Key) -> tuple[str, int, int]:
    """A pitch as it is written in a key: letter, semitones that it is raised by, octave (4 begins with middle C).

    Pitches of the key are written by its signature; others raise a step where a line of the key's degrees would, and a
    minor key's leading note is one of those.
    """
    by_class = {(NATURALS[letter] + raised) % 12: (letter, raised) for letter, raised in signature(key).items()}
    wanted = pitch % 12
    if wanted not in by_class:
        up = (wanted - key.tonic) % 12
        # Second, third, sixth and seventh degree come flattened; fourth, and a minor key's sixth and seventh, raised.
        below, above = by_class.get((wanted - 1) % 12), by_class.get((wanted + 1) % 12)
        sharpen = up in (6, 9, 11) if key.minor else up in (6, 8, 1)
        found = below if (sharpen and below is not None) or above is None else above
        step = 1 if found is below else -1
        assert found is not None
        by_class[wanted] = (found[0], found[1] + step)
    letter, alter = by_class[wanted]
    octave = (pitch - alter - NATURALS[letter]) // 12 - 1
    return letter, alter, octave
