"""procgen.v1.DialogueService."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, cast

from google.protobuf.message import Message

from procgen.dialogue.exporters.lines import LINE_EXPORTERS
from procgen.dialogue.wire.info import dialogue_info
from procgen.dialogue.wire.lines import make_lines
from procgen.dialogue.wire.memory import dialogue_bytes
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.request import read_lines
from procgen.dialogue.wire.scene import check_scene, fill_scene, make_scene, read_fill, read_scene
from procgen.dialogue.wire.talk import converse
from procgen.kit.wire.call import Call, Check, Emit, Method
from procgen.v1 import dialogue_pb2 as pb

SERVICE: Final = "procgen.v1.DialogueService"
LANE: Final = "dialogue"
_QUICK_BYTES: Final = 1 << 17
"""Scenes up to that size are checked within a tenth of a second."""
Handler = Callable[..., Any]
_KEPT: Final = ("GenerateLines", "GenerateScene", "FillScene")
"""A talk's turns are not asked for again."""


class DialogueService:
    """Writes what is said.

    Args:
        models: that write or choose.
    """

    def __init__(self, models: Models) -> None:
        self.models = models

    def methods(self) -> list[Method]:
        unary: list[tuple[str, type[Message], Handler]] = [
            ("GetDialogueInfo", pb.GetDialogueInfoRequest, self.get_info),
            ("CheckScene", pb.CheckSceneRequest, self.check_scene),
        ]
        streaming: list[tuple[str, type[Message], Handler]] = [
            ("GenerateLines", pb.LinesRequest, self.generate_lines),
            ("GenerateScene", pb.SceneRequest, self.generate_scene),
            ("FillScene", pb.FillSceneRequest, self.fill_scene),
            ("Converse", pb.ConverseRequest, self.converse),
        ]
        checks: dict[str, Check] = {
            "GenerateLines": self.check_lines_request,
            "GenerateScene": self.check_scene_request,
            "FillScene": self.check_fill_request,
        }
        return [
            Method(
                f"/{SERVICE}/{name}",
                request,
                handler,
                streaming=long,
                heavy=True,
                lane=LANE,
                quick=None if long else _quick,
                memory_bytes=dialogue_bytes if long else None,
                check=checks.get(name),
                models=self.models.of_request if name in _KEPT else None,
                models_read=bool(self.models.choice.where),
            )
            for long, methods in ((False, unary), (True, streaming))
            for name, request, handler in methods
        ]

    def get_info(self, _request: Message, _call: Call) -> pb.GetDialogueInfoResponse:
        return dialogue_info(self.models)

    def check_scene(self, request: Message, _call: Call) -> pb.CheckSceneResponse:
        assert isinstance(request, pb.CheckSceneRequest)
        return check_scene(request)

    def check_lines_request(self, request: Message) -> None:
        assert isinstance(request, pb.LinesRequest)
        read_lines(request, self.models.names, tuple(LINE_EXPORTERS))

    def check_scene_request(self, request: Message) -> None:
        assert isinstance(request, pb.SceneRequest)
        read_scene(request, self.models)

    def check_fill_request(self, request: Message) -> None:
        assert isinstance(request, pb.FillSceneRequest)
        read_fill(request, self.models)

    def generate_lines(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.LinesEvent]:
        assert isinstance(request, pb.LinesRequest)
        return make_lines(request, self.models.view(), call, cast(Any, emit))

    def generate_scene(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.SceneEvent]:
        assert isinstance(request, pb.SceneRequest)
        return make_scene(request, self.models.view(), call, cast(Any, emit))

    def fill_scene(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.FillSceneEvent]:
        assert isinstance(request, pb.FillSceneRequest)
        return fill_scene(request, self.models.view(), call, cast(Any, emit))

    def converse(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.ConverseEvent]:
        assert isinstance(request, pb.ConverseRequest)
        return converse(request, self.models.view(), call, cast(Any, emit))


def _quick(request: Message) -> bool:
    return not isinstance(request, pb.CheckSceneRequest) or len(request.source) <= _QUICK_BYTES
