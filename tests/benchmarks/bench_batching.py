"""Whether networks gain from batches: ``python -m tests.benchmarks.bench_batching``.

Each packaged network is run with 1, 2, 4 and 8 items at once, on one thread and on two. Printed is the time an item
takes, how many times as fast that is as one by one, and whether the items come out as they do alone, to the bit:
recipes promise the same bytes, so a batch that changes them can't be used whatever it gains.

Where a graph was exported for one item, its inputs are opened up here; some then refuse more than one all the same. On
one thread the processor's time is told, which other programs hardly disturb; on two the shortest of several runs.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime as ort

from procgen.runtime.catalog import ModelEntry, packaged_assets, read_catalog
from procgen.texture.sizes import CELL_PX

Inputs = dict[str, npt.NDArray[np.generic]]

_BATCHES: Final = (1, 2, 4, 8)
_SECONDS: Final = 0.6
"""Of measuring each."""
_LEAST_RUNS: Final = 3
_SIZES: Final[Mapping[str, Mapping[str, int]]] = {
    "texture_base": {"rows": 16, "columns": 16, "height": 16 * CELL_PX, "width": 16 * CELL_PX},
    "texture_detail": {"rows": 24, "columns": 24, "height": 24 * CELL_PX, "width": 24 * CELL_PX},
    "texture_encoder": {"height": 128, "width": 128},
    "dialogue_decoder": {"new": 64, "past": 64},
}
"""Of the sides that a graph leaves open: as calls have them."""
_ALONE: Final = frozenset({"character_population_core", "texture_styles"})
"""Tables: they have no inputs."""
_BLOCKS: Final = {"character_face": 8, "character_face_encoder": 8}
"""Rows that calls hand over at once already: one item here."""


def item(entry: ModelEntry, session: ort.InferenceSession, number: int) -> Inputs:
    """What a call hands over; another for each number."""
    draw = np.random.default_rng(number)
    sizes = {"count": _BLOCKS.get(entry.name, 1), "style_rows": 1, "style_columns": 1, "label_rows": 1}
    sizes |= {"label_columns": 1, **_SIZES.get(entry.name, {})}
    if entry.name == "dialogue_decoder":
        heads = int(entry.properties["heads"]) // int(entry.properties["key_heads"])
        return _decoder_item(session, draw, sizes["new"], sizes["past"], heads)
    made: Inputs = {}
    for wanted in session.get_inputs():
        shape = [each if isinstance(each, int) else sizes[each] for each in wanted.shape]
        made[wanted.name] = (
            draw.integers(0, 3, shape) if "int64" in wanted.type else draw.standard_normal(shape, np.float32) * 0.3
        )
        if wanted.name == "sigma":
            made[wanted.name] = np.full(shape, 0.8, np.float32)
    return made


def _decoder_item(session: ort.InferenceSession, draw: np.random.Generator, new: int, past: int, heads: int) -> Inputs:
    shapes = {each.name: each.shape for each in session.get_inputs()}
    queries = new * heads
    made: Inputs = {
        "embedding": draw.standard_normal((1, new, shapes["embedding"][2]), np.float32),
        "values": draw.standard_normal((1, new, shapes["values"][2]), np.float32),
        "cos": np.cos(np.arange(new * 32, dtype=np.float32).reshape(new, 32)),
        "sin": np.sin(np.arange(new * 32, dtype=np.float32).reshape(new, 32)),
        "mask": np.zeros((1, 1, queries, past + new), np.float32),
        "sizes": np.array([past, new]),
        "wanted": np.array([new - 1]),
    }
    return made | {
        name: draw.standard_normal((1, 1, past, shape[3]), np.float32)
        for name, shape in shapes.items()
        if name.startswith("past_")
    }


_SHARED: Final = ("cos", "sin", "sizes")
"""Inputs of the decoder that all items have in common."""


def together(items: list[Inputs]) -> Inputs:
    """A batch."""
    first = items[0]
    made = {name: first[name] if name in _SHARED else np.concatenate([each[name] for each in items]) for name in first}
    if "wanted" in first:
        new = first["embedding"].shape[1]
        made["wanted"] = np.array([new - 1 + number * new for number in range(len(items))])
    return made


def opened(entry: ModelEntry, threads: int) -> ort.InferenceSession:
    """A network whose inputs take any number of items, on so many threads."""
    model = onnx.load(str(entry.path))
    for value in (*model.graph.input, *model.graph.output):
        shape = value.type.tensor_type.shape.dim
        if len(shape) and shape[0].dim_value:
            shape[0].ClearField("dim_value")
            shape[0].dim_param = "items"
    del model.graph.value_info[:]
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def seconds(session: ort.InferenceSession, inputs: Inputs, threads: int) -> float:
    """What a run takes."""
    now = time.thread_time if threads == 1 else time.perf_counter
    best, until, runs = math.inf, time.perf_counter() + _SECONDS, 0
    session.run(None, inputs)
    while time.perf_counter() < until or runs < _LEAST_RUNS:
        began = now()
        session.run(None, inputs)
        best, runs = min(best, now() - began), runs + 1
    return best


def same_bytes(entry: ModelEntry, session: ort.InferenceSession, items: list[Inputs]) -> bool:
    """Whether a batch gives what its items give alone."""
    alone = [session.run(None, each) for each in items]
    batch = session.run(None, together(items))
    axes = [1 if output.name == "new" and entry.name == "dialogue_decoder" else 0 for output in session.get_outputs()]
    return all(
        np.array_equal(np.concatenate([each[number] for each in alone], axis), batch[number])
        for number, axis in enumerate(axes)
    )


def main() -> None:
    """Measure and print."""
    for entry in read_catalog(packaged_assets()):
        if entry.name in _ALONE:
            print(f"{entry.name}: a table, without inputs")
            continue
        plain = ort.InferenceSession(str(entry.path), providers=["CPUExecutionProvider"])
        for threads in (1, 2):
            said = []
            session = opened(entry, threads)
            items = [item(entry, plain, number) for number in range(max(_BATCHES))]
            first = 0.0
            for count in _BATCHES:
                try:
                    each = seconds(session, together(items[:count]), threads) / count
                    same = count == 1 or same_bytes(entry, session, items[:count])
                except Exception as error:  # ONNX Runtime's own exception classes share no narrower base
                    said.append(f"{count}: refused ({str(error)[:60]})")
                    break
                first = first or each
                said.append(f"{count}: {each * 1000:.3f} ms x{first / each:.2f}{'' if same else ' other bytes'}")
            print(f"{entry.name}, {threads} threads; " + "; ".join(said), flush=True)


if __name__ == "__main__":
    main()
