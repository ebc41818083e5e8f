"""Keys: equal for what gives equal bytes, different for all else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.internal.encoder import _VarintBytes  # type: ignore[attr-defined]
from google.protobuf.message import Message
from hypothesis import given, settings
from hypothesis import strategies as st

import procgen
from procgen.dialogue.wire.models import Choice, Models
from procgen.errors import Failed
from procgen.jobs.job import key_allowed
from procgen.kit.wire import pipeline
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Method
from procgen.kit.wire.keys import Keys, canonical_bytes
from procgen.kit.wire.model_digests import model_digests, models_of
from procgen.kit.wire.pipeline import PACKAGES, files_digest, pipeline_version
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import dialogue_pb2, terrain_pb2
from tests.client import CHARACTER, CONVERSE, CROWD, LINES, SCENE, TERRAIN, TEXTURE, TEXTURE_SET, small_request

FILL = "/procgen.v1.DialogueService/FillScene"
KEPT = (TERRAIN, TEXTURE, TEXTURE_SET, CHARACTER, CROWD, LINES, SCENE, FILL)
UNKNOWN_FIELD = 536870911
"""The largest number that a field can have."""
DOMAINS = all_services(ModelStore(), BlobStore())
KEYS = Keys(lambda: "1.0+code", runtime="onnxruntime 1.0", provider="cpu")
each_method = pytest.mark.parametrize("path", KEPT)


def key_of(path: str, request: Message, keys: Keys = KEYS) -> str:
    key = keys.key(DOMAINS.method(path), request)
    assert key is not None
    assert key_allowed(key)
    return key


# --- messages out of descriptors ---

SCALARS: dict[int, st.SearchStrategy[Any]] = {
    FieldDescriptor.CPPTYPE_BOOL: st.booleans(),
    FieldDescriptor.CPPTYPE_INT32: st.integers(-(2**31), 2**31 - 1),
    FieldDescriptor.CPPTYPE_INT64: st.integers(-(2**63), 2**63 - 1),
    FieldDescriptor.CPPTYPE_UINT32: st.integers(0, 2**32 - 1),
    FieldDescriptor.CPPTYPE_UINT64: st.integers(0, 2**64 - 1),
    FieldDescriptor.CPPTYPE_ENUM: st.integers(0, 40),
    FieldDescriptor.CPPTYPE_FLOAT: st.floats(width=32, allow_nan=False),
    FieldDescriptor.CPPTYPE_DOUBLE: st.floats(allow_nan=False),
}
OTHER: dict[int, Any] = {
    FieldDescriptor.CPPTYPE_BOOL: True,
    FieldDescriptor.CPPTYPE_FLOAT: 0.25,
    FieldDescriptor.CPPTYPE_DOUBLE: 0.25,
}
"""A value that is no field's default."""


def scalar(field: FieldDescriptor) -> st.SearchStrategy[Any]:
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return st.binary(max_size=6) if field.type == FieldDescriptor.TYPE_BYTES else st.text(max_size=6)
    return SCALARS[field.cpp_type]


def is_map(field: FieldDescriptor) -> bool:
    return field.message_type is not None and field.message_type.GetOptions().map_entry


@st.composite
def messages(draw: st.DrawFn, message_type: type[Message], depth: int = 2) -> Message:
    """Any message of a type, valid or not; few of its fields are set."""
    message = message_type()
    fill(draw, message, depth)
    return message


def fill(draw: st.DrawFn, message: Message, depth: int) -> None:
    fields = message.DESCRIPTOR.fields
    for field in draw(st.lists(st.sampled_from(list(fields)), max_size=4, unique_by=lambda field: field.number)):
        if is_map(field):
            key, value = field.message_type.fields_by_name["key"], field.message_type.fields_by_name["value"]
            if value.message_type is None:
                getattr(message, field.name).update(draw(st.dictionaries(scalar(key), scalar(value), max_size=3)))
        elif field.message_type is not None:
            if depth == 0:
                continue
            for _ in range(draw(st.integers(1, 2)) if field.is_repeated else 1):
                within = getattr(message, field.name)
                within = within.add() if field.is_repeated else within
                within.SetInParent()
                fill(draw, within, depth - 1)
        elif field.is_repeated:
            getattr(message, field.name).extend(draw(st.lists(scalar(field), min_size=1, max_size=3)))
        else:
            setattr(message, field.name, draw(scalar(field)))


