"""How long one waits in the studio, in real Chromium: ``python -m tests.benchmarks.bench_studio``.

A ``procgen studio`` is started with ten thousand results in its history. Told are, in milliseconds: first paint,
presets there, sheets of twelve lands of 256 x 256 (first picture, a glance of all, all of them), searches from a
keystroke to what is found on the screen, and the frames of scrolling through all results; and the processor time of
the server and the browser for each sheet, which says on a busy computer what an idle one has to do. With ``--out FILE``
the figures are written as JSON as well.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.studio.history import History
from tests.studio.running import running_studio

RESULTS = 10_000
SEARCHES = ("a", "alpine", "dunes 99", "nothing of the kind", "")
_FIELDS = {"relief_m": 640.0, "width_px": 512, "depth_px": 512, "metres_per_pixel": 2.0, "rivers": {"amount": 0.5}}
"""As much as a preset says."""
_LOOK_S = 0.05
"""From one look at the processor time to the next."""


def fill(file: Path) -> None:
    """Lay down a history as large as one that was used for months."""
    picture = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 255, (40, 40, 3), np.uint8)).resize((256, 256)).save(
        picture, "WEBP"
    )
    history = History(file)
    for seed in range(RESULTS):
        landform = ("alpine", "dunes", "fjords")[seed % 3]
        recipe = Recipe("terrain", {**_FIELDS, "seed": str(seed), "landform": landform}, {"coarse": "0" * 64})
        history.add(recipe, {"seed": str(seed)}, f"{landform}, seed {seed}", picture.getvalue())
    history.close()


Look = tuple[float, Counter[str]]
"""When somebody looked, seconds since 1970, and the processor seconds of the server and of the browser until then."""


@contextmanager
def looking() -> Iterator[list[Look]]:
    """Look at the processor time of the programs that this one started, until the end."""
    looks: list[Look] = []
    over = threading.Event()
    whose: dict[int, str] = {}

    def look() -> None:
        while not over.wait(_LOOK_S):
            spent: Counter[str] = Counter()
            for process in psutil.Process().children(recursive=True):
                try:
                    if process.pid not in whose:
                        whose[process.pid] = "server" if "procgen" in process.cmdline() else "browser"
                    times = process.cpu_times()
                except psutil.Error:
                    continue
                spent[whose[process.pid]] += times.user + times.system
            looks.append((time.time(), spent))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield looks
    finally:
        over.set()
        thread.join()


def spent_between(looks: list[Look], began: float, ended: float) -> Counter[str]:
    """Processor seconds between two moments, by whose they are."""
    first, last = (min(bisect_left(looks, (at,)), len(looks) - 1) for at in (began, ended))
    return looks[last][1] - looks[first][1]


def measure() -> dict[str, Any]:
    """All figures, as the page's visit tells them, each sheet with its processor seconds."""
    with tempfile.TemporaryDirectory(prefix="procgen-bench-") as folder:
        fill(Path(folder) / "history.sqlite")
        with running_studio(Path(folder)) as studio, looking() as looks:
            told = studio.visit("times", searches=SEARCHES)
    for sheet in told["sheets"]:
        began = sheet["began"] / 1000
        sheet["spent_s"] = spent_between(looks, began, began + sheet["all"] / 1000)
    return told


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description="How long one waits in the studio.")
    parser.add_argument("--out", type=Path, help="file for the figures as JSON")
    given = parser.parse_args()
    told = measure()
    if given.out:
        given.out.write_text(json.dumps(told, indent=1) + "\n")
    say = sys.stdout.write
    say(f"first paint {told['paint']:.0f} ms, presets {told['ready']:.0f} ms\n")
    for name, sheet in zip(("first sheet", "second", "third"), told["sheets"], strict=True):
        say(f"{name}: first picture {sheet['first']:.0f} ms, a glance of all {sheet['glances']:.0f} ms, ")
        say(f"all twelve {sheet['all']:.0f} ms; processor: ")
        say(", ".join(f"{whose} {seconds:.2f} s" for whose, seconds in sorted(sheet["spent_s"].items())) + "\n")
    for text, found in told["found"].items():
        say(f"search for {text!r}: {found['ms']:.0f} ms ({found['told']})\n")
    frames = np.array(told["frames"])
    say(f"scrolling: median frame {np.median(frames):.1f} ms, 95th percentile {np.percentile(frames, 95):.1f} ms, ")
    say(f"longest {frames.max():.1f} ms\n")


if __name__ == "__main__":
    main()
