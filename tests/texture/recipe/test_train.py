"""Training textures on a pack of made pictures: it learns, goes on after a stop, and what it exports is served."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

from procgen.kit.recipe.checkpoint import JOURNAL
from procgen.kit.recipe.loop import ERROR, Moment
from procgen.kit.recipe.shipped import difference
from procgen.models.gan import DetailConfig, DetailGenerator, GeneratorConfig
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore
from procgen.texture.classes import FIRST_LABELS
from procgen.texture.gan import HEIGHT_UNIT, Gan
from procgen.texture.layout import LayoutParameters, draw, stack
from procgen.texture.maps import encode_normals, normals
from procgen.texture.recipe.adversaries import train_against
from procgen.texture.recipe.data import class_weights, read_pack, shrink_maps
from procgen.texture.recipe.detail import DetailTrainer, DetailTraining, pieces
from procgen.texture.recipe.export import export_texture
from procgen.texture.recipe.train import Batches, TextureConfig, TextureTrainer
from procgen.texture.recipe.typical import own_class_chances
from procgen.texture.sizes import Scale

SMALL = GeneratorConfig(style=8, noise=(4, 2, 1, 1), width=(12, 10, 8, 6))
CLASSES = ("brick", "grass", "metal")


def smooth(rng: np.random.Generator, side: int) -> np.ndarray:
    """(side, side) periodic, standard deviation 1."""
    frequency = np.fft.fftfreq(side) * side
    keep = np.exp(-0.5 * (np.hypot(frequency[:, None], frequency[None, :]) / 6.0) ** 2)
    field = np.real(np.fft.ifft2(np.fft.fft2(rng.standard_normal((side, side))) * keep))
    return np.asarray(field / field.std(), np.float32)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sets at 512 pixels with all maps and six pictures at 128."""
    folder = tmp_path_factory.mktemp("pack")
    rng = np.random.default_rng(3)
    items = []
    for number in range(9):
        side = 512 if number < 2 else 128
        name = CLASSES[number % 3]
        height = smooth(rng, side)
        colour = np.clip(0.5 + 0.1 * height[..., None] + rng.uniform(-0.3, 0.3, 3), 0.0, 1.0)
        maps = {"albedo": f"{number}_albedo.png"}
        Image.fromarray((colour * 255).astype(np.uint8)).save(folder / maps["albedo"])
        if number < 2:
            maps |= {"normal": f"{number}_normal.png", "roughness": f"{number}_roughness.png"}
            Image.fromarray(encode_normals(normals(2.0 * height), 8)).save(folder / maps["normal"])
            grey = np.full((side, side, 3), 200, np.uint8)
            Image.fromarray(grey).save(folder / maps["roughness"])
        split = "test" if number == 8 else "train"
        items.append(
            {"uid": f"made:{number}", "cls": name, "px": side, "maps": maps, "split": split, "group": 5000 + number}
        )
    (folder / "manifest.json").write_text(json.dumps({"items": items}), "utf-8")
    return folder


def test_the_pack_is_read_without_its_test_split(pack: Path) -> None:
    examples = read_pack(pack)
    assert [example.uid for example in examples] == [f"made:{number}" for number in range(8)]
    assert all(example.maps.shape == (6, 128, 128) for example in examples)
    whole, crop = examples[0], examples[3]
    assert whole.known == (True, True, True)
    assert crop.known == (False, False, True)
    assert examples[2].known == (False, False, False), "a metal without a metallic map may be of metal"
    np.testing.assert_allclose(whole.maps[4], 200 / 127.5 - 1.0, atol=1e-2)
    full = read_pack(pack, full=True)
    assert [example.maps.shape for example in full] == [(6, 512, 512)] * 2
    # The heights are those that the normals were made of, in the pixels of each size.
    assert full[0].maps[3].std() * HEIGHT_UNIT == pytest.approx(2.0, rel=0.1)
    assert whole.maps[3].std() * HEIGHT_UNIT == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize(("field", "value"), [("cls", "cheese"), ("group", None)])
