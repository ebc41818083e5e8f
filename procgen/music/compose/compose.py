"""From a wish to a score."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from procgen.music.compose.before import bars_before, home_of, shift_of
from procgen.music.compose.events import (
    LENGTH,
    LENGTHS,
    LOWEST_PITCH,
    PITCH,
    PITCHES,
    PLAYER,
    QUARTET,
    SONG,
    START,
    STEP_TICKS,
    STEPS_OF_QUARTER,
    Ints,
)
from procgen.music.compose.figure import Figure
from procgen.music.compose.network import load_composer
from procgen.music.compose.plan import BarPlan, Kept, make_form, plan_bars
from procgen.music.compose.wish import Style, Wish
from procgen.music.compose.write import Bar, Taste, Writer
from procgen.music.score import NOTE, Metre, Notes, Part, Role, Score, Section, Tempo, in_order
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.philox import keyed
from procgen.runtime.store import ModelStore

PARTS: Final = {
    Style.SONG: (
        Part("Voice", 73, Role.MELODY), Part("Right hand", 0, Role.HARMONY), Part("Left hand", 0, Role.BASS),
    ),
    Style.QUARTET: (
        Part("Violin 1", 40, Role.MELODY), Part("Violin 2", 40, Role.COUNTER), Part("Viola", 41, Role.HARMONY),
        Part("Violoncello", 42, Role.BASS),
    ),
}  # fmt: skip
_VELOCITY: Final = 0.6
_ENDINGS: Final = 4
"""Endings that are tried."""
_ENDING_BARS: Final = 2
_SCALE: Final = np.array([0, 2, 4, 5, 7, 9, 11])
"""Semitones of the steps that networks write in, from the lowest pitch on."""


def compose(
    wish: Wish,
    store: ModelStore,
    checkpoint: Checkpoint = go_on,
    *,
    loop: bool = False,
    motif: Notes | None = None,
    before: Score | None = None,
    model: str = "",
    taste: Taste | None = None,
) -> Score:
    """Compose.

    Args:
        wish: what is asked for.
        store: has the network.
        checkpoint: is called often, and raises to stop the work.
        loop: whether the end is to go on with the beginning: of several endings, that is taken after which the
            network expects the first bars most; without, that which closes best.
        motif: notes of dtype `NOTE`, in the wish's key and metre from tick 0, that the melody begins with.
        before: is gone on with: what is written follows its last bar, in the register that it has.
        model: which of the store's composers; the default one if empty.
        taste: how notes are drawn.

    Returns:
        Parts of `PARTS`, one metre and one tempo.

    Raises:
        ModelUnavailable: the network is missing or damaged.
    """
    network = load_composer(store, model)
    chance = keyed(f"music/compose/{wish.seed}")
    players = SONG if wish.style is Style.SONG else QUARTET
    sections = make_form(wish, chance)
    heard = bars_before(before, wish.style) if before is not None else []
    shift = shift_of(wish.key) if heard else _shift(wish)
    steps = STEPS_OF_QUARTER * 4 * wish.beats // wish.unit
    given = _motif(motif, players[0], shift, steps) if motif is not None else []
    plans = plan_bars(wish, sections, chance, loop=loop, begun=len(heard), motif_bars=len(given))
    writer = Writer(network, players, chance, taste or Taste(), checkpoint)
    for bar in heard:
        writer.copy(bar.numbers, bar.steps, bar.notes)
    ending = len(plans) - _ENDING_BARS if len(plans) > 2 * _ENDING_BARS else len(plans)
    for number, plan in enumerate(plans[:ending]):
        _write(writer, plan, given[number] if number < len(given) else None, players[0])
    if ending < len(plans):
        first = writer.bars[len(heard) : len(heard) + _ENDING_BARS]
        home = home_of(wish.key)
        _end(writer, plans[ending:], players[0], lambda: writer.told(first) if loop else closes(writer.bars[-1], home))
    return _score(wish, sections, writer.bars[len(heard) :], players, shift)


def _write(writer: Writer, plan: BarPlan, given: Ints | None, melody: int) -> Bar:
    if given is not None and len(given):
        return writer.write(plan.numbers, plan.steps, given, (melody,), _figure(writer, plan, melody), plan.resting)
    figure = _figure(writer, plan, melody)
    if plan.like is None:
        return writer.write(plan.numbers, plan.steps, figure=figure, resting=plan.resting)
    notes = writer.bars[plan.like].notes
    if plan.kept is Kept.ALL:
        return writer.copy(plan.numbers, plan.steps, notes)
    sung = notes[:, PLAYER] == melody
    if plan.kept is Kept.GROUND:
        return writer.write(plan.numbers, plan.steps, notes[~sung], [each for each in writer.players if each != melody])
    return writer.write(plan.numbers, plan.steps, _moved(notes[sung], plan), (melody,), figure, plan.resting)


def _figure(writer: Writer, plan: BarPlan, melody: int) -> Figure | None:
    """What is below the melody of the bar whose figure a bar goes on with, if there is any."""
    if not plan.figure or len(writer.bars) < plan.back:
        return None
    before = writer.bars[-plan.back]
    ground = before.notes[before.notes[:, PLAYER] != melody]
    return Figure(ground, plan.figure) if len(ground) and before.steps == plan.steps else None


def _moved(notes: Ints, plan: BarPlan) -> Ints:
    """A melody moved along the scale as a bar's plan has it, (n, 4); an octave nearer where it leaves what there is."""
    if not len(notes) or not (plan.up or plan.mirrored):
        return notes
    degrees, off = _degrees(notes[:, PITCH])
    if plan.mirrored:
        degrees, off = 2 * degrees[0] - degrees, -off
    degrees = degrees + plan.up
    pitch = 12 * (degrees // len(_SCALE)) + _SCALE[degrees % len(_SCALE)] + off
    pitch = np.where(pitch < 0, pitch + 12, np.where(pitch >= PITCHES, pitch - 12, pitch))
    return np.column_stack([notes[:, :PITCH], pitch, notes[:, PITCH + 1 :]])


def _degrees(pitch: Ints) -> tuple[Ints, Ints]:
    """Steps of the scale without signature at or below pitches, and semitones above them."""
    step = np.searchsorted(_SCALE, pitch % 12, side="right") - 1
    return len(_SCALE) * (pitch // 12) + step, pitch % 12 - _SCALE[step]


def _end(writer: Writer, plans: list[BarPlan], melody: int, fits: Callable[[], float]) -> None:
    """Of several endings, the one that fits best."""
    tried: list[tuple[float, list[Bar]]] = []
    for _ in range(_ENDINGS):
        made = [_write(writer, plan, None, melody) for plan in plans]
        tried.append((fits(), made))
        writer.undo(len(made))
    _, best = max(tried, key=lambda one: one[0])
    for bar in best:
        writer.copy(bar.numbers, bar.steps, bar.notes)


def closes(bar: Bar, home: int) -> float:
    """How much a last bar sounds like an end: the tonic below, a note of its chord above, rest after both."""
    if not len(bar.notes):
        return 0.0
    low = bar.notes[bar.notes[:, PLAYER] == bar.notes[:, PLAYER].max()][-1]
    high = bar.notes[bar.notes[:, PLAYER] == bar.notes[:, PLAYER].min()][-1]
    triad = (0, 4, 7) if home == 0 else (0, 3, 7)
    held = 1.0 - float(bar.notes[:, START].max()) / bar.steps
    return 2.0 * (int(low[PITCH] - home) % 12 == 0) + (int(high[PITCH] - home) % 12 in triad) + held


def _shift(wish: Wish) -> int:
    """Semitones from the key that networks write in, by the octave that is nearest to the register."""
    up = (wish.key.tonic - home_of(wish.key)) % 12
    wanted = (wish.register - 0.5) * 24.0
    return min((up - 24, up - 12, up, up + 12), key=lambda shift: abs(shift - wanted))


def _motif(motif: Notes, player: int, shift: int, steps: int) -> list[Ints]:
    """The motif's notes as those of bars."""
    start = np.rint(motif["start"] / STEP_TICKS).astype(np.int64)
    length = np.array([np.argmin([abs(ticks / STEP_TICKS - steps) for steps in LENGTHS]) for ticks in motif["length"]])
    pitch = motif["pitch"].astype(np.int64) - shift - LOWEST_PITCH
    while len(pitch) and pitch.min() < 0:
        pitch = pitch + 12
    bars = []
    for bar in range(int(start.max()) // steps + 1 if len(start) else 0):
        here = np.flatnonzero(start // steps == bar)
        notes = np.stack([start[here] % steps, np.full(len(here), player), pitch[here], length[here]], 1)
        bars.append(notes[np.argsort(notes[:, START], kind="stable")])
    return bars


def _score(wish: Wish, sections: tuple[Section, ...], bars: list[Bar], players: tuple[int, ...], shift: int) -> Score:
    begins = np.concatenate([[0], np.cumsum([bar.steps for bar in bars])])
    rows = [
        (
            (begin + int(note[START])) * STEP_TICKS,
            LENGTHS[int(note[LENGTH])] * STEP_TICKS,
            int(note[PITCH]) + LOWEST_PITCH + shift,
            _VELOCITY,
            players.index(int(note[PLAYER])),
        )
        for begin, bar in zip(begins, bars, strict=False)
        for note in bar.notes
    ]
    notes = in_order(np.array(rows, NOTE))
    return Score(
        _apart(notes, int(begins[-1]) * STEP_TICKS),
        PARTS[wish.style],
        wish.key,
        (Metre(0, wish.beats, wish.unit),),
        (Tempo(0, wish.tempo_bpm),),
        len(bars),
        sections,
    )


def _apart(notes: Notes, end: int) -> Notes:
    """Notes end where another of the same part and pitch begins, and where the piece does."""
    notes = notes.copy()
    notes["length"] = np.minimum(notes["length"], end - notes["start"])
    order = np.lexsort((notes["start"], notes["pitch"], notes["part"]))
    line = notes[order]
    same = (line["part"][1:] == line["part"][:-1]) & (line["pitch"][1:] == line["pitch"][:-1])
    gap = line["start"][1:] - line["start"][:-1]
    line["length"][:-1] = np.where(same, np.minimum(line["length"][:-1], gap), line["length"][:-1])
    line = line[line["length"] > 0]
    return in_order(line)