any_method = st.sampled_from(KEPT)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, Message]:
    path = draw(any_method)
    return path, draw(messages(DOMAINS.method(path).request_type))


def bare(request: Message) -> Message:
    copied = type(request)()
    copied.CopyFrom(request)
    copied.ClearField("request_id")
    return copied


def encoded_fields(message: Message) -> list[bytes]:
    """Each field of a message, serialised by itself; also each element of what repeats, as older writers do."""
    pieces = []
    for field, value in message.ListFields():
        alone = type(message)()
        if is_map(field):
            for key, item in value.items():
                alone = type(message)()
                getattr(alone, field.name)[key] = item
                pieces.append(alone.SerializeToString())
        elif field.message_type is not None and not field.is_repeated:
            getattr(alone, field.name).CopyFrom(value)
            pieces.append(alone.SerializeToString())
        elif field.is_repeated:
            getattr(alone, field.name).extend(value)
            pieces.append(alone.SerializeToString())
        else:
            setattr(alone, field.name, value)
            pieces.append(alone.SerializeToString())
    return pieces


# --- laws ---


@given(requests(), st.text(max_size=10), st.text(max_size=10))
def test_the_request_id_does_not_count(drawn: tuple[str, Message], one: str, other: str) -> None:
    path, request = drawn
    first, second = bare(request), bare(request)
    first.request_id, second.request_id = one, other  # type: ignore[attr-defined]
    assert key_of(path, first) == key_of(path, second) == key_of(path, bare(request))
    assert first.request_id == one, "the request itself must stay as it is"  # type: ignore[attr-defined]


@given(requests(), st.randoms(use_true_random=False), st.binary(max_size=8))
def test_the_order_of_fields_and_unknown_ones_do_not_count(
    drawn: tuple[str, Message], random: Any, junk: bytes
) -> None:
    path, request = drawn
    pieces = encoded_fields(request)
    random.shuffle(pieces)
    unknown = _VarintBytes(UNKNOWN_FIELD << 3 | 2) + _VarintBytes(len(junk)) + junk
    pieces.insert(random.randint(0, len(pieces)), unknown)
    again = type(request).FromString(b"".join(pieces))
    assert key_of(path, again) == key_of(path, request)


@pytest.mark.parametrize("field", ["sketch", "strokes"])
def test_unknown_fields_deep_within_do_not_count(field: str) -> None:
    unknown = _VarintBytes(UNKNOWN_FIELD << 3) + b"\x07"
    number = terrain_pb2.TerrainRequest.DESCRIPTOR.fields_by_name[field].number
    known = _VarintBytes(number << 3 | 2) + b"\x00"
    with_unknown = _VarintBytes(number << 3 | 2) + _VarintBytes(len(unknown)) + unknown
    seed = small_request().SerializeToString()
    first = terrain_pb2.TerrainRequest.FromString(seed + known)
    second = terrain_pb2.TerrainRequest.FromString(seed + with_unknown)
    assert first.SerializeToString() != second.SerializeToString()
    assert key_of(TERRAIN, first) == key_of(TERRAIN, second)
    assert key_of(TERRAIN, first) != key_of(TERRAIN, small_request())


@given(requests(), requests())
@settings(max_examples=200)
def test_keys_are_equal_just_where_requests_are(one: tuple[str, Message], other: tuple[str, Message]) -> None:
    same = one[0] == other[0] and bare(one[1]) == bare(other[1])
    assert (key_of(*one) == key_of(*other)) == same


def paths_of(descriptor: Descriptor, above: tuple[FieldDescriptor, ...] = ()) -> Iterator[tuple[FieldDescriptor, ...]]:
    """All ways from a request to a field without fields of its own."""
    for field in descriptor.fields:
        way = (*above, field)
        if field in above:
            continue
        if field.message_type is None or is_map(field):
            yield way
        else:
            yield from paths_of(field.message_type, way)


