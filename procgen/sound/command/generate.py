"""``procgen generate sound``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import Failed
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.blob_files import find_followed, keep_beside, send_file
from procgen.kit.command.flags import RecipeFile
from procgen.kit.command.form_flags import Said
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import Received
from procgen.sound.wire.form import FORM
from procgen.sound.wire.service import SoundService
from procgen.v1 import sound_pb2


def _ask(
    given: Given,
    said: Said,
    *,
    follow_file: Annotated[
        Path | None, typer.Option(help="Clip of a thing that is followed: WAV, FLAC, OGG or MP3, at most 10 s.")
    ] = None,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The sounds that flags ask for."""
    said.check()
    blobs = given.blobs
    if recipe is not None:
        again = made_again(recipe, FORM.name, sound_pb2.SoundRequest, given, said, FORM)
        _find_clip(again, recipe, follow_file, blobs)
        return [again]
    request = sound_pb2.SoundRequest()
    said.fill(request, FORM)
    if follow_file is not None:
        request.clip_sha256 = _send(follow_file, blobs)
    return seeded(request, said, 1)


def _send(path: Path, blobs: BlobStore) -> str:
    return send_file(path, "--follow-file", blobs, "Name a clip.", "the clip")


def _find_clip(request: sound_pb2.SoundRequest, recipe: Path, given: Path | None, blobs: BlobStore) -> None:
    """Put the clip that a recipe names where the service finds it: it was kept beside the recipe, or is given."""
    if not request.clip_sha256:
        if given is not None:
            raise Failed(f"{recipe} follows no clip", "Leave out --follow-file.")
        return
    find_followed(
        request.clip_sha256, recipe, given, lambda path: _send(path, blobs), what="clip", flag="--follow-file"
    )


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make sound effects, and sets of variants of which none is like another.

    A clip that is followed is kept beside the recipe. With `--morph-effect` a sound lies on the way to another.

    Example: `procgen generate sound --effect footstep --surface gravel --gait run --count 8`
    """

    def kept(request: sound_pb2.SoundRequest, _received: Received[sound_pb2.SoundResult]) -> None:
        if request.clip_sha256:
            keep_beside([request.clip_sha256], given.blobs, place.out)

    place.keep_all("sound", requests, given.domains.service(SoundService).generate, kept)


GENERATE: Final = Generate(
    forms=(FORM,), ask=_ask, make=_make, lines=Lines(counts_seeds=lambda _fields: False, names_files=True)
)
