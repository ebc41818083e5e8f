"""The recipe of the face networks, from a survey to faces that are served."""

import csv
import lzma
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.character.body.basis import packaged_basis
from procgen.character.face.axes import ASYMMETRY, NAMES
from procgen.character.face.faces import Faces
from procgen.character.face.landmarks import MEASURES
from procgen.character.face.mesh import corner_weights
from procgen.character.face.sliders import slider_bounds, to_row
from procgen.character.face.tight import load_pairs
from procgen.character.recipe.face import (
    DATA_FILE,
    VAE_FILE,
    FaceRecipe,
    export_faces,
    load_vae,
    make_faces,
    skin_weight,
    train_faces,
)
from procgen.character.recipe.face_data import Prior, maturity, read_heads
from procgen.character.recipe.face_pairs import find_pairs, write_pairs
from procgen.character.ruler.face import compare, gaussian_model, pair_distances_mm, vae_model
from procgen.errors import Failed
from procgen.kit.recipe.shipped import difference
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

BASIS = packaged_basis()
RECIPE = FaceRecipe(faces=400, epochs=4, batch=64, held_out=0.3)

MEN = [332, 316, 142.5, 36.1, 64.2, 23.2, 154.3, 574, 199.4, 640, 122.5, 131.1]
WOMEN = [311, 288, 133.7, 33.2, 59.4, 20.4, 147.7, 561, 189.8, 617, 113.0, 126.3]
"""Means of the published survey, mm (tenths for the pupils' distance), as ``MEASURES``."""


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a survey of 240 people about the published means, 4 % apart."""
    folder = tmp_path_factory.mktemp("survey")
    rng = np.random.default_rng(5)
    with lzma.open(folder / "ansur2.csv.xz", "wt", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow([*MEASURES, "gender", "dodrace", "age"])
        for number in range(240):
            mean = MEN if number % 2 else WOMEN
            values = np.array(mean) * np.exp(0.02 * rng.standard_normal() + 0.035 * rng.standard_normal(len(mean)))
            race = [1, 2, 3, 4][number // 2 % 4]
            writer.writerow([*np.round(values).astype(int), "Male" if number % 2 else "Female", race, 30])
    return folder


@pytest.fixture(scope="module")
def run(survey: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A short training."""
    folder = tmp_path_factory.mktemp("run")
    lines: list[str] = []
    train_faces(survey, folder, RECIPE, report=lines.append)
    assert any("energy" in line for line in lines)
    return folder


def test_faces_have_the_heads_of_the_people_they_were_drawn_for(survey: Path) -> None:
    heads = read_heads(survey)
    assert heads.measures.shape == (240, len(MEASURES))
    assert 0.05 < heads.measures[:, MEASURES.index("interpupillarybreadth")].mean() < 0.075
    prior = Prior(BASIS, heads)
    faces = prior.draw(300, seed=2)
    cut = np.clip(faces.values, *prior.bounds).astype(np.float32)
    corners = corner_weights(faces.conditions())
    measured = np.log(prior.measures.measure(prior.mesh.evaluate(cut, corners), prior.mesh))
    mean = prior.mean(faces.sex, faces.age_years, faces.heritage).astype(np.float32)
    usual = np.log(prior.measures.measure(prior.mesh.evaluate(mean, corners), prior.mesh))
    wanted = prior.differences[faces.person]
    for name in ("headlength", "headcircumference", "earlength", "interpupillarybreadth", "mentonsellionlength"):
        column = MEASURES.index(name)
        assert np.corrcoef(measured[:, column] - usual[:, column], wanted[:, column])[0, 1] > 0.6, name


def test_draws_repeat_and_axes_are_standard(survey: Path) -> None:
    prior = Prior(BASIS, read_heads(survey))
    one, again, other = prior.draw(500, 3), prior.draw(500, 3), prior.draw(500, 4)
    assert np.array_equal(one.values, again.values)
    assert not np.array_equal(one.values, other.values)
    assert np.abs(one.axes.mean(axis=0)).max() < 0.6
    assert (one.axes.std(axis=0) > 0.5).all()
    assert (one.axes.std(axis=0) < 1.7).all()
    level = one.axes[:, NAMES.index(ASYMMETRY)]
    uneven = np.abs(one.values[:, prior.identity :]).mean(axis=1)
    assert np.corrcoef(level, np.log(uneven))[0, 1] > 0.6
    assert maturity(np.array([4.0, 18.0, 60.0])) == pytest.approx([0.55, 1.0, 1.0])


