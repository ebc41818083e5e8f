"""Clients that tests call servers with, made of public libraries alone."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import random
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.message import Message
from google.rpc import status_pb2
from grpc_status import rpc_status

from procgen.dialogue.vocabulary import EVENTS
from procgen.jobs.job import key_allowed
from procgen.v1 import (
    ambience_pb2,
    blobs_pb2,
    blobs_pb2_grpc,
    character_pb2,
    character_pb2_grpc,
    common_pb2,
    creature_pb2,
    dialogue_pb2,
    dialogue_pb2_grpc,
    layout_pb2,
    music_pb2,
    sound_pb2,
    speech_pb2,
    system_pb2_grpc,
    table_pb2,
    terrain_pb2,
    terrain_pb2_grpc,
    texture_pb2,
    world_pb2,
)
from tests.conftest import RunningServer

TERRAIN = "/procgen.v1.TerrainService/Generate"
TEXTURE = "/procgen.v1.TextureService/Generate"
TEXTURE_SET = "/procgen.v1.TextureService/GenerateSet"
CHARACTER = "/procgen.v1.CharacterService/Generate"
CROWD = "/procgen.v1.CharacterService/GenerateCrowd"
LAYOUT = "/procgen.v1.LayoutService/Generate"
TABLE = "/procgen.v1.TableService/Generate"
CREATURE = "/procgen.v1.CreatureService/GenerateCreature"
AMBIENCE = "/procgen.v1.AmbienceService/GenerateAmbience"
SOUND = "/procgen.v1.SoundService/GenerateSound"
MUSIC = "/procgen.v1.MusicService/GenerateMusic"
MUSIC_SET = "/procgen.v1.MusicService/GenerateMusicSet"
SPEECH = "/procgen.v1.SpeechService/GenerateSpeech"
LINES = "/procgen.v1.DialogueService/GenerateLines"
SCENE = "/procgen.v1.DialogueService/GenerateScene"
WORLD = "/procgen.v1.WorldService/Generate"
CONVERSE = "/procgen.v1.DialogueService/Converse"
PUT_BLOB = "/procgen.v1.BlobService/PutBlob"
GET_INFO = "/procgen.v1.SystemService/GetInfo"
_PATIENCE_S = 120.0


@contextmanager
def channel(server: RunningServer) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(f"{server.host}:{server.port}") as opened:
        yield opened


@contextmanager
def terrain_stub(server: RunningServer) -> Iterator[terrain_pb2_grpc.TerrainServiceStub]:
    with channel(server) as opened:
        yield terrain_pb2_grpc.TerrainServiceStub(opened)


@contextmanager
def system_stub(server: RunningServer) -> Iterator[system_pb2_grpc.SystemServiceStub]:
    with channel(server) as opened:
        yield system_pb2_grpc.SystemServiceStub(opened)


@contextmanager
def character_stub(server: RunningServer) -> Iterator[character_pb2_grpc.CharacterServiceStub]:
    with channel(server) as opened:
        yield character_pb2_grpc.CharacterServiceStub(opened)


@contextmanager
def dialogue_stub(server: RunningServer) -> Iterator[dialogue_pb2_grpc.DialogueServiceStub]:
    with channel(server) as opened:
        yield dialogue_pb2_grpc.DialogueServiceStub(opened)


def log_records(server: RunningServer) -> list[dict[str, Any]]:
    """What a server has logged so far; gRPC's core writes lines of its own between ours."""
    return [json.loads(line) for line in list(server.log) if line.startswith("{")]


def until_logged(server: RunningServer, request_id: str) -> None:
    """Wait until a call is over; its last answer is sent a moment before."""
    ended = time.monotonic() + _PATIENCE_S
    while not any(each.get("event") == "call" and each["request_id"] == request_id for each in log_records(server)):
        assert time.monotonic() < ended, f"the call {request_id} was not logged"
        time.sleep(0.01)


def kept_results(folder: Path) -> list[Path]:
    """Files of kept results in a folder."""
    return [path for path in folder.rglob("*") if key_allowed(path.name)]


def until_kept(folder: Path, count: int) -> None:
    """Wait until a folder has so many kept results; they are written after they were sent."""
    ended = time.monotonic() + _PATIENCE_S
    while len(kept_results(folder)) < count:
        assert time.monotonic() < ended, f"{len(kept_results(folder))} of {count} results were kept"
        time.sleep(0.02)


