"""The bank is packed of train sets alone; further packs add what the first lacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from procgen.texture.recipe.pack import in_validation
from procgen.texture.recipe.scans import pack_bank
from procgen.texture.scan.bank import packed_entries
from tests.texture.ruler.packs import made

CHOOSING = next(group for group in range(100) if in_validation(group))
TRAINING = next(group for group in range(100) if not in_validation(group))


def write(folder: Path, *items: dict[str, Any]) -> Path:
    folder.mkdir()
    Image.fromarray((made("brick", 1, 128).albedo * 255.0).astype("uint8")).save(folder / "albedo.png")
    usual = {
        "cls": "brick",
        "kind": "pbr_set",
        "maps": {"albedo": "albedo.png"},
        "split": "train",
        "group": TRAINING,
        "seam_ratio": [1.0, 1.0],
        "seam_vs_max_interior": [1.0, 1.0],
        "upstream": "somebody",
        "licence": "CC0-1.0",
        "source_repo": "some/body",
    }
    entries = [{**usual, "uid": f"pbr_set:{item['id']}", **item} for item in items]
    (folder / "manifest.json").write_text(json.dumps({"items": entries}), "utf-8")
    return folder


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    root = tmp_path_factory.mktemp("packs")
    first = write(root / "first", {"id": "one"}, {"id": "held", "split": "test"}, {"id": "choosing", "group": CHOOSING})
    other = write(
        root / "other",
        {"id": "held"},
        {"id": "other"},
        {"id": "chooses", "group": CHOOSING},
        {"id": "crop", "kind": "crop128"},
        {"id": "d3_wall"},
    )
    (root / "assets").mkdir()
    return pack_bank(first, [other], root / "assets")


def test_each_pack_has_files_of_its_own(written: list[Path]) -> None:
    *files, glimpses, notice = written
    names = [[entry.origin.name for entry in packed_entries(path)] for path in files]
    assert names == [["choosing", "one"], ["other"]]
    assert [entry.origin.name for entry in packed_entries(glimpses)] == ["choosing", "one", "other"]
    assert all(f"| `{name}` | brick | 128 | somebody |" in notice.read_text("utf-8") for (*_, name) in names)


def test_a_scan_says_what_was_guessed(written: list[Path]) -> None:
    entry = packed_entries(written[0])[0]
    assert entry.origin.guessed == ("relief", "roughness")
    assert entry.read().surface(128).height.std() > 0.1
