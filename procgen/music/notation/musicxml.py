"""Scores as MusicXML 4.0 (W3C Music Notation Community Group, 2021), which programs that set music read."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from typing import Final

import numpy as np

from procgen import __version__
from procgen.music.notation.instruments import instrument_name
from procgen.music.notation.keys import fifths, signature, spelled
from procgen.music.notation.midi_out import channels_of, program_of
from procgen.music.notation.rhythm import Sign, bars_of, voices_of
from procgen.music.score import TICKS, Part, Score, Syllable

_DOCTYPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN"'
    ' "http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_DRUM_LINES: Final = {
    35: "E4", 36: "F4", 37: "C5", 38: "C5", 40: "C5", 41: "A4", 43: "A4", 45: "B4", 47: "D5", 48: "E5", 50: "E5",
    42: "G5", 44: "D4", 46: "G5", 49: "A5", 51: "F5", 53: "F5", 54: "B4", 55: "B5", 57: "A5", 59: "F5",
}  # fmt: skip
"""Where drums are written, as drummers are used to (Weinberg, "Guide to Standardized Drumset Notation", 1998)."""
_CROSSES: Final = frozenset({42, 44, 46, 49, 51, 52, 53, 55, 57, 59})
"""Keys whose heads are crosses: cymbals."""
_ACCIDENTALS: Final = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
_BASS_BELOW: Final = 57
"""Parts whose notes are lower in the middle have a bass clef."""
_FORTE: Final = 90.0
"""MIDI's velocity that MusicXML's dynamics are a percentage of."""


def write_musicxml(score: Score, *, title: str = "", note: str = "") -> bytes:
    """A file of MusicXML: parts, bars, ties, triplets, beams, words, at concert pitch.

    Notes are put on the grid of :func:`procgen.music.notation.grid.on_grid`; those that end after the last bar end
    with it.

    Args:
        score: of any parts.
        title: of the work.
        note: a comment, in which a recipe stands.
    """
    root = ET.Element("score-partwise", version="4.0")
    if title:
        _add(_add(root, "work"), "work-title", title)
    identification = _add(root, "identification")
    encoding = _add(identification, "encoding")
    _add(encoding, "software", f"procgen {__version__}")
    if note:
        miscellaneous = _add(identification, "miscellaneous")
        _add(miscellaneous, "miscellaneous-field", note).set("name", "procgen:recipe")
    parts = _add(root, "part-list")
    for place, (part, (_, channel)) in enumerate(zip(score.parts, channels_of(score.parts), strict=True)):
        _head(parts, score, place, part, channel)
    for place in range(len(score.parts)):
        _part(_add(root, "part", id=f"P{place + 1}"), score, place)
    ET.indent(root, " ")
    return (_DOCTYPE + ET.tostring(root, encoding="unicode") + "\n").encode()


def _add(parent: ET.Element, name: str, text: object = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, name, attributes)
    if text is not None:
        made.text = "".join(each for each in str(text) if each.isprintable())
    return made


def _drums(score: Score, place: int) -> list[int]:
    return [int(key) for key in np.unique(score.notes["pitch"][score.notes["part"] == place])]


def _head(parts: ET.Element, score: Score, place: int, part: Part, channel: int) -> None:
    head = _add(parts, "score-part", id=f"P{place + 1}")
    _add(head, "part-name", part.name)
    keys = _drums(score, place) if part.drums else [0]
    names = [f"P{place + 1}-I{key}" for key in keys]
    for key, name in zip(keys, names, strict=True):
        instrument = _add(head, "score-instrument", id=name)
        said = instrument_name(part.instrument)
        _add(instrument, "instrument-name", f"{said} {key}" if part.drums else said)
    for key, name in zip(keys, names, strict=True):
        sound = _add(head, "midi-instrument", id=name)
        _add(sound, "midi-channel", channel + 1)
        _add(sound, "midi-program", program_of(part) + 1)
        if part.drums:
            _add(sound, "midi-unpitched", key + 1)


def _part(parent: ET.Element, score: Score, place: int) -> None:
    starts = score.bar_starts()
    voices = voices_of(score.notes, place, starts)
    written = [bars_of(voice, starts, score.metres) for voice in voices]
    words = {one.tick: one for one in score.syllables if one.part == place}
    begun = _begun(score, place)
    for bar in range(score.bars):
        measure = _add(parent, "measure", number=str(bar + 1))
        _attributes(measure, score, place, int(starts[bar]), first=bar == 0)
        if place == 0:
            _directions(measure, score, bar, int(starts[bar]), int(starts[bar + 1]))
        signed = _accidentals(score, place, [bars[bar] for bars in written])
        for number, bars in enumerate(written):
            signs = bars[bar]
            if number and all(not sign.notes for sign in signs):
                continue
            if number:
                _add(_add(measure, "backup"), "duration", int(starts[bar + 1] - starts[bar]))
            for sign in signs:
                _sign(measure, score, place, sign, number, words if number == 0 else {}, begun, signed)


def _begun(score: Score, place: int) -> dict[int, str]:
    """Syllabic of each syllable by its tick: whether its word begins, goes on or ends there."""
    found = {}
    inside = False
    for one in sorted((one for one in score.syllables if one.part == place), key=lambda one: one.tick):
        found[one.tick] = ("end" if inside else "single") if one.ends_word else ("middle" if inside else "begin")
        inside = not one.ends_word
    return found


def _attributes(measure: ET.Element, score: Score, place: int, tick: int, *, first: bool) -> None:
    metre = next((one for one in score.metres if one.tick == tick), None)
    if not first and metre is None:
        return
    made = _add(measure, "attributes")
    if first:
        _add(made, "divisions", TICKS)
        if not score.parts[place].drums:
            key = _add(made, "key")
            _add(key, "fifths", fifths(score.key))
            _add(key, "mode", score.key.mode.value)
    if metre is not None:
        time = _add(made, "time")
        _add(time, "beats", metre.beats)
        _add(time, "beat-type", metre.unit)
    if first:
        clef = _add(made, "clef")
        sign, line = _clef(score, place)
        _add(clef, "sign", sign)
        if line:
            _add(clef, "line", line)


def _clef(score: Score, place: int) -> tuple[str, int]:
    if score.parts[place].drums:
        return "percussion", 0
    pitches = score.notes["pitch"][score.notes["part"] == place]
    return ("F", 4) if len(pitches) and float(np.median(pitches)) < _BASS_BELOW else ("G", 2)


def _directions(measure: ET.Element, score: Score, bar: int, begin: int, end: int) -> None:
    """Tempo and sections, above the first part."""
    for section in score.sections:
        if section.bar == bar:
            said = _add(measure, "direction", placement="above")
            _add(_add(said, "direction-type"), "rehearsal", section.name)
    for tempo in score.tempos:
        if begin <= tempo.tick < end:
            said = _add(measure, "direction", placement="above")
            metronome = _add(_add(said, "direction-type"), "metronome")
            _add(metronome, "beat-unit", "quarter")
            _add(metronome, "per-minute", f"{tempo.bpm:g}")
            if tempo.tick > begin:
                _add(said, "offset", tempo.tick - begin)
            _add(said, "sound", tempo=f"{tempo.bpm:g}")


def _sign(
    measure: ET.Element,
    score: Score,
    place: int,
    sign: Sign,
    voice: int,
    words: dict[int, Syllable],
    begun: dict[int, str],
    signed: dict[tuple[int, int], str],
) -> None:
    if not sign.notes:
        note = _add(measure, "note")
        rest = _add(note, "rest")
        if sign.whole_bar:
            rest.set("measure", "yes")
        _length(note, sign, voice, typed=not sign.whole_bar)
        _notations(note, sign)
        return
    for order, which in enumerate(sorted(sign.notes, key=lambda one: int(score.notes["pitch"][one]))):
        own = score.notes[which]
        note = _add(measure, "note", dynamics=f"{float(own['velocity']) * 127.0 / _FORTE * 100.0:.2f}")
        if order:
            _add(note, "chord")
        pitch = int(own["pitch"])
        if score.parts[place].drums:
            where = _DRUM_LINES.get(pitch, "B4")
            unpitched = _add(note, "unpitched")
            _add(unpitched, "display-step", where[0])
            _add(unpitched, "display-octave", where[1])
        else:
            step, alter, octave = spelled(pitch, score.key)
            written = _add(note, "pitch")
            _add(written, "step", step)
            if alter:
                _add(written, "alter", alter)
            _add(written, "octave", octave)
        drum = f"P{place + 1}-I{pitch}" if score.parts[place].drums else ""
        _length(note, sign, voice, drum=drum, accidental=signed.get((which, sign.start), ""))
        if pitch in _CROSSES and score.parts[place].drums:
            _add(note, "notehead", "x")
        if order == 0:
            for level, beam in enumerate(sign.beams, 1):
                _add(note, "beam", beam, number=str(level))
        _notations(note, sign, first=order == 0)
        syllable = words.get(int(own["start"]))
        if order == 0 and syllable is not None and not sign.tied_from:
            lyric = _add(note, "lyric", number="1")
            _add(lyric, "syllabic", begun[syllable.tick])
            _add(lyric, "text", syllable.text)


def _accidentals(score: Score, place: int, voices: Sequence[Sequence[Sign]]) -> dict[tuple[int, int], str]:
    """Signs before notes of a bar, by note and start: where a step is not as the key or a note before it in the bar has
    it.
    """
    if score.parts[place].drums:
        return {}
    heads = sorted(
        (sign.start, int(score.notes["pitch"][which]), which, sign.tied_from)
        for signs in voices
        for sign in signs
        for which in sign.notes
    )
    usual = signature(score.key)
    now: dict[tuple[str, int], int] = {}
    found = {}
    for start, pitch, which, tied in heads:
        step, alter, octave = spelled(pitch, score.key)
        if not tied and now.get((step, octave), usual[step]) != alter:
            found[which, start] = _ACCIDENTALS[alter]
            now[step, octave] = alter
    return found


def _length(
    note: ET.Element, sign: Sign, voice: int, *, drum: str = "", typed: bool = True, accidental: str = ""
) -> None:
    """Duration, ties, voice, type, dots, accidental and triplet, in the order that the format asks for."""
    _add(note, "duration", sign.ticks)
    if sign.tied_from:
        _add(note, "tie", type="stop")
    if sign.tied_to:
        _add(note, "tie", type="start")
    if drum:
        _add(note, "instrument", id=drum)
    _add(note, "voice", voice + 1)
    if not typed:
        return
    _add(note, "type", sign.kind)
    for _ in range(sign.dots):
        _add(note, "dot")
    if accidental:
        _add(note, "accidental", accidental)
    if sign.triplet:
        change = _add(note, "time-modification")
        _add(change, "actual-notes", 3)
        _add(change, "normal-notes", 2)


def _notations(note: ET.Element, sign: Sign, *, first: bool = True) -> None:
    brackets = (
        {"start": ("start",), "stop": ("stop",), "only": ("start", "stop")}.get(sign.triplet, ()) if first else ()
    )
    if not (sign.tied_from or sign.tied_to or brackets):
        return
    made = _add(note, "notations")
    if sign.tied_from:
        _add(made, "tied", type="stop")
    if sign.tied_to:
        _add(made, "tied", type="start")
    for bracket in brackets:
        _add(made, "tuplet", type=bracket, number="1")
