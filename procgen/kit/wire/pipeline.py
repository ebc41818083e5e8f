"""The version of all that turns requests into bytes, but for the models of the catalogs: code, data and packages."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import sys
import threading
import zlib
from collections.abc import Iterator
from importlib import metadata, resources
from pathlib import Path
from typing import Final

from procgen import __version__
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.recipe import canonical_json

PACKAGES: Final = (
    "better-profanity",
    "embreex",
    "etcpak",
    "hibari-tts",
    "llama-cpp-py-sync",
    "llguidance",
    "mido",
    "numpy",
    "openexr",
    "pillow",
    "protobuf",
    "rapidfuzz",
    "scipy",
    "soundfile",
)
"""Packages that results pass through. ONNX Runtime is not among them: keys name it themselves."""
_ABSENT: Final = "absent"
TOLD: Final = "files.sha256"
"""Beside a package whose modules are in an archive, as in the standalone bundle: what its files came to."""
_lock = threading.Lock()


def pipeline_version() -> str:
    """The version of the package and a digest, such as ``0.1.0+5f2c9a...``; worked out once, in some 50 ms.

    Raises:
        OSError: a file of the package can't be read.
    """
    with _lock:
        return _worked_out()


@functools.cache
def _worked_out() -> str:
    made_by = {"files": files_digest(Path(str(resources.files("procgen"))), packaged_assets()), **surroundings()}
    return f"{__version__}+{hashlib.sha256(canonical_json(made_by).encode()).hexdigest()}"


def surroundings() -> dict[str, str]:
    """Versions of what is installed beside procgen and shapes bytes."""
    found = {name: _version(name) for name in PACKAGES}
    return found | {
        "python": ".".join(map(str, sys.version_info[:3])),
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "machine": f"{platform.system()} {platform.machine()}",
    }


def files_digest(package: Path, assets: Path) -> str:
    """SHA-256 of the names and bytes of all files of a package, and of its assets but for those that a digest of their
    models names anyway. It is the same for a checkout and for a wheel.

    Args:
        package: folder of the package.
        assets: folder of its catalog, wherever it is.
    """
    if (told := package / TOLD).is_file():
        return told.read_text("ascii").strip()
    total = hashlib.sha256()
    named = set(_hashed_by_catalog(assets))
    files = [(path.relative_to(package).as_posix(), path) for path in _files(package, without=assets)]
    files += [(f"assets/{path.relative_to(assets).as_posix()}", path) for path in _files(assets)]
    for name, path in sorted(files):
        if path not in named:
            data = path.read_bytes()
            total.update(f"{name}\0{len(data)}\0".encode())
            total.update(data)
    return total.hexdigest()


def _files(folder: Path, without: Path | None = None) -> Iterator[Path]:
    """All files below a folder, without hidden ones and what Python compiled."""
    for root, folders, names in os.walk(folder):
        here = Path(root)
        folders[:] = [name for name in folders if name != "__pycache__" and name[0] != "." and here / name != without]
        yield from (here / name for name in names if name[0] != ".")


def _hashed_by_catalog(assets: Path) -> Iterator[Path]:
    """Weights, and files that lie beside them: of each, entries hold the checksum that it is held to."""
    for entry in read_catalog(assets):
        yield entry.path
        yield from (
            assets / str(file) for name, file in entry.properties.items() if f"{name}_sha256" in entry.properties
        )


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return _ABSENT
