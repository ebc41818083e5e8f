"""MIDI files as scores: parts told apart, notes put on a grid, the key found where nothing says it."""

from __future__ import annotations

import io
import re
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.music.notation.grid import on_grid
from procgen.music.notation.instruments import instrument_name
from procgen.music.notation.keys import NATURALS, fifths, found_key
from procgen.music.notation.midi_out import DRUM_CHANNEL
from procgen.music.score import (
    DRUM_KIT,
    NOTE,
    ORCHESTRA_KIT,
    TICKS,
    Key,
    Metre,
    Mode,
    Notes,
    Part,
    Role,
    Score,
    Section,
    Syllable,
    Tempo,
    in_order,
)

MOST_BYTES: Final = 1 << 20
MOST_BARS: Final = 2000
MOST_NOTES: Final = 100_000
MOST_PARTS: Final = 48
BPM: Final = (10.0, 480.0)
"""Tempos that are believed; what is beyond is brought to the nearer."""
_PEDAL: Final = 64
_KEY_TEXT: Final = re.compile(r"procgen key: (\d+) (\w+)")
_DAMAGED: Final = (EOFError, OSError, ValueError, KeyError, IndexError, TypeError, OverflowError, AttributeError)
"""What mido raises on files that are none."""
_SHORT_GRACE: Final = TICKS // 16


