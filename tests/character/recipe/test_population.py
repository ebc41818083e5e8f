"""Training on a survey that the shipped population makes: tests need no survey."""

from __future__ import annotations

import csv
import io
import json
import lzma
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body import ansur
from procgen.character.population import MEASURES, Population
from procgen.character.population.core import CoreTable, pack_table
from procgen.character.population.marginals import measures, scores
from procgen.character.population.posterior import ROWS
from procgen.character.recipe.population import PopulationConfig, draw_subset, load, train
from procgen.character.recipe.population_core import (
    SURVEY_FILE,
    composites,
    factor_model,
    fit_marginals,
    parse_survey,
    part,
    read_survey,
    split_of,
    survey_unit,
    uncorrelated,
)
from procgen.character.recipe.population_export import export
from procgen.character.ruler.population import Options, evaluate, population_bars
from procgen.kit.recipe.shipped import difference
from procgen.models.vae import CONTEXT
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

PEOPLE = 700


@pytest.fixture(scope="module")
def survey_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    population = Population(ModelStore())
    folder = tmp_path_factory.mktemp("survey")
    rows = []
    for sex, gender in ((0.0, "Female"), (1.0, "Male")):
        for age in (20, 28, 36, 50):
            for person in population.sample({}, sex, float(age), PEOPLE // 8, age):
                units = [survey_unit(measure.name) for measure in MEASURES]
                rows.append([*np.round(person / units).astype(int), gender, 1, age])
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*ansur.COLUMNS, "gender", "dodrace", "age"])
    writer.writerows([rows[at] for at in np.random.default_rng(0).permutation(len(rows))])
    with lzma.open(folder / SURVEY_FILE, "wt", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
    return folder


@pytest.fixture(scope="module")
def trained(survey_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("run")
    lines: list[str] = []
    best = train(survey_folder, out, PopulationConfig(budget_s=1.0, report_every_s=0.2), report=lines.append)
    assert best.exists()
    assert len(lines) >= 2
    return out


def test_the_survey_is_read_in_metres_and_kilograms(survey_folder: Path) -> None:
    survey = read_survey(survey_folder)
    assert survey.measures.shape == (8 * (PEOPLE // 8), len(MEASURES))
    low, high = (np.array([getattr(m, name) for m in MEASURES]) for name in ("range_min", "range_max"))
    assert ((survey.measures > 0.9 * low) & (survey.measures < 1.1 * high)).all()


def test_splits_are_apart_and_of_the_right_size(survey_folder: Path) -> None:
    survey = read_survey(survey_folder)
    parts = [part(survey, name) for name in ("train", "validation", "test")]
    assert sum(map(len, parts)) == len(survey)
    shares = np.bincount(split_of(20_000)) / 20_000
    np.testing.assert_allclose(shares, (0.7, 0.15, 0.15), atol=0.01)
    # More people change nobody's split.
    np.testing.assert_array_equal(split_of(100), split_of(200)[:100])


def test_what_is_no_survey_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the columns abdominal"):
        parse_survey("gender,age\nMale,20\n")
    header = ",".join([*ansur.COLUMNS, "gender", "age"])
    lengths = ",".join(["100"] * len(MEASURES))
    with pytest.raises(ValueError, match="row 1: gender is 'Robot'"):
        parse_survey(f"{header}\n{lengths},Male,20\n{lengths},Robot,20\n")


def test_marginals_are_recovered() -> None:
    truth = np.array([[1.7, 0.06, 0.2, 0.9], [80.0, 12.0, -0.3, 1.1]])
    drawn = measures(np.random.default_rng(1).standard_normal((6000, 2)), truth)
    normal = scores(drawn, fit_marginals(drawn))
    assert np.abs(normal.mean(0)).max() < 0.02
    assert np.abs((normal**2).mean(0) - 1.0).max() < 0.03
    assert np.abs((normal**3).mean(0)).max() < 0.1
    assert np.abs((normal**4).mean(0) - 3.0).max() < 0.3


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_axes_are_uncorrelated_and_keep_their_direction(seed: int) -> None:
    mixing = np.random.default_rng(seed).standard_normal((len(MEASURES), len(MEASURES)))
    covariance = mixing @ mixing.T / len(MEASURES) + 0.1 * np.eye(len(MEASURES))
    weights = composites()
    found = uncorrelated(weights, covariance)
    np.testing.assert_allclose(found @ covariance @ found.T, np.eye(len(found)), atol=1e-8)
    assert (np.einsum("ij,jk,ik->i", found, covariance, weights) > 0.0).all()


def test_a_factor_model_keeps_a_covariance_that_is_one() -> None:
    loadings = np.random.default_rng(3).standard_normal((20, 3))
    covariance = loadings @ loadings.T + np.diag(np.linspace(0.5, 1.0, 20))
    np.testing.assert_allclose(factor_model(covariance, 3), covariance, atol=0.05)


def test_subsets_are_sorted_and_of_all_sizes() -> None:
    rng = np.random.default_rng(1)
    subsets = [draw_subset(rng, 0.5).tolist() for _ in range(400)]
    assert all(subset == sorted(set(subset)) for subset in subsets)
    sizes = [len(subset) for subset in subsets]
    assert 0.4 < np.mean(np.array(sizes) == len(MEASURES)) < 0.6
    assert min(sizes) <= 2


def test_training_goes_on_where_it_stopped(survey_folder: Path, trained: Path) -> None:
    before = (trained / "log.jsonl").read_text().splitlines()
    # The budget is spent: nothing is left to do.
    train(survey_folder, trained, PopulationConfig(budget_s=1.0), resume=True)
    assert (trained / "log.jsonl").read_text().splitlines() == before
    more = train(survey_folder, trained, PopulationConfig(budget_s=1.6, report_every_s=0.2), resume=True)
    assert len((trained / "log.jsonl").read_text().splitlines()) > len(before)
    model = load(more)
    assert model.age_years == (20.0, 50.0)


def test_a_run_goes_on_from_the_networks_that_ship(survey_folder: Path, tmp_path: Path) -> None:
    config = PopulationConfig(budget_s=0.3, learning_rate=0.0, weight_decay=0.0)
    best = load(train(survey_folder, tmp_path, config, resume=True, shipped=packaged_assets()))
    decoder, encoder = best.model.decoder, best.model.encoder
    rng = np.random.default_rng(1)

    def given(*sizes: int) -> list[torch.Tensor]:
        return [
            torch.from_numpy(rng.standard_normal((ROWS if len(sizes) < 3 else 1, size), np.float32)) for size in sizes
        ]

    latents, values = best.model.config.latents, best.model.config.values
    told = dict(zip(("latent", "context"), given(latents, CONTEXT), strict=True))
    assert difference(packaged_assets() / "character_population.onnx", decoder, told) < 1e-4
    told = dict(zip(("values", "mask", "surprise", "context"), given(values, values, 1, CONTEXT), strict=True))
    told["mask"] = (told["mask"] > 0).float()
    assert difference(packaged_assets() / "character_population_encoder.onnx", encoder, told) < 1e-4
    assert json.loads((tmp_path / "log.jsonl").read_text().splitlines()[0])["step"] == 0


def test_export_and_use(survey_folder: Path, trained: Path, tmp_path: Path) -> None:
    export(trained / "best.pt", tmp_path, generator="mine", licence="MIT", default=False)
    assert all(str(trained).encode() not in file.read_bytes() for file in tmp_path.iterdir())
    population = Population(ModelStore((tmp_path,)), "mine")
    made = population.sample({"stature": 1.7}, 0.4, 30.0, 5, 1)
    assert (made[:, 74] == 1.7).all()
    assert np.isfinite(made).all()

    options = Options(split="validation", model="mine", models=(tmp_path,), draws=1, epochs=4, likely=20)
    rows = evaluate(survey_folder, options)
    assert set(rows["c2st"]) >= {"ours", "real", "baseline", "gaussian_by_sex", "plain_vae"}
    nll = rows["nll_nats_per_person"]
    assert abs(nll["ours"] - nll["baseline"]) < 10.0
    assert rows["fid"]["real_low"] < rows["fid"]["real"] < rows["fid"]["real_high"]
    assert rows["refused_share"]["ours"] == 0.0
    assert 0.3 < rows["coverage_50"]["ours"] < 0.7
    assert all(0.0 <= value <= 1.0 for metric in ("mig", "sap") for value in rows[metric].values())
    assert rows["sap"]["ours"] > rows["sap"]["baseline"]
    assert {bar.metric for bar in population_bars(rows)} == {"energy_distance", "c2st"}


def test_the_table_holds_its_parts() -> None:
    rng = np.random.default_rng(1)
    count = len(MEASURES)
    marginals = np.abs(rng.standard_normal((2, count, 4))) + 0.1
    age, loadings, residual = (rng.standard_normal((2, count, width)) for width in (3, 5, count))
    table = CoreTable(pack_table(marginals, age, loadings, residual))
    assert table.latents == 5
    for sex in (0, 1):
        core = table.at(float(sex), 30.0)
        np.testing.assert_array_equal(core.parameters, marginals[sex])
        np.testing.assert_array_equal(core.centre, age[sex, :, 0])
        np.testing.assert_array_equal(core.loadings, loadings[sex])
        np.testing.assert_array_equal(core.residual, residual[sex])
