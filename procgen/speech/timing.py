"""When each sound and word is heard, and which shapes the mouth has then.

Visemes are the fifteen of Oculus' set; the mouth goes from one to the next ahead of the sound, as lips do: the more so
for sounds that close them (dominance functions after Cohen and Massaro 1993, with raised cosines).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

FRAMES_PER_S: Final = 60
VISEMES: Final = ("sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U")
"""In Oculus' order."""
_SHAPES: Final[Mapping[str, str]] = MappingProxyType(
    {"p": "PP", "b": "PP", "m": "PP", "f": "FF", "v": "FF", "θ": "TH", "ð": "TH", "t": "DD", "d": "DD", "T": "DD",
     "ɾ": "DD", "ʔ": "kk", "k": "kk", "ɡ": "kk", "ŋ": "kk", "h": "kk", "ʧ": "CH", "ʤ": "CH", "ʃ": "CH", "ʒ": "CH",
     "s": "SS", "z": "SS", "n": "nn", "l": "nn", "ɹ": "RR", "ɜ": "RR", "ɑ": "aa", "æ": "aa", "ʌ": "aa", "ə": "E",
     "ɐ": "E", "ᵊ": "E", "ɛ": "E", "i": "I", "ɪ": "I", "ᵻ": "I", "j": "I", "ɔ": "O", "u": "U", "ʊ": "U", "w": "U"}
)  # fmt: skip
_DIPHTHONGS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {"A": ("E", "I"), "I": ("aa", "I"), "O": ("O", "U"), "W": ("aa", "U"), "Y": ("O", "I")}
)
_CLOSING: Final = frozenset({"PP", "FF"})
"""Shapes without which the sound can't be: nothing else is seen at their middle."""
_FIRM: Final[Mapping[str, float]] = MappingProxyType(
    {"PP": 1.0, "FF": 1.0, "CH": 0.85, "U": 0.95, "O": 1.0, "aa": 1.0, "I": 0.85, "E": 0.8, "TH": 0.75, "SS": 0.7,
     "RR": 0.75, "DD": 0.55, "nn": 0.55, "kk": 0.45, "sil": 1.0}
)  # fmt: skip
"""How strong each is at its peak."""
_AHEAD_S: Final = 0.07
"""How long before and after its sound a shape is seen."""
_RHUBARB: Final[Mapping[str, str]] = MappingProxyType(
    {"sil": "X", "PP": "A", "FF": "G", "TH": "H", "DD": "B", "kk": "B", "CH": "E", "SS": "B", "nn": "H", "RR": "E",
     "aa": "D", "E": "C", "I": "B", "O": "E", "U": "F"}
)  # fmt: skip
"""Mouth shapes of Rhubarb Lip Sync (github.com/DanielSWolf/rhubarb-lip-sync, "Mouth shapes")."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A sound that is heard.

    Attributes:
        letter: of :data:`procgen.speech.phonemes.SOUNDS`.
        begin_s, end_s: when.
        word: the number of its word in the whole text.
    """

    letter: str
    begin_s: float
    end_s: float
    word: int


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word that is heard.

    Attributes:
        text: as it is read.
        shown: the same with the marks around it, for subtitles.
        phonemes: its sounds.
        begin_s, end_s: when.
    """

    text: str
    shown: str
    phonemes: str
    begin_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence that is heard."""

    text: str
    begin_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Timing:
    """All that is heard, and when, in seconds from the first sample."""

    phones: tuple[Phone, ...]
    words: tuple[SpokenWord, ...]
    sentences: tuple[SpokenSentence, ...]
    duration_s: float


def shapes_of(phone: Phone) -> tuple[tuple[str, float, float], ...]:
    """The visemes of a sound, each from when to when."""
    if phone.letter in _DIPHTHONGS:
        first, second = _DIPHTHONGS[phone.letter]
        turn = phone.begin_s + 0.6 * (phone.end_s - phone.begin_s)
        return (first, phone.begin_s, turn), (second, turn, phone.end_s)
    shape = _SHAPES.get(phone.letter)
    return () if shape is None else ((shape, phone.begin_s, phone.end_s),)


def viseme_curves(timing: Timing) -> npt.NDArray[np.float32]:
    """How strong each viseme is.

    Returns:
        (frames, 15), 0 to 1, at :data:`FRAMES_PER_S` from the first sample; those of a frame sum to 1 at most, where
        the mouth rests the first has the rest.
    """
    frames = int(np.ceil(timing.duration_s * FRAMES_PER_S)) + 1
    at_s = np.arange(frames) / FRAMES_PER_S
    curves = np.zeros((frames, len(VISEMES)))
    closed = np.zeros(frames)
    for phone in timing.phones:
        for shape, begin_s, end_s in shapes_of(phone):
            middle, half = 0.5 * (begin_s + end_s), 0.5 * (end_s - begin_s)
            reach = half + _AHEAD_S
            near = slice(max(int((middle - reach) * FRAMES_PER_S), 0), int((middle + reach) * FRAMES_PER_S) + 2)
            apart_s = np.abs(at_s[near] - middle)
            rise = 0.5 + 0.5 * np.cos(np.pi * np.minimum(apart_s / reach, 1.0))
            number = VISEMES.index(shape)
            curves[near, number] = np.maximum(curves[near, number], _FIRM[shape] * rise)
            if shape in _CLOSING:
                shut = np.clip((half + 0.02 - apart_s) / 0.03, 0.0, 1.0)
                closed[near] = np.maximum(closed[near], shut)
    firm = [VISEMES.index(shape) for shape in _CLOSING]
    others = np.ones(len(VISEMES), bool)
    others[firm] = False
    curves[:, others] *= (1.0 - closed)[:, None]
    total = curves.sum(axis=1, keepdims=True)
    curves /= np.maximum(total, 1.0)
    curves[:, 0] = np.maximum(1.0 - curves.sum(axis=1), 0.0)
    return curves.astype(np.float32)


def rhubarb_cues(timing: Timing) -> list[tuple[float, str]]:
    """When the mouth takes which of Rhubarb's shapes; ends with the resting one."""
    cues: list[tuple[float, str]] = [(0.0, "X")]
    end = 0.0
    for phone in timing.phones:
        for shape, begin_s, end_s in shapes_of(phone):
            if begin_s > end + 0.05:
                cues.append((end, "X"))
            if _RHUBARB[shape] != cues[-1][1]:
                cues.append((begin_s, _RHUBARB[shape]))
            end = end_s
    if cues[-1][1] != "X":
        cues.append((end, "X"))
    return _each_later(cues)


def _each_later(cues: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """The last of those that stand at one time."""
    found: list[tuple[float, str]] = []
    for at_s, shape in cues:
        if found and at_s <= found[-1][0] + 1e-9:
            found[-1] = (found[-1][0], shape)
        elif not found or found[-1][1] != shape:
            found.append((at_s, shape))
    return found
