"""Pack real scans as a bank: `python -m procgen.texture.recipe.scans PACK ASSETS --more ANOTHER`.

A pack has ``manifest.json`` with ``items``: ``id``, ``kind``, ``cls``, ``maps`` (files by map: albedo, and of normal,
roughness, height, metallic what there is), ``split``, ``group``, ``seam_ratio``, ``seam_vs_max_interior``,
``upstream``, ``licence``, ``source_repo``. The train split alone
is packed; of further packs what the first lacks, without the groups that choose models. What a set lacks is guessed
from its tones and what is usual for its class, and the index says so.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.exemplar.estimate import PRIORS, estimate_maps
from procgen.texture.maps.normals import slopes_of_height, slopes_of_normals
from procgen.texture.material import FloatArray
from procgen.texture.recipe.pack import in_validation
from procgen.texture.scan.bank import GLIMPSES, packed_entries
from procgen.texture.scan.laid import find_stones
from procgen.texture.scan.packed import (
    ALBEDO,
    FORMAT,
    INDEX,
    SLOPES,
    SURFACE,
    Bytes,
    Pixels,
    slope_codes,
    steepest_of,
)
from procgen.texture.scan.scan import UNITS, Origin, Scan
from procgen.texture.scan.stones import FOUND_PX, stones_record
from procgen.texture.sizes import NATURAL_PX

FILE_BYTES: Final = 15 << 20
"""Of a file of the bank, at most."""
QUALITY: Final = {ALBEDO: 74, SLOPES: 46, SURFACE: 50}
_SMALL_QUALITY: Final = 80
_STEEPEST: Final = 4.0
_LEAST_PERIOD: Final = 0.6
_ALIKE: Final = 0.25
_ONE_REPEAT: Final = frozenset({"ph_wool_boucle"})
"""A plaid that shows one repeat: there is one way to lay it, and that is the scan."""
_UNLIKE: Final = frozenset(
    {
        "Asphalt06",
        "PavingStones128",
        "Planks023A",
        "Tiles078",
        "WoodSiding008",
        "cgb_Bark_01",
        "cgb_Brushed_Metal_Tiles_03",
        "cgb_Rock_01",
        "ph_concrete_floor_painted",
        "ph_defense_wall",
        "ph_sandstone_blocks_08",
        "t3_Rocks_Hexagons_002",
        "t3_bricks",
        "t3_grass",
        "tc_bricks_0019",
        "tc_ice_0001",
    }
)
"""What does not look like its class by itself, or has no relief that tones could tell."""
_SAME: Final = frozenset({"ht_grass", "WoodFloor039", "WoodFloor062", "WoodFloor064"})
"""What another one shows as well."""
_ONE_OF_ITS_CLASS: Final = frozenset({"Ice03"})
"""What would be all of a class whose form is worked out, in more ways than one scan has."""
_DRAWN_LARGE: Final = frozenset({"ph_fabric_pattern_07", "ph_rosewood_veneer1"})
"""Checks and mirrored halves: as the surface of a structure, or laid anew, they are in the way."""
_LEFT_OUT: Final = _ONE_REPEAT | _UNLIKE | _SAME | _ONE_OF_ITS_CLASS | _DRAWN_LARGE
_UNCREDITED: Final = ("d3_", "gd_")
"""Beginnings of names whose publisher is known for a whole project alone, or whose licence is not CC0."""
_LIGHT_JOINTS: Final = frozenset({"Bricks059", "Bricks085", "Bricks097", "Tiles108", "ph_tiled_floor_001"})
"""Where no map tells the relief and joints are lighter than what they lie between: there dark stands out."""
_NEXT: Final = {"ground": ("mud",)}
"""Classes of the pack that are packed as another."""


def _grey(path: Path) -> FloatArray:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"), np.float32)[..., 0] / np.float32(255.0)


def _slopes(height: FloatArray, rms: float) -> FloatArray:
    """Slopes of a height of unknown scale, as steep as they usually are."""
    found = slopes_of_height(height)
    return np.asarray(found * (rms / max(float(np.sqrt(np.square(found).mean())), 1e-6)), np.float32)


def read_set(
    folder: Path, item: dict[str, Any], material: str
) -> tuple[Bytes, FloatArray, FloatArray, FloatArray, list[str]]:
    """Albedo, slopes, roughness and metallic of a set, and which of them were guessed."""
    paths = {name: folder / file for name, file in item["maps"].items()}
    with Image.open(paths["albedo"]) as picture:
        albedo = np.asarray(picture.convert("RGB"))
    side = albedo.shape[0]
    guess = estimate_maps(albedo.astype(np.float32) / np.float32(255.0), material, piece_px=float(side))
    guessed = []
    if "normal" in paths:
        with Image.open(paths["normal"]) as picture:
            normal = np.asarray(picture.convert("RGB"), np.float32) / np.float32(127.5) - np.float32(1.0)
        slopes = slopes_of_normals(normal, _STEEPEST)
        slopes -= slopes.mean(axis=(1, 2), keepdims=True)
    elif "height" in paths:
        slopes = _slopes(_grey(paths["height"]), PRIORS[material].slope)
        guessed.append("scale of the relief")
    else:
        slopes = _slopes(guess.height if item["id"] not in _LIGHT_JOINTS else -guess.height, PRIORS[material].slope)
        guessed.append("relief")
    roughness = _grey(paths["roughness"]) if "roughness" in paths else guess.roughness
    metallic = _grey(paths["metallic"]) if "metallic" in paths else guess.metallic
    guessed += ["roughness"] * ("roughness" not in paths)
    guessed += ["metallic"] * ("metallic" not in paths and bool(metallic.max() > 0.02))
    return albedo, slopes.astype(np.float32), roughness, metallic, guessed


def period_of(albedo: Bytes, axis: int) -> int:
    """Pixels that a picture repeats itself after along an axis, if it nearly does: the most of its own that are left of
    a shift by which it is like itself; 0 if there is no such.
    """
    lines = np.moveaxis(albedo.astype(np.float32).mean(axis=-1), axis, 0)
    side = len(lines)
    spread = float(np.square(lines - lines.mean()).mean())
    gaps = {}
    for shift in range(round(side * _LEAST_PERIOD), side - 8):
        gap = float(np.square(lines[shift:] - lines[:-shift]).mean()) / (2.0 * spread)
        gaps[shift] = gap
    best = min(gaps, key=lambda shift: (gaps[shift], -shift))
    return best if gaps[best] < _ALIKE else 0


def _codes(*shares: FloatArray) -> list[Bytes]:
    return [np.rint(np.clip(share, 0.0, 1.0) * 255.0).astype(np.uint8) for share in shares]


def _avif(picture: npt.NDArray[np.uint8], quality: int) -> bytes:
    out = io.BytesIO()
    chroma = "4:4:4" if picture.ndim == 3 else "4:0:0"
    Image.fromarray(picture).save(out, "AVIF", quality=quality, subsampling=chroma, speed=7, max_threads=1)
    return out.getvalue()


def _cropped(fields: list[FloatArray], axis: int, kept: int) -> list[FloatArray]:
    """Fields (rows, columns, …) cut to a period and stretched to their size again."""
    side = fields[0].shape[0]
    box = (0, 0, side, kept) if axis == 0 else (0, 0, kept, side)

    def grown(field: FloatArray) -> FloatArray:
        if field.ndim == 3:
            return np.stack([grown(field[..., channel]) for channel in range(field.shape[2])], axis=-1)
        picture = Image.fromarray(np.ascontiguousarray(field, np.float32))
        return np.asarray(picture.resize((side, side), Image.Resampling.BICUBIC, box=box), np.float32)

    return [grown(field) for field in fields]


def packed_set(folder: Path, item: dict[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A scan's entry of the index, and its pictures by name."""
    material = next((name for name, others in _NEXT.items() if item["cls"] in others), item["cls"])
    albedo, slopes, roughness, metallic, guessed = read_set(folder, item, material)
    side = albedo.shape[0]
    ratios, least = item["seam_ratio"], item["seam_vs_max_interior"]
    # (down, across): whether it goes on at the opposite edge.
    tiles = [bool(ratios[axis] < 1.35 or least[axis] < 1.0) for axis in (1, 0)]
    for axis in (0, 1):
        kept = 0 if tiles[axis] else period_of(albedo, axis)
        if kept:
            fields = [albedo.astype(np.float32), np.moveaxis(slopes, 0, -1), roughness, metallic]
            colours, relief, roughness, metallic = _cropped(fields, axis, kept)
            albedo, slopes = np.rint(np.clip(colours, 0, 255)).astype(np.uint8), np.moveaxis(relief, -1, 0)
            tiles[axis] = True
    steepest = steepest_of(slopes)
    grey = [roughness] if float(np.ptp(metallic)) < 0.02 else [roughness, metallic]
    files = {
        ALBEDO: _avif(albedo, QUALITY[ALBEDO]),
        SLOPES: _avif(slope_codes(slopes, steepest), QUALITY[SLOPES]),
        SURFACE: _avif(np.concatenate(_codes(*grey)), QUALITY[SURFACE]),
    }
    pixels = Pixels(albedo, slopes, *_codes(roughness, metallic))
    scan = Scan(Origin("", material, "", "", "", ""), pixels, (True, True))
    entry = {
        "name": item["id"],
        "class": material,
        "side_px": side,
        "tiles": tiles,
        "steepest": round(steepest, 5),
        "metallic": round(float(metallic.mean()), 3),
        "guessed": guessed,
        "stones": stones_record(find_stones(scan.stack(FOUND_PX))),
        "publisher": item["upstream"],
        "licence": item["licence"],
        "source": f"https://github.com/{item['source_repo']}",
        "sha256": hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest(),
    }
    return entry, files


