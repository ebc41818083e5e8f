"""procgen.v1.SpeechService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Final

from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.ranges import Range
from procgen.runtime.store import ModelStore
from procgen.speech.acoustic import DOMAIN, SAMPLE_RATE_HZ
from procgen.speech.casting import style_of
from procgen.speech.exporters import EXPORTERS, Exporter
from procgen.speech.feeling import MOODS
from procgen.speech.generate import Speech, generate, voices
from procgen.speech.live import LiveSentence, LiveSound
from procgen.speech.parameters import RANGES, SpeechParameters, violations
from procgen.speech.preview import preview_png
from procgen.speech.reading import MOST_CHARACTERS
from procgen.speech.singing import Note
from procgen.speech.takes import MOST_TAKES, take
from procgen.speech.vocals import VOCALS
from procgen.speech.voice import AXES_RANGES, STYLES, Axes
from procgen.speech.wire.memory import barks_bytes, shorter, speech_bytes
from procgen.speech.wire.people import read_person, told_violations
from procgen.speech.wire.sentences import phoneme_messages, sentence_message, sound_messages, word_messages
from procgen.v1 import speech_pb2

SERVICE: Final = "procgen.v1.SpeechService"
MOST_LINES: Final = 64
TAKES: Final = Range(1, MOST_TAKES, "Takes of each line.", 1, whole=True)
_QUICK_CHARACTERS: Final = 80
_EXPORT_SHARE: Final = 0.2


def read_request(
    message: speech_pb2.SpeechRequest, models: tuple[str, ...]
) -> tuple[SpeechParameters, tuple[Exporter, ...]]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    parameters = SpeechParameters(
        text=message.text,
        markup=message.markup,
        **numbers_of(message, RANGES),
        person=read_person(message.person),
        axes=Axes(**numbers_of(message.voice, AXES_RANGES)),
        style=message.style or style_of(message.person.role),
        mood=message.mood or "neutral",
        intent=message.intent,
        babble=message.babble,
        dictionary=dict(message.dictionary),
        notes=tuple(Note(note.midi, note.duration_s, note.tie) for note in message.notes),
        model=message.model,
    )
    found += violations(parameters) + told_violations(message.person)
    if message.model and message.model not in models:
        found.append(Violation.of("model", message.model, "one of " + ", ".join(models)))
    kinds = read_kinds(message.outputs, lambda kind: kind if kind in EXPORTERS else None, EXPORTERS, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, tuple(EXPORTERS[kind] for kind in kinds or ("wav",))


def _read_barks(
    message: speech_pb2.BarksRequest, models: tuple[str, ...]
) -> tuple[list[tuple[SpeechParameters, tuple[Exporter, ...]]], int]:
    """All lines, and how many takes. Raises InvalidFields for the whole."""
    found = request_id_violations(message.request_id)
    if not 1 <= len(message.lines) <= MOST_LINES:
        raise InvalidFields([*found, Violation.of("lines", f"{len(message.lines)} lines", f"1 to {MOST_LINES}")])
    takes = message.takes if message.HasField("takes") else 1
    if not TAKES.allows(takes):
        found.append(Violation.of("takes", takes, str(TAKES)))
    lines = []
    for number, line in enumerate(message.lines):
        try:
            lines.append(read_request(line, models))
        except InvalidFields as error:
            found += [replace(each, field=f"lines[{number}].{each.field}") for each in error.violations]
    if found:
        raise InvalidFields(found)
    return lines, takes


def _quick(request: speech_pb2.SpeechRequest) -> bool:
    return len(request.text) <= _QUICK_CHARACTERS and "opus" not in request.outputs


class SpeechService:
    """Speaks lines.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def methods(self) -> list[AnyMethod]:
        check: Callable[[Any], None] = self.check
        return [
            Method(f"/{SERVICE}/GetSpeechInfo", speech_pb2.GetSpeechInfoRequest, self.get_info),
            Method(
                f"/{SERVICE}/GenerateSpeech",
                speech_pb2.SpeechRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                quick=_quick,
                memory_bytes=speech_bytes,
                less=shorter,
                models=models_of(self._store, DOMAIN),
                check=check,
            ),
            Method(
                f"/{SERVICE}/GenerateBarks",
                speech_pb2.BarksRequest,
                self.barks,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=barks_bytes,
                less=shorter,
            ),
        ]

    def check(self, request: speech_pb2.SpeechRequest) -> None:
        read_request(request, voices(self._store))

    def get_info(self, _request: Message, _call: Call) -> speech_pb2.GetSpeechInfoResponse:
        return speech_pb2.GetSpeechInfoResponse(
            models=voices(self._store.view()),
            styles=STYLES,
            moods=MOODS,
            vocals=VOCALS,
            sample_rate_hz=SAMPLE_RATE_HZ,
            most_characters=MOST_CHARACTERS,
        )

    def generate(self, request: speech_pb2.SpeechRequest, call: Call, emit: Emit) -> Iterator[speech_pb2.SpeechEvent]:
        store = self._store.view()
        parameters, exporters = read_request(request, voices(store))
        reporter = _reporter(call, emit)
        reporter.made("start", 0.0)
        return _events(parameters, exporters, request, store, call, emit, reporter)

    def barks(self, request: speech_pb2.BarksRequest, call: Call, emit: Emit) -> Iterator[speech_pb2.BarksEvent]:
        store = self._store.view()
        lines, takes = _read_barks(request, voices(store))

        def emit_of_barks(event: Any) -> None:
            which = event.WhichOneof("event")
            emit(speech_pb2.BarksEvent(**{which: getattr(event, which)}))

        reporter = _reporter(call, emit_of_barks)
        reporter.made("start", 0.0)
        # The first are sent while the last are not made yet.
        for number, (parameters, exporters) in enumerate(lines):
            for which in range(takes):
                reporter.part((number * takes + which) / (len(lines) * takes), 1.0 / (len(lines) * takes))
                said = request.lines[number]
                named = f"{said.file_name}-{which + 1}" if said.file_name and takes > 1 else said.file_name
                for event in _events(
                    take(parameters, which),
                    exporters,
                    said,
                    store,
                    call,
                    emit_of_barks,
                    reporter,
                    (number, which),
                    named,
                ):
                    emit_of_barks(event)
        return iter(())


