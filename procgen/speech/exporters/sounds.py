"""Speech as sound files: 24 kHz, mono, with the recipe in each."""

from __future__ import annotations

from procgen.formats.sound import Mark, write_flac, write_ogg, write_opus, write_wav
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.generate import Speech


def _wav(speech: Speech, bits: int) -> bytes:
    """Words are regions, so that sound editors show them."""
    marks = [
        Mark(_sample(word.begin_s), word.text, _sample(word.end_s) - _sample(word.begin_s))
        for word in speech.timing.words
    ]
    return write_wav(speech.samples, SAMPLE_RATE_HZ, bits=bits, note=speech.recipe.to_json(), marks=marks)


def _sample(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE_HZ)


def wav(speech: Speech) -> bytes:
    """16 bits."""
    return _wav(speech, 16)


def wav24(speech: Speech) -> bytes:
    """24 bits."""
    return _wav(speech, 24)


def flac(speech: Speech) -> bytes:
    """16 bits, without loss."""
    return write_flac(speech.samples, SAMPLE_RATE_HZ, note=speech.recipe.to_json())


def ogg(speech: Speech) -> bytes:
    """Vorbis."""
    return write_ogg(speech.samples, SAMPLE_RATE_HZ, note=speech.recipe.to_json())


def opus(speech: Speech) -> bytes:
    """Opus."""
    return write_opus(speech.samples, SAMPLE_RATE_HZ, note=speech.recipe.to_json())