@dataclass
class _Read:
    """What tracks say, in ticks of a score."""

    notes: dict[tuple[int, int, int, int], list[tuple[int, int, int, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """By track, port, channel and program: start, end, pitch, velocity."""
    names: dict[int, str] = field(default_factory=dict)
    lyrics: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    tempos: list[tuple[int, float]] = field(default_factory=list)
    metres: list[tuple[int, int, int]] = field(default_factory=list)
    markers: list[tuple[int, str]] = field(default_factory=list)
    key: Key | None = None
    exact_key: Key | None = None


def read_midi(data: bytes, *, field_name: str = "midi", quantise: bool = True) -> Score:
    """The score of a MIDI file.

    Args:
        data: of type 0 or 1, at most `MOST_BYTES`.
        field_name: what errors call it.
        quantise: whether starts and ends are put on the nearest sixteenth or, where those are clearly nearer, triplet
            or thirty-second.

    Returns:
        A score whose parts are tracks, channels and programs, in the order of the file. The highest melodious one is
        the melody, the lowest the bass; one with lyrics is a voice.

    Raises:
        InvalidFields: the file is damaged, empty, too large or too long; names the field.
    """
    if len(data) > MOST_BYTES:
        raise _refused(field_name, f"{len(data)} bytes", f"at most {MOST_BYTES} bytes")
    file = _opened(data, field_name)
    scale = TICKS / file.ticks_per_beat
    read = _Read()
    for number, track in enumerate(file.tracks):
        _read_track(read, number, track, scale, field_name)
    count = sum(map(len, read.notes.values()))
    if not count:
        raise _refused(field_name, "no notes", "a file with one note at least")
    if count > MOST_NOTES:
        raise _refused(field_name, f"{count} notes", f"at most {MOST_NOTES}")
    if len(read.notes) > MOST_PARTS:
        raise _refused(field_name, f"{len(read.notes)} parts", f"at most {MOST_PARTS}")
    return _score(read, field_name, quantise=quantise)


def _refused(name: str, value: str, allowed: str) -> InvalidFields:
    return InvalidFields([Violation.of(name, value, allowed)])


def _opened(data: bytes, name: str) -> Any:
    import mido  # noqa: PLC0415 - when the first file is read

    if data[:4] != b"MThd":
        raise _refused(name, f"{len(data)} bytes that begin with {data[:4]!r}", "a Standard MIDI File, MThd")
    try:
        # Some writers give data bytes above 127: they are clipped.
        file = mido.MidiFile(file=io.BytesIO(data), clip=True, charset="latin-1")
    except (*_DAMAGED, mido.KeySignatureError) as error:
        raise _refused(name, f"a damaged file: {str(error) or type(error).__name__}", "a whole MIDI file") from error
    if file.type == 2:
        raise _refused(name, "type 2", "type 0 or 1, whose tracks sound together")
    if not 1 <= file.ticks_per_beat <= 0x7FFF:
        raise _refused(name, f"division {file.ticks_per_beat}", "ticks a quarter note, 1 to 32767")
    return file


def _read_track(read: _Read, number: int, track: Sequence[Any], scale: float, name: str) -> None:
    at = 0
    port = 0
    programs: dict[int, int] = defaultdict(int)
    struck: dict[tuple[int, int], deque[tuple[int, float, int]]] = defaultdict(deque)
    pedal: set[int] = set()
    held: dict[int, list[tuple[tuple[int, int, int, int], int, int, float]]] = defaultdict(list)

    def let_go(channel: int, key: int, tick: int) -> None:
        if struck[channel, key]:
            start, velocity, program = struck[channel, key].popleft()
            where = (number, port, channel, program)
            if channel in pedal:
                held[channel].append((where, start, key, velocity))
            else:
                read.notes[where].append((start, max(tick, start + 1), key, velocity))

    def lift(channel: int, tick: int) -> None:
        for where, start, key, velocity in held.pop(channel, []):
            read.notes[where].append((start, max(tick, start + 1), key, velocity))

    for message in track:
        at += message.time
        tick = round(at * scale)
        if tick > MOST_BARS * 4 * TICKS:
            raise _refused(name, f"longer than {MOST_BARS} bars", f"at most {MOST_BARS} bars")
        kind = message.type
        if kind == "note_on" and message.velocity > 0:
            velocity = (message.velocity - 1) / 126.0
            struck[message.channel, message.note].append((tick, velocity, programs[message.channel]))
        elif kind in ("note_on", "note_off"):
            let_go(message.channel, message.note, tick)
        elif kind == "program_change":
            programs[message.channel] = message.program
        elif kind == "control_change" and message.control == _PEDAL:
            if message.value >= 64:
                pedal.add(message.channel)
            elif message.channel in pedal:
                pedal.discard(message.channel)
                lift(message.channel, tick)
        elif kind == "midi_port":
            port = message.port
        else:
            _read_meta(read, number, message, tick)
    end = round(at * scale)
    for channel, key in list(struck):
        while struck[channel, key]:
            let_go(channel, key, end)
    for channel in list(held):
        lift(channel, end)


def _read_meta(read: _Read, number: int, message: Any, tick: int) -> None:
    kind = message.type
    if kind == "track_name":
        read.names.setdefault(number, _text(message.name))
    elif kind == "lyrics":
        read.lyrics[number].append((tick, _text(message.text)))
    elif kind == "set_tempo":
        read.tempos.append((tick, float(np.clip(6e7 / max(message.tempo, 1), *BPM))))
    elif kind == "time_signature":
        if 1 <= message.numerator <= 32 and message.denominator in (1, 2, 4, 8, 16, 32):
            read.metres.append((tick, message.numerator, message.denominator))
    elif kind == "key_signature" and read.key is None:
        read.key = _key(message.key)
    elif kind == "marker":
        read.markers.append((tick, _text(message.text)))
    elif kind == "text" and (said := _KEY_TEXT.fullmatch(message.text)) and said[2] in list(Mode):
        read.exact_key = Key(int(said[1]) % 12, Mode(said[2]))


def _text(raw: str) -> str:
    """Bytes as UTF-8, or as what they were read by where they are none; without what is not shown."""
    try:
        text = raw.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        text = raw
    return "".join(each for each in text if each.isprintable())[:200]


def _key(name: str) -> Key:
    tonic = NATURALS[name[0]] + name.count("#") - name[1:].count("b")
    return Key(tonic % 12, Mode.MINOR if name.endswith("m") else Mode.MAJOR)


def _score(read: _Read, name: str, *, quantise: bool) -> Score:
    order = sorted(read.notes)
    found: list[tuple[int, int, int, float, int]] = []
    for part, where in enumerate(order):
        for start, end, pitch, velocity in read.notes[where]:
            begin, until = (on_grid(start), on_grid(end)) if quantise else (start, end)
            shortest = min(end - start, _SHORT_GRACE) if quantise else 1
            found.append((begin, max(until - begin, shortest, 1), pitch, velocity, part))
    notes = in_order(np.array(found, NOTE))
    metres = _metres(read.metres)
    bars = _bars(metres, int((notes["start"] + notes["length"]).max()), name)
    tempos = _by_tick([(0, 120.0), *read.tempos])
    parts = _parts(read, order, notes)
    key = read.exact_key or _agreed(read.key, notes, parts)
    score = Score(notes, parts, key, metres, tuple(Tempo(tick, bpm) for tick, (bpm,) in tempos), bars)
    return _with_words(score, read, order)


def _by_tick(said: Sequence[tuple[Any, ...]]) -> list[tuple[int, tuple[Any, ...]]]:
    """What holds from each tick on: of several at a tick the last, of equals the first."""
    last = {tick: tuple(rest) for tick, *rest in said}
    found: list[tuple[int, tuple[Any, ...]]] = []
    for tick in sorted(last):
        if not found or found[-1][1] != last[tick]:
            found.append((tick, last[tick]))
    return found


def _metres(said: Sequence[tuple[int, int, int]]) -> tuple[Metre, ...]:
    """Metres that change where bars begin: those that are said within a bar hold from the next."""
    found = [Metre(0, 4, 4)]
    for tick, (beats, unit) in _by_tick([(0, 4, 4), *said]):
        last = found[-1]
        at = last.tick + -(-(tick - last.tick) // last.bar_ticks) * last.bar_ticks
        if at == last.tick:
            found.pop()
        found.append(Metre(at, beats, unit))
    return tuple(found)


def _bars(metres: tuple[Metre, ...], end: int, name: str) -> int:
    bars = 0
    for metre, after in pairwise([*metres, Metre(max(end, metres[-1].tick), 4, 4)]):
        until = min(max(end, 1), after.tick) if after is not metres[-1] else after.tick
        bars += max(-(-(until - metre.tick) // metre.bar_ticks), 0)
    if bars > MOST_BARS:
        raise _refused(name, f"{bars} bars", f"at most {MOST_BARS}")
    return max(bars, 1)


def _agreed(said: Key | None, notes: Notes, parts: tuple[Part, ...]) -> Key:
    """The signature's key; its relative where the notes say so, and what they say where there is none, or C major,
    which many programs write whatever the key is.
    """
    found = found_key(notes, parts)
    if said is None or said == Key(0, Mode.MAJOR) or fifths(found) == fifths(said):
        return found
    return said


def _parts(read: _Read, order: Sequence[tuple[int, int, int, int]], notes: Notes) -> tuple[Part, ...]:
    instruments = []
    for _, _, channel, program in order:
        kit = ORCHESTRA_KIT if program == ORCHESTRA_KIT - DRUM_KIT else DRUM_KIT
        instruments.append(kit if channel == DRUM_CHANNEL else program)
    names: list[str] = []
    of_track = [where[0] for where in order]
    for place, (where, instrument) in enumerate(zip(order, instruments, strict=True)):
        own = read.names.get(where[0], "") if of_track.count(where[0]) == 1 else ""
        plain = own or instrument_name(instrument)
        names.append(plain if plain not in names else f"{plain} {place + 1}")
    roles = _roles(instruments, notes, [bool(read.lyrics.get(track)) for track in of_track])
    return tuple(map(Part, names, instruments, roles))


def _roles(instruments: Sequence[int], notes: Notes, sung: Sequence[bool]) -> list[Role]:
    """What each part does: by its pitches, and by how many of them sound at once."""
    found = [Role.PERCUSSION if instrument >= DRUM_KIT else Role.HARMONY for instrument in instruments]
    heights, chords = {}, {}
    for part, instrument in enumerate(instruments):
        own = notes[notes["part"] == part]
        if instrument >= DRUM_KIT or not len(own):
            continue
        heights[part] = float(np.average(own["pitch"], weights=own["length"]))
        chords[part] = len(own) / len(np.unique(own["start"]))
        if sung[part]:
            found[part] = Role.VOICE
    lines = [part for part in heights if chords[part] < 1.5 and not sung[part]]
    for part in lines:
        found[part] = Role.COUNTER
    if lines and Role.VOICE not in found:
        found[max(lines, key=lambda part: heights[part])] = Role.MELODY
    lowest = min(heights, key=lambda part: heights[part], default=None)
    if lowest is not None and found[lowest] in (Role.COUNTER, Role.HARMONY) and len(heights) > 1:
        found[lowest] = Role.BASS
    if not lines and heights and Role.VOICE not in found:
        found[max(heights, key=lambda part: heights[part])] = Role.MELODY
    return found


def _with_words(score: Score, read: _Read, order: Sequence[tuple[int, int, int, int]]) -> Score:
    """With syllables on the notes that begin where they are, and sections from one marker to the next."""
    starts = score.bar_starts()
    syllables = []
    for part, where in enumerate(order):
        ticks = np.unique(score.notes["start"][score.notes["part"] == part])
        if score.parts[part].role is not Role.VOICE or not len(ticks):
            continue
        taken: set[int] = set()
        for tick, raw in read.lyrics[where[0]]:
            near = int(ticks[np.abs(ticks - tick).argmin()])
            text = raw.strip().strip("/\\")
            if not text.strip("-") or near in taken or abs(near - tick) > TICKS // 4:
                continue
            taken.add(near)
            ends = not (text.endswith("-") or (raw != raw.rstrip("-")))
            bar = starts[np.searchsorted(starts, near, side="right") - 1]
            stressed = (near - int(bar)) % TICKS == 0
            syllables.append(Syllable(near, part, text.strip("-"), ends, stressed))
    sections = []
    bars = [(int(np.searchsorted(starts, tick, side="right")) - 1, text) for tick, text in read.markers if text]
    firsts = sorted({bar: text for bar, text in bars if bar < score.bars}.items())
    for (bar, text), (after, _) in pairwise([*firsts, (score.bars, "")]):
        sections.append(Section(text, bar, after - bar, _energy(score, int(starts[bar]), int(starts[after]))))
    sung = sorted(syllables, key=lambda one: (one.tick, one.part))
    return replace(score, sections=tuple(sections), syllables=tuple(sung))


def _energy(score: Score, begin: int, end: int) -> float:
    """How loud and dense a section is beside the whole, 0 to 1: half for the usual."""
    notes = score.notes
    inside = notes[(notes["start"] >= begin) & (notes["start"] < end)]
    whole = float(notes["velocity"].sum()) / max(int(score.bar_starts()[-1]), 1)
    own = float(inside["velocity"].sum()) / max(end - begin, 1)
    return round(own / (own + whole), 4) if own + whole > 0.0 else 0.0