def _reporter(call: Call, emit: Emit) -> Reporter:
    return Reporter(lambda progress: emit(speech_pb2.SpeechEvent(progress=progress)), call.shown, _EXPORT_SHARE)


def _events(
    parameters: SpeechParameters,
    exporters: tuple[Exporter, ...],
    request: speech_pb2.SpeechRequest,
    store: ModelStore,
    call: Call,
    emit: Emit,
    reporter: Reporter,
    place: tuple[int, int] = (0, 0),
    file_name: str = "",
) -> Iterator[speech_pb2.SpeechEvent]:
    """Speak a line; the chunks of its files, and its result."""
    began = time.perf_counter()

    def heard(live: LiveSound) -> None:
        if isinstance(live, LiveSentence):
            emit(speech_pb2.SpeechEvent(sentence=sentence_message(live)))
        for sound in sound_messages(live):
            emit(speech_pb2.SpeechEvent(sound=sound))

    speech = generate(parameters, store, reporter.made, call.checkpoint, heard if request.live else None)
    reporter.made("export", 1.0, lambda: preview_png(speech), last=True)
    result = _result(speech)
    result.request_id = call.request_id
    result.line, result.take = place
    files = []
    for exporter in exporters:
        call.checkpoint()
        files.append(exporter.encode(speech))
        name = exporter.file_name(speech, file_name or request.file_name)
        result.artifacts.append(artifact(exporter.kind, name, exporter.media_type, files[-1]))
    result.elapsed_ms = (time.perf_counter() - began) * 1000.0
    event = speech_pb2.SpeechEvent(result=result)
    return file_events(files, event, lambda chunk: speech_pb2.SpeechEvent(chunk=chunk))


def _result(speech: Speech) -> speech_pb2.SpeechResult:
    return speech_pb2.SpeechResult(
        recipe=recipe_message(speech.recipe),
        duration_s=speech.timing.duration_s,
        loudness_lufs=speech.loudness_lufs,
        peak_db=speech.peak_db,
        voice=speech_pb2.SpeechVoice(**{name: getattr(speech.voice, name) for name in AXES_RANGES}),
        words=word_messages(speech.timing),
        phonemes=phoneme_messages(speech.timing),
    )
