"""A user's own scans: folders of maps as publishers name them, looked through once.

``FOLDER/CLASS/NAME/…`` or, where NAME says what it shows, ``FOLDER/NAME/…``: an albedo, and what there is of normal,
roughness (or gloss), metallic and height, told apart by their names as ambientCG, Poly Haven, Quixel and others have
them. What was found stands in ``procgen-scans.json`` in the folder, and is looked for again when a file has changed.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import itertools
import json
import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from procgen.errors import InvalidFields, ModelUnavailable, Violation
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.exemplar import estimate_maps
from procgen.texture.exemplar.estimate import PRIORS
from procgen.texture.exemplar.prepare import TILES_BELOW
from procgen.texture.maps.normals import slopes_of_height, slopes_of_normals
from procgen.texture.material import FloatArray
from procgen.texture.scan.appearance import SEARCH_PX
from procgen.texture.scan.bank import Bank, Entry, packaged_bank
from procgen.texture.scan.laid import find_stones
from procgen.texture.scan.packed import Bytes, Pixels
from procgen.texture.scan.scan import Origin, Scan
from procgen.texture.scan.stones import FOUND_PX, stones_of, stones_record
from procgen.texture.text import understand

INDEX: Final = "procgen-scans.json"
MOST_PX: Final = 16384
"""Of a map, along a side..."""
KEPT_PX: Final = 4096
"""...and what is kept of it."""
_FORMAT: Final = 2
_ENDINGS: Final = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".avif", ".bmp", ".tga"})
_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "albedo": ("albedo", "basecolor", "basecolour", "color", "colour", "col", "diffuse", "diff"),
    "normal": ("normal", "normalgl", "normaldx", "nor", "nrm", "normals"),
    "roughness": ("roughness", "rough"),
    "gloss": ("gloss", "glossiness", "smoothness", "smooth"),
    "metallic": ("metallic", "metalness"),
    "height": ("height", "displacement", "disp", "bump"),
}
_STEEPEST: Final = 6.0
_CURL: Final = 0.05
_OPENING: Final = threading.Lock()


def _kind(path: Path) -> str:
    """Which map a file is, by the last word of its name that says one; empty if none does."""
    words = re.findall(
        r"[a-z]+|\d+", re.sub(r"([a-z])([A-Z])", r"\1 \2", path.stem).replace("base color", "basecolor").lower()
    )
    # The last word counts, alone or with the one before it: base_color_roughness is roughness.
    ends = itertools.chain.from_iterable((before + word, word) for before, word in itertools.pairwise(["", *words]))
    found = [kind for word in ends for kind, names in _NAMES.items() if word in names]
    return found[-1] if found else ""


def is_map(name: str) -> bool:
    """Whether a file's name says that it is a map."""
    return Path(name).suffix.lower() in _ENDINGS and bool(_kind(Path(name)))


def _maps_in(folder: Path) -> dict[str, Path]:
    """Maps of a folder; of two normal maps the one that is OpenGL's."""
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        kind = _kind(path) if is_map(path.name) and path.is_file() else ""
        if kind and (kind not in found or "dx" in found[kind].stem.lower()):
            found[kind] = path
    return found


def _class_of(folder: Path, root: Path) -> str:
    """What a set shows, by the folder around it or by its own name; empty if neither says."""
    around = folder.parent.name.lower().replace(" ", "_").replace("-", "_")
    if folder.parent != root and around in CLASS_NAMES:
        return around
    return understand(re.sub(r"[_\-\d]+", " ", folder.name)).material


@contextlib.contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """A picture of any size, not decoded yet: Pillow's own limit, for strangers' files, lies below :data:`MOST_PX`."""
    with _OPENING:
        limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
        try:
            picture = Image.open(path)
        finally:
            Image.MAX_IMAGE_PIXELS = limit
    with picture:
        yield picture


def _open(path: Path, mode: str) -> Image.Image:
    """A picture, turned as its EXIF says, in RGB or grey whatever it was. Raises InvalidFields."""
    try:
        with _opened(path) as opened:
            if max(opened.size) > MOST_PX:
                size = f"{opened.width} x {opened.height} px"
                raise InvalidFields([Violation.of("bank", size, f"at most {MOST_PX} px a side: {path}")])
            upright = ImageOps.exif_transpose(opened)
            if mode == "L" and upright.mode.startswith("I"):
                return Image.fromarray((np.asarray(upright, np.float32) / 257.0).astype(np.uint8))
            return upright.convert(mode)
    except (OSError, UnidentifiedImageError) as error:
        raise InvalidFields([Violation.of("bank", str(path), f"a picture that can be read ({error})")]) from error


def _sized(picture: Image.Image, side: int) -> Bytes:
    if picture.size != (side, side):
        picture = picture.resize(
            (side, side), Image.Resampling.BOX if picture.width > side else Image.Resampling.BICUBIC
        )
    return np.asarray(picture)


def _slopes(normal: Bytes) -> FloatArray:
    """(2, rows, columns) of an OpenGL normal map."""
    vectors = normal.astype(np.float32) / np.float32(127.5) - np.float32(1.0)
    return slopes_of_normals(vectors, _STEEPEST)