def set_at(message: Any, way: tuple[FieldDescriptor, ...]) -> None:
    """Set the field at the end of a way to what is not its default."""
    *parents, last = way
    for field in parents:
        message = getattr(message, field.name)
        message = message.add() if field.is_repeated else message
        message.SetInParent()
    if is_map(last):
        key, value = last.message_type.fields_by_name["key"], last.message_type.fields_by_name["value"]
        entry = getattr(message, last.name)
        if value.message_type is None:
            entry[other_value(key)] = other_value(value)
        else:
            entry[other_value(key)].SetInParent()
    elif last.is_repeated:
        getattr(message, last.name).append(other_value(last))
    else:
        setattr(message, last.name, other_value(last))


def other_value(field: FieldDescriptor) -> Any:
    if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
        return b"x" if field.type == FieldDescriptor.TYPE_BYTES else "x"
    return OTHER.get(field.cpp_type, 1)


@each_method
def test_every_field_counts_but_the_id(path: str) -> None:
    request_type = DOMAINS.method(path).request_type
    ways = list(paths_of(request_type.DESCRIPTOR))
    keys = {key_of(path, request_type())}
    for way in ways:
        request = request_type()
        set_at(request, way)
        keys.add(key_of(path, request))
    assert len(keys) == len(ways), "of all fields, only request_id has the key of an empty request"


def test_methods_count() -> None:
    request = dialogue_pb2.LinesRequest(seed=1)
    method = DOMAINS.method(LINES)
    assert KEYS.key(method, request) != KEYS.key(replace(method, path=SCENE), request)


# --- models, code, runtime, provider ---


class Shelf:
    """A store of models as far as keys look at it."""

    def __init__(self, entries: Mapping[str, Any]) -> None:
        self.entries = entries


def digests_with(name: str, **changed: Any) -> Mapping[str, str]:
    entries = dict(ModelStore().entries)
    entries[name] = replace(entries[name], **changed)
    return model_digests(Shelf(entries), "terrain")  # type: ignore[arg-type]


def test_models_count_and_how_they_are_run() -> None:
    plain = model_digests(ModelStore(), "terrain")
    assert set(plain) == {"terrain_plan", "terrain_coarse", "terrain_detail"}
    assert digests_with("terrain_plan", path=Path("elsewhere.onnx"), licence="MIT", card="other.md") == plain
    for changed in ({"sha256": "0" * 64}, {"default": False}, {"role": "other"}, {"properties": {"noise_levels": [1]}}):
        assert digests_with("terrain_plan", **changed) != plain, changed
    assert digests_with("texture_base", sha256="0" * 64) == plain, "another domain's model"


def test_digests_of_a_method_are_those_of_the_catalogs_that_were_read_last() -> None:
    entries = dict(ModelStore().entries)
    shelf = Shelf(entries)
    told = models_of(shelf, "terrain", "texture")  # type: ignore[arg-type]
    before = told(small_request())
    assert before == model_digests(shelf, "terrain", "texture")  # type: ignore[arg-type]
    assert told(small_request()) is before, "nothing is worked out anew"
    shelf.entries = {**entries, "terrain_plan": replace(entries["terrain_plan"], sha256="0" * 64)}
    after = told(small_request())
    assert {name for name in before if before[name] != after[name]} == {"terrain_plan"}


def test_which_default_comes_first_counts() -> None:
    entries = ModelStore().entries
    turned = MappingProxyType({name: entries[name] for name in reversed(entries)})
    assert model_digests(Shelf(turned), "terrain") != model_digests(ModelStore(), "terrain")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "domains"),
    [(TERRAIN, "terrain"), (TEXTURE, "texture"), (CHARACTER, "character texture"), (LINES, "dialogue")],
)
def test_all_models_that_may_take_part_are_named(path: str, domains: str) -> None:
    method = DOMAINS.method(path)
    assert method.models is not None
    named = method.models(method.request_type())
    expected = {entry.name for entry in ModelStore().entries.values() if entry.domain in domains.split()}
    assert named is not None
    assert set(named) == expected


