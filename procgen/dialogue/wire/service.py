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
from procgen.kit.wire.call import AnyMethod, Call, Check, Emit, Method
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

    def methods(self) -> list[AnyMethod]:
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
        checks: dict[str, Check[Any]] = {
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

    def check_scene(self, request: pb.CheckSceneRequest, _call: Call) -> pb.CheckSceneResponse:
        return check_scene(request)

    def check_lines_request(self, request: pb.LinesRequest) -> None:
        read_lines(request, self.models.names, tuple(LINE_EXPORTERS))

    def check_scene_request(self, request: pb.SceneRequest) -> None:
        read_scene(request, self.models)

    def check_fill_request(self, request: pb.FillSceneRequest) -> None:
        read_fill(request, self.models)

    def generate_lines(self, request: pb.LinesRequest, call: Call, emit: Emit) -> Iterator[pb.LinesEvent]:
        return make_lines(request, self.models.view(), call, cast(Any, emit))

    def generate_scene(self, request: pb.SceneRequest, call: Call, emit: Emit) -> Iterator[pb.SceneEvent]:
        return make_scene(request, self.models.view(), call, cast(Any, emit))

    def fill_scene(self, request: pb.FillSceneRequest, call: Call, emit: Emit) -> Iterator[pb.FillSceneEvent]:
        return fill_scene(request, self.models.view(), call, cast(Any, emit))

    def converse(self, request: pb.ConverseRequest, call: Call, emit: Emit) -> Iterator[pb.ConverseEvent]:
        return converse(request, self.models.view(), call, cast(Any, emit))


def _quick(request: Message) -> bool:
    return not isinstance(request, pb.CheckSceneRequest) or len(request.source) <= _QUICK_BYTES
