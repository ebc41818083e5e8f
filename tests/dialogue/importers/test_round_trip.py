"""What our exporters wrote comes back as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from procgen.dialogue.exporters import EXPORTERS
from procgen.dialogue.importers import IMPORTERS
from procgen.dialogue.scene.graph import Scene
from procgen.errors import InvalidFields
from tests.dialogue.exporters.scenes import HOSTILE, random_scene, scenes
from tests.dialogue.exporters.test_ink import text_scene


@pytest.mark.parametrize("kind", IMPORTERS)
@settings(max_examples=40, deadline=None)
@given(scene=scenes())
def test_export_import_export_is_equal(kind: str, scene: Scene) -> None:
    data = EXPORTERS[kind].encode(scene)
    back = IMPORTERS[kind](data, "unused")
    assert back == scene
    assert back.recipe == scene.recipe
    assert EXPORTERS[kind].encode(back) == data


@pytest.mark.parametrize("kind", IMPORTERS)
@pytest.mark.parametrize("seed", range(30))
def test_hostile_texts_come_back(kind: str, seed: int) -> None:
    scene = random_scene(seed, list(HOSTILE))
    assert IMPORTERS[kind](EXPORTERS[kind].encode(scene), "unused") == scene


@pytest.mark.parametrize("kind", IMPORTERS)
def test_windows_line_ends_and_byte_order_marks_are_fine(kind: str) -> None:
    scene = random_scene(5, ["Well met."])
    data = b"\xef\xbb\xbf" + EXPORTERS[kind].encode(scene).replace(b"\n", b"\r\n")
    assert IMPORTERS[kind](data, "unused") == scene


@pytest.mark.parametrize("kind", IMPORTERS)
@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"\x00\x01", b"{" * 5000, b"=== \n", b"#"])
def test_what_is_no_scene_is_refused(kind: str, data: bytes) -> None:
    with pytest.raises(InvalidFields):
        IMPORTERS[kind](data, "name")


def changed(data: dict[str, Any], path: list[Any], value: Any) -> bytes:
    place: Any = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return json.dumps(data).encode()


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["format"], "procgen.dialogue.scene/9", r"scene\.format"),
        (["nodes", 0, "lines", 0, "text"], 5, r"scene\.nodes\[0\]\.lines\[0\]\.text: got 5, allowed is a text"),
        (["nodes", 0, "choices", 0, "once"], 1, "true or false"),
        (["nodes", 0, "choices", 0, "target"], "gone", "choice 'c_0'"),
        (["nodes", 0, "extra"], 1, "missing or unknown: extra"),
        (["nodes"], {}, "a list"),
        (["cast", 0], "Bram", "an object"),
    ],
)
def test_damaged_json_names_the_place(path: list[Any], value: Any, said: str) -> None:
    data = json.loads(EXPORTERS["json"].encode(text_scene(["Yes."])))
    with pytest.raises(InvalidFields, match=said):
        IMPORTERS["json"](changed(data, path, value), "")


def test_damaged_header_is_refused() -> None:
    data = EXPORTERS["ink"].encode(text_scene(["Yes."])).replace(b'"format": 1', b'"format": 2')
    with pytest.raises(InvalidFields, match=r"ink line 1.*format 1"):
        IMPORTERS["ink"](data, "")
