"""A voice that is heard while its text is still being written: a sentence at a time, all as loud as the first, whose
first half second comes before its rest is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from procgen.formats.loudness import gain_db, limited, loudness_lufs, true_peak_db
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Acoustic, Floats
from procgen.speech.face import morph_curves
from procgen.speech.parameters import SpeechParameters, check
from procgen.speech.speaking import (
    PEAK_DB,
    Opening,
    SentenceSound,
    delivery_for,
    gain_for,
    sentences_for,
    spoken,
    timing_of,
    with_effect,
    with_silence,
)
from procgen.speech.timing import Timing
from procgen.speech.voice import voice_of

_LOUDER: Final = (-7.3, 0.71)
"""How loud a sentence is, LUFS, by how loud its opening is: a line through 60 sentences of all kinds of voices and
moods, of which single ones lie 1.5 dB off (standard deviation).
"""
_GLIDE_S: Final = 0.4
"""In which the gain goes from what the opening promised to what the whole sentence asks for."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveSound:
    """Samples that follow on those before.

    Attributes:
        samples: (n,) at :data:`procgen.speech.acoustic.SAMPLE_RATE_HZ`.
        first: number of the first of them among all that were heard.
    """

    samples: Floats
    first: int


@dataclass(frozen=True, slots=True, eq=False)
class LiveSentence(LiveSound):
    """A sentence that begins to be heard. Its samples are all of it, or those of its opening: the rest comes next.

    Attributes:
        text: as it is read.
        timing: of its sounds and words, in seconds from its first sample; its duration is the whole's, with the silence
            after it.
        morphs: (frames,) by name of a morph target, as of :func:`procgen.speech.face.morph_curves`.
    """

    text: str
    timing: Timing
    morphs: dict[str, Floats]


_Live = TypeVar("_Live", bound=LiveSound)


class LiveVoice:
    """Somebody who speaks text that comes in pieces. Equal pieces in equal order give equal samples.

    Args:
        parameters: whose voice, and how; the text is not used.
        acoustic: the networks that speak with the voice.
    """

    def __init__(self, parameters: SpeechParameters, acoustic: Acoustic) -> None:
        self._parameters = parameters
        self._voice = voice_of(parameters.person, parameters.axes, parameters.style)
        self._acoustic = acoustic
        self._gain: np.float32 | None = None
        self._sentences = 0
        self._samples = 0
        self._opening: Opening | None = None

    def say(self, text: str, mood: str, intent: str, checkpoint: Checkpoint = go_on) -> Iterator[LiveSound]:
        """Speak the next piece of the text, each sentence when it is asked for, and the rest of one that has begun.

        Args:
            text: whole sentences.
            mood, intent: as of :class:`procgen.speech.parameters.SpeechParameters`.
            checkpoint: called after each sentence and each opening; raises to stop the work.

        Raises:
            InvalidFields: it can't be spoken; nothing of it was then.
            ModelUnavailable: the front end is missing or another.
        """
        said = replace(self._parameters, text=text, mood=mood, intent=intent)
        check(said)
        sentences = sentences_for(said)
        made = spoken(sentences, self._acoustic, self._voice, delivery_for(said), said.seed, self._sentences)
        for each in made:
            checkpoint()
            yield self.heard(each, mood)

    def heard(self, sound: Opening | SentenceSound, mood: str) -> LiveSound:
        """A sentence that was spoken, or its opening, or the rest of it, made loud and put behind those before."""
        if isinstance(sound, Opening):
            return self._begun(sound, mood)
        if self._opening is not None:
            return self._rest(sound, self._opening)
        if self._gain is None:
            self._gain = gain_for(sound.wave, self._parameters.loudness_lufs)
        wave = with_effect(sound.wave, self._voice, self._parameters.seed) * self._gain
        samples = with_silence(wave, sound.silence_s)
        return self._sentence(sound, samples, len(samples), mood)

    def _begun(self, opening: Opening, mood: str) -> LiveSentence:
        usual, share = _LOUDER
        expected_lufs = usual + share * loudness_lufs(opening.wave, SAMPLE_RATE_HZ)
        louder_db = gain_db(expected_lufs, true_peak_db(opening.wave), self._parameters.loudness_lufs, PEAK_DB)
        self._gain = np.float32(10.0 ** (louder_db / 20.0))
        self._opening = opening
        return self._sentence(opening, opening.wave * self._gain, opening.samples, mood)

    def _rest(self, sound: SentenceSound, opening: Opening) -> LiveSound:
        promised, self._gain = self._gain, gain_for(sound.wave, self._parameters.loudness_lufs)
        self._opening = None
        wave = sound.wave[len(opening.wave) :]
        way = np.minimum(np.arange(len(wave), dtype=np.float32) / (_GLIDE_S * SAMPLE_RATE_HZ), np.float32(1.0))
        # Where the opening promised more than the whole can bear, peaks on the way are turned down.
        glided = limited(wave * promised ** (1.0 - way) * self._gain**way, SAMPLE_RATE_HZ, PEAK_DB)
        samples = np.pad(glided.astype(np.float32), (0, opening.samples - len(opening.wave) - len(wave)))
        return self._follow(LiveSound(samples, self._samples))

    def _sentence(self, sound: Opening | SentenceSound, samples: Floats, length: int, mood: str) -> LiveSentence:
        """One that begins with the samples, and is so long."""
        timing = timing_of([sound], length / SAMPLE_RATE_HZ)
        seed = (self._parameters.seed + self._sentences) % 2**64
        morphs = morph_curves(timing, mood, self._parameters.strength, seed)
        self._sentences += 1
        return self._follow(LiveSentence(samples, self._samples, sound.sentence.text, timing, morphs))

    def _follow(self, sound: _Live) -> _Live:
        self._samples += len(sound.samples)
        return sound
