"""Whether sounds begin when the timing says, by an aligner that is not ours."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from procgen.kit.ruler.rows import Rows
from procgen.speech.acoustic import SAMPLE_RATE_HZ
from procgen.speech.ruler.feelings import Speak
from procgen.speech.ruler.judges import Judges, words_of
from procgen.speech.timing import Timing
from procgen.speech.voice import Person


def apart_s(timing: Timing, heard: Sequence[Sequence[float]]) -> list[float]:
    """How far the onsets of sounds are from where they were heard, seconds.

    Args:
        timing: of a line.
        heard: of each of its words, when its sounds begin. Where a word has other sounds than ours, as dictionaries
            differ, its first one alone is compared.

    Returns:
        Nothing where the words are not the same.
    """
    ours = [[phone.begin_s for phone in timing.phones if phone.word == number] for number in range(len(timing.words))]
    if len(ours) != len(heard):
        return []
    found: list[float] = []
    for mine, theirs in zip(ours, heard, strict=True):
        many = len(mine) if len(mine) == len(theirs) else 1
        found += np.abs(np.subtract(mine[:many], theirs[:many])).tolist()
    return found


def onsets(speak: Speak, judges: Judges, texts: Sequence[str], progress: Callable[[str, float], None]) -> Rows:
    """Median distance, and share within 40 ms, of lines by women and men."""
    found: list[float] = []
    for number, text in enumerate(texts):
        made = speak(text, number, person=Person(float(number % 2), 30.0, None, number))
        found += apart_s(made.timing, judges.onsets_s(made.samples, SAMPLE_RATE_HZ, words_of(text)))
        progress("onsets", (number + 1) / len(texts))
    return {
        "onset_ms": {"ours": 1000.0 * float(np.median(found))},
        "onset_within_40": {"ours": float(np.mean(np.less(found, 0.04)))},
    }
