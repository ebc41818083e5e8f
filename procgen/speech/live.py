"""A voice that is heard while its text is still being written: a sentence at a time, all as loud as the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Acoustic, Floats
from procgen.speech.face import morph_curves
from procgen.speech.parameters import SpeechParameters, check
from procgen.speech.speaking import (
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


@dataclass(frozen=True, slots=True, eq=False)
class LiveSentence:
    """A sentence that can be heard.

    Attributes:
        text: as it is read.
        samples: (n,) with the silence after it, at :data:`procgen.speech.acoustic.SAMPLE_RATE_HZ`.
        first: number of the first of them among all that were heard.
        timing: of its sounds and words, in seconds from its first sample.
        morphs: (frames,) by name of a morph target, as of :func:`procgen.speech.face.morph_curves`.
    """

    text: str
    samples: Floats
    first: int
    timing: Timing
    morphs: dict[str, Floats]


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

    def say(self, text: str, mood: str, intent: str, checkpoint: Checkpoint = go_on) -> Iterator[LiveSentence]:
        """Speak the next piece of the text, each sentence when it is asked for.

        Args:
            text: whole sentences.
            mood, intent: as of :class:`procgen.speech.parameters.SpeechParameters`.
            checkpoint: called after each sentence; raises to stop the work.

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
            yield self.sentence(each, mood)

    def sentence(self, sound: SentenceSound, mood: str) -> LiveSentence:
        """A sentence that was spoken, made as loud as those before and put behind them."""
        seed = self._parameters.seed
        if self._gain is None:
            self._gain = gain_for(sound.wave, self._parameters.loudness_lufs)
        wave = with_effect(sound.wave, self._voice, seed) * self._gain
        samples = with_silence(wave, sound.silence_s)
        timing = timing_of([sound], len(samples) / SAMPLE_RATE_HZ)
        morphs = morph_curves(timing, mood, self._parameters.strength, (seed + self._sentences) % 2**64)
        made = LiveSentence(sound.sentence.text, samples, self._samples, timing, morphs)
        self._sentences += 1
        self._samples += len(samples)
        return made
