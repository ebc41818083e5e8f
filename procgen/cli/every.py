"""Every domain's evaluation in one go, of sizes that two cores get through within a quarter of an hour.

What is measured, and how, is each domain's own (:mod:`procgen.terrain.ruler.evaluate` and its fellows); here stand the
numbers of samples, what each needs, and a few samples to look at. The same seed gives the same figures:
times, which are of a machine and not of a seed, are `procgen bench`'s and left out.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from google.protobuf.message import Message

from procgen.character.wire.service import CharacterService
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.network import Network
from procgen.dialogue.language.own import DOMAIN as DIALOGUE
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.wire.models import OURS, PHRASES, Models
from procgen.dialogue.wire.service import DialogueService
from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.intervals import ENDS, Interval, mean_of
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Call, Stream
from procgen.kit.wire.received import receive
from procgen.kit.wire.registry import Services
from procgen.layout.wire.service import LayoutService
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.table.wire.service import TableService
from procgen.terrain.ruler.bars import bars
from procgen.terrain.ruler.samples import default_processes
from procgen.terrain.wire.service import TerrainService
from procgen.texture.wire.service import TextureService
from procgen.v1 import character_pb2, dialogue_pb2, layout_pb2, table_pb2, terrain_pb2, texture_outputs_pb2, texture_pb2

Rows = dict[str, dict[str, float]]
Said = Callable[[str], None]

_MATERIALS: Final = ("brick", "rock", "wood", "planks", "grass", "sand")
_KINDS: Final = ("village", "dungeon", "cave", "city")
_TABLES: Final = ("ecology", "settlement", "roles", "loot", "encounter", "scenario")
_CRITICS: Final[Mapping[str, int]] = MappingProxyType(
    {"terrain": 24, "texture": 40, "character": 200, "dialogue": 40, "layout": 24}
)
"""Requests that candidates are made for, by what a critic judges."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Something to look at: a PNG, or lines of text."""

    title: str
    png: bytes = b""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of a domain.

    Attributes:
        domain: its name.
        metrics: by figure, a row each of ours, real, baseline and the ends of intervals.
        bars: that some of them are held to.
        samples: a few, not picked.
        seconds: that it took.
        processor_seconds: of all processors together, which another program beside it does not lengthen.
    """

    domain: str
    metrics: Rows
    bars: tuple[Bar, ...]
    samples: tuple[Sample, ...]
    seconds: float
    processor_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What evaluations work with.

    Attributes:
        store: the models.
        folders: where data may be.
        seed: of all that is drawn.
        split: of held-out data, "validation" or "test".
        domains: the services, for samples.
        say: told what is done.
        quick: whether a tenth of the samples will do, and the parts that take least.
    """

    store: ModelStore
    folders: tuple[Path, ...]
    seed: int
    split: str
    say: Said
    domains: Services = field(repr=False)
    quick: bool = False

    def progress(self, name: str, share: float) -> None:
        """For the domains' evaluations."""
        if share == 1.0:
            self.say(name)


Found = tuple[Rows, Sequence[Bar], Iterable[Sample]]


def finished(handler: Callable[..., Iterable[Any]], request: Message, kind: str) -> bytes:
    """A file that a call makes; pictures of its progress may be of half-done work."""
    return receive(handler(request, Call("evaluate"), lambda _: None)).file(kind)


def pictured(handler: Stream[Any], request: Message) -> bytes:
    """The last picture that a call shows, of those that show their result at the end."""
    pictures: list[bytes] = []

    def emit(event: Any) -> None:
        if event.progress.preview_png:
            pictures.append(event.progress.preview_png)

    for _ in handler(request, Call("evaluate"), emit):
        pass
    return pictures[-1]


def _terrain(around: Surroundings, folder: Path) -> Found:
    from procgen.terrain.ruler.evaluate import Options, evaluate  # noqa: PLC0415 torch, for this domain alone

    options = Options(
        split=around.split,
        seed=around.seed,
        samples=8 if around.quick else 96,
        per_patch=1,
        parts=("statistics",) if around.quick else ("statistics", "encoder", "memorisation", "likelihood"),
        processes=1,
    )
    found = evaluate(folder, options, progress=around.progress).metrics
    service = around.domains.service(TerrainService)
    samples = [
        Sample(
            f"seed {seed}",
            finished(
                service.generate,
                terrain_pb2.TerrainRequest(
                    seed=seed, width_px=256, depth_px=256, outputs=[terrain_pb2.TERRAIN_OUTPUT_HILLSHADE_PNG]
                ),
                "hillshade_png",
            ),
        )
        for seed in range(around.seed, around.seed + 4)
    ]
    return found, bars(found), samples


