"""Results as events: taken down while they are sent, kept in memory for a moment, sent again."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Final

from google.protobuf.message import Message

from procgen.jobs.job import Product
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.products import canonical, kind_of, restored
from procgen.kit.wire.registry import event_type

RESULT_BYTES: Final = 64 << 20
"""Of the largest result that is kept."""
RECENT_BYTES: Final = 32 << 20
"""Of results that were read a moment ago, which are given from memory."""
RECENT_S: Final = 60.0
"""How long. Then they are read and checked again, so that the store learns that they are in use."""


class Recording:
    """Takes the events of a call as they are sent.

    Attributes:
        product: what they make, once the last of them came; None before, and where it is too large.
        too_large: whether it is, so that there will be none.
    """

    def __init__(self) -> None:
        self.product: Product | None = None
        self.too_large = False
        self._events: list[bytes] = []
        self._bytes = 0

    def take(self, event: Message) -> bytes:
        """An event; returns its bytes for sending."""
        data = event.SerializeToString()
        kind = kind_of(event)
        if not self.too_large and kind != "progress":
            kept = data if kind == "chunk" else canonical(event)
            self._bytes += len(kept)
            self._events.append(kept)
            if self._bytes > RESULT_BYTES:
                self.too_large = True
                self._events.clear()
            elif kind == "result":
                self.product = Product(tuple(self._events))
        return data


class Recent:
    """Results that were read from the store of late. It is as fast to check a result as to send it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Product, float]] = OrderedDict()
        """The first was read first."""
        self._bytes = 0

    def find(self, key: str) -> Product | None:
        self._shrink()
        product, _ = self._kept.get(key, (None, 0.0))
        return product

    def add(self, key: str, product: Product) -> None:
        self._remove(key)
        self._kept[key] = product, time.monotonic()
        self._bytes += size_of(product)
        self._shrink()

    def _shrink(self) -> None:
        too_old = time.monotonic() - RECENT_S
        while self._kept:
            key, (_, read_at) = next(iter(self._kept.items()))
            if self._bytes <= RECENT_BYTES and read_at > too_old:
                break
            self._remove(key)

    def _remove(self, key: str) -> None:
        if key in self._kept:
            product, _ = self._kept.pop(key)
            self._bytes -= size_of(product)


def size_of(product: Product) -> int:
    """Bytes of all its events."""
    return sum(map(len, product.events))


def last_event(product: Product, method: AnyMethod, request_id: str, elapsed_ms: float) -> Message:
    """Raises DecodeError or ValueError if it is none of the method's."""
    last = next(restored(Product(product.events[-1:]), event_type(method.path), request_id, elapsed_ms))
    if kind_of(last) != "result":
        raise ValueError("its last event is no result")
    return last
