"""Results on the wire: chunks, artifacts and recipes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from procgen.runtime.recipe import Recipe, canonical_json
from procgen.v1 import common_pb2

CHUNK_BYTES = 1 << 20
REQUEST_BYTES = 1 << 20
"""Of a request: gRPC-Web has no client streams, so what is larger is sent ahead as blobs."""
EventT = TypeVar("EventT")


def chunks(index: int, data: bytes) -> Iterator[common_pb2.Chunk]:
    """An artifact's bytes in pieces of at most 1 MiB; one empty piece for an empty artifact."""
    view = memoryview(data)
    for start in range(0, max(len(data), 1), CHUNK_BYTES):
        yield common_pb2.Chunk(
            artifact_index=index,
            offset_bytes=start,
            total_bytes=len(data),
            data=bytes(view[start : start + CHUNK_BYTES]),
        )


def sha256(data: bytes) -> str:
    """Lower-case hexadecimal SHA-256."""
    return hashlib.sha256(data).hexdigest()


def artifact(kind: str, file_name: str, media_type: str, data: bytes) -> common_pb2.Artifact:
    """What is said of a file that is no raster."""
    return common_pb2.Artifact(
        kind=kind, file_name=file_name, media_type=media_type, size_bytes=len(data), sha256=sha256(data)
    )


def file_events(
    files: Sequence[bytes], last: EventT, of_chunk: Callable[[common_pb2.Chunk], EventT], *, first: int = 0
) -> Iterator[EventT]:
    """The end of a call: the chunks of its files in order, and the last event; ``first`` files were sent before."""
    for index, data in enumerate(files, first):
        for chunk in chunks(index, data):
            yield of_chunk(chunk)
    yield last


def recipe_message(recipe: Recipe) -> common_pb2.Recipe:
    """The recipe as the contract has it."""
    return common_pb2.Recipe(
        domain=recipe.domain,
        request_json=canonical_json(dict(recipe.request)),
        model_sha256=dict(recipe.model_sha256),
        code_version=recipe.code_version,
        sha256=recipe.sha256,
    )
