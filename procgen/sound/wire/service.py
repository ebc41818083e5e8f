"""procgen.v1.SoundService."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.blobs import SHA256_ALLOWED, BlobStore, sha256_allowed
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.store import ModelStore
from procgen.sound.dsp.noise import SAMPLE_RATE_HZ
from procgen.sound.effects import EFFECTS, Effect
from procgen.sound.effects.surfaces import SURFACE_OF_CLASS
from procgen.sound.exporters import EXPORTERS, Exporter
from procgen.sound.generate import DOMAIN, Sound, generate
from procgen.sound.learned.clip import read_clip
from procgen.sound.learned.library import NO_LIBRARY, Library, library_of
from procgen.sound.parameters import RANGES, SoundParameters, usual_model, violations
from procgen.sound.preview import preview_png
from procgen.sound.wire.memory import shorter, sound_bytes
from procgen.v1 import sound_pb2

SERVICE: Final = "procgen.v1.SoundService"
INLINE_BYTES: Final = 1 << 19
_QUICK_S: Final = 3.0
_EXPORT_SHARE: Final = 0.3


def parameters_of(message: sound_pb2.SoundRequest, library: Library = NO_LIBRARY) -> SoundParameters:
    """The parameters of a request without its clip, not looked at yet; what makes it is said where it was not."""
    said = SoundParameters(
        effect=message.effect,
        kind=message.kind,
        material=message.material,
        surface=message.surface,
        foot=message.foot,
        gait=message.gait,
        loop=message.loop,
        stereo=message.stereo,
        model=message.model,
        morph_effect=message.morph_effect,
        morph_kind=message.morph_kind,
        morph_model=message.morph_model,
        **numbers_of(message, RANGES),
    )
    if said.morph_effect and not said.morph_model:
        plain = SoundParameters(said.morph_effect, said.morph_kind)
        said = replace(said, morph_model=usual_model(plain, library.usual))
    return said if said.model else replace(said, model=usual_model(said, library.usual))


def read_request(
    message: sound_pb2.SoundRequest, library: Library = NO_LIBRARY, blobs: BlobStore | None = None
) -> tuple[SoundParameters, tuple[Exporter, ...]]:
    """Check a request as a whole.

    Args:
        message: the request.
        library: the learned models that there are.
        blobs: clips that were sent ahead.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    parameters = parameters_of(message, library)
    if message.clip or message.clip_sha256:
        try:
            clip = read_clip(*_clip_bytes(message, blobs))
            parameters = replace(parameters, clip=clip, model=message.model or next(iter(library.classes), ""))
            found += violations(parameters, library.classes)
        except InvalidFields as error:
            found += error.violations
    else:
        found += violations(parameters, library.classes)
    kinds = read_kinds(message.outputs, lambda kind: kind if kind in EXPORTERS else None, EXPORTERS, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, tuple(EXPORTERS[kind] for kind in kinds or ("wav",))


def _clip_bytes(message: sound_pb2.SoundRequest, blobs: BlobStore | None) -> tuple[bytes, str]:
    """The clip's file, and the field that it came by.

    Raises:
        InvalidFields: it came by both, is too large, or is not here.
    """
    if message.clip and message.clip_sha256:
        raise InvalidFields([Violation.of("clip", "clip and clip_sha256", "either of them")])
    if message.clip:
        if len(message.clip) > INLINE_BYTES:
            allowed = f"at most {INLINE_BYTES} bytes; larger ones go ahead with PutBlob"
            raise InvalidFields([Violation.of("clip", f"{len(message.clip)} bytes", allowed)])
        return message.clip, "clip"
    name = message.clip_sha256
    if not sha256_allowed(name):
        raise InvalidFields([Violation.of("clip_sha256", repr(name), SHA256_ALLOWED)])
    data = blobs.get(name) if blobs is not None else None
    if data is None:
        allowed = "the name of a blob that is here: send it with PutBlob, it is forgotten after a while"
        raise InvalidFields([Violation.of("clip_sha256", name, allowed)])
    # What is wrong with it is not its name.
    return data, "clip"


def _quick(request: sound_pb2.SoundRequest) -> bool:
    seconds = request.duration_s if request.HasField("duration_s") else _QUICK_S
    return seconds <= _QUICK_S and not request.stereo and request.variants <= 1 and "opus" not in request.outputs


class SoundService:
    """Makes sounds.

    Args:
        store: has the learned models.
        blobs: clips that were sent ahead.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore) -> None:
        self._store = store
        self._blobs = blobs

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
                models=models_of(self._store, DOMAIN),
                less=shorter,
                check=check,
            ),
        ]

    def check(self, request: sound_pb2.SoundRequest) -> None:
        read_request(request, library_of(self._store), self._blobs)

    def get_info(self, _request: Message, _call: Call) -> sound_pb2.GetSoundInfoResponse:
        library = library_of(self._store)
        return sound_pb2.GetSoundInfoResponse(
            effects=[_told(effect) for effect in EFFECTS.values()],
            surface_of_class=SURFACE_OF_CLASS,
            sample_rate_hz=SAMPLE_RATE_HZ,
            models=[
                sound_pb2.SoundModel(name=name, classes=classes[1:], usual=library.usual[name])
                for name, classes in library.classes.items()
            ],
        )

    def generate(self, request: sound_pb2.SoundRequest, call: Call, emit: Emit) -> Iterator[sound_pb2.SoundEvent]:
        began = time.perf_counter()
        library = library_of(self._store.view())
        parameters, exporters = read_request(request, library, self._blobs)
        reporter = Reporter(lambda progress: emit(sound_pb2.SoundEvent(progress=progress)), call.shown, _EXPORT_SHARE)
        reporter.made("start", 0.0)
        sounds = generate(parameters, reporter.made, call.checkpoint, library)
        reporter.made("export", 1.0, lambda: preview_png(sounds[0]), last=True)
        result = _result(sounds)
        result.request_id = call.request_id
        result.model = parameters.model
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
