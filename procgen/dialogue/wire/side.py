"""How dialogue speaks the contract."""

from __future__ import annotations

from typing import Final

from procgen.dialogue.wire.info import LINES_FORM, SCENE_FORM
from procgen.dialogue.wire.lines import DOMAIN as LINES
from procgen.dialogue.wire.models import OURS, dialogue_models
from procgen.dialogue.wire.scene import DOMAIN as SCENE
from procgen.dialogue.wire.service import DialogueService
from procgen.kit.wire.side import Parts, Product, Wire, default_networks
from procgen.v1 import dialogue_pb2


def _needs(parts: Parts) -> tuple[str, ...]:
    """Of a model that the user chose nothing is looked into."""
    ours = parts.shared(dialogue_models).names[0] == OURS
    return default_networks(parts.store, "dialogue", "own") if ours else ()


def _cost_of_lines(message: dialogue_pb2.LinesRequest) -> str:
    return str(sum(wish.count if wish.HasField("count") else 1 for wish in message.wishes).bit_length())


WIRE: Final = Wire(
    make=lambda parts: DialogueService(parts.shared(dialogue_models)),
    describe=lambda parts: [form.describe(parts.shared(dialogue_models).names) for form in (LINES_FORM, SCENE_FORM)],
    needs=_needs,
    products={
        LINES: Product(cost=_cost_of_lines),
        SCENE: Product(cost=lambda message: f"{message.nodes.bit_length()}/{len(message.outputs)}"),
    },
)