def test_a_changed_model_code_runtime_or_provider_gives_another_key() -> None:
    method, request = DOMAINS.method(TERRAIN), small_request()
    assert method.models is not None
    models = dict(method.models(request) or {})
    changed = replace(method, models=lambda _: {**models, "terrain_plan": "0" * 64})
    fewer = replace(method, models=lambda _: {name: models[name] for name in list(models)[1:]})
    found = {
        KEYS.key(method, request),
        KEYS.key(changed, request),
        KEYS.key(fewer, request),
        key_of(TERRAIN, request, Keys(lambda: "1.0+other", runtime="onnxruntime 1.0", provider="cpu")),
        key_of(TERRAIN, request, Keys(lambda: "1.0+code", runtime="onnxruntime 1.1", provider="cpu")),
        key_of(TERRAIN, request, Keys(lambda: "1.0+code", runtime="onnxruntime 1.0", provider="cuda")),
    }
    assert len(found) == 6
    assert None not in found


def test_what_is_not_worth_keeping_has_no_key() -> None:
    for path in (CONVERSE, "/procgen.v1.DialogueService/CheckScene", "/procgen.v1.CharacterService/Sample"):
        method = DOMAINS.method(path)
        assert KEYS.key(method, method.request_type()) is None
        with pytest.raises(Failed, match=re.escape(path)):
            KEYS.job(method, method.request_type())


# --- language models ---


def lines_method(model: str) -> Method:
    return all_services(ModelStore(), BlobStore(), {"dialogue_model": model}).method(LINES)


def test_a_model_at_an_address_has_no_key_and_others_beside_it_have() -> None:
    method = lines_method("http://127.0.0.1:1#llama")
    for name in ("", "llama"):
        assert KEYS.key(method, dialogue_pb2.LinesRequest(model=name)) is None
    for name in ("ours", "phrases"):
        request = dialogue_pb2.LinesRequest(model=name)
        assert KEYS.key(method, request) == key_of(LINES, request)


def test_the_file_of_a_language_model_counts(tmp_path: Path) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(b"weights")
    models = Models(ModelStore(), Choice(str(path)))
    request = dialogue_pb2.LinesRequest()
    first = models.of_request(request)
    path.write_bytes(b"other weights")
    second = models.of_request(request)
    assert first is not None
    assert second is not None
    assert first != second
    path.write_bytes(b"weights")
    assert models.of_request(request) == first
    path.unlink()
    assert models.of_request(request) is None


def test_a_language_model_whose_file_changed_since_it_was_read_has_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "own.gguf"
    path.write_bytes(b"weights")
    models = Models(ModelStore(), Choice(str(path)))
    monkeypatch.setattr("procgen.dialogue.wire.models.chosen", lambda *_, **__: object())
    request = dialogue_pb2.LinesRequest()
    assert models.get("own") is not None
    assert models.of_request(request) is not None
    path.write_bytes(b"weights that nobody has read")
    assert models.of_request(request) is None


# --- jobs ---


@given(requests())
@settings(max_examples=30)
def test_a_job_holds_the_request_and_its_key(drawn: tuple[str, Message]) -> None:
    path, request = drawn
    job = KEYS.job(DOMAINS.method(path), request)
    again = type(request).FromString(job.request)
    assert job.method == path
    assert job.key == key_of(path, request) == key_of(path, again)
    assert again == bare(request)
    assert canonical_bytes(again) == job.request


# --- the version of the pipeline ---


