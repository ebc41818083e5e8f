"""Every domain's evaluation in one go, of sizes that two cores get through within a quarter of an hour."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from procgen.domains import DOMAINS
from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.rows import Rows
from procgen.kit.ruler.side import NoPack, Ruler, Said, Sample, Surroundings, default_processes, find_pack
from procgen.kit.ruler.standard_figures import Common
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.served import all_services

MEASURED: Final = {domain.name: domain for domain in DOMAINS if domain.ruler}
"""What can be measured, by name."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found of a domain.

    Attributes:
        domain: its name.
        common: where it has the figures that are asked of every domain alike.
        metrics: by figure, a row each of ours, real, baseline and the ends of intervals.
        bars: that some of them are held to.
        samples: a few, not picked.
        seconds: that it took.
        processor_seconds: of all processors together, which another program beside it does not lengthen.
    """

    domain: str
    common: Common
    metrics: Rows
    bars: tuple[Bar, ...]
    samples: tuple[Sample, ...]
    seconds: float
    processor_seconds: float = 0.0


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


def _ruler(name: str) -> Ruler:
    return MEASURED[name].load_ruler()


def _pack_of(name: str, folders: Sequence[Path]) -> Path:
    return find_pack(_ruler(name), name, folders)


def measure(
    domains: Sequence[str], wanted: Wanted, processes: int | None = None
) -> tuple[list[Measured], dict[str, str]]:
    """Evaluate domains, as many at a time as there are processes, each on one thread.

    Args:
        domains: of :data:`MEASURED`.
        wanted: of all of them.
        processes: one works in this process; as many as there are processors if not given.

    Returns:
        What was found, and by domain why it was left out, both in the order of ``domains``.
    """
    processes = default_processes() if processes is None else processes
    packs: dict[str, Path] = {}
    left_out: dict[str, str] = {}
    for name in domains:
        try:
            packs[name] = _pack_of(name, wanted.folders)
        except NoPack as error:
            left_out[name] = str(error)
    # What takes longest comes first, so that the processes end at about the same time.
    asked = sorted(packs, key=lambda name: -_ruler(name).weight)
    jobs = {name: partial(_measured, name, packs[name], wanted) for name in asked}
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
    store, ruler = wanted.store(), _ruler(name)
    around = Surroundings(
        store,
        wanted.folders,
        wanted.seed,
        wanted.split,
        wanted.say,
        all_services(store, BlobStore()),
        partial(_pack_of, folders=wanted.folders),
        wanted.quick,
    )
    began, worked = time.monotonic(), _processor_seconds()
    metrics, held, samples = ruler.run(around, folder)
    seconds, processor = time.monotonic() - began, _processor_seconds() - worked
    wanted.say(f"{name}: done after {seconds:.0f} s, {processor:.0f} s of processors")
    return Measured(name, ruler.common, metrics, tuple(held), tuple(samples), seconds, processor)


def _processor_seconds() -> float:
    """That this process, and those that it started and that ended, have worked."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
