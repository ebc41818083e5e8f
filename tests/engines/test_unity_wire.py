"""The Unity package's protobuf and JSON against Google's, on .NET 8 and on mono."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from procgen.v1 import common_pb2, terrain_pb2
from tests.engines import wire_messages
from tests.engines.csharp import RUNTIMES, Runtime, run
from tests.engines.wire_messages import Case

pytestmark = pytest.mark.parametrize("runtime", RUNTIMES)


@pytest.fixture
def program(unity_programs: dict[str, Path]) -> Path:
    return unity_programs["WireProgram"]


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    """Messages of all types."""
    return wire_messages.random_cases(10_000, seed=9)


@pytest.fixture(scope="module")
def damaged() -> list[Case]:
    """Bytes of which many are no messages."""
    return wire_messages.damaged_cases(6000, seed=10)


def differences(program: Path, runtime: Runtime, folder: Path, cases: list[Case]) -> list[str]:
    """What the package makes of messages in another way than Google's implementation."""
    wire_messages.write_cases(folder / "cases", cases)
    done = run(program, [folder / "cases", folder / "answers"], runtime=runtime, timeout=300)
    assert (done.returncode, done.stdout) == (0, "")
    return wire_messages.differences(cases, wire_messages.read_answers(folder / "answers"))


def test_messages_are_read_and_written_as_protobuf_does(
    program: Path, runtime: Runtime, tmp_path: Path, cases: list[Case]
) -> None:
    assert {case.kind for case in cases} == set(wire_messages.message_kinds())
    assert differences(program, runtime, tmp_path, cases) == []


def test_a_difference_would_be_found(program: Path, runtime: Runtime, tmp_path: Path) -> None:
    case = Case(terrain_pb2.TerrainRequest, terrain_pb2.TerrainRequest(seed=1).SerializeToString(), '{"seed": "1"}')
    other = Case(terrain_pb2.TerrainRequest, terrain_pb2.TerrainRequest(seed=2).SerializeToString(), '{"seed": "2"}')
    assert differences(program, runtime, tmp_path, [case]) == []
    answers = wire_messages.read_answers(tmp_path / "answers")
    assert len(wire_messages.differences([other], answers)) == 1


def test_what_is_no_message_is_refused(program: Path, runtime: Runtime, tmp_path: Path, damaged: list[Case]) -> None:
    cases = wire_messages.cut_cases() + damaged
    refused = [wire_messages.parsed(case.kind, case.encoded) is None for case in cases]
    assert len(cases) / 3 < sum(refused) < len(cases)
    assert differences(program, runtime, tmp_path, cases) == []


@pytest.mark.parametrize(
    "text",
    [
        b"\xed\xa0\x80",  # a lone surrogate
        b"\xc0\xaf",  # forms that are too long
        b"\xe0\x9f\xbf",
        b"\xf0\x8f\xbf\xbf",
        b"\xf4\x90\x80\x80",  # beyond the last character
        b"\xff",
        b"ab\x80",
        b"ab\xe6\x97",
        b"\xe6\x97\xe6\x97\xa5",
    ],
)
def test_bytes_that_are_no_text_are_refused(program: Path, runtime: Runtime, tmp_path: Path, text: bytes) -> None:
    case = Case(common_pb2.Recipe, b"\x0a" + bytes([len(text)]) + text)
    assert wire_messages.parsed(case.kind, case.encoded) is None
    assert differences(program, runtime, tmp_path, [case]) == []


def told(program: Path, runtime: Runtime, *asked: str) -> dict[str, Any]:
    """What the program says of the fields of a TerrainRequest: problems, and the JSON that came of it."""
    done = run(program, asked, runtime=runtime)
    assert done.returncode == 0, done.stdout
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_json_that_does_not_fit_is_named_and_the_rest_taken(program: Path, runtime: Runtime) -> None:
    wrong = {
        "seed": "18446744073709551616",
        "width_px": 2**32,
        "depth_px": -1,
        "origin_x_px": "1.5",
        "metres_per_pixel": "wide",
        "mean_height_m": 1e39,
        "landform": 3,
        "outputs": ["TERRAIN_OUTPUT_HEIGHTS_F32", "NO_SUCH_OUTPUT"],
        "sketch": {"strength": [], "width": 3},
        "lock": [1],
        "no_such_field": 1,
    }
    right = {"request_id": "me", "sea_level_m": 2, "origin_z_px": -7, "rivers": None}
    report = told(program, runtime, "merge", json.dumps({**wrong, **right}))
    named = [problem.split(":")[0] for problem in report["problems"]]
    places = {"outputs": "outputs[1]", "sketch": "sketch.strength"}
    assert sorted(named) == sorted(f"TerrainRequest.{places.get(name, name)}" for name in wrong)
    assert all(problem.endswith(".") for problem in report["problems"])
    expected = {"request_id": "me", "sea_level_m": 2, "origin_z_px": "-7", "outputs": [1], "sketch": {"width": 3}}
    assert report["json"] == expected


def test_paths_lead_to_fields_within_messages_and_lists(program: Path, runtime: Runtime) -> None:
    steps = {
        "seed": "18446744073709551615",
        "sketch.strength": 0.5,
        "strokes.kind": "STROKE_KIND_RIDGE",
        "strokes.points.x_px": 3,
        "sketch.no_such_field": 1,
        "no_such_message.strength": 1,
        "rivers.anything": None,
    }
    report = told(program, runtime, "paths", json.dumps(steps))
    assert report["problems"] == [
        "Sketch.no_such_field: there is no such field.",
        "TerrainRequest.no_such_message: there is no such message.",
    ]
    assert report["json"] == {
        "seed": "18446744073709551615",
        "sketch": {"strength": 0.5},
        "strokes": [{"kind": 1, "points": [{"x_px": 3}]}],
    }
    assert report["read"] == [2**64 - 1, 0.5, 1, 3, None]


@pytest.mark.parametrize(
    "text", ["", "{", '{"a"}', '{"a": 1,}', "[1 2]", '"\\x"', '"a\nb"', "nul", "1e", "[" * 200, "{} {}", '{"a": 0x1}']
)
def test_what_is_no_json_is_refused_in_one_sentence(program: Path, runtime: Runtime, text: str) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(text)
    report = told(program, runtime, "merge", text)
    [problem] = report["problems"]
    assert problem.startswith("The text is no JSON at character ")
    assert problem.endswith(".")
