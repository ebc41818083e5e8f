"""procgen.v1.WorldService."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Final

from procgen.character.cloth import Cloth
from procgen.character.people.draw import People
from procgen.dialogue.wire.models import OURS, Models
from procgen.errors import InvalidFields, Violation
from procgen.formats.usd import library as usd_library
from procgen.kit.wire.artifacts import artifact, chunks, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.recent import Recent
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.store import ModelStore
from procgen.terrain.preview import preview_png
from procgen.v1 import common_pb2, world_pb2
from procgen.world.generate import DOMAIN, World, check, generate
from procgen.world.manifest import FORMATS, OUTPUTS, SCENE, TRAFFIC, File
from procgen.world.parameters import RANGES, WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import Land
from procgen.world.scenario import USUAL_SETTLEMENT, ask_scenario
from procgen.world.simulators.weather import LATITUDE_DEG
from procgen.world.wire.memory import smaller_world, world_bytes

SERVICE: Final = "procgen.v1.WorldService"
MODEL_DOMAINS: Final = ("terrain", "texture", "character", "dialogue", "layout", "table")
"""All whose models may take part in a world."""
PREVIEW_PX: Final = 128


def read_request(message: world_pb2.WorldRequest) -> tuple[WorldParameters, tuple[str, ...]]:
    """The parameters, and whose files are wanted.

    Raises:
        InvalidFields: names every field that can't be accepted, and locks that can't be kept.
        Failed: USD is asked for, and usd-core is not installed.
    """
    found = request_id_violations(message.request_id)
    parameters = WorldParameters(
        text=message.text,
        landform=message.landform,
        climate=message.climate,
        settlement=message.settlement,
        collection=message.collection,
        part_seeds=dict(message.part_seeds),
        locked=tuple(message.locked),
        locked_part_seeds=dict(message.locked_part_seeds),
        traffic_events=tuple(message.traffic_events),
        fit_traffic=message.fit_traffic,
        no_signals=message.no_signals,
        **numbers_of(message, RANGES),
    )
    for index, part in enumerate(message.parts):
        if part not in OUTPUTS:
            found.append(Violation.of(f"parts[{index}]", repr(part), "one of " + ", ".join(OUTPUTS)))
        elif part in message.parts[:index]:
            found.append(Violation.of(f"parts[{index}]", f"{part} again", "each part once"))
        elif part == TRAFFIC and not (parameters.vehicles or parameters.walkers):
            found.append(Violation.of(f"parts[{index}]", repr(part), "this part only with vehicles or walkers"))
    outputs = tuple(message.parts) or OUTPUTS
    for index, name in enumerate(message.formats):
        if name not in FORMATS:
            found.append(Violation.of(f"formats[{index}]", repr(name), "one of " + ", ".join(FORMATS)))
        elif name in message.formats[:index]:
            found.append(Violation.of(f"formats[{index}]", f"{name} again", "each format once"))
        elif SCENE not in outputs:
            found.append(Violation.of(f"formats[{index}]", name, f"only where {SCENE} is among parts"))
    try:
        check(parameters)
    except InvalidFields as error:
        found += error.violations
    if found:
        raise InvalidFields(found)
    if message.formats:
        usd_library()
    return parameters, (*outputs, *message.formats)


class WorldService:
    """Makes worlds.

    Args:
        store: the models.
        dialogue: the language models; our own chooses what people say.
    """

    def __init__(self, store: ModelStore, dialogue: Models) -> None:
        self._store = store
        self._dialogue = dialogue
        self._people: Recent[int, People] = Recent(2)
        self._cloth: Recent[int, Cloth] = Recent(2)

    def methods(self) -> list[AnyMethod]:
        return [
            Method(
                f"/{SERVICE}/Generate",
                world_pb2.WorldRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=world_bytes,
                less=smaller_world,
                models=models_of(self._store, *MODEL_DOMAINS),
                check=self.check,
            ),
            # Some hundredths of a second in a network: in a worker, past those who work for seconds.
            Method(
                f"/{SERVICE}/DrawScenario",
                world_pb2.DrawScenarioRequest,
                self.draw_scenario,
                heavy=True,
                lane=DOMAIN,
                quick=lambda _request: True,
            ),
        ]

    def check(self, request: world_pb2.WorldRequest) -> None:
        read_request(request)

    def draw_scenario(self, request: world_pb2.DrawScenarioRequest, call: Call) -> world_pb2.DrawScenarioResponse:
        began = time.perf_counter()
        wrong = request_id_violations(request.request_id)
        if wrong:
            raise InvalidFields(wrong)
        drawn = ask_scenario(
            request.text,
            dict(request.given),
            request.seed,
            self._store.view(),
            latitude_deg=request.latitude_deg if request.HasField("latitude_deg") else LATITUDE_DEG,
            day=request.day if request.HasField("day") else None,
            settlement=request.settlement or USUAL_SETTLEMENT,
            checkpoint=call.checkpoint,
        )
        weather, row = drawn.weather, drawn.row
        return world_pb2.DrawScenarioResponse(
            request_id=call.request_id,
            hour=weather.hour,
            weather=weather.weather,
            light=str(row["light"]),
            crowd=str(row["crowd"]),
            wind_m_s=weather.wind_m_s,
            visibility_km=weather.visibility_m / 1000.0,
            temperature_c=weather.temperature_c,
            day=drawn.day,
            latitude_deg=drawn.latitude_deg,
            sun_altitude_deg=weather.sun_altitude_deg,
            sun_azimuth_deg=weather.sun_azimuth_deg,
            clouds=weather.cloudiness / 100.0,
            fog=weather.fog / 100.0,
            wet=weather.wetness / 100.0,
            precipitation_mm_h=weather.precipitation_mm_h,
            vehicles_share=drawn.vehicles_share,
            walkers_share=drawn.walkers_share,
            log_given=drawn.log_given,
            unknown_words=drawn.unknown_words,
            model_sha256=drawn.model_sha256,
            elapsed_ms=(time.perf_counter() - began) * 1000.0,
        )

    def generate(self, request: world_pb2.WorldRequest, call: Call, emit: Emit) -> Iterator[world_pb2.WorldEvent]:
        began = time.perf_counter()
        parameters, outputs = read_request(request)
        store, dialogue = self._store.view(), self._dialogue.view()
        reporter = Reporter(lambda progress: emit(world_pb2.WorldEvent(progress=progress)), call.shown)
        reporter.made("start", 0.0)
        people = self._people.get(store.generation, lambda: People(store)) if parameters.people else None
        cloth = self._cloth.get(store.generation, lambda: Cloth(store)) if parameters.people else None
        model = dialogue.get(OURS) if parameters.lines else None
        callbacks = Callbacks(reporter.made, call.checkpoint)

        def seen(land: Land) -> None:
            reporter.made("ground", 0.0, lambda: _from_above(land))

        first: list[common_pb2.Artifact] = []

        def sent(files: Sequence[File], manifest: File | None) -> None:
            for file in files:
                for chunk in chunks(len(first), file.data):
                    emit(world_pb2.WorldEvent(chunk=chunk))
                first.append(_artifact(file))
            if manifest is not None:
                walkable = world_pb2.WorldWalkable(files=first, manifest_json=manifest.data)
                emit(world_pb2.WorldEvent(walkable=walkable))

        world = generate(
            parameters,
            store,
            callbacks,
            outputs=outputs,
            drawn_by=people,
            cloth=cloth,
            model=model,
            seen=seen,
            sent=sent,
        )
        result = _result(world, first)
        result.request_id = call.request_id
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        return file_events(
            [file.data for file in world.files[len(first) :]],
            world_pb2.WorldEvent(result=result),
            lambda chunk: world_pb2.WorldEvent(chunk=chunk),
            first=len(first),
        )


def _artifact(file: File) -> common_pb2.Artifact:
    made = artifact(file.kind, file.name, file.media_type, file.data)
    made.folder = file.folder
    return made


def _result(world: World, first: Sequence[common_pb2.Artifact]) -> world_pb2.WorldResult:
    """What is said of a world, of whose files the first were sent before."""
    place = world.place
    return world_pb2.WorldResult(
        recipe=recipe_message(world.recipe),
        artifacts=[*first, *(_artifact(file) for file in world.files[len(first) :])],
        name=place.name,
        made_parts=[
            world_pb2.WorldPart(part=part, seed=world.seeds[part], recipe=recipe_message(recipe))
            for part, recipe in place.recipes.items()
        ],
        buildings=0 if place.settlement is None else len(place.settlement.buildings),
        props=len(place.props),
        people=len(place.people),
        animals=len(place.animals),
        lines=len(place.talk),
        unknown_words=world.unknown_words,
        not_there=world.missing,
        deserted=place.deserted,
    )


def _from_above(land: Land) -> bytes:
    """A picture of the ground."""
    step = max(1, -(-max(land.heights_m.shape) // PREVIEW_PX))
    return preview_png(land.heights_m[::step, ::step], land.metres_per_pixel * step, land.sea_level_m)
