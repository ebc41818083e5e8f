"""Sets of maps that come as files or in a ZIP, laid into a folder of scans once they are found to be good."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

from procgen.errors import Failed, InvalidFields, Violation
from procgen.runtime.files import prepare_folder, write_file
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.scan.folder import INDEX, empty_index, indexed, is_map

UNPACKED_BYTES: Final = 1 << 30
"""Greatest size of all maps of a ZIP together, unpacked."""
_FILES: Final = 256
_PIECE: Final = 1 << 20


def prepare_scans(root: Path) -> None:
    """Make a folder for scans that may still be without any. Raises Failed."""
    prepare_folder(root)
    if not (root / INDEX).exists():
        write_file(root / INDEX, empty_index())


def take_scans(root: Path, files: Mapping[str, Path], material: str = "") -> list[str]:
    """Lay sets of maps into a folder of scans; all of them, or none.

    Args:
        root: as :func:`prepare_scans` made it.
        files: where they lie by the names that they have, with the folders before them; a ZIP counts as its contents.
        material: the class of all of them; by the names of their folders if empty.

    Returns:
        A sentence for each set that there is now: its class, its size, its maps, and what was guessed or mended.

    Raises:
        InvalidFields: a set can't be used, and what would do.
        Failed: they can't be written.
    """
    if material and material not in CLASS_NAMES:
        raise InvalidFields([Violation.of("class", repr(material[:80]), f"one of {', '.join(CLASS_NAMES)}")])
    with tempfile.TemporaryDirectory(prefix="procgen-scans-") as place:
        folder = Path(place)
        try:
            _gather(folder, files, material)
            entries = indexed(folder) if any(folder.iterdir()) else []
        except InvalidFields as error:
            # A fault without the place in which sets are tried.
            raise error.reworded(
                lambda text: text.replace(f"{folder}/", "").replace(str(folder), "the files")
            ) from error
        except OSError as error:
            raise Failed(f"the maps can't be unpacked: {error.strerror}", "Free some space.") from error
        if not entries:
            shown = ", ".join(sorted(files)[:5])
            allowed = "a folder or a ZIP with maps whose names say what they are, such as brick_albedo.png"
            raise InvalidFields([Violation.of("files", shown or "none", allowed)])
        indexed(root, [_lay(root, folder, entry) for entry in entries])
    return [_told(entry) for entry in entries]


def forget_scan(root: Path, name: str) -> None:
    """Remove a set, by its name in the index. Raises InvalidFields where there is none."""
    names = [str(entry["name"]) for entry in indexed(root)]
    if name not in names:
        raise InvalidFields([Violation.of("name", repr(name[:80]), f"one of {', '.join(names) or 'none'}")])
    shutil.rmtree(root / name)
    # The last one gone, the folder is one that may be empty again.
    if len(names) == 1:
        write_file(root / INDEX, empty_index())
    indexed(root)


def told_scans(root: Path) -> list[dict[str, str]]:
    """The sets of a folder: ``name``, and what is to be said of it, ``about``."""
    return [{"name": str(entry["name"]), "about": _told(entry)} for entry in indexed(root)]


def _told(entry: Mapping[str, Any]) -> str:
    notes = f"; {'; '.join(entry['told'])}" if entry["told"] else ""
    name, maps = PurePosixPath(entry["name"]).name, ", ".join(entry["maps"])
    return f"{entry['class']}: {name}, {entry['side_px']} px, {maps}{notes}"


def _gather(folder: Path, files: Mapping[str, Path], material: str) -> None:
    """Lay maps out as FOLDER/CLASS/SET/FILE, or FOLDER/SET/FILE where nobody says a class."""
    for name, path in files.items():
        if Path(name).suffix.lower() == ".zip":
            _unpack(folder, name, path, material)
        elif is_map(Path(name).name):
            shutil.copyfile(path, _place(folder, PurePosixPath(name), material, "scan"))


def _unpack(folder: Path, name: str, path: Path, material: str) -> None:
    try:
        with zipfile.ZipFile(path) as packed:
            maps = [
                each for each in packed.infolist() if not each.is_dir() and is_map(PurePosixPath(each.filename).name)
            ]
            total = sum(each.file_size for each in maps)
            if len(maps) > _FILES or total > UNPACKED_BYTES:
                allowed = f"at most {_FILES} maps of {UNPACKED_BYTES} bytes together"
                raise InvalidFields([Violation.of(name, f"{len(maps)} maps of {total} bytes", allowed)])
            for each in maps:
                place = _place(folder, PurePosixPath(each.filename), material, Path(name).stem)
                with packed.open(each) as source, place.open("wb") as target:
                    left = each.file_size
                    # Not more than it says of itself, whatever it holds.
                    while left > 0 and (piece := source.read(min(left, _PIECE))):
                        target.write(piece)
                        left -= len(piece)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise InvalidFields(
            [Violation.of(name, f"a ZIP that can't be read ({error})", "a ZIP without a password")]
        ) from (error)


def _place(folder: Path, name: PurePosixPath, material: str, otherwise: str) -> Path:
    """Where a map goes: by the folder that it lies in, whose class may be said by the one around it."""
    *above, around, last = ("", "", *(_safe(part) for part in name.parts))
    own = around or _safe(otherwise)
    said = material or next((each.lower() for each in above[-1:] if each.lower() in CLASS_NAMES), "")
    place = folder / said / own if said else folder / own
    place.mkdir(parents=True, exist_ok=True)
    return place / last


def _safe(part: str) -> str:
    return re.sub(r"[^\w .+-]", "_", part).strip(". ")[:80]


def _lay(root: Path, folder: Path, entry: Mapping[str, Any]) -> dict[str, Any]:
    """Move a set to where it stays, and its entry there; the same set again takes its own place."""
    name = f"{PurePosixPath(entry['name']).name}-{entry['sha256'][:8]}"
    target = root / str(entry["class"]) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)
    shutil.move(folder / str(entry["name"]), target)
    return {**entry, "name": str(target.relative_to(root))}
