"""The model store: checks weights, opens ONNX sessions once, shares them, and keeps them within a memory bound."""

from __future__ import annotations

import copy
import enum
import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.catalog import ModelEntry, packaged_assets, read_catalog
from procgen.runtime.model_file import (
    MENDING,
    MODEL_BYTES,
    FileTooLarge,
    LoadedModel,
    file_sha256,
    open_model,
    read_file,
)
from procgen.runtime.trust import Trust, read_trust

DEFAULT_MEMORY_BYTES = 512 * 1024 * 1024
_TRUSTING: Final = "If you trust who made it, run `procgen models trust` with its folder, or start with --trust-models."


class State(enum.Enum):
    """Whether a model can be used."""

    AVAILABLE = "available"
    LOADED = "loaded"
    MISSING = "missing"
    DAMAGED = "damaged"
    UNTRUSTED = "untrusted"
    """It comes from elsewhere, and the user has not allowed it."""


@dataclass(frozen=True, slots=True)
class Status:
    """A model's state, and what is wrong with it."""

    entry: ModelEntry
    state: State
    size_bytes: int
    problem: str = ""


def default_threads() -> int:
    """Threads per model call: the processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(len(os.sched_getaffinity(0)), 1)
    return max(os.cpu_count() or 1, 1)


@dataclass(frozen=True, slots=True)
class Changes:
    """What reading the catalogs again changed, by name."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


class _Shelf:
    """What catalogs said at one time, and what of it is in memory."""

    def __init__(self, entries: dict[str, ModelEntry], trust: Trust) -> None:
        self.entries = entries
        self.trust = trust
        self.generation = 0
        self.reads = 0
        self.loaded: OrderedDict[str, LoadedModel] = OrderedDict()
        self.lock = threading.Lock()
        self.loading: dict[str, threading.Lock] = {name: threading.Lock() for name in entries}