def test_items_that_are_wrong_are_named(pack: Path, tmp_path: Path, field: str, value: str | None) -> None:
    items = json.loads((pack / "manifest.json").read_text("utf-8"))["items"]
    items[1] = {key: content for key, content in items[1].items() if key != field}
    if value is not None:
        items[1][field] = value
    for name in items[0]["maps"].values():
        (tmp_path / name).write_bytes((pack / name).read_bytes())
    (tmp_path / "manifest.json").write_text(json.dumps({"items": items}), "utf-8")
    with pytest.raises(ValueError, match="made:1") as caught:
        read_pack(tmp_path)
    assert (value or field) in str(caught.value)


def test_means_of_blocks_keep_slopes() -> None:
    x = np.tile(np.arange(16, dtype=np.float32), (6, 16, 1))
    small = shrink_maps(x, 4)
    assert np.diff(small[0, 0])[0] == pytest.approx(4.0)
    assert np.diff(small[3, 0])[0] == pytest.approx(1.0)


def test_rare_classes_are_drawn_more_often_than_they_are_there() -> None:
    labels = np.array([0] * 8 + [1] * 2)
    weights = class_weights(labels)
    assert weights.sum() == pytest.approx(1.0)
    assert 0.2 < weights[labels == 1].sum() < 0.5


def trainer_on(pack: Path, **changes: float) -> TextureTrainer:
    config = TextureConfig(budget_s=1.0, batch=4, with_maps=2, mixed=1, **changes)  # type: ignore[arg-type]
    return TextureTrainer(SMALL, config, Batches(read_pack(pack), {}, config))


def test_batches_are_the_same_each_time_and_move_structure_with_pictures(pack: Path) -> None:
    examples = read_pack(pack)
    marked = np.zeros((5, 128, 128), np.float32)
    marked[0] = examples[0].maps[0]
    config = TextureConfig(budget_s=1.0, batch=4, with_maps=2, mixed=1)
    batches = Batches(examples, {example.uid: marked for example in examples[:2]}, config)
    one, other = batches.batch(3), batches.batch(3)
    torch.testing.assert_close(one.maps, other.maps, rtol=0, atol=0)
    torch.testing.assert_close(one.structure, other.structure, rtol=0, atol=0)
    assert one.known[:2, :2].min() == 1.0, "the first ones have all maps"
    moved = [k for k in range(4) if torch.equal(one.maps[k, 0], one.structure[k, 0])]
    assert moved, "an example whose layout is its own red channel keeps it so"


def test_steps_lower_the_distance_of_colours_and_statistics(pack: Path) -> None:
    trainer = trainer_on(pack)
    losses = [trainer.step(Moment(number, 0.0, 1.0)) for number in range(24)]
    assert all(np.isfinite(list(entry.values())).all() for entry in losses)
    for name in ("colour", "statistics"):
        first, last = (np.mean([entry[name] for entry in part]) for part in (losses[:6], losses[-6:]))
        assert last < first, name


def test_a_run_goes_on_where_it_stopped(pack: Path, tmp_path: Path) -> None:
    def judge(_average: nn.ModuleList) -> dict[str, float]:
        return {ERROR: 1.0}

    first = trainer_on(pack)
    assert train_against(first, tmp_path, judge).exists()
    again = trainer_on(pack)
    train_against(again, tmp_path, judge, resume=True)
    lines = [json.loads(line) for line in (tmp_path / JOURNAL).read_text().splitlines()]
    now = Moment(lines[-1]["step"], 1.0, 0.05)
    assert first.step(now) == pytest.approx(again.step(now), rel=1e-4)


def test_a_run_goes_on_from_the_networks_that_ship(pack: Path) -> None:
    config = TextureConfig(budget_s=1.0, batch=4, with_maps=2, mixed=1)
    trainer = TextureTrainer(GeneratorConfig(), config, Batches(read_pack(pack), {}, config))
    trainer.load_shipped()
    noise, style, structure = torch.randn(1, 192, 4, 6), torch.randn(1, 73, 1, 1), 0.3 * torch.randn(1, 11, 32, 48)
    inputs = {"noise": noise, "style": style, "structure": structure}
    # Powers of the weights were rounded by themselves.
    assert difference(packaged_assets() / "texture_base.onnx", trainer.generator.eval(), inputs) < 2e-3
    pictures = {"albedo": torch.rand(1, 3, 64, 32) * 2.0 - 1.0}
    assert difference(packaged_assets() / "texture_encoder.onnx", trainer.encoder.eval(), pictures) < 2e-3
    detail = DetailTrainer(len(FIRST_LABELS), DetailTraining(budget_s=1.0, batch=2), read_pack(pack, full=True))
    detail.load_shipped()
    inputs = {"base": torch.randn(1, 6, 32, 48), "noise": torch.randn(1, 1792, 4, 6), "label": torch.zeros(1, 55, 1, 1)}
    assert difference(packaged_assets() / "texture_detail.onnx", detail.generator.eval(), inputs) < 2e-3


