"""Pack movements: `python -m procgen.character.recipe.motions PACK ASSETS`.

PACK has ``clips.npz`` and ``manifest.json`` as its README says: local rotations of 52 joints, places of the hips,
contacts of the feet, 30 frames a second. ``clips.toml`` of the library says which clips become the library's, under
which names. Only what is CC0 is packed; anything else is refused.
"""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.character.motion.library import FILE
from procgen.character.motion.spans import smoothed
from procgen.character.motion.vocabulary import entries

NOTICE: Final = "character_motions.md"
_LICENCE: Final = "CC0-1.0"
_EPOCH: Final = (2020, 1, 1, 0, 0, 0)
"""Equal movements, equal files."""


def pack(folder: Path) -> tuple[dict[str, npt.NDArray[Any]], list[dict[str, Any]]]:
    """The library's arrays, and what is said of each clip.

    Raises:
        ValueError: a clip is not CC0.
        KeyError: the pack lacks a clip.
    """
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    said = {clip["id"]: clip for clip in manifest["clips"]}
    with np.load(folder / "clips.npz", allow_pickle=False) as file:
        data = {name: file[name] for name in file.files}
    number = {str(name): row for row, name in enumerate(data["ids"])}
    parents, offsets = data["parents"].tolist(), data["offsets"].astype(np.float64)
    places = np.zeros_like(offsets)
    for joint, parent in enumerate(parents):
        places[joint] = offsets[joint] + (places[parent] if parent >= 0 else 0.0)
    index: list[dict[str, Any]] = []
    starts: list[int] = []
    begins: dict[str, int] = {}
    parts: list[npt.NDArray[np.int64]] = []
    for name, wish in entries().items():
        clip = said[wish["from"]]
        if clip["licence"] != _LICENCE:
            raise ValueError(f"{wish['from']} is under {clip['licence']}, not {_LICENCE}")
        if wish["from"] not in begins:  # a clip and its mirror image have the same rows
            begins[wish["from"]] = sum(map(len, parts))
            mine = int(data["start"][number[wish["from"]]]) + np.arange(clip["frames"])
            if wish.get("walks"):
                mine = np.roll(mine, -_left_strike(data["contact"][mine, 0].astype(bool)))
            parts.append(mine)
        starts.append(begins[wish["from"]])
        index.append(_entry(name, wish, clip))
    rows = np.concatenate(parts)
    arrays = {
        "joints": data["joints"],
        "parents": data["parents"].astype(np.int8),
        "places": places.astype(np.float32),
        "start": np.array(starts, np.int32),
        "count": np.array([said[entry["from"]]["frames"] for entry in index], np.int32),
        "rotation": data["quat"][rows],
        "hips": data["root"][rows].astype(np.float32),
        "contact": data["contact"][rows].astype(np.uint8),
        "index": np.array(json.dumps(index)),
    }
    return arrays, index


def _left_strike(stands: npt.NDArray[np.bool_]) -> int:
    """The frame in which the left foot meets the ground, before it stands for longest."""
    found = smoothed(stands, loops=True)
    strikes = np.flatnonzero(found & ~np.roll(found, 1))
    return int(max(strikes, key=lambda frame: int(np.argmin(np.append(np.roll(found, -frame), False)))))


def _entry(name: str, wish: Mapping[str, Any], clip: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "from": wish["from"],
        "mirror": wish.get("mirror", False),
        "loops": clip["loops"],
        "velocity_m_s": [round(float(part), 4) for part in clip["velocity_xz"]],
        "floats": wish.get("floats", False),
        "walks": wish.get("walks", False),
        "upright": wish.get("upright", False),
        "slope": wish.get("slope", 0.0),
        "narrow": wish.get("narrow", False),
        "hands": wish.get("hands", ""),
        "seat_m": wish.get("seat", 0.0),
    }


def write_arrays(arrays: Mapping[str, npt.NDArray[Any]], path: Path) -> None:
    """An ``.npz`` whose bytes depend on the arrays alone."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array) if array.ndim else array, allow_pickle=False)
            file.writestr(zipfile.ZipInfo(f"{name}.npy", _EPOCH), content.getvalue(), zipfile.ZIP_DEFLATED, 9)


_SOURCES: Final = {
    "ual": ("Quaternius, Universal Animation Library (Standard)", "x000000/mesh2motion-app"),
    "kk": ("Kay Lousberg, KayKit Character Animations 1.1", "rcbiscuitsbelfast-prog/viber3d"),
    "m2m": ("Mesh2Motion contributors", "Mesh2Motion/mesh2motion-assets"),
    "der": ("made from the Universal Animation Library by inverse kinematics and time warp", "x000000/mesh2motion-app"),
}
"""Who made the clips whose ids begin so, and the repository that they were read from."""


def notice(index: list[dict[str, Any]]) -> str:
    """Where the clips come from, in Markdown."""
    lines = [
        "# Where the movements come from",
        "",
        f"`{FILE}` holds {len(index)} movements, packed by `python -m procgen.character.recipe.motions`.",
        "Their makers released all of them under CC0 1.0 Universal: https://creativecommons.org/publicdomain/zero/1.0/.",
        "CC0 asks for no attribution; it is given so that one can tell which movement comes from where. None is known",
        "to be motion capture. KayKit's come from a big-headed, short-legged rig: their steps are high and brisk.",
        "",
        "What was changed: all were brought to one skeleton of 52 joints at 30 frames a second, loops were closed, and",
        "the travel of what walks was taken out. Procgen fits them to each body anew: feet, hips and arms differ.",
        "Walks on stairs are made from a walk on level ground, some by mirroring, and people stand less astride.",
        "",
        "| made by | read from | movements |",
        "| --- | --- | --- |",
    ]
    for prefix, (maker, repository) in _SOURCES.items():
        names = [
            f"`{entry['name']}`" + (" (mirrored)" if entry["mirror"] else "")
            for entry in index
            if entry["from"].startswith(f"{prefix}_")
        ]
        lines.append(f"| {maker} (CC0) | [{repository}](https://github.com/{repository}) | {', '.join(names)} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the pack and its notice."""
    parser = argparse.ArgumentParser(description="Pack movements.")
    parser.add_argument("pack", type=Path)
    parser.add_argument("assets", type=Path)
    given = parser.parse_args()
    arrays, index = pack(given.pack)
    write_arrays(arrays, given.assets / FILE)
    (given.assets / NOTICE).write_text(notice(index), "utf-8")


if __name__ == "__main__":
    main()
