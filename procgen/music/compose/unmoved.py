"""How long a player goes on with the same notes: a note again and again, a broken chord whose harmony stands still.

Composers move such a figure after some bars. A network that reads it sounding for three bars expects it in the fourth
all the more, and would go on for a page; such passages are also the longest that it shares with other pieces.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.music.compose.events import LENGTH, PITCH, Ints

MOST_NOTES: Final = 28
"""Of a figure that stands still. In 600 excerpts of 16 bars that were learned from, the longest such figure has at
most 24 notes in nine of ten, 32 in 19 of 20."""
_PERIODS: Final = range(1, 7)
"""Notes after which a figure begins again."""


def worn_out(notes: Ints, coming: int, most: int = MOST_NOTES) -> int | None:
    """The pitch with which a figure would go on that has stood still for long enough.

    Args:
        notes: (n, 4) that one player has played, the last ones, by start and pitch.
        coming: how many notes come at once if it goes on.
        most: notes that it may have.

    Returns:
        None while it may go on, or where there is none.
    """
    steps, lengths = np.diff(notes[:, PITCH]), notes[:-1, LENGTH]
    for period in _PERIODS:
        again = (steps[period:] == steps[:-period]) & (lengths[period:] == lengths[:-period])
        run = len(again) if again.all() else len(again) - 1 - int(np.flatnonzero(~again)[-1])
        # A figure that was not heard twice is none.
        if run >= period and period + run + coming > most:
            return int(notes[-1, PITCH] + steps[-period])
    return None
