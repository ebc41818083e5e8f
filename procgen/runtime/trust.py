"""Which models from elsewhere the user allows: a list of hashes in the user's own settings.

What came with procgen is always allowed, and what ``procgen train`` makes enters the list by itself. All else (a folder
from a forum) is refused until the user says otherwise, with ``procgen models trust`` or with ``--trust-models``: a
model runs with the user's rights, and the code that reads it was not written for enemies.
"""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from procgen.errors import Failed
from procgen.runtime.catalog import ModelEntry
from procgen.runtime.files import write_file

VARIABLE: Final = "PROCGEN_TRUSTED_MODELS"
"""Environment variable that names another list."""
_NAME: Final = "trusted_models.json"
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES: Final = 16 << 20
_OTHERS_WRITE: Final = stat.S_IWGRP | stat.S_IWOTH


def config_folder() -> Path:
    """The folder of the user's settings of procgen; it need not exist.

    ``$XDG_CONFIG_HOME`` or ``~/.config`` on Linux, ``~/Library/Application Support`` on macOS, ``%APPDATA%`` on
    Windows.
    """
    if sys.platform == "win32":
        base = os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(base) / "procgen"


def trust_file() -> Path:
    """Where the list lies; it need not exist."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else config_folder() / _NAME


@dataclass(frozen=True, slots=True)
class Trust:
    """Which models may be used."""

    digests: frozenset[str] = frozenset()
    """SHA-256 of files, in lower-case hexadecimal digits."""
    every: bool = False
    """Whether all may, whatever they are."""

    def allows(self, entry: ModelEntry) -> bool:
        """Whether all files of a model are on the list."""
        return self.every or entry.digests <= self.digests


EVERY_MODEL: Final = Trust(every=True)


def read_trust() -> Trust:
    """The user's list; an empty one where there is none.

    Raises:
        Failed: it can't be read, is none, or others may change it.
    """
    return Trust(frozenset(_read(trust_file())))


def add_trust(entries: Iterable[ModelEntry]) -> list[ModelEntry]:
    """Put models on the user's list.

    Returns:
        Those that were not on it.

    Raises:
        Failed: the list can't be read or written.
    """
    path = trust_file()
    names = _read(path)
    new = [entry for entry in entries if not entry.digests <= names.keys()]
    if new:
        names |= {digest: entry.name for entry in new for digest in entry.digests}
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failed(
                f"the folder {path.parent} can't be made: {error.strerror}", f"Name another file with {VARIABLE}."
            ) from error
        text = json.dumps({"models": dict(sorted(names.items(), key=lambda item: (item[1], item[0])))}, indent=2)
        write_file(path, text.encode() + b"\n", mode=0o600)
    return new


def _read(path: Path) -> dict[str, str]:
    """Hash to name."""
    remedy = "Mend or remove it; `procgen models trust FOLDER` writes it anew."
    try:
        with path.open("rb") as file:
            if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS_WRITE:
                raise Failed(f"others may change the list of trusted models {path}", f"Run `chmod 600 {path}`.")
            models = json.loads(file.read(_MOST_BYTES))["models"]
            names = {str(digest): str(name) for digest, name in models.items()}
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise Failed(f"the list of trusted models {path} can't be read: {error.strerror}", remedy) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Failed(f"{path} is no list of trusted models", remedy) from error
    if not all(map(_SHA256.fullmatch, names)):
        raise Failed(f"{path} names models by something else than their sha256", remedy)
    return names
