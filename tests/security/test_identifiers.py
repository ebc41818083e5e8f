"""No name that a caller gives leads anywhere: names of blobs, batches, results, files and models that look like paths,
in every field that takes a name, over both ports, beside a tree of files that must stay as it is.
"""

from __future__ import annotations

import hashlib
import http.client
import importlib
import os
import pkgutil
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf import message_factory
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

import procgen.v1
from procgen.v1 import batch_pb2, blobs_pb2, dialogue_pb2, speech_pb2, table_pb2, texture_pb2, world_pb2
from tests.client import (
    channel,
    small_ambience,
    small_character,
    small_creature,
    small_layout,
    small_lines,
    small_music,
    small_music_set,
    small_request,
    small_scene,
    small_set,
    small_sound,
    small_speech,
    small_table,
    small_texture,
    small_world,
    web_call,
)
from tests.conftest import RunningServer, running_server
from tests.figures import figure, scaled

NAMES = frozenset(
    re.findall(
        r"\w+",
        "batch_id biome bond breed climate clip_names clip_sha256 coat columns domain effect ending ensemble era"
        " file_name foot format formats gait intent key kind kinds landform layer lines_sha256 locked locks manners"
        " material metre mode model morph_effect morph_kind morph_model motif outputs parts presets register"
        " request_id role service setting settlement sha256 singer singer_name species stingers style surface"
        " symmetry table texture_format traffic_events use uses",
    )
)
"""Fields that name something: a thing that is kept, a file, a model, an entry of a list."""
WORDS = frozenset(
    re.findall(
        r"\w+",
        "about age allowed also background catchphrases cells collection currency curve description examples flow form"
        " goals known_to level lines listener lyrics mood must_say name never_say phrases place player_text quest_goal"
        " said secrets sex song source state text time tone traits unlike weather without",
    )
)
"""Fields that hold what is said, known or written."""
SECRET = b"CANARY-that-no-answer-may-hold"
COUNT = scaled(400, 10_000)

UPS = (
    *("../", "..\\", "..%2f", "%2e%2e/", "%2e%2e%2f", "%252e%252e%252f", "..%c0%af", "....//", "..;/", "..\x00/"),
    *("‥/", "．．／", "..∕", "..⁄", "․․/", "。。/", "..\u202e/", "..\u200b/", "..\r\n", "../\ufeff"),
)
"""Ways up; some of dots and strokes that are none."""
ROOTS = (
    *(
        "",
        "/",
        "\\",
        "C:\\",
        "C:",
        "c:/",
        "\\\\?\\C:\\",
        "\\\\127.0.0.1\\c$\\",
        "//localhost/",
        "file:///",
        "~/",
        "~root/",
    ),
    *("/proc/self/root/", "/dev/fd/", "$HOME/", "${PWD}/", "./", "link/", "s3://", "\x00", " ", "-", "\ud7ff"),
)
TARGETS = (
    *(
        "secret.txt",
        "outside/secret.txt",
        "etc/passwd",
        "batches/batches.sqlite",
        "index.sqlite",
        "CON",
        "NUL.txt",
        "aux",
    ),
    *("", ".", "..", "0" * 64, "a" * 61, "A" * 64, "０" * 64, "٠" * 64, "ａ" * 64, "0" * 65, "x" * 5000, "photo.jpg"),
)
ENDS = ("", "\x00", "\x00.png", "%00", ".png", "/", "/.", " ", ".", "::$DATA", "\n", "\u202e", "?", "#", "*")


def identifiers(count: int) -> list[str]:
    """So many different names that want to be somewhere else."""
    chance = random.Random(8)
    found = dict.fromkeys(["", ".", "..", "/", "\x00", "C:", "0" * 64 + "\n", "\n" + "0" * 64, "../" + "0" * 61])
    while len(found) < count:
        up = chance.choice(UPS) * chance.choice((0, 1, 1, 2, 3, 8, 40))
        found[chance.choice(ROOTS) + up + chance.choice(TARGETS) + chance.choice(ENDS)] = None
    return list(found)[:count]


@dataclass(frozen=True)
class Place:
    """A field of a method's request."""

    method: str
    request: type[Message]
    path: tuple[FieldDescriptor, ...]

    @property
    def name(self) -> str:
        return ".".join(field.name for field in self.path)

    def filled(self, value: str) -> Message:
        """A request that would be accepted but for what this field holds."""
        request = self.request()
        request.CopyFrom(BASES.get(self.method, request))
        at: Any = request
        for field in self.path[:-1]:
            if field.is_repeated:
                several = getattr(at, field.name)
                at = several[0] if several else several.add()
            else:
                at = getattr(at, field.name)
                at.SetInParent()
        last = self.path[-1]
        if last.is_repeated:
            getattr(at, last.name).append(value)
        else:
            setattr(at, last.name, value)
        return request


