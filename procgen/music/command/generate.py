"""``procgen generate music``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.kit.command.output import note
from procgen.kit.command.recipes import recipe_domain
from procgen.kit.wire.received import Received
from procgen.music.text import lexicon
from procgen.music.wire.form import FORM, SET_FORM
from procgen.music.wire.service import MusicService, bank
from procgen.v1 import music_pb2

_OF_ONE: Final = tuple(name for name in FORM.flagged if name not in SET_FORM.flagged)


def _read(path: Path, flag: str) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Failed(f"{path} can't be read: {error.strerror}", "Name a MIDI file.") from error
    # A field without bytes is one that is not set.
    if not data:
        raise InvalidFields([Violation.of(flag, "0 bytes", "a Standard MIDI File with a note at least")])
    return data


def _ask(
    given: Given,
    said: Said,
    *,
    place: Annotated[
        bool, typer.Option("--place", help="The music of a place: several pieces from one motif, and stingers.")
    ] = False,
    motif_file: Annotated[
        Path | None, typer.Option(help="MIDI file whose melody's first two bars are the motif.")
    ] = None,
    continue_file: Annotated[
        Path | None, typer.Option(help="MIDI file that is gone on with, in its key, metre and tempo.")
    ] = None,
    count: Count = 1,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The pieces, or the sets of them, that flags ask for."""
    place = place or said.uses("uses") or said.uses("stingers")
    if place:
        said.wrong += [
            Violation.of(f"--{name.replace('_', '-')}", said[name], "not with --place: each piece has its own")
            for name in _OF_ONE
            if said.uses(name)
        ]
    if place and continue_file is not None:
        said.wrong.append(Violation.of("--continue-file", str(continue_file), "not with --place"))
    said.check()
    if recipe is not None and recipe_domain(recipe, FORM.name) == SET_FORM.name:
        return [made_again(recipe, SET_FORM.name, music_pb2.MusicSetRequest, given, said, SET_FORM, more=bank())]
    if recipe is not None:
        return [made_again(recipe, FORM.name, music_pb2.MusicRequest, given, said, FORM, more=bank())]
    request = music_pb2.MusicSetRequest() if place else music_pb2.MusicRequest()
    said.fill(request, SET_FORM if place else FORM)
    if motif_file is not None:
        request.motif_midi = _read(motif_file, "--motif-file")
    if isinstance(request, music_pb2.MusicRequest) and continue_file is not None:
        request.continue_midi = _read(continue_file, "--continue-file")
    return seeded(request, said, count)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make music, composed, arranged and played; for games in layers, and a set of pieces for a place.

    Example: `procgen generate music --text "sad harbour at night, slow waltz, accordion" --format ogg --format midi`
    """
    service = given.domains.service(MusicService)
    sets = isinstance(requests[0], music_pb2.MusicSetRequest)

    def kept(_request: Message, received: Received[music_pb2.MusicResult] | Received[music_pb2.MusicSetResult]) -> None:
        unknown = received.result.unknown_words
        if unknown:
            note("not understood: " + lexicon().told(unknown))

    place.keep_all("music", requests, service.generate_set if sets else service.generate, kept)


GENERATE: Final = Generate(forms=(FORM, SET_FORM), ask=_ask, make=_make, lines=Lines(names_files=True))
