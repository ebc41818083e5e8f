"""Whether takes of a bark differ, and are understood alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations, pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.rows import Rows
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import SAMPLE_RATE_HZ, Floats
from procgen.speech.generate import generate
from procgen.speech.parameters import SpeechParameters
from procgen.speech.ruler.judges import Judges, word_errors, words_of
from procgen.speech.takes import take
from procgen.speech.voice import Person

TAKES: Final = 6
_WINDOW, _STEP = 1024, 256
_BANDS: Final = 24
_FLOOR_DB: Final = 50.0
"""Below the loudest moment, where nothing is compared."""


def bands_db(wave: Floats) -> npt.NDArray[np.float64]:
    """(moments, _BANDS) levels of bands of equal width in octaves, from 100 Hz."""
    moments = np.lib.stride_tricks.sliding_window_view(wave, _WINDOW)[::_STEP] * np.hanning(_WINDOW)
    power = np.square(np.abs(np.fft.rfft(moments, axis=1)))
    edges = np.geomspace(100.0, 0.45 * SAMPLE_RATE_HZ, _BANDS + 1) * _WINDOW / SAMPLE_RATE_HZ
    found = np.stack(
        [power[:, int(low) : max(int(high), int(low) + 1)].mean(1) for low, high in pairwise(edges)],
        1,
    )
    levels: npt.NDArray[np.float64] = 10.0 * np.log10(found / found.max() + 10.0 ** (-_FLOOR_DB / 10.0))
    return levels


def distance_db(one: Floats, other: Floats) -> float:
    """Mean difference of two takes' bands along the way through both on which they are most alike (dynamic time
    warping, Sakoe and Chiba 1978): pace alone makes no difference.
    """
    ours, theirs = bands_db(one), bands_db(other)
    cost = np.abs(ours[:, None] - theirs[None]).mean(2)
    best = np.full((len(ours) + 1, len(theirs) + 1), np.inf)
    best[0, 0] = 0.0
    steps = np.zeros_like(best)
    for row in range(1, len(ours) + 1):
        for column in range(1, len(theirs) + 1):
            ways = ((row - 1, column - 1), (row - 1, column), (row, column - 1))
            way = min(ways, key=lambda each: float(best[each]))
            best[row, column] = best[way] + cost[row - 1, column - 1]
            steps[row, column] = steps[way] + 1.0
    return float(best[-1, -1] / steps[-1, -1])


def takes(
    store: ModelStore,
    model: str,
    seed: int,
    judges: Judges,
    texts: Sequence[str],
    progress: Callable[[str, float], None],
) -> Rows:
    """Of takes of some lines: the least and the median distance of two, and words that are misheard in each take."""
    apart: list[float] = []
    wrong: list[list[float]] = [[] for _ in range(TAKES)]
    for number, text in enumerate(texts):
        line = SpeechParameters(
            text=text, seed=seed + number, person=Person(float(number % 2), 35.0, None, number), model=model
        )
        made = [generate(take(line, which), store).samples for which in range(TAKES)]
        apart += [distance_db(one, other) for one, other in combinations(made, 2)]
        said = words_of(text)
        for which, samples in enumerate(made):
            wrong[which].append(word_errors(said, words_of(judges.heard(samples, SAMPLE_RATE_HZ))) / len(said))
        progress("takes", (number + 1) / len(texts))
    return {
        "take_least_db": {"ours": float(np.min(apart))},
        "take_median_db": {"ours": float(np.median(apart))},
        "wer_takes": {"ours": float(np.mean(wrong))},
        "wer_takes_worst": {"ours": max(float(np.mean(each)) for each in wrong)},
    }
