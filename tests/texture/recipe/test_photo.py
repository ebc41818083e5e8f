"""The photo recipe: surfaces under light, a network that learns them, and what serving makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from procgen.kit.recipe.checkpoint import BEST
from procgen.models.photo import FACTOR, MAPS, PhotoConfig, PhotoNetwork
from procgen.runtime.store import ModelStore
from procgen.texture.controls import Exemplar
from procgen.texture.exemplar.network import photo_maps, photo_network
from procgen.texture.generate import generate
from procgen.texture.maps.normals import encode_normals, normals
from procgen.texture.parameters import TextureParameters
from procgen.texture.recipe.photo import (
    Examples,
    PhotoTrainer,
    PhotoTraining,
    angle_deg,
    crop,
    export_photo,
    figures_of,
    held_out_photos,
    train_photo,
    turned,
)
from procgen.texture.recipe.photo_light import Lights, encoded_of, linear_of, normals_of, shaded
from procgen.texture.recipe.photo_sets import CHANNELS, SLOPES, PhotoSet, read_photo_sets
from tests.texture.exemplar.photos import material
from tests.texture.scan.scans import scan

TINY = PhotoConfig((16, 16, 16, 16, 16), (1, 1, 1, 1, 1))


def pack(folder: Path, count: int = 3) -> Path:
    """A pack of sets of 256 pixels, the first with a metallic map."""
    surface = scan(256).surface(256)
    items = []
    for number in range(count):
        own = folder / f"set{number}"
        own.mkdir(parents=True)
        Image.fromarray(np.rint(surface.albedo * 255.0).astype(np.uint8)).save(own / "albedo.png")
        Image.fromarray(encode_normals(normals(surface.height))).save(own / "normal.png")
        Image.fromarray(np.rint(surface.roughness * 255.0).astype(np.uint8)).save(own / "roughness.png")
        maps = {name: f"set{number}/{name}.png" for name in ("albedo", "normal", "roughness")}
        item = {"uid": f"pbr_set:{number}", "cls": ("metal", "rock", "rock")[number % 3], "kind": "pbr_set"}
        items.append({**item, "group": number, "split": "train", "tiles": True, "maps": maps})
    (folder / "manifest.json").write_text(json.dumps({"items": items}))
    return folder


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> list[PhotoSet]:
    return read_photo_sets([pack(tmp_path_factory.mktemp("pack"))], ("train", "validation"))


def test_sets_are_read_with_their_slopes(sets: list[PhotoSet]) -> None:
    one = sets[0]
    assert one.maps.shape == (CHANNELS, 512, 512)
    assert [each.knows_metal for each in sets] == [False, True, True], "metals without a map may be none"
    height = one.maps[7].astype(np.float32)
    right = 0.5 * (np.roll(height, -1, 1) - np.roll(height, 1, 1))
    assert np.corrcoef(right.ravel(), one.maps[3].astype(np.float32).ravel())[0, 1] > 0.9


def test_a_folder_without_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_photo_sets([tmp_path], ("train",))
    (tmp_path / "manifest.json").write_text('{"items": []}')
    with pytest.raises(ValueError, match="no sets"):
        read_photo_sets([tmp_path], ("train",))


@pytest.mark.parametrize("how", [{"across": True}, {"down": True}, {"swapped": True}])
def test_slopes_turn_with_what_they_are_of(sets: list[PhotoSet], how: dict[str, bool]) -> None:
    whole = crop(torch.from_numpy(sets[0].maps).float(), 512, 1.0, 0, 0)
    made = turned(whole, **{"across": False, "down": False, "swapped": False, **how})
    down = 0.5 * (made[7].roll(-1, 0) - made[7].roll(1, 0))
    right = 0.5 * (made[7].roll(-1, 1) - made[7].roll(1, 1))
    for slope, wanted in zip(made[SLOPES], (right, down), strict=True):
        assert np.corrcoef(slope.numpy().ravel(), wanted.numpy().ravel())[0, 1] > 0.9


def test_light_from_straight_ahead_shows_the_colour_of_what_is_rough_and_flat() -> None:
    maps = torch.zeros(1, CHANNELS, 8, 8)
    maps[:, :3], maps[:, 5] = 0.6, 1.0
    ahead = torch.tensor([0.0, 0.0, 1.0])[None, :, None, None].expand(1, 3, 8, 8)
    light = shaded(maps, normals_of(maps), ahead, ahead)
    # Its own light, and a twenty-fifth of what comes is mirrored over the half sphere.
    assert torch.allclose(light, linear_of(maps[:, :3]) + 0.01, atol=2e-3)
    assert torch.allclose(encoded_of(linear_of(maps[:, :3])), maps[:, :3], atol=1e-5)


def test_what_leans_to_the_light_is_brighter() -> None:
    maps = torch.zeros(1, CHANNELS, 8, 8)
    maps[:, :3], maps[:, 5], maps[:, 3, :, 4:] = 0.5, 0.9, -0.5  # falls to the right: looks to the right
    light = torch.nn.functional.normalize(torch.tensor([1.0, 0.0, 1.0]), dim=0)[None, :, None, None]
    eye = torch.tensor([0.0, 0.0, 1.0])[None, :, None, None]
    made = shaded(maps, normals_of(maps), light.expand(1, 3, 8, 8), eye.expand(1, 3, 8, 8))
    assert made[..., 4:].mean() > 1.1 * made[..., :4].mean()


def test_photos_are_drawn_by_their_numbers(sets: list[PhotoSet]) -> None:
    examples = Examples(sets, PhotoTraining(budget_s=1.0))
    one, again, other = (examples.batch(np.random.default_rng(seed), 4, 64)[0] for seed in (1, 1, 2))
    assert torch.equal(one, again)
    assert not torch.equal(one, other)
    assert 0.0 <= float(one.min()) <= float(one.max()) <= 1.0
    assert 0.1 < float(one.mean()) < 0.8


def test_it_begins_with_the_photo_and_takes_any_size() -> None:
    network = PhotoNetwork(TINY)
    photo = 0.1 + 0.8 * torch.rand(1, 3, FACTOR, 3 * FACTOR)
    made = network(photo)
    assert made.shape == (1, MAPS, FACTOR, 3 * FACTOR)
    assert torch.allclose(made[:, :3], photo, atol=1e-4)
    assert made[:, SLOPES].abs().max() == 0.0


def test_a_few_photos_are_learned(sets: list[PhotoSet]) -> None:
    trainer = PhotoTrainer(TINY, PhotoTraining(budget_s=1.0, rate=3e-3), sets, [])
    maps, known = trainer.examples.maps(np.random.default_rng(0), 2, 64)
    lights = Lights(np.random.default_rng(0))
    photo = lights.photographed(lights.light(maps))
    sums = []
    for number in range(40):
        losses = trainer.losses(photo, maps, known, np.random.default_rng(number))
        total = torch.stack(list(losses.values())).sum()
        total.backward()
        trainer.optimiser.step()
        trainer.optimiser.zero_grad()
        sums.append(float(total.detach()))
    assert np.mean(sums[-5:]) < 0.8 * sums[0]


def test_a_run_leaves_a_network_that_serving_takes(tmp_path: Path) -> None:
    best = train_photo(
        [pack(tmp_path / "pack")],
        tmp_path / "run",
        PhotoTraining(steps=2, side_px=64, batch=2, report_every_steps=1),
        resume=False,
        report=lambda _: None,
    )
    assert best.name == BEST
    path = export_photo(best, tmp_path / "models", generator="mine", licence="MIT", default=False)
    assert path.stat().st_size < 10 << 20
    store = ModelStore([tmp_path / "models"], threads=1)
    network = photo_network(store)
    assert network is not None
    photo = material(100, 140)
    maps = photo_maps(photo, network)
    assert maps.albedo.shape == (96, 96, 3)
    assert maps.slopes.shape == (2, 96, 96)
    again = photo_maps(photo, network)
    assert np.array_equal(maps.albedo, again.albedo)
    asked = TextureParameters(128, 128, 1, model="scan", exemplar=Exemplar(photo, "0" * 64))
    made = generate(asked, store)
    assert made.recipe.model_sha256 == {"texture_photo_mine": network.entry.sha256}


def test_figures_are_those_of_flat_ground_for_a_network_that_says_so(sets: list[PhotoSet]) -> None:
    held_out = held_out_photos(sets[:1])
    figures = figures_of(lambda photo: torch.cat([photo, torch.zeros(1, 4, *photo.shape[2:])], dim=1), held_out)
    assert figures["normal_deg"] == figures["flat_deg"] > 1.0
    assert figures["colour"] == figures["photo_colour"]
    assert angle_deg(held_out[0].maps, held_out[0].maps) < 0.1
