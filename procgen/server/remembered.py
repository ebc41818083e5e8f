"""Calls that were made before are answered from the store of results; what calls make is kept there.

- A kept result is looked for before a call is queued, in threads of its own: it neither waits behind work nor counts
  against the queue.
- Equal calls at the same time are made once: the others wait for the first one's result. Should that one fail, be
  stopped or have a client that does not read, they go on by themselves.
- Whatever goes wrong with the store, calls are made as if there were none; it is logged and counted.

Requests that can't be accepted have no kept result, for only good results are kept, and whether a request is good
depends on nothing that its key does not cover. Two things are right all the same: a result whose model file is damaged
or gone by now, for its key names the weights that made it; and one whose exemplar was sent to a server that has
forgotten it, for the request names its bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, Protocol, TypeVar

import structlog
from google.protobuf.message import DecodeError, Message

from procgen.errors import Busy, Cancelled, DeadlinePassed
from procgen.jobs.job import Product
from procgen.kit.wire.call import AnyMethod, Call
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.products import kind_of
from procgen.kit.wire.request_id import request_id_allowed
from procgen.server.flights import Flight, until
from procgen.server.kept_events import Recent, Recording, last_event, size_of
from procgen.server.lookups import Lookups
from procgen.server.metrics import Metrics

UNREAD_BYTES: Final = 256 << 20
"""Of kept results that clients have not read yet; beyond it calls are made instead, within the bounds of queues."""
UNKEPT_BYTES: Final = 256 << 20
"""Of results that wait to be kept; beyond it they are not."""
LOOK_S: Final = 1.0
"""A store that takes longer for an answer has none."""
_SMALL_REQUEST: Final = 16 << 10
"""Bytes of a request whose key is worked out at once: a visit to a thread takes longer."""
FOLLOWERS: Final = 64
"""Calls that wait for another's result; one more is queued."""
_READERS: Final = 4
_POLL_S: Final = 0.05
_SAY_EVERY_S: Final = 60.0
T = TypeVar("T")

Made = AsyncGenerator[Message]
Sent = AsyncGenerator[Message | bytes]


class Store(Protocol):
    """Where results are: :class:`procgen.jobs.content.ContentStore`."""

    def get(self, key: str) -> bytes | None: ...

    def lacks(self, keys: Sequence[str]) -> Sequence[bool]: ...

    def put(self, key: str, data: bytes) -> None: ...


