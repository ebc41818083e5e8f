"""The dock of the Godot addon in the real editor, used as a level designer would."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.v1 import (
    ambience_pb2,
    character_pb2,
    creature_pb2,
    dialogue_pb2,
    layout_pb2,
    music_pb2,
    sound_pb2,
    speech_pb2,
    system_pb2,
    table_pb2,
    terrain_ground_pb2,
    terrain_pb2,
    texture_pb2,
    world_pb2,
)
from tests.client import system_stub
from tests.conftest import RunningServer
from tests.engines.godot_probe import copy_for_editor, report_of
from tests.figures import figure
from tests.tools import free_port, python_tool

REQUESTS: dict[str, type[Message]] = {
    "Terrain": terrain_pb2.TerrainRequest,
    "Material": texture_pb2.TextureRequest,
    "Set of materials": texture_pb2.TextureSetRequest,
    "Character": character_pb2.CharacterRequest,
    "Dialogue lines": dialogue_pb2.LinesRequest,
    "Dialogue scene": dialogue_pb2.SceneRequest,
    "Layout": layout_pb2.LayoutRequest,
    "Table": table_pb2.TableRequest,
    "Speech": speech_pb2.SpeechRequest,
    "Sound": sound_pb2.SoundRequest,
    "Ambience": ambience_pb2.AmbienceRequest,
    "Creature": creature_pb2.CreatureRequest,
    "Music": music_pb2.MusicRequest,
    "Music of a place": music_pb2.MusicSetRequest,
    "World": world_pb2.WorldRequest,
}
CANCELLED = 1
FRAMES = {"_server": "<= 100"}
"""Bars, while a server is killed and others are started."""


def steps(project: Path, name: str, **arguments: Any) -> dict[str, Any]:
    """What the probe saw; that the editor complained about nothing is checked on the way."""
    report = report_of(project, ["--editor"], {"steps": name, **arguments})
    figure(
        f"longest frame of the editor, {name.strip('_')}",
        round(report["longest_frame_ms"], 1),
        "ms",
        FRAMES.get(name, ""),
    )
    return report


@pytest.fixture(scope="module")
def info(server: RunningServer) -> dict[str, system_pb2.Domain]:
    with system_stub(server) as stub:
        return {domain.title: domain for domain in stub.GetInfo(system_pb2.GetInfoRequest()).domains}


@pytest.fixture(scope="module")
def project(server: RunningServer, godot_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("godot_dock") / "project"
    return copy_for_editor(godot_project, folder, "dock_probe", server.web_port)


@pytest.fixture(scope="module")
def forms(project: Path, info: dict[str, system_pb2.Domain]) -> dict[str, Any]:
    return steps(project, "_forms", domains=list(info))


@pytest.fixture(scope="module")
def memories(project: Path, forms: dict[str, Any]) -> dict[str, Any]:
    """What a second start of the editor knows."""
    assert forms
    return steps(project, "_memories")


@pytest.fixture(scope="module")
def found(godot_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the dock says of a server that comes and goes."""
    port = free_port()
    folder = tmp_path_factory.mktemp("godot_dock_server") / "project"
    project = copy_for_editor(godot_project, folder, "dock_probe", port)
    return {"port": port, **steps(project, "_server", command=python_tool("procgen"))}


def parsed(title: str, request: Any) -> Message:
    """A request in the official protobuf."""
    return json_format.ParseDict(request, REQUESTS[title]())


def test_there_is_a_tab_for_each_domain_with_a_field_for_each_parameter(
    forms: dict[str, Any], info: dict[str, system_pb2.Domain]
) -> None:
    assert set(info) == set(REQUESTS)
    for title, domain in info.items():
        described: list[Any] = [*domain.parameters, *domain.choices, *domain.texts, *domain.switches]
        wanted = {entry.name for entry in described}
        if "seed" not in wanted:  # a part's stands for the request's own, of which there is none
            wanted = {"seed" if name.endswith(".seed") else name for name in wanted}
        assert set(forms["fields"][title]) == wanted, title
        assert len(forms["fields"][title]) == len(wanted)


def test_what_people_ask_for_first_comes_first(forms: dict[str, Any], info: dict[str, system_pb2.Domain]) -> None:
    for title, domain in info.items():
        # The seed has a row of its own above all fields.
        first = [name for name in domain.basic if name.rpartition(".")[2] != "seed"]
        assert forms["fields"][title][: len(first)] == first, title


def test_dock_says_what_it_found(forms: dict[str, Any], server: RunningServer) -> None:
    assert re.fullmatch(rf"procgen \d+\.\d+\.\d+ · \d+ models · :{server.web_port}", forms["state"])


def test_labels_are_for_people(forms: dict[str, Any]) -> None:
    assert {"Mean height (m)", "Width (px)", "Hue (°)", "Age (years)", "Catchment (km²)", "Knows"} <= set(
        forms["labels"]
    )


