"""What a sound is made of, in frames: noise and tones of mel bands, and the pitch of what is voiced.

After Serra and Smith, "Spectral modeling synthesis" (Computer Music Journal 14(4), 1990): what is steady is a sine of
each band, what is not is noise of each band; and where harmonics are too close for bands, pulses as of folds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.sound.dsp.chance import Floats

BANDS: Final = 64
LOWEST_HZ, HIGHEST_HZ = 30.0, 20_000.0
FLOOR_DB: Final = -80.0
"""Below the loudest band of the whole sound; nothing is weaker."""
LEAST_PITCH_HZ, MOST_PITCH_HZ = 55.0, 320.0
"""Of pulses; what is higher is told apart by bands."""


def mel(hz: Floats | float) -> Floats:
    """O'Shaughnessy, 1987."""
    return np.asarray(2595.0 * np.log10(1.0 + np.asarray(hz, np.float64) / 700.0))


def hz_of(mels: Floats | float) -> Floats:
    """The frequency of mels."""
    return np.asarray(700.0 * np.expm1(np.asarray(mels, np.float64) * (np.log(10.0) / 2595.0)))


_EDGES_MEL: Final = np.linspace(float(mel(LOWEST_HZ)), float(mel(HIGHEST_HZ)), BANDS + 2)
STEP_MEL: Final = float(_EDGES_MEL[1] - _EDGES_MEL[0])
MIDDLE_MEL: Final[Floats] = _EDGES_MEL[1:-1]
MIDDLE_HZ: Final[Floats] = hz_of(MIDDLE_MEL)
"""(BANDS,) of the bands' middles."""
WIDTH_HZ: Final[Floats] = 0.5 * (hz_of(_EDGES_MEL[2:]) - hz_of(_EDGES_MEL[:-2]))
"""(BANDS,) how wide noise is that has as much power as what a band's triangle lets through."""


def triangles(hz: Floats) -> Floats:
    """How much of frequencies is in each band, (len(hz), BANDS); adding up to 1 in between."""
    return np.asarray(np.maximum(1.0 - np.abs(mel(hz)[:, None] - MIDDLE_MEL) / STEP_MEL, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """A sound in frames that are evenly spread from its first sample to its last.

    Attributes:
        seconds: how long it is.
        level_db: (n, BANDS) power of bands below the loudest, :data:`FLOOR_DB` to 0.
        tonal: (n, BANDS) share of that power that is tones, 0 to 1.
        offset: (n, BANDS) where in its band the tone is: -1 to 1, from the middle of the band below to that above.
        pitch: (n,) octaves above :data:`LEAST_PITCH_HZ` of pulses.
        voiced: (n,) how much tones are of pulses rather than sines, 0 to 1.
    """

    seconds: float
    level_db: Floats
    tonal: Floats
    offset: Floats
    pitch: Floats
    voiced: Floats

    def __len__(self) -> int:
        return len(self.level_db)

    def spread(self, count: int, seconds: float | None = None) -> Frames:
        """In so many frames, and of that length: powers are means where frames become fewer."""
        place = np.linspace(0.0, len(self) - 1.0, count)
        # A new frame is the mean of what is nearer to it than to its neighbours. Only those are looked at: of all, long
        # sounds would take memory by the square of their length.
        reach = max((len(self) - 1.0) / max(count - 1.0, 1.0), 1.0)
        near = np.floor(place).astype(int)[:, None] + np.arange(-int(np.ceil(reach)), int(np.ceil(reach)) + 2)
        weights = np.maximum(1.0 - np.abs(place[:, None] - near) / reach, 0.0)
        weights[(near < 0) | (near >= len(self))] = 0.0
        weights /= weights.sum(axis=1, keepdims=True)
        near = np.clip(near, 0, len(self) - 1)

        def mean(values: Floats) -> Floats:
            return np.asarray(np.einsum("nk,nk...->n...", weights, values[near]))

        own = 10.0 ** (self.level_db / 10.0)
        power, tones = mean(own), mean(own * self.tonal)
        where = mean(own * self.tonal * self.offset)
        said = mean(self.voiced)
        return Frames(
            seconds=self.seconds if seconds is None else seconds,
            level_db=np.maximum(10.0 * np.log10(power + 1e-12), FLOOR_DB),
            tonal=np.clip(tones / (power + 1e-12), 0.0, 1.0),
            offset=np.clip(where / (tones + 1e-12), -1.0, 1.0),
            pitch=mean(self.pitch),
            voiced=np.clip(said, 0.0, 1.0),
        )


def between(one: Frames, other: Frames, share: float) -> Frames:
    """What lies between two sounds: levels in dB, pitch in octaves, lengths by their ratio.

    Args:
        one: where the share is 0.
        other: where it is 1; spread over as many frames as the first.
        share: 0 to 1.
    """
    count = max(len(one), len(other))
    a, b = one.spread(count), other.spread(count)
    seconds = float(a.seconds ** (1.0 - share) * b.seconds**share)
    level = (1.0 - share) * a.level_db + share * b.level_db
    # Tones of the one that the other lacks fade, and keep their place.
    weights = [(1.0 - share) * a.tonal * _heard(a), share * b.tonal * _heard(b)]
    both = weights[0] + weights[1] + 1e-9
    offset = (weights[0] * a.offset + weights[1] * b.offset) / both
    said = np.stack([(1.0 - share) * a.voiced, share * b.voiced])
    pitch = (said[0] * a.pitch + said[1] * b.pitch + 1e-9 * (a.pitch + b.pitch)) / (said.sum(axis=0) + 2e-9)
    return Frames(
        seconds=seconds,
        level_db=np.maximum(level - level.max(), FLOOR_DB),
        tonal=np.clip((1.0 - share) * a.tonal + share * b.tonal, 0.0, 1.0),
        offset=np.clip(offset, -1.0, 1.0),
        pitch=pitch,
        voiced=np.clip(said.sum(axis=0), 0.0, 1.0),
    )


def _heard(frames: Frames) -> Floats:
    return np.asarray(np.clip(1.0 + frames.level_db / 60.0, 0.01, 1.0))
