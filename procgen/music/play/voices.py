"""The notes of a part, one after another and over each other, as sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.play.bank import Bank, Preset, Wave, Zone
from procgen.music.play.beats import samples_at
from procgen.music.play.seating import Seat, pan_of, sides
from procgen.music.play.waves import kind_of, note_wave
from procgen.music.score import Notes, Part, Score
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.sound.dsp.chance import Chance

LOUDER_DB: Final = 28.0
"""Of a note's velocity, for each factor of ten: a fifth of it is 20 dB softer."""
_LEAST_VELOCITY: Final = 0.05
_LATE_S, _LATEST_S = 0.004, 0.011
"""How much too late or too early players are, as a standard deviation and at most."""
_UNEVEN: Final = 0.04
"""The same of velocities."""
_OVERLAP_S: Final = 0.045
"""A note that goes on to the next is held for so long beside it."""
_JOINED_S: Final = 0.03
"""What is nearer to the next note goes on to it."""
_RELEASED_DB: Final = 66.0
"""A release ends where so much is gone."""
_NOTES_AT_ONCE: Final = 32
_SPEAKS_SHARE, _SPEAKS_S = 0.25, 0.09
"""Of a note, and at most, for which it may be softer than half of what it will be."""
_RISE_S: Final = 0.012
_CHOKE_S: Final = 0.025


@dataclass(frozen=True, slots=True)
class Played:
    """What is played of a note: when, in samples, and how loud.

    Attributes:
        start, end: in samples; what is before the score's start is negative.
        pitch: its key.
        velocity: 0 to 1.
    """

    start: int
    end: int
    pitch: int
    velocity: float


def played(
    score: Score, part: int, rate_hz: int, seed: int, humanise: float, *, legato: bool, turn: int
) -> list[Played]:
    """The notes of a part as a player plays them.

    Args:
        score: has them.
        part: index.
        rate_hz: of samples.
        seed: of what is not even.
        humanise: how uneven players are, 0 to 1.
        legato: whether notes go over into the next.
        turn: samples after which the first note comes again; 0 where it does not.
    """
    notes: Notes = score.notes[score.notes["part"] == part]
    starts = samples_at(score, notes["start"], rate_hz)
    ends = samples_at(score, notes["start"] + notes["length"], rate_hz)
    if legato and len(notes):
        joined = round(_JOINED_S * rate_hz)
        later = np.unique([*starts, *(starts + turn)])
        after = np.searchsorted(later, ends - joined, side="left")
        near = (after < len(later)) & (np.abs(later[np.minimum(after, len(later) - 1)] - ends) <= joined)
        ends = np.where(near, ends + round(_OVERLAP_S * rate_hz), ends)
    drawn = Chance("play", seed, part).normal(len(notes), 2)
    late_s = np.clip(_LATE_S * drawn[:, 0], -_LATEST_S, _LATEST_S) * humanise
    moved = np.rint(late_s * rate_hz).astype(np.int64)
    velocities = np.clip(notes["velocity"] + _UNEVEN * humanise * drawn[:, 1], _LEAST_VELOCITY, 1.0)
    return [
        Played(int(start), max(int(end), int(start) + 1), int(pitch), float(velocity))
        for start, end, pitch, velocity in zip(starts + moved, ends + moved, notes["pitch"], velocities, strict=True)
    ]


def lanes_of(seat: Seat) -> int:
    """Channels of a part before it is seated: one where all its keys are heard from one place."""
    return 2 if seat.spread else 1


def lane_gains(seat: Seat) -> npt.NDArray[np.float32]:
    """(2,): what a part of one lane has left and right."""
    return np.array(sides(seat.pan), np.float32)


def tail_samples(preset: Preset, rate_hz: int) -> int:
    """How long after its end a note is heard at most."""
    return round(max(_released_s(zone) for zone in preset.zones) * rate_hz) + round(_OVERLAP_S * rate_hz)


def _released_s(zone: Zone) -> float:
    return _LONGEST_DRUM_S if zone.fixed else zone.release_s * _RELEASED_DB / 100.0


_LONGEST_DRUM_S: Final = 9.0


