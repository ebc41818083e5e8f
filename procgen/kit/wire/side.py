"""A domain's side that speaks the contract, as the server, the workers of batches and the command line use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, Protocol, TypeVar

from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.received import Received
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore
from procgen.v1 import system_pb2

SharedT = TypeVar("SharedT")
NO_SETTINGS: Final[Mapping[str, Any]] = MappingProxyType({})


class Service(Protocol):
    """A set of methods."""

    def methods(self) -> list[AnyMethod]: ...


class Parts:
    """What services are made of. Safe to use from any thread.

    Args:
        store: the models.
        blobs: inputs that were sent ahead.
        settings: what was set for all calls, by :attr:`procgen.kit.domain.Setting.name`; what is missing is unset.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore, settings: Mapping[str, Any] = NO_SETTINGS) -> None:
        self.store = store
        self.blobs = blobs
        self.settings = settings
        self._shared: dict[Callable[[Parts], Any], Any] = {}
        self._lock = Lock()

    def shared(self, make: Callable[[Parts], SharedT]) -> SharedT:
        """What several services have in common, made by the first that asks for it."""
        with self._lock:
            if make not in self._shared:
                self._shared[make] = make(self)
            found: SharedT = self._shared[make]
            return found


class Assembly(Protocol):
    """Puts the events of a call together that sends several results."""

    def take(self, event: Any) -> Received[Any] | None:
        """Take the next event; a result when its last event came, else None. Raises ValueError."""


def _no_blobs(_message: Any) -> Iterable[str]:
    return ()


def _no_cost(_message: Any) -> str:
    return ""


def _itself(message: Any) -> Any:
    return message


@dataclass(frozen=True, slots=True)
class Product:
    """What batches know of the results of one method.

    Attributes:
        cost: the class of a request: calls of one class last about alike, which is what tasks are made up by.
        blobs: SHA-256 of the inputs that a request names and does not hold.
        seeded: of a request the message that has its seed.
        varies_by_seed: whether nothing of a request as JSON but its field ``seed`` says the seed.
        assembly: puts its events together, where they are more than one result.
    """

    cost: Callable[[Any], str] = _no_cost
    blobs: Callable[[Any], Iterable[str]] = _no_blobs
    seeded: Callable[[Any], Any] = _itself
    varies_by_seed: bool = True
    assembly: Callable[[], Assembly] | None = None


class Warming(Protocol):
    """Makes ahead what calls would otherwise make."""

    def __call__(self, service: Any, checkpoint: Checkpoint, pause_s: float) -> None:
        """Work in steps: ``checkpoint`` raises where it is to stop, ``pause_s`` is how long others may go first."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from that recipes name beside models, such as a scan.

    Attributes:
        sha256: of it, as recipes say it.
        licence: by which it may be used.
        made_by: who published it.
        where: it was taken from.
        guessed: what was not in it, and was made up or mended.
    """

    sha256: str
    licence: str
    made_by: str
    where: str
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bring:
    """Files of users' own that a domain keeps in a folder for all calls that follow, such as scans.

    Attributes:
        setting: name of the setting that says the folder.
        title: for people.
        prepare: makes a folder that may be empty. Raises Failed.
        take: lays files, by the names that they have, into the folder, as of a kind that may be ""; a sentence for each
            thing that is there now. Raises InvalidFields, Failed.
        told: the things that a folder has: ``name`` and ``about`` of each.
        forget: removes one by its name. Raises InvalidFields.
        kinds: that can be said.
    """

    setting: str
    title: str
    prepare: Callable[[Path], None]
    take: Callable[[Path, Mapping[str, Path], str], list[str]]
    told: Callable[[Path], list[dict[str, str]]]
    forget: Callable[[Path, str], None]
    kinds: tuple[str, ...] = ()


def _no_sources(_parts: Parts) -> Mapping[str, Source]:
    return {}


@dataclass(frozen=True, slots=True)
class Wire:
    """How a domain speaks the contract.

    Attributes:
        make: makes its service; reads no model yet.
        describe: says for GetInfo what it can make.
        needs: names of the models that it can't do without: those that it uses unless a request names others.
        products: by the domain that recipes name, what batches know of them; those that need nothing are left out.
        warm: makes ahead what is worth it, beside the models.
        sources: by the names in recipes, where else what it makes comes from.
        bring: what users can bring that is kept for later calls.
    """

    make: Callable[[Parts], Service]
    describe: Callable[[Parts], list[system_pb2.Domain]]
    needs: Callable[[Parts], tuple[str, ...]] = lambda _parts: ()
    products: Mapping[str, Product] = field(default_factory=dict)
    warm: Warming | None = None
    sources: Callable[[Parts], Mapping[str, Source]] = _no_sources
    bring: Bring | None = None


def default_networks(store: ModelStore, domain: str, *generators: str) -> tuple[str, ...]:
    """Names of the networks of some generators; of several that play one role, the one that is used.

    Args:
        store: the models.
        domain: whose.
        generators: by name; the domain's first where none is named.
    """
    wanted = generators or store.generators(domain)[:1]
    roles: dict[tuple[str, str], str] = {}
    for entry in store.entries.values():
        if entry.domain == domain and entry.generator in wanted:
            roles.setdefault((entry.generator, entry.role), entry.name)
    return tuple(roles.values())
