"""What an asset of each domain costs on one processor: ``python -m tests.benchmarks.bench_costs``.

Each kind is made in a process of its own with one thread, as the workers of a batch do: seconds of processor time an
asset (median, and the mean of the slowest tenth), memory at its height, and bytes of the files. ``--out FILE`` writes
what docs/scaling.md and tools/simulate_capacity.py are calibrated by; run it on an idle machine.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from procgen.character.wire.service import CharacterService
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.service import DialogueService
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import here, receive, show_nothing
from procgen.runtime.store import ModelStore
from procgen.terrain.wire.outputs import OUTPUTS, output_number
from procgen.terrain.wire.service import TerrainService
from procgen.texture.wire.service import TextureService
from procgen.v1 import character_pb2, dialogue_pb2, dialogue_world_pb2, terrain_pb2, texture_pb2

Make = Callable[[int], int]
"""Takes a seed; gives the bytes of what was made."""
SECONDS = 12.0
FEWEST, MOST = 5, 200


def size_of(events: Any) -> int:
    return sum(map(len, receive(events).files))


def terrain(side_px: int, *kinds: str) -> Make:
    service = TerrainService(ModelStore(threads=1), BlobStore())
    assert set(kinds) <= set(OUTPUTS)
    outputs = [output_number(kind) for kind in kinds]
    return lambda seed: size_of(
        here(
            service.generate,
            terrain_pb2.TerrainRequest(seed=seed, width_px=side_px, depth_px=side_px, outputs=outputs),
            show_nothing,
        )
    )


def texture(side_px: int) -> Make:
    service = TextureService(ModelStore(threads=1), BlobStore())
    materials = ("brick", "rock", "wood", "sand", "planks")
    return lambda seed: size_of(
        here(
            service.generate,
            texture_pb2.TextureRequest(
                seed=seed,
                width_px=side_px,
                height_px=side_px,
                material=materials[seed % len(materials)],
                presets=["godot"],
            ),
            show_nothing,
        )
    )


def character(kind: str) -> Make:
    service = CharacterService(ModelStore(threads=1))
    service.warm_up_people()
    return lambda seed: size_of(
        here(
            service.generate,
            character_pb2.CharacterRequest(seed=seed, outputs=[character_pb2.CharacterOutput(kind=kind, clips=True)]),
            show_nothing,
        )
    )


def barks(count: int) -> Make:
    service = DialogueService(Models(ModelStore(threads=1)))
    wishes = [dialogue_pb2.Wish(intent="bark:idle", count=count)]
    return lambda seed: size_of(
        here(
            service.generate_lines, dialogue_pb2.LinesRequest(seed=seed, wishes=wishes, outputs=["json"]), show_nothing
        )
    )


def scene(nodes: int) -> Make:
    service = DialogueService(Models(ModelStore(threads=1)))
    return lambda seed: size_of(
        here(
            service.generate_scene,
            dialogue_pb2.SceneRequest(seed=seed, cast=[{"name": "Bram"}], nodes=nodes, outputs=["ink", "json"]),
            show_nothing,
        )
    )


def talk_turn() -> Make:
    service = DialogueService(Models(ModelStore(threads=1)))
    persona = dialogue_world_pb2.Persona(name="Bram", role="smith", traits=["grumpy"])
    said = ("Good day.", "Who rules here?", "What do you sell?", "Have you heard any news?", "Farewell.")

    def turn(seed: int) -> int:
        request = dialogue_pb2.ConverseRequest(seed=seed, persona=persona, player_text=said[seed % len(said)])
        return sum(event.ByteSize() for event in service.converse(request, Call("bench"), lambda _: None))

    return turn


def slider_move() -> Make:
    service = CharacterService(ModelStore(threads=1))
    person = service.sample(character_pb2.SampleRequest(count=1, seed=1), Call("bench")).persons[0].person

    def move(seed: int) -> int:
        request = character_pb2.UpdateRequest(before=person, shape=person.shape)
        request.shape.sex = seed % 40 / 40
        return int(service.update(request, Call("bench")).ByteSize())

    return move


KINDS: dict[str, tuple[Callable[..., Make], tuple[Any, ...]]] = {
    "terrain_257": (terrain, (257, "png16")),
    "terrain_513": (terrain, (513, "png16")),
    "terrain_1025": (terrain, (1025, "png16")),
    "texture_512": (texture, (512,)),
    "texture_1024": (texture, (1024,)),
    "character_slim": (character, ("slim",)),
    "character_glb": (character, ("glb",)),
    "barks_10": (barks, (10,)),
    "scene_24": (scene, (24,)),
    "talk_turn": (talk_turn, ()),
    "slider_move": (slider_move, ()),
}


def measure(kind: str) -> dict[str, float]:
    """One kind, in this process."""
    make, arguments = KINDS[kind]
    began = time.process_time()
    once = make(*arguments)
    once(0)
    start_s = time.process_time() - began
    once(1)
    seconds: list[float] = []
    size = 0
    while len(seconds) < FEWEST or (sum(seconds) < SECONDS and len(seconds) < MOST):
        began = time.process_time()
        size += once(2 + len(seconds))
        seconds.append(time.process_time() - began)
    slowest = sorted(seconds)[-max(len(seconds) // 10, 1) :]
    return {
        "cpu_s": round(float(np.median(seconds)), 5),
        "cpu_slow_s": round(float(np.mean(slowest)), 5),
        "start_cpu_s": round(start_s, 3),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "file_kib": round(size / len(seconds) / 1024, 1),
        "runs": len(seconds),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("kinds", nargs="*", default=list(KINDS))
    asked = arguments.parse_args()
    found = {}
    for kind in asked.kinds:
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as alone:
            found[kind] = alone.submit(measure, kind).result()
        print(f"{kind:16}", *(f"{name} {value:g}" for name, value in found[kind].items()), flush=True)
    if asked.out is not None:
        machine = {"processor": platform.processor() or platform.machine(), "processors": os.cpu_count()}
        asked.out.write_text(json.dumps({"machine": machine, "kinds": found}, indent=2) + "\n")


if __name__ == "__main__":
    main()
