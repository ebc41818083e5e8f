"""What the declared domains serve: their services, and by what a recipe or a job names, what makes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from google.protobuf.message import Message

from procgen.domains import DOMAINS
from procgen.kit.domain import Domain
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.registry import Services, request_type
from procgen.kit.wire.side import NO_SETTINGS, Parts, Product, Source
from procgen.runtime.store import ModelStore

_SERVED: Final = tuple(domain for domain in DOMAINS if domain.wire)


def _requests(domains: tuple[Domain, ...]) -> dict[str, tuple[str, type[Message]]]:
    for domain in domains:
        domain.contract()
    return {recipe: (path, request_type(path)) for domain in domains for recipe, path in domain.paths.items()}


REQUESTS: Final[Mapping[str, tuple[str, type[Message]]]] = _requests(_SERVED)
"""By the domain that recipes name: the method that makes its results, and what it takes."""
_PATHS: Final = {path: recipe for recipe, (path, _) in REQUESTS.items()}
_NOTHING_KNOWN: Final = Product()


def all_services(store: ModelStore, blobs: BlobStore, settings: Mapping[str, Any] = NO_SETTINGS) -> Services:
    """The services of all domains; nothing is loaded yet.

    Args:
        store: the models.
        blobs: inputs that were sent ahead.
        settings: what was set for all calls, see :class:`procgen.kit.domain.Setting`.
    """
    return Services(_SERVED, store, blobs, settings)


def all_sources(store: ModelStore, settings: Mapping[str, Any] = NO_SETTINGS) -> dict[str, Source]:
    """Where all that recipes name beside models comes from, by those names."""
    parts = Parts(store, BlobStore(), settings)
    found: dict[str, Source] = {}
    for domain in _SERVED:
        found |= domain.load_wire().sources(parts)
    return found


def product_of(path: str) -> Product:
    """What batches know of the results of the method at a path."""
    recipe = _PATHS.get(path, "")
    for domain in _SERVED:
        if recipe in domain.makes:
            return domain.load_wire().products.get(recipe, _NOTHING_KNOWN)
    return _NOTHING_KNOWN
