"""What a model file refers to, read from its bytes before ONNX Runtime sees them.

An ONNX graph may say that its tensors lie in other files, and may call operators of libraries. A model that serves
does neither: all that it is lies in the bytes whose hash was checked. Here the file's protobuf fields are walked, no
more of them than where such things can stand, and strictly: what this reader does not understand is refused, so that
no other reader can find more in the same bytes.

Field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
"""

from __future__ import annotations

from typing import Final

OPERATOR_DOMAINS: Final = frozenset(["", "ai.onnx", "ai.onnx.ml", "com.microsoft"])
"""Domains of the operators that ONNX Runtime has built in."""
_CONTEXT_OPERATOR: Final = b"EPContext"
"""Names a file with a compiled graph."""

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_SIZES: Final = {_FIXED64: 8, _FIXED32: 4}
_VARINT_BYTES: Final = 10

_INSIDE: Final[dict[str, dict[int, str]]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse tensor"},
    "node": {5: "attribute"},
    "attribute": {
        5: "tensor",
        6: "graph",
        10: "tensor",
        11: "graph",
        22: "sparse tensor",
        23: "sparse tensor",
    },
    "sparse tensor": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
"""Messages within messages, by field number."""
_NODE_OPERATOR, _NODE_DOMAIN = 4, 7
_TENSOR_EXTERNAL, _TENSOR_LOCATION = 13, 14


class GraphRefused(ValueError):
    """The bytes are no ONNX graph that stands for itself; the message says why."""


def check_graph(data: bytes) -> None:
    """Make sure that a model needs nothing but its own bytes and ONNX Runtime's own operators.

    Args:
        data: the file's content.

    Raises:
        GraphRefused: it names another file or an operator of a library, or is no ONNX file.
    """
    stack = [("model", 0, len(data))]
    while stack:
        kind, position, end = stack.pop()
        inside = _INSIDE[kind]
        while position < end:
            tag, position = _varint(data, position, end)
            number, wire = tag >> 3, tag & 7
            if wire == _BYTES:
                length, begin = _varint(data, position, end)
                position = begin + length
                if position > end:
                    raise _malformed(begin)
                if number in inside:
                    stack.append((inside[number], begin, position))
                elif kind == "node" and number in (_NODE_DOMAIN, _NODE_OPERATOR):
                    _check_operator(number, data[begin:position])
                elif kind == "tensor" and number == _TENSOR_EXTERNAL:
                    raise GraphRefused("a tensor's values lie in another file")
            elif wire == _VARINT:
                value, position = _varint(data, position, end)
                if kind == "tensor" and number == _TENSOR_LOCATION and value:
                    raise GraphRefused("a tensor's values lie in another file")
            elif wire in _SIZES:
                position += _SIZES[wire]
                if position > end:
                    raise _malformed(position)
            else:
                raise _malformed(position)


def _check_operator(number: int, text: bytes) -> None:
    if number == _NODE_DOMAIN:
        domain = text.decode("utf-8", "replace")
        if domain not in OPERATOR_DOMAINS:
            raise GraphRefused(f"it calls an operator of {domain[:80]!r}, which ONNX Runtime does not have built in")
    elif text == _CONTEXT_OPERATOR:
        raise GraphRefused("it calls EPContext, which reads another file")


def _varint(data: bytes, position: int, end: int) -> tuple[int, int]:
    """A number and the place after it."""
    if position < end and data[position] < 0x80:
        return data[position], position + 1
    value = 0
    for index in range(min(_VARINT_BYTES, end - position)):
        byte = data[position + index]
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return value, position + index + 1
    raise _malformed(position)


def _malformed(position: int) -> GraphRefused:
    return GraphRefused(f"it is no ONNX file: byte {position} fits no field")
