"""Our language model's network with its memory of what was read: prefixes in pages, scores of texts, next tokens.

Results depend on the tokens alone, never on what the cache holds: a prefix is always read in the same pieces (whole
pages of `PAGE` tokens from its beginning, then the rest), and every call sees a past padded to whole pages.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.tables import Ids, Tables, read_tables
from procgen.runtime.model_file import LoadedModel

FloatArray = npt.NDArray[np.float32]

PAGE = 64
POSITIONS = 2048
"""Positions that there are angles for; it learned from texts of 512 tokens."""
ROWS = 160
"""Tokens in a call that scores texts: about 10 ms, so that a cancelled call ends soon."""
BATCH = 16
CACHE_BYTES = 24 * 1024 * 1024
_NEVER = np.float32(-1e9)
_LOGITS = "logits"
_ROTARY_BASE = 10_000.0


@dataclass(slots=True)
class State:
    """What a batch of equally long rows has read.

    Attributes:
        past: keys and values in turn, layer after layer, (2 * layers, b, key_heads, whole pages, head).
        used: tokens read; later places of `past` are void.
        before: the last two tokens of each row, (b, 2).
        logits: for the token after, (b, vocabulary).
    """

    past: FloatArray
    used: int
    before: Ids
    logits: FloatArray

    def times(self, batch: int) -> State:
        """A state of so many equal rows, which shares nothing with this one."""
        past, before, logits = np.repeat(self.past, batch, 1), np.repeat(self.before, batch, 0), self.logits
        return State(past, self.used, before, np.repeat(logits, batch, 0))

    def take(self, new: FloatArray) -> None:
        """Append keys and values."""
        length = new.shape[3]
        capacity = self.past.shape[3]
        if self.used + length > capacity:
            room = -(-(self.used + length) // PAGE) * PAGE
            grown = np.zeros((*self.past.shape[:3], room, self.past.shape[4]), np.float32)
            grown[:, :, :, : self.used] = self.past[:, :, :, : self.used]
            self.past = grown
        self.past[:, :, :, self.used : self.used + length] = new
        self.used += length


class Network:
    """A decoder and its tables. Calls from several threads at once are fine.

    Args:
        model: the graph of `training.dialogue_graph`.
        tables: its tables; read from beside it where they are left out.
        cache_bytes: bound on the prefixes that are kept; those that were used least recently go first.

    Raises:
        ModelUnavailable: the tables are missing or damaged.
    """

    def __init__(self, model: LoadedModel, tables: Tables | None = None, cache_bytes: int = CACHE_BYTES) -> None:
        properties = model.entry.properties
        if tables is None:
            tables = read_tables(model.entry.beside(str(properties["tables"])), str(properties["tables_sha256"]))
        self.tables = tables
        self._model = model
        self._planes = 2 * int(properties["layers"])
        self._key_heads, self._head = int(properties["key_heads"]), int(properties["head"])
        self._group = int(properties["heads"]) // self._key_heads
        rates = _ROTARY_BASE ** (-np.arange(0, self._head, 2, dtype=np.float32) / np.float32(self._head))
        angles = np.arange(POSITIONS, dtype=np.float32)[:, None] * rates
        self._cos, self._sin = np.cos(angles), np.sin(angles)
        self._causal = np.where(np.tri(ROWS, dtype=bool), np.float32(0), _NEVER)
        self._lock = threading.Lock()
        self._cache: OrderedDict[bytes, tuple[FloatArray, FloatArray]] = OrderedDict()
        self._cached = 0
        self._bound = cache_bytes

    def _run(
        self, ids: Ids, state: State, wanted: Ids, unchecked: Collection[str] = ()
    ) -> tuple[FloatArray, FloatArray]:
        """Logits at the wanted flat positions, and the new keys and values."""
        batch, length = ids.shape
        past = state.past
        room = past.shape[3]
        embedding, values = self.tables.look_up(ids, np.broadcast_to(state.before, (batch, 2)))
        mask = np.zeros((self._group, length, room + length), np.float32)
        mask[:, :, state.used : room] = _NEVER
        mask[:, :, room:] = self._causal[:length, :length]
        inputs = {
            "embedding": embedding,
            "values": values,
            "cos": self._cos[state.used : state.used + length],
            "sin": self._sin[state.used : state.used + length],
            "mask": mask.reshape(1, 1, self._group * length, room + length),
            "sizes": np.array([room, length]),
            "wanted": wanted,
        }
        for i in range(self._planes):
            inputs[f"past_{i}"] = past[i]
        logits, new = self._model.run_all(inputs, unchecked=unchecked)
        return logits, new

    def read(self, ids: Sequence[int], stop: Callable[[], None]) -> State:
        """Read a prefix, or as much of it as the cache lacks.

        Args:
            ids: one token or more, POSITIONS at most.
            stop: is called every page and raises to end the work.
        """
        line = np.array(ids, np.int64)[None]
        names = line[0].astype(np.uint16)
        shape = (self._planes, 1, self._key_heads, PAGE, self._head)
        state = State(np.zeros(shape, np.float32), 0, np.zeros((1, 2), np.int64), np.zeros((1, 0), np.float32))
        for start in range(0, len(ids), PAGE):
            stop()
            end = min(start + PAGE, len(ids))
            key = names[:end].tobytes()
            found = self._recall(key)
            if found is None:
                logits, new = self._run(line[:, start:end], state, np.array([end - start - 1]))
                found = (new, logits)
                self._keep(key, found)
            state.take(found[0])
            state.logits = found[1]
            state.before = np.concatenate([state.before, line[:, start:end]], 1)[:, -2:]
        return state

    def _recall(self, key: bytes) -> tuple[FloatArray, FloatArray] | None:
        with self._lock:
            found = self._cache.get(key)
            if found is not None:
                self._cache.move_to_end(key)
            return found

    def _keep(self, key: bytes, page: tuple[FloatArray, FloatArray]) -> None:
        with self._lock:
            if key in self._cache:
                return
            self._cache[key] = page
            self._cached += page[0].nbytes + page[1].nbytes
            while self._cached > self._bound and len(self._cache) > 1:
                _, (old, logits) = self._cache.popitem(last=False)
                self._cached -= old.nbytes + logits.nbytes

    def step(self, state: State, ids: Ids) -> None:
        """Read one more token in each row, (b,)."""
        batch = len(ids)
        column = ids[:, None]
        logits, new = self._run(column, state, np.arange(batch))
        state.take(new)
        state.before = np.concatenate([state.before[:, 1:], column], 1)
        state.logits = logits

    def told(self, ids: Ids, stop: Callable[[], None]) -> FloatArray:
        """Log-probabilities, in nats, of each token of rows (b, t) after those before it: (b, t - 1)."""
        batch, length = ids.shape
        shape = (self._planes, batch, self._key_heads, PAGE, self._head)
        empty = np.zeros((batch, 0), np.float32)
        state = State(np.zeros(shape, np.float32), 0, np.zeros((batch, 2), np.int64), empty)
        parts = []
        for start in range(0, length - 1, PAGE):
            stop()
            page = ids[:, start : min(start + PAGE, length - 1)]
            logits, new = self._run(page, state, np.arange(page.size))
            state.take(new)
            state.before = np.concatenate([state.before, page], 1)[:, -2:]
            next_ids = ids[:, start + 1 : start + 1 + page.shape[1]].reshape(-1)
            logits -= logits.max(1, keepdims=True)
            parts.append(logits[np.arange(page.size), next_ids] - np.log(np.exp(logits).sum(1)))
            parts[-1] = parts[-1].reshape(batch, -1)
        return np.concatenate(parts, 1)

    def scores(
        self, state: State, texts: Sequence[Sequence[int]], ends: int, stop: Callable[[], None]
    ) -> list[FloatArray]:
        """Log-probabilities, in nats, of each text's tokens after a prefix, and at last of its end.

        Args:
            state: of one row; is left as it is.
            texts: tokens, ROWS at most each.
            ends: tokens below this number end a text.
            stop: is called often and raises to end the work.
        """
        return self.judged(state, texts, ends, (), stop)[0]

    def judged(
        self, state: State, texts: Sequence[Sequence[int]], ends: int, marks: Sequence[int], stop: Callable[[], None]
    ) -> tuple[list[FloatArray], FloatArray]:
        """As `scores`, and of each text the mean logits of some tokens after each of its own, (texts, marks); nought
        where it has none.
        """
        verdicts = np.zeros((len(texts), len(marks)), np.float32)
        order = sorted((i for i in range(len(texts)) if texts[i]), key=lambda i: (len(texts[i]), i))
        first = state.logits.astype(np.float64)[0]
        first -= np.logaddexp.reduce(first)
        results = [np.array([np.logaddexp.reduce(first[:ends])], np.float32) for _ in texts]
        while order:
            stop()
            batch = [order.pop()]
            length = len(texts[batch[0]])
            while order and len(batch) < BATCH and (len(batch) + 1) * length <= ROWS:
                batch.append(order.pop())
            ids = np.zeros((len(batch), length), np.int64)
            for row, i in enumerate(batch):
                ids[row, : len(texts[i])] = texts[i]
            wanted = np.concatenate([row * length + np.arange(len(texts[i])) for row, i in enumerate(batch)])
            logits, _ = self._run(ids, state, wanted, (_LOGITS,))
            begin = 0
            for i in batch:
                part = logits[begin : begin + len(texts[i])]
                begin += len(texts[i])
                highest = part.max(1, keepdims=True)
                # Of each row, and with what is told below as good as of all logits: to look at them all would cost a
                # fiftieth of the network.
                if not np.isfinite(highest).all():
                    raise self._model.not_finite(_LOGITS)
                verdicts[i] = part[:, marks].mean(0)
                part -= highest
                odds = np.exp(part)
                total = odds.sum(1)
                told = np.empty(len(texts[i]) + 1, np.float32)
                told[0] = first[texts[i][0]]
                told[1:-1] = part[np.arange(len(part) - 1), texts[i][1:]] - np.log(total[:-1])
                told[-1] = np.logaddexp.reduce(part[-1, :ends].astype(np.float64)) - np.log(total[-1])
                if not np.isfinite(told).all():
                    raise self._model.not_finite(_LOGITS)
                results[i] = told
        return results, verdicts
