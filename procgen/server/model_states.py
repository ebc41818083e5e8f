"""Whether models can be used, for those who ask often: a file is read again only after it changed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping

from procgen.runtime.store import ModelStore, State

_USABLE = (State.AVAILABLE, State.LOADED)
_Signature = tuple[object, ...]


class ModelStates:
    """Safe to use from any thread.

    Args:
        store: the models.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store
        self._known: dict[str, tuple[_Signature, State]] = {}
        self._lock = threading.Lock()

    def usable(self, names: Iterable[str]) -> bool:
        """Whether all of some models can be used. May read files."""
        return all(self.state(name) in _USABLE for name in names)

    def state(self, name: str) -> State:
        """The state of a model, MISSING for a name that there is none of. May read its file."""
        store = self._store.view()
        if name not in store.entries:
            return State.MISSING
        # What is in memory can be used, whatever became of its file.
        if store.in_memory(name):
            return State.LOADED
        signature = self._signature(store, name)
        with self._lock:
            known = self._known.get(name)
        if known is not None and known[0] == signature:
            return known[1]
        state = store.verify(name).state
        with self._lock:
            self._known[name] = (signature, state)
        return state

    def all(self) -> Mapping[str, State]:
        """The states of all models. May read files."""
        return {name: self.state(name) for name in self._store.entries}

    @staticmethod
    def _signature(store: ModelStore, name: str) -> _Signature:
        """What a verdict holds for: what is expected, and how the file looked."""
        entry = store.entries[name]
        try:
            status = entry.path.stat()
        except OSError:
            return (store.reads, entry.sha256)
        return (store.reads, entry.sha256, status.st_size, status.st_mtime_ns, status.st_ino)