def test_a_missing_survey_is_reported(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        train_faces(tmp_path, tmp_path / "run", RECIPE)


def test_faces_are_tested_once_and_read_again(survey: Path, run: Path) -> None:
    lines: list[str] = []
    prior, labelled = make_faces(survey, run, RECIPE, BASIS, lines.append)
    assert not lines
    assert 0.02 < labelled.broken.mean() < 0.6
    assert set(labelled.faces.person[labelled.held_out]).isdisjoint(labelled.faces.person[~labelled.held_out])
    metric = skin_weight(BASIS, prior.sliders, labelled.faces.values.std(axis=0))
    assert np.allclose(metric, np.tril(metric))


def test_a_run_goes_on_where_it_stopped_or_from_the_networks_that_ship(survey: Path, run: Path, tmp_path: Path) -> None:
    before = load_vae(run / VAE_FILE).state_dict()
    train_faces(survey, run, RECIPE, resume=True)
    for name, value in load_vae(run / VAE_FILE).state_dict().items():
        assert torch.equal(value, before[name]), name
    (tmp_path / DATA_FILE).write_bytes((run / DATA_FILE).read_bytes())
    # Too few steps to be better than what ships: that is kept.
    hasty = replace(RECIPE, epochs=1, learning_rate=1e-9)
    vae, _ = train_faces(survey, tmp_path, hasty, resume=True, shipped=packaged_assets())
    rng = np.random.default_rng(1)
    sliders, condition = (torch.from_numpy(rng.standard_normal((3, n), np.float32)) for n in (133, 24))
    told = {"values": sliders, "condition": condition}
    assert difference(packaged_assets() / "character_face_encoder.onnx", vae.encoder.requires_grad_(False), told) < 1e-4


def test_what_was_trained_is_what_is_served(run: Path, tmp_path: Path) -> None:
    export_faces(run, tmp_path, generator="mine", licence="CC0-1.0")
    faces = Faces(ModelStore((tmp_path,)), BASIS, "mine")
    made = faces.sample(1, 0.2, 41.0, {"asian": 1.0}, 3)
    assert len(made) == 3
    assert made[0] != made[1]
    assert made == faces.sample(1, 0.2, 41.0, {"asian": 1.0}, 3)
    low, high = slider_bounds(faces.sliders, BASIS)
    for face in made:
        row = to_row(face, faces.sliders)
        assert (low <= row).all()
        assert (row <= high).all()
    assert faces.plausibility(made[0], 0.2, 41.0, {"asian": 1.0}).energy >= 0.0


def test_models_are_compared_on_people_they_have_not_seen(survey: Path, run: Path) -> None:
    prior, labelled = make_faces(survey, run, RECIPE, BASIS, lambda _: None)
    learn = ~labelled.held_out & ~labelled.broken
    codes = labelled.corners()[learn].astype(np.float64)
    raw = labelled.faces.values[learn]
    latents = 20
    figures = compare(
        {
            "VAE": vae_model(load_vae(run / VAE_FILE), noise=True),
            "Gaussian": gaussian_model(raw, codes, latents),
            "far off": gaussian_model(raw + 1.0, codes, latents),
        },
        labelled,
        prior,
        BASIS,
    )
    assert figures["Gaussian"].energy_distance < figures["far off"].energy_distance
    assert figures["Gaussian"].reconstruction_mm < figures["far off"].reconstruction_mm
    assert figures["far off"].c2st > 0.7
    for figure in figures.values():
        assert 0.0 <= figure.axes.mig <= 1.0
        assert 0.0 <= figure.axes.sap <= 1.0


def test_distances_of_pairs_do_not_see_where_heads_stand() -> None:
    points = np.random.default_rng(1).normal(size=(2, 50, 3)).astype(np.float32) * 0.05
    three = np.stack([points[0], points[0] + np.float32(0.3), points[1]])
    same, one, other = pair_distances_mm(three)
    assert same == pytest.approx(0.0, abs=1e-3)
    assert one == pytest.approx(other, abs=1e-3)
    assert one > 10


def test_pairs_that_cross_are_found_on_both_sides_and_read_back(survey: Path, tmp_path: Path) -> None:
    prior = Prior(BASIS, read_heads(survey))
    pairs = find_pairs(prior, BASIS, 120, seed=4)
    assert len(pairs)
    listed = {tuple(pair) for pair in pairs.tolist()}
    for pair in pairs:
        mirrored = BASIS.mirror[pair]
        assert (*sorted(mirrored[:2].tolist()), *sorted(mirrored[2:].tolist())) in listed
        assert set(pair[:2]).isdisjoint(pair[2:])
    assert write_pairs(pairs, tmp_path).exists()
    assert np.array_equal(load_pairs(tmp_path), pairs)
    with pytest.raises(Failed, match="can't be read"):
        load_pairs(tmp_path / "nowhere")
