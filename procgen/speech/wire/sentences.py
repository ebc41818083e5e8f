"""Sentences that are heard while more is being made, as the contract has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from procgen.formats.sound import integers
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.live import LiveSentence, LiveSound
from procgen.speech.timing import Timing
from procgen.v1 import speech_pb2

_MOST_SAMPLES: Final = 1 << 18
"""Of one event, which stays below 1 MiB."""


def word_messages(timing: Timing, begin_s: float = 0.0) -> list[speech_pb2.SpokenWord]:
    """Words, in seconds from a begin that lies so far before the timing's."""
    return [
        speech_pb2.SpokenWord(text=each.text, begin_s=begin_s + each.begin_s, end_s=begin_s + each.end_s)
        for each in timing.words
    ]


def phoneme_messages(timing: Timing, begin_s: float = 0.0) -> list[speech_pb2.SpokenPhoneme]:
    """Sounds, in seconds from a begin that lies so far before the timing's."""
    return [
        speech_pb2.SpokenPhoneme(phoneme=each.letter, begin_s=begin_s + each.begin_s, end_s=begin_s + each.end_s)
        for each in timing.phones
    ]


def sentence_message(live: LiveSentence) -> speech_pb2.SpokenSentence:
    """A sentence, with what mouth and face do."""
    begin_s = live.first / SAMPLE_RATE_HZ
    return speech_pb2.SpokenSentence(
        text=live.text,
        begin_s=begin_s,
        duration_s=live.timing.duration_s,
        words=word_messages(live.timing, begin_s),
        phonemes=phoneme_messages(live.timing, begin_s),
        face=[
            speech_pb2.FaceCurve(morph=name, weights=np.rint(255.0 * curve.clip(0.0, 1.0)).astype(np.uint8).tobytes())
            for name, curve in sorted(live.morphs.items())
        ],
    )


def sound_messages(live: LiveSound) -> Iterator[speech_pb2.SpeechSound]:
    """Samples that can be heard."""
    pcm = integers(live.samples, 16).astype("<i2")
    for at in range(0, len(pcm), _MOST_SAMPLES):
        yield speech_pb2.SpeechSound(
            pcm_s16le=pcm[at : at + _MOST_SAMPLES].tobytes(),
            sample_rate_hz=SAMPLE_RATE_HZ,
            offset_samples=live.first + at,
        )
