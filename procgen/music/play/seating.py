"""Who sits where: how far to the left or right an instrument is heard, how far back, and how loud beside others.

Orchestras sit as Stokowski had them: high strings to the left, low ones to the right, winds behind, brass at the back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.music.score import Part, Role


@dataclass(frozen=True, slots=True)
class Seat:
    """Of an instrument.

    Attributes:
        pan: -1 is left, 1 is right.
        room_db: how much louder the room is than it would be for one that is near.
        level_db: beside others.
        spread: how far from its pan its low and its high keys are heard, as of a piano's; 0 for one place.
        vibrato_cents: how far the pitch of notes trembles that are held.
    """

    pan: float
    room_db: float = 0.0
    level_db: float = 0.0
    spread: float = 0.0
    vibrato_cents: float = 0.0


_SEATS: Final[tuple[tuple[range, Seat], ...]] = (
    (range(8), Seat(-0.05, -2.0, 0.0, 0.45)),
    (range(8, 14), Seat(0.25, 1.0, -4.0, 0.3)),
    (range(14, 16), Seat(0.3, 1.0, -2.0)),
    (range(16, 24), Seat(0.0, 0.0, -3.0, 0.2)),
    (range(24, 29), Seat(0.3, -3.0, -1.0, 0.1)),
    (range(29, 32), Seat(0.3, -3.0, -1.0)),
    (range(32, 40), Seat(0.05, -5.0, -1.0)),
    (range(40, 41), Seat(-0.45, 0.0, 0.0, 0.0, 6.0)),
    (range(41, 42), Seat(0.2, 0.0, 0.0, 0.0, 6.0)),
    (range(42, 43), Seat(0.4, 0.0, 0.0, 0.0, 5.0)),
    (range(43, 44), Seat(0.55, 0.0, 0.0)),
    (range(44, 46), Seat(-0.1, 1.0, -1.0, 0.5)),
    (range(46, 47), Seat(-0.5, 1.0, 0.0, 0.25)),
    (range(47, 48), Seat(0.3, 3.0, 0.0)),
    (range(48, 52), Seat(0.0, 1.0, -2.0, 0.55)),
    (range(52, 56), Seat(0.0, 3.0, -2.0, 0.4)),
    (range(56, 57), Seat(0.25, 2.0, 1.0, 0.0, 4.0)),
    (range(57, 59), Seat(0.4, 2.0, 1.0)),
    (range(59, 60), Seat(0.25, 2.0, 0.0)),
    (range(60, 61), Seat(-0.35, 3.0, 1.0)),
    (range(61, 64), Seat(0.2, 2.0, 0.0, 0.3)),
    (range(64, 68), Seat(0.2, -1.0, 0.0, 0.0, 5.0)),
    (range(68, 70), Seat(0.12, 1.0, 0.0, 0.0, 5.0)),
    (range(70, 71), Seat(0.2, 1.0, 0.0)),
    (range(71, 72), Seat(-0.2, 1.0, 0.0)),
    (range(72, 80), Seat(-0.15, 1.0, 0.0, 0.0, 5.0)),
    (range(80, 88), Seat(0.0, -4.0, -3.0, 0.1)),
    (range(88, 104), Seat(0.0, 0.0, -5.0, 0.5)),
    (range(104, 112), Seat(0.2, -1.0, 0.0)),
    (range(112, 128), Seat(-0.3, 1.0, -1.0)),
)
_KIT: Final = Seat(0.0, -3.0, 0.0, 0.6)
_ORCHESTRA_KIT: Final = Seat(0.1, 3.0, 0.0, 0.4)
_ROLE_DB: Final = {
    Role.MELODY: 2.0,
    Role.COUNTER: 0.0,
    Role.HARMONY: -2.0,
    Role.BASS: 0.5,
    Role.PERCUSSION: -1.0,
    Role.VOICE: 3.0,
}
_DRUM_PLACES: Final = {
    35: 0.0, 36: 0.0, 37: 0.1, 38: 0.05, 40: 0.05, 41: 0.7, 43: 0.5, 45: 0.25, 47: 0.0, 48: -0.25, 50: -0.5,
    42: -0.5, 44: -0.5, 46: -0.5, 49: -0.7, 51: 0.7, 53: 0.7, 54: 0.4, 55: -0.3, 57: 0.8, 59: 0.75,
}  # fmt: skip
"""Keys of drums, as one sees them who listens."""
_BESIDE: Final = (0.0, 0.22, -0.2, 0.44)
_MIDDLE_KEY, _KEYS = 62.0, 40.0


def seat_of(part: Part) -> Seat:
    """Where a part's player sits."""
    if part.drums:
        return _ORCHESTRA_KIT if part.instrument > 128 else _KIT
    return next(seat for numbers, seat in _SEATS if part.instrument in numbers)


def seats_of(parts: Sequence[Part]) -> tuple[Seat, ...]:
    """Where everybody sits: those who play the same beside each other, not on each other's knees."""
    found: list[Seat] = []
    before: Counter[int] = Counter()
    for part in parts:
        seat = seat_of(part)
        if not part.drums:
            moved = _BESIDE[before[part.instrument] % len(_BESIDE)]
            # Towards the middle first, then beyond.
            seat = replace(seat, pan=float(np.clip(seat.pan - np.sign(seat.pan or 1.0) * moved, -0.9, 0.9)))
            before[part.instrument] += 1
        found.append(seat)
    return tuple(found)


def level_of(part: Part) -> float:
    """Amplitude of a part beside others, by its instrument and its role."""
    return float(10.0 ** ((seat_of(part).level_db + _ROLE_DB[part.role]) / 20.0))


def pan_of(part: Part, seat: Seat, key: int) -> float:
    """-1 to 1: where a key of a part is heard."""
    if part.drums:
        own = _DRUM_PLACES.get(key, ((key * 37) % 21 - 10) / 14.0)
        return seat.pan + seat.spread * own
    return float(np.clip(seat.pan + seat.spread * np.clip((key - _MIDDLE_KEY) / _KEYS, -1.0, 1.0), -1.0, 1.0))


def sides(pan: float) -> tuple[float, float]:
    """Amplitudes left and right, of equal power wherever it is."""
    angle = 0.25 * np.pi * (1.0 + pan)
    return float(np.cos(angle)), float(np.sin(angle))
