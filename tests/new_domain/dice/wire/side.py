"""How dice speak the contract."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Final

from procgen.dice.generate import DOMAIN, RANGES, DiceParameters, check, generate

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import SEED, Form
from procgen.kit.wire.request_id import request_id_violations
from procgen.kit.wire.side import Wire
from procgen.v1 import common_pb2, dice_pb2

OUTPUTS: Final = ("json", "csv")


FORM: Final = Form(
    dice_pb2.DESCRIPTOR.services_by_name["DiceService"].methods_by_name["Generate"],
    DOMAIN,
    "Dice",
    numbers={"seed": SEED, **RANGES},
    choices={"outputs": (OUTPUTS, "What to send.")},
    texts={"file_name": "What the names of the files start with."},
)


def read_request(message: dice_pb2.DiceRequest) -> DiceParameters:
    """Raises InvalidFields that names every field that can't be accepted."""
    found = request_id_violations(message.request_id) + file_name_violations(message.file_name)
    found += [
        Violation.of(f"outputs[{index}]", kind, "one of " + ", ".join(OUTPUTS))
        for index, kind in enumerate(message.outputs)
        if kind not in OUTPUTS
    ]
    numbers = {name: getattr(message, name) for name in RANGES if message.HasField(name)}
    parameters = DiceParameters(message.seed, **numbers)
    try:
        check(parameters)
    except InvalidFields as error:
        found += error.violations
    if found:
        raise InvalidFields(found)
    return parameters


def roll(request: dice_pb2.DiceRequest, call: Call, emit: Emit) -> Iterator[dice_pb2.DiceEvent]:
    """DiceService.Generate."""
    began = time.perf_counter()
    parameters = read_request(request)
    emit(dice_pb2.DiceEvent(progress=common_pb2.Progress(stage="roll", fraction=0.0)))
    made = generate(parameters, call.checkpoint)
    files = []
    result = dice_pb2.DiceResult(request_id=call.request_id, recipe=recipe_message(made.recipe))
    name = request.file_name or f"dice-{made.recipe.sha256[:12]}"
    for kind in request.outputs or OUTPUTS[:1]:
        text = json.dumps(made.numbers) if kind == "json" else "\n".join(map(str, made.numbers))
        files.append(text.encode())
        result.artifacts.append(artifact(kind, f"{name}.{kind}", "text/plain", files[-1]))
    result.elapsed_ms = (time.perf_counter() - began) * 1000.0
    event = dice_pb2.DiceEvent(result=result)
    return file_events(files, event, lambda chunk: dice_pb2.DiceEvent(chunk=chunk))


class DiceService:
    """Rolls dice."""

    def methods(self) -> list[AnyMethod]:
        return [
            Method(
                "/procgen.v1.DiceService/Generate",
                dice_pb2.DiceRequest,
                roll,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                models=lambda _request: {},
                check=lambda request: check(read_request(request)),
            )
        ]


WIRE: Final = Wire(make=lambda _parts: DiceService(), describe=lambda _parts: [FORM.describe()])
