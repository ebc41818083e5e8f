from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.texture.material import Surface
from procgen.texture.recipe.pack import TexturePack
from procgen.texture.ruler.bars import texture_bars
from procgen.texture.ruler.baselines import classical_baselines
from procgen.texture.ruler.evaluate import Options, TextureEvaluation, draw_alike, evaluate_texture, largest_classes
from procgen.texture.ruler.features import features
from procgen.texture.ruler.judge import TextureJudge
from procgen.texture.ruler.report import texture_blind_html, texture_report_html
from procgen.texture.ruler.sheets import contact_sheet, make_rows, sheet_classes, sheets
from tests.texture.ruler.packs import CLASSES, HELD, made, write_pack

OUGHT = {"kid_x1000", "recall", "diversity_ratio", "class_accuracy", "seam_ratio_max"}
COLUMNS = {"ours", "real", "baseline", "quilting", "blur"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("textures"))


@pytest.fixture(scope="module")
def pack(folder: Path) -> TexturePack:
    return TexturePack(folder)


def unseen(material: str, seed: int) -> Surface:
    """The process that the pack was made with, at seeds that it has not seen: nothing can be better."""
    return made(material, 500_000 + seed)


@pytest.fixture(scope="module")
def evaluation(folder: Path, pack: TexturePack) -> TextureEvaluation:
    classical = classical_baselines(pack.of("train", "validation"))
    return evaluate_texture(folder, unseen, baselines={"quilting": classical["quilting"]})


@pytest.fixture(scope="module")
def copying(folder: Path, pack: TexturePack) -> TextureEvaluation:
    """Of a generator that rolls train pictures, and a baseline of one colour."""
    train = pack.of("train", "validation", kinds=("crop128",))

    def copy(material: str, seed: int) -> Surface:
        items = [item for item in train if item.material == material]
        image = np.roll(items[seed % len(items)].image, (16, 48), (0, 1))
        flat = np.zeros((128, 128), np.float32)
        return Surface(image, flat, flat, flat)

    def even(_material: str, seed: int) -> Surface:
        flat = np.zeros((128, 128), np.float32)
        colour = np.random.default_rng(seed).random(3, np.float32)
        return Surface(np.broadcast_to(colour, (128, 128, 3)), flat, flat, flat)

    return evaluate_texture(folder, copy, Options(rounds=1), baselines={"even": even})


def test_all_figures_for_all_generators(evaluation: TextureEvaluation) -> None:
    metrics = evaluation.metrics
    assert set(metrics) >= OUGHT
    for name in ("kid_x1000", "kid_x1000_train", "fid", "recall", "diversity_ratio", "class_accuracy"):
        assert set(metrics[name]) >= COLUMNS, name
    for name, row in metrics.items():
        assert {"ours", "real"} <= set(row), name
        assert all(np.isfinite(value) for value in row.values())
        assert "baseline" not in row or row["baseline"] == row["quilting"]
    assert set(evaluation.by_class) == set(CLASSES)
    assert len(evaluation.sets.samples["ours"]) == 2 * HELD * len(CLASSES)
    assert len(evaluation.sets.samples["quilting"]) == HELD * len(CLASSES)


def test_a_generator_that_equals_the_real_process_meets_the_bars(evaluation: TextureEvaluation) -> None:
    met = {bar.metric: bar.met for bar in texture_bars(evaluation.metrics)}
    for metric in ("recall", "diversity_ratio", "class_accuracy", "normal_length_error", "normal_curl_correlation"):
        assert met[metric], metric
    assert met["memorisation_features_p_value"]
    assert met["memorisation_pixels_p_value"]
    assert evaluation.metrics["class_accuracy"]["real"] > 0.6


def test_one_colour_is_far_from_real_and_has_no_variety(copying: TextureEvaluation) -> None:
    metrics = copying.metrics
    assert metrics["kid_x1000"]["even"] > metrics["kid_x1000"]["real"] + 200.0
    assert metrics["recall"]["even"] < 0.2
    assert metrics["fid"]["even"] > 2.0 * metrics["fid"]["real"]
    # Its maps are constant: there is nothing to measure at their seams, and so no figure.
    assert "even" not in metrics["seam_ratio_max"]


def test_a_generator_that_copies_is_caught(copying: TextureEvaluation) -> None:
    assert copying.metrics["memorisation_pixels_median"]["ours"] < 0.02
    assert copying.metrics["memorisation_pixels_p_value"]["ours"] < 1e-3
    # By the floor's own measure it is as good as real, which is why copies are looked for.
    assert copying.metrics["kid_x1000_train"]["ours"] < 0.2 * copying.metrics["kid_x1000_train"]["even"]
    met = {bar.metric: bar.met for bar in texture_bars(copying.metrics)}
    assert not met["memorisation_pixels_p_value"]