def error_detail(status: status_pb2.Status) -> common_pb2.ErrorDetail:
    """procgen's own detail of a status."""
    for item in status.details:
        detail = common_pb2.ErrorDetail()
        if item.Unpack(detail):
            return detail
    raise AssertionError("the status has no procgen.v1.ErrorDetail")


def detail_of(error: grpc.RpcError) -> common_pb2.ErrorDetail:
    status = rpc_status.from_call(error)
    assert status is not None, f"{error!r} has no details"
    return error_detail(status)


@dataclass
class WebAnswer:
    """What a gRPC-Web call returned."""

    http_status: int
    headers: dict[str, str]
    messages: list[bytes] = field(default_factory=list)
    trailers: dict[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def code(self) -> int:
        return int(self.trailers["grpc-status"])

    @property
    def detail(self) -> common_pb2.ErrorDetail:
        data = self.trailers["grpc-status-details-bin"]
        status = status_pb2.Status.FromString(base64.b64decode(data + "=" * (-len(data) % 4)))
        return error_detail(status)


def framed(data: bytes) -> bytes:
    return struct.pack(">BI", 0, len(data)) + data


def web_call(
    server: RunningServer,
    path: str,
    request: Message | bytes,
    headers: dict[str, str] | None = None,
    *,
    raw: bool = False,
    connection: http.client.HTTPConnection | None = None,
    method: str = "POST",
) -> WebAnswer:
    """One gRPC-Web call; ``raw`` sends the bytes as the body as they are."""
    data = request.SerializeToString() if isinstance(request, Message) else request
    link = connection or http.client.HTTPConnection(server.host, server.web_port, timeout=60)
    sent = {"content-type": "application/grpc-web+proto", **(headers or {})}
    link.request(method, path, data if raw else framed(data), sent)
    response = link.getresponse()
    body = response.read()
    answer = WebAnswer(response.status, {name.lower(): value for name, value in response.getheaders()})
    if response.status == 200:
        parse_frames(body, answer)
    else:
        answer.text = body.decode()
    if connection is None:
        link.close()
    return answer


def parse_frames(body: bytes, answer: WebAnswer) -> None:
    position = 0
    while position < len(body):
        flag, length = struct.unpack_from(">BI", body, position)
        content = body[position + 5 : position + 5 + length]
        assert len(content) == length, "a frame is cut off"
        position += 5 + length
        if flag & 0x80:
            for line in content.decode("ascii").split("\r\n"):
                if line:
                    name, _, value = line.partition(":")
                    answer.trailers[name] = value.strip()
            assert position == len(body), "the trailers come last"
        else:
            answer.messages.append(content)


def small_request(**fields: Any) -> terrain_pb2.TerrainRequest:
    """A cheap, valid request."""
    return terrain_pb2.TerrainRequest(**{"seed": 7, "width_px": 64, "depth_px": 64, **fields})


def small_texture(**fields: Any) -> texture_pb2.TextureRequest:
    """A cheap, valid request for a material."""
    return texture_pb2.TextureRequest(**{"seed": 7, "width_px": 64, "height_px": 64, "material": "brick", **fields})


def small_set(**fields: Any) -> texture_pb2.TextureSetRequest:
    """A cheap, valid request for two materials."""
    members = [{"layer": "rock"}, {"texture": {"material": "moss"}}]
    shared = texture_pb2.TextureRequest(seed=7, width_px=64, height_px=64)
    return texture_pb2.TextureSetRequest(**{"shared": shared, "members": members, **fields})


def small_character(**fields: Any) -> character_pb2.CharacterRequest:
    """A cheap, valid request for a character."""
    conditions = {"role": "peasant", "hair": {"kind": "none"}, "beard": {"kind": "none"}}
    outputs = [{"kind": "slim", "texture_px": 0, "clips": False}]
    return character_pb2.CharacterRequest(**{"seed": 7, "conditions": conditions, "outputs": outputs, **fields})


def small_layout(**fields: Any) -> layout_pb2.LayoutRequest:
    """A cheap, valid request for a tile map."""
    return layout_pb2.LayoutRequest(
        **{"seed": 7, "kind": "dungeon", "width": 24, "depth": 16, "model": "bsp", **fields}
    )


def small_table(**fields: Any) -> table_pb2.TableRequest:
    """A cheap, valid request for rows."""
    return table_pb2.TableRequest(**{"seed": 7, "table": "loot", "count": 5, **fields})


def small_speech(**fields: Any) -> speech_pb2.SpeechRequest:
    """A cheap, valid request for a word or two."""
    return speech_pb2.SpeechRequest(**{"seed": 7, "text": "Well met.", **fields})


def small_sound(**fields: Any) -> sound_pb2.SoundRequest:
    """A cheap, valid request for a blow."""
    return sound_pb2.SoundRequest(**{"seed": 7, "effect": "impact", **fields})


def small_creature(**fields: Any) -> creature_pb2.CreatureRequest:
    """A cheap, valid request for a hen."""
    return creature_pb2.CreatureRequest(
        **{"seed": 7, "species": "hen", "lod": 3, "picture_px": 64, "outputs": ["slim"], **fields}
    )


def small_ambience(**fields: Any) -> ambience_pb2.AmbienceRequest:
    """A cheap, valid request for a cave."""
    return ambience_pb2.AmbienceRequest(**{"seed": 7, "biome": "cave", "bed_s": 4.0, "mix_s": 4.0, **fields})


def small_music(**fields: Any) -> music_pb2.MusicRequest:
    """A cheap, valid request for four bars."""
    return music_pb2.MusicRequest(**{"seed": 7, "ensemble": "harp", "tempo_bpm": 200.0, "bars": 4, **fields})


def small_music_set(**fields: Any) -> music_pb2.MusicSetRequest:
    """A cheap, valid request for two pieces of four bars."""
    small = {"seed": 7, "ensemble": "harp", "bars": 4, "uses": ["battle", "tavern"], "stingers": ["none"]}
    return music_pb2.MusicSetRequest(**{**small, "outputs": ["json"], **fields})


def small_world(**fields: Any) -> world_pb2.WorldRequest:
    """A small one: its ground alone, unless `parts` says more."""
    small = {"seed": 7, "side_m": 250.0, "metres_per_pixel": 8.0, "people": 1, "lines": 2, "props": 20, "animals": 0}
    return world_pb2.WorldRequest(**{**small, "parts": ["terrain"], **fields})


def small_lines(**fields: Any) -> dialogue_pb2.LinesRequest:
    """A cheap, valid request for two lines."""
    return dialogue_pb2.LinesRequest(
        **{"seed": 7, "wishes": [{"intent": "greet"}, {"intent": "bark:idle"}], "outputs": ["json"], **fields}
    )


def many_lines(**fields: Any) -> dialogue_pb2.LinesRequest:
    """A request for lines that takes seconds."""
    return small_lines(**{"wishes": [{"intent": f"bark:{event}", "count": 15} for event in EVENTS], **fields})


def hear_speakers(opened: grpc.Channel, rng: random.Random, count: int) -> None:
    """Have so many speakers say two lines each. Raises what a call raises.

    The network of dialogue keeps 24 MiB of beginnings that it has read, 60 KB of each speaker: who looks for growth
    lets 450 speak before.
    """
    stub = dialogue_pb2_grpc.DialogueServiceStub(opened)
    for _ in range(count):
        name = "".join(rng.choices("aeioubdfgklmnprst", k=8)).title()
        list(stub.GenerateLines(small_lines(seed=rng.getrandbits(63), persona={"name": name})))


def small_scene(**fields: Any) -> dialogue_pb2.SceneRequest:
    """A cheap, valid request for a scene."""
    return dialogue_pb2.SceneRequest(
        **{"seed": 7, "cast": [{"name": "Bram"}], "nodes": 8, "model": "phrases", **fields}
    )


def put_blob(opened: grpc.Channel, data: bytes, piece: int = 1_000_000) -> str:
    """Send a blob ahead; its name."""
    stub = blobs_pb2_grpc.BlobServiceStub(opened)
    name = hashlib.sha256(data).hexdigest()
    for start in range(0, len(data), piece):
        answer = stub.PutBlob(
            blobs_pb2.PutBlobRequest(
                sha256=name, total_bytes=len(data), offset_bytes=start, data=data[start : start + piece]
            )
        )
    assert answer.complete
    return name
