"""Notes where a player has them: whole lines move by octaves, and what is still outside is folded in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

_OCTAVES = range(-4, 5)


def fitted(pitches: npt.NDArray[np.int64], low: int, high: int, octave: int = 0) -> npt.NDArray[np.int64]:
    """Pitches within a range, by the octave that leaves the fewest outside; of equals that nearest to `octave`.

    Args:
        pitches: MIDI numbers, (n,).
        low: lowest of the player.
        high: highest; at least eleven semitones above.
        octave: that is wanted.

    Raises:
        ValueError: the range is narrower than an octave.
    """
    if high - low < 11:
        raise ValueError(f"a range of {high - low} semitones")
    if not len(pitches):
        return pitches

    def outside(shift: int) -> tuple[int, int]:
        moved = pitches + 12 * shift
        return int(((moved < low) | (moved > high)).sum()), abs(shift - octave)

    moved = pitches + 12 * min(_OCTAVES, key=outside)
    up = np.maximum(np.ceil((low - moved) / 12.0), 0.0)
    down = np.maximum(np.ceil((moved - high) / 12.0), 0.0)
    return np.asarray(moved + 12 * (up - down).astype(np.int64))