def _texture(around: Surroundings, folder: Path) -> Found:
    from procgen.texture.generate import generate, texture_models  # noqa: PLC0415
    from procgen.texture.material import Surface  # noqa: PLC0415
    from procgen.texture.parameters import TextureParameters  # noqa: PLC0415
    from procgen.texture.recipe.pack import TexturePack  # noqa: PLC0415
    from procgen.texture.ruler.bars import texture_bars  # noqa: PLC0415
    from procgen.texture.ruler.baselines import classical_baselines  # noqa: PLC0415
    from procgen.texture.ruler.evaluate import Options, evaluate_texture  # noqa: PLC0415 torch

    model = texture_models(around.store)[0]

    def sample(material: str, number: int) -> Surface:
        parameters = TextureParameters(128, 128, seed=number, material=material, model=model)
        return generate(parameters, around.store).surface

    baselines = classical_baselines(TexturePack(folder).of("train"))
    quilting = {"quilting": baselines["quilting"]}
    parts = ("maps",) if around.quick else ("likeness", "classes", "maps", "memorisation")
    options = Options(split=around.split, seed=around.seed, rounds=1, parts=parts)
    found = evaluate_texture(folder, sample, options, baselines=quilting, progress=around.progress).metrics
    service = around.domains.service(TextureService)
    samples = []
    for material in _MATERIALS:
        request = texture_pb2.TextureRequest(
            seed=around.seed + 1,
            material=material,
            width_px=256,
            height_px=256,
            outputs=[texture_outputs_pb2.TEXTURE_OUTPUT_ALBEDO_PNG],
        )
        samples.append(Sample(material, finished(service.generate, request, "albedo_png")))
    return found, texture_bars(found), samples


def _character(around: Surroundings, folder: Path) -> Found:
    from procgen.character.ruler.evaluate import PARTS, Options, character_bars, evaluate_character  # noqa: PLC0415 torch

    parts = ("population", "crowd") if around.quick else PARTS
    options = Options(
        parts=parts, split=around.split, seed=around.seed, people=4 if around.quick else 40,
        crowd=10 if around.quick else 100,
    )  # fmt: skip
    every = evaluate_character(folder, options, around.progress)
    found = {name: row for name, row in every.items() if not is_time(name)}
    service = around.domains.service(CharacterService)
    samples = []
    for seed in range(around.seed + 1, around.seed + 5):
        portrait = character_pb2.CharacterOutput(kind="portrait", picture_px=256)
        request = character_pb2.CharacterRequest(seed=seed, outputs=[portrait])
        samples.append(Sample(f"seed {seed}", finished(service.generate, request, "portrait")))
    return found, character_bars(found), samples


def _dialogue(around: Surroundings, folder: Path) -> Found:
    from procgen.dialogue.ruler.bars import dialogue_bars  # noqa: PLC0415
    from procgen.dialogue.ruler.evaluate import Options, evaluate_dialogue  # noqa: PLC0415 scikit-learn

    models = Models(around.store)
    backends: dict[str, LanguageModel | None] = {OURS: models.get(OURS), PHRASES: models.get(PHRASES)}
    few = 10 if around.quick else 1
    parts = ("keeping", "variety") if around.quick else ("keeping", "variety", "bits", "likeness")
    options = Options(
        split=around.split, seed=around.seed, requests=200 // few, scenes=4 // few, attacks=60 // few,
        barks=300 // few, groups=1, parts=parts,
    )  # fmt: skip
    network = Network(around.store.part(DIALOGUE, "own", "decoder"))
    found = evaluate_dialogue(folder, backends, options, around.progress, network=network).metrics
    wishes = [dialogue_pb2.Wish(intent=intent) for intent in ("greet", "warn", "refuse", "small_talk", "bark:idle")]
    request = dialogue_pb2.LinesRequest(seed=around.seed + 1, wishes=wishes)
    service = around.domains.service(DialogueService)
    said = receive(service.generate_lines(request, Call("evaluate"), lambda _: None)).result.lines
    return found, dialogue_bars(found), [Sample("Lines", lines=tuple(f"{each.intent}: {each.text}" for each in said))]


