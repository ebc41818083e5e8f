"""JSON, its schema, and the registry of kinds."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from procgen.dialogue.exporters import EXPORTERS, json_scene
from procgen.dialogue.scene.graph import Scene
from procgen.errors import InvalidFields
from tests.dialogue.exporters.scenes import random_scene, scenes
from tests.dialogue.exporters.test_ink import text_scene


@settings(max_examples=30, deadline=None)
@given(scenes())
def test_what_is_written_fits_the_schema(scene: Scene) -> None:
    schema = json_scene.schema()
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(json.loads(json_scene.encode(scene)))


@pytest.mark.parametrize("damage", [{"id": "Not An Id"}, {"nodes": []}, {"extra": 1}, {"format": "other"}])
def test_schema_refuses_what_is_no_scene(damage: dict[str, object]) -> None:
    data = json.loads(json_scene.encode(text_scene(["Yes."]))) | damage
    assert not Draft202012Validator(json_scene.schema()).is_valid(data)


@pytest.mark.parametrize("kind", EXPORTERS)
def test_kinds_are_pure_and_named_apart(kind: str) -> None:
    exporter = EXPORTERS[kind]
    scene = random_scene(7, ["Well met.", "Good day to you."])
    assert exporter.kind == kind
    assert exporter.encode(scene) == exporter.encode(random_scene(7, ["Well met.", "Good day to you."]))
    assert exporter.encode(scene)
    assert exporter.file_name(scene) == f"scene_x{exporter.suffix}"
    assert [other.suffix for other in EXPORTERS.values()].count(exporter.suffix) == 1


@pytest.mark.parametrize("kind", EXPORTERS)
def test_no_kind_writes_a_scene_that_is_not_sound(kind: str) -> None:
    with pytest.raises(InvalidFields, match=r"line 'l_0'.*line breaks"):
        EXPORTERS[kind].encode(text_scene(["two\nlines"]))
