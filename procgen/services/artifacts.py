"""Results on the wire: chunks, artifacts and recipes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from procgen.runtime.recipe import Recipe, canonical_json
from procgen.v1 import common_pb2

CHUNK_BYTES = 1 << 20


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


def recipe_message(recipe: Recipe) -> common_pb2.Recipe:
    """The recipe as the contract has it."""
    return common_pb2.Recipe(
        domain=recipe.domain,
        request_json=canonical_json(dict(recipe.request)),
        model_sha256=dict(recipe.model_sha256),
        code_version=recipe.code_version,
        sha256=recipe.sha256,
    )
