"""procgen.v1.DialogueService."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, cast

from google.protobuf.message import Message

from procgen.services.call import Call, Emit, Method
from procgen.services.dialogue_info import dialogue_info
from procgen.services.dialogue_lines import make_lines
from procgen.services.dialogue_models import Models
from procgen.services.dialogue_scene import check_scene, fill_scene, make_scene
from procgen.services.dialogue_talk import converse
from procgen.v1 import dialogue_pb2 as pb

SERVICE: Final = "procgen.v1.DialogueService"
Handler = Callable[..., Any]


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
        return [
            Method(f"/{SERVICE}/{name}", request, handler, streaming=long, heavy=True)
            for long, methods in ((False, unary), (True, streaming))
            for name, request, handler in methods
        ]

    def get_info(self, _request: Message, _call: Call) -> pb.GetDialogueInfoResponse:
        return dialogue_info(self.models)

    def check_scene(self, request: Message, _call: Call) -> pb.CheckSceneResponse:
        assert isinstance(request, pb.CheckSceneRequest)
        return check_scene(request)

    def generate_lines(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.LinesEvent]:
        assert isinstance(request, pb.LinesRequest)
        return make_lines(request, self.models, call, cast(Any, emit))

    def generate_scene(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.SceneEvent]:
        assert isinstance(request, pb.SceneRequest)
        return make_scene(request, self.models, call, cast(Any, emit))

    def fill_scene(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.FillSceneEvent]:
        assert isinstance(request, pb.FillSceneRequest)
        return fill_scene(request, self.models, call, cast(Any, emit))

    def converse(self, request: Message, call: Call, emit: Emit) -> Iterator[pb.ConverseEvent]:
        assert isinstance(request, pb.ConverseRequest)
        return converse(request, self.models, call, cast(Any, emit))
