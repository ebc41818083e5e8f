"""What is left of a batch as a runner takes it: entries whose results are pinned before they are made, and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, Protocol

from procgen.batches import ledger as batch_ledger
from procgen.batches.ledger import Ledger, Standing
from procgen.errors import Failed, NoRoom, ProcgenError
from procgen.jobs.content import Stats
from procgen.jobs.entry import Entry, Row, Unplanned
from procgen.jobs.job import Product
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.keys import Keys
from procgen.kit.wire.registry import event_type

_PINNED_AT_ONCE: Final = 1024
RETRY_AFTER_MS: Final = 30_000


class Store(Protocol):
    """What batches want of :class:`procgen.jobs.content.ContentStore`."""

    def get(self, key: str) -> bytes | None: ...

    def put(self, key: str, data: bytes) -> None: ...

    def pin(self, name: str, keys: Iterable[str]) -> None: ...

    def unpin(self, name: str) -> None: ...

    def stats(self) -> Stats: ...


class Planner:
    """Plans what a ledger holds.

    Args:
        ledger: has the batches.
        store: keeps results.
        method_of: the method at a path.
        keys: names results.
    """

    def __init__(self, ledger: Ledger, store: Store, method_of: Callable[[str], AnyMethod], keys: Keys) -> None:
        self._ledger = ledger
        self._store = store
        self._method_of = method_of
        self._keys = keys

    def entries(self, standing: Standing, over: Callable[[], bool]) -> Iterator[Entry | Unplanned]:
        """What is left to do, until it is over; its keys are pinned before anything is looked for or made."""
        planned = map(self._planned, self._ledger.pending(standing.number))
        while lot := list(islice(planned, _PINNED_AT_ONCE)):
            keys = dict.fromkeys(entry.job.key for entry in lot if isinstance(entry, Entry))
            if keys:
                self._store.pin(pin_name(standing), keys)
            for entry in lot:
                if over():
                    return
                yield entry

    def pin_one(self, standing: Standing) -> None:
        """Pin the first result, so that a store that can't is known now; the others follow while they are made."""
        planned = map(self._planned, self._ledger.pending(standing.number))
        keys = (entry.job.key for entry in planned if isinstance(entry, Entry))
        self._store.pin(pin_name(standing), islice(keys, 1))

    def _planned(self, wanted: batch_ledger.Wanted) -> Entry | Unplanned:
        row: Row = {"job_index": wanted.job_index, "method": wanted.method}
        try:
            method = self._method_of(wanted.method)
            # Worked out now and not when the batch was sent: models, and the server's version, may be others since.
            job = self._keys.job(method, method.request_type.FromString(wanted.request))
        except ProcgenError as error:
            return Unplanned(row, error.grpc_code, error.reason, error.message)
        return Entry(job, row, wanted.size, wanted.blobs)

    def keep(self, entry: Entry, product: Product, known: Known) -> Row:
        """Keep a result, and say what recipe made it."""
        last: Any = event_type(entry.job.method).FromString(product.events[-1])
        try:
            if not known.gave(entry.job.key):
                self._store.put(entry.job.key, product.to_bytes())
        except ProcgenError as error:
            # A store that does not answer is no fault of the job: it is waited for like one that is full.
            raise NoRoom(error.message, RETRY_AFTER_MS) from error
        return {"recipe": last.result.recipe.sha256}

    def blob(self, number: int, sha256: str) -> bytes:
        """An input of a batch."""
        found = self._ledger.blob(number, sha256)
        if found is None:
            raise Failed(f"the input {sha256} of the batch is gone", "Send the batch again under another id.")
        return found


class Known:
    """What a store has, for the runner. Results are kept by :meth:`Planner.keep`, without which a job is not done."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._given: set[str] = set()

    def get(self, key: str) -> bytes | None:
        data = self._store.get(key)
        if data is not None:
            self._given.add(key)
        return data

    def gave(self, key: str) -> bool:
        """Whether it gave the result of a key, which it forgets by that: what came from the store is kept there."""
        gave = key in self._given
        self._given.discard(key)
        return gave

    def put(self, key: str, data: bytes) -> None:
        pass


def pin_name(standing: Standing) -> str:
    """Under which a store pins a batch's results."""
    return f"batch {standing.id} of {standing.submitted_ms}"
