"""Times the export of materials: whole sets for engines, and each kind of file.

Run as ``python -m tests.benchmarks.bench_texture_exports [SIZE_PX ...]``; pytest does not collect it. The material is
the sum of smooth waves and fine noise, about as compressible as a photographed one. Times are the best of a few runs:
CPU seconds of the whole process, so that other work on the machine counts little, and the wall clock's. Kinds whose
package is not installed are left out.
"""

from __future__ import annotations

import io
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import cv2
import numpy as np
from PIL import Image

from procgen.errors import Failed
from procgen.texture.exporters import EXPORTERS, PRESETS, ExportOptions, encode_set
from procgen.texture.exporters.images import pixels
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes
from procgen.texture.material import Material
from tests.texture.exporters import samples

SIZES_PX = (1024, 2048)
RUNS = 3


def best(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Shortest of several runs: CPU and wall seconds."""
    cpu, wall = [], []
    for _ in range(runs):
        started, begun = time.process_time(), time.perf_counter()
        work()
        cpu.append(time.process_time() - started)
        wall.append(time.perf_counter() - begun)
    return min(cpu), min(wall)


def rough(side: int) -> Material:
    """A square material with fine grain."""
    material = samples.material(side, side, relief_px=side / 40)
    grain = np.random.default_rng(1).normal(0.0, 1.0, (side, side)).astype(np.float32)
    surface = material.surface
    return replace(
        material,
        surface=replace(
            surface,
            albedo=np.clip(surface.albedo + np.float32(0.02) * grain[..., None], 0.0, 1.0),
            height=surface.height + np.float32(0.2) * grain,
            roughness=np.clip(surface.roughness + np.float32(0.02) * grain, 0.0, 1.0),
        ),
    )


def row(name: str, times: tuple[float, float], size: int) -> None:
    print(f"{name:<44}{times[0]:>9.3f}{times[1]:>9.3f}{size / 1e6:>10.2f}")


def sets(material: Material) -> None:
    for preset in PRESETS:
        times = best(partial(encode_set, material, preset))
        tracemalloc.start()
        files = encode_set(material, preset)
        peak_mb = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        row(f"set {preset}, at most {peak_mb:.0f} MB", times, sum(len(file.data) for file in files))


def writers(material: Material) -> None:
    """Our PNG writer beside Pillow's and OpenCV's at their fastest, on the same picture."""
    for name in ("albedo", "normal", "orm"):
        planes = Planes(material, ExportOptions())
        picture = pixels(planes, PICTURES[name])
        works: dict[str, Callable[[], int]] = {
            "ours (maps made before)": partial(_by_us, planes, name),
            "Pillow level 1": partial(_by_pillow, picture),
            "OpenCV": partial(_by_opencv, picture),
        }
        for writer, work in works.items():
            row(f"{name} PNG, {writer}", best(work), work())


def _by_us(planes: Planes, name: str) -> int:
    return len(EXPORTERS[f"{name}_png"].encoder(planes))


def _by_pillow(picture: np.ndarray) -> int:
    out = io.BytesIO()
    Image.fromarray(picture).save(out, "PNG", compress_level=1)
    return out.tell()


def _by_opencv(picture: np.ndarray) -> int:
    return len(cv2.imencode(".png", picture)[1])


def kinds(material: Material) -> None:
    for kind, exporter in EXPORTERS.items():
        try:
            data = exporter.encode(material)
        except Failed as missing:
            print(f"{kind:<44}{missing}")
            continue
        row(kind, best(partial(exporter.encode, material), 1), len(data))


def main() -> None:
    for side in map(int, sys.argv[1:]) if len(sys.argv) > 1 else SIZES_PX:
        material = rough(side)
        print(f"{side} x {side} pixels\n{'work':<44}{'CPU s':>9}{'wall s':>9}{'MB':>10}")
        sets(material)
        writers(material)
        if side == SIZES_PX[0]:
            kinds(material)


if __name__ == "__main__":
    main()
