"""A project's files read for its style: textures, meshes, tile sets, names."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median_high
from typing import Final

import numpy as np
from PIL import Image, UnidentifiedImageError

from procgen.errors import Failed
from procgen.style.meshes import MeshFacts, read_mesh
from procgen.style.project import Naming, Style

_MOST_FILES: Final = 20_000
_MOST_TEXTURES: Final = 160
_MOST_MESHES: Final = 80
_NOT_READ: Final = frozenset((".git", ".godot", ".import", "Library", "Temp", "obj", "node_modules", "build"))
_TEXTURES: Final = (".png", ".webp", ".jpg", ".jpeg", ".tga", ".exr")
_OTHER_MAPS: Final = re.compile(
    r"(normal|nrm|_n\b|rough|metal|orm\b|height|disp|_ao\b|occlusion|mask|spec|splat|icon|logo|font|hillshade)", re.I
)
"""Pictures whose colours are numbers, or belong to no surface."""
_TILE_PX: Final = re.compile(
    r"texture_region_size = Vector2i\((\d+)|tile_size = Vector2i\((\d+)|tilewidth[\"=: ]+(\d+)"
)
_SAMPLE_PX: Final = 48
_BINS: Final = 8
"""A colour's share is counted in cubes of 256 / 8 a side."""
_COLOURS: Final = 6
_FAR: Final = 40.0
"""Distance in 8-bit RGB at which two colours are two."""
_LEAST_SHARE: Final = 0.02
_CASES: Final = {
    "snake": re.compile(r"[a-z0-9]+(_[a-z0-9]+)+"),
    "kebab": re.compile(r"[a-z0-9]+(-[a-z0-9]+)+"),
    "pascal": re.compile(r"([A-Z][a-z0-9]+){2,}"),
    "camel": re.compile(r"[a-z0-9]+([A-Z][a-z0-9]+)+"),
}
_PREFIX: Final = re.compile(r"([A-Z][A-Za-z]{0,3}_)(?=\w)")


def read_project(folder: Path) -> Style:
    """The style of a project.

    Args:
        folder: of the project; what engines make of it themselves is left out.

    Raises:
        Failed: there is no such folder.
    """
    if not folder.is_dir():
        raise Failed(f"there is no folder {folder}", "Name the folder of a project.")
    files = list(_files(folder))
    textures = [path for path in files if path.suffix.lower() in _TEXTURES]
    colours = [path for path in textures if not _OTHER_MAPS.search(path.stem)]
    sizes, palette = _looks(_spread(colours, _MOST_TEXTURES))
    meshes = [path for path in files if path.suffix.lower() == ".glb"]
    facts = [fact for path in _spread(meshes, _MOST_MESHES) if (fact := read_mesh(path)) is not None]
    texture_px = _middle(sizes)
    kinds = Counter(path.suffix.lower()[1:].replace("jpeg", "jpg") for path in colours)
    return Style(
        engine=_engine(folder),
        palette=palette,
        texture_px=None if texture_px is None else min(max(_power_of_two(texture_px), 32), 4096),
        texture_format=kinds.most_common(1)[0][0] if kinds else None,
        texel_density_px_per_m=_density(facts, texture_px),
        tile_px=_tile_px(files),
        prop_triangles=_middle([fact.triangles for fact in facts if not fact.has_bones and fact.triangles]),
        character_triangles=_middle([fact.triangles for fact in facts if fact.has_bones and fact.triangles]),
        naming=_naming(files, textures, meshes),
        read_files=len(files),
    )


def _files(folder: Path) -> Iterator[Path]:
    """Files in order, without links and hidden ones."""
    count = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_READ and not name.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.is_symlink():
                continue
            yield path
            count += 1
            if count == _MOST_FILES:
                return


def _spread(paths: list[Path], most: int) -> list[Path]:
    """At most so many, from all over."""
    step = max(len(paths) / most, 1.0)
    return [paths[int(index * step)] for index in range(min(len(paths), most))]


def _engine(folder: Path) -> str:
    if (folder / "project.godot").is_file():
        return "godot"
    return "unity" if (folder / "Assets").is_dir() and (folder / "ProjectSettings").is_dir() else "none"


def _looks(paths: list[Path]) -> tuple[list[int], tuple[str, ...]]:
    """Sides of textures in pixels, and the palette of all together."""
    sizes: list[int] = []
    pixels = []
    for path in paths:
        try:
            with Image.open(path) as image:
                sizes.append(max(image.size))
                small = image.convert("RGBA").resize((_SAMPLE_PX, _SAMPLE_PX), Image.Resampling.BOX)
        except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
            continue  # EXR, or a file that is damaged: it says nothing of colours
        rgba = np.asarray(small).reshape(-1, 4)
        pixels.append(rgba[rgba[:, 3] > 127, :3])
    return sizes, _palette(np.concatenate(pixels) if pixels else np.zeros((0, 3), np.uint8))


def _palette(pixels: np.ndarray) -> tuple[str, ...]:
    """The means of the fullest cubes of colours that are far from one another."""
    if not len(pixels):
        return ()
    cubes = (pixels // (256 // _BINS)).astype(np.int64) @ np.array([_BINS * _BINS, _BINS, 1])
    counts = np.bincount(cubes, minlength=_BINS**3)
    found: list[np.ndarray] = []
    for cube in np.argsort(-counts, kind="stable"):
        if counts[cube] < _LEAST_SHARE * len(pixels) or len(found) == _COLOURS:
            break
        mean = pixels[cubes == cube].mean(axis=0)
        if all(np.linalg.norm(mean - other) >= _FAR for other in found):
            found.append(mean)
    return tuple("#{:02x}{:02x}{:02x}".format(*np.rint(colour).astype(int)) for colour in found)


def _power_of_two(side: int) -> int:
    return 1 << round(float(np.log2(side)))


def _middle(numbers: Iterable[int]) -> int | None:
    found = list(numbers)
    return median_high(found) if found else None


def _density(facts: list[MeshFacts], texture_px: int | None) -> float | None:
    shares = [fact.uv_per_m for fact in facts if fact.uv_per_m is not None]
    if not shares or texture_px is None:
        return None
    density = round(median_high(shares) * texture_px, 1)
    return density if 1 <= density <= 65536 else None


def _tile_px(files: list[Path]) -> int | None:
    counts: Counter[int] = Counter()
    for path in files:
        if path.suffix.lower() in (".tres", ".tscn", ".tmx", ".tsx", ".tmj", ".tsj"):
            try:
                with path.open("rb") as file:
                    text = file.read(1 << 16).decode("utf-8", "replace")
            except OSError:
                continue
            counts.update(int(next(filter(None, match))) for match in _TILE_PX.findall(text))
    sides = [side for side, _ in counts.most_common() if 1 <= side <= 1024]
    return sides[0] if sides else None


def _naming(files: list[Path], textures: list[Path], meshes: list[Path]) -> Naming:
    bare = [_PREFIX.sub("", path.stem.split(".")[0]) for path in files]
    counts = Counter(case for name in bare for case, form in _CASES.items() if form.fullmatch(name))
    case, many = counts.most_common(1)[0] if counts else ("none", 0)
    prefixes = {}
    for kind, paths in (("texture", textures), ("mesh", meshes)):
        starts = Counter(match[1] for path in paths if (match := _PREFIX.match(path.stem)))
        if starts and starts.most_common(1)[0][1] * 2 > len(paths):
            prefixes[kind] = starts.most_common(1)[0][0]
    return Naming(case if many * 2 > sum(counts.values()) else "none", prefixes)
