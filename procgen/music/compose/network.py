"""The composing network as it serves: it reads tokens one after the other, and tells what a next note may be.

See :mod:`procgen.models.music`, whose trunk runs as a graph; the tables and what tells a note's numbers are small
enough for numpy.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from procgen.errors import ModelUnavailable
from procgen.music.compose.events import PITCH, PITCHES, PLAYER, SIZES, STEPS_OF_QUARTER, Ints
from procgen.runtime.arrays import arrays_in
from procgen.runtime.model_file import LoadedModel, read_named
from procgen.runtime.store import ModelStore

FloatArray = npt.NDArray[np.float32]

DOMAIN: Final = "music"
GENERATOR: Final = "composer"
PAGE: Final = 64
"""Keys and values grow by so many places, so that graphs see few sizes."""
_EPSILON: Final = np.float32(1e-6)
_TOKENS: Final = 10_000.0
_WAVES: Final = (1.0, 256.0)
_NEVER: Final = np.float32(-1e9)
_MENDING: Final = "Install procgen-server again, or train and export the composer anew."


@dataclass(slots=True)
class State:
    """What was read.

    Attributes:
        past: keys and values in turn, layer after layer, (2 * layers, 1, key_heads, whole pages, head).
        used: tokens read; later places of `past` are void.
        known: activations after the last one, (width,).
    """

    past: FloatArray
    used: int
    known: FloatArray

    def copy(self) -> State:
        """A state that goes on by itself."""
        return State(self.past.copy(), self.used, self.known)


class ComposerNetwork:
    """The network. Calls from several threads at once are fine.

    Args:
        model: the graph of the trunk.
        arrays: its tables and heads, by the names of the network's state.
    """

    def __init__(self, model: LoadedModel, arrays: dict[str, npt.NDArray[Any]]) -> None:
        self._model = model
        properties = model.entry.properties
        self._planes = 2 * int(properties["layers"])
        self._kv, self._head = int(properties["key_heads"]), int(properties["head"])
        self._group = int(properties["heads"]) // self._kv
        weights = {name: np.asarray(values, np.float32) for name, values in arrays.items()}
        self.width = weights["last_gain"].shape[0]
        self._numbers = [weights[f"tables.numbers.{number}.weight"] for number in range(len(SIZES))]
        self._classes, self._at = weights["tables.classes.weight"], weights["tables.at.weight"]
        bars = sum(name.startswith("tables.bars.") for name in weights)
        self._bars = [weights[f"tables.bars.{number}.weight"] for number in range(bars)]
        self._given = [weights[f"heads.given.{number}.weight"] for number in range(len(SIZES) - 1)]
        self._told = [_head_of(weights, f"heads.told.{number}.") for number in range(len(SIZES))]
        half = self._head // 4
        steps = np.arange(half, dtype=np.float32) / np.float32(half)
        self._rates = (
            (_TOKENS**-steps).astype(np.float32),
            (2.0 * math.pi / (_WAVES[0] * (_WAVES[1] / _WAVES[0]) ** steps)).astype(np.float32),
        )

    @property
    def size_bytes(self) -> int:
        """Of the weights."""
        return self._model.size_bytes

    def empty(self) -> State:
        """Before anything is read."""
        past = np.zeros((self._planes, 1, self._kv, PAGE, self._head), np.float32)
        return State(past, 0, np.zeros(self.width, np.float32))

    def read(self, state: State, tokens: Sequence[Ints], steps: Sequence[int] | Ints) -> FloatArray:
        """Read tokens after those that were read.

        Args:
            state: goes on.
            tokens: notes (4 numbers) and bars' tokens (8 numbers).
            steps: when each is, in steps since the first token of all.

        Returns:
            What is known after each, (tokens, width).
        """
        embedding = np.stack([self._embedded(token) for token in tokens])[None]
        length, room = len(tokens), state.past.shape[3]
        index = np.arange(state.used, state.used + length, dtype=np.float32)
        quarters = np.asarray(steps, np.float32) / np.float32(STEPS_OF_QUARTER)
        angles = np.concatenate([index[:, None] * self._rates[0], quarters[:, None] * self._rates[1]], 1)
        mask = np.zeros((self._group, length, room + length), np.float32)
        mask[:, :, state.used : room] = _NEVER
        mask[:, :, room:] = np.where(np.tri(length, dtype=bool), np.float32(0), _NEVER)
        inputs = {
            "embedding": embedding,
            "cos": np.cos(angles),
            "sin": np.sin(angles),
            "mask": mask.reshape(1, 1, self._group * length, room + length),
            "sizes": np.array([room, length]),
            "wanted": np.arange(length),
        }
        for plane in range(self._planes):
            inputs[f"past_{plane}"] = state.past[plane]
        known, new = self._model.run_all(inputs)
        if state.used + length > room:
            grown = np.zeros((*state.past.shape[:3], -(-(state.used + length) // PAGE) * PAGE, self._head), np.float32)
            grown[:, :, :, : state.used] = state.past[:, :, :, : state.used]
            state.past = grown
        state.past[:, :, :, state.used : state.used + length] = new
        state.used += length
        state.known = known[-1]
        return known

    def logits(self, number: int, known: FloatArray) -> FloatArray:
        """(…, values) of one of a note's numbers, from what is known of it, (…, width)."""
        gate, up, down, out, bias = self._told[number]
        even = _even(known)
        gated = even @ gate
        inner = known + (gated / (1.0 + np.exp(-gated)) * (even @ up)) @ down
        return np.asarray(_even(inner) @ out + bias, np.float32)

    def knows(self, number: int, value: int | Ints, known: FloatArray) -> FloatArray:
        """What is known once a number's value is, (…)."""
        return np.asarray(known + self._given[number][value])

    def _embedded(self, token: Ints) -> FloatArray:
        if len(token) == len(SIZES):
            found = sum(table[value] for table, value in zip(self._numbers, token, strict=True))
            pitch = int(token[PITCH])
            found = found + self._classes[pitch % 12] + self._at[int(token[PLAYER]) * PITCHES + pitch]
        else:
            found = sum(table[value] for table, value in zip(self._bars, token, strict=True))
        return np.asarray(found, np.float32)


_LOADED: Final[WeakKeyDictionary[LoadedModel, ComposerNetwork]] = WeakKeyDictionary()


def load_composer(store: ModelStore, generator: str = "") -> ComposerNetwork:
    """One that a store holds; the default one if none is named.

    Raises:
        ModelUnavailable: it is missing, damaged or not trusted.
    """
    model = store.part(DOMAIN, generator or next(iter(store.generators(DOMAIN)), GENERATOR), "trunk")
    network = _LOADED.get(model)
    if network is None:
        properties = model.entry.properties
        path = model.entry.beside(str(properties["tables"]))
        arrays = arrays_in(read_named(path, str(properties["tables_sha256"]), _MENDING))
        try:
            network = _LOADED[model] = ComposerNetwork(model, dict(arrays))
        except KeyError as error:
            raise ModelUnavailable(f"{path} lacks {error}", _MENDING) from error
    return network


def _head_of(weights: dict[str, FloatArray], name: str) -> tuple[FloatArray, ...]:
    """Matrices to multiply rows by, and a bias."""
    parts = [np.ascontiguousarray(weights[f"{name}{part}.weight"].T) for part in ("gate", "up", "down", "out")]
    return (*parts, weights[f"{name}out.bias"])


def _even(x: FloatArray) -> FloatArray:
    return np.asarray(x / np.sqrt(np.mean(np.square(x), -1, keepdims=True) + _EPSILON), np.float32)
