"""Sounds as sound files: 48 kHz, the recipe in each, the loop of a WAV in its chunk ``smpl``."""

from __future__ import annotations

from procgen.formats.sound import write_flac, write_ogg, write_opus, write_wav
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.generate import Sound


def _wav(sound: Sound, bits: int) -> bytes:
    loop = (0, len(sound.samples) - 1) if sound.loop else None
    return write_wav(sound.samples, SAMPLE_RATE_HZ, bits=bits, note=sound.recipe.to_json(), loop=loop)


def wav(sound: Sound) -> bytes:
    """16 bits."""
    return _wav(sound, 16)


def wav24(sound: Sound) -> bytes:
    """24 bits."""
    return _wav(sound, 24)


def flac(sound: Sound) -> bytes:
    """16 bits, without loss."""
    return write_flac(sound.samples, SAMPLE_RATE_HZ, note=sound.recipe.to_json())


def ogg(sound: Sound) -> bytes:
    """Vorbis."""
    return write_ogg(sound.samples, SAMPLE_RATE_HZ, note=sound.recipe.to_json())


def opus(sound: Sound) -> bytes:
    """Opus."""
    return write_opus(sound.samples, SAMPLE_RATE_HZ, note=sound.recipe.to_json())