def services() -> Iterator[Any]:
    for module in pkgutil.iter_modules(procgen.v1.__path__):
        if module.name.endswith("_pb2"):
            yield from importlib.import_module(f"procgen.v1.{module.name}").DESCRIPTOR.services_by_name.values()


def string_fields(
    kind: Descriptor, above: tuple[FieldDescriptor, ...] = (), within: frozenset[str] = frozenset()
) -> Iterator[tuple[FieldDescriptor, ...]]:
    for field in kind.fields:
        inner = field.message_type
        if inner is None:
            if field.type == FieldDescriptor.TYPE_STRING:
                yield (*above, field)
        elif inner.full_name not in within and not inner.GetOptions().map_entry:
            yield from string_fields(inner, (*above, field), within | {inner.full_name})


def places() -> list[Place]:
    """Every field of every request that takes a name."""
    found = []
    for service in services():
        for method in service.methods:
            request = message_factory.GetMessageClass(method.input_type)
            for path in string_fields(method.input_type):
                assert path[-1].name in NAMES | WORDS, f"{path[-1].full_name}: say whether it names something"
                if path[-1].name in NAMES:
                    found.append(Place(f"/{service.full_name}/{method.name}", request, path))
    return found


QUICK = small_request(model="noise-fbm")
BASES: dict[str, Message] = {
    "/procgen.v1.TerrainService/Generate": QUICK,
    "/procgen.v1.TextureService/Generate": small_texture(model="noise"),
    "/procgen.v1.TextureService/GenerateSet": small_set(),
    "/procgen.v1.CharacterService/Generate": small_character(),
    "/procgen.v1.DialogueService/GenerateLines": small_lines(model="phrases"),
    "/procgen.v1.DialogueService/GenerateScene": small_scene(),
    "/procgen.v1.DialogueService/FillScene": dialogue_pb2.FillSceneRequest(format="ink", source="Hello.\n"),
    "/procgen.v1.LayoutService/Generate": small_layout(),
    "/procgen.v1.WorldService/Generate": small_world(),
    "/procgen.v1.WorldService/DrawScenario": world_pb2.DrawScenarioRequest(),
    "/procgen.v1.TableService/Generate": small_table(),
    "/procgen.v1.TableService/LogLikelihood": table_pb2.LogLikelihoodRequest(table="loot", rows=[{"cells": ["x"]}]),
    "/procgen.v1.TableService/Distribution": table_pb2.DistributionRequest(table="loot", columns=["rarity"]),
    "/procgen.v1.CreatureService/GenerateCreature": small_creature(),
    "/procgen.v1.AmbienceService/GenerateAmbience": small_ambience(),
    "/procgen.v1.SoundService/GenerateSound": small_sound(),
    "/procgen.v1.MusicService/GenerateMusic": small_music(),
    "/procgen.v1.MusicService/GenerateMusicSet": small_music_set(),
    "/procgen.v1.SpeechService/GenerateSpeech": small_speech(),
    "/procgen.v1.SpeechService/GenerateBarks": speech_pb2.BarksRequest(lines=[small_speech()]),
    "/procgen.v1.BlobService/PutBlob": blobs_pb2.PutBlobRequest(total_bytes=1, data=b"x"),
    "/procgen.v1.BatchService/Submit": batch_pb2.SubmitBatchRequest(),
    "/procgen.v1.BatchService/Watch": batch_pb2.WatchBatchRequest(batch_id="there"),
    "/procgen.v1.BatchService/Fetch": batch_pb2.FetchBatchRequest(batch_id="there", key="0" * 64),
}


@dataclass(frozen=True)
class Surroundings:
    """A server, and the files beside and below those that it may write."""

    server: RunningServer
    root: Path
    cache: Path


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    """A server whose folders for work, home and temporary files all lie in a tree of canaries."""
    root = tmp_path_factory.mktemp("surroundings")
    for folder in ("outside", "work", "home", "tmp", "models"):
        (root / folder).mkdir()
        (root / folder / "secret.txt").write_bytes(SECRET)
    (root / "secret.txt").write_bytes(SECRET)
    cache = root / "cache"
    cache.mkdir()
    for folder in (cache, root / "work"):
        (folder / "link").symlink_to(root / "outside")
    env = {"HOME": str(root / "home"), "XDG_CACHE_HOME": str(root / "home"), "TMPDIR": str(root / "tmp")}
    with running_server("--cache", str(cache), env=env, cwd=root / "work") as server:
        yield Surroundings(server, root, cache)