def play_part(
    bank: Bank,
    part: Part,
    seat: Seat,
    notes: list[Played],
    early: int,
    samples: int,
    rate_hz: int,
    turn: int,
    checkpoint: Checkpoint = go_on,
) -> npt.NDArray[np.float32]:
    """A part, dry.

    Args:
        bank: of instruments.
        part: who plays.
        seat: where.
        notes: that are played.
        early: samples before the score's start that there is room for.
        samples: of what comes out.
        rate_hz: of the samples.
        turn: samples after which the first note comes again; 0 where it does not.
        checkpoint: called now and then; raises to stop the work.

    Returns:
        (lanes, samples) float32.
    """
    preset = bank.preset(part.instrument)
    lanes = np.zeros((lanes_of(seat), samples), np.float32)
    vibrato = seat.vibrato_cents
    stops = _stops(preset, notes, turn)
    releases: dict[float, Wave] = {}
    for number, (note, stop) in enumerate(zip(notes, stops, strict=True)):
        if number % _NOTES_AT_ONCE == 0:
            checkpoint()
        gains = sides(pan_of(part, seat, note.pitch)) if len(lanes) == 2 else (1.0,)
        loud = 10.0 ** (LOUDER_DB * np.log10(note.velocity) / 20.0)
        for zone in preset.at(note.pitch):
            if zone.fixed:
                held = (stop if stop is not None else note.start + round(_LONGEST_DRUM_S * rate_hz)) - note.start
                release = _ramp(_CHOKE_S * 100.0 / _RELEASED_DB, rate_hz, releases)
            else:
                held = note.end - note.start
                release = _ramp(zone.release_s, rate_hz, releases)
            skipped = _skipped(zone, held, rate_hz)
            wave = note_wave(
                bank, zone, float(note.pitch), kind_of(note.velocity), vibrato, rate_hz, skipped + held + len(release)
            )
            sounding = wave[skipped : skipped + held + len(release)]
            if skipped:
                sounding = sounding.copy()
                rise = min(round(_RISE_S * rate_hz), len(sounding))
                sounding[:rise] *= np.linspace(0.0, 1.0, rise, endpoint=False, dtype=np.float32)
            at = note.start + early
            ring = sounding[held:] * release[: max(len(sounding) - held, 0)]
            for lane, side in zip(lanes, gains, strict=True):
                gain = np.float32(loud * side)
                _add(lane, at, sounding[:held], gain)
                _add(lane, at + held, ring, gain)
    return lanes


def _skipped(zone: Zone, held: int, rate_hz: int) -> int:
    """Samples of a recording's beginning that are left out, so that short notes are heard, and long ones not late."""
    may_take_s = float(np.clip(_SPEAKS_SHARE * held / rate_hz, _RISE_S, _SPEAKS_S))
    return round(max(zone.speaks_s - may_take_s, 0.0) * rate_hz)


def _add(lane: Wave, at: int, wave: Wave, gain: np.float32) -> None:
    """Add what fits."""
    begin, end = max(at, 0), min(at + len(wave), len(lane))
    if end > begin:
        lane[begin:end] += wave[begin - at : end - at] * gain


def _ramp(release_s: float, rate_hz: int, kept: dict[float, Wave]) -> Wave:
    """(n,) amplitude after a note's end."""
    if release_s not in kept:
        count = max(round(release_s * _RELEASED_DB / 100.0 * rate_hz), 2)
        fall = np.exp(np.arange(count) * (-100.0 / release_s / rate_hz * np.log(10.0) / 20.0))
        # To nothing at last, instead of a small step.
        kept[release_s] = (fall * np.minimum(1.0, (count - np.arange(count)) / (0.1 * count))).astype(np.float32)
    return kept[release_s]


def _stops(preset: Preset, notes: list[Played], turn: int) -> list[int | None]:
    """Where a later note stops each, as a closed hi-hat does an open one."""
    found: list[int | None] = [None] * len(notes)
    groups = [next((zone.choke for zone in preset.at(note.pitch) if zone.choke), 0) for note in notes]
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for place in sorted(range(len(notes)), key=lambda one: notes[one].start):
        group = groups[place]
        if group:
            if group in last and notes[place].start > notes[last[group]].start:
                found[last[group]] = notes[place].start
            first.setdefault(group, place)
            last[group] = place
    for group, place in last.items():
        if turn:
            found[place] = notes[first[group]].start + turn
    return found
