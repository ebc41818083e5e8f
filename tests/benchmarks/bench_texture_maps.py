"""Times what follows from a surface: maps, weather, colour and previews; and checks heights solved from real normals.

Run as ``python -m tests.benchmarks.bench_texture_maps [SIZE_PX] [DATA]``; pytest does not collect it. Times are CPU
seconds of one thread and wall seconds with two. DATA is a folder of real sets as README describes; with it, the
height that :func:`height_of_foreign_normals` finds is compared with each set's own.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from procgen.texture import preview
from procgen.texture.colour import ColourParameters, adjust, recolour
from procgen.texture.decals import DECAL_KINDS, DecalParameters, decal
from procgen.texture.detile import variant
from procgen.texture.maps import (
    curvature,
    encode_normals,
    height_from_normals,
    height_of_foreign_normals,
    normals,
    occlusion,
    orm,
)
from procgen.texture.maps.torus import gaussian
from procgen.texture.material import FloatArray, Surface
from procgen.texture.weather import LAYERS, WeatherParameters, weather
from procgen.texture.weather.noise import fractal_noise

RUNS = 5
METRES_PER_PIXEL = 2.0 / 1024


def rough_surface(size_px: int) -> Surface:
    shape = size_px, size_px
    height = fractal_noise(1, "bench/height", shape, size_px / 12, 1.8) * np.float32(4.0)
    tint = fractal_noise(1, "bench/tint", shape, size_px / 6, 1.5)
    albedo = np.clip(0.45 + 0.08 * tint[..., None] * np.array([1.0, 0.9, 0.7], np.float32), 0.0, 1.0)
    roughness = np.clip(np.float32(0.7) + np.float32(0.08) * tint, 0.0, 1.0)
    return Surface(albedo.astype(np.float32), height, roughness, np.zeros(shape, np.float32))


def best(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Shortest of several runs, seconds."""
    seconds = []
    for _ in range(RUNS):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


def times(size_px: int) -> None:
    surface = rough_surface(size_px)
    height, facing = surface.height, normals(surface.height)
    other = Surface(
        *(
            np.roll(each, (size_px // 3, size_px // 2), (0, 1))
            for each in (surface.albedo, surface.height, surface.roughness, surface.metallic)
        )
    )
    threaded: dict[str, Callable[[int], object]] = {
        "normals": lambda threads: normals(height, threads=threads),
        "encode_normals, 8 bit": lambda threads: encode_normals(facing, threads=threads),
        "encode_normals, 16 bit": lambda threads: encode_normals(facing, 16, threads=threads),
        "occlusion": lambda threads: occlusion(height, threads=threads),
        "curvature": lambda threads: curvature(height, threads=threads),
        "recolour, 3 colours": lambda threads: recolour(
            surface.albedo, ((0.1, 0.2, 0.3), (0.5, 0.5, 0.5), (0.8, 0.7, 0.6)), threads=threads
        ),
        "adjust hue": lambda threads: adjust(surface, ColourParameters(hue_deg=30.0), threads=threads),
    }
    for layer in LAYERS:
        parameters = WeatherParameters(**{layer: 0.5})  # type: ignore[arg-type]
        threaded[f"weather: {layer}"] = lambda threads, parameters=parameters: weather(  # type: ignore[misc]
            surface, parameters, METRES_PER_PIXEL, threads=threads
        )
    single: dict[str, Callable[[], object]] = {
        "height_from_normals": lambda: height_from_normals(facing),
        "orm": lambda: orm(height, surface.roughness, surface.metallic),
        "variant": lambda: variant(surface, other),
        "thumbnail_png, 128": lambda: preview.thumbnail_png(surface, 128),
        "ball_rgb, 128": lambda: preview.ball_rgb(surface, 128),
        "floor_rgb, 128": lambda: preview.floor_rgb(surface, 128),
    }
    for kind in DECAL_KINDS:
        single[f"decal: {kind}"] = lambda kind=kind: decal(surface, DecalParameters(kind))  # type: ignore[misc]
    print(f"{size_px} x {size_px}; best of {RUNS}")
    print(f"{'work':<28}{'CPU s, 1 thread':>17}{'wall s, 2 threads':>19}")
    for name, work in threaded.items():
        cpu = best(lambda work=work: work(1), time.process_time)  # type: ignore[misc]
        wall = best(lambda work=work: work(2), time.perf_counter)  # type: ignore[misc]
        print(f"{name:<28}{cpu:>17.4f}{wall:>19.4f}")
    for name, alone in single.items():
        print(f"{name:<28}{best(alone, time.process_time):>17.4f}{best(alone, time.perf_counter):>19.4f}")


def band(height: FloatArray) -> FloatArray:
    """What lies between about 4 and 64 pixels."""
    return gaussian(height, 1.6) - gaussian(height, 25.6)


def correlation(a: FloatArray, b: FloatArray) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


def real_heights(data: Path) -> None:
    """Solved against published heights, which have any scale: correlation alone counts."""
    items: list[dict[str, Any]] = json.loads((data / "manifest.json").read_text())["items"]
    sets = [item for item in items if isinstance(item["maps"], dict) and {"normal", "height"} <= set(item["maps"])]
    print(f"\n{len(sets)} real sets with normal and height; correlation of solved and published height")
    print(f"{'set':<26}{'class':<12}{'all':>8}{'4-64 px':>9}{'below 1 px':>12}{'the same, exact':>17}")
    rows = []
    for item in sets:
        facing = np.asarray(Image.open(data / item["maps"]["normal"]).convert("RGB"), np.float32) / 127.5 - 1.0
        real = np.asarray(Image.open(data / item["maps"]["height"]).convert("L"), np.float32) / np.float32(255.0)
        solved, exact = height_of_foreign_normals(facing), height_from_normals(facing)
        fine = real - gaussian(real, 1.0)
        rows.append(
            (
                correlation(solved, real),
                correlation(band(solved), band(real)),
                correlation(solved - gaussian(solved, 1.0), fine),
                correlation(exact - gaussian(exact, 1.0), fine),
            )
        )
        print(f"{item['id']:<26}{item['cls']:<12}" + "".join(f"{value:>11.3f}" for value in rows[-1]))
    middle, mean = np.median(rows, axis=0), np.mean(rows, axis=0)
    print(f"{'median':<38}" + "".join(f"{value:>11.3f}" for value in middle))
    print(f"{'mean':<38}" + "".join(f"{value:>11.3f}" for value in mean))


def main() -> None:
    times(int(sys.argv[1]) if len(sys.argv) > 1 else 1024)
    if len(sys.argv) > 2:
        real_heights(Path(sys.argv[2]))


if __name__ == "__main__":
    main()
