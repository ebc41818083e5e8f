"""The files of a character: what they hold, what they are called, and what they say of themselves."""

from __future__ import annotations

import io
import json
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pxr import Usd

from procgen.character.motion.vocabulary import named
from procgen.character.wire.outputs import IMPOSTOR_VIEWS, File, Sitting, file_names, picture_size, worth_a_preview
from procgen.character.wire.request import KINDS, PICTURES, Output, base_name, read_outputs
from procgen.errors import Cancelled, Violation
from procgen.kit.wire.artifacts import recipe_message, sha256
from procgen.kit.wire.received import read_recipe
from procgen.runtime.checkpoint import go_on
from procgen.runtime.recipe import Recipe
from procgen.v1 import character_pb2
from tests.character.wire.character_people import STUDIO, drawn, somebody

WANTED = (
    Output("glb", texture_px=0),
    Output("slim", lod=2, texture_px=512, texture_format="webp"),
    Output("vrm", texture_px=0, clips=False),
    Output("game", texture_px=512, texture_format="webp", triangles=6000),
    Output("usdz", texture_px=0),
    Output("portrait", picture_px=96),
    Output("figure", picture_px=96),
    Output("turnaround", picture_px=256),
    Output("impostor", picture_px=64),
    Output("person"),
    Output("outfit"),
)


def read_glb(data: bytes) -> dict[str, Any]:
    length = struct.unpack_from("<I", data, 12)[0]
    tree: dict[str, Any] = json.loads(data[20 : 20 + length])
    return tree


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    return Sitting(drawn(somebody()), STUDIO, go_on)


@pytest.fixture(scope="module")
def files(sitting: Sitting) -> list[File]:
    return list(sitting.files(WANTED, ""))


def test_every_file_has_the_recipe(sitting: Sitting, files: list[File], tmp_path: Path) -> None:
    texts = []
    for file in files:
        if file.artifact.media_type == "image/png":
            texts.append(Image.open(io.BytesIO(file.data)).info["procgen:recipe"])
        elif file.artifact.media_type == "application/json":
            texts.append(json.dumps(json.loads(file.data)["recipe"]))
        elif file.artifact.kind == "usdz":
            (tmp_path / "somebody.usdz").write_bytes(file.data)
            stage = Usd.Stage.Open(str(tmp_path / "somebody.usdz"))
            texts.append(stage.GetRootLayer().customLayerData["recipe"])
        else:
            texts.append(json.dumps(read_glb(file.data)["asset"]["extras"]["recipe"]))
    assert len(texts) == len(WANTED)
    assert all(Recipe.from_json(text) == sitting.recipe for text in texts)
    assert read_recipe(recipe_message(sitting.recipe)) == sitting.recipe


def test_files_hold_what_was_asked_for(files: list[File]) -> None:
    by_kind = {file.artifact.kind: file for file in files}
    assert list(by_kind) == list(KINDS)
    glb, slim, vrm = (read_glb(by_kind[kind].data) for kind in ("glb", "slim", "vrm"))
    assert "images" not in glb
    assert {clip["name"] for clip in glb["animations"]} >= {"idle", "walk", "wave"}
    assert len(glb["meshes"][0]["extras"]["targetNames"]) == 52 + 15
    assert {image["mimeType"] for image in slim["images"]} == {"image/webp"}
    assert "targets" not in slim["meshes"][0]["primitives"][0]
    assert "animations" not in vrm
    assert "VRMC_vrm" in vrm["extensions"]
    assert glb["nodes"][0]["name"] == "Ada Öre"
    for file in files:
        artifact = file.artifact
        assert (artifact.size_bytes, artifact.sha256) == (len(file.data), sha256(file.data))


