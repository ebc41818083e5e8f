"""The Godot addon's protobuf and gRPC-Web against Google's protobuf and against servers that misbehave."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from procgen.v1 import common_pb2, terrain_pb2
from tests.engines import wire_messages
from tests.engines.bad_answers import ANSWERS, answering
from tests.engines.godot_probe import run_probe
from tests.engines.wire_messages import Case


def differences(project: Path, folder: Path, cases: list[Case]) -> list[str]:
    """What the addon makes of messages in another way than Google's implementation."""
    wire_messages.write_cases(folder / "cases", cases)
    run_probe(project, "wire", ask="answer", cases=str(folder / "cases"), answers=str(folder / "answers"))
    return wire_messages.differences(cases, wire_messages.read_answers(folder / "answers"))


def test_messages_are_read_and_written_as_protobuf_does(godot_project: Path, tmp_path: Path) -> None:
    cases = wire_messages.random_cases(10_000, seed=7)
    assert {case.kind for case in cases} == set(wire_messages.message_kinds())
    assert differences(godot_project, tmp_path, cases) == []


def test_a_difference_would_be_found(godot_project: Path, tmp_path: Path) -> None:
    case = Case(terrain_pb2.TerrainRequest, terrain_pb2.TerrainRequest(seed=1).SerializeToString(), '{"seed": "1"}')
    other = Case(terrain_pb2.TerrainRequest, terrain_pb2.TerrainRequest(seed=2).SerializeToString(), '{"seed": "2"}')
    assert differences(godot_project, tmp_path, [case]) == []
    answers = wire_messages.read_answers(tmp_path / "answers")
    assert len(wire_messages.differences([other], answers)) == 1


def test_what_is_no_message_is_refused(godot_project: Path, tmp_path: Path) -> None:
    cases = wire_messages.cut_cases() + wire_messages.damaged_cases(6000, seed=8)
    refused = [wire_messages.parsed(case.kind, case.encoded) is None for case in cases]
    assert len(cases) / 3 < sum(refused) < len(cases)
    assert differences(godot_project, tmp_path, cases) == []


def test_sizes_are_no_longer_than_tags(godot_project: Path, tmp_path: Path) -> None:
    sizes = [b"\x01", *(b"\x81" + b"\x80" * more + b"\x00" for more in range(9))]
    unknown = b"\x82\x80\x7f"
    cases = [Case(common_pb2.Progress, unknown + size + b"a") for size in sizes]
    assert [wire_messages.parsed(case.kind, case.encoded) is None for case in cases] == [False] * 5 + [True] * 5
    assert differences(godot_project, tmp_path, cases) == []


TEXTS = {
    "a lone surrogate": b"\xed\xa0\x80",
    "a long form": b"\xc0\xaf",
    "a long form of three bytes": b"\xe0\x9f\xbf",
    "a long form of four bytes": b"\xf0\x8f\xbf\xbf",
    "beyond the last character": b"\xf4\x90\x80\x80",
    "a byte that never occurs": b"\xff",
    "a tail without a head": b"ab\x80",
    "a head without its tail": b"ab\xe6\x97",
    "a head before another": b"\xe6\x97\xe6\x97\xa5",
}


def test_bytes_that_are_no_text_are_refused_in_silence(godot_project: Path, tmp_path: Path) -> None:
    # That the engine says nothing is what run_probe checks.
    encoded = [b"\x0a" + bytes([len(text)]) + text for text in TEXTS.values()]
    cases = [Case(common_pb2.Recipe, message) for message in encoded]
    assert [wire_messages.parsed(case.kind, case.encoded) for case in cases] == [None] * len(cases)
    assert differences(godot_project, tmp_path, cases) == []


def test_nul_in_a_text_becomes_a_mark(godot_project: Path) -> None:
    # Godot's texts end at a NUL; everything behind it must not be lost.
    messages = [common_pb2.Recipe(domain=text).SerializeToString().hex() for text in ("a\0\0b", "\0", "\ufeff\0日")]
    report = run_probe(godot_project, "wire", ask="decode", type="Recipe", messages=messages)
    assert report["decoded"] == [{"domain": text} for text in ("a\ufffd\ufffdb", "\ufffd", "\ufeff\ufffd日")]