def glimpsed(scan: Scan) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A scan at the size of a first preview: its entry of an index, and its pictures by name."""
    maps = scan.stack(NATURAL_PX) * UNITS
    slopes = np.moveaxis(maps[..., 3:5], -1, 0)
    steepest = steepest_of(slopes)
    albedo, roughness, metallic = _codes(maps[..., :3], maps[..., 5], maps[..., 6])
    files = {
        ALBEDO: _avif(albedo, _SMALL_QUALITY),
        SLOPES: _avif(slope_codes(slopes, steepest), _SMALL_QUALITY),
        SURFACE: _avif(np.concatenate([roughness, metallic]), _SMALL_QUALITY),
    }
    origin = scan.origin
    entry = {
        "name": origin.name,
        "class": origin.material,
        "side_px": NATURAL_PX,
        "tiles": list(scan.tiles),
        "steepest": round(steepest, 5),
        "metallic": round(float(maps[..., 6].mean()), 3),
        "guessed": list(origin.guessed),
        "publisher": origin.publisher,
        "licence": origin.licence,
        "source": origin.source,
        "sha256": hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest(),
    }
    return entry, files


def write_glimpses(assets: Path) -> Path:
    """Write the small file of first previews, of the scans that are packed there."""
    entries = [entry for path in sorted(assets.glob("texture_scans_*.zip")) for entry in packed_entries(path)]
    return _written(assets / GLIMPSES, [glimpsed(entry.read()) for entry in entries])


def _written(path: Path, group: Sequence[tuple[dict[str, Any], dict[str, bytes]]]) -> Path:
    """A file of scans: the index and their pictures."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:

        def add(name: str, data: bytes) -> None:
            # A fixed date: equal scans, equal files.
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)

        index = {"format": FORMAT, "scans": [entry for entry, _ in group]}
        add(INDEX, json.dumps(index, indent=1).encode())
        for entry, files in group:
            for name, data in files.items():
                add(f"{entry['name']}/{name}", data)
    return path


