"""How much memory a call for sounds works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.sound.effects import EFFECTS
from procgen.sound.parameters import LONGEST_S, MOST_VARIANTS
from procgen.v1 import sound_pb2

_BASE: Final = 40 * MIB
_SECOND: Final = 11 * MIB
"""Bytes a second of the variant that is made: some thirty arrays of its length."""
_KEPT_SECOND: Final = 1 * MIB
"""Bytes a second and channel of what is made already, as samples and in files."""


def sound_bytes(request: sound_pb2.SoundRequest) -> int:
    """Of a SoundRequest."""
    effect = EFFECTS.get(request.effect)
    if effect is None:
        return 0
    kind = effect.kinds.get(request.kind) or next(iter(effect.kinds.values()))
    seconds = min(request.duration_s if request.HasField("duration_s") else kind.seconds, LONGEST_S) + 2.0
    variants = min(request.variants if request.HasField("variants") else 1, MOST_VARIANTS)
    channels = 2 if request.stereo else 1
    return int(_BASE + seconds * (_SECOND + _KEPT_SECOND * variants * channels * max(len(request.outputs), 1)))


def shorter(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a sound that takes more."""
    return "Ask for a shorter duration_s, fewer variants or fewer outputs."
