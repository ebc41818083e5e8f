"""What the models that a call may use add to the key of its result."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from procgen.kit.wire.call import ModelsOf
from procgen.runtime.catalog import ModelEntry
from procgen.runtime.recipe import canonical_json
from procgen.runtime.store import ModelStore

_UNTOLD: Final = ("path", "card", "licence")
"""What a catalog says of a model and no result depends on."""
_known: Final[dict[tuple[str, ...], tuple[Mapping[str, ModelEntry], Mapping[str, str]]]] = {}
"""By domains, what the catalogs said when their digests were last worked out, and those."""


def model_digests(store: ModelStore, *domains: str) -> Mapping[str, str]:
    """SHA-256 by name of every model of some domains, and of how it is run. Each call asks for it.

    A digest covers the weights, by the checksum that the store holds their file to, and what the catalog says besides:
    role, noise levels, which is the default. All models of a domain count, not only those that take part: which these
    are, and which names a request may use, depends on all.
    """
    entries = store.entries
    known = _known.get(domains)
    # Catalogs that are read again give another mapping.
    if known is None or known[0] is not entries:
        digests = {
            entry.name: _digest(entry, place) for place, entry in enumerate(entries.values()) if entry.domain in domains
        }
        known = _known[domains] = entries, MappingProxyType(digests)
    return known[1]


def no_models(_request: Any) -> Mapping[str, str]:
    """For methods whose results no model decides."""
    return {}


def models_of(store: ModelStore, *domains: str) -> ModelsOf[Any]:
    """For :attr:`procgen.kit.wire.call.Method.models`: the same whatever the request."""
    return lambda _request: model_digests(store, *domains)


def _digest(entry: ModelEntry, place: int) -> str:
    """Of one model; its place among the others tells which of two defaults comes first."""
    told = {name: getattr(entry, name) for name in ModelEntry.__slots__ if name not in _UNTOLD}
    told |= {name: dict(told[name]) for name in ("inputs", "outputs", "properties")}
    return hashlib.sha256(canonical_json({**told, "place": place}).encode()).hexdigest()
