"""Sessions over a GGUF file: tokens in, logits out. Runs llama.cpp through the package llama-cpp-py-sync.

Three things are done here that the package's own `generate` leaves to its caller:

- **The same numbers every time.** Sums in floating point depend on how a prompt was cut into batches and on where its
  keys lie in the cache. So each slot of the cache is a stream of its own, prompts are cut into pages of `PAGE` tokens
  from their beginning, and what a prompt has in common with the one before in its slot is used again by whole pages.
- **Stopping.** A batch of a large model takes seconds. While the one worker computes, the caller asks `stop` every few
  milliseconds and tells llama.cpp to abandon the graph.
- **Fairness.** Batches of all callers go through one queue, so tokens of many speakers alternate.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt

from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.checkpoint import Checkpoint

Logits = npt.NDArray[np.float32]
_T = TypeVar("_T")

PAGE = 32
"""Tokens of a prompt that are computed at once."""
ASK_EVERY_S = 0.01
"""How often a caller is asked whether to stop while a batch is computed."""
INSTALL = "pip install 'procgen-server[llm]'"
_ABORTED = 2
_GGUF_MAGIC = b"GGUF"
_MARK = "\u241f"


@cache
def _library() -> tuple[Any, Any]:
    """The foreign function interface and llama.cpp, silenced."""
    try:
        bindings = importlib.import_module("llama_cpp_py_sync._cffi_bindings")
        ffi, lib = bindings.get_ffi(), bindings.get_lib()
    except (ImportError, OSError, RuntimeError) as error:
        raise ModelUnavailable(f"GGUF models need the package llama-cpp-py-sync: {error}", INSTALL) from error
    silent = ffi.callback("void(int, const char *, void *)", lambda _level, _text, _data: None)
    _KEPT.append(silent)
    lib.llama_log_set(ffi.cast("ggml_log_callback", silent), ffi.NULL)
    lib.llama_backend_init()
    return ffi, lib


_KEPT: list[Any] = []
"""Callbacks that the library may call as long as the process lives."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A model's tokens.

    Attributes:
        pieces: bytes of each token; of control tokens their names.
        control: tokens that are no text.
        ends: tokens that end a turn.
    """

    pieces: tuple[bytes, ...]
    control: frozenset[int]
    ends: tuple[int, ...]


@dataclass(slots=True)
class _Slot:
    """A stream of the cache."""

    number: int
    tokens: tuple[int, ...] = ()
    """Whole pages that were computed."""
    busy: bool = False
    used: int = 0
    """When it was last used, by the count of uses."""


# One life: a context in C, and the slots of it that talks and prefixes share.
class Session:
    """A model and its cache. All methods may be called from several threads.

    Args:
        path: the GGUF file.
        context_tokens: of one talk: prompt and answer.
        slots: talks at once; also prefixes that are kept.
        threads: that compute.
        adapter: a GGUF file of low-rank adapters that are added to the model's products.

    Raises:
        ModelUnavailable: the packages are not installed, or a file is missing, not a model, or not for this one.
    """

    def __init__(
        self, path: Path, *, context_tokens: int = 2048, slots: int = 3, threads: int = 1, adapter: Path | None = None
    ) -> None:
        self._ffi, self._lib = _library()
        self.path = path
        for file in (path, *([adapter] if adapter else [])):
            _refuse_other(file)
        self._model = self._lib.llama_model_load_from_file(str(path).encode(), self._model_settings())
        if self._model == self._ffi.NULL:
            raise ModelUnavailable(f"{path} can't be loaded as a model", "Download it again, or name another.")
        trained = int(self._lib.llama_model_n_ctx_train(self._model))
        self.context_tokens = min(context_tokens, trained) if trained > 0 else context_tokens
        self._vocab = self._lib.llama_model_get_vocab(self._model)
        self._context = self._new_context(slots, threads)
        if adapter is not None:
            self._adapt(adapter)
        self._memory = self._lib.llama_get_memory(self._context)
        self._abort = self._ffi.new("char[2]")
        self._lib.llama_set_abort_callback(self._context, self._ffi.cast("ggml_abort_callback", _strlen()), self._abort)
        self.vocabulary = self._read_vocabulary()
        template = self._lib.llama_model_chat_template(self._model, self._ffi.NULL)
        self._template = None if template == self._ffi.NULL else template
        self._slots = [_Slot(number) for number in range(slots)]
        self._uses = 0
        self._free = threading.Condition()
        self._marking = threading.Lock()
        self._running: object = None
        # Threads of the library are bound to their first caller; one worker also keeps callers in line.
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="gguf")

    def _model_settings(self) -> Any:
        settings = self._lib.llama_model_default_params()
        settings.n_gpu_layers = 0
        return settings

    def _new_context(self, slots: int, threads: int) -> Any:
        settings = self._lib.llama_context_default_params()
        settings.n_ctx = self.context_tokens * slots
        settings.n_seq_max = slots
        settings.kv_unified = False
        settings.n_batch = settings.n_ubatch = PAGE
        settings.n_threads = settings.n_threads_batch = threads
        settings.embeddings = False
        settings.no_perf = True
        context = self._lib.llama_init_from_model(self._model, settings)
        if context == self._ffi.NULL:
            raise ModelUnavailable(
                f"{self.path} leaves no memory for {slots} talks of {self.context_tokens} tokens",
                "Ask for a shorter context or fewer slots.",
            )
        return context

    def _adapt(self, path: Path) -> None:
        """Add adapters; they live as long as the model."""
        found = self._lib.llama_adapter_lora_init(self._model, str(path).encode())
        one = self._ffi.new("struct llama_adapter_lora *[1]", [found])
        if found == self._ffi.NULL or self._lib.llama_set_adapters_lora(
            self._context, one, 1, self._ffi.new("float[1]", [1.0])
        ):
            self._lib.llama_free(self._context)
            self._lib.llama_model_free(self._model)
            raise ModelUnavailable(
                f"{path.name} is not an adapter of {self.path.name}",
                "Take the adapter and the model that belong together.",
            )

    def close(self) -> None:
        """Give back all memory. Nothing may be running."""
        self._worker.shutdown(wait=True)
        if self._context is not None:
            self._lib.llama_free(self._context)
            self._lib.llama_model_free(self._model)
            self._context = self._model = None

    def _read_vocabulary(self) -> Vocabulary:
        count = int(self._lib.llama_vocab_n_tokens(self._vocab))
        buffer = self._ffi.new("char[1024]")
        pieces = []
        for token in range(count):
            size = self._lib.llama_token_to_piece(self._vocab, token, buffer, 1024, 0, True)
            pieces.append(bytes(self._ffi.buffer(buffer, max(size, 0))))
        control = frozenset(token for token in range(count) if self._lib.llama_vocab_is_control(self._vocab, token))
        ends = tuple(token for token in range(count) if self._lib.llama_vocab_is_eog(self._vocab, token))
        return Vocabulary(tuple(pieces), control, ends)

    def tokens(self, text: str, *, special: bool = False, first: bool = False) -> list[int]:
        """Tokens of a text.

        Args:
            text: any.
            special: whether names of control tokens in it become such tokens; never for text from outside.
            first: whether the token that begins a text stands before it, where the model has one.
        """
        data = text.encode()
        size = len(data) + 16
        found = self._ffi.new("llama_token[]", size)
        count = self._lib.llama_tokenize(self._vocab, data, len(data), found, size, first, special)
        return list(found[0:count])

    def render(self, messages: Sequence[tuple[str, str]]) -> tuple[int, ...]:
        """A chat by the model's own template. What the messages say is never taken for control tokens.

        Args:
            messages: role ("system", "user", "assistant") and text.

        Raises:
            ModelUnavailable: the model has no chat template, or one that llama.cpp doesn't know.
        """
        if self._template is None:
            raise ModelUnavailable(
                f"{self.path.name} has no chat template: it was not taught to follow requests",
                "Use an instruct model.",
            )
        marks = [f"{_MARK}{place}{_MARK}" for place in range(len(messages))]
        kept = [(self._ffi.new("char[]", role.encode()), self._ffi.new("char[]", mark.encode()))
                for (role, _), mark in zip(messages, marks, strict=True)]  # fmt: skip
        chat = self._ffi.new("llama_chat_message[]", [{"role": role, "content": text} for role, text in kept])
        size = 4096 + 256 * len(messages)
        buffer = self._ffi.new("char[]", size)
        count = self._lib.llama_chat_apply_template(self._template, chat, len(messages), True, buffer, size)
        if not 0 <= count <= size:
            raise ModelUnavailable(
                f"the chat template of {self.path.name} is of a kind that llama.cpp doesn't know",
                "Run the model in a server and name its address.",
            )
        frame = bytes(self._ffi.buffer(buffer, count)).decode()
        found_tokens: list[int] = []
        for mark, (_, text) in zip(marks, messages, strict=True):
            before, found, frame = frame.partition(mark)
            if not found:
                raise ModelUnavailable(f"the chat template of {self.path.name} leaves out a message", "Use another.")
            found_tokens += self.tokens(before, special=True, first=not found_tokens)
            found_tokens += self.tokens(text)
        return tuple(found_tokens + self.tokens(frame, special=True))

    def begin(self, prompt: tuple[int, ...], stop: Checkpoint) -> Turn:
        """Compute a prompt, from what is still there of it on. Waits for a free slot.

        Raises:
            Failed: the prompt does not fit the context.
        """
        if not 0 < len(prompt) < self.context_tokens:
            raise Failed(
                f"the prompt has {len(prompt)} tokens, the context {self.context_tokens}", "Allow a longer context."
            )
        slot = self._take(prompt, stop)
        try:
            return Turn(self, slot, prompt, stop)
        except BaseException:
            self._trim(slot, len(slot.tokens))
            self._release(slot)
            raise

    def _take(self, prompt: tuple[int, ...], stop: Checkpoint) -> _Slot:
        with self._free:
            while not (idle := [slot for slot in self._slots if not slot.busy]):
                self._free.wait(ASK_EVERY_S)
                stop()
            slot = max(idle, key=lambda each: _common(each.tokens, prompt))
            if 2 * _common(slot.tokens, prompt) < len(slot.tokens):
                # Little in common: take what was longest out of use rather than what will be wanted again.
                slot = min(idle, key=lambda each: (bool(each.tokens), each.used))
            slot.busy = True
            self._uses += 1
            slot.used = self._uses
            return slot

    def _release(self, slot: _Slot) -> None:
        with self._free:
            slot.busy = False
            self._free.notify()

    def _trim(self, slot: _Slot, length: int) -> int:
        """Forget all behind a length; how many tokens are left: none of models with a running state, which can't."""
        if self._run(lambda: bool(self._lib.llama_memory_seq_rm(self._memory, slot.number, length, -1))):
            slot.tokens = slot.tokens[:length]
            return length
        self._run(lambda: self._lib.llama_memory_seq_rm(self._memory, slot.number, -1, -1))
        slot.tokens = ()
        return 0

    def _prefill(self, slot: _Slot, prompt: tuple[int, ...], stop: Checkpoint) -> Logits:
        """Compute a prompt, whose last page is never kept: its logits are wanted."""
        start = self._trim(slot, min(_common(slot.tokens, prompt), (len(prompt) - 1) // PAGE * PAGE))
        while True:
            end = min(start + PAGE, len(prompt))
            last = end == len(prompt)
            rows = self._decode(slot, prompt[start:end], start, stop, (end - start - 1,) if last else ())
            if last:
                return rows[end - start - 1]
            slot.tokens = prompt[:end]
            start = end

    def _run(self, work: Callable[[], _T]) -> _T:
        return self._worker.submit(work).result()

    def _decode(
        self, slot: _Slot, tokens: Sequence[int], start: int, stop: Checkpoint, wanted: Sequence[int]
    ) -> dict[int, Logits]:
        """Compute tokens that follow `start` others; the logits behind those places that are wanted."""
        found: dict[int, Logits] = {}
        for first in range(0, len(tokens), PAGE):
            stop()
            batch = tokens[first : first + PAGE]
            places = [place for place in wanted if first <= place < first + len(batch)]
            mine = object()
            future = self._worker.submit(
                self._batch, mine, slot.number, batch, start + first, [place - first for place in places]
            )
            rows = self._await(future, mine, stop)
            found.update(zip(places, rows, strict=True))
        return found

    def _await(self, future: Future[list[Logits]], mine: object, stop: Checkpoint) -> list[Logits]:
        while True:
            try:
                return future.result(ASK_EVERY_S)
            except FutureTimeout:
                try:
                    stop()
                except BaseException:
                    # A batch that hasn't begun is taken back; one that runs is abandoned.
                    if not future.cancel():
                        with self._marking:
                            if self._running is mine:
                                self._abort[0] = b"x"
                        future.exception()
                    raise

    def _batch(
        self, mine: object, sequence: int, tokens: Sequence[int], start: int, wanted: Sequence[int]
    ) -> list[Logits]:
        with self._marking:
            self._running = mine
            self._abort[0] = b"\0"
        batch = self._lib.llama_batch_init(len(tokens), 0, 1)
        try:
            batch.n_tokens = len(tokens)
            marked = set(wanted)
            for place, token in enumerate(tokens):
                batch.token[place] = token
                batch.pos[place] = start + place
                batch.n_seq_id[place] = 1
                batch.seq_id[place][0] = sequence
                batch.logits[place] = place in marked
            status = self._lib.llama_decode(self._context, batch)
            if status == _ABORTED:
                return []
            if status != 0:
                raise Failed(f"llama.cpp could not compute a batch (status {status})", "Allow a longer context.")
            size = 4 * len(self.vocabulary.pieces)
            return [
                np.frombuffer(
                    self._ffi.buffer(self._lib.llama_get_logits_ith(self._context, place), size), np.float32
                ).copy()
                for place in wanted
            ]
        finally:
            self._lib.llama_batch_free(batch)


@dataclass(slots=True)
class Turn:
    """A prompt that was computed, and what follows it. To be closed, or used in a ``with`` statement.

    Attributes:
        logits: of the next token.
        room: tokens that can still follow.
    """

    session: Session
    slot: _Slot
    prompt: tuple[int, ...]
    stop: Checkpoint
    logits: Logits = field(init=False)
    _length: int = field(init=False)
    _after_prompt: Logits = field(init=False)

    def __post_init__(self) -> None:
        self._after_prompt = self.logits = self.session._prefill(self.slot, self.prompt, self.stop)
        self._length = len(self.prompt)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def room(self) -> int:
        return self.session.context_tokens - self._length

    def feed(self, tokens: Sequence[int], *, every: bool = False) -> list[Logits]:
        """Compute further tokens.

        Args:
            tokens: at least one.
            every: whether to return logits behind each of them; otherwise behind the last alone.
        """
        wanted = range(len(tokens)) if every else (len(tokens) - 1,)
        found = self.session._decode(self.slot, tokens, self._length, self.stop, wanted)
        self._length += len(tokens)
        rows = [found[place] for place in wanted]
        self.logits = rows[-1]
        return rows

    def rewind(self) -> None:
        """Forget all that followed the prompt."""
        if self._length == len(self.prompt):
            return
        if self.session._trim(self.slot, len(self.prompt)) < len(self.prompt):
            self.session._prefill(self.slot, self.prompt, self.stop)
        self._length = len(self.prompt)
        self.logits = self._after_prompt

    def close(self) -> None:
        """Free the slot; the prompt's whole pages stay."""
        self.session._trim(self.slot, len(self.slot.tokens))
        self.session._release(self.slot)


def _refuse_other(path: Path) -> None:
    """Raises ModelUnavailable where a file is missing or no GGUF file."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise ModelUnavailable(f"{path} can't be read: {error.strerror}", "Name a GGUF file.") from error
    if magic != _GGUF_MAGIC:
        raise ModelUnavailable(f"{path} is not a GGUF file", "Name a GGUF file, or download it again.")


def _common(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    """Length of the whole pages that two have in common."""
    for place in range(0, min(len(one), len(other)), PAGE):
        if one[place : place + PAGE] != other[place : place + PAGE]:
            return place
    return min(len(one), len(other)) // PAGE * PAGE


@cache
def _strlen() -> int:
    """Address of the C library's `strlen`, which serves as llama.cpp's question whether to abandon a graph: it is asked
    between any two operations, from C, and tells whether the first byte of a buffer is set. A Python function would
    wait for the interpreter's lock each time.
    """
    name = "msvcrt" if sys.platform == "win32" else None
    address = ctypes.cast(ctypes.CDLL(name).strlen, ctypes.c_void_p).value
    if address is None:
        raise Failed("the C library has no strlen")
    return address