def flipped(slopes: FloatArray) -> bool:
    """Whether slopes are those of a DirectX map read as OpenGL's: a relief's two slopes change alike along each other,
    and these do so against each other.
    """
    right, down = slopes
    one = (np.roll(right, -1, 0) - np.roll(right, 1, 0)).ravel()
    other = (np.roll(down, -1, 1) - np.roll(down, 1, 1)).ravel()
    scale = float(np.sqrt(np.square(one).mean(dtype=np.float64) * np.square(other).mean(dtype=np.float64)))
    return scale > 1e-9 and float((one * other).mean(dtype=np.float64)) / scale < -_CURL


def _stamp(paths: Iterable[Path]) -> list[list[Any]]:
    return [[path.name, path.stat().st_size, path.stat().st_mtime_ns] for path in sorted(paths)]


def _seams(albedo: Bytes) -> list[bool]:
    """(down, across): whether a picture goes on at its opposite edge."""
    found = []
    for axis in (0, 1):
        lines = np.moveaxis(albedo.astype(np.float32), axis, 0)
        inner = float(np.abs(np.diff(lines, axis=0)).mean())
        found.append(float(np.abs(lines[0] - lines[-1]).mean()) < TILES_BELOW * max(inner, 1e-6))
    return found


def _looked_at(folder: Path, root: Path, maps: dict[str, Path]) -> dict[str, Any]:
    """A set's entry of the index. Raises InvalidFields for what can't be used."""
    wrong = []
    name = str(folder.relative_to(root))
    material = _class_of(folder, root)
    if not material:
        allowed = f"a folder in one named by its class, or whose name says it: {', '.join(CLASS_NAMES)}"
        wrong.append(Violation.of("bank", str(folder), allowed))
    if "albedo" not in maps:
        names = ", ".join(path.name for path in maps.values())
        allowed = f"an albedo ({', '.join(_NAMES['albedo'])} in its name) beside {names}"
        wrong.append(Violation.of("bank", str(folder), allowed))
        raise InvalidFields(wrong)
    picture = _open(maps["albedo"], "RGB")
    if picture.width != picture.height or picture.width < SEARCH_PX:
        size = f"{picture.width} x {picture.height} px"
        wrong.append(Violation.of("bank", size, f"a square of {SEARCH_PX} to {MOST_PX} px: {maps['albedo']}"))
    if wrong:
        raise InvalidFields(wrong)
    side = min(picture.width, KEPT_PX)
    told = [] if side == picture.width else [f"reduced from {picture.width} to {side} px"]
    if "normal" in maps:
        normal = _open(maps["normal"], "RGB")
        said_directx = re.search(r"dx|directx", maps["normal"].stem.lower()) is not None
        turned = said_directx or flipped(_slopes(_sized(normal, min(normal.width, 1024))))
        if turned:
            told.append("normals were DirectX's: green was turned over")
    sizes = {kind: _size(path) for kind, path in maps.items()}
    unequal = [kind for kind, size in sizes.items() if size != picture.size]
    if unequal:
        told.append(f"resized to the albedo's {picture.width} px: {', '.join(unequal)}")
    told += [f"{lacking}: guessed" for lacking in _lacking(maps, material)]
    digest = hashlib.sha256()
    for path in sorted(maps.values()):
        digest.update(path.read_bytes())
    entry = {
        "name": name,
        "class": material,
        "side_px": side,
        "maps": {kind: path.name for kind, path in maps.items()},
        "directx": bool("normal" in maps and turned),
        "tiles": _seams(_sized(picture, side)),
        "told": told,
        "stamp": _stamp(maps.values()),
        "sha256": digest.hexdigest(),
    }
    seen = _read(folder, entry, Origin(name, material, "", "", "", ""))
    return {**entry, "stones": stones_record(find_stones(seen.stack(FOUND_PX)))}


def _lacking(maps: Mapping[str, Path], material: str) -> list[str]:
    """What a set has no map of, where that makes a difference."""
    lacking = []
    if "normal" not in maps:
        lacking.append("steepness" if "height" in maps else "relief")
    if not {"roughness", "gloss"} & set(maps):
        lacking.append("roughness")
    if "metallic" not in maps and PRIORS[material].metallic > 0.0:
        lacking.append("metallic")
    return lacking


def _size(path: Path) -> tuple[int, int]:
    with _opened(path) as opened:
        return opened.size