def test_json_that_does_not_fit_is_named_and_the_rest_taken(godot_project: Path) -> None:
    wrong = {
        "seed": "18446744073709551616",
        "width_px": 2**32,
        "depth_px": -1,
        "origin_x_px": "1.5",
        "metres_per_pixel": "wide",
        "landform": 3,
        "outputs": ["HEIGHTS_F32", "NO_SUCH_OUTPUT"],
        "sketch": {"strength": [], "width": 3},
        "lock": [1],
        "no_such_field": 1,
    }
    right = {"request_id": "me", "sea_level_m": 2, "origin_z_px": -7, "rivers": None}
    report = run_probe(godot_project, "wire", ask="merge", type="TerrainRequest", json={**wrong, **right})
    named = [problem.split(":")[0] for problem in report["problems"]]
    places = {"outputs": "outputs[1]", "sketch": "sketch.strength"}
    assert sorted(named) == sorted(f"TerrainRequest.{places.get(name, name)}" for name in wrong)
    assert all(problem.endswith(".") for problem in report["problems"])
    expected = {"request_id": "me", "sea_level_m": 2.0, "origin_z_px": "-7", "outputs": [1], "sketch": {"width": 3}}
    assert report["json"] == expected


def test_values_are_set_and_found_by_their_paths(godot_project: Path) -> None:
    sets = {
        "sketch.area.width_px": 7,
        "sketch.strength": 0.5,
        "sketch.width": None,
        "strokes.kind": "RIDGE",
        "strokes.radius_px": 3.0,
        "lock.area.width_px": None,
        "outputs": ["HEIGHTS_F32", 2],
        "seed": "18446744073709551615",
        "sea_level_m": "deep",
        "no_such.field": 1,
        "seed.strength": 1,
    }
    gets = ["sketch.strength", "strokes.kind", "lock.area.width_px", "sketch.width", "outputs", "seed", "no_such.field"]
    report = run_probe(godot_project, "wire", ask="paths", type="TerrainRequest", sets=list(sets.items()), gets=gets)
    assert [name for name, problem in zip(sets, report["problems"], strict=True) if problem] == list(sets)[-3:]
    # Signed, as GDScript's numbers are.
    assert report["found"] == [0.5, 1, None, None, [1, 2], -1, None]
    assert report["json"] == {
        "seed": "18446744073709551615",
        "sketch": {"area": {"width_px": 7}, "strength": 0.5},
        "outputs": [1, 2],
        "strokes": [{"kind": 1, "radius_px": 3.0}],
    }


def test_writing_sets_a_field_and_unsets_the_others_of_its_oneof(godot_project: Path) -> None:
    steps = run_probe(godot_project, "wire", ask="written")["steps"]
    assert steps == [{"text": ""}, {"action": {}}, {"text": "well"}, {}, {"text": "well"}, {}, True, False]


@pytest.fixture(scope="module")
def statuses(godot_project: Path) -> dict[str, dict[str, Any]]:
    """How calls end in Godot that get the answers."""
    with answering([answer for answer, _, _ in ANSWERS.values()]) as port:
        report = run_probe(godot_project, "statuses", web_port=port, requests=[{}] * len(ANSWERS))
    return dict(zip(ANSWERS, report["statuses"], strict=True))


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_understood(statuses: dict[str, dict[str, Any]], name: str) -> None:
    _, code, words = ANSWERS[name]
    assert statuses[name]["code"] == code
    assert words in statuses[name]["message"]


def test_our_own_detail_is_found_among_others(statuses: dict[str, dict[str, Any]]) -> None:
    detail = statuses["error in the headers"]["detail"]
    assert (detail["reason"], detail["retry_after_ms"]) == ("BUSY", 250)