def _layout(around: Surroundings, _folder: Path) -> Found:
    from procgen.layout.network import DOMAIN, load_network  # noqa: PLC0415
    from procgen.layout.ruler.bars import layout_bars  # noqa: PLC0415
    from procgen.layout.ruler.evaluate import Options, evaluate_layout  # noqa: PLC0415 scikit-learn

    split = "val" if around.split == "validation" else around.split
    maps = 4 if around.quick else 8
    options = Options(
        split=split, seed=around.seed, train_maps=3 * maps, held_maps=maps, made_maps=maps,
        seeds=6 if around.quick else 60,
    )  # fmt: skip
    network = load_network(around.store, around.store.generators(DOMAIN)[0])
    found = evaluate_layout(network, options, around.progress).metrics
    service = around.domains.service(LayoutService)
    samples = []
    for kind in _KINDS:
        request = layout_pb2.LayoutRequest(seed=around.seed + 1, kind=kind, width=48, depth=48)
        samples.append(Sample(kind, pictured(service.generate, request)))
    return found, layout_bars(found), samples


def _table(around: Surroundings, _folder: Path) -> Found:
    from procgen.table.reading import read_wishes  # noqa: PLC0415
    from procgen.table.recipe.data import read_table  # noqa: PLC0415
    from procgen.table.recipe.sources import SOURCES  # noqa: PLC0415
    from procgen.table.ruler.evaluate import evaluate_table, table_bars  # noqa: PLC0415 scikit-learn
    from procgen.table.table import load_table  # noqa: PLC0415

    found: Rows = {}
    each_table: list[Rows] = []
    held: list[Bar] = []
    samples = []
    service = around.domains.service(TableService)
    for name in _TABLES:
        source = SOURCES[name]
        request = table_pb2.TableRequest(seed=around.seed + 1, table=name, count=500)
        samples.append(Sample(source.title, pictured(service.generate, request)))
        try:
            rows = read_table(source.csv(around.folders), read_wishes(source.wishes), source.group)
        except FileNotFoundError as error:
            around.say(f"table {name} is left out: {error}")
            samples.append(Sample(source.title, lines=(f"No figures: {error}.",)))
            continue
        made = evaluate_table(load_table(around.store, name), rows, seed=around.seed)
        each_table.append(made.metrics)
        found |= {f"{name}_{key}": row for key, row in made.metrics.items()}
        held += table_bars(made, f"{name}_")
        around.say(f"table {name}")
    return {**mean_rows(each_table), **found}, held, samples


def _world(around: Surroundings, _folder: Path) -> Found:
    from procgen.world.generate import generate  # noqa: PLC0415
    from procgen.world.map_picture import map_png  # noqa: PLC0415
    from procgen.world.parameters import WorldParameters  # noqa: PLC0415
    from procgen.world.place import Place  # noqa: PLC0415
    from procgen.world.ruler.evaluate import TEXTS, evaluate_worlds  # noqa: PLC0415 only here

    model = OwnModel.load(around.store)
    made: list[Place] = []

    def make(number: int) -> Place:
        parameters = WorldParameters(text=TEXTS[number % len(TEXTS)], seed=number, side_m=500.0, metres_per_pixel=4.0)
        place = generate(parameters, around.store, outputs=("props", "dialogue"), model=model).place
        made.append(place)
        return place

    found = evaluate_worlds(make, 1 if around.quick else 12, around.seed, lambda done, _: around.say(f"world {done}"))
    return found.metrics, found.bars, [Sample(place.name, map_png(place)) for place in made[:2]]


def _critic(around: Surroundings, _folder: Path) -> Found:
    from procgen.critic.ruler.figures import evaluate_critic  # noqa: PLC0415 torch

    found: Rows = {}
    each_critic: list[Rows] = []
    missing: list[Sample] = []
    for domain, requests in _CRITICS.items():
        if around.quick and domain != "layout":
            continue
        folder = folder_of(RUNNERS[domain], domain, around.folders)
        if folder is None:
            why = f"no folder of --data holds {RUNNERS[domain].file}"
            around.say(f"critic of {domain} is left out: {why}")
            missing.append(Sample(f"Critic of {domain}", lines=(f"No figures: {why}.",)))
            continue
        rows = evaluate_critic(
            domain, folder, around.split, around.seed, around.store, lambda _: None, requests=requests
        )  # fmt: skip
        each_critic.append(rows)
        found |= {f"{domain}_{name}": row for name, row in rows.items()}
        around.say(f"critic of {domain}")
    return {**mean_rows(each_critic), **found}, (), missing


def is_time(metric: str) -> bool:
    """Whether a metric is a time, in milliseconds."""
    return metric.endswith("_ms") or "_ms_" in metric


