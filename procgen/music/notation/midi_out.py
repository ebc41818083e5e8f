"""Scores as MIDI files: type 1, a track a part (Standard MIDI Files 1.0, MIDI Manufacturers Association, 1996)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

import numpy as np

from procgen import __version__
from procgen.music.notation.keys import fifths
from procgen.music.score import DRUM_KIT, TICKS, Mode, Notes, Part, Score

DRUM_CHANNEL: Final = 9
_CHANNELS: Final = tuple(channel for channel in range(16) if channel != DRUM_CHANNEL)
KEY_TEXT: Final = "procgen key: {tonic} {mode}"
"""What signatures of MIDI can't say: modes beside major and minor."""
_MAJORS: Final = ("Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#")
_MINORS: Final = ("Bbm", "Fm", "Cm", "Gm", "Dm", "Am", "Em", "Bm", "F#m", "C#m", "G#m", "D#m")
"""By sharps, from five flats on."""
_MINOR_ONES: Final = (Mode.MINOR, Mode.DORIAN, Mode.PHRYGIAN)
Event = tuple[int, int, Any]
"""Tick, order among those of a tick, message."""


def midi_velocity(velocity: float) -> int:
    """1 to 127 of 0 to 1."""
    return 1 + round(126 * min(max(velocity, 0.0), 1.0))


def channels_of(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Port and channel of each part: drums have their own channel, each fifteen others a port of their own."""
    found, tonal = list[tuple[int, int]](), 0
    for part in parts:
        if part.drums:
            found.append((0, DRUM_CHANNEL))
        else:
            port, which = divmod(tonal, len(_CHANNELS))
            found.append((port, _CHANNELS[which]))
            tonal += 1
    return found


def program_of(part: Part) -> int:
    """What a channel is set to, for a part to be heard as what it is; from 0."""
    return part.instrument - DRUM_KIT if part.drums else part.instrument


def write_midi(score: Score, *, note: str = "") -> bytes:
    """A MIDI file.

    Where a key is struck again while it sounds in the same part, it is let go first: MIDI knows keys, not notes.

    Args:
        score: of any parts; from the 16th on each fifteen have a port of their own.
        note: a comment, in which a recipe stands.
    """
    import mido  # noqa: PLC0415 - when the first file is written

    file = mido.MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    end = int(score.bar_starts()[-1])
    file.tracks.append(_track(_conductor(score, note), end))
    for place, (part, (port, channel)) in enumerate(zip(score.parts, channels_of(score.parts), strict=True)):
        events = [*_head(part, port, channel), *_played(score, place, channel)]
        file.tracks.append(_track(events, end))
    made = io.BytesIO()
    file.save(file=made)
    return made.getvalue()


def _track(events: list[Event], end: int) -> Any:
    import mido  # noqa: PLC0415

    track, at = mido.MidiTrack(), 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - at))
        at = tick
    track.append(mido.MetaMessage("end_of_track", time=max(end - at, 0)))
    return track


def _conductor(score: Score, note: str) -> list[Event]:
    """What is for all: tempo, metre, key, sections."""
    from mido import MetaMessage, bpm2tempo  # noqa: PLC0415

    signature = (_MINORS if score.key.mode in _MINOR_ONES else _MAJORS)[fifths(score.key) + 5]
    said = KEY_TEXT.format(tonic=score.key.tonic, mode=score.key.mode.value)
    events: list[Event] = [
        (0, 0, MetaMessage("text", text=f"procgen {__version__}")),
        (0, 1, MetaMessage("text", text=said)),
        (0, 2, MetaMessage("key_signature", key=signature)),
    ]
    if note:
        events.append((0, 3, MetaMessage("text", text=note)))
    for metre in score.metres:
        message = MetaMessage("time_signature", numerator=metre.beats, denominator=metre.unit)
        events.append((metre.tick, 4, message))
    for tempo in score.tempos:
        events.append((tempo.tick, 5, MetaMessage("set_tempo", tempo=bpm2tempo(tempo.bpm))))
    starts = score.bar_starts()
    for section in score.sections:
        events.append((int(starts[section.bar]), 6, MetaMessage("marker", text=section.name)))
    return events


def _head(part: Part, port: int, channel: int) -> list[Event]:
    from mido import Message, MetaMessage  # noqa: PLC0415

    return [
        (0, 0, MetaMessage("track_name", name=part.name)),
        (0, 1, MetaMessage("midi_port", port=port)),
        (0, 2, Message("program_change", channel=channel, program=program_of(part))),
    ]


def _played(score: Score, part: int, channel: int) -> list[Event]:
    """Notes and syllables of a part; a key is let go before it is struck again."""
    from mido import Message, MetaMessage  # noqa: PLC0415

    events: list[Event] = []
    for start, end, pitch, velocity in one_a_key(score.notes[score.notes["part"] == part]):
        struck = Message("note_on", channel=channel, note=pitch, velocity=midi_velocity(velocity))
        events.append((start, 5, struck))
        events.append((end, 3, Message("note_off", channel=channel, note=pitch, velocity=64)))
    for syllable in score.syllables:
        if syllable.part == part:
            text = syllable.text if syllable.ends_word else f"{syllable.text}-"
            events.append((syllable.tick, 4, MetaMessage("lyrics", text=text)))
    return events


def one_a_key(notes: Notes) -> list[tuple[int, int, int, float]]:
    """Start, end, pitch and velocity of notes, by start and pitch: those that the same key strikes over end before, and
    of those that it strikes at once the longest stays.
    """
    found = []
    for pitch in np.unique(notes["pitch"]).tolist():
        of_key = notes[notes["pitch"] == pitch]
        of_key = of_key[np.lexsort((-of_key["length"], of_key["start"]))]
        single = [next(group) for _, group in groupby(of_key, key=lambda one: int(one["start"]))]
        nexts = [*(int(one["start"]) for one in single[1:]), np.iinfo(np.int32).max]
        for one, after in zip(single, nexts, strict=True):
            end = min(int(one["start"] + one["length"]), after)
            found.append((int(one["start"]), end, pitch, float(one["velocity"])))
    return sorted(found)
