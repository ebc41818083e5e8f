"""From the events of a terrain call to files; for a call in this process and for one over gRPC alike."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from procgen.cli.output import write_file
from procgen.runtime.recipe import Recipe
from procgen.services.artifacts import sha256
from procgen.v1 import terrain_pb2


@dataclass(frozen=True, slots=True)
class Received:
    """A whole answer."""

    result: terrain_pb2.TerrainResult
    files: tuple[bytes, ...]

    @property
    def recipe(self) -> Recipe:
        return read_recipe(self.result)

    def file(self, kind: str) -> bytes:
        """The output of that kind. Raises KeyError if it was not asked for."""
        for artifact, data in zip(self.result.artifacts, self.files, strict=True):
            if artifact.kind == kind:
                return data
        raise KeyError(kind)


def read_recipe(result: terrain_pb2.TerrainResult) -> Recipe:
    """The recipe of a result."""
    message = result.recipe
    return Recipe(message.domain, json.loads(message.request_json), dict(message.model_sha256), message.code_version)


def receive(
    events: Iterable[terrain_pb2.TerrainEvent], progress: Callable[[str, float], None] = lambda _stage, _share: None
) -> Received:
    """Take all events of a call and put its outputs together.

    Raises:
        ValueError: an output is not what its checksum says, or the stream ended without a result.
    """
    pieces: dict[int, bytearray] = {}
    for event in events:
        match event.WhichOneof("event"):
            case "progress":
                progress(event.progress.stage, event.progress.fraction)
            case "chunk":
                chunk = event.chunk
                data = pieces.setdefault(chunk.artifact_index, bytearray())
                if chunk.offset_bytes != len(data):
                    raise ValueError(f"a gap in output {chunk.artifact_index} at byte {len(data)}")
                data += chunk.data
            case "result":
                files = tuple(bytes(pieces[index]) for index in range(len(event.result.artifacts)))
                for artifact, content in zip(event.result.artifacts, files, strict=True):
                    if sha256(content) != artifact.sha256:
                        raise ValueError(f"{artifact.file_name} does not match its checksum")
                return Received(event.result, files)
    raise ValueError("the stream ended without a result")


def write(received: Received, folder: Path) -> list[dict[str, object]]:
    """Write all outputs and their sidecars.

    Returns:
        A record per file, as ``procgen generate --json`` prints it: path, kind, sha256, recipe.

    Raises:
        Failed: a file can't be written.
    """
    records: list[dict[str, object]] = []
    for artifact, data in zip(received.result.artifacts, received.files, strict=True):
        path = folder / artifact.file_name
        write_file(path, data)
        if artifact.sidecar_json:
            write_file(folder / artifact.sidecar_name, artifact.sidecar_json.encode())
        records.append(
            {
                "path": str(path),
                "kind": artifact.kind,
                "sha256": artifact.sha256,
                "recipe": received.result.recipe.sha256,
            }
        )
    recipe_path = folder / f"terrain-{received.result.recipe.sha256[:12]}.recipe.json"
    write_file(recipe_path, (received.recipe.to_json() + "\n").encode())
    return records
