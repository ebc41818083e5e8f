"""Times the classical texture generators and the work on exemplars, and measures what the short fit brings.

Run as ``python -m tests.benchmarks.bench_texture_classical``; pytest does not collect it. Times are the best CPU
seconds of several runs. With ``--package FOLDER`` the fit is measured on the CC0 pack's test pictures, from a
training picture of the same class; else from one procedural material to another.
"""

from __future__ import annotations

import argparse
import io
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import noise
import numpy as np
from PIL import Image

from procgen.runtime.gradient_noise import HashedGradients
from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.classical.periodic_noise import Points, gradient_noise
from procgen.texture.classical.quilting import QuiltingParameters, quilt_surface
from procgen.texture.classical.random_phase import random_phase_surface
from procgen.texture.classical.statistics import match_colours, match_statistics, patch_distance
from procgen.texture.classical.torus import luminance
from procgen.texture.exemplar import estimate_maps, prepare, read_exemplar
from procgen.texture.material import FloatArray

RUNS = 3
FIT_CLASSES = ("brick", "paving", "gravel", "rock", "planks", "grass", "bark", "concrete", "wood", "marble", "ground")


def best(work: Callable[[], object]) -> float:
    """Shortest of several runs, CPU seconds."""
    seconds = []
    for _ in range(RUNS):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


def package_octave(size: int, cells: int) -> None:
    """One octave by the package, called once a pixel as its interface wants it."""
    for y in range(size):
        for x in range(size):
            noise.pnoise2(x * cells / size, y * cells / size, repeatx=cells, repeaty=cells)


def times() -> None:
    small = noise_surface(NoiseParameters("rock", 1, 128, 128))
    large = noise_surface(NoiseParameters("rock", 1, 512, 512, piece_px=512))
    buffer = io.BytesIO()
    photo = noise_surface(NoiseParameters("gravel", 1, 2048, 2048, piece_px=1024)).albedo[:1500, :2000]
    Image.fromarray((photo * 255.0).astype(np.uint8)).save(buffer, "JPEG", quality=92)
    read = read_exemplar(buffer.getvalue(), "exemplar")
    made = prepare(read)
    rows: list[tuple[str, Callable[[], object]]] = [
        ("noise 128", lambda: noise_surface(NoiseParameters("rock", 1, 128, 128))),
        ("noise 512", lambda: noise_surface(NoiseParameters("rock", 1, 512, 512, piece_px=512))),
        ("noise 1024", lambda: noise_surface(NoiseParameters("rock", 1, 1024, 1024, piece_px=1024))),
        ("quilting 128", lambda: quilt_surface(small, QuiltingParameters(1, 128, 128))),
        ("quilting 512", lambda: quilt_surface(large, QuiltingParameters(1, 512, 512, patch_px=96, overlap_px=20))),
        ("random phase 128", lambda: random_phase_surface(small, 1, 128, 128)),
        ("random phase 512", lambda: random_phase_surface(large, 1, 512, 512)),
        ("fit 128", lambda: match_statistics(small.albedo, made.small)),
        ("read 3 Mpx JPEG", lambda: read_exemplar(buffer.getvalue(), "exemplar")),
        ("prepare", lambda: prepare(read)),
        ("estimate maps 512", lambda: estimate_maps(made.full, "gravel", piece_px=512.0)),
        ("one octave 256", lambda: gradient_noise(HashedGradients(1), Points.grid(256, 256), 16, 16)),
        ("one octave 256, package", lambda: package_octave(256, 16)),
    ]
    for name, work in rows:
        print(f"{name:<26}{best(work):>9.4f} CPU s")


def pairs(package: Path | None) -> Iterator[tuple[str, FloatArray, FloatArray]]:
    """Class, start and example."""
    if package is None:
        for name in FIT_CLASSES:
            start, wanted = (noise_surface(NoiseParameters(name, seed, 128, 128)).albedo for seed in (5, 11))
            yield name, start, wanted
        return
    items = json.loads((package / "manifest.json").read_text())["items"]

    def picture(item: dict[str, dict[str, str]]) -> FloatArray:
        with Image.open(package / item["maps"]["albedo"]) as opened:
            reduced = opened.convert("RGB").resize((128, 128), Image.Resampling.BOX)
        return np.asarray(reduced, np.float32) / np.float32(255.0)

    for name in FIT_CLASSES:
        mine = [item for item in items if item["cls"] == name]
        tests = [item for item in mine if item["split"] == "test"]
        trains = [item for item in mine if item["split"] == "train"]
        for number, test in enumerate(tests[:3]):
            yield name, picture(trains[7 * number % len(trains)]), picture(test)


def fit(package: Path | None) -> None:
    print(f"\n{'fit':<12}{'patch distance':>16}{'colours alone':>15}{'fitted':>9}{'structure kept':>16}")
    lines = []
    for name, start, wanted in pairs(package):
        coloured = np.clip(match_colours(start, wanted), 0.0, 1.0)
        fitted = match_statistics(start, wanted)
        distances = [patch_distance(made, wanted, seed=99) for made in (start, coloured, fitted)]
        kept = float(np.corrcoef(luminance(start).ravel(), luminance(fitted).ravel())[0, 1])
        lines.append([*distances, kept])
        print(f"{name:<12}{distances[0]:>16.4f}{distances[1]:>15.4f}{distances[2]:>9.4f}{kept:>16.3f}")
    mean = np.mean(lines, axis=0)
    print(f"{'mean':<12}{mean[0]:>16.4f}{mean[1]:>15.4f}{mean[2]:>9.4f}{mean[3]:>16.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--package", type=Path, help="folder of the CC0 texture pack")
    package = parser.parse_args().package
    times()
    fit(package)


if __name__ == "__main__":
    main()
