"""``procgen generate world``: flags to requests, folders of files, parts anew from a manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from procgen.cli.app import main
from procgen.errors import InvalidFields
from procgen.kit.command.asking import Given
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import world_pb2
from procgen.world.chance import part_seed
from procgen.world.command.generate import GENERATE
from procgen.world.parameters import WorldParameters

GIVEN = Given(all_services(ModelStore(threads=1), BlobStore()))
TEXT = "a hamlet in green hills"
FLAGS = ("--side", "250", "--metres-per-pixel", "8", "--people", "1", "--lines", "1", "--props", "10", "--animals", "2")


def asked(**flags: Any) -> list[world_pb2.WorldRequest]:
    return [each for each in GENERATE.requests(GIVEN, **flags) if isinstance(each, world_pb2.WorldRequest)]


def test_what_is_not_said_is_not_set() -> None:
    (request,) = asked(text=TEXT, seed=3)
    assert request == world_pb2.WorldRequest(text=TEXT, seed=3)


def test_several_worlds_have_the_seeds_that_follow() -> None:
    assert [each.seed for each in asked(seed=3, count=3)] == [3, 4, 5]


def test_a_part_made_again_has_the_seed_after_its_own_or_the_one_named() -> None:
    (request,) = asked(seed=3, again=["people"])
    assert dict(request.part_seeds) == {"people": part_seed(WorldParameters(seed=3), "people") + 1}
    (request,) = asked(seed=3, again=["people", "props"], part_seed=9, lock=["dialogue"])
    assert dict(request.part_seeds) == {"people": 9, "props": 9}
    assert list(request.locked) == ["dialogue"]


@pytest.mark.parametrize(
    ("flags", "fields"),
    [
        ({"again": ["sky"], "lock": ["props"], "parts": ["moon"]}, ("--again", "--lock", "--parts")),
        ({"part_seed": 1, "lock": ["dialogue"]}, ("--part-seed", "--lock")),
        ({"speak": True, "parts": ["people"]}, ("--speak",)),
        ({"seed": -1, "props": -1, "people": 2**40}, ("--seed", "--props", "--people")),
    ],
)
def test_flags_that_do_not_fit_are_told_together(flags: dict[str, Any], fields: tuple[str, ...]) -> None:
    with pytest.raises(InvalidFields) as caught:
        asked(**flags)
    assert {each.field for each in caught.value.violations} == set(fields)


def test_a_world_is_written_and_a_part_of_it_made_anew(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "world"
    parts = ("--parts", "settlement", "--parts", "props", "--parts", "dialogue")
    common = (*parts, "--out", str(out), "--json")
    assert main(["generate", "world", f"{TEXT} with a trebuchet", "--seed", "3", *FLAGS, *common]) == 0
    said = capsys.readouterr()
    first = json.loads(said.out)
    assert "not understood: trebuchet" in " ".join(said.err.split())
    before = {path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert {Path(record["path"]).relative_to(out) for record in first["artifacts"]} <= before.keys()
    assert Path("ground/heights.npy") in before
    again = ["generate", "world", "--recipe", str(out / "manifest.json"), "--again", "props", *common]
    assert main(again) == 0
    after = {name: (out / name).read_bytes() for name in before}
    changed = {str(name) for name in before if after[name] != before[name]}
    # What grows in between, and who grazes there, is made with the props.
    assert {name for name in changed if not name.startswith(("cover/", "creatures"))} == {"props.json", "manifest.json"}
    assert "cover/cover.json" in changed


def test_the_people_of_a_world_are_spoken_with_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = ("--parts", "people", "--parts", "dialogue")
    assert main(["generate", "world", TEXT, "--seed", "3", *FLAGS, *parts, "--out", str(tmp_path), "--speak"]) == 0
    assert "spoken in" in capsys.readouterr().err
    told = json.loads((tmp_path / "dialogue.json").read_text())["lines"]
    spoken = json.loads((tmp_path / "speech" / "manifest.json").read_text())["lines"]
    assert [line["text"] for line in spoken] == [line["text"] for line in told]
    assert spoken
    assert all((tmp_path / "speech" / line["files"]["ogg"]).read_bytes()[:4] == b"OggS" for line in spoken)


def test_what_one_can_walk_in_is_written_while_the_rest_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, set[str]] = {}

    def note(text: str) -> None:
        told[text] = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}

    monkeypatch.setattr("procgen.world.command.generate.note", note)
    parts = [
        flag
        for part in ("terrain", "settlement", "materials", "props", "built", "people")
        for flag in ("--parts", part)
    ]
    small = ("--cover", "0", "--animals", "0", "--out", str(tmp_path), "--json")
    assert main(["generate", "world", TEXT, "--seed", "3", *FLAGS, *parts, *small]) == 0
    (text,) = (each for each in told if each.startswith("can be walked in after "))
    early = told[text]
    assert {"manifest.json", "built.glb", "ground/heights.npy", "materials/materials.json"} <= early
    assert "people.json" not in early
    manifest = json.loads((tmp_path / "manifest.json").read_text())
    assert "people.json" in {entry["path"] for entry in manifest["files"]}, "the world's own manifest comes last"
