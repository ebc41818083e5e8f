"""What ``procgen bench`` times of sounds: whole calls, from a client's side."""

from __future__ import annotations

from typing import Any, Final

from procgen.kit.command.benches import Bench, Benches, Client, Figures, timed
from procgen.kit.wire.received import receive
from procgen.v1 import sound_pb2, sound_pb2_grpc

_EFFECTS: Final[tuple[dict[str, Any], ...]] = (
    {"effect": "footstep", "surface": "gravel", "gait": "run"},
    {"effect": "impact", "material": "metal"},
    {"effect": "door", "kind": "open"},
    {"effect": "creature", "kind": "dog"},
    {"effect": "magic", "kind": "cast"},
    {"effect": "rain", "duration_s": 3.0},
    {"effect": "ui", "kind": "confirm"},
)
"""They come in turn."""


def _request(run: int, **more: Any) -> sound_pb2.SoundRequest:
    return sound_pb2.SoundRequest(seed=run, **_EFFECTS[run % len(_EFFECTS)], **more)


_LEARNED: Final[tuple[dict[str, Any], ...]] = (
    {"effect": "footstep", "surface": "snow"},
    {"effect": "creature", "kind": "monster"},
    {"effect": "explosion"},
    {"effect": "ui", "kind": "click"},
    {"effect": "magic", "kind": "fire"},
)


def _learned(run: int, **more: Any) -> sound_pb2.SoundRequest:
    return sound_pb2.SoundRequest(seed=run, model="learned", **_LEARNED[run % len(_LEARNED)], **more)


def _served(client: Client) -> Figures:
    stub = sound_pb2_grpc.SoundServiceStub(client.channel)
    loop: dict[str, Any] = {"effect": "river", "duration_s": 8.0, "loop": True, "stereo": True}
    return {
        "sound_ms": Bench(timed(lambda run: receive(stub.GenerateSound(_request(run))))),
        "sound_8_variants_ms": Bench(timed(lambda run: receive(stub.GenerateSound(_request(run, variants=8))))),
        "sound_learned_ms": Bench(timed(lambda run: receive(stub.GenerateSound(_learned(run))))),
        "sound_learned_8_variants_ms": Bench(timed(lambda run: receive(stub.GenerateSound(_learned(run, variants=8))))),
        "sound_loop_8s_ms": Bench(
            timed(lambda run: receive(stub.GenerateSound(sound_pb2.SoundRequest(seed=run, **loop))))
        ),
    }


BENCHES: Final = Benches(_served)