def _read(folder: Path, entry: Mapping[str, Any], origin: Origin) -> Scan:
    """A set, from its files."""
    paths = {kind: folder / file for kind, file in entry["maps"].items()}
    side = int(entry["side_px"])
    albedo = _sized(_open(paths["albedo"], "RGB"), side)

    def grey(kind: str) -> Bytes | None:
        return _sized(_open(paths[kind], "L"), side) if kind in paths else None

    roughness, metallic, height, gloss = (grey(kind) for kind in ("roughness", "metallic", "height", "gloss"))
    if roughness is None and gloss is not None:
        roughness = np.asarray(255 - gloss, np.uint8)
    guess = None
    if roughness is None or metallic is None or not ("normal" in paths or height is not None):
        guess = estimate_maps(albedo.astype(np.float32) / np.float32(255.0), origin.material, piece_px=float(side))
    if "normal" in paths:
        slopes = _slopes(_sized(_open(paths["normal"], "RGB"), side))
        if entry["directx"]:
            slopes[1] *= np.float32(-1.0)
        slopes -= slopes.mean(axis=(1, 2), keepdims=True)
    else:
        relief = guess.height if height is None and guess is not None else np.asarray(height, np.float32)
        slopes = slopes_of_height(relief)
        rms = max(float(np.sqrt(np.square(slopes).mean(dtype=np.float64))), 1e-6)
        slopes = np.clip(slopes * np.float32(PRIORS[origin.material].slope / rms), -_STEEPEST, _STEEPEST)
    if guess is not None:
        roughness = np.rint(guess.roughness * 255.0).astype(np.uint8) if roughness is None else roughness
        metallic = np.rint(guess.metallic * 255.0).astype(np.uint8) if metallic is None else metallic
    assert roughness is not None
    assert metallic is not None
    down, across = entry["tiles"]
    return Scan(origin, Pixels(albedo, slopes.astype(np.float32), roughness, metallic), (bool(down), bool(across)))


def _sets_below(root: Path) -> list[tuple[Path, dict[str, Path]]]:
    """Folders that hold maps, at most two deep."""
    folders = [each for each in sorted(root.iterdir()) if each.is_dir()]
    folders += [inner for each in folders for inner in sorted(each.iterdir()) if inner.is_dir()]
    found = [(folder, _maps_in(folder)) for folder in folders]
    return [(folder, maps) for folder, maps in found if maps]


def empty_index() -> bytes:
    """The index of a folder that is to hold scans and has none yet."""
    return json.dumps({"format": _FORMAT, "sets": []}).encode()


def indexed(root: Path, looked_at: Iterable[dict[str, Any]] = ()) -> list[dict[str, Any]]:
    """Entries of all sets of a folder, from its index where nothing has changed.

    Args:
        root: of the folder.
        looked_at: entries of sets that were looked at elsewhere and came here since, which takes long for large maps.

    Raises:
        InvalidFields: names every set that can't be used, and what would do.
    """
    if not root.is_dir():
        raise InvalidFields([Violation.of("bank", str(root), "a folder")])
    may_be_empty = False
    try:
        kept = json.loads((root / INDEX).read_text("utf-8"))
        known = {entry["name"]: entry for entry in kept["sets"]} if kept["format"] == _FORMAT else {}
        may_be_empty = kept["format"] == _FORMAT and not known
    except (OSError, ValueError, KeyError, TypeError):
        known = {}
    told = list(known.values())
    known |= {entry["name"]: entry for entry in looked_at}
    sets = _sets_below(root)
    if not sets and not may_be_empty:
        allowed = "FOLDER/CLASS/NAME with an albedo and other maps in it"
        raise InvalidFields([Violation.of("bank", str(root), allowed)])
    entries, wrong = [], []
    for folder, maps in sets:
        entry = known.get(str(folder.relative_to(root)))
        try:
            if entry is None or entry["stamp"] != _stamp(maps.values()):
                entry = _looked_at(folder, root, maps)
            entries.append(entry)
        except InvalidFields as error:
            wrong += error.violations
    if wrong:
        raise InvalidFields(wrong)
    if entries != told:
        # A folder that can't be written to is looked through each time.
        with contextlib.suppress(OSError):
            (root / INDEX).write_text(json.dumps({"format": _FORMAT, "sets": entries}, indent=1), "utf-8")
    return entries


def _entry(root: Path, entry: dict[str, Any]) -> Entry:
    notes = (*entry["told"],)
    origin = Origin(entry["name"], entry["class"], "the user", "as the user has it", str(root), entry["sha256"], notes)

    def read() -> Scan:
        try:
            return _read(root / entry["name"], entry, origin)
        except InvalidFields as error:
            raise ModelUnavailable(f"scan {origin.name}: {error}", "Mend or remove its files.") from error

    return Entry(origin, read, stones_of(entry["stones"]))


def bank_with(folder: str) -> Bank:
    """The packaged bank, and a user's folder before it: of classes that the folder has, its scans alone are laid.

    The folder is looked through again when its index was written anew, as it is where sets come and go.

    Raises:
        InvalidFields: something in the folder can't be used.
        ModelUnavailable: the packaged bank is damaged.
    """
    if not folder:
        return packaged_bank()
    root = Path(folder).expanduser()
    try:
        stamp = (root / INDEX).stat().st_mtime_ns
    except OSError:
        stamp = 0
    return _bank_of(root, stamp)


@functools.lru_cache(maxsize=8)
def _bank_of(root: Path, _stamp: int) -> Bank:
    packaged = packaged_bank()
    own = [_entry(root, entry) for entry in indexed(root)]
    if not own:
        return packaged
    classes = {entry.origin.material for entry in own}
    return Bank([*own, *(entry for entry in packaged.entries if entry.origin.material not in classes)])