def test_parts_are_worked_out_alone_and_the_same(folder: Path, evaluation: TextureEvaluation) -> None:
    alone = evaluate_texture(folder, unseen, Options(parts=("maps", "spectrum"))).metrics
    assert "kid_x1000" not in alone
    for name, row in alone.items():
        assert row["ours"] == evaluation.metrics[name]["ours"]


def test_samples_of_another_size_are_refused(folder: Path) -> None:
    with pytest.raises(ValueError, match="ours: a sample has shape"):
        evaluate_texture(folder, lambda material, seed: made(material, seed, 64))


def test_drawn_pictures_have_the_classes_asked_for() -> None:
    train = ["a", "b", "a", "c", "b", "a"]
    chosen = draw_alike(train, ["b", "a", "b", "a", "a", "unknown"], np.random.default_rng(0))
    assert [train[i] for i in chosen[:5]] == ["b", "a", "b", "a", "a"]
    assert len(set(chosen[:5])) == 5


def test_the_largest_classes_are_in_a_fixed_order(evaluation: TextureEvaluation) -> None:
    assert largest_classes(evaluation.sets.train) == sorted(CLASSES)


def test_features_do_not_depend_on_company_or_threads() -> None:
    images = np.stack([made("brick", 1).albedo, made("grass", 2).albedo])
    both = features(images)
    assert both.shape == (2, 1280)
    assert 0.0 <= both.min() < both.max() <= 6.0
    assert np.allclose(features(images[1:]), both[1:], atol=1e-4)
    before = torch.get_num_threads()
    assert np.array_equal(features(images), both)
    assert torch.get_num_threads() == before
    with pytest.raises(ValueError, match="expected"):
        features(images[0])


def test_the_judge_prefers_the_real_process_to_noise(folder: Path) -> None:
    judge = TextureJudge(folder)
    classes = judge.classes(12)
    assert set(classes) <= set(judge.held_classes)
    rounds = judge.classes(3 * len(judge.held_classes))
    assert sorted(rounds) == sorted(3 * judge.held_classes)
    good = judge.judge(np.stack([unseen(name, i).albedo for i, name in enumerate(classes)]), classes)
    noise = np.random.default_rng(0).random((12, 128, 128, 3), np.float32)
    bad = judge.judge(noise, classes)
    assert good["kid_x1000"] < 0.5 * bad["kid_x1000"]
    assert good["diversity_ratio"] > bad["diversity_ratio"]
    assert set(good) >= {"kid_x1000", "recall", "diversity_ratio"}


class _Strict(HTMLParser):
    """Counts open tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.images = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.images += tag == "img"
        if tag not in ("meta", "img", "br", "line", "rect", "circle", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("line", "rect", "circle", "polyline"):
            assert self.open.pop() == tag


def test_the_report_shows_figures_tiles_and_neighbours(evaluation: TextureEvaluation, pack: TexturePack) -> None:
    rows = make_rows(unseen, pack.of("train"), list(CLASSES), seeds=2, real=1)
    page = texture_report_html(evaluation, 12.0, rows)
    parser = _Strict()
    parser.feed(page)
    assert parser.open == []
    assert parser.images == 3 * (2 + 1) + 2 * 8
    assert all(name in page for name in OUGHT)


def test_the_blind_page_has_labels_in_captions_only(evaluation: TextureEvaluation) -> None:
    page = texture_blind_html(evaluation)
    parser = _Strict()
    parser.feed(page)
    assert parser.open == []
    assert parser.images == 3 * HELD * len(CLASSES)
    assert page.count("<figcaption>ours") == page.count("<figcaption>real") == HELD * len(CLASSES)
    assert 'alt="ours' not in page


def test_sheets_lay_tiles_three_by_three(pack: TexturePack) -> None:
    rows = make_rows(unseen, pack.of("train"), list(CLASSES), seeds=2, real=1)
    sheet = contact_sheet(rows, side_px=384)
    top, left = 6 + 22, 6
    square = sheet[top : top + 384, left : left + 384]
    assert np.array_equal(square[:128, :128], rows[0].ours[0])
    assert np.array_equal(square, np.tile(rows[0].ours[0], (3, 3, 1)))
    assert [len(one) for one in sheets(rows, per_sheet=2, side_px=96)] == [2 * (96 + 6 + 22) + 6, 96 + 6 + 22 + 6]
    lit = make_rows(unseen, pack.of("train"), ["brick"], seeds=1, real=1, view="lit")
    assert lit[0].ours[0].shape == (128, 128, 3)
    assert not np.array_equal(lit[0].ours[0], rows[0].ours[0])
    assert sheet_classes(pack.items, 2) == ["brick", "grass"]