def notice(entries: list[dict[str, Any]]) -> str:
    """Who made the scans of a bank, in Markdown."""
    rows = [
        f"| `{entry['name']}` | {entry['class']} | {entry['side_px']} | {entry['publisher']} | "
        f"[{entry['source'].split('github.com/')[-1]}]({entry['source']}) | {', '.join(entry['guessed']) or '-'} |"
        for entry in sorted(entries, key=lambda entry: (entry["class"], entry["name"]))
    ]
    return _NOTICE.format(count=len(entries)) + "\n".join(rows) + "\n"


_NOTICE: Final = """# Where the scans come from

`texture_scans_*.zip` hold {count} real materials of 1024 x 1024 and 512 x 512 pixels, packed by
`python -m procgen.texture.recipe.scans`. Their publishers released all of them under CC0 1.0 Universal:
https://creativecommons.org/publicdomain/zero/1.0/. CC0 asks for no attribution; it is given so that one can tell which
pixels come from where. A recipe names the scan whose pieces a tile is laid of, and `procgen recipes --provenance` says
who published it. The files were taken from the repositories named, which hold them at this size.

What was changed: colours, slopes of the relief and surface were coded as AVIF (slopes for normals, whose mean tilt was
taken off); what does not go on at its edges but repeats itself was cut to a whole number of repeats and stretched to
its size. What has 512 pixels gets grain like its own where more are shown. `texture_glimpses.zip` has each of them at
128 pixels, for first previews. Where the last column names a map, the set lacked it, and it is guessed from the picture
and what is usual for its class.

| scan | class | pixels | publisher | taken from | guessed |
| --- | --- | --- | --- | --- | --- |
"""


