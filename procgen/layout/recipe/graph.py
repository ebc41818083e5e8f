"""The PixelCNN of `models.pixelcnn` as two ONNX graphs for serving, written node by node.

*Context*, once a map. Inputs: ``fixed`` (b, h, w) int64, ``planes`` (b, planes, h, w), ``conditions`` (b, conditions).
Output: ``context`` (b, h, w, width + tiles): what enters the causal branch, and what is added to its logits.

*Step*, once a diagonal, for n cells of it. Inputs: ``around`` (n, cells of the window) int64, the number of a window's
cell times one more than there are tiles, plus the number of the tile that lies there; ``context`` (n, width + tiles);
``past`` (n, 4 * layers * hidden): what layers saw above left, above, above right and to the left, by place, then by
layer. Outputs: ``logits`` (n, tiles); ``seen`` (n, layers * hidden): what layers see in these cells. Layers are
sorted by dilation here, so that those of one dilation lie side by side.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import TensorProto, checker, helper

from procgen.kit.recipe.graph import Graph
from procgen.kit.recipe.shipped import checked, graph_tensors
from procgen.models.pixelcnn import EPSILON, PixelCNN

FloatArray = npt.NDArray[np.float32]
_OPSET = 17
_PLACES = 4
"""Above left, above, above right, left."""


class _Graph(Graph):
    """With the layers of the network."""

    def dense(self, x: str, weight: FloatArray, bias: FloatArray, out: str) -> str:
        """``x @ weight.T + bias`` of (n, from)."""
        names = [self.constant(f"{out}_weight", weight.T), self.constant(f"{out}_bias", bias)]
        return self.node("Gemm", [x, *names], [out])

    def model(self, inputs: list[Any], outputs: list[Any], name: str) -> Any:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.constants)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=9)
        checker.check_model(model)
        return model


def layer_order(dilations: tuple[int, ...]) -> list[int]:
    """The layers, sorted by dilation."""
    return sorted(range(len(dilations)), key=lambda layer: dilations[layer])


def _state(model: PixelCNN) -> dict[str, FloatArray]:
    return {name: value.detach().float().numpy() for name, value in model.state_dict().items()}


def _float(name: str, shape: list[Any]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _int(name: str, shape: list[Any]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.INT64, shape)


def context_graph(model: PixelCNN) -> Any:
    """The un-causal branch."""
    config, state, g = model.config, _state(model), _Graph()
    tiles, c = config.tiles, config.context

    def conv(x: str, name: str, rows: int, out: str, dilation: int = 1) -> str:
        weight = state[f"context.{name}.weight"]
        kernel = weight.reshape(len(weight), -1, rows, rows)
        names = [g.constant(f"{out}_weight", kernel), g.constant(f"{out}_bias", state[f"context.{name}.bias"])]
        pads = [dilation * (rows // 2)] * 4
        return g.node("Conv", [x, *names], [out], pads=pads, dilations=[dilation] * 2)

    rows = g.constant("known_rows", np.eye(tiles + 1, tiles, dtype=np.float32))
    known = g.node("Transpose", [g.node("Gather", [rows, "fixed"], ["known_last"])], ["known"], perm=[0, 3, 1, 2])
    x = conv(g.node("Concat", [known, "planes"], ["entering"], axis=1), "enter", 3, "entered")
    names = ("told_first", "told_last", "told_directly")
    first, last, direct = ((state[f"context.{name}.weight"], state[f"context.{name}.bias"]) for name in names)
    told = g.dense(g.node("Relu", [g.dense("conditions", *first, "told_first")], ["told_first_on"]), *last, "told")
    axes = g.constant("axes", np.array([2, 3], np.int64))
    told = g.node("Unsqueeze", [told, axes], ["told_map"])
    g.node("Split", [told, g.constant("halves", np.array([c, c], np.int64))], ["scale", "shift"], axis=1)
    scale = g.node("Add", ["scale", g.constant("one", np.ones(1, np.float32))], ["scale_of"])
    x = g.node("Add", [g.node("Mul", [x, scale], ["scaled"]), "shift"], ["shifted"])
    x = g.node("Relu", [x], ["on"])
    for number, dilation in enumerate(config.context_dilations):
        seen = g.node("Relu", [conv(x, f"layers.{number}", 3, f"layer{number}", dilation)], [f"layer{number}_on"])
        x = g.node("Add", [x, seen], [f"x{number}"])
    left = conv(x, "leave", 1, "left")
    directly = g.node("Unsqueeze", [g.dense("conditions", *direct, "direct"), axes], ["direct_map"])
    favoured = conv(g.node("Concat", [x, "planes"], ["favouring"], axis=1), "favour", 1, "favoured")
    both = g.node("Concat", [g.node("Add", [left, directly], ["entering_causal"]), favoured], ["context_first"], axis=1)
    g.node("Transpose", [both], ["context"], perm=[0, 2, 3, 1])
    inputs = [_int("fixed", ["b", "h", "w"]), _float("planes", ["b", config.planes, "h", "w"])]
    inputs.append(_float("conditions", ["b", config.conditions]))
    return g.model(inputs, [_float("context", ["b", "h", "w", config.width + tiles])], "context")


def window_table(model: PixelCNN) -> FloatArray:
    """(cells of the window that count * (tiles + 1), width): what each tile at each cell adds to the first layer."""
    config, state = model.config, _state(model)
    embedding = state["embedding.weight"]
    mask = model.window.mask.view(config.embedding, -1)[0].bool().numpy()
    kernel = state["window.weight"].reshape(config.width, config.embedding, -1)[:, :, mask]
    table = np.einsum("te,wek->ktw", embedding.astype(np.float64), kernel.astype(np.float64))
    return np.asarray(table.reshape(-1, config.width), np.float32)


def step_graph(model: PixelCNN) -> Any:
    """The causal branch, for cells of one diagonal."""
    config, state, g = model.config, _state(model), _Graph()
    layers, hidden, width = len(config.dilations), config.hidden, config.width
    order = layer_order(config.dilations)
    place = {layer: number for number, layer in enumerate(order)}
    ones = g.constant("ones", np.ones(width, np.float32))
    zeros = g.constant("zeros", np.zeros(width, np.float32))

    def normed(x: str, out: str) -> str:
        return g.node("LayerNormalization", [x, ones, zeros], [out], axis=-1, epsilon=EPSILON)

    pieces = [[f"past{k}_{number}" for number in range(layers)] for k in range(_PLACES)]
    parts = g.constant("parts", np.full(_PLACES * layers, hidden, np.int64))
    g.node("Split", ["past", parts], [name for row in pieces for name in row], axis=1)
    rows = g.node("Gather", [g.constant("window", window_table(model)), "around"], ["window_rows"])
    axis = g.constant("axis", np.array([1], np.int64))
    window = g.node("ReduceSum", [rows, axis], ["window_sum"], keepdims=0)
    g.node("Split", ["context", g.constant("ends", np.array([width, config.tiles]))], ["first", "favoured"], axis=1)
    x = g.node("Add", [window, "first"], ["window_context"])
    x = g.node("Add", [x, g.constant("window_bias", state["window.bias"])], ["x"])
    seen = [""] * layers
    for layer in range(layers):
        name = f"layers.{layer}"
        narrow = g.dense(
            normed(x, f"norm{layer}"), state[f"{name}.narrow.weight"], state[f"{name}.narrow.bias"], f"narrow{layer}"
        )
        own = seen[place[layer]] = g.node("Relu", [narrow], [f"seen{layer}"])
        kernel = state[f"{name}.around.weight"].reshape(2 * hidden, hidden, 6)[:, :, : _PLACES + 1]
        weight = kernel.transpose(0, 2, 1).reshape(2 * hidden, -1)
        near = [pieces[k][place[layer]] for k in range(_PLACES)]
        look = g.node("Concat", [*near, own], [f"look{layer}"], axis=1)
        both = g.dense(look, weight, state[f"{name}.around.bias"], f"around{layer}")
        halves = [f"value{layer}", f"gate{layer}"]
        g.node("Split", [both], halves, axis=1)
        gated = g.node("Mul", [halves[0], g.node("Sigmoid", [halves[1]], [f"open{layer}"])], [f"gated{layer}"])
        wide = g.dense(gated, state[f"{name}.widen.weight"], state[f"{name}.widen.bias"], f"widen{layer}")
        x = g.node("Add", [x, wide], [f"x{layer}"])
    gathered = g.dense(normed(x, "norm"), state["gather.weight"], state["gather.bias"], "gathered")
    own = g.dense(g.node("Relu", [gathered], ["gathered_on"]), state["head.weight"], state["head.bias"], "head")
    g.node("Add", [own, "favoured"], ["logits"])
    g.node("Concat", seen, ["seen"], axis=1)
    cells = int(model.window.mask.view(config.embedding, -1)[0].sum())
    inputs = [_int("around", ["n", cells]), _float("context", ["n", width + config.tiles])]
    inputs.append(_float("past", ["n", _PLACES * layers * hidden]))
    return g.model(inputs, [_float("logits", ["n", config.tiles]), _float("seen", ["n", layers * hidden])], "step")


_CONTEXT = {
    "enter": "entered",
    "leave": "left",
    "favour": "favoured",
    "told_first": "told_first",
    "told_last": "told",
    "told_directly": "direct",
}
"""Names of the state in the un-causal branch, and in its graph."""


def load_graphs(step: Path, context: Path, model: PixelCNN) -> None:
    """Give a network the weights of its graphs.

    Of all embeddings of tiles and windows whose products are the table of the graph, some are taken.

    Raises:
        ValueError: the graphs are of another shape.
    """
    causal, free = graph_tensors(step), graph_tensors(context)
    layers = range(sum(name.startswith("narrow") for name in causal) // 2)
    pairs = {f"context.{own}": (free, name) for own, name in _CONTEXT.items()}
    pairs |= {
        f"context.layers.{n}": (free, f"layer{n}") for n in range(sum(name.startswith("layer") for name in free) // 2)
    }
    pairs |= {f"layers.{n}.{part}": (causal, f"{part}{n}") for n in layers for part in ("narrow", "around", "widen")}
    pairs |= {"gather": (causal, "gathered"), "head": (causal, "head")}
    found: dict[str, FloatArray] = {"window.bias": causal["window_bias"]}
    for own, (tensors, name) in pairs.items():
        weight = tensors[f"{name}_weight"]
        if own.endswith("around"):
            hidden = weight.shape[1] // 2
            cells = weight.T.reshape(2 * hidden, _PLACES + 1, hidden).transpose(0, 2, 1)
            weight = np.pad(cells, ((0, 0), (0, 0), (0, 1))).reshape(2 * hidden, -1).T
        # Kernels lie as they were but for their shape, matrices were turned.
        found[f"{own}.weight"] = weight.reshape(len(weight), -1) if weight.ndim == 4 else weight.T
        found[f"{own}.bias"] = tensors[f"{name}_bias"]
    config, mask = model.config, model.window.mask.view(model.config.embedding, -1)[0].bool().cpu().numpy()
    table = causal["window"].reshape(-1, config.tiles + 1, causal["window"].shape[1]).transpose(1, 0, 2)
    if table.shape[1] != mask.sum():
        raise ValueError(f"{step.name} looks at windows of {table.shape[1]} cells, not of {mask.sum()}")
    left, sizes, right = np.linalg.svd(table.reshape(len(table), -1).astype(np.float64), full_matrices=False)
    kept = slice(config.embedding)
    root = np.sqrt(sizes[kept])
    found["embedding.weight"] = (left[:, kept] * root).astype(np.float32)
    kernel = np.zeros((table.shape[2], config.embedding, len(mask)), np.float32)
    kernel[:, :, mask] = (root[:, None] * right[kept]).reshape(config.embedding, -1, table.shape[2]).transpose(2, 0, 1)
    found["window.weight"] = kernel.reshape(len(kernel), -1)
    model.load_state_dict(checked(step.name, model, found))
