"""Packaged arrays: ``.npz`` files, read whole, without pickle, and with every way of being damaged told alike."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.runtime.model_file import read_file


def read_arrays(path: Path) -> dict[str, npt.NDArray[Any]]:
    """All arrays of a file by name.

    Raises:
        OSError: the file is missing or can't be read.
        ValueError: it is no such file, or is damaged: the checksums in it tell.
    """
    return arrays_in(read_file(path))


def arrays_in(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """All arrays of a file's content by name. Raises ValueError."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except Exception as error:  # zipfile, zlib and NumPy raise whatever they stumble over
        raise ValueError(f"no arrays, or damaged ones: {error or type(error).__name__}") from error
