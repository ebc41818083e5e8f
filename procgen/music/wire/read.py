"""From requests for music to parameters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.request_id import request_id_violations
from procgen.music.exporters.registry import MUSIC_KINDS, SET_KINDS
from procgen.music.games.stingers import STINGERS
from procgen.music.generate import check, check_set
from procgen.music.motif import LEAST_MOTIF_NOTES, head_of, motif_text
from procgen.music.notation.midi_in import read_midi
from procgen.music.parameters import (
    MOST_MIDI_BYTES,
    NO_STINGERS,
    RANGES,
    SET_RANGES,
    USUAL_USES,
    MusicParameters,
    MusicSetParameters,
)
from procgen.v1 import music_pb2

_USUAL: Final = ("wav", "json")
_USUAL_OF_SETS: Final = ("ogg", "json")


def read_music(message: music_pb2.MusicRequest, models: Sequence[str] = ()) -> tuple[MusicParameters, list[str]]:
    """The parameters and the outputs; ``models`` are the composers that there are.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = _around(message, models)
    parameters = MusicParameters(
        text=message.text,
        use=message.use,
        mood=message.mood,
        era=message.era,
        ensemble=message.ensemble,
        key=message.key,
        mode=message.mode,
        metre=message.metre,
        form=message.form,
        curve=message.curve,
        motif=_motif(message, found),
        ending=message.ending,
        lyrics=message.lyrics,
        song=message.song,
        singer=message.singer,
        singer_name=message.singer_name,
        continue_midi=message.continue_midi,
        model=message.model,
        **numbers_of(message, RANGES),
    )
    try:
        check(parameters)
    except InvalidFields as error:
        found += error.violations
    return parameters, _outputs(message.outputs, MUSIC_KINDS, _USUAL, found)


def read_set(message: music_pb2.MusicSetRequest, models: Sequence[str] = ()) -> tuple[MusicSetParameters, list[str]]:
    """The same of a set."""
    stingers = tuple(message.stingers) or tuple(STINGERS)
    found = _around(message, models)
    parameters = MusicSetParameters(
        text=message.text,
        uses=tuple(message.uses) or USUAL_USES,
        stingers=() if stingers == (NO_STINGERS,) else stingers,
        mood=message.mood,
        era=message.era,
        ensemble=message.ensemble,
        key=message.key,
        motif=_motif(message, found),
        model=message.model,
        **numbers_of(message, SET_RANGES),
    )
    try:
        check_set(parameters)
    except InvalidFields as error:
        found += error.violations
    return parameters, _outputs(message.outputs, SET_KINDS, _USUAL_OF_SETS, found)


def _around(message: music_pb2.MusicRequest | music_pb2.MusicSetRequest, models: Sequence[str]) -> list[Violation]:
    found = request_id_violations(message.request_id) + file_name_violations(message.file_name)
    if message.model and message.model not in models:
        found.append(Violation.of("model", message.model, "one of " + ", ".join(models)))
    return found


def _motif(message: music_pb2.MusicRequest | music_pb2.MusicSetRequest, found: list[Violation]) -> str:
    """The motif as text, be it from a MIDI file."""
    data = bytes(message.motif_midi)
    if not data:
        return message.motif
    if message.motif:
        found.append(Violation.of("motif_midi", f"{len(data)} bytes", "not set where motif is"))
    if len(data) > MOST_MIDI_BYTES:
        found.append(Violation.of("motif_midi", f"{len(data)} bytes", f"at most {MOST_MIDI_BYTES} bytes"))
        return ""
    try:
        head = head_of(read_midi(data, field_name="motif_midi"))
    except InvalidFields as error:
        found += error.violations
        return ""
    if len([note for note in head if note.pitch is not None]) < LEAST_MOTIF_NOTES:
        found.append(Violation.of("motif_midi", f"a melody of {len(head)} notes", f"at least {LEAST_MOTIF_NOTES}"))
        return ""
    return motif_text(head)


def _outputs(said: Sequence[str], known: Sequence[str], usual: Sequence[str], found: list[Violation]) -> list[str]:
    kinds = read_kinds(said, lambda kind: kind if kind in known else None, known, found)
    if found:
        raise InvalidFields(found)
    return kinds or list(usual)
