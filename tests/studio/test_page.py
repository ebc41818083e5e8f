"""The studio in real Chromium: sheets, history, recipes in files, batches, every domain, every size of window."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from procgen.kit.command.evaluating import Run
from procgen.kit.ruler.bars import Bar
from procgen.kit.wire.blobs import BlobStore, blob_file_name
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.studio.uploads import UPLOAD_BYTES
from tests.figures import LONG
from tests.studio.running import Studio, running_studio

EXAMPLES = Path(__file__).parents[2] / "docs/examples"
QUICK = ["table", "dialogue", "dialogue_scene", "speech", "sound", "layout"]
"""Domains that are made on what they begin with; in the long mode all are."""


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with running_studio(tmp_path_factory.mktemp("studio")) as running:
        yield running


@pytest.fixture(scope="module")
def sheet(studio: Studio) -> dict[str, Any]:
    """What came of a first sheet, which later tests find in the history."""
    return studio.visit("sheet")


def assert_stayed_here(told: dict[str, Any], studio: Studio) -> None:
    """Nothing was asked of another host, and the page complained of nothing."""
    assert told["hosts"] == [urlsplit(studio.address).netloc]
    assert told["complaints"] == []


def test_a_sheet_is_made_starred_locked_varied_compared_and_kept(sheet: dict[str, Any], studio: Studio) -> None:
    assert sheet["first"] == ["40", "41", "42", "43"]
    assert sheet["held"] == "40", "the keyboard's place is lost when a tile is drawn anew"
    assert sheet["starred"] == ["40"]
    assert [name.rpartition(" ")[2] for name in sheet["compared"]] == ["40", "42"]
    assert sheet["varied"][1] == "41"
    assert not {"40", "42", "43"} & set(sheet["varied"])
    assert '"seed": "41"' in sheet["command"]
    assert list(studio.out.rglob("*.recipe.json"))
    assert_stayed_here(sheet, studio)


def test_what_was_made_is_found_and_a_file_brings_its_settings_back(sheet: dict[str, Any], studio: Studio) -> None:
    assert sheet["first"]
    file = next(path for path in studio.out.rglob("terrain-*") if path.suffix == ".json")
    told = studio.visit("recall", file=str(file))
    assert told["starred"] == ["alpine glacial, seed 40"]
    assert told["found"] == ["alpine glacial, seed 41"]
    assert (told["place"], told["width"], told["seed"]) == ("#/terrain", "64", "41")
    assert_stayed_here(told, studio)


def test_land_is_seen_at_a_glance_before_it_is_made(studio: Studio) -> None:
    told = studio.visit("glance")
    for tile in range(2):
        first = next(each for each in told["seen"] if each.startswith(f"{tile} "))
        assert first in (f"{tile} waiting 32 24", f"{tile} making 32 24")
        assert f"{tile} done 256 192" in told["seen"]
    assert (told["asked"]["width_px"], told["asked"].get("rivers")) == (256, None)
    assert told["sent"] == ["clip_sha256", "base"]
    assert_stayed_here(told, studio)


def test_land_is_painted(studio: Studio) -> None:
    told = studio.visit("paint")
    request = told["line"]["request"]
    # The valley was taken back.
    [ridge] = request["strokes"]
    assert (ridge["kind"], ridge["amount_m"]) == ("STROKE_KIND_RIDGE", 200)
    for place, x_px in ((ridge["points"][0], 12.8), (ridge["points"][-1], 115.2)):
        assert place["x_px"] == pytest.approx(x_px, abs=2)
        assert place["z_px"] == pytest.approx(25.6, abs=1)
    sketch = request["sketch"]
    heights, weights = (np.reshape(sketch[name], (64, 64)) for name in ("heights_m", "weights"))
    row, column = np.unravel_index(weights.argmax(), weights.shape)
    assert row == pytest.approx(0.7 * 64, abs=1)
    assert column == pytest.approx(32, abs=1)
    # Unpainted cells have the land that was there before.
    around = heights[row - 12 : row + 13, column - 12 : column + 13]
    before = around[weights[row - 12 : row + 13, column - 12 : column + 13] == 0]
    assert np.ptp(before) > 1
    assert heights[row, column] == pytest.approx(np.median(before) + 200, abs=60)
    assert sketch["weights"][0] == 0
    places = np.frombuffer(base64.b64decode(request["landform_map"]["indices"]), np.uint8).reshape(32, 32)
    assert places[round(0.8 * 32), round(0.2 * 32)] == 1
    assert places[0, 31] == 0
    assert request["landform"] == request["landform_map"]["palette"][0]["landform"] == "alpine"
    assert_stayed_here(told, studio)


def test_a_photo_is_followed_and_a_second_material_painted(studio: Studio, tmp_path: Path) -> None:
    photo = tmp_path / "wall.png"
    Image.fromarray(np.random.default_rng(3).integers(60, 200, (96, 96, 3), np.uint8)).save(photo)
    told = studio.visit("photo", file=str(photo))
    assert told["failure"] is None
    request = told["line"]["request"]
    assert request["exemplar"]["sha256"] == hashlib.sha256(photo.read_bytes()).hexdigest()
    assert request["exemplar"]["corners"] == pytest.approx([0, 0, 0.99, 0, 1, 1, 0, 1])
    mask = np.frombuffer(base64.b64decode(request["mix"]["mask"]["shares"]), np.uint8).reshape(64, 64)
    # It goes on at the opposite edge.
    assert mask[32, 0] > 240
    assert mask[32, 63] > 200
    assert mask[0, 32] == 0
    assert_stayed_here(told, studio)


def test_a_geotiff_becomes_land_and_what_is_none_is_refused(studio: Studio, tmp_path: Path) -> None:
    flat, holes = tmp_path / "colours.png", tmp_path / "holes.npy"
    Image.new("RGB", (64, 64)).save(flat)
    heights = np.random.default_rng(2).normal(300, 20, (32, 32)).astype(np.float32)
    heights[4:6, 4:6] = np.nan
    np.save(holes, heights)
    told = studio.visit("land", file=str(EXAMPLES / "land.tif"), flat=str(flat), holes=str(holes))
    assert "colours.png: PNG: got mode RGB" in told["colours"]
    assert told["large"] == f"size: 1 to {UPLOAD_BYTES} bytes"
    assert (told["pieces"], told["grown"] < 4 << 20) == (0, True)
    assert "“Metres from cell to cell”" in told["unfilled"]
    assert "“Fill holes”" in told["holed"]
    assert "land.tif: 96 x 96 cells are 768 x 768 pixels from 0, 0" in told["told"]
    assert (told["failure"], told["width"]) == (None, "768")
    base = told["line"]["request"]["base"]
    [kept] = studio.out.rglob(blob_file_name(base["sha256"]))
    land = np.frombuffer(zlib.decompress(kept.read_bytes()), "<f4")
    assert land.size == base["width"] * base["depth"] == 96 * 96
    assert 500 < land.min() < land.max() < 5000
    assert_stayed_here(told, studio)


def test_a_batch_is_paused_gone_on_with_and_what_fails_is_tried_again(studio: Studio) -> None:
    # That a full stop makes what must be said longer than a line may be shows when it is written.
    bounds = {"must_say": ["One two three four five"], "most_characters": 23}
    wishes = [{"intent": "greet"}, {"intent": "bark:idle"}]
    failing = {"seed": "7", "wishes": wishes, "outputs": ["json"], "model": "phrases", "bounds": bounds}
    jobs = 200
    told = studio.visit("batch", jobs=jobs, failing=json.dumps({"domain": "dialogue", "request": failing}))
    done = int(told["paused"].split()[0])
    assert done < jobs
    assert told["found"] == told["paused"]
    # What was made before the pause was not made again.
    assert told["said"].startswith(f"{jobs} of {jobs}, 1 failed")
    [why] = told["why"]
    assert f"job {jobs}, INVALID_FIELDS" in why
    assert "because so much must be said" in why
    assert told["retried"].startswith(f"{jobs} of {jobs}, 1 failed, {jobs - 1} were there")
    assert told["batches"] == 1
    assert_stayed_here(told, studio)


def test_every_domain_has_a_page_from_its_declaration(studio: Studio) -> None:
    domains = [domain.name for domain in all_services(ModelStore(), BlobStore()).described()]
    told = studio.visit("domains", made=domains if LONG else QUICK)
    assert told["places"] == domains
    assert all(1 <= count <= 8 for count in told["forms"].values())
    assert told["failures"] == {}
    assert re.fullmatch(r"critic \d+", told["score"]), "the best of two layouts has its score"
    assert told["unnamed"] == []
    assert_stayed_here(told, studio)


def test_figures_of_cards_and_of_records_are_shown(studio: Studio, tmp_path: Path) -> None:
    metrics = {"told_by_trees": {"ours": 0.75, "ours_low": 0.7, "ours_high": 0.8, "real": 0.5}, "fid": {"ours": 13.0}}
    measured = Run(tmp_path, json=True, domain="layout", split="test", seed=4)
    measured.finish({}, metrics, [Bar("told_by_trees", "at most 0.65", False)])
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[1, 2]")
    told = studio.visit("evaluation", file=str(tmp_path / "metrics.json"), wrong=str(wrong))
    assert {"Terrain", "Material", "Character", "Dialogue lines", "Critic"} <= set(told["domains"])
    assert told["title"] != told["next"]
    assert told["options"] == 1
    assert told["head"] == ["Figure", "ours", "real", "Wanted"]
    assert told["rows"] == [
        ["told by trees", "0.75 0.7 to 0.8", "0.5", "missed at most 0.65"],
        ["fid", "13", "", ""],
    ]
    assert told["refusal"].startswith("wrong.json: ")
    assert "procgen evaluate" in told["refusal"]
    assert_stayed_here(told, studio)


def test_ours_is_compared_with_a_folder_and_nobody_is_told_which_is_which(studio: Studio, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    for number in range(5):
        Image.new("RGB", (300, 200 + number), "magenta").save(folder / f"magenta-{number}.png")
    (folder / "readme.bin").write_bytes(b"neither")
    told = studio.visit("blind", folder=str(folder))
    assert "choose a folder first" in told["refused"]
    assert sorted(told["sides"]) == ["left"] * 3 + ["right"] * 3
    assert told["result"].startswith("5 times ours, 0 times the other, 1 times no difference: ours in 100 %")
    assert "6 %" in told["result"]  # 2 / 2^5, by the sign test
    saved = json.loads(told["saved"]["json"])
    assert [pair["chosen"] for pair in saved["pairs"]] == ["ours"] * 5 + ["none"]
    assert [pair["ours_was"] for pair in saved["pairs"]] == told["sides"]
    assert all(pair["other"].startswith("magenta") and "seed" in pair["ours"] for pair in saved["pairs"])
    assert saved["votes"]["low"] == pytest.approx(5 / (5 + 1.96**2), abs=0.001)  # Wilson's, of five in five
    assert len(told["saved"]["csv"].splitlines()) == 7
    assert "theirs" in told["before"]
    assert_stayed_here(told, studio)


def test_it_fits_every_window_in_light_and_dark(studio: Studio) -> None:
    told = studio.visit("sizes")
    assert told["wide"] == []
    assert told["colours"]["light"] != told["colours"]["dark"]
    assert_stayed_here(told, studio)


def test_with_a_token_the_page_asks_for_it(tmp_path: Path) -> None:
    token = "a-token-for-the-studio"
    file = tmp_path / "token"
    file.write_text(token)
    file.chmod(0o600)
    with running_studio(tmp_path, "--token-file", str(file)) as running:
        told = running.visit("token", token=token)
        assert told["place"].startswith("Terrain")
        assert_stayed_here(told, running)
