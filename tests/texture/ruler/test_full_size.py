from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.texture.maps.normals import encode_normals, normals
from procgen.texture.material import Surface
from procgen.texture.recipe.pack import TexturePack
from procgen.texture.ruler.bars import texture_bars
from procgen.texture.ruler.coded import coded, coded_kid
from procgen.texture.ruler.full_page import SHOWN_PX, full_blind_html
from procgen.texture.ruler.full_size import FullOptions, full_rows, seeds_apart, solved_edges
from procgen.texture.ruler.maps import edge_agreement
from tests.texture.ruler.packs import made

CLASSES = ("brick", "rock")


def nobody(_what: str, _share: float) -> None:
    """Watches."""


def sized(material: str, seed: int, side: int) -> Surface:
    return made(material, 70_000 + seed, side)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sets of each of two classes at 1024, one of each held out, without published heights."""
    folder = tmp_path_factory.mktemp("sets")
    items = []
    for number in range(4):
        material = CLASSES[number % 2]
        surface = made(material, number, 1024)
        maps = {name: f"{number}-{name}.png" for name in ("albedo", "normal")}
        Image.fromarray(np.rint(255 * np.clip(surface.albedo, 0, 1)).astype(np.uint8)).save(folder / maps["albedo"])
        Image.fromarray(encode_normals(normals(surface.height))).save(folder / maps["normal"])
        split = "train" if number < 2 else "test"
        facts = {"kind": "pbr_set", "group": number, "tiles": True}
        items.append({"uid": f"pbr_set:{number}", "cls": material, "split": split, "maps": maps, **facts})
    (folder / "manifest.json").write_text(json.dumps({"items": items}))
    return folder


def test_ours_and_the_baseline_are_measured_alike_beside_real_sets(folder: Path) -> None:
    options = FullOptions(kid_rounds=1)
    rows = full_rows(TexturePack(folder), sized, lambda _material, _seed: 0.05, options, nobody, sized)
    assert rows["energy_128_1024"]["ours"] > 0.0
    assert rows["edges_1024"]["ours"] == pytest.approx(rows["edges_1024"]["real"], abs=0.1)
    # The same seeds on both sides.
    assert rows["edges_1024"]["baseline"] == rows["edges_1024"]["ours"]
    assert rows["energy_128_1024"]["baseline"] == rows["energy_128_1024"]["ours"]
    assert rows["seams_in_band"]["ours"] > 0.5
    assert rows["copied_largest_max"]["ours"] == 0.05
    met = {bar.metric: bar.met for bar in texture_bars(rows)}
    assert met["edges_1024"]
    assert met["copied_largest_max"]


def test_heights_are_solved_where_none_are_published(folder: Path) -> None:
    for item in TexturePack(folder).items[: len(CLASSES)]:
        surface = made(item.material, int(item.uid[-1]), 1024)
        assert solved_edges(item) == pytest.approx(edge_agreement(surface.albedo, surface.height), abs=0.05)


def test_seeds_that_are_one_picture_are_told() -> None:
    rng = np.random.default_rng(1)
    real = [np.asarray(rng.normal(size=16), np.float32) for _ in range(6)]
    names = ["a", "a", "a", "b", "b", "c"]
    assert seeds_apart(real, real, names, names) == pytest.approx(1.0)
    assert seeds_apart([real[0]] * 3, real, ["a"] * 3, names) == 0.0
    assert np.isnan(seeds_apart([real[5]], real, ["c"], names))


def test_what_differs_by_its_coding_alone_is_alike_when_all_are_coded() -> None:
    rng = np.random.default_rng(3)
    clean = np.stack([np.rint(255 * np.clip(made("rock", seed).albedo, 0, 1)).astype(np.uint8) for seed in range(24)])
    held = coded(clean[::2])
    assert held.shape == (12, 128, 128, 3)
    # A second coding changes little beside what the first one did.
    again = np.abs(coded(held).astype(int) - held).mean()
    assert again < 0.5 * np.abs(held.astype(int) - clean[::2]).mean()
    rows = coded_kid(held, {"ours": clean[1::2], "noise": rng.integers(0, 256, held.shape, dtype=np.uint8)}, 0)
    row = rows["kid_coded_x1000"]
    assert row["noise"] > row["ours"] + 50


def test_the_page_at_full_size_hides_what_is_real_until_it_is_pointed_at(folder: Path) -> None:
    page = full_blind_html(folder, {"ours": sized, "another": sized}, "test", 0)
    labels = re.findall(r"<figcaption>([^<]*)</figcaption>", page)
    assert sorted(labels) == sorted(f"{who}, {name}" for who in ("real", "ours", "another") for name in CLASSES)
    # In no order that tells.
    assert labels != sorted(labels)
    [first, *_] = re.findall(r"base64,([^\"]*)", page)
    assert Image.open(io.BytesIO(base64.b64decode(first))).size == (2 * SHOWN_PX, SHOWN_PX)
