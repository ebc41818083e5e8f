"""Requests said elsewhere: each way makes the same request again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from importlib import resources
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.client.methods import request_of
from procgen.domains import DOMAINS
from procgen.kit.command.asking import Given
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.registry import request_type
from procgen.runtime.store import ModelStore
from procgen.served import REQUESTS, all_services
from procgen.studio.snippets import batch_line, command, csharp, gdscript, python
from procgen.studio.snippets import request_of as request_from

SERVICES = all_services(ModelStore(), BlobStore())
GIVEN = Given(SERVICES, say=lambda _: None, for_server=True)


def build(domain: str, flags: Mapping[str, Any]) -> list[Message]:
    side = next(each for each in DOMAINS if each.name == domain).load_generate()
    return side.requests(GIVEN, **flags)


def presets() -> list[tuple[str, str, dict[str, Any]]]:
    """Form, path and request of the first presets of every form."""
    found = []
    for domain in DOMAINS:
        for form in domain.forms:
            entries = json.loads((resources.files(domain.package) / "presets" / f"{form}.json").read_text("utf-8"))
            found += [(form, REQUESTS[form][0], entry["request"]) for entry in entries[:3]]
    return found


PRESETS = presets()
each = pytest.mark.parametrize(
    ("form", "path", "fields"), PRESETS, ids=[f"{form}-{at}" for at, (form, *_) in enumerate(PRESETS)]
)


@each
def test_python_and_batch_lines_say_the_same(form: str, path: str, fields: dict[str, Any]) -> None:
    request = request_from(path, fields)
    line = json.loads(batch_line(form, request))
    assert line["domain"] == form
    assert json_format.ParseDict(line["request"], request_type(path)()) == request
    program = python(path, request)
    compile(program, "snippet", "exec")
    begin = program.index("made = ") + len("made = ")
    call = program[begin : program.index("\nmade.save")]
    said: dict[str, Any] = {}
    eval("said.update(dict" + call[call.index("(") :] + ")", {"said": said})
    assert request_of(request_type(path), (), said) == request


@each
def test_commands_say_the_same_by_flags_or_by_a_line(form: str, path: str, fields: dict[str, Any]) -> None:
    request = request_from(path, fields)
    words = shlex.split(command(form, path, request, build))
    if words[:2] == ["procgen", "generate"]:
        assert "|" not in words
    else:
        assert words[:2] == ["printf", "%s"]
        assert json_format.ParseDict(json.loads(words[2])["request"], request_type(path)()) == request
        assert words[3:6] == ["|", "procgen", "batch"]


def test_flags_are_used_where_they_can_say_it() -> None:
    fields = {"seed": "7", "width_px": 257, "depth_px": 257, "landform": "alpine", "outputs": ["TERRAIN_OUTPUT_PNG16"]}
    path = REQUESTS["terrain"][0]
    told = command("terrain", path, request_from(path, fields), build)
    assert told == "procgen generate terrain --seed 7 --size 257 --depth 257 --landform alpine --format png16"


@each
def test_engines_get_the_types_of_the_contract(form: str, path: str, fields: dict[str, Any]) -> None:
    request = request_from(path, fields)
    name = request.DESCRIPTOR.name
    script = gdscript(path, request)
    assert f"ProcgenV1.{name}.new()" in script
    begin = script.index("merge_json(") + len("merge_json(")
    said = json.loads(script[begin : script.index(")\n\tvar making")])
    assert json_format.ParseDict(said, request_type(path)()) == request
    statements = csharp(path, request)
    assert statements.startswith(f"var request = new {name} {{")
    assert statements.count("{") == statements.count("}")
