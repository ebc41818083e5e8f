"""procgen.v1.CharacterService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from threading import Event, Lock
from typing import Any, Final, cast

from google.protobuf.message import Message

from procgen.character.people.catalogue import vocabulary
from procgen.character.people.change import change
from procgen.character.people.describe import MAX_CHARACTERS, describe
from procgen.character.people.draw import Drawn
from procgen.character.people.vary import vary
from procgen.character.wire.conditions import TEXT_ALLOWED, conditions_message, read_known
from procgen.character.wire.crowd import make_crowd, read_crowd
from procgen.character.wire.info import character_info
from procgen.character.wire.memory import character_bytes, smaller_character
from procgen.character.wire.messages import person_message
from procgen.character.wire.outputs import Sitting, worth_a_preview
from procgen.character.wire.request import (
    check_request,
    examine_person,
    read_count,
    read_person_alone,
    read_request,
    refuse,
)
from procgen.character.wire.results import measures_message, result_message, sampled_message
from procgen.character.wire.studio import Studio
from procgen.character.wire.update import Updates
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import file_events
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import AnyMethod, Call, Check, Emit, Method
from procgen.kit.wire.model_digests import models_of
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore
from procgen.v1 import character_pb2 as pb
from procgen.v1 import common_pb2

SERVICE: Final = "procgen.v1.CharacterService"
DOMAINS: Final = ("character", "texture")
"""Whose models have a part in a person: cloth is woven by those of textures."""
SAMPLES_MAX: Final = 100
DEFAULT_AMOUNT: Final = 0.3
LANE: Final = "character"
Handler = Callable[..., Any]
_QUIET_S: Final = 1.0
"""How long nobody must have called before what pictures need is made ahead: until then calls make it themselves."""
_LOOK_S: Final = 0.1
_MADE_SHARE: Final = 0.2
"""Share of the work before the first file."""


class CharacterService:
    """Makes people.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore | None = None) -> None:
        self.wanted = Event()
        """Set by the first call: somebody is here for characters."""
        self._store = store
        self._studio = Studio(store, blobs)
        self._updates = Updates(self._studio)
        self._info: pb.GetCharacterInfoResponse | None = None
        self._info_lock = Lock()
        self._calls = 0
        self._called_at = -_QUIET_S
        self._calls_lock = Lock()

    def methods(self) -> list[AnyMethod]:
        unary: list[tuple[str, type[Message], Handler]] = [
            ("GetCharacterInfo", pb.GetCharacterInfoRequest, self.get_info),
            ("Describe", pb.DescribeRequest, self.describe),
            ("Sample", pb.SampleRequest, self.sample),
            ("Vary", pb.VaryRequest, self.vary),
            ("Edit", pb.EditRequest, self.edit),
            ("Measure", pb.MeasureRequest, self.measure),
            ("Update", pb.UpdateRequest, self.update),
        ]
        streaming: list[tuple[str, type[Message], Handler]] = [
            ("Generate", pb.CharacterRequest, self.generate),
            ("GenerateCrowd", pb.CrowdRequest, self.generate_crowd),
        ]
        models = models_of(self._store, *DOMAINS)
        checks: dict[str, Check[Any]] = {"Generate": self.check, "GenerateCrowd": self.check_crowd}
        return [
            Method(
                f"/{SERVICE}/{name}",
                request,
                self._noted(handler),
                streaming=long,
                heavy=True,
                lane=LANE,
                quick=None if long else _quick,
                memory_bytes=character_bytes if long else None,
                less=smaller_character,
                models=models if long else None,
                check=checks.get(name),
            )
            for long, methods in ((False, unary), (True, streaming))
            for name, request, handler in methods
        ]

    def warm_up_people(self) -> None:
        """Read what persons are drawn and measured with: about a second of work. Raises as :attr:`Studio.people`."""
        _ = self._studio.people

    def wait_for_calls(self, checkpoint: Checkpoint) -> None:
        """Return once somebody has called; the checkpoint raises where nobody is waited for any more."""
        while not self.wanted.wait(_LOOK_S):
            checkpoint()

    def warm_up_pictures(self, checkpoint: Checkpoint, pause_s: float = 0.0) -> None:
        """See :meth:`procgen.character.wire.studio.Studio.warm_up_pictures`; it waits while calls are at work.

        What a call makes must not be made beside it once more, and its processors are its own.
        """

        def quiet() -> None:
            checkpoint()
            while self._calls or time.monotonic() - self._called_at < _QUIET_S:
                time.sleep(_LOOK_S)
                checkpoint()

        self._studio.warm_up_pictures(quiet, pause_s)

    def _noted(self, handler: Handler) -> Handler:
        """A handler that notes that it is called, and when it is done."""

        def called(*arguments: Any) -> Any:
            with self._calls_lock:
                self._calls += 1
            self.wanted.set()
            try:
                return handler(*arguments)
            finally:
                with self._calls_lock:
                    self._calls -= 1
                    self._called_at = time.monotonic()

        return called

    def get_info(self, _request: Message, _call: Call) -> pb.GetCharacterInfoResponse:
        with self._info_lock:
            if self._info is None:
                self._info = character_info(self._studio)
            return self._info

    def describe(self, request: pb.DescribeRequest, _call: Call) -> pb.DescribeResponse:
        if len(request.text) > MAX_CHARACTERS:
            refuse([Violation.of("text", f"{len(request.text)} characters", TEXT_ALLOWED)])
        description = describe(request.text, vocabulary())
        return pb.DescribeResponse(
            conditions=conditions_message(description.conditions), unknown_words=description.unknown
        )

    def sample(self, request: pb.SampleRequest, call: Call) -> pb.SampleResponse:
        found: list[Violation] = []
        count = read_count(request.count, SAMPLES_MAX, found)
        known = read_known(request.conditions, request.text, found)
        persons: list[Drawn] = []
        people = self._studio.people
        for number in range(count):
            call.checkpoint()
            try:
                persons.append(people.draw(known.conditions, request.seed, number))
            except InvalidFields as error:
                found += known.wire_fields(error.violations)
            refuse(found)
        return pb.SampleResponse(
            persons=[sampled_message(drawn) for drawn in persons], unknown_words=known.unknown_words
        )

    def vary(self, request: pb.VaryRequest, call: Call) -> pb.VaryResponse:
        found: list[Violation] = []
        count = read_count(request.count, SAMPLES_MAX, found)
        person = examine_person(request.person, self._studio, "person", found)
        amount = request.amount if request.HasField("amount") else DEFAULT_AMOUNT
        relatives: list[Drawn] = []
        try:
            relatives += vary(
                self._studio.people,
                person,
                request.seed,
                count,
                amount=amount,
                locks=tuple(request.locks),
                checkpoint=call.checkpoint,
            )
        except InvalidFields as error:
            found += _not_of_person(error.violations)
        refuse(found)
        return pb.VaryResponse(persons=[sampled_message(drawn) for drawn in relatives])

    def edit(self, request: pb.EditRequest, call: Call) -> pb.EditResponse:
        found: list[Violation] = []
        person = examine_person(request.person, self._studio, "person", found)
        call.checkpoint()
        said = {name: getattr(request, name) for name in ("age_years", "sex", "muscle") if request.HasField(name)}
        try:
            changed = change(
                self._studio.people,
                person,
                measures=dict(request.measures),
                by=dict(request.measure_changes),
                locks=tuple(request.locks),
                **said,
            )
        except InvalidFields as error:
            raise InvalidFields([*found, *_not_of_person(error.violations)]) from error
        refuse(found)
        return pb.EditResponse(
            person=person_message(changed.person),
            before=measures_message(changed.before),
            after=measures_message(changed.after),
        )

    def measure(self, request: pb.MeasureRequest, _call: Call) -> pb.MeasureResponse:
        person = read_person_alone(request.person, self._studio, "person")
        return pb.MeasureResponse(measures=measures_message(self._studio.measure(person.shape)))

    def update(self, request: pb.UpdateRequest, _call: Call) -> pb.UpdateResponse:
        return self._updates.update(request)

    def check(self, request: pb.CharacterRequest) -> None:
        check_request(request, self._studio)

    def check_crowd(self, request: pb.CrowdRequest) -> None:
        read_crowd(request, self._studio, Call("check"))

    def generate(self, request: pb.CharacterRequest, call: Call, emit: Emit) -> Iterator[pb.CharacterEvent]:
        began = time.perf_counter()
        studio = self._studio.view()
        wanted = read_request(request, studio)

        def tell(stage: str, fraction: float, preview: bytes = b"") -> None:
            emit(pb.CharacterEvent(progress=common_pb2.Progress(stage=stage, fraction=fraction, preview_png=preview)))

        tell("start", 0.0)
        sitting = Sitting(wanted.drawn, studio, call.checkpoint, wanted.own)
        call.checkpoint()
        if worth_a_preview(wanted.outputs):
            tell("portrait", _MADE_SHARE, sitting.preview(wanted.outputs))
        files = []
        for file in sitting.files(wanted.outputs, wanted.file_name):
            files.append(file)
            done = _MADE_SHARE + (1.0 - _MADE_SHARE) * len(files) / len(wanted.outputs)
            tell(file.artifact.kind, min(done, 1.0))
        result = result_message(sitting, files)
        result.request_id = call.request_id
        result.unknown_words.extend(wanted.unknown_words)
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = pb.CharacterEvent(result=result)
        return file_events([file.data for file in files], event, lambda chunk: pb.CharacterEvent(chunk=chunk))

    def generate_crowd(self, request: pb.CrowdRequest, call: Call, emit: Emit) -> Iterator[pb.CrowdEvent]:
        return make_crowd(request, self._studio.view(), call, cast(Any, emit))


def _quick(request: Message) -> bool:
    """Whether a call works for no more than a tenth of a second: a person takes that long to draw."""
    return not isinstance(request, pb.SampleRequest | pb.VaryRequest) or request.count <= 1


def _not_of_person(found: list[Violation]) -> list[Violation]:
    """Violations of a call's other fields: what is wrong with the person is said by the paths of the contract."""
    return [violation for violation in found if not violation.field.startswith("person.")]
