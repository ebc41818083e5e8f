"""The studio in real Chromium: sheets, history, recipes in files, batches, every domain, every size of window."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from PIL import Image

from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from tests.figures import LONG, scaled
from tests.studio.running import Studio, running_studio

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
    peak = max(range(64 * 64), key=sketch["heights_m"].__getitem__)
    row, column = divmod(peak, 64)
    assert row == pytest.approx(0.7 * 64, abs=1)
    assert column == pytest.approx(32, abs=1)
    assert sketch["heights_m"][peak] == pytest.approx(sketch["heights_m"][0] + 200, abs=10)
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


def test_a_batch_is_paused_and_gone_on_with(studio: Studio) -> None:
    jobs = scaled(24, 200)
    told = studio.visit("batch", jobs=jobs)
    assert told["said"].startswith(f"{jobs} of {jobs}")
    assert_stayed_here(told, studio)


def test_every_domain_has_a_page_from_its_declaration(studio: Studio) -> None:
    domains = [domain.name for domain in all_services(ModelStore(), BlobStore()).described()]
    told = studio.visit("domains", made=domains if LONG else QUICK)
    assert told["places"] == domains
    assert all(1 <= count <= 8 for count in told["forms"].values())
    assert told["failures"] == {}
    assert told["unnamed"] == []
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
