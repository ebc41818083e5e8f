"""What is dear to make: made once, by the first of the processes that want it, and found by the others."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_KEPT_SECONDS = 24 * 3600


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """A folder that is filled if it is not there yet; who comes meanwhile waits for it, so that it is always whole.

    Args:
        folder: its name.
        make: fills a new folder, whose name it is given.

    Raises:
        Exception: what ``make`` raises; nothing is left then, and whoever comes next tries again.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    free = folder.with_name(f"{folder.name}.lock")
    free.touch()  # it is in use, and not to be forgotten
    with free.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=folder.parent) as unfinished:
                made = Path(unfinished, folder.name)
                made.mkdir()
                make(made)
                made.rename(folder)
    return folder


def digest_of(folder: Path) -> str:
    """Of the names and contents of all files below a folder, but for what Godot keeps beside them."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.is_file() and ".godot" not in name.parts:
            data = path.read_bytes()
            digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def forget_old(folder: Path) -> None:
    """Delete what nobody has used for a day from a folder of the cache."""
    for old in folder.iterdir():
        # Others tidy up, too.
        with suppress(FileNotFoundError):
            if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
                if old.is_dir():
                    shutil.rmtree(old, ignore_errors=True)
                else:
                    old.unlink()