def test_keys_are_the_same_in_every_process() -> None:
    code = (
        "from tests.kit.wire.test_keys import *; from procgen.kit.wire.keys import Keys;"
        "print(key_of(CROWD, DOMAINS.method(CROWD).request_type(seed=3, roles={'a': 1, 'b': 2, 'c': 3}), Keys()))"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[3],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    request = DOMAINS.method(CROWD).request_type(seed=3, roles={"c": 3, "a": 1, "b": 2})  # type: ignore[call-arg]
    assert found == {key_of(CROWD, request, Keys()) + "\n"}


def test_the_version_says_which_and_holds_for_the_process() -> None:
    version = pipeline_version()
    assert re.fullmatch(re.escape(procgen.__version__) + r"\+[0-9a-f]{64}", version)
    assert pipeline_version() is version


@pytest.fixture
def package(tmp_path: Path) -> tuple[Path, Path]:
    """A small package, and assets beside it as in a checkout: with a real catalog, and stand-ins for its weights."""
    code, assets = tmp_path / "checkout" / "procgen", tmp_path / "checkout" / "assets"
    (code / "terrain").mkdir(parents=True)
    (code / "terrain" / "land.py").write_text("HEIGHT = 1\n")
    (code / "words.txt").write_text("one\n")
    assets.mkdir()
    shutil.copy(packaged_assets() / "catalog.json", assets)
    for name in ("terrain_plan.onnx", "dialogue_tables.npz", "character_skin.npz"):
        (assets / name).write_bytes(b"stand-in")
    return code, assets


def test_code_and_data_count(package: tuple[Path, Path]) -> None:
    code, assets = package
    found = [files_digest(code, assets)]
    (code / "terrain" / "land.py").write_text("HEIGHT = 2\n")
    found.append(files_digest(code, assets))
    (code / "words.txt").write_text("two\n")
    found.append(files_digest(code, assets))
    (code / "words.txt").rename(code / "other.txt")
    found.append(files_digest(code, assets))
    (assets / "character_skin.npz").write_bytes(b"other data")
    found.append(files_digest(code, assets))
    (code / "new.py").touch()
    found.append(files_digest(code, assets))
    assert len(set(found)) == len(found)


def test_what_is_compiled_hidden_or_named_by_models_does_not_count(package: tuple[Path, Path]) -> None:
    code, assets = package
    before = files_digest(code, assets)
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "land.pyc").write_bytes(b"compiled")
    (code / ".land.py.swp").write_bytes(b"an editor's")
    for name in ("terrain_plan.onnx", "dialogue_tables.npz"):
        (assets / name).write_bytes(b"other weights")
    assert files_digest(code, assets) == before


def test_a_wheel_has_the_digest_of_its_checkout(package: tuple[Path, Path], tmp_path: Path) -> None:
    code, assets = package
    installed = tmp_path / "site-packages" / "procgen"
    shutil.copytree(code, installed)
    shutil.copytree(assets, installed / "assets")
    assert files_digest(installed, installed / "assets") == files_digest(code, assets)


def test_versions_of_what_shapes_bytes_count(monkeypatch: pytest.MonkeyPatch) -> None:
    before = pipeline.surroundings()
    assert before["numpy"] == metadata.version("numpy")
    real = metadata.version
    for name in PACKAGES:
        monkeypatch.setattr(
            pipeline.metadata, "version", lambda asked, name=name: "0" if asked == name else real(asked)
        )
        assert {key for key, value in pipeline.surroundings().items() if value != before[key]} == {name}


NO_BYTES = {
    # The wire and the command line: what they carry is made before.
    "googleapis-common-protos", "grpcio", "grpcio-health-checking", "grpcio-reflection", "grpcio-status", "h11",
    "jinja2", "obstore", "prometheus-client", "rich", "structlog", "typer",
    # Keys name it themselves.
    "onnxruntime",
}  # fmt: skip


def test_of_every_dependency_it_is_decided_whether_it_shapes_bytes() -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    needed = [*project["dependencies"], *extras["gpu"], *extras["llm"]]
    names = {re.split(r"[<>=; ]", each)[0].lower() for each in needed}
    assert names == NO_BYTES | set(PACKAGES)
    assert not NO_BYTES & set(PACKAGES)


def test_all_methods_are_known() -> None:
    """A new method that streams content must say whether its results are kept."""
    services = {path.split("/")[1] for path in KEPT}
    streaming = {
        f"/{name}/{method.name}"
        for name in services
        for method in descriptor_pool.Default().FindServiceByName(name).methods
        if method.server_streaming
    }
    assert {path for path in streaming if DOMAINS.method(path).models is not None} == set(KEPT)
    assert streaming - set(KEPT) == {CONVERSE}
