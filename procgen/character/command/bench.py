"""What ``procgen bench`` times of characters: how many files a second this machine makes, and how long a client waits.

Throughput is of whole characters, from the sliders of a new body to the bytes of its file, dressed in the underlayer,
without pictures: full files with rig, movements and 67 morph targets, slim ones with the rig alone. There are as many
processes as processors, which were warm before.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final

from procgen.character.body.basis import packaged_basis
from procgen.character.body.plausible import random_shape
from procgen.character.exporters.glb import encode
from procgen.character.exporters.options import ExportOptions
from procgen.character.generate import assemble, stand_up
from procgen.character.people.person import Person
from procgen.character.wire.messages import person_message
from procgen.kit.command.benches import Bench, Benches, Client, Figures, Measure, timed
from procgen.kit.wire.received import receive
from procgen.v1 import character_pb2, character_pb2_grpc, character_person_pb2

BATCH = 24
"""Characters that a process makes in a run."""
WARM_UP = 6
"""Characters that it makes before."""
_FIRST_WARM_UP = 2**32
_ADULT_YEARS = 18.0
_CLOTHES = ("linen_shirt", "breeches", "tunic", "turn_shoe", "belt")
_SLIDERS = ("nose_hump", "chin_width")
_HAIR = "bob"


def people(first: int, count: int) -> list[Person]:
    """Adults number ``first`` and the following ones, with nothing but a body and a face."""
    basis = packaged_basis()
    return [
        Person(number, random_shape(number, basis, min_years=_ADULT_YEARS)) for number in range(first, first + count)
    ]


def make_files(profile: str, batch: Sequence[Person]) -> int:
    """Make the files of some people; how many bytes they have."""
    options = ExportOptions(profile, textures=False, clips=profile != "slim")
    return sum(len(encode(assemble(stand_up(person), None), options)) for person in batch)


def _warm_up(profile: str, count: int) -> None:
    """Fill what a process keeps from body to body."""
    make_files(profile, people(_FIRST_WARM_UP, count))


@contextmanager
def throughput(profile: str, processes: int = 0) -> Iterator[Measure]:
    """Processes that make characters. Within the block: a measure of the seconds for one character, by run."""
    processes = processes or os.cpu_count() or 1
    # Threads of onnxruntime and gRPC do not survive a fork.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _warm_up, (profile, WARM_UP)) as pool:

        def measure(run: int) -> float:
            first = (run + _FIRST_WARM_UP) * processes * BATCH
            batches = [people(first + number * BATCH, BATCH) for number in range(processes)]
            began = time.perf_counter()
            list(pool.map(partial(make_files, profile), batches))
            return (time.perf_counter() - began) / (processes * BATCH)

        yield measure


@contextmanager
def _rate(name: str, profile: str, processors: int) -> Iterator[Figures]:
    with throughput(profile, processors) as measure:
        yield {name: Bench(measure, 1 / 4)}


def _served(client: Client) -> Figures:
    """Everybody is a new person, in clothes that were made before."""
    stub = character_pb2_grpc.CharacterServiceStub(client.channel)

    def person(run: int, *, dressed: bool = False) -> character_person_pb2.Person:
        made = person_message(people(run, 1)[0])
        if dressed:
            made.outfit.extend(character_person_pb2.Worn(kind=kind) for kind in _CLOTHES)
            made.hair.kind = _HAIR
        return made

    def file(of: Callable[[int], character_person_pb2.Person], kind: str = "glb", texture_px: int = 0) -> Bench:
        output = character_pb2.CharacterOutput(kind=kind, texture_px=texture_px)

        def measure(run: int) -> float:
            request = character_pb2.CharacterRequest(person=of(run), outputs=[output])
            return timed(lambda _: receive(stub.Generate(request)))(run)

        return Bench(measure)

    def alike(run: int) -> character_person_pb2.Person:
        """New bodies in one skin, whose pictures are known."""
        made = person(run, dressed=True)
        made.seed = 1
        return made

    before = person(0)

    def update(run: int) -> float:
        shape = character_person_pb2.BodyShape()
        shape.CopyFrom(before.shape)
        shape.modifiers[_SLIDERS[run % len(_SLIDERS)]] = (run * 0.381966) % 1.0
        return timed(lambda _: stub.Update(character_pb2.UpdateRequest(before=before, shape=shape)))(run)

    return {
        "character_update_ms": Bench(update),
        "character_sample_ms": Bench(timed(lambda run: stub.Sample(character_pb2.SampleRequest(seed=run)))),
        "character_glb_ms": file(person),
        "character_slim_ms": file(person, "slim"),
        "character_dressed_ms": file(lambda run: person(run, dressed=True)),
        "character_textured_ms": file(alike, texture_px=1024),
        "character_new_skin_ms": file(lambda run: person(run, dressed=True), texture_px=1024),
        "character_portrait_ms": file(alike, "portrait", texture_px=1024),
    }


BENCHES: Final = Benches(
    _served,
    alone=(
        partial(_rate, "character_glb_per_s", "full"),
        partial(_rate, "character_slim_per_s", "slim"),
    ),
)
