"""Times the classical generators beside the package `noise`, called once a pixel as its interface wants it.

Run as ``python -m tests.benchmarks.bench_classical``; pytest does not collect it. Times are CPU seconds of the whole
process, so that other work on the machine counts little; the wall clock's time with two threads stands beside them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import noise

from procgen.terrain.classical import BASE_WAVELENGTH_PX, CLASSICAL_MODELS, OCTAVES, classical_heights

SIZE_PX = 1024
PACKAGE_SIZE_PX = 128
RUNS = 5


def best(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """Shortest of several runs, seconds."""
    seconds = []
    for _ in range(RUNS):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


def ours(model: str, threads: int, wander: float = 0.25) -> None:
    classical_heights(
        model,
        seed=1,
        origin_x_px=0,
        origin_z_px=0,
        width_px=SIZE_PX,
        depth_px=SIZE_PX,
        mean_m=0.0,
        relief_m=1000.0,
        wander=wander,
        threads=threads,
    )


def package_fbm() -> None:
    """The package's own octaves, summed in C."""
    for z in range(PACKAGE_SIZE_PX):
        for x in range(PACKAGE_SIZE_PX):
            noise.pnoise2(x / BASE_WAVELENGTH_PX, z / BASE_WAVELENGTH_PX, octaves=OCTAVES)


def package_ridged() -> None:
    """Ridges need each octave by itself: one call an octave."""
    for z in range(PACKAGE_SIZE_PX):
        for x in range(PACKAGE_SIZE_PX):
            total, weight = 0.0, 1.0
            for octave in range(OCTAVES):
                scale = 2.0**octave / BASE_WAVELENGTH_PX
                signal = (
                    1.0 - abs(noise.pnoise2(x * scale, z * scale, repeatx=1 << 20, repeaty=1 << 20))
                ) ** 2 * weight
                weight = min(2.0 * signal, 1.0)
                total += signal * 0.5**octave


def package_warped() -> None:
    """Two layers of warp and the fBm at the displaced point, as in our own."""
    for z in range(PACKAGE_SIZE_PX):
        for x in range(PACKAGE_SIZE_PX):
            u, v = x / BASE_WAVELENGTH_PX, z / BASE_WAVELENGTH_PX
            a, b = u, v
            for layer in (0.0, 40.0):
                a, b = (
                    u + 0.35 * noise.pnoise2(a + layer, b, octaves=3),
                    v + 0.35 * noise.pnoise2(a + layer, b + 20.0, octaves=3),
                )
            noise.pnoise2(a, b, octaves=OCTAVES - 1)


def main() -> None:
    scale = (SIZE_PX / PACKAGE_SIZE_PX) ** 2
    package = {"noise-fbm": package_fbm, "noise-ridged": package_ridged, "noise-warped": package_warped}
    print(f"{SIZE_PX} x {SIZE_PX} pixels, wander 0.25; the package's time is that of {PACKAGE_SIZE_PX}^2, scaled")
    print(f"{'model':<14}{'CPU s':>8}{'wall s, 2 threads':>20}{'package CPU s':>16}{'package / ours':>17}")
    for model in CLASSICAL_MODELS:
        ours(model, threads=2)
        cpu = best(lambda model=model: ours(model, threads=1), time.process_time)  # type: ignore[misc]
        wall = best(lambda model=model: ours(model, threads=2), time.perf_counter)  # type: ignore[misc]
        theirs = best(package[model], time.process_time) * scale
        print(f"{model:<14}{cpu:>8.3f}{wall:>20.3f}{theirs:>16.2f}{theirs / cpu:>17.1f}")


if __name__ == "__main__":
    main()