def test_pictures_are_no_larger_than_asked_and_show_somebody(files: list[File]) -> None:
    for output, file in zip(WANTED, files, strict=True):
        if output.kind in PICTURES:
            with Image.open(io.BytesIO(file.data)) as picture:
                size = picture.size
                assert picture.convert("L").getextrema()[0] < 120
            assert size == (file.artifact.width_px, file.artifact.height_px)
            longer = size[1] if output.kind == "impostor" else max(size)
            assert 0.9 * output.picture_px < longer <= output.picture_px


def test_an_impostor_has_views_from_around_and_nothing_behind_them(files: list[File]) -> None:
    (data,) = (file.data for file in files if file.artifact.kind == "impostor")
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.mode == "RGBA"
        assert picture.size == (IMPOSTOR_VIEWS * 32, 64)
        seen = np.asarray(picture)[..., 3].reshape(64, IMPOSTOR_VIEWS, 32) > 128
    assert not seen[:, :, 0].any(), "views do not run into one another"
    assert (seen.any(axis=2).sum(axis=0) > 48).all(), "all are of the whole figure"


def test_a_game_has_everything_in_one_mesh(files: list[File]) -> None:
    game = read_glb(next(file.data for file in files if file.artifact.kind == "game"))
    assert [mesh["name"] for mesh in game["meshes"]] == ["Person"] * 4
    assert len(game["materials"]) <= 3
    counts = [
        sum(game["accessors"][primitive["indices"]]["count"] // 3 for primitive in mesh["primitives"])
        for mesh in game["meshes"]
    ]
    assert counts[0] <= 6000
    assert counts == sorted(counts, reverse=True)
    masses = [part["mass_kg"] for part in game["nodes"][0]["extras"]["ragdoll"]]
    assert sum(masses) > 20
    sockets = {node["name"] for node in game["nodes"]}
    assert {"hand_l", "hand_r", "back", "hip_l", "hip_r", "head_top"} <= sockets


def test_the_finer_level_has_more_triangles(sitting: Sitting) -> None:
    counts = []
    for lod in range(4):
        (file,) = sitting.files((Output("slim", lod=lod, texture_px=0),), "x")
        tree = read_glb(file.data)
        counts.append(
            sum(tree["accessors"][part["indices"]]["count"] for mesh in tree["meshes"] for part in mesh["primitives"])
        )
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 4 * counts[3]


def test_a_file_does_not_depend_on_its_companions(files: list[File]) -> None:
    for number in (0, 3):
        (alone,) = Sitting(drawn(somebody()), STUDIO, go_on).files(WANTED[number : number + 1], "")
        assert alone.data == files[number].data


def test_names_are_the_persons_and_all_differ(files: list[File]) -> None:
    names = [file.artifact.file_name for file in files]
    assert names == [
        "ada-öre.glb",
        "ada-öre-slim-lod2.glb",
        "ada-öre.vrm",
        "ada-öre-game.glb",
        "ada-öre.usdz",
        "ada-öre-portrait.png",
        "ada-öre-figure.png",
        "ada-öre-turnaround.png",
        "ada-öre-impostor.png",
        "ada-öre.json",
        "ada-öre-outfit.json",
    ]
    many = [Output("glb", texture_px=side) for side in (0, 512, 1024)] + [Output("portrait", picture_px=64)]
    assert file_names(many, "a") == ["a.glb", "a-2.glb", "a-3.glb", "a-portrait.png"]
    for name in ("../../etc/passwd", "...", "", "\x00\n", "  "):
        made = base_name(somebody(name=name), "nobody")
        assert made
        assert not set(made) & set("/\\\x00\n.")


def test_previews_are_only_made_where_they_are_a_small_part() -> None:
    assert not worth_a_preview([Output("glb"), Output("portrait", picture_px=64)])
    assert worth_a_preview([Output("portrait", picture_px=256)])


def test_work_stops_at_its_checkpoints() -> None:
    calls = []

    def stop() -> None:
        calls.append(1)
        if len(calls) > 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(Sitting(drawn(somebody()), STUDIO, stop).files(WANTED, ""))
    assert len(calls) == 3


@pytest.mark.parametrize(
    ("outputs", "fields"),
    [
        ([{}], {"outputs[0].kind"}),
        ([{"kind": "fbx", "lod": 9}], {"outputs[0].kind"}),
        (
            [{"kind": "glb", "lod": 9, "texture_px": 100, "texture_format": "tga"}],
            {"outputs[0].lod", "outputs[0].texture_px", "outputs[0].texture_format"},
        ),
        ([{"kind": "portrait", "picture_px": 63}, {"kind": "figure", "picture_px": 1025}], None),
        ([{"kind": "turnaround", "picture_px": 255}], {"outputs[0].picture_px"}),
        ([{"kind": "glb"}, {"kind": "glb", "texture_px": 1024}], {"outputs[1]"}),
        ([{"kind": "portrait", "lod": 1}, {"kind": "portrait"}], {"outputs[1]"}),
        ([{"kind": "glb"}] * 17, {"outputs"}),
    ],
)
def test_outputs_that_can_not_be_made_are_named(outputs: list[dict[str, Any]], fields: set[str] | None) -> None:
    found: list[Violation] = []
    read_outputs([character_pb2.CharacterOutput(**output) for output in outputs], 16, found)
    wanted = fields or {"outputs[0].picture_px", "outputs[1].picture_px"}
    assert {violation.field for violation in found} == wanted


def test_turnarounds_fit_at_every_size() -> None:
    for side in range(256, 1025):
        width, height = picture_size(Output("turnaround", picture_px=side))
        assert max(5 * (width + 4) + 4, height + 8) <= side


def test_movements_are_asked_for_by_name_and_set_in_a_manner() -> None:
    found: list[Violation] = []
    messages = [
        character_pb2.CharacterOutput(kind="slim", clip_names=["bow", "sit", "bow"], manner={"mood": -1.0}),
        character_pb2.CharacterOutput(kind="glb", manner={"mood": -1.0}),
        character_pb2.CharacterOutput(kind="vrm", clip_names=["all"], clips=False),
    ]
    some, basic, none = read_outputs(messages, 16, found)
    assert not found
    assert some.movements == named(["sit", "bow"])
    assert some.manner == (("mood", -1.0),)
    assert basic == Output("glb"), "a manner changes nothing of the clips that every file has"
    assert none == Output("vrm", clips=False)


def test_people_move_as_old_and_heavy_as_they_are(sitting: Sitting) -> None:
    options = Output("slim", movements=named(["bow"]), manner=(("mood", 0.5),)).options(sitting.drawn)
    assert options.manner.mood == 0.5
    assert options.manner.individuality == 1.0
    assert options.manner.seed == sitting.drawn.person.seed
    assert options.manner.age_years == sitting.drawn.person.shape.macro.age_years
    measures = sitting.drawn.measures
    assert options.manner.weight_kg_m2 == pytest.approx(measures["mass"] / measures["stature"] ** 2)


def test_unknown_movements_and_manners_beyond_people_are_named() -> None:
    found: list[Violation] = []
    manner = {"mood": -1.5, "pace": float("nan"), "age_years": 3.0, "limp": 1.0}
    message = character_pb2.CharacterOutput(kind="glb", clip_names=["wlk", "all"], manner=manner)
    assert read_outputs([message], 16, found) == ()
    paths = ["clip_names", "manner.age_years", "manner.mood", "manner.pace"]
    assert [violation.field for violation in found] == [f"outputs[0].{path}" for path in paths]
    assert "'wlk'" in found[0].value
    assert "locomotion" in found[0].allowed


def test_a_file_has_the_movements_that_were_asked_for(sitting: Sitting) -> None:
    (file,) = sitting.files((Output("slim", texture_px=0, movements=named(["bow", "idle"])),), "")
    assert [clip["name"] for clip in read_glb(file.data)["animations"]] == ["idle", "bow"]
