"""procgen.v1.CreatureService."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from google.protobuf.message import Message

from procgen.creature.coat import coats
from procgen.creature.exporters import EXPORTERS, Exporter
from procgen.creature.exporters.picture import portrait_png
from procgen.creature.generate import DOMAIN, Creature, clip_names, generate
from procgen.creature.parameters import RANGES, CreatureParameters, violations
from procgen.creature.species import SPECIES, Species
from procgen.creature.wire.memory import creature_bytes, smaller
from procgen.errors import InvalidFields
from procgen.formats.names import file_name_violations
from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.forms import numbers_of
from procgen.kit.wire.model_digests import no_models
from procgen.kit.wire.outputs import read_kinds
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.request_id import request_id_violations
from procgen.v1 import creature_pb2

SERVICE: Final = "procgen.v1.CreatureService"
_EXPORT_SHARE: Final = 0.4
_USUAL: Final = "glb"


def read_request(message: creature_pb2.CreatureRequest) -> tuple[CreatureParameters, tuple[Exporter, ...]]:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
    """
    found = request_id_violations(message.request_id)
    said = numbers_of(message, RANGES)
    parameters = CreatureParameters(
        species=message.species or next(iter(SPECIES)), breed=message.breed, coat=message.coat, **said
    )
    found += violations(parameters)
    kinds = read_kinds(message.outputs, lambda kind: kind if kind in EXPORTERS else None, EXPORTERS, found)
    found += file_name_violations(message.file_name)
    if found:
        raise InvalidFields(found)
    return parameters, tuple(EXPORTERS[kind] for kind in kinds or (_USUAL,))


class CreatureService:
    """Makes animals."""

    def methods(self) -> list[AnyMethod]:
        check: Callable[[Any], None] = self.check
        return [
            Method(f"/{SERVICE}/GetCreatureInfo", creature_pb2.GetCreatureInfoRequest, self.get_info),
            Method(
                f"/{SERVICE}/GenerateCreature",
                creature_pb2.CreatureRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=DOMAIN,
                memory_bytes=creature_bytes,
                models=no_models,
                less=smaller,
                check=check,
            ),
        ]

    def check(self, request: creature_pb2.CreatureRequest) -> None:
        read_request(request)

    def get_info(self, _request: Message, _call: Call) -> creature_pb2.GetCreatureInfoResponse:
        return creature_pb2.GetCreatureInfoResponse(species=_species(), coats=coats())

    def generate(
        self, request: creature_pb2.CreatureRequest, call: Call, emit: Emit
    ) -> Iterator[creature_pb2.CreatureEvent]:
        began = time.perf_counter()
        parameters, exporters = read_request(request)
        reporter = Reporter(
            lambda progress: emit(creature_pb2.CreatureEvent(progress=progress)), call.shown, _EXPORT_SHARE
        )
        reporter.made("start", 0.0)
        levels = sorted({level for each in exporters for level in each.needs(parameters.lod)})
        shown = [0] if call.shown else []
        creature = generate(parameters, sorted({*levels, *shown}), reporter.made, call.checkpoint)
        reporter.made("export", 1.0, lambda: portrait_png(creature, call.checkpoint), last=True)
        result = _result(creature)
        result.request_id = call.request_id
        files = []
        base = request.file_name or creature.name
        for exporter in exporters:
            call.checkpoint()
            data = exporter.write(creature, call.checkpoint)
            files.append(data)
            result.artifacts.append(artifact(exporter.kind, base + exporter.suffix, exporter.media_type, data))
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = creature_pb2.CreatureEvent(result=result)
        return file_events(files, event, lambda chunk: creature_pb2.CreatureEvent(chunk=chunk))


def _species() -> list[creature_pb2.CreatureSpecies]:
    return [
        creature_pb2.CreatureSpecies(
            name=name,
            title=kind.title,
            bird=kind.bird,
            breeds=kind.breeds,
            coats=_coats(kind),
            clips=clip_names(name),
            height_m=kind.measures["height_m"][0],
        )
        for name, kind in SPECIES.items()
    ]


def _coats(kind: Species) -> tuple[str, ...]:
    """Those that are drawn, of the species and of its breeds."""
    breeds = (breed.get("coat", ()) for breed in kind.breeds.values())
    return tuple(dict.fromkeys(itertools.chain(kind.measures["coat"], *breeds)))


def _result(creature: Creature) -> creature_pb2.CreatureResult:
    one = creature.individual
    return creature_pb2.CreatureResult(
        recipe=recipe_message(creature.recipe),
        breed=one.breed,
        coat=one.coat,
        sex=one.sex,
        height_m=one.height_m,
        clips=[
            creature_pb2.CreatureClip(
                name=clip.name, duration_s=clip.seconds, loop=clip.loops, speed_m_s=clip.speed_m_s
            )
            for clip in creature.clips
        ],
    )