class ModelStore:
    """All models of the packaged folder and of the user's, loaded when first needed.

    Args:
        folders: catalogs to read beside the packaged one, in order.
        threads: how many model calls a domain should make side by side; each call keeps to one thread.
        memory_bytes: bound on the weights in memory; the models that were used least recently go first.
        trust: which models of the folders may be used; the user's list if None. The packaged ones always may.

    Raises:
        Failed: a catalog or the list can't be read, or two models share a name.
    """

    def __init__(
        self,
        folders: tuple[Path, ...] = (),
        *,
        threads: int = 0,
        memory_bytes: int = DEFAULT_MEMORY_BYTES,
        trust: Trust | None = None,
    ) -> None:
        self.threads = threads or default_threads()
        self.memory_bytes = memory_bytes
        self._folders = tuple(folders)
        self._trust = trust
        self._reloading = threading.Lock()
        self._listeners: list[Callable[[], None]] = []
        self._shelf = self._read()

    def _read(self) -> _Shelf:
        """A shelf with what the catalogs say now. Raises Failed."""
        entries: dict[str, ModelEntry] = {}
        trust = self._trust or (read_trust() if self._folders else Trust())
        packaged = packaged_assets()
        for folder in (packaged, *self._folders):
            for entry in read_catalog(folder, links=folder == packaged):
                if entry.name in entries:
                    raise Failed(
                        f"two models are named {entry.name!r}: {entries[entry.name].path} and {entry.path}",
                        "Rename one of them in its catalog.json.",
                    )
                entries[entry.name] = entry
            if folder == packaged:
                # Wherever a copy of one of them lies: the bytes are the same.
                own = frozenset[str]().union(*(entry.digests for entry in entries.values()))
                trust = Trust(trust.digests | own, trust.every)
        return _Shelf(entries, trust)

    @property
    def entries(self) -> Mapping[str, ModelEntry]:
        """All models by name, the packaged ones first."""
        return self._shelf.entries

    @property
    def generation(self) -> int:
        """How often the models changed; what is made from them holds as long as this stays the same."""
        return self._shelf.generation

    @property
    def reads(self) -> int:
        """How often the catalogs and the list of trusted models were read again."""
        return self._shelf.reads

    def view(self) -> ModelStore:
        """The store as it is now, for one call: whatever is read again meanwhile, the view gives models of one time.

        Models in memory are shared with it.
        """
        return copy.copy(self)

    def listen(self, changed: Callable[[], None]) -> None:
        """Have a function called after each change, in the thread that read the catalogs again."""
        self._listeners.append(changed)

    def reload(self) -> Changes:
        """Read the catalogs and the list of trusted models again, and go over to what they say all at once.

        New and changed models are checked and opened first. Views, and models that somebody holds, stay as they are.

        Raises:
            Failed: a catalog or the list can't be read, or two models share a name.
            ModelUnavailable: a new or changed model is missing or damaged. In either case nothing is changed.
        """
        with self._reloading:
            old, new = self._shelf, self._read()
            changes = Changes(
                added=tuple(name for name in new.entries if name not in old.entries),
                changed=tuple(name for name, entry in new.entries.items() if old.entries.get(name, entry) != entry),
                removed=tuple(name for name in old.entries if name not in new.entries),
            )
            fresh: dict[str, LoadedModel] = {}
            for name in (*changes.added, *changes.changed):
                entry = new.entries[name]
                if new.trust.allows(entry):
                    model = _open(entry)
                    if name in old.loaded or entry.default:
                        fresh[name] = model
            with old.lock:
                kept = {name: model for name, model in old.loaded.items() if new.entries.get(name) == model.entry}
            new.loaded.update({name: model for name, model in kept.items() if new.trust.allows(model.entry)})
            new.loaded.update(fresh)
            new.generation = old.generation + bool(changes)
            new.reads = old.reads + 1
            self._shelf = new
            self._shrink(new)
            listeners = tuple(self._listeners)
        for changed in listeners if changes else ():
            changed()
        return changes

    def generators(self, domain: str) -> tuple[str, ...]:
        """Names of the learned generators of a domain; the default one first."""
        entries = self.entries.values()
        names = [entry.generator for entry in entries if entry.domain == domain and entry.default]
        names += [entry.generator for entry in entries if entry.domain == domain]
        return tuple(dict.fromkeys(names))

    def part(self, domain: str, generator: str, role: str) -> LoadedModel:
        """The network that plays a role in a generator.

        Raises:
            ModelUnavailable: there is none, or its file is missing, damaged or not trusted.
        """
        shelf = self._shelf
        for entry in shelf.entries.values():
            if (entry.domain, entry.generator, entry.role) == (domain, generator, role):
                return self._loaded(shelf, entry.name)
        raise ModelUnavailable(f"generator {generator!r} of {domain} has no {role!r} network", MENDING)

    def load(self, name: str) -> LoadedModel:
        """The model, from memory or after checking its file.

        Raises:
            ModelUnavailable: its file is missing, damaged or not trusted.
        """
        return self._loaded(self._shelf, name)

    def _loaded(self, shelf: _Shelf, name: str) -> LoadedModel:
        with shelf.loading[name]:
            with shelf.lock:
                if name in shelf.loaded:
                    shelf.loaded.move_to_end(name)
                    return shelf.loaded[name]
            entry = shelf.entries[name]
            if not shelf.trust.allows(entry):
                raise ModelUnavailable(_not_trusted(entry), _TRUSTING)
            model = _open(entry)
            with shelf.lock:
                shelf.loaded[name] = model
            self._shrink(shelf)
            return model

    def _shrink(self, shelf: _Shelf) -> None:
        with shelf.lock:
            while len(shelf.loaded) > 1 and sum(m.size_bytes for m in shelf.loaded.values()) > self.memory_bytes:
                shelf.loaded.popitem(last=False)

    def in_memory(self, name: str) -> bool:
        """Whether a model can be used without reading its file."""
        shelf = self._shelf
        with shelf.lock:
            return name in shelf.loaded

    def loaded_bytes(self) -> int:
        """Size of the files of all models in memory."""
        shelf = self._shelf
        with shelf.lock:
            return sum(model.size_bytes for model in shelf.loaded.values())

    def verify(self, name: str) -> Status:
        """Read the model's file and compare it with the catalog."""
        shelf = self._shelf
        entry = shelf.entries[name]
        try:
            size = entry.path.stat().st_size
            actual = file_sha256(entry.path, MODEL_BYTES)
        except FileNotFoundError:
            return Status(entry, State.MISSING, 0, _missing(entry))
        except (OSError, FileTooLarge) as error:
            return Status(entry, State.DAMAGED, 0, _unreadable(entry, error))
        if actual != entry.sha256:
            return Status(entry, State.DAMAGED, size, _damaged(entry, actual))
        if not shelf.trust.allows(entry):
            return Status(entry, State.UNTRUSTED, size, _not_trusted(entry))
        return Status(entry, State.LOADED if self.in_memory(name) else State.AVAILABLE, size)


def _open(entry: ModelEntry) -> LoadedModel:
    """Read a model's file once, compare it with the catalog, and open what was read. Raises ModelUnavailable."""
    try:
        data = read_file(entry.path)
    except FileNotFoundError:
        raise ModelUnavailable(_missing(entry), MENDING) from None
    except (OSError, FileTooLarge) as error:
        raise ModelUnavailable(_unreadable(entry, error), MENDING) from error
    actual = hashlib.sha256(data).hexdigest()
    if actual != entry.sha256:
        raise ModelUnavailable(_damaged(entry, actual), MENDING)
    return open_model(entry, data)


def _missing(entry: ModelEntry) -> str:
    return f"model {entry.name}: {entry.path} does not exist"


def _unreadable(entry: ModelEntry, error: OSError | FileTooLarge) -> str:
    told = error.strerror if isinstance(error, OSError) else error
    return f"model {entry.name}: {entry.path} can't be read: {told}"


def _damaged(entry: ModelEntry, actual: str) -> str:
    return f"model {entry.name}: {entry.path} is damaged: its sha256 is {actual}, the catalog says {entry.sha256}"


def _not_trusted(entry: ModelEntry) -> str:
    return f"model {entry.name}: {entry.path} comes from elsewhere, and its sha256 is not on the list of trusted models"
