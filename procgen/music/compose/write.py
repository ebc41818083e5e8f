"""Bars written one after the other: what a network says may come is drawn from, within what an instrument can play."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.compose.events import (
    END,
    LENGTH,
    LENGTHS,
    PITCH,
    PITCHES,
    PLAYER,
    PLAYERS,
    SIZES,
    SONG,
    START,
    STARTS,
    Ints,
)
from procgen.music.compose.figure import Figure, Followed
from procgen.music.compose.network import ComposerNetwork, State
from procgen.music.compose.unmoved import MOST_NOTES as MOST_UNMOVED
from procgen.music.compose.unmoved import worn_out
from procgen.runtime.checkpoint import Checkpoint, go_on

Logits = npt.NDArray[np.float64]

MOST_NOTES: Final = 96
"""Of a bar."""
_READ: Final = 640
"""Tokens after which what is far back is forgotten..."""
_KEPT: Final = 320
"""...but for about so many."""
_AT_ONCE: Final = (1, 5, 5, 1, 1, 1, 1)
"""Notes that each player begins together at most."""
_CHORDS: Final = SONG[1:]
"""Players who begin notes while others of theirs still sound."""


@dataclass(frozen=True, slots=True)
class Taste:
    """How far from the likeliest notes are drawn.

    Attributes:
        warmth: of all numbers; 1 as the network has it. With what is set a judge tells ours from the validation split
            least, and bars come again as often as in it: nearer to 1 they do so more.
        shares: of start, player, pitch and length: of the likeliest values that together have so much, and no others
            (Holtzman et al. 2020). What warmth lets in of unlikely pitches is out of tune with the rest, and of
            lengths uneven; unlikely starts are what keeps bars from coming again.
    """

    warmth: float = 1.15
    shares: tuple[float, ...] = (0.99, 0.99, 0.96, 0.97)


@dataclass(slots=True)
class Bar:
    """A bar and its notes.

    Attributes:
        numbers: (8,) that its token says.
        steps: its length.
        notes: (n, 4).
    """

    numbers: Ints
    steps: int
    notes: Ints


class Writer:
    """Writes a piece.

    Args:
        network: that composes.
        players: who plays.
        chance: is drawn from.
        taste: how.
        checkpoint: is called often, and raises to stop the work.
    """

    def __init__(
        self,
        network: ComposerNetwork,
        players: Sequence[int],
        chance: np.random.Generator,
        taste: Taste,
        checkpoint: Checkpoint = go_on,
    ) -> None:
        self.network, self.players, self.chance, self.taste, self.checkpoint = (
            network,
            players,
            chance,
            taste,
            checkpoint,
        )
        self.bars: list[Bar] = []
        self._state: State = network.empty()
        self._first = 0
        """The first bar that the state has read."""
        self._begun = 0
        """Steps from it to the bar that comes next."""
        self._idle = np.zeros(len(PLAYERS), np.int64)
        """Steps into the next bar until which each player is busy."""

    def write(
        self,
        numbers: Ints,
        steps: int,
        given: Ints | None = None,
        bound: Collection[int] = (),
        figure: Figure | None = None,
        resting: Collection[int] = (),
    ) -> Bar:
        """One more bar.

        Args:
            numbers: (8,) that its token says.
            steps: its length.
            given: (n, 4) notes by start that are in it as they are.
            bound: players who play nothing else.
            figure: that the others but the first player lean towards; None if they are free.
            resting: players who play nothing but what is given.
        """
        self.checkpoint()
        self._forget()
        self._read([numbers], [self._begun])
        drawn = _Drawn(self, steps, given, {*bound, *resting}, figure)
        notes: list[Ints] = []
        while len(notes) < MOST_NOTES:
            note = drawn.next()
            if note is None:
                break
            notes.append(note)
            self._read([note], [self._begun + int(note[START])])
        bar = Bar(numbers, steps, np.array(notes, np.int64).reshape(-1, 4))
        self._end(bar)
        return bar

    def copy(self, numbers: Ints, steps: int, notes: Ints) -> Bar:
        """One more bar that is known."""
        self.checkpoint()
        self._forget()
        self._read([numbers, *notes], [self._begun, *(self._begun + int(note[START]) for note in notes)])
        bar = Bar(numbers, steps, notes)
        self._end(bar)
        return bar

    def undo(self, bars: int) -> None:
        """Take the last bars back."""
        del self.bars[len(self.bars) - bars :]
        self._again(min(self._first, len(self.bars)))

    def told(self, bars: Sequence[Bar]) -> float:
        """Mean log-probability, in nats, of the notes of bars if they came next. The piece stays as it is."""
        state, begun, total, count = self._state.copy(), self._begun, 0.0, 0
        for bar in bars:
            self.checkpoint()
            self.network.read(state, [bar.numbers], [begun])
            for note in bar.notes:
                known = state.known
                for number, value in enumerate(note):
                    logits = self.network.logits(number, known).astype(np.float64)
                    total += float(logits[value] - np.logaddexp.reduce(logits))
                    if number < LENGTH:
                        known = self.network.knows(number, int(value), known)
                count += 1
                self.network.read(state, [note], [begun + int(note[START])])
            begun += bar.steps
        return total / max(count, 1)

    def played(self, player: int, most: int) -> tuple[Ints, int]:
        """The last notes of a player, (n, 4), as many as `most` or some more, and how many of them the last bar has."""
        found: list[Ints] = []
        for bar in reversed(self.bars):
            found.append(bar.notes[bar.notes[:, PLAYER] == player])
            most -= len(found[-1])
            if most <= 0 or not len(found[-1]):
                break
        notes = np.concatenate(found[::-1]) if found else np.zeros((0, len(SIZES)), np.int64)
        return notes, len(found[0]) if found else 0

    def _read(self, tokens: Sequence[Ints], steps: Sequence[int]) -> None:
        self.network.read(self._state, tokens, steps)

    def _end(self, bar: Bar) -> None:
        self.bars.append(bar)
        self._begun += bar.steps
        ends = np.zeros(len(PLAYERS), np.int64)
        np.maximum.at(ends, bar.notes[:, PLAYER], bar.notes[:, START] + np.array(LENGTHS)[bar.notes[:, LENGTH]])
        self._idle = np.maximum(np.maximum(self._idle, ends) - bar.steps, 0)

    def _forget(self) -> None:
        if self._state.used > _READ:
            first, kept = len(self.bars), 0
            while first and kept < _KEPT:
                first -= 1
                kept += 1 + len(self.bars[first].notes)
            self._again(first)

    def _again(self, first: int) -> None:
        """Read from a bar on."""
        bars, self.bars = self.bars[first:], self.bars[:first]
        self._state, self._first, self._begun = self.network.empty(), first, 0
        self._idle[:] = 0
        for bar in bars:
            tokens = [bar.numbers, *bar.notes]
            self._read(tokens, [self._begun, *(self._begun + int(note[START]) for note in bar.notes)])
            self._end(bar)


class _Drawn:
    """The notes of a bar, one after the other."""

    def __init__(
        self, writer: Writer, steps: int, given: Ints | None, bound: Collection[int], figure: Figure | None
    ) -> None:
        self.writer, self.steps, self.bound = writer, steps, bound
        self.given = [] if given is None else list(given)
        self.followed = Followed(figure, {*bound, writer.players[0]}) if figure is not None else None
        self.busy = writer._idle.copy()
        self.last: Ints | None = None
        self.together = 0
        self.begun: set[int] = set()
        """Who has played in this bar."""

    def next(self) -> Ints | None:
        """The next note, or None at the bar's end."""
        network, state = self.writer.network, self.writer._state
        known = state.known
        values: list[int] = []
        begins = self._begins(known) if self.followed is not None else ()
        for number in range(len(_BOUNDS)):
            if number < len(begins):
                value = begins[number]
            else:
                allowed = self._allowed(number, values)
                if not allowed.any():
                    return self._forced()
                odds = self._likely(self._odds(network.logits(number, known), allowed), number)
                value = self._draw(self._leaning(number, values, odds))
            if number == START:
                waiting = self.given[0] if self.given else None
                if waiting is not None and value > waiting[START]:
                    return self._forced()
                if value == END:
                    return None
            values.append(value)
            if number == PLAYER and (value in self.bound or self._is_due(values[START], value)):
                return self._forced()
            if number < LENGTH:
                known = network.knows(number, value, known)
        return self._taken(np.array(values, np.int64))

    def _begins(self, known: npt.NDArray[np.float32]) -> tuple[int, ...]:
        """When the next note starts and who plays it, drawn as one; the start alone at the bar's end. A start by
        itself can't lean towards a figure: it may be the melody's.
        """
        assert self.followed is not None
        network = self.writer.network
        odds = self._likely(self._odds(network.logits(START, known), self._allowed(START, [])), START)
        starts = np.flatnonzero(np.isfinite(odds))
        told = network.logits(PLAYER, network.knows(START, starts, known[None]))
        ends = starts == END
        allowed = np.array([self._allowed(PLAYER, [int(start)]) for start in starts])
        allowed[ends] = np.arange(len(PLAYERS)) == 0
        if not allowed.any():
            return ()
        played = self._odds(told, allowed)
        played[ends, 0] = 0.0
        whole = self._likely((odds[starts, None] + played).ravel(), START)
        start, player = divmod(self._draw(whole + self.followed.beginnings(starts).ravel()), len(PLAYERS))
        return (END,) if ends[start] else (int(starts[start]), player)

    def _leaning(self, number: int, values: list[int], odds: Logits) -> Logits:
        """What a pitch or a length may be, leaning towards the figure."""
        if self.followed is None or number < PITCH:
            return odds
        leaning = self.followed.pitches if number == PITCH else self.followed.lengths
        towards = leaning(values[START], values[PLAYER])
        return odds if towards is None else odds + towards

    def _is_due(self, start: int, player: int) -> bool:
        """Whether a given note comes before one of this player."""
        return bool(self.given) and int(self.given[0][START]) == start and int(self.given[0][PLAYER]) < player

    def _forced(self) -> Ints | None:
        """The next given note, or None."""
        return self._taken(self.given.pop(0)) if self.given else None

    def _taken(self, note: Ints) -> Ints:
        same = self.last is not None and bool((self.last[:PITCH] == note[:PITCH]).all())
        self.together = self.together + 1 if same else 1
        self.last = note
        if self.followed is not None:
            self.followed.take(note)
        player = int(note[PLAYER])
        self.begun.add(player)
        self.busy[player] = max(int(self.busy[player]), int(note[START]) + LENGTHS[int(note[LENGTH])])
        return note

    def _allowed(self, number: int, values: list[int]) -> npt.NDArray[np.bool_]:
        allowed = np.ones(_BOUNDS[number], np.bool_)
        last = self.last
        if number == START:
            allowed[self.steps : END] = False
            if last is not None:
                allowed[: last[START]] = False
            return allowed
        now = last is not None and int(last[START]) == values[START]
        if number == PLAYER:
            allowed[:] = False
            for player in self.writer.players:
                allowed[player] = self._may(player, values[START], now)
            return allowed
        if number == PITCH and now and last is not None and int(last[PLAYER]) == values[PLAYER]:
            allowed[: int(last[PITCH]) + 1] = False
        if number == PITCH and values[PLAYER] not in self.begun:
            worn = worn_out(*self.writer.played(values[PLAYER], MOST_UNMOVED))
            if worn is not None and 0 <= worn < PITCHES:
                allowed[worn] = False
        return allowed

    def _may(self, player: int, start: int, now: bool) -> bool:
        """Whether a player can begin a note: order is by player, and some have one voice alone."""
        waiting = [note for note in self.given if int(note[PLAYER]) == player]
        if player in self.bound:
            return bool(waiting) and int(waiting[0][START]) == start
        if self.last is not None and now:
            if player < int(self.last[PLAYER]):
                return False
            if player == int(self.last[PLAYER]):
                return self.together < _AT_ONCE[player] and int(self.last[PITCH]) < PITCHES - 1
        return player in _CHORDS or int(self.busy[player]) <= start

    def _odds(self, logits: npt.NDArray[np.float32], allowed: npt.NDArray[np.bool_]) -> Logits:
        """Log-probabilities of what is allowed, as warm as asked."""
        odds = np.where(allowed, logits.astype(np.float64) / self.writer.taste.warmth, -np.inf)
        whole = np.logaddexp.reduce(odds, -1, keepdims=True)
        return np.asarray(odds - np.where(np.isfinite(whole), whole, 0.0))

    def _likely(self, odds: Logits, number: int) -> Logits:
        """Those of the likeliest values that together have the share of a number; the others are impossible."""
        shares = np.exp(odds - odds.max())
        order = np.argsort(-shares, kind="stable")
        heights = np.cumsum(shares[order])
        kept = order[: int(np.searchsorted(heights, self.writer.taste.shares[number] * heights[-1])) + 1]
        likely = np.full(len(odds), -np.inf)
        likely[kept] = odds[kept]
        return likely

    def _draw(self, odds: Logits) -> int:
        heights = np.cumsum(np.exp(odds - odds.max()))
        drawn = int(np.searchsorted(heights, self.writer.chance.random() * heights[-1], side="right"))
        return min(drawn, int(np.flatnonzero(np.isfinite(odds))[-1]))


_BOUNDS: Final = (STARTS, len(PLAYERS), PITCHES, len(LENGTHS))
