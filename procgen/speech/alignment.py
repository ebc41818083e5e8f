"""Which part of a sentence's sound is which of its letters.

The packaged network counts its durations from a point ahead of what is heard: a sound is there two frames before its
letter's turn, as spectrograms of sentences with their letters show. A stress mark's turn belongs to its vowel, and a
space between words that run together to the sound after it. Before a pause the last letter lasts on into silence: where
sound ends is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.speech.acoustic import FRAME_S, SAMPLE_RATE_HZ, Floats
from procgen.speech.phonemes import PAUSES, SOUNDS
from procgen.speech.prosody import Plan

_AHEAD_S: Final = 2 * FRAME_S
_STEP: Final = 120
"""Samples from one level to the next: 5 ms."""
_STEP_S: Final = _STEP / SAMPLE_RATE_HZ
_SOUNDING_DB: Final = -38.0
"""Of the loudest moment: what is softer is no part of the sentence."""
_BEFORE_S, _AFTER_S = 0.03, 0.06
"""What is kept around it."""
_NEAR_S: Final = 0.1
"""How far a sentence's first sound may begin from where it should."""
_LEAST_S: Final = 0.03


@dataclass(frozen=True, slots=True)
class Heard:
    """A letter that is heard: its place in the plan's sounds, and when, in seconds from the sound's first sample."""

    place: int
    begin_s: float
    end_s: float


def levels_db(wave: Floats) -> npt.NDArray[np.float64]:
    """(steps,) how loud a sound is each 5 ms, against its loudest."""
    steps = np.pad(wave.astype(np.float64), (0, -len(wave) % _STEP)).reshape(-1, _STEP)
    power = np.convolve(np.square(steps).mean(axis=1), np.full(3, 1.0 / 3.0), "same")
    found: npt.NDArray[np.float64] = 10.0 * np.log10(np.maximum(power / max(power.max(), 1e-20), 1e-12))
    return found


def sounding(wave: Floats) -> tuple[int, int]:
    """First sample, and the one after the last, of what is heard of a sentence, with a moment around it."""
    loud = np.flatnonzero(levels_db(wave) > _SOUNDING_DB)
    first = max(int(loud[0]) * _STEP - round(_BEFORE_S * SAMPLE_RATE_HZ), 0)
    last = min((int(loud[-1]) + 1) * _STEP + round(_AFTER_S * SAMPLE_RATE_HZ), len(wave))
    return first, last


def aligned(planned: Plan, wave: Floats) -> list[Heard]:
    """When each sound of a sentence is heard.

    Args:
        planned: how it is spoken.
        wave: its sound, from the plan's begin, or as much of it as is there: later sounds are heard as planned.
    """
    ends = np.maximum(planned.ends_s - _AHEAD_S / float(planned.speed), 0.0)
    starts = np.concatenate([[0.0], ends[:-1]])
    levels = levels_db(wave)
    found: list[Heard] = []
    begin_s: float | None = None
    after_pause = True
    for place, sound in enumerate(planned.sounds):
        if sound.letter in SOUNDS:
            start_s = float(starts[place]) if begin_s is None else begin_s
            if after_pause:
                start_s = _onset(levels, start_s)
            found.append(Heard(place, start_s, max(float(ends[place]), start_s + _LEAST_S)))
            begin_s, after_pause = None, False
        elif sound.letter == "ː":
            found[-1] = Heard(found[-1].place, found[-1].begin_s, float(ends[place]))
        elif sound.letter not in PAUSES or (sound.letter == " " and not after_pause):
            begin_s = float(starts[place]) if begin_s is None else begin_s
        elif sound.letter != " ":
            if found and not after_pause:
                last = found[-1]
                found[-1] = Heard(last.place, last.begin_s, _offset(levels, last.begin_s, last.end_s))
            begin_s, after_pause = None, True
    return _in_order(found)


def _in_order(found: list[Heard]) -> list[Heard]:
    """None begins before the one before it has been heard for a moment, nor ends after the next begins."""
    for place in range(1, len(found)):
        least = found[place - 1].begin_s + _LEAST_S
        if found[place].begin_s < least:
            found[place] = Heard(found[place].place, least, max(found[place].end_s, least + _LEAST_S))
        if found[place - 1].end_s > found[place].begin_s:
            found[place - 1] = Heard(found[place - 1].place, found[place - 1].begin_s, found[place].begin_s)
    return found


def _onset(levels: npt.NDArray[np.float64], start_s: float) -> float:
    """Where sound begins near to where it should."""
    first = max(int((start_s - _NEAR_S) / _STEP_S), 0)
    loud = np.flatnonzero(levels[first : int((start_s + _NEAR_S) / _STEP_S) + 1] > _SOUNDING_DB)
    return start_s if not len(loud) else (first + int(loud[0])) * _STEP_S


def _offset(levels: npt.NDArray[np.float64], begin_s: float, end_s: float) -> float:
    """Where sound ends that should end at the latest at ``end_s``."""
    first, last = int(begin_s / _STEP_S), int(end_s / _STEP_S) + 1
    loud = np.flatnonzero(levels[first:last] > _SOUNDING_DB)
    if last > len(levels):  # that is not there yet
        loud = loud[:0]
    last_s = end_s if not len(loud) else (first + int(loud[-1]) + 1) * _STEP_S
    return min(max(last_s, begin_s + _LEAST_S), max(end_s, begin_s + _LEAST_S))
