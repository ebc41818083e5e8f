"""The model store: checks weights, opens ONNX sessions once, shares them, and keeps them within a memory bound."""

from __future__ import annotations

import enum
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.catalog import ModelEntry, packaged_assets, read_catalog

FloatArray = npt.NDArray[np.float32]
Arrays = Mapping[str, npt.NDArray[np.generic]]

DEFAULT_MEMORY_BYTES = 512 * 1024 * 1024
_MENDING = "Install procgen-server again, or replace the file with the one that the catalog's sha256 names."


class State(enum.Enum):
    """Whether a model can be used."""

    AVAILABLE = "available"
    LOADED = "loaded"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Status:
    """A model's state, and what is wrong with it."""

    entry: ModelEntry
    state: State
    size_bytes: int
    problem: str = ""


class LoadedModel:
    """A network in memory. Calls from several threads at once are fine."""

    def __init__(self, entry: ModelEntry, session: ort.InferenceSession, size_bytes: int) -> None:
        self.entry = entry
        self.size_bytes = size_bytes
        self._session = session
        self._outputs = [output.name for output in session.get_outputs()]

    def run(self, inputs: Arrays, *, give_back: bool = False) -> FloatArray:
        """The first output for the named inputs.

        Args:
            inputs: by name.
            give_back: return working memory to the system afterwards, which costs some time; otherwise the network
                keeps as much as its largest call needed.
        """
        options = ort.RunOptions()
        if give_back:
            options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        output: FloatArray = self._session.run(self._outputs[:1], dict(inputs), options)[0]
        return output

    def run_all(self, inputs: Arrays) -> tuple[FloatArray, ...]:
        """All outputs for the named inputs, in the graph's order."""
        return tuple(self._session.run(self._outputs, dict(inputs)))


def open_model(entry: ModelEntry, size_bytes: int = 0) -> LoadedModel:
    """Open a network without checking its file.

    Raises:
        ModelUnavailable: ONNX Runtime can't read it.
    """
    options = ort.SessionOptions()
    # One thread a call: windows side by side wait for nothing and are faster than one after another on all threads.
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        session = ort.InferenceSession(str(entry.path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own exception classes share no narrower base
        raise ModelUnavailable(f"model {entry.name}: ONNX Runtime refuses {entry.path}: {error}", _MENDING) from error
    return LoadedModel(entry, session, size_bytes)


def default_threads() -> int:
    """Threads per model call: the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return max(os.cpu_count() or 1, 1)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file, as lower-case hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class ModelStore:
    """All models of the packaged folder and of the user's, loaded when first needed.

    Args:
        folders: catalogs to read, in order; the packaged assets if empty.
        threads: how many model calls a domain should make side by side; each call keeps to one thread.
        memory_bytes: bound on the weights in memory; the models that were used least recently go first.

    Raises:
        Failed: a catalog can't be read, or two models share a name.
    """

    def __init__(
        self, folders: tuple[Path, ...] = (), *, threads: int = 0, memory_bytes: int = DEFAULT_MEMORY_BYTES
    ) -> None:
        self.threads = threads or default_threads()
        self.memory_bytes = memory_bytes
        self.entries: dict[str, ModelEntry] = {}
        for folder in (packaged_assets(), *folders):
            for entry in read_catalog(folder):
                if entry.name in self.entries:
                    raise Failed(
                        f"two models are named {entry.name!r}: {self.entries[entry.name].path} and {entry.path}",
                        "Rename one of them in its catalog.json.",
                    )
                self.entries[entry.name] = entry
        self._loaded: OrderedDict[str, LoadedModel] = OrderedDict()
        self._lock = threading.Lock()
        self._loading: dict[str, threading.Lock] = {name: threading.Lock() for name in self.entries}

    def generators(self, domain: str) -> tuple[str, ...]:
        """Names of the learned generators of a domain; the default one first."""
        names = [entry.generator for entry in self.entries.values() if entry.domain == domain and entry.default]
        names += [entry.generator for entry in self.entries.values() if entry.domain == domain]
        return tuple(dict.fromkeys(names))

    def part(self, domain: str, generator: str, role: str) -> LoadedModel:
        """The network that plays a role in a generator.

        Raises:
            ModelUnavailable: there is none, or its file is missing or damaged.
        """
        for entry in self.entries.values():
            if (entry.domain, entry.generator, entry.role) == (domain, generator, role):
                return self.load(entry.name)
        raise ModelUnavailable(f"generator {generator!r} of {domain} has no {role!r} network", _MENDING)

    def load(self, name: str) -> LoadedModel:
        """The model, from memory or after checking its file.

        Raises:
            ModelUnavailable: its file is missing or damaged.
        """
        with self._loading[name]:
            with self._lock:
                if name in self._loaded:
                    self._loaded.move_to_end(name)
                    return self._loaded[name]
            model = self._open(self.entries[name])
            with self._lock:
                self._loaded[name] = model
                while len(self._loaded) > 1 and sum(m.size_bytes for m in self._loaded.values()) > self.memory_bytes:
                    self._loaded.popitem(last=False)
            return model

    def _open(self, entry: ModelEntry) -> LoadedModel:
        status = self.verify(entry.name)
        if status.problem:
            raise ModelUnavailable(status.problem, _MENDING)
        return open_model(entry, status.size_bytes)

    def verify(self, name: str) -> Status:
        """Read the model's file and compare it with the catalog."""
        entry = self.entries[name]
        try:
            size = entry.path.stat().st_size
            actual = file_sha256(entry.path)
        except FileNotFoundError:
            return Status(entry, State.MISSING, 0, f"model {name}: {entry.path} does not exist")
        except OSError as error:
            return Status(entry, State.DAMAGED, 0, f"model {name}: {entry.path} can't be read: {error.strerror}")
        if actual != entry.sha256:
            problem = f"model {name}: {entry.path} is damaged: its sha256 is {actual}, the catalog says {entry.sha256}"
            return Status(entry, State.DAMAGED, size, problem)
        with self._lock:
            state = State.LOADED if name in self._loaded else State.AVAILABLE
        return Status(entry, state, size)
