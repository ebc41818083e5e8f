"""Whether feelings are heard: what a classifier can tell of measured prosody, and whether it grows with strength.

Everything is measured of the sound. As a listener who knows a voice, it is taken against a neutral line of the same
person, of another sentence. The classifier learns from the lines of half of the people, and is asked about the others'.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.rows import Rows
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.feeling import delivery_of
from procgen.speech.generate import Speech
from procgen.speech.phonemes import VOWELS
from procgen.speech.ruler.pitch import track
from procgen.speech.ruler.sentences import HARVARD
from procgen.speech.voice import Person

BASIC: Final = ("joyful", "angry", "afraid", "sad", "surprised", "scornful")
"""Ekman's six; scorn stands for disgust, which dialogue does not have."""
MEASURES: Final = (
    "pitch", "range", "rate", "tilt", "end", "shake", "clearness", "brightness", "pulse",
)  # fmt: skip
"""What is measured, see :func:`measured`."""
STRENGTHS: Final = (0.0, 0.35, 0.7, 1.0)
_STEP_S: Final = 0.015
_END_S: Final = 0.35
_FEWEST: Final = 16
"""Moments with pitch that a line must have to be measured."""
_TOLD: Final = {"pitch": 1.0, "range": 0.12, "rate": 0.08, "tilt": 0.4}
"""How much of a delivery is enough to be looked for, in semitones, octaves, octaves and dB an octave."""

Numbers = npt.NDArray[np.float64]
Speak = Callable[..., Speech]
"""(text, number, **fields of SpeechParameters) to speech."""


def measured(speech: Speech) -> Numbers:
    """(MEASURES,) of a line, where it has pitch; not a number where it has too little of it.

    Median pitch and the distance of its tenths (octaves), vowels a second (octaves), slope of the spectrum (dB an
    octave), end against the middle (octaves), pitch beside its trend (octaves), how periodic it is, where the spectrum
    has its middle (octaves), how much more alike every second pulse is than the next.
    """
    wave = speech.samples
    heard = track(wave, _STEP_S)
    tone, at = heard.octaves, heard.at_s
    if len(tone) < _FEWEST:
        return np.full(len(MEASURES), np.nan)
    firsts = np.clip(np.round(at * SAMPLE_RATE_HZ).astype(int) - 512, 0, len(wave) - 1024)
    pieces = wave[firsts[:, None] + np.arange(1024)] * np.hanning(1024)
    spectrum = np.square(np.abs(np.fft.rfft(pieces, axis=1))).sum(axis=0)
    vowels = [each for each in speech.timing.phones if each.letter in VOWELS]
    seconds = speech.timing.phones[-1].end_s - speech.timing.phones[0].begin_s
    hz = np.arange(513) * SAMPLE_RATE_HZ / 1024
    octave = np.log2(np.maximum(hz, 1.0) / 1000.0)
    middle = (hz > 250) & (hz < 7000)
    bands = [
        10.0 * np.log10(spectrum[(octave >= low) & (octave < low + 0.5)].mean() + 1e-12)
        for low in np.arange(-2.0, 2.5, 0.5)
    ]
    trend = np.convolve(tone, np.full(9, 1.0 / 9.0), "valid")
    median = float(np.median(tone))
    return np.array(
        [
            median,
            float(np.diff(np.percentile(tone, [10, 90]))[0]),
            float(np.log2(len(vowels) / seconds)),
            float(np.polyfit(np.arange(-2.0, 2.5, 0.5), bands, 1)[0]),
            float(tone[at > at[-1] - _END_S].mean()) - median,
            float(np.abs(tone[4:-4] - trend).mean()),
            float(heard.alike.mean()),
            float((octave * spectrum)[middle].sum() / spectrum[middle].sum()),
            float((heard.second - heard.alike).mean()),
        ]
    )


def feelings(speak: Speak, people: int, progress: Callable[[str, float], None]) -> Rows:
    """Share of lines whose feeling is told, and share of measures that grow or fall with strength as they should.

    Args:
        speak: makes a line.
        people: at least 8; each says a line of each feeling.
        progress: told how far it is.
    """
    lines = np.empty((people, len(BASIC), len(MEASURES)))
    for number in range(people):
        neutral = measured(_said(speak, number, number + 31, "neutral", 0.0))
        for which, mood in enumerate(BASIC):
            lines[number, which] = measured(_said(speak, number, number + 7 * which, mood, 1.0)) - neutral
        progress("feelings", (number + 1) / people)
    return told(lines) | _grown(speak, people, progress)


def _said(speak: Speak, number: int, sentence: int, mood: str, strength: float) -> Speech:
    person = Person(float(number % 2), 20.0 + 11.0 * number % 50, None, 1000 + number)
    return speak(HARVARD[sentence % len(HARVARD)], number, person=person, mood=mood, strength=strength)


def told(lines: Numbers) -> Rows:
    """Of (people, feelings, measures): learned from the first half of the people, asked about the others."""
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 a second to import
    from sklearn.pipeline import make_pipeline  # noqa: PLC0415
    from sklearn.preprocessing import StandardScaler  # noqa: PLC0415

    half = len(lines) // 2
    wanted = np.tile(np.arange(len(BASIC)), (len(lines), 1))

    def rows(some: slice) -> tuple[Numbers, npt.NDArray[np.int64]]:
        found, names = lines[some].reshape(-1, len(MEASURES)), wanted[some].reshape(-1)
        whole = np.isfinite(found).all(axis=1)
        return found[whole], names[whole]

    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=2000))
    model.fit(*rows(slice(0, half)))
    asked, names = rows(slice(half, None))
    guessed = model.predict(asked)
    found: Rows = {"feeling_told": {"ours": float(np.mean(guessed == names))}}
    for which, mood in enumerate(BASIC):
        found[f"feeling_told_{mood}"] = {"ours": float(np.mean(guessed[names == which] == which))}
    return found


def _grown(speak: Speak, people: int, progress: Callable[[str, float], None]) -> Rows:
    """Of each feeling the means of all people at rising strengths, one line each."""
    right, all_ = 0, 0
    for which, mood in enumerate(BASIC):
        wanted = _directions(mood)
        means = []
        for strength in STRENGTHS:
            lines = [measured(_said(speak, number, number, mood, strength)) for number in range(people)]
            means.append(np.nanmean(lines, axis=0))
        for measure, sign in wanted.items():
            steps = sign * np.diff([mean[MEASURES.index(measure)] for mean in means])
            right += int((steps > 0.0).all())
            all_ += 1
        progress("strengths", (which + 1) / len(BASIC))
    return {"feeling_grows": {"ours": right / all_}}


def _directions(mood: str) -> dict[str, int]:
    """1 or -1 for each measure that a feeling moves by enough."""
    delivery = delivery_of(mood)
    moved = {
        "pitch": delivery.pitch_semitones,
        "range": float(np.log2(delivery.range_factor)),
        "rate": float(np.log2(delivery.rate_factor)),
        "tilt": delivery.tilt_db,
    }
    return {name: int(np.sign(value)) for name, value in moved.items() if abs(value) >= _TOLD[name]}
