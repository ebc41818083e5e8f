"""A project's style: read of three sample projects, kept in a file, and what requests take from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st

from procgen.cli.app import main
from procgen.cli.fitted import style_at
from procgen.errors import Failed, InvalidFields
from procgen.kit.wire.registry import request_type
from procgen.served import REQUESTS
from procgen.style import FILE_NAME, Naming, Style, find_style, fitting, fitting_flags, read_style
from procgen.style.fitting import under
from procgen.style.reading import read_project
from tests.style import projects


def near(colour: str, wanted: tuple[int, int, int]) -> bool:
    return all(abs(int(colour[at : at + 2], 16) - part) <= 12 for at, part in zip((1, 3, 5), wanted, strict=True))


def test_a_pixel_game_in_godot(tmp_path: Path) -> None:
    style = read_project(projects.pixel_game(tmp_path / "game"))
    assert (style.engine, style.texture_px, style.texture_format, style.tile_px) == ("godot", 64, "png", 16)
    assert style.naming == Naming("snake", {})
    wanted = [(58, 112, 60), (120, 84, 50), (190, 170, 120)]
    assert near(style.palette[0], wanted[0])  # half of each picture
    assert len(style.palette) == 3
    assert all(any(near(colour, each) for colour in style.palette) for each in wanted)
    assert style.prop_triangles is None


def test_a_realistic_one_in_unity(tmp_path: Path) -> None:
    style = read_project(projects.realistic(tmp_path / "game"))
    assert (style.engine, style.texture_px) == ("unity", 1024)
    assert style.texel_density_px_per_m == 512
    assert (style.prop_triangles, style.character_triangles) == (24, 20_000)
    assert style.naming.case == "pascal"
    assert style.naming.prefixes == {"texture": "T_", "mesh": "SM_"}
    assert len(style.palette) == 2  # the normal maps' blue is none


def test_a_folder_that_says_nothing(tmp_path: Path) -> None:
    style = read_project(projects.bare(tmp_path / "folder"))
    assert style == Style(texture_format="png", naming=Naming("kebab"), read_files=3)
    assert not {"texture", "character", "layout"} & fitting(style).keys()
    with pytest.raises(Failed, match="no folder"):
        read_project(tmp_path / "missing")


@pytest.mark.parametrize("make", [projects.pixel_game, projects.realistic, projects.bare])
def test_the_file_says_all_of_it_and_requests_take_it(make: Any, tmp_path: Path) -> None:
    style = read_project(make(tmp_path / "project"))
    assert Style.from_json(style.to_json()) == style
    for form, fields in fitting(style).items():
        json_format.ParseDict(fields, request_type(REQUESTS[form][0])())


def test_what_a_request_says_itself_stays() -> None:
    style = Style(engine="godot", palette=("#102030",), texture_px=256)
    fields = fitting(style)["texture"]
    assert fields["presets"] == ["godot"]
    told = under({"width_px": 64, "look": {"hue_deg": 10.0}}, fields)
    assert (told["width_px"], told["height_px"]) == (64, 256)
    assert told["look"] == {"hue_deg": 10.0, "palette_rgb": [0x102030], "palette_strength": 0.6}
    dense = Style(texel_density_px_per_m=512.0, texture_px=1024)
    assert fitting_flags(dense)["texture"] == {"texel_density": 512.0}
    # Metres and a density together would say the sides as well.
    assert "texture" not in fitting_flags(dense, {"metres"})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("palette", ["red"]),
        ("palette", ["#000000"] * 7),
        ("texture_px", 31),
        ("texture_px", True),
        ("texel_density_px_per_m", "512"),
        ("engine", "unreal"),
        ("naming", {"case": "shouting"}),
        ("naming", {"prefixes": {"texture": "../"}}),
        ("colour", "#000000"),
    ],
)
def test_a_style_that_is_none_is_refused_by_its_field(field: str, value: object) -> None:
    said = {**json.loads(Style().to_json()), field: value}
    with pytest.raises(InvalidFields, match=f"^{field}: got"):
        Style.from_json(json.dumps(said))


@given(st.text(max_size=200))
def test_other_texts_are_no_style(text: str) -> None:
    with pytest.raises(InvalidFields):
        Style.from_json(text)


def test_the_style_that_is_named_goes_before_the_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = tmp_path / FILE_NAME, tmp_path / "other.json"
    own.write_text(Style().to_json())
    monkeypatch.delenv("PROCGEN_STYLE", raising=False)
    assert style_at(tmp_path / "assets") == own
    monkeypatch.setenv("PROCGEN_STYLE", str(other))
    assert style_at(tmp_path / "assets") == other
    monkeypatch.setenv("PROCGEN_STYLE", "none")
    assert style_at(tmp_path / "assets") is None


def test_commands_fit_the_project_that_they_write_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    game = projects.pixel_game(tmp_path / "game")
    assert main(["style", str(game)]) == 0
    assert find_style(game / "assets" / "walls") == game / FILE_NAME
    style = read_style(game / FILE_NAME)
    out = game / "assets"
    command = ["generate", "texture", "--material", "brick", "--model", "noise", "--out", str(out), "--json"]
    capsys.readouterr()
    assert main(command) == 0
    told = capsys.readouterr()
    assert "fits the style" in told.err
    recipe = json.loads(next(out.glob("*.recipe.json")).read_text())
    assert (recipe["request"]["width_px"], recipe["request"]["height_px"]) == (64, 64)
    assert recipe["request"]["look"]["palette_rgb"] == [int(each[1:], 16) for each in style.palette]
    assert any(path.suffix == ".tres" for path in out.iterdir())  # the engine's own material

    other = game / "other"
    assert main([*command[:-2], str(other), "--json", "--size", "32"]) == 0
    recipe = json.loads(next(other.glob("*.recipe.json")).read_text())
    assert recipe["request"]["width_px"] == 32

    monkeypatch.setenv("PROCGEN_STYLE", "none")
    plain = game / "plain"
    assert main([*command[:-2], str(plain), "--json", "--size", "32"]) == 0
    recipe = json.loads(next(plain.glob("*.recipe.json")).read_text())
    assert "palette_rgb" not in recipe["request"].get("look", {})


def test_a_broken_style_is_told_by_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / FILE_NAME).write_text('{"format": "procgen.style/1", "texture_px": 7}')
    assert main(["generate", "texture", "--material", "brick", "--out", str(tmp_path)]) == 2
    assert f"{FILE_NAME}: texture_px: got 7" in capsys.readouterr().err
