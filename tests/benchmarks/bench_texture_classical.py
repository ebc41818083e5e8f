"""Times the classical texture generators and the work on exemplars.

Run as ``python -m tests.benchmarks.bench_texture_classical``; pytest does not collect it. Times are the best CPU
seconds of several runs.
"""

from __future__ import annotations

import io
import time
from collections.abc import Callable

import noise
import numpy as np
from PIL import Image

from procgen.runtime.gradient_noise import HashedGradients
from procgen.texture.classical.noise_material import NoiseParameters, noise_surface
from procgen.texture.classical.periodic_noise import Points, gradient_noise
from procgen.texture.classical.quilting import QuiltingParameters, quilt_surface
from procgen.texture.classical.random_phase import random_phase_surface
from procgen.texture.exemplar import estimate_maps, prepare, read_exemplar

RUNS = 3


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
        ("read 3 Mpx JPEG", lambda: read_exemplar(buffer.getvalue(), "exemplar")),
        ("prepare", lambda: prepare(read)),
        ("estimate maps 512", lambda: estimate_maps(made.full, "gravel", piece_px=512.0)),
        ("one octave 256", lambda: gradient_noise(HashedGradients(1), Points.grid(256, 256), 16, 16)),
        ("one octave 256, package", lambda: package_octave(256, 16)),
    ]
    for name, work in rows:
        print(f"{name:<26}{best(work):>9.4f} CPU s")


if __name__ == "__main__":
    times()
