"""How much memory a call for people works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from google.protobuf.message import Message

from procgen.character.motion.vocabulary import known, named
from procgen.character.portrait.lookbook import FIGURE_PX
from procgen.character.skin import SIZES_PX
from procgen.character.wire.request import (
    DEFAULT_PICTURE_PX,
    DEFAULT_TEXTURE_PX,
    FILES,
    PICTURE_PX,
    PICTURES,
    TURNAROUND,
)
from procgen.kit.wire.work_memory import MIB
from procgen.v1 import character_pb2

# Bytes a pixel.
_BASE: Final = 40 * MIB
_SKIN: Final[Mapping[int, int]] = {2048: 250}
"""Of the largest, what all persons share is not made before somebody asks for it."""
_USUAL_SKIN: Final = 72
_RAYS: Final = 380
_MESH_FILE: Final = 3 * MIB
_SKIN_FILE: Final = 4
_LIBRARY: Final = 64 * MIB
"""Of the movements that come with procgen, read and prepared once."""
_CLIP_FILE: Final = MIB // 8
_PICTURE_SKIN_PX: Final = 1024
_GARMENT: Final = 48 * MIB
"""Of a user: the file, its picture and the mesh."""
_PAGE: Final = 80 * MIB
"""Of a collection: figures cut out, and the page."""
_STREAMED: Final = 32 * MIB
"""Of a crowd, what waits to be read."""


def character_bytes(request: character_pb2.CharacterRequest | character_pb2.CrowdRequest) -> int:
    """Of a CharacterRequest or a CrowdRequest, whose members are made one after the other."""
    outputs = list(request.outputs) or [character_pb2.CharacterOutput(kind="glb")]
    work = max(map(_character_work, outputs))
    crowd = 0
    if isinstance(request, character_pb2.CrowdRequest):
        crowd = _STREAMED
        if request.contact_sheet:
            work = max(work, _character_work(character_pb2.CharacterOutput(kind="figure", picture_px=FIGURE_PX)))
            crowd += _PAGE if request.collection else 0
    own = _GARMENT * len(request.own_garments) if isinstance(request, character_pb2.CharacterRequest) else 0
    return _BASE + work + sum(map(_character_file, outputs)) + crowd + own


def _skin_px(output: character_pb2.CharacterOutput) -> int:
    side = output.texture_px if output.HasField("texture_px") else DEFAULT_TEXTURE_PX
    return side if side in SIZES_PX and output.kind in FILES else 0


def _character_work(output: character_pb2.CharacterOutput) -> int:
    if output.kind in PICTURES:
        height = min(output.picture_px or DEFAULT_PICTURE_PX, PICTURE_PX[1])
        figure = height // 5 if output.kind == TURNAROUND else height
        return _USUAL_SKIN * _PICTURE_SKIN_PX**2 + _RAYS * figure**2
    side = _skin_px(output)
    return _SKIN.get(side, _USUAL_SKIN) * side**2


def _character_file(output: character_pb2.CharacterOutput) -> int:
    # What nobody knows is refused later.
    asked = [name for name in set(output.clip_names) if known(name)]
    clips = _LIBRARY + _CLIP_FILE * len(named(asked)) if asked and output.kind in FILES else 0
    return _MESH_FILE + _SKIN_FILE * _skin_px(output) ** 2 + clips


def smaller_character(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a character that takes more."""
    return "Ask for a smaller outputs.texture_px or outputs.picture_px, or for fewer outputs at a time."
