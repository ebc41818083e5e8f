"""A model file: read once, checked, and opened from the very bytes that were checked."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import stat
import threading
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime as ort
from onnxruntime.capi.onnxruntime_pybind11_state import (
    EPFail,
    Fail,
    InvalidArgument,
    RuntimeException,
)
from onnxruntime.capi.onnxruntime_pybind11_state import (
    NotImplemented as NotMade,
)

from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import ModelEntry
from procgen.runtime.interrupt import interruptible
from procgen.runtime.model_graph import GraphRefused, check_graph

FloatArray = npt.NDArray[np.float32]
Arrays = Mapping[str, npt.NDArray[np.generic]]

MODEL_BYTES: Final = 1 << 30
"""Of the largest file that is opened: seventy times our largest."""
MENDING: Final = "Install procgen-server again, or replace the file with the one that the catalog's sha256 names."
_NOT_FINITE_MENDING: Final = (
    "Ask for values nearer to their defaults; if the model is your own, export a checkpoint from before it diverged."
)

_OTHER_GRAPH_MENDING: Final = "If the model is your own, export it again with this version of procgen."
_RUN_ERRORS: Final = (EPFail, Fail, InvalidArgument, NotMade, RuntimeException)


class LoadedModel:
    """A network in memory. Calls from several threads at once are fine."""

    def __init__(self, entry: ModelEntry, session: ort.InferenceSession, size_bytes: int) -> None:
        self.entry = entry
        self.size_bytes = size_bytes
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]

    def run(self, inputs: Arrays) -> FloatArray:
        """The first output for the named inputs.

        Raises:
            ModelUnavailable: the output has a value that is not finite, or the graph takes other inputs.
        """
        return self._finite(self._run(self._outputs[:1], inputs, ort.RunOptions()))[0]

    def run_all(self, inputs: Arrays, *, unchecked: Collection[str] = ()) -> tuple[FloatArray, ...]:
        """All outputs for the named inputs, in the graph's order.

        Args:
            inputs: by name.
            unchecked: names of outputs that the caller makes sure of itself, as what it works out of them is less;
                it raises :meth:`not_finite`.

        Raises:
            ModelUnavailable: an output has a value that is not finite, or the graph takes other inputs.
        """
        return tuple(self._finite(self._run(self._outputs, inputs, ort.RunOptions()), unchecked))

    def _run(self, names: list[str], inputs: Arrays, options: ort.RunOptions) -> Sequence[FloatArray]:
        try:
            with interruptible(options):
                outputs: Sequence[FloatArray] = self._session.run(names, dict(inputs), options)
        except (*_RUN_ERRORS, ValueError) as error:  # a ValueError where inputs are missing
            if "allocate memory" in str(error):
                raise MemoryError(f"model {self.entry.name}: {error}") from error
            raise ModelUnavailable(
                f"model {self.entry.name}: ONNX Runtime can't run it: {error}", _OTHER_GRAPH_MENDING
            ) from error
        return outputs

    def not_finite(self, output: str) -> ModelUnavailable:
        """The error for an output with values that are not finite."""
        return ModelUnavailable(
            f"model {self.entry.name}: its output {output!r} has values that are not finite", _NOT_FINITE_MENDING
        )

    def _finite(self, outputs: Sequence[FloatArray], unchecked: Collection[str] = ()) -> Sequence[FloatArray]:
        for name, output in zip(self._outputs, outputs, strict=False):
            if output.dtype.kind == "f" and name not in unchecked and not np.isfinite(output).all():
                raise self.not_finite(name)
        return outputs


def read_file(path: Path, most_bytes: int = MODEL_BYTES) -> bytes:
    """The content of a regular file.

    Raises:
        OSError: it is missing, can't be read, or is no regular file.
        FileTooLarge: it has more bytes than ``most_bytes``.
    """
    with _opened(path, most_bytes) as file:
        data = file.read(most_bytes + 1)
    if len(data) > most_bytes:  # it grew meanwhile
        raise FileTooLarge(len(data), most_bytes)
    return data


def read_named(path: Path, sha256: str, mending: str) -> bytes:
    """The content of a file that a catalog names beside a model's own.

    Args:
        path: of the file.
        sha256: that the catalog says.
        mending: what whoever reads the error can do.

    Raises:
        ModelUnavailable: it is missing, can't be read, or is not the one that the catalog names.
    """
    try:
        data = read_file(path)
    except (OSError, FileTooLarge) as error:
        raise ModelUnavailable(f"{path} can't be read: {error}", mending) from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ModelUnavailable(f"{path} is damaged: its sha256 is not the catalog's", mending)
    return data


class FileTooLarge(ValueError):
    """A file has more bytes than are read."""

    def __init__(self, size_bytes: int, most_bytes: int) -> None:
        super().__init__(f"it has {size_bytes} bytes, at most {most_bytes} are read")


def _opened(path: Path, most_bytes: int | None) -> io.BufferedReader:
    # Without O_NONBLOCK a named pipe would be waited for.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file", str(path))
        if most_bytes is not None and status.st_size > most_bytes:
            raise FileTooLarge(status.st_size, most_bytes)
    except BaseException:
        os.close(descriptor)
        raise
    return os.fdopen(descriptor, "rb")


def file_sha256(path: Path, most_bytes: int | None = None) -> str:
    """SHA-256 of a regular file, as lower-case hexadecimal digits.

    Raises:
        OSError: it is missing, can't be read, or is no regular file.
        FileTooLarge: it has more bytes than ``most_bytes``; None for any size.
    """
    with _opened(path, most_bytes) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


_HASHING = threading.Lock()


def kept_sha256(path: Path) -> str:
    """SHA-256 of a file that may have gigabytes: read again only where the file was changed. Raises OSError."""
    said = path.stat()
    with _HASHING:
        return _sha256(path, said.st_size, said.st_mtime_ns, said.st_ino)


@lru_cache(maxsize=8)
def _sha256(path: Path, *_standing: int) -> str:
    return file_sha256(path)


def open_model(entry: ModelEntry, data: bytes) -> LoadedModel:
    """Open a network from its file's content, which is not needed any more afterwards.

    Raises:
        ModelUnavailable: it refers to other files or to operators of libraries, or ONNX Runtime can't read it.
    """
    options = ort.SessionOptions()
    # One thread a call: windows side by side wait for nothing and are faster than one after another on all threads.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # An arena doubles with the largest call and with calls side by side, and keeps it all until the process ends: with
    # ours, that was 660 MiB. The system's allocator takes as long.
    options.enable_cpu_mem_arena = False
    # Nor a plan of memory for each combination of sizes that ever comes, which it would never forget: lines of dialogue
    # make new ones for hours.
    options.enable_mem_pattern = False
    # Bytes that look like ONNX Runtime's own format would be read as that, which nobody has checked.
    options.add_session_config_entry("session.load_model_format", "ONNX")
    try:
        check_graph(data)
        session = ort.InferenceSession(data, options, providers=["CPUExecutionProvider"])
    except GraphRefused as error:
        raise ModelUnavailable(f"model {entry.name}: {entry.path} is refused: {error}", MENDING) from error
    except Exception as error:  # ONNX Runtime's own exception classes share no narrower base
        raise ModelUnavailable(f"model {entry.name}: ONNX Runtime refuses {entry.path}: {error}", MENDING) from error
    # It would keep them for opening the session again on another device, which we never do.
    session._model_bytes = None
    return LoadedModel(entry, session, len(data))
