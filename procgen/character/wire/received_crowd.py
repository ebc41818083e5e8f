"""From the events of a crowd's call to its members, each as soon as it has come whole."""

from __future__ import annotations

from procgen.kit.wire.received import Received, Shown, checked, show_nothing
from procgen.v1 import character_pb2

Member = Received[character_pb2.CharacterResult]
Whole = Received[character_pb2.CrowdResult]


class CrowdAssembly:
    """Puts the events of a crowd together; nothing of a member is kept after it was handed on.

    Args:
        progress: told of each stage and how much of the call is done.
    """

    def __init__(self, progress: Shown = show_nothing) -> None:
        self._progress = progress
        self._pieces: dict[int, bytearray] = {}

    def take(self, event: character_pb2.CrowdEvent) -> Member | Whole | None:
        """Take the next event; a member when its last event came, the crowd when that came, else None.

        Raises:
            ValueError: the events break the contract: a gap, a missing output, a wrong checksum.
        """
        match event.WhichOneof("event"):
            case "progress":
                self._progress(event.progress.stage, event.progress.fraction)
            case "chunk":
                chunk = event.chunk
                data = self._pieces.setdefault(chunk.artifact_index, bytearray())
                if chunk.offset_bytes != len(data):
                    raise ValueError(f"a gap in output {chunk.artifact_index} at byte {len(data)}")
                data += chunk.data
            case "member":
                member = event.member
                return checked(member.result, self._files(member.first_artifact, len(member.result.artifacts)))
            case "result":
                count = len(event.result.artifacts)
                return checked(event.result, self._files(min(self._pieces, default=0), count))
        return None

    def _files(self, first: int, count: int) -> list[bytes]:
        missing = [number for number in range(first, first + count) if number not in self._pieces]
        if missing:
            raise ValueError(f"output {missing[0]} did not come")
        return [bytes(self._pieces.pop(number)) for number in range(first, first + count)]
