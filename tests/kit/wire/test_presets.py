"""Presets: requests that the server takes, each with a picture of what it makes."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf import json_format
from PIL import Image

from procgen.dialogue.wire.lines import make_lines
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.scene import make_scene
from procgen.domains import DOMAINS as DECLARED
from procgen.errors import InvalidFields
from procgen.kit.wire.call import Call
from procgen.kit.wire.presets import presets_of
from procgen.runtime.store import Changes, ModelStore
from procgen.server.system_service import SystemService
from procgen.v1 import dialogue_pb2, system_pb2
from tests.kit.wire.test_forms import DOMAINS

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "procgen"
LEAST = {
    "terrain": 8,
    "texture": 12,
    "texture_set": 4,
    "character": 10,
    "dialogue": 6,
    "dialogue_scene": 6,
    "layout": 6,
    "table": 3,
    "speech": 6,
    "sound": 10,
    "ambience": 6,
    "creature": 8,
    "music": 12,
    "music_set": 3,
    "world": 3,
}
PACKAGES = {form: domain.package for domain in DECLARED for form in domain.forms}
PRESETS = [preset for name in PACKAGES for preset in presets_of(PACKAGES[name], name)]
MOST_BYTES = 20 << 10
UNLIKE = 8.0
"""Mean difference of pixels, of 255, above which two pictures show different things: a palette makes up to three."""


def pixels(data: bytes) -> np.ndarray[Any, np.dtype[np.float32]]:
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), np.float32)


def test_each_domain_has_something_to_begin_with() -> None:
    assert set(LEAST) == set(DOMAINS)
    for name, least in LEAST.items():
        presets = presets_of(PACKAGES[name], name)
        assert len(presets) >= least, name
        for words in ("name", "title", "description", "request_json"):
            assert len({getattr(preset, words) for preset in presets}) == len(presets), f"{name}: {words}"


@pytest.mark.parametrize("preset", PRESETS, ids=[f"{preset.domain}/{preset.name}" for preset in PRESETS])
def test_a_preset_is_named_described_and_drawn(preset: system_pb2.Preset) -> None:
    assert preset.name.isascii()
    assert preset.name.isidentifier()
    assert preset.name == preset.name.lower()
    assert preset.title[0].isupper()
    assert preset.description.endswith(".")
    assert len(preset.description) <= 100
    assert preset.thumbnail_png.startswith(b"\x89PNG")
    assert len(preset.thumbnail_png) <= MOST_BYTES
    shown = pixels(preset.thumbnail_png)
    assert max(shown.shape) == 128
    assert shown.std() > UNLIKE, "there is nothing to see"


@pytest.mark.parametrize("preset", PRESETS, ids=[f"{preset.domain}/{preset.name}" for preset in PRESETS])
def test_a_request_says_what_it_sets_by_the_contracts_names(preset: system_pb2.Preset) -> None:
    from google.protobuf import message_factory, symbol_database

    kind = symbol_database.Default().pool.FindMessageTypeByName(DOMAINS[preset.domain].request_type)
    request = json_format.Parse(preset.request_json, message_factory.GetMessageClass(kind)())
    again = json_format.MessageToDict(request, preserving_proto_field_name=True)

    def names(value: Any, path: str = "") -> set[str]:
        if isinstance(value, dict):
            return {path}.union(*(names(inside, f"{path}.{name}") for name, inside in value.items()))
        if isinstance(value, list):
            return {path}.union(*(names(inside, path) for inside in value))
        return {path}

    # What is said as the default of a field without presence is not there any more.
    assert names(again) <= names(json.loads(preset.request_json))
    assert not {name for name in names(again) if name.split(".")[-1] in ("request_id", "outputs", "model")}


def test_no_two_pictures_look_alike() -> None:
    shown = [(preset.name, pixels(preset.thumbnail_png)) for preset in PRESETS]
    for number, (name, picture) in enumerate(shown):
        for other, against in shown[:number]:
            if picture.shape == against.shape:
                assert np.abs(picture - against).mean() > UNLIKE / 2, f"{name} and {other}"


def test_no_file_lies_there_for_nothing() -> None:
    for domain in DECLARED:
        folder = FOLDER / domain.name / "presets"
        there = {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}
        drawn = {f"{p.domain}/{p.name}.png" for p in PRESETS if p.domain in domain.forms}
        assert there == {f"{name}.json" for name in domain.forms} | drawn


def test_the_script_draws_the_pictures_that_ship(tmp_path: Path) -> None:
    chosen = [
        "terrain/rolling_hills",
        "texture/red_brick",
        "texture_set/desert",
        "character/village_child",
        "dialogue/sly_merchant",
        "dialogue_scene/fetch_quest",
        "table/encounters",
    ]
    command = [sys.executable, str(ROOT / "tools" / "draw_presets.py"), "--out", str(tmp_path), *chosen]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stderr
    assert sorted(str(file.relative_to(tmp_path)) for file in tmp_path.rglob("*.png")) == sorted(
        f"{name}.png" for name in chosen
    )
    for name in chosen:
        ours = FOLDER / PACKAGES[name.split("/", maxsplit=1)[0]].split(".")[1] / "presets"
        made, kept = ((folder / f"{name}.png").read_bytes() for folder in (tmp_path, ours))
        assert np.abs(pixels(made) - pixels(kept)).mean() < UNLIKE / 2, name


@pytest.mark.parametrize("preset", presets_of("procgen.dialogue", "dialogue"), ids=lambda preset: preset.name)
def test_lines_of_a_preset_are_written(preset: system_pb2.Preset) -> None:
    request = json_format.Parse(preset.request_json, dialogue_pb2.LinesRequest())
    events = list(make_lines(request, Models(ModelStore()), Call("lines"), lambda _event: None))
    wanted = sum(wish.count for wish in request.wishes)
    lines = [line.text for line in events[-1].result.lines]
    assert len(lines) == wanted
    assert len(set(lines)) == wanted, "nothing is said twice"
    for fact in (fact.text for wish in request.wishes for fact in wish.facts):
        assert any(fact.casefold() in line.casefold() for line in lines)


@pytest.mark.parametrize("preset", presets_of("procgen.dialogue", "dialogue_scene"), ids=lambda preset: preset.name)
def test_a_scene_of_a_preset_is_written(preset: system_pb2.Preset) -> None:
    request = json_format.Parse(preset.request_json, dialogue_pb2.SceneRequest())
    events = list(make_scene(request, Models(ModelStore()), Call("scene"), lambda _event: None))
    assert events[-1].result.nodes >= 8
    assert events[-1].result.title


def service() -> SystemService:
    return SystemService(ModelStore(), lambda: list(DOMAINS.values()), PACKAGES, 1, lambda _request_id: False, Changes)


def test_presets_are_listed_by_domain_and_all_together() -> None:
    listed = service().list_presets
    alone = [preset for name in PACKAGES for preset in listed(system_pb2.ListPresetsRequest(domain=name), None).presets]
    together = listed(system_pb2.ListPresetsRequest(), None)
    assert list(together.presets) == alone == PRESETS
    assert listed(system_pb2.ListPresetsRequest(), None) is together, "read once"


def test_an_unknown_domain_is_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        service().list_presets(system_pb2.ListPresetsRequest(domain="weather"), None)
    (violation,) = caught.value.violations
    assert (violation.field, violation.value) == ("domain", "'weather'")
    assert all(name in violation.allowed for name in DOMAINS)
