"""The studio in real Chromium: sheets, history, recipes in files, batches, every domain, every size of window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

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
