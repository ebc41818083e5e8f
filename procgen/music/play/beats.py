"""When in samples the beats and bars of a score come."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.formats.sound import Mark
from procgen.music.score import TICKS, Score, metre_at


@dataclass(frozen=True)
class BeatMap:
    """Beats and bars in samples.

    Attributes:
        rate_hz: of the samples.
        bars: (bars + 1,) where each bar starts, and where the last ends: the length of the music.
        beats: (beats,) where each beat starts.
        beat_of_bar: (beats,) which of its bar's it is, from 0.
    """

    rate_hz: int
    bars: npt.NDArray[np.int64]
    beats: npt.NDArray[np.int64]
    beat_of_bar: npt.NDArray[np.int64]

    @property
    def samples(self) -> int:
        """Until the last bar ends."""
        return int(self.bars[-1])


def bar_marks(score: Score, beats: BeatMap) -> list[Mark]:
    """Marks for sound files at the start of each bar: its number from 1, and the name of a section that begins."""
    begun = {section.bar: f", {section.name}" for section in score.sections}
    return [Mark(int(at), f"bar {bar + 1}{begun.get(bar, '')}") for bar, at in enumerate(beats.bars[:-1])]


def samples_at(score: Score, ticks: npt.ArrayLike, rate_hz: int) -> npt.NDArray[np.int64]:
    """The sample at which each tick comes."""
    return np.asarray(np.rint(score.seconds(ticks) * rate_hz).astype(np.int64))


def beat_map(score: Score, rate_hz: int) -> BeatMap:
    """Where beats and bars are."""
    starts = score.bar_starts()
    ticks, places = [], []
    for start, end in pairwise(starts.tolist()):
        metre = metre_at(score.metres, start)
        own = np.arange(start, end, TICKS * 4 // metre.unit)
        ticks.append(own)
        places.append(np.arange(len(own)))
    none = np.zeros(0, np.int64)
    return BeatMap(
        rate_hz,
        samples_at(score, starts, rate_hz),
        samples_at(score, np.concatenate([none, *ticks]), rate_hz),
        np.concatenate([none, *places]),
    )
