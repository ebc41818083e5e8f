"""A user's clip of a thing: read, looked at, and at our rate."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.sound.dsp.chance import Floats
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.learned.edges import at_rate, trimmed

LONGEST_S, SHORTEST_S = 10.0, 0.01
MOST_BYTES: Final = 16 << 20
_SLOWEST_HZ, _FASTEST_HZ = 4_000, 384_000
_MOST_CHANNELS: Final = 8
_BLOCK: Final = 1 << 16
_SILENT: Final = 10.0 ** (-80.0 / 20.0)
_READS: Final = "a WAV, FLAC, OGG or MP3 file"


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A clip.

    Attributes:
        samples: (n,) at 48 kHz, from the first that is heard to the last, the highest 1.
        highest_hz: what its file could hold.
        sha256: of the file.
    """

    samples: Floats
    highest_hz: float
    sha256: str

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE_HZ


def read_clip(data: bytes, field: str) -> Clip:
    """A clip from a file's bytes; channels are mixed.

    Raises:
        InvalidFields: it is no sound file, damaged, silent, too long or too short, of a rate or of channels that are
            none of a clip, or has samples that are no numbers. Names the field.
    """
    import soundfile  # noqa: PLC0415 it opens a library; most sounds follow no clip

    def refused(value: object, allowed: str) -> InvalidFields:
        return InvalidFields([Violation.of(field, value, allowed)])

    if not 0 < len(data) <= MOST_BYTES:
        raise refused(f"{len(data)} bytes", f"1 to {MOST_BYTES} bytes")
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate_hz, channels, frames = int(file.samplerate), int(file.channels), int(file.frames)
            if not _SLOWEST_HZ <= rate_hz <= _FASTEST_HZ:
                raise refused(f"{rate_hz} samples a second", f"{_SLOWEST_HZ} to {_FASTEST_HZ}")
            if channels > _MOST_CHANNELS:
                raise refused(f"{channels} channels", f"at most {_MOST_CHANNELS}")
            if frames > LONGEST_S * rate_hz:
                raise refused(f"a clip of {frames / rate_hz:.3g} s", f"at most {LONGEST_S:g} s")
            # What a file says of its length may be untrue. Channels are mixed block by block: all at once, eight of a
            # high rate are a quarter of a gigabyte.
            blocks = file.blocks(_BLOCK, frames=int(LONGEST_S * rate_hz) + 1, dtype="float64", always_2d=True)
            mono = np.concatenate([np.zeros(0), *(block.mean(axis=1) for block in blocks)])
    except (soundfile.LibsndfileError, RuntimeError, ValueError, OverflowError) as error:
        raise refused("bytes that can't be read as sound", _READS) from error
    if len(mono) > LONGEST_S * rate_hz:
        raise refused(f"a clip of over {LONGEST_S:g} s", f"at most {LONGEST_S:g} s")
    if not np.isfinite(mono).all():
        raise refused("samples that are NaN or infinite", "finite samples")
    mono = mono - mono.mean() if len(mono) else mono
    peak = float(np.abs(mono).max(initial=0.0))
    if len(mono) < SHORTEST_S * rate_hz:
        raise refused(f"a clip of {len(mono) / rate_hz:.3g} s", f"at least {SHORTEST_S:g} s")
    if peak < _SILENT:
        raise refused("silence", "a clip that is heard")
    sound = trimmed(at_rate(mono / peak, max(round(len(mono) * SAMPLE_RATE_HZ / rate_hz), 1)))
    if len(sound) < SHORTEST_S * SAMPLE_RATE_HZ:
        raise refused(f"{len(sound) / SAMPLE_RATE_HZ:.3g} s that are heard", f"at least {SHORTEST_S:g} s")
    return Clip(sound, 0.5 * min(rate_hz, SAMPLE_RATE_HZ), hashlib.sha256(data).hexdigest())
