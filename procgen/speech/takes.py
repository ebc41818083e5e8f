"""Takes of one line: no two alike, as no actor says a line twice in the same way."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from procgen.runtime.philox import gaussian_field
from procgen.speech.parameters import RANGES, SpeechParameters

MOST_TAKES: Final = 16
_SEED_STEP: Final = 0xD1B54A32D192ED03


def take(parameters: SpeechParameters, number: int) -> SpeechParameters:
    """The request of a take: another seed, and pace, pitch and strength a little off.

    Args:
        parameters: of the line, which is take 0 as it is.
        number: from 0.
    """
    if number == 0:
        return parameters
    pace, pitch, strength = gaussian_field(parameters.seed, "speech/takes", 3 * number, 0, 3, 1)[0].clip(-2.0, 2.0)
    return replace(
        parameters,
        seed=(parameters.seed + number * _SEED_STEP) % 2**64,
        rate=_allowed("rate", parameters.rate * 2.0 ** (0.12 * float(pace))),
        pitch_semitones=_allowed("pitch_semitones", parameters.pitch_semitones + 0.9 * float(pitch)),
        strength=_allowed("strength", parameters.strength + 0.15 * float(strength)),
    )


def _allowed(name: str, value: float) -> float:
    """In steps of 1/64, which a message carries as they are: its recipe then makes the same bytes again."""
    return round(RANGES[name].nearest(value) * 64.0) / 64.0