def listing(folder: Path, without: Path) -> dict[str, tuple[object, ...]]:
    """All files below a folder: what they are and what they hold."""
    found: dict[str, tuple[object, ...]] = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if Path(place, name) != without]
        for name in [*folders, *names]:
            path = Path(place, name)
            state = path.lstat()
            held = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
            found[str(path)] = (state.st_mode, state.st_ino, state.st_mtime_ns if held else 0, held)
    return found


KEPT = re.compile(
    r"link|batches|pins|(?:index-\d+|batches)\.sqlite(?:-wal|-shm|-journal)?|\.?run\.jsonl(?:\.lock|\.part)?"
    r"|[0-9a-f]{2}|[0-9a-f]{64}"
)
"""What files and folders of the cache are called: nothing that a caller said."""


def over_grpc(opened: grpc.Channel, place: Place, request: Message) -> tuple[str, bytes]:
    """How a call ended, and all that it brought."""
    got = b""
    try:
        for data in opened.unary_stream(place.method)(request.SerializeToString(), timeout=60):
            got += data
    except grpc.RpcError as error:
        return error.code().name, got + str(error.details()).encode()
    return "OK", got


def over_web(
    server: RunningServer, link: http.client.HTTPConnection, place: Place, request: Message
) -> tuple[str, bytes]:
    answer = web_call(server, place.method, request, connection=link)
    code = next(code.name for code in grpc.StatusCode if code.value[0] == answer.code)
    return code, b"".join(answer.messages) + answer.trailers.get("grpc-message", "").encode()


@pytest.mark.timeout(1200)
def test_no_identifier_leads_out(around: Surroundings) -> None:
    every = places()
    assert {place.path[-1].name for place in every} == NAMES - {"service"}
    values = identifiers(COUNT)
    assert len(set(values)) == COUNT
    order = random.Random(9)
    ended: Counter[str] = Counter()
    server = around.server
    there = batch_pb2.SubmitBatchRequest(batch_id="there", jobs=[batch_pb2.BatchJob(terrain=QUICK)])
    with channel(server) as opened:
        over_grpc(opened, Place("/procgen.v1.BatchService/Submit", batch_pb2.SubmitBatchRequest, ()), there)
        watch = batch_pb2.WatchBatchRequest(batch_id="there")
        over_grpc(opened, Place("/procgen.v1.BatchService/Watch", batch_pb2.WatchBatchRequest, ()), watch)
        before = listing(around.root, around.cache)
        link = http.client.HTTPConnection(server.host, server.web_port, timeout=60)
        where: list[Place] = []
        for value in values:
            if not where:
                where = order.sample(every, len(every))
            place = where.pop()
            request = place.filled(value)
            for code, got in (over_grpc(opened, place, request), over_web(server, link, place, request)):
                told = f"{place.method} {place.name} {value[:80]!r}: {code} {got[:300]!r}"
                assert code in ("OK", "INVALID_ARGUMENT"), told
                assert SECRET not in got, told
                ended[code] += 1
        link.close()
    assert listing(around.root, around.cache) == before
    names = {path.name for path in around.cache.rglob("*")}
    assert [name for name in names if not KEPT.fullmatch(name)] == []
    assert server.process.poll() is None
    assert not any('"INTERNAL"' in line for line in server.log)
    figure("identifiers that look like paths", float(sum(ended.values())), "calls", "10,000 ids, 0 escapes")
    assert ended["INVALID_ARGUMENT"] > 10 * ended["OK"], ended
    assert ended["OK"], "names that are odd but harmless are taken as names"


def test_names_of_files_in_answers_are_names_alone(around: Surroundings) -> None:
    """Whoever writes an answer's files by their names must not be led anywhere, whatever name was asked for."""
    # The texture service is the quickest that lets its callers name files.
    place = next(
        place
        for place in places()
        if (place.method, place.name) == ("/procgen.v1.TextureService/Generate", "file_name")
    )
    taken = 0
    with channel(around.server) as opened:
        for value in [*identifiers(150), "brick", "Brick-2_b", "brick.v2"]:
            call = opened.unary_stream(place.method, response_deserializer=texture_pb2.TextureEvent.FromString)
            try:
                events = list(call(place.filled(value).SerializeToString(), timeout=60))
            except grpc.RpcError as error:
                assert error.code() == grpc.StatusCode.INVALID_ARGUMENT
                continue
            for artifact in events[-1].result.artifacts:
                for name in (artifact.file_name, artifact.sidecar_name):
                    assert re.fullmatch(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*)?", name), name
            taken += 1
    assert taken >= 3