def mean_rows(parts: Sequence[Rows]) -> Rows:
    """The mean of each metric that all parts have, over parts that are independent of one another.

    Columns that all have, with intervals where all have them.
    """
    if not parts:
        return {}
    rows: Rows = {}
    for metric in parts[0]:
        each = [part.get(metric, {}) for part in parts]
        columns = [name for name in each[0] if not name.endswith(ENDS) and all(name in row for row in each)]
        for name in columns:
            if all(name + end in row for row in each for end in ENDS):
                intervals = [Interval(row[name], *(row[name + end] for end in ENDS)) for row in each]
                rows.setdefault(metric, {}).update(mean_of(intervals).cells(name))
            else:
                rows.setdefault(metric, {})[name] = float(np.mean([row[name] for row in each]))
    return rows


@dataclass(frozen=True, slots=True)
class Runner:
    """How a domain is measured.

    Attributes:
        run: does it, with a folder that holds ``file``.
        file: what tells the folder; empty where it needs none.
    """

    run: Callable[[Surroundings, Path], Found]
    file: str = ""


RUNNERS: Mapping[str, Runner] = MappingProxyType(
    {
        "character": Runner(_character, "ansur2.csv.xz"),
        "terrain": Runner(_terrain, "terrain_00.npz"),
        "texture": Runner(_texture, "manifest.json"),
        "dialogue": Runner(_dialogue, "dialogue.jsonl.xz"),
        "layout": Runner(_layout),
        "critic": Runner(_critic),
        "table": Runner(_table),
        "world": Runner(_world),
    }
)
"""By domain; what takes longest comes first."""


def folder_of(runner: Runner, domain: str, folders: Sequence[Path]) -> Path | None:
    """The folder that a domain's evaluation needs: one of the folders, or one in them; None where there is none."""
    if not runner.file:
        return Path()
    found = [
        each
        for folder in folders
        for each in (folder, *sorted(path for path in folder.glob("*") if path.is_dir()))
        if (each / runner.file).is_file()
    ]
    # A manifest.json is in more than one pack.
    named = [each for each in found if each.name.startswith(domain)]
    return next(iter(named or found), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be measured; it goes to other processes.

    Attributes:
        folders: where data may be.
        store: makes the models' store.
        seed: of all that is drawn.
        split: of held-out data.
        say: told what is done; called in other processes, too.
        quick: whether a tenth of the samples will do.
    """

    folders: tuple[Path, ...]
    store: Callable[[], ModelStore]
    seed: int
    split: str
    say: Said
    quick: bool = False


def measure(
    domains: Sequence[str], wanted: Wanted, processes: int | None = None
) -> tuple[list[Measured], dict[str, str]]:
    """Evaluate domains, as many at a time as there are processes, each on one thread.

    Args:
        domains: of :data:`RUNNERS`.
        wanted: of all of them.
        processes: one works in this process; as many as there are processors if not given.

    Returns:
        What was found, and by domain why it was left out, both in the order of ``domains``.
    """
    processes = default_processes() if processes is None else processes
    folders = {name: folder_of(RUNNERS[name], name, wanted.folders) for name in domains}
    left_out = {
        name: f"no folder of --data holds {RUNNERS[name].file}" for name, folder in folders.items() if folder is None
    }
    # What takes longest comes first, so that the processes end at about the same time.
    asked = sorted((name for name in domains if name not in left_out), key=list(RUNNERS).index)
    jobs = {name: partial(_measured, name, folder, wanted) for name in asked if (folder := folders[name]) is not None}
    if processes == 1 or len(jobs) < 2:
        found = {name: job() for name, job in jobs.items()}
    else:
        context = multiprocessing.get_context("spawn")  # ONNX Runtime's threads do not survive a fork
        with ProcessPoolExecutor(processes, context, initializer=_on_one_thread) as pool:
            running = {name: pool.submit(job) for name, job in jobs.items()}
            found = {name: future.result() for name, future in running.items()}
    return [found[name] for name in domains if name in found], left_out


def _on_one_thread() -> None:
    """Of torch and of scikit-learn, which have not been loaded yet: threads of two processes would wait for each other,
    and sums are rounded by how many there are.
    """
    os.environ["OMP_NUM_THREADS"] = "1"


def _measured(name: str, folder: Path, wanted: Wanted) -> Measured:
    store = wanted.store()
    domains = all_services(store, BlobStore())
    around = Surroundings(store, wanted.folders, wanted.seed, wanted.split, wanted.say, domains, wanted.quick)
    began, worked = time.monotonic(), _processor_seconds()
    metrics, held, samples = RUNNERS[name].run(around, folder)
    seconds, processor = time.monotonic() - began, _processor_seconds() - worked
    wanted.say(f"{name}: done after {seconds:.0f} s, {processor:.0f} s of processors")
    return Measured(name, metrics, tuple(held), tuple(samples), seconds, processor)


def _processor_seconds() -> float:
    """That this process, and those that it started and that ended, have worked."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
