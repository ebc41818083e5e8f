"""procgen.v1.SoundService."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from google.protobuf.message import Message

from procgen.errors import InvalidFields
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import no_models
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.effects import EFFECTS, Effect
from procgen.sound.effects.surfaces import SURFACE_OF_CLASS
from procgen.sound.exporters import EXPORTERS, Exporter
from procgen.sound.generate import DOMAIN, Sound, generate
from procgen.sound.parameters import RANGES, SoundParameters, violations
from procgen.sound.preview import preview_png
from procgen.sound.wire.memory import shorter, sound_bytes
from procgen.v1 import sound_pb2

SERVICE: Final = "procgen.v1.SoundService"
_QUICK_S: Final = 3.0
_EXPORT_SHARE: Final = 0.3


def parameters_of(message: sound_pb2.SoundRequest) -> SoundParameters:
    """The parameters of a request, not looked at yet."""
    return SoundParameters(
        effect=message.effect,
        kind=message.kind,
        material=message.material,
        surface=message.surface,
        foot=message.foot,
        gait=message.gait,
        loop=message.loop,
        stereo=message.stereo,
        **numbers_of(message, RANGES),
    )


def read_request(message: sound_pb2.SoundRequest) -> tuple[SoundParameters, tuple[Exporter, ...]]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    parameters = parameters_of(message)
    found += violations(parameters)
    kinds = read_kinds(message.outputs, lambda kind: kind if kind in EXPORTERS else None, EXPORTERS, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, tuple(EXPORTERS[kind] for kind in kinds or ("wav",))


def _quick(request: sound_pb2.SoundRequest) -> bool:
    seconds = request.duration_s if request.HasField("duration_s") else _QUICK_S
    return seconds <= _QUICK_S and not request.stereo and request.variants <= 1 and "opus" not in request.outputs


class SoundService:
    """Makes sounds."""

    def methods(self) -> list[AnyMethod]:
        check: Callable[[Any], None] = self.check
        return [
            Method(f"/{SERVICE}/GetSoundInfo", sound_pb2.GetSoundInfoRequest, self.get_info),
            Method(
                f"/{SERVICE}/GenerateSound",
                sound_pb2.SoundRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                quick=_quick,
                memory_bytes=sound_bytes,
                models=no_models,
                less=shorter,
                check=check,
            ),
        ]

    def check(self, request: sound_pb2.SoundRequest) -> None:
        read_request(request)

    def get_info(self, _request: Message, _call: Call) -> sound_pb2.GetSoundInfoResponse:
        return sound_pb2.GetSoundInfoResponse(
            effects=[_told(effect) for effect in EFFECTS.values()],
            surface_of_class=SURFACE_OF_CLASS,
            sample_rate_hz=SAMPLE_RATE_HZ,
        )

    def generate(self, request: sound_pb2.SoundRequest, call: Call, emit: Emit) -> Iterator[sound_pb2.SoundEvent]:
        began = time.perf_counter()
        parameters, exporters = read_request(request)
        reporter = Reporter(lambda progress: emit(sound_pb2.SoundEvent(progress=progress)), call.shown, _EXPORT_SHARE)
        reporter.made("start", 0.0)
        sounds = generate(parameters, reporter.made, call.checkpoint)
        reporter.made("export", 1.0, lambda: preview_png(sounds[0]), last=True)
        result = _result(sounds)
        result.request_id = call.request_id
        files = []
        for exporter in exporters:
            call.checkpoint()
            for name, data in exporter.files(sounds, request.file_name):
                files.append(data)
                result.artifacts.append(artifact(exporter.kind, name, exporter.media_type, data))
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = sound_pb2.SoundEvent(result=result)
        return file_events(files, event, lambda chunk: sound_pb2.SoundEvent(chunk=chunk))


def _told(effect: Effect) -> sound_pb2.SoundEffect:
    return sound_pb2.SoundEffect(
        name=effect.name,
        about=effect.about,
        kinds=[
            sound_pb2.SoundKind(name=name, about=kind.about, duration_s=kind.seconds, numbers=dict(kind.values))
            for name, kind in effect.kinds.items()
        ],
        hears=effect.hears,
        loops=effect.loops,
        materials=effect.materials,
        surfaces=effect.surfaces,
        feet=effect.feet,
        gaits=effect.gaits,
    )


def _result(sounds: tuple[Sound, ...]) -> sound_pb2.SoundResult:
    return sound_pb2.SoundResult(
        recipe=recipe_message(sounds[0].recipe),
        kind=sounds[0].kind,
        variants=[
            sound_pb2.SoundVariant(
                duration_s=each.duration_s,
                loudness_lufs=each.loudness_lufs,
                peak_db=each.peak_db,
                nearest_db=each.nearest_db if math.isfinite(each.nearest_db) else 0.0,
            )
            for each in sounds
        ],
    )
