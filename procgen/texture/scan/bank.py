"""Banks of scans: the packaged one, and folders of a user's own."""

from __future__ import annotations

import functools
import json
import threading
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import numpy as np

from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.model_file import MENDING
from procgen.texture.classical.torus import blur
from procgen.texture.scan.packed import FORMAT, INDEX, PICTURES, unpacked
from procgen.texture.scan.scan import Origin, Scan
from procgen.texture.scan.stones import Stones, stones_of
from procgen.texture.scan.turns import ROUNDS, TURNS

MEMORY_BYTES: Final = 192 << 20
"""Of the scans that are kept; the one that was used least recently goes first."""
_FILES: Final = "texture_scans_*.zip"
GLIMPSES: Final = "texture_glimpses.zip"
"""Scans of the bank at the size of a first preview, read in a fiftieth of the time."""
_SMALL_KEPT: Final = 64

_ALSO: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "concrete": ("ph_painted_plaster_wall",),
        "paint": ("PaintedPlaster005", "Metal053C", "ph_blue_metal_plate"),
        "plastic": ("Leather025",),
        "rubber": ("Leather025",),
        "wallpaper": ("t3_Fabric_Lace_022",),
    }
)
"""By class, packaged scans of other classes that look like it as well: smooth plaster in grey is concrete, paint flakes
off plaster and rust, plastic and rubber are moulded with a grain like that of leather, wallpaper may be woven."""

_STAINED: Final = frozenset({"RoofingTiles001"})
"""Packaged scans whose relief was guessed from tones of which the broad ones are stains."""
_STAINS: Final = 0.012
"""What is broader than this share of a scan's side counts as stains there."""

Read: TypeAlias = Callable[[], Scan]


@dataclass(frozen=True, slots=True)
class Entry:
    """A scan of a bank, not read yet."""

    origin: Origin
    read: Read
    stones: Stones | None = None
    """Its pieces, where it is laid of some that can be laid anew."""
    glimpse: Read | None = None
    """The same of few pixels, soon; None where there is no such file."""


def _in_turn(entries: Sequence[Entry], names: Sequence[str]) -> tuple[Entry, ...]:
    """Those of some names in their order, then all others as they are."""
    place = {name: number for number, name in enumerate(names)}
    return tuple(sorted(entries, key=lambda entry: place.get(entry.origin.name, len(place))))


def _round(entries: Sequence[Entry], names: Sequence[str]) -> tuple[Entry, ...]:
    """Some as often as they are named, in that order, and all others after each so many turns as there are of those
    that are named; all as they are where none is.
    """
    named = {entry.origin.name: entry for entry in entries if entry.origin.name in names}
    others = [entry for entry in entries if entry.origin.name not in names]
    turns = [named[name] for name in names if name in named]
    found: list[Entry] = []
    for begin in range(0, len(turns), max(len(named), 1)):
        found += [*turns[begin : begin + len(named)], *others]
    return tuple(found or others)


class Bank:
    """Scans by class, read when they are first asked for.

    Args:
        entries: all of them.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._kept: OrderedDict[str, Scan] = OrderedDict()
        self._small: OrderedDict[str, Scan] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def origins(self) -> tuple[Origin, ...]:
        """Of all its scans."""
        return tuple(entry.origin for entry in self.entries)

    @functools.cached_property
    def digests(self) -> Mapping[str, str]:
        """SHA-256 of each scan, by the name that recipes call it."""
        return {entry.origin.recipe_name: entry.origin.sha256 for entry in self.entries}

    @functools.cached_property
    def classes(self) -> Mapping[str, tuple[Entry, ...]]:
        """Scans of each class, each once, so that neighbours differ; those of a user's own after the packaged ones."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.origin.material, []).append(entry)
        named = {entry.origin.name: entry for entry in self.entries}
        for material, names in _ALSO.items():
            if material in found:
                found[material] += [named[name] for name in names if name in named]
        return {name: _in_turn(entries, TURNS.get(name, ())) for name, entries in found.items()}

    @functools.cached_property
    def rounds(self) -> Mapping[str, tuple[Entry, ...]]:
        """Scans of each class in the order in which seeds show them, some more often than others."""
        return {name: _round(entries, ROUNDS.get(name, ())) for name, entries in self.classes.items()}

    @functools.cached_property
    def laid_classes(self) -> Mapping[str, tuple[Entry, ...]]:
        """Of classes that have any, scans whose pieces can be laid anew."""
        found = {name: tuple(one for one in each if one.stones is not None) for name, each in self.classes.items()}
        return {name: entries for name, entries in found.items() if entries}

    def own(self, material: str) -> tuple[Entry, ...]:
        """Scans of a class itself, without those of others that look like it in some of what they are laid as."""
        return tuple(entry for entry in self.classes[material] if entry.origin.material == material)

    def glimpse(self, entry: Entry) -> Scan:
        """A scan for a first preview: of few pixels, where nothing else is at hand sooner. Raises ModelUnavailable."""
        key = entry.origin.sha256
        with self._lock:
            known = self._kept.get(key) or self._small.get(key)
        if known is not None or entry.glimpse is None:
            return known or self.scan(entry)
        found = entry.glimpse()
        with self._lock:
            self._small[key] = found
            while len(self._small) > _SMALL_KEPT:
                self._small.popitem(last=False)
        return found

    def scan(self, entry: Entry) -> Scan:
        """A scan, from memory or its file. Raises ModelUnavailable."""
        key = entry.origin.sha256
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = entry.read()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > 1 and sum(each.size_bytes for each in self._kept.values()) > MEMORY_BYTES:
                self._kept.popitem(last=False)
        return found


def packed_entries(path: Path) -> list[Entry]:
    """The scans of a file as :mod:`procgen.texture.recipe.scans` writes it. Raises ModelUnavailable."""
    try:
        with zipfile.ZipFile(path) as file:
            index = json.loads(file.read(INDEX))
        if index["format"] != FORMAT:
            raise ValueError(f"its format is {index['format']}, this version reads {FORMAT}")
        return [_entry(path, entry) for entry in index["scans"]]
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise ModelUnavailable(f"bank of scans {path}: {error}", MENDING) from error


def _entry(path: Path, entry: dict[str, Any]) -> Entry:
    said = {name: str(entry[name]) for name in ("name", "publisher", "licence", "source", "sha256")}
    origin = Origin(material=str(entry["class"]), guessed=tuple(entry["guessed"]), **said)

    def read() -> Scan:
        try:
            with zipfile.ZipFile(path) as file:  # checks each picture's sum
                files = {name: file.read(f"{origin.name}/{name}") for name in PICTURES}
            down, across = entry["tiles"]
            pixels = unpacked(entry, files)
            if origin.name in _STAINED:
                broad = [blur(slope, _STAINS * len(slope)) for slope in pixels.slopes]
                pixels = replace(pixels, slopes=pixels.slopes - np.stack(broad))
            return Scan(origin, pixels, (bool(down), bool(across)))
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise ModelUnavailable(f"scan {origin.name} of {path}: {error}", MENDING) from error

    return Entry(origin, read, stones_of(entry.get("stones")))


@functools.cache
def packaged_bank() -> Bank:
    """The bank that comes with the package; without scans where its files are not there.

    Raises:
        ModelUnavailable: a file is damaged.
    """
    small = packaged_assets() / GLIMPSES
    read = {each.origin.name: each.read for each in (packed_entries(small) if small.exists() else ())}
    entries = [entry for path in sorted(packaged_assets().glob(_FILES)) for entry in packed_entries(path)]
    return Bank([replace(entry, glimpse=read.get(entry.origin.name)) for entry in entries])