def _chosen(folder: Path, taken: set[str], *, whole: bool) -> Iterator[dict[str, Any]]:
    """Items of a pack that go into the bank, by class; ``whole`` takes in the groups that choose models."""
    items = json.loads((folder / "manifest.json").read_text("utf-8"))["items"]
    for item in sorted(items, key=lambda item: (item["cls"], item["id"])):
        name = item["id"]
        known = name in taken or item["split"] != "train" or item["kind"] == "crop128"
        if known or (in_validation(item["group"]) and not whole):
            continue
        if name not in _LEFT_OUT and not name.startswith(_UNCREDITED):
            yield item


def pack_bank(
    folder: Path, more: Sequence[Path], assets: Path, report: Callable[[str], object] = lambda _line: None
) -> list[Path]:
    """Write the bank's files, as many as keep each below :data:`FILE_BYTES`; each set is reported.

    Args:
        folder: the first pack.
        more: further packs, each with files of its own.
        assets: folder to write to.
        report: called with a line.
    """
    groups: list[list[tuple[dict[str, Any], dict[str, bytes]]]] = []
    taken: set[str] = set()
    for pack in (folder, *more):
        groups.append([])
        size = 0
        for item in _chosen(pack, taken, whole=pack == folder):
            packed = packed_set(pack, item)
            own = sum(map(len, packed[1].values()))
            if size + own > FILE_BYTES:
                groups.append([])
                size = 0
            groups[-1].append(packed)
            size += own
            report(f"{item['cls']} {item['id']}: {own >> 10} KiB")
        # What the first pack leaves out, the next must not bring back.
        taken |= {entry["id"] for entry in json.loads((pack / "manifest.json").read_text("utf-8"))["items"]}
    written = [_written(assets / f"texture_scans_{number}.zip", group) for number, group in enumerate(groups, 1)]
    written.append(write_glimpses(assets))
    path = assets / "texture_scans.md"
    path.write_text(notice([entry for group in groups for entry, _ in group]), "utf-8")
    return [*written, path]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("assets", type=Path)
    parser.add_argument("--more", type=Path, action="append", default=[])
    chosen = parser.parse_args()
    for written in pack_bank(chosen.pack, chosen.more, chosen.assets, lambda line: sys.stdout.write(f"{line}\n")):
        sys.stdout.write(f"{written}\n")