def test_detail_sees_what_lies_under_its_base(pack: Path) -> None:
    config = DetailTraining(budget_s=1.0, batch=4)
    full = read_pack(pack, full=True)
    base, fine, known, label = pieces(full, config, 1)
    means = torch.nn.functional.avg_pool2d(fine, 4)
    torch.testing.assert_close(means, base, rtol=1e-4, atol=1e-4)
    assert known.shape == (4, 3)
    assert label.sum(dim=1).max() <= 1.0
    trainer = DetailTrainer(len(FIRST_LABELS), config, full)
    losses = [trainer.step(Moment(number, 0.0, 1.0)) for number in range(2)]
    assert all(np.isfinite(list(entry.values())).all() for entry in losses)


def test_what_is_exported_is_served(pack: Path, tmp_path: Path) -> None:
    trainer = trainer_on(pack)
    torch.save(trainer.kept(), tmp_path / "base.pt")
    detail = DetailGenerator(DetailConfig(len(FIRST_LABELS), width=8, fine=4))
    shape = {"classes": len(FIRST_LABELS), "width": 8, "middle": 24, "fine": 4, "blocks": 4, "noise": 8}
    torch.save({"shape": shape, "average": detail.state_dict()}, tmp_path / "detail.pt")
    layouts = {"made:0": LayoutParameters("running", 3, 6, 0.1)}
    laid_maps = stack(draw(layouts["made:0"], 1, 128, 128))
    laid_maps[3] = -0.5 * laid_maps[2]
    export_texture(
        tmp_path / "models",
        tmp_path / "base.pt",
        tmp_path / "detail.pt",
        read_pack(pack),
        layouts,
        {"made:0": laid_maps},
        [1.0] * 8,
        [0],
        generator="mine",
        licence="MIT",
        default=False,
    )
    store = ModelStore((tmp_path / "models",), threads=1)
    assert "mine" in store.generators("texture")
    gan = Gan(store, "mine")
    laid = gan.look("brick", 1, laid=True)
    assert laid.layout == pytest.approx(layouts["made:0"]) or laid.layout is not None
    assert laid.layout is not None
    spread, spread2, together = laid.pieces
    assert spread2 == pytest.approx(0.5 * spread, rel=1e-2)
    assert together == pytest.approx(-1.0, abs=1e-2)
    assert (laid.layout.bond, laid.layout.columns, laid.layout.rows) == ("running", 3, 6)
    made = gan.surface(laid, 1, Scale(64, 64, 4, 1))
    assert made.albedo.shape == (256, 256, 3)
    # Colours are the table's whatever the networks are worth.
    expected = laid.style[-9:-6] * 0.5 + 0.5
    np.testing.assert_allclose(made.albedo.mean((0, 1)), expected, atol=0.2)
    assert set(gan.model_sha256) == {"mine_base", "mine_detail", "mine_encoder", "mine_styles"}


def test_pictures_that_look_like_their_class_are_likely_of_it() -> None:
    rng = np.random.default_rng(1)
    labels = np.repeat([2, 5, 7], 30)
    centres = rng.standard_normal((8, 6)) * 3.0
    real = centres[labels] + rng.standard_normal((90, 6))
    made = centres[labels] + rng.standard_normal((90, 6))
    made[:10] = centres[7] + rng.standard_normal((10, 6))
    chances = own_class_chances(real, labels, np.arange(90), made)
    assert np.median(chances[10:]) > 0.9
    assert np.median(chances[:10]) < 0.1
