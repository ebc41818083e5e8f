"""``procgen generate layout``, and what docs/layout.md tells people to type."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from procgen.batches.lines import Batch
from procgen.cli.app import main
from procgen.cli.job_flags import FlagBinder
from procgen.jobs.sweep import texts_of
from procgen.kit.command.asking import Given
from procgen.kit.wire.blobs import BlobStore
from procgen.layout.exporters import EXPORTERS
from procgen.layout.generate import layout_models
from procgen.layout.parameters import FREE, KINDS, STYLES
from procgen.layout.reading import read_fixed
from procgen.layout.tiles import Tile
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from tests.cli.test_pages import ELSEWHERE, blocks, commands

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/layout.md").read_text(encoding="utf-8")
SMALL = ["generate", "layout", "--kind", "dungeon", "--model", "bsp", "--size", "24"]


def made(capsys: pytest.CaptureFixture[str], out: Path, *flags: str) -> dict[str, Path]:
    """Files by their kinds."""
    assert main([*SMALL, "--out", str(out), "--json", *flags]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return {entry["kind"]: Path(entry["path"]) for entry in said["artifacts"]}


def test_a_map_goes_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Generated, partly erased in Tiled, filled again with another seed."""
    first = made(capsys, tmp_path / "first", "--format", "tmj", "--format", "npy", "--seed", "7")
    said = json.loads(first["tmj"].read_text())
    gids = np.array(said["layers"][0]["data"]).reshape(24, 24)
    gids[:, 12:] = 0
    said["layers"][0]["data"] = gids.ravel().tolist()
    erased = tmp_path / "erased.tmj"
    erased.write_text(json.dumps(said))
    again = made(capsys, tmp_path / "again", "--format", "npy", "--seed", "8", "--fixed", str(erased), "--size", "64")
    old, new = np.load(first["npy"]), np.load(again["npy"])
    np.testing.assert_array_equal(new[:, :12], old[:, :12])
    assert new.shape == (24, 24)
    assert (new[:, 12:] != old[:, 12:]).any()


def test_a_recipe_makes_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kinds = ("glb", "tmx", "png")
    formats = [word for kind in kinds for word in ("--format", kind)]
    first = made(capsys, tmp_path / "first", *formats, "--locks", "1", "--density", "0.4", "--metres", "1.5")
    (recipe,) = (tmp_path / "first").glob("*.recipe.json")
    again = made(capsys, tmp_path / "again", *formats, "--recipe", str(recipe))
    assert {kind: again[kind].read_bytes() for kind in kinds} == {kind: first[kind].read_bytes() for kind in kinds}


def test_several_have_names_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(capsys, tmp_path, "--count", "2", "--seed", "4", "--name", "keep", "--format", "tmj")
    assert {path.name for path in tmp_path.glob("*.tmj")} == {"keep-4.tmj", "keep-5.tmj"}
    assert (tmp_path / "procgen-tiles.png").is_file()


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--kind", "castle"], "kind"),
        (["--entrance", "3;4"], "--entrance"),
        (["--entrance", "99,0"], "entrances"),
        (["--format", "pdf"], "--format"),
        (["--density", "2"], "density"),
        (["--locks", "9"], "locks"),
        (["--style", "baroque"], "style"),
        (["--metres", "0"], "metres_per_tile"),
    ],
)
def test_what_can_not_be_is_refused(capsys: pytest.CaptureFixture[str], flags: list[str], said: str) -> None:
    assert main([*SMALL, *flags]) == 2
    assert f"error: {said}" in capsys.readouterr().err


def test_a_file_that_is_no_map_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notes.tmj"
    path.write_text("{}")
    assert main([*SMALL, "--fixed", str(path)]) == 2
    assert "--fixed: got no map of Tiled" in capsys.readouterr().err
    assert main([*SMALL, "--fixed", str(tmp_path / "missing.csv")]) == 1


@pytest.mark.parametrize("block", blocks("sh", PAGE))
def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: str) -> None:
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    monkeypatch.chdir(tmp_path)
    for program, *arguments in commands(block):
        assert program == "procgen"
        # What asks for a generator that was just trained is tried where training is.
        if arguments[0] not in ELSEWHERE and "--models" not in arguments:
            assert main(arguments) == 0, arguments


def test_every_line_of_the_page_is_a_job(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    domains = all_services(ModelStore(), BlobStore())
    for block in blocks("json", PAGE):
        batch = Batch(lambda: texts_of(block), "lines", FlagBinder(Given(domains, lambda _: None)), domains.method)  # noqa: B023
        assert batch.check() == 120


def test_the_page_names_what_can_be_asked_for() -> None:
    shown = set(re.findall(r"`([\w-]+)`", PAGE))
    models = set(layout_models(ModelStore()))
    assert {*KINDS, *(style for kind in KINDS for style in STYLES[kind]), *EXPORTERS, *models} <= shown
    for path in re.findall(r"\]\((?!http)([^)#]+)", PAGE):
        assert (ROOT / "docs" / path).exists(), path


def test_the_drawn_hall_has_free_tiles() -> None:
    kept = read_fixed((ROOT / "docs/examples/hall.csv").read_bytes(), ".csv")
    assert kept.shape == (24, 32)
    assert {FREE, Tile.WALL, Tile.FLOOR, Tile.DOOR, Tile.CHEST} == set(kept.ravel().tolist())


def test_a_flow_graph_takes_rooms_that_were_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["generate", "layout", "--kind", "dungeon", "--json", "--flow"]
    examples = ROOT / "docs/examples"
    assert main([*flags, str(examples / "keep.json"), "--format", "npy", "--out", str(tmp_path)]) == 0
    files = [Path(entry["path"]) for entry in json.loads(capsys.readouterr().out)["artifacts"]]
    (path,) = (path for path in files if path.suffix == ".npy")
    flow = json.loads(path.with_suffix(".json").read_text())["flow"]
    throne = next(room for room in flow["rooms"] if room["id"] == "throne")
    drawn = read_fixed((examples / "throne.csv").read_bytes(), ".csv")
    inside = np.load(path)[throne["y"] : throne["y"] + throne["depth"], throne["x"] : throne["x"] + throne["width"]]
    np.testing.assert_array_equal(inside[drawn != FREE], drawn[drawn != FREE])
    lost = tmp_path / "lost.json"
    lost.write_text((examples / "keep.json").read_text())
    assert main([*flags, str(lost), "--out", str(tmp_path)]) == 2
    assert "flow.rooms[2].piece: got 'throne.csv'" in capsys.readouterr().err