class Remembered:
    """Stands between ports and work for calls whose results are kept. All but :meth:`close` is for the event loop.

    Args:
        store: holds results.
        keys: names them.
        metrics: told of hits and misses.
    """

    def __init__(self, store: Store, keys: Keys, metrics: Metrics) -> None:
        self.metrics = metrics
        self._store = store
        self._keys = keys
        self._flights: dict[str, Flight] = {}
        self._recent = Recent()
        self._unkept: dict[str, Product] = {}
        self._unkept_bytes = 0
        self._unread_bytes = 0
        self._readers = ThreadPoolExecutor(_READERS, thread_name_prefix="kept")
        self._lookups = Lookups(store.lacks, self._readers)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._troubles = _Troubles()

    def warm_up(self) -> None:
        """Work out ahead, in a thread, what all keys need."""
        self._readers.submit(self._keys.warm_up)

    async def answers(self, method: AnyMethod, request: Message, call: Call, make: Callable[[], Made]) -> Sent:
        """The events of a call, kept or made.

        Args:
            method: of a kind whose results may be kept.
            request: what is asked for.
            call: whose id the result carries.
            make: queues and makes it; whatever it raises is passed on.
        """
        began = time.perf_counter()
        own_id = str(getattr(request, "request_id", ""))
        key = None
        if not own_id or request_id_allowed(own_id):
            key = await self._key(method, request, call)
        while key is not None and (other := self._flights.get(key)) is not None and other.followers < FOLLOWERS:
            found = await other.followed(call)
            if found is not None:
                self.metrics.cache("shared")
                async with contextlib.aclosing(self._sent(found, method, call, began)) as kept:
                    async for data in kept:
                        yield data
                return
            if not other.stopped:
                break  # it failed, or shows nothing: what comes of ours is seen by trying
        if key is None:
            async with contextlib.aclosing(make()) as made:
                async for event in made:
                    yield event
            return
        flight = Flight()
        self._flights.setdefault(key, flight)
        try:
            async with contextlib.aclosing(
                self._found_or_made(key, method, request, call, make, flight, began)
            ) as answers:
                async for answer in answers:
                    yield answer
        except (GeneratorExit, asyncio.CancelledError, Cancelled, DeadlinePassed, Busy):
            flight.stopped = True
            raise
        finally:
            if self._flights.get(key) is flight:
                del self._flights[key]
            flight.end(None)

    async def _found_or_made(
        self,
        key: str,
        method: AnyMethod,
        request: Message,
        call: Call,
        make: Callable[[], Made],
        flight: Flight,
        began: float,
    ) -> Sent:
        found = self._unkept.get(key) or self._recent.find(key)
        if found is None and self._unread_bytes < UNREAD_BYTES:
            found = await self._looked_up(key, method, call)
        if found is not None:
            self.metrics.cache("hit")
            flight.end(found)
            async with contextlib.aclosing(self._sent(found, method, call, began)) as kept:
                async for data in kept:
                    yield data
            return
        self.metrics.cache("miss")
        recording = Recording()
        async with contextlib.aclosing(make()) as made:
            async for event in made:
                flight.move()
                data = recording.take(event)
                if recording.too_large:
                    flight.end(None)
                if kind_of(event) != "result" or recording.product is None:
                    yield data
                    continue
                flight.end(recording.product)
                try:
                    yield data
                finally:
                    self._keep(key, method, request, recording.product)

    async def _sent(self, product: Product, method: AnyMethod, call: Call, began: float) -> AsyncGenerator[bytes]:
        """A kept result as an answer to this call: only the last event is made anew."""
        call.checkpoint()
        call.kept = True
        elapsed_ms = (time.perf_counter() - began) * 1000.0
        last = last_event(product, method, call.request_id, elapsed_ms).SerializeToString()
        size = size_of(product)
        self._unread_bytes += size
        try:
            for data in product.events[:-1]:
                yield data
                call.checkpoint()
            yield last
        finally:
            self._unread_bytes -= size

    async def _key(self, method: AnyMethod, request: Message, call: Call) -> str | None:
        """The key of a call's result; None where it has none. What takes long is worked out in a thread."""
        if self._keys.ready and not method.models_read and request.ByteSize() <= _SMALL_REQUEST:
            return self._keys.key(method, request)
        return await self._in_time(call, "the name of a result was", self._in_thread(self._keys.key, method, request))

    async def _looked_up(self, key: str, method: AnyMethod, call: Call) -> Product | None:
        """A kept result from the store; None where there is none."""
        if await self._in_time(call, "whether a result is kept was", self._lookups.lacks(key)) is not False:
            return None
        found = await self._in_time(call, "a kept result was", self._in_thread(self._read, key, method))
        if found is not None:
            self._recent.add(key, found)
        return found

    def _in_thread(self, work: Callable[..., T], *args: object) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._readers, work, *args)

    async def _in_time(self, call: Call, what: str, looking: asyncio.Future[T]) -> T | None:
        """What a look gives; None where it fails or takes too long."""
        try:
            if await until(looking, call, LOOK_S):
                return looking.result()
            problem = f"{what} not found within {LOOK_S:g} s"
            self._trouble("get_failed", problem, "See that the store answers and the machine is not overloaded.")
        except Exception as error:  # whatever a store raises: the call can do without
            call.checkpoint()  # which may be what was raised
            self._trouble("get_failed", str(error), getattr(error, "remedy", ""))
        finally:
            looking.cancel()
        return None

    def _read(self, key: str, method: AnyMethod) -> Product | None:
        data = self._store.get(key)
        if data is None:
            return None
        try:
            product = Product.from_bytes(data)
            last_event(product, method, "", 0.0)
        except (ValueError, DecodeError) as error:
            raise OSError(f"the kept result {key} is not one: {error}") from error
        return product

    def _keep(self, key: str, method: AnyMethod, request: Message, product: Product) -> None:
        """Have a result kept, in a thread, and answer from memory until it is."""
        size = size_of(product)
        if key in self._unkept:
            return
        if self._unkept_bytes + size > UNKEPT_BYTES:
            told = f"{self._unkept_bytes >> 20} MiB of results wait already to be kept"
            self._trouble("put_failed", told, "Name a faster store with --cache.")
            return
        self._unkept[key] = product
        self._unkept_bytes += size
        loop = asyncio.get_running_loop()

        def kept(done: Future[bool]) -> None:
            with contextlib.suppress(RuntimeError):  # the loop closed meanwhile
                loop.call_soon_threadsafe(self._kept, key, size, done)

        self._writer.submit(self._write, key, method, request, product).add_done_callback(kept)

    def _write(self, key: str, method: AnyMethod, request: Message, product: Product) -> bool:
        # The models may have been exchanged since the key was worked out.
        if self._keys.key(method, request) != key:
            return False
        self._store.put(key, product.to_bytes())
        return True

    def _kept(self, key: str, size: int, done: Future[bool]) -> None:
        del self._unkept[key]
        self._unkept_bytes -= size
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            self._trouble("put_failed", str(error), getattr(error, "remedy", ""))
        elif done.result():
            self.metrics.cache("put")

    def _trouble(self, what: str, problem: str, remedy: str) -> None:
        self.metrics.cache(what)
        self._troubles.tell(what, problem, remedy)

    async def drain(self, grace_s: float) -> None:
        """Let what was made be kept, for at most so long; the rest is given up."""
        ended = time.monotonic() + grace_s
        while self._unkept and time.monotonic() < ended:
            await asyncio.sleep(_POLL_S)

    def close(self) -> None:
        """End the threads; what they are at is not waited for. Call after :meth:`drain`."""
        for pool in (self._readers, self._writer):
            pool.shutdown(wait=False, cancel_futures=True)


class _Troubles:
    """Says what is wrong with the store, each kind at most once a minute, with how often it was."""

    def __init__(self) -> None:
        self._log = structlog.get_logger("procgen.cache")
        self._said_at: dict[str, float] = {}
        self._since: dict[str, int] = {}

    def tell(self, what: str, problem: str, remedy: str) -> None:
        now = time.monotonic()
        self._since[what] = self._since.get(what, 0) + 1
        if now - self._said_at.get(what, float("-inf")) >= _SAY_EVERY_S:
            self._log.warning("cache", what=what, problem=problem, remedy=remedy, times=self._since.pop(what))
            self._said_at[what] = now
