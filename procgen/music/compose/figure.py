"""A figure of accompaniment, and how what is drawn next leans towards it.

Pianists and quartets go on with what they play below a melody, bar after bar, and move it with the harmony. A network
whose notes are drawn one by one loses it sooner: each note drawn off the figure is one more that the next is like.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.compose.events import END, LENGTH, LENGTHS, PITCH, PITCHES, PLAYER, PLAYERS, START, Ints

Leaning = npt.NDArray[np.float64]

_RHYTHM: Final = 0.1
_MOVES: Final = 1.0
_LASTS: Final = 0.5
"""How much a figure's onsets, its intervals and its lengths weigh."""
_SKIPPED: Final = 3
"""Notes of a figure left out at once that count, at most."""
_NEAR_SEMITONES: Final = 6.0
"""A pitch so far from where the figure leads is as good as any other..."""
_REGISTER_SEMITONES: Final = 12.0
"""...and one so far from where it began, for the first of a bar."""
_REGISTER: Final = 0.5
_NEAR_LENGTHS: Final = 4.0


@dataclass(frozen=True, slots=True)
class Figure:
    """What a bar's notes below the melody are to be like.

    Attributes:
        notes: (n, 4) of the bar that has it, by start, player and pitch.
        strength: logits by which what follows it is likelier, and what leaves it less likely.
    """

    notes: Ints
    strength: float


class Followed:
    """A figure on its way through a bar.

    Args:
        figure: to follow.
        free: players who don't follow it.
    """

    def __init__(self, figure: Figure, free: Collection[int]) -> None:
        self._strength, self._free = figure.strength, sorted(free)
        self._notes = figure.notes[~np.isin(figure.notes[:, PLAYER], self._free)]
        self._places = _place(self._notes[:, START], self._notes[:, PLAYER])
        self._passed = 0
        """Notes of the figure that were followed or left out."""
        self._last: dict[int, tuple[int, int]] = {}
        """Of each player, the last pitch that followed and that of the figure."""

    def beginnings(self, starts: Ints) -> Leaning:
        """(n, players) how much likelier it is, in nats, that the next note is there and that player's. Of `END`,
        which nobody plays, all are how much likelier the bar's end is.
        """
        places = _place(starts[:, None], np.arange(len(PLAYERS)))
        at, met = self._met(places)
        skipped = np.minimum(at - self._passed, _SKIPPED)
        on = np.where(met, 1.0, -1.0)
        on[:, self._free] = 0.0
        on[starts == END] = 0.0
        return np.asarray(self._strength * _RHYTHM * (on - skipped))

    def pitches(self, start: int, player: int) -> Leaning | None:
        """(pitches,) how much likelier each is, in nats, for a note there; None if the figure has none."""
        told = self._note(start, player)
        if told is None:
            return None
        pitch, last = np.arange(PITCHES), self._last.get(player)
        if last is None:
            off = np.minimum(np.abs(pitch - told[PITCH]), _REGISTER_SEMITONES) / _REGISTER_SEMITONES
            return np.asarray(-self._strength * _MOVES * _REGISTER * off)
        step, wanted = pitch - last[0], int(told[PITCH]) - last[1]
        off = np.minimum(np.abs(step - wanted), _NEAR_SEMITONES) / _NEAR_SEMITONES
        return np.asarray(self._strength * _MOVES * ((np.sign(step) == np.sign(wanted)) - off))

    def lengths(self, start: int, player: int) -> Leaning | None:
        """(lengths,) the same of how long it is."""
        told = self._note(start, player)
        if told is None:
            return None
        off = np.minimum(np.abs(np.arange(len(LENGTHS)) - told[LENGTH]), _NEAR_LENGTHS) / _NEAR_LENGTHS
        return np.asarray(-self._strength * _LASTS * off)

    def take(self, note: Ints) -> None:
        """A note was written: what the figure has before it has been left out."""
        player = int(note[PLAYER])
        told = self._note(int(note[START]), player)
        self._passed = int(self._met(_place(int(note[START]), player))[0])
        if told is not None:
            self._passed += 1
            self._last[player] = int(note[PITCH]), int(told[PITCH])

    def _note(self, start: int, player: int) -> Ints | None:
        """The figure's note there, the lowest that was not passed; None if there is none."""
        at, met = self._met(_place(start, player))
        return self._notes[int(at)] if met else None

    def _met(self, places: npt.ArrayLike) -> tuple[Ints, npt.NDArray[np.bool_]]:
        """Which of the figure's notes is the first there or later that was not passed, and whether it is there."""
        at = np.maximum(np.searchsorted(self._places, places), self._passed)
        return at, (at < len(self._places)) & (np.append(self._places, -1)[at] == places)


def _place(start: Ints | int, player: Ints | int) -> Ints:
    """A number by which notes are in order."""
    return np.asarray(start * len(PLAYERS) + player)
