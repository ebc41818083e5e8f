"""procgen.v1.AmbienceService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from google.protobuf.message import Message

from procgen.ambience.exporters import EXPORTERS, sound_names
from procgen.ambience.generate import DOMAIN, Ambience, generate
from procgen.ambience.parameters import RANGES, THING_RANGES, AmbienceParameters, Thing, violations
from procgen.ambience.places import BIOMES, SETTLEMENTS, THINGS, WEATHERS
from procgen.ambience.wire.memory import ambience_bytes, shorter
from procgen.errors import InvalidFields
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import no_models
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.sound.preview import preview_png
from procgen.v1 import ambience_pb2

SERVICE: Final = "procgen.v1.AmbienceService"
_EXPORT_SHARE: Final = 0.2
_USUAL: Final = ("wav", "json")


def read_request(message: ambience_pb2.AmbienceRequest) -> tuple[AmbienceParameters, list[str]]:
    """The parameters and the outputs. Raises InvalidFields that names every field that can't be accepted."""
    found = request_id_violations(message.request_id)
    parameters = AmbienceParameters(
        biome=message.biome or next(iter(BIOMES)),
        weather=message.weather or next(iter(WEATHERS)),
        settlement=message.settlement or next(iter(SETTLEMENTS)),
        things=tuple(Thing(each.kind, **numbers_of(each, THING_RANGES)) for each in message.things),
        **numbers_of(message, RANGES),
    )
    found += violations(parameters)
    kinds = read_kinds(message.outputs, lambda kind: kind if kind in EXPORTERS else None, EXPORTERS, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, kinds or list(_USUAL)


class AmbienceService:
    """Makes ambience."""

    def methods(self) -> list[AnyMethod]:
        check: Callable[[Any], None] = self.check
        return [
            Method(f"/{SERVICE}/GetAmbienceInfo", ambience_pb2.GetAmbienceInfoRequest, self.get_info),
            Method(
                f"/{SERVICE}/GenerateAmbience",
                ambience_pb2.AmbienceRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=ambience_bytes,
                models=no_models,
                less=shorter,
                check=check,
            ),
        ]

    def check(self, request: ambience_pb2.AmbienceRequest) -> None:
        read_request(request)

    def get_info(self, _request: Message, _call: Call) -> ambience_pb2.GetAmbienceInfoResponse:
        return ambience_pb2.GetAmbienceInfoResponse(
            biomes=BIOMES, weathers=WEATHERS, settlements=SETTLEMENTS, things=THINGS
        )

    def generate(
        self, request: ambience_pb2.AmbienceRequest, call: Call, emit: Emit
    ) -> Iterator[ambience_pb2.AmbienceEvent]:
        began = time.perf_counter()
        parameters, kinds = read_request(request)
        reporter = Reporter(
            lambda progress: emit(ambience_pb2.AmbienceEvent(progress=progress)), call.shown, _EXPORT_SHARE
        )
        reporter.made("plan", 0.0)
        ambience = generate(parameters, reporter.made, call.checkpoint)
        first = next(iter(ambience.sounds.values()), None)
        reporter.made("export", 1.0, None if first is None else lambda: preview_png(first[0]), last=True)
        result = _result(ambience, request.file_name)
        result.request_id = call.request_id
        files = []
        for kind in kinds:
            call.checkpoint()
            for name, media_type, data in EXPORTERS[kind](ambience, request.file_name):
                files.append(data)
                result.artifacts.append(artifact(kind, name, media_type, data))
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = ambience_pb2.AmbienceEvent(result=result)
        return file_events(files, event, lambda chunk: ambience_pb2.AmbienceEvent(chunk=chunk))


def _result(ambience: Ambience, base_name: str) -> ambience_pb2.AmbienceResult:
    names = sound_names(ambience, base_name)
    return ambience_pb2.AmbienceResult(
        recipe=recipe_message(ambience.recipe),
        bed=[ambience_pb2.AmbienceLayer(sound=names[each.sound], gain_db=each.gain_db) for each in ambience.plan.bed],
        emitters=[
            ambience_pb2.AmbienceEmitter(
                name=each.name,
                x_m=each.x_m,
                y_m=each.y_m,
                z_m=each.z_m,
                radius_m=each.radius_m,
                gain_db=each.gain_db,
                sound=names[each.sound],
                loop=each.every_s is None,
                silent_least_s=each.every_s[0] if each.every_s else 0.0,
                silent_most_s=each.every_s[1] if each.every_s else 0.0,
                strewn=each.strewn,
            )
            for each in ambience.plan.emitters
        ],
        room_m=ambience.plan.room_m,
        reverberation_s=ambience.plan.reverberation_s,
    )
