"""How much memory a call for sounds works with; see :mod:`procgen.kit.wire.work_memory`."""

from __future__ import annotations

from typing import Final

from google.protobuf.message import Message

from procgen.kit.wire.work_memory import MIB
from procgen.sound.effects import EFFECTS
from procgen.sound.learned.clip import LONGEST_S as LONGEST_CLIP_S
from procgen.sound.parameters import LONGEST_S, MOST_VARIANTS
from procgen.v1 import sound_pb2

_BASE: Final = 40 * MIB
_SECOND: Final = 11 * MIB
"""Bytes a second of the variant that is made: some thirty arrays of its length."""
_ANALYSED_SECOND: Final = 15 * MIB
"""Bytes a second of what is taken apart into frames: spectra of windows that overlap by nine tenths."""
_KEPT_SECOND: Final = 1 * MIB
"""Bytes a second and channel of what is made already, as samples and in files."""


def sound_bytes(request: sound_pb2.SoundRequest) -> int:
    """Of a SoundRequest."""
    follows = bool(request.clip or request.clip_sha256)
    natural_s = LONGEST_CLIP_S if follows else _natural_s(request.effect, request.kind)
    if not natural_s:
        return 0
    other_s = _natural_s(request.morph_effect, request.morph_kind)
    seconds = min(request.duration_s if request.HasField("duration_s") else max(natural_s, other_s), LONGEST_S) + 2.0
    variants = min(request.variants if request.HasField("variants") else 1, MOST_VARIANTS)
    channels = 2 if request.stereo else 1
    # A clip and the other sound are taken apart as long as they are, whatever is asked for.
    taken_apart_s = max(LONGEST_CLIP_S if follows else 0.0, other_s, seconds if other_s else 0.0)
    kept = seconds * _KEPT_SECOND * variants * channels * max(len(request.outputs), 1)
    return int(_BASE + max(seconds * _SECOND, taken_apart_s * _ANALYSED_SECOND) + kept)


def _natural_s(effect: str, kind: str) -> float:
    """Seconds of a kind where nobody says how many; 0 of none."""
    known = EFFECTS.get(effect)
    return (known.kinds.get(kind) or next(iter(known.kinds.values()))).seconds if known else 0.0


def shorter(_request: Message, _most_bytes: int) -> str:
    """What to ask for instead of a sound that takes more."""
    return "Ask for a shorter duration_s, fewer variants or fewer outputs."
