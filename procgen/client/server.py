"""A connection to a server, and all that can be asked over it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import grpc
from google.protobuf.message import Message

from procgen.client import services
from procgen.client.failure import CallFailed
from procgen.client.local import UNBOUNDED, local_server
from procgen.client.made import Made
from procgen.client.running import Running
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.registry import event_type
from procgen.v1 import blobs_pb2, blobs_pb2_grpc

ADDRESS: Final = "127.0.0.1:50051"
"""Where ``procgen serve`` listens if it is told nothing else."""
_PIECE_BYTES: Final = 1_000_000


class Server:
    """What ``connect`` gives: the services of one server. A block (``with``) closes it at its end.

    The domains are ``terrain``, ``texture``, ``character``, ``creature``, ``dialogue``, ``layout``, ``table``,
    ``speech``, ``sound``, ``ambience``, ``music`` and ``world``.

    Attributes:
        batch: many requests in the background.
        system: what the server is, its models and presets.
    """

    def __init__(self, channel: grpc.Channel, token: str = "") -> None:
        self._channel = channel
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        self._closing = ExitStack()
        self._closing.callback(channel.close)
        self.terrain = services.Terrain(channel, self._metadata)
        self.texture = services.Texture(channel, self._metadata)
        self.character = services.Character(channel, self._metadata)
        self.creature = services.Creature(channel, self._metadata)
        self.dialogue = services.Dialogue(channel, self._metadata)
        self.layout = services.Layout(channel, self._metadata)
        self.table = services.Table(channel, self._metadata)
        self.speech = services.Speech(channel, self._metadata)
        self.sound = services.Sound(channel, self._metadata)
        self.ambience = services.Ambience(channel, self._metadata)
        self.music = services.Music(channel, self._metadata)
        self.world = services.World(channel, self._metadata)
        self.batch = services.Batch(channel, self._metadata)
        self.system = services.System(channel, self._metadata)

    def make(self, path: str, request: Message) -> Running[Made[Any]]:
        """Begin to make what a request asks for, of a domain that is known by its method's path alone.

        Args:
            path: as GetInfo tells it: "/procgen.v1.TerrainService/Generate".
            request: the message that it takes.

        Raises:
            KeyError: the contract has no such method.
        """
        call = self._channel.unary_stream(path, type(request).SerializeToString, event_type(path).FromString)
        return Running(call(request, metadata=self._metadata))

    def put(self, blob: bytes | str | Path) -> str:
        """Send ahead what a request is to name: a photo, heights, notes.

        Args:
            blob: bytes, or the path of a file.

        Returns:
            Its SHA-256, which fields such as ``exemplar.sha256`` take.

        Raises:
            CallFailed: the server refused, or there is none.
            OSError: the file can't be read.
        """
        data = blob if isinstance(blob, bytes) else Path(blob).read_bytes()
        stub = blobs_pb2_grpc.BlobServiceStub(self._channel)
        request = blobs_pb2.PutBlobRequest(sha256=sha256(data), total_bytes=len(data))
        try:
            there = stub.PutBlob(request, metadata=self._metadata)
            while not there.complete:
                request.offset_bytes = there.received_bytes
                request.data = data[there.received_bytes : there.received_bytes + _PIECE_BYTES]
                there = stub.PutBlob(request, metadata=self._metadata)
        except grpc.RpcError as error:
            raise CallFailed.of(error) from None
        return request.sha256

    def close(self) -> None:
        """Close the connection, and stop the server if it was started with it."""
        self._closing.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @classmethod
    def started(cls, *flags: str) -> Self:
        """One of a server that is started for it, on free ports.

        Args:
            flags: of ``procgen serve``.

        Raises:
            procgen.errors.Failed: it did not start.
        """
        with ExitStack() as until_here:
            own = until_here.enter_context(local_server(*flags))
            server = cls(own.channel())
            # The connection closes first.
            server._closing.push(until_here.pop_all())
            server._closing.callback(server._channel.close)
        return server


def connect(
    address: str = ADDRESS, *, token: str = "", root_certificates: bytes | None = None, start: bool = False
) -> Server:
    """Connect to a server. Nothing is sent before the first call.

    Args:
        address: host and port of its gRPC.
        token: what ``--token-file`` holds, where the server wants one.
        root_certificates: PEM, for a server with TLS; without, the connection is plain.
        start: start a server of our own instead, which ends with the connection.

    Raises:
        procgen.errors.Failed: a server of our own did not start.
        ValueError: both an address and ``start`` are given.
    """
    if start:
        if address != ADDRESS:
            raise ValueError("a server of our own chooses its address itself")
        return Server.started()
    if root_certificates is None:
        return Server(grpc.insecure_channel(address, UNBOUNDED), token)
    secure = grpc.ssl_channel_credentials(root_certificates)
    return Server(grpc.secure_channel(address, secure, UNBOUNDED), token)