def test_preset_fills_the_form(forms: dict[str, Any], server: RunningServer) -> None:
    with system_stub(server) as stub:
        presets = stub.ListPresets(system_pb2.ListPresetsRequest()).presets
    for title, request in forms["presets"].items():
        first = next(preset for preset in presets if domain_of(title) == preset.domain)
        assert parsed(title, request) == parsed(title, json.loads(first.request_json)), title


def domain_of(title: str) -> str:
    return {
        "Terrain": "terrain",
        "Material": "texture",
        "Set of materials": "texture_set",
        "Character": "character",
        "Dialogue lines": "dialogue",
        "Dialogue scene": "dialogue_scene",
        "Layout": "layout",
        "Table": "table",
        "Speech": "speech",
        "Sound": "sound",
        "Ambience": "ambience",
        "Creature": "creature",
        "Music": "music",
        "Music of a place": "music_set",
        "World": "world",
    }[title]


def test_server_gets_what_the_fields_say(forms: dict[str, Any]) -> None:
    assert forms["ground"]["too_large"] is None
    for seed in ("18446744073709551615", "7"):
        request = json.loads(forms["ground"][seed])
        assert (request["seed"], request["model"]) == (seed, "noise-fbm")
        assert (request["width_px"], request["depth_px"]) == (65, 66)
        assert request["keep_sea_floor"] is True
        # Nothing else of it: what is not set is left to the server.
        assert request["ground"] == {"talus_deg": 40.5, "draining": "DRAINING_METHOD_CARVE"}


def test_a_form_that_says_only_a_seed_begins_with_the_first_preset_and_keeps_the_seed(
    forms: dict[str, Any], server: RunningServer
) -> None:
    with system_stub(server) as stub:
        presets = stub.ListPresets(system_pb2.ListPresetsRequest()).presets
    first = json.loads(next(preset for preset in presets if preset.domain == "table").request_json)
    begun = json.loads(forms["begun"])
    assert (begun["seed"], begun["table"]) == ("77", first["table"])
    assert first.get("seed") != "77"


def test_lists_are_sent_as_lists(forms: dict[str, Any]) -> None:
    request = json.loads(forms["lines"])
    assert request["persona"]["knows"] == [{"text": "the bridge is out"}, {"text": "bread is dear"}]
    assert request["persona"]["traits"] == ["brave", "kind"]
    assert request["wishes"] == [{"intent": "greet", "count": 2}]


def test_reset_leaves_nothing_behind(forms: dict[str, Any]) -> None:
    assert forms["reset"] == {
        "before": {"weather": {"moss": 0.5}, "look": {"palette_rgb": [0xFF8000]}},
        "after": {},
        "rivers_on": {"rivers": {}},
        "rivers_off": {},
    }


def test_long_list_can_be_searched(forms: dict[str, Any]) -> None:
    offered, value, shown = forms["long_list"]
    assert offered == ["brick", "fabric"]
    assert value == shown == "brick"


def test_refused_field_is_marked(forms: dict[str, Any]) -> None:
    assert forms["violations"]["marked"] == ["width_px"]
    assert "width_px" in forms["violations"]["message"]


def test_change_while_live_ends_the_call_before(forms: dict[str, Any]) -> None:
    live = forms["live"]
    assert live["first"] == CANCELLED
    assert live["age_years"] == pytest.approx(60)
    assert live["kinds"] == ["portrait"]
    assert not live["can_place"], "a sketch of somebody is nobody to place"


def test_second_start_of_the_editor_remembers(memories: dict[str, Any], forms: dict[str, Any]) -> None:
    assert memories["titles"] == ["★ 7", "8", "18446744073709551615"]
    assert all(memories["pictures"])
    assert memories["seed"] == "7"
    # What the fields said, and none of what the tab or the server adds.
    assert parsed("Terrain", memories["restored"]) == terrain_pb2.TerrainRequest(
        seed=7,
        model="noise-fbm",
        width_px=65,
        depth_px=66,
        keep_sea_floor=True,
        ground=terrain_ground_pb2.Ground(talus_deg=40.5, draining=terrain_ground_pb2.DRAINING_METHOD_CARVE),
    )


def test_dock_says_what_to_do_without_a_server(found: dict[str, Any]) -> None:
    assert found["without"] == f"No server on :{found['port']}"
    assert re.match(r"No procgen server answers at 127\.0\.0\.1:\d+; .*procgen serve", found["advice"])
    assert re.match(r'"/nowhere/procgen" .*Project Settings', found["not_started"])


def test_server_can_be_started_and_is_found(found: dict[str, Any]) -> None:
    assert "Starting" in found["starting"]
    assert found["started"].endswith(f":{found['port']}")


def test_killed_server_is_missed_and_a_new_one_found(found: dict[str, Any]) -> None:
    assert found["lost"] == f"No server on :{found['port']}"
    assert "server" in found["message"]
    assert found["found_again"] == found["started"]
    assert found["kept"] == 250, "what was filled in must outlive the server"


def test_server_that_the_editor_started_ends_with_it(found: dict[str, Any]) -> None:
    with socket.socket() as connection:
        assert connection.connect_ex(("127.0.0.1", found["port"])) != 0
