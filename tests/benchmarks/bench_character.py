"""Times characters: whole files of each profile, an update, and files per second with one process a core.

Run as ``python -m tests.benchmarks.bench_character``; pytest does not collect it. Each person is another one: shape,
T-pose, clips and file are made from the start; only what a topology keeps is warm. No file has pictures. The
underlayer is the suit of the tests. CPU milliseconds count other work on the machine little; files per second are the
wall clock's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import numpy as np

from procgen.character.body.shape import Shape, make_body
from procgen.character.exporters import ExportOptions, encode
from procgen.character.exporters.options import ALL_LEVELS
from procgen.character.mesh.build import Stance, build
from procgen.character.mesh.update import posed, update
from tests.character.people_in_clothes import BASIS, random_shape, suit

PEOPLE = 60


def cpu_ms(work: Callable[[int], object], runs: int = PEOPLE) -> tuple[float, float]:
    """Median and 95th percentile over different people."""
    work(0)
    spent = []
    for seed in range(1, runs + 1):
        started = time.process_time()
        work(seed)
        spent.append(1e3 * (time.process_time() - started))
    return float(np.median(spent)), float(np.quantile(spent, 0.95))


def file_of(seed: int, profile: str, lod: int = 0, *, dressed: bool = False, clips: bool = True) -> bytes:
    """One person's file."""
    character = build(make_body(SHAPES[seed], BASIS), [suit()] if dressed else [], lods=True)
    return encode(character, ExportOptions(profile, lod, clips=clips))


def many(profile: str, count: int, dressed: bool, clips: bool) -> int:
    """Bytes of so many files."""
    return sum(len(file_of(1 + number % PEOPLE, profile, dressed=dressed, clips=clips)) for number in range(count))


def nudged(seed: int) -> Stance:
    """The same person with another nose."""
    return posed(make_body(Shape(SHAPES[0].macro, {**SHAPES[0].modifiers, "nose_hump": seed / PEOPLE}), BASIS))


SHAPES = [random_shape(seed) for seed in range(PEOPLE + 1)]


def main() -> None:
    for name, work in {
        "full": lambda seed: file_of(seed, "full"),
        "slim": lambda seed: file_of(seed, "slim"),
        "vrm": lambda seed: file_of(seed, "vrm"),
        "full, all levels": lambda seed: file_of(seed, "full", ALL_LEVELS),
        "full, underlayer": lambda seed: file_of(seed, "full", dressed=True),
        "slim, underlayer": lambda seed: file_of(seed, "slim", dressed=True),
        "slim, underlayer, no clips": lambda seed: file_of(seed, "slim", dressed=True, clips=False),
    }.items():
        middle, high = cpu_ms(work)
        print(f"{name}: {middle:.2f} ms, p95 {high:.2f} ms, {len(work(1)) / 1e6:.2f} MB")
    old = posed(make_body(SHAPES[0], BASIS))
    middle, high = cpu_ms(lambda seed: update(old, posed(make_body(SHAPES[seed], BASIS)), BASIS))
    print(f"update to another person: {middle:.2f} ms, p95 {high:.2f} ms")
    middle, high = cpu_ms(lambda seed: update(nudged(0), nudged(seed), BASIS))
    print(f"two bodies and the update of a slider between them: {middle:.2f} ms, p95 {high:.2f} ms")
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        for profile, dressed, clips in (
            ("full", False, True),
            ("slim", False, True),
            ("full", True, True),
            ("slim", True, True),
            ("slim", True, False),
        ):
            list(pool.map(many, [profile] * cores, [20] * cores, [dressed] * cores, [clips] * cores))
            started = time.perf_counter()
            list(pool.map(many, [profile] * cores, [150] * cores, [dressed] * cores, [clips] * cores))
            rate = 150 * cores / (time.perf_counter() - started)
            what = f"{profile}{', underlayer' if dressed else ''}{'' if clips else ', no clips'}"
            print(f"{what}: {rate:.0f} files a second on {cores} cores")


if __name__ == "__main__":
    main()
