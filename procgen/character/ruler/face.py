"""How good the population of faces is: reconstruction, distribution, named axes, variety, soundness.

All figures are of faces whose survey person training did not see. Baselines: principal components with as many latents,
a conditional Gaussian of the sliders, and a plain VAE of the same shape without named axes or residual noise.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.face.faces import Faces
from procgen.character.face.features import Features
from procgen.character.face.landmarks import MIDLINE
from procgen.character.face.mesh import HERITAGES, Condition, HeadMesh, corner_weights, head_vertices
from procgen.character.face.sliders import to_row
from procgen.character.face.soundness import BOUNDS, NAMES, Soundness
from procgen.character.face.tight import load_pairs
from procgen.character.recipe.face import VAE_FILE, FaceRecipe, LabelledFaces, load_vae, make_faces, train_vae
from procgen.character.recipe.face_crossing import SkinCrossing
from procgen.character.recipe.face_data import Prior
from procgen.character.ruler.population_disentanglement import Disentanglement, disentanglement
from procgen.kit.ruler.two_samples import classifier_test, energy_distance
from procgen.models.face_vae import FaceVae
from procgen.runtime.catalog import packaged_assets

Floats = npt.NDArray[np.float64]
_HELD_OUT = 3000
"""At most so many held-out faces are compared: distances take the square of it."""


@dataclass(frozen=True, slots=True)
class Model:
    """A generator of faces to compare.

    Attributes:
        encode: cut values (n, S) and conditions (n, C) to latents (n, L).
        decode: the way back, to values that are not cut.
        sample: conditions (n, C) and a seed to values that are not cut.
    """

    encode: Callable[[Floats, Floats], Floats]
    decode: Callable[[Floats, Floats], Floats]
    sample: Callable[[Floats, int], Floats]


def _tensor(array: npt.NDArray[np.floating]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32))


def vae_model(vae: FaceVae, *, noise: bool) -> Model:
    """The VAE; without ``noise`` its samples lack what the latents leave over."""
    latents, sliders = vae.config.axes + vae.config.free, vae.config.sliders

    def run(latent: Tensor, extra: Tensor, condition: Floats) -> Floats:
        with torch.no_grad():
            return np.asarray(vae.decoder(latent, extra, _tensor(condition)).numpy(), np.float64)

    def encode(values: Floats, condition: Floats) -> Floats:
        with torch.no_grad():
            posterior = vae.encoder(_tensor(values), _tensor(condition)).numpy()
        return np.asarray(posterior[:, :latents], np.float64)

    def decode(latent: Floats, condition: Floats) -> Floats:
        return run(_tensor(latent), torch.zeros(len(latent), sliders), condition)

    def sample(condition: Floats, seed: int) -> Floats:
        generator = torch.Generator().manual_seed(seed)
        latent = torch.randn(len(condition), latents, generator=generator)
        extra = torch.randn(len(condition), sliders, generator=generator)
        return run(latent, extra if noise else torch.zeros_like(extra), condition)

    return Model(encode, decode, sample)


def gaussian_model(raw: Floats, condition: Floats, latents: int) -> Model:
    """Linear regression on the condition, full covariance, and its leading principal components as latents."""
    ridge = condition.T @ condition + np.eye(condition.shape[1])
    expected = np.linalg.solve(ridge, condition.T @ raw)
    left = raw - condition @ expected
    values, vectors = np.linalg.eigh(np.cov(left.T))
    order = np.argsort(values)[::-1]
    scale, axes = np.sqrt(np.maximum(values[order], 1e-12)), vectors[:, order]

    def encode(cut: Floats, given: Floats) -> Floats:
        return np.asarray((cut - given @ expected) @ axes[:, :latents] / scale[:latents])

    def decode(latent: Floats, given: Floats) -> Floats:
        return np.asarray(given @ expected + (latent * scale[:latents]) @ axes[:, :latents].T)

    def sample(given: Floats, seed: int) -> Floats:
        normal = np.random.default_rng(seed).standard_normal((len(given), len(scale)))
        return np.asarray(given @ expected + (normal * scale) @ axes.T)

    return Model(encode, decode, sample)


def skin_mesh(basis: Basis, sliders: tuple[str, ...]) -> HeadMesh:
    """The skin of face, skull and ears, where distances between faces are measured."""
    head = head_vertices(basis)
    above = basis.vertices[head, 1] > basis.vertices[MIDLINE["cervical"], 1]
    return HeadMesh.of(basis, sliders, head[(head < BODY_VERTICES) & above])


def reconstruction_mm(
    model: Model, cut: Floats, condition: Floats, bounds: Floats, mesh: HeadMesh
) -> tuple[float, float]:
    """Mean and 95th percentile over faces of the mean distance of the skin's vertices, encoded and decoded."""
    back = np.clip(model.decode(model.encode(cut, condition), condition), *bounds)
    shift = mesh.shifts(back.astype(np.float32)) - mesh.shifts(cut.astype(np.float32))
    distance = 1e3 * np.linalg.norm(shift, axis=2).mean(axis=1)
    return float(distance.mean()), float(np.quantile(distance, 0.95))


@dataclass(frozen=True, slots=True)
class Variety:
    """How many faces differ, and how many are broken.

    Attributes:
        count: of faces.
        mean_pair_mm: mean over pairs of the mean distance between their skins, without differences of place.
        least_pair_mm: of the nearest pair.
        broken: defect to number of faces beyond its bound; "crossing" are those whose skin crosses itself.
    """

    count: int
    mean_pair_mm: float
    least_pair_mm: float
    broken: dict[str, int]


def pair_distances_mm(points: npt.NDArray[np.float32]) -> Floats:
    """Of every pair of faces (n, V, 3): mean distance of their vertices once their centres lie on each other."""
    centred = 1e3 * (points - points.mean(axis=1, keepdims=True))
    return np.concatenate(
        [np.linalg.norm(centred[i + 1 :] - own, axis=2).mean(axis=1) for i, own in enumerate(centred[:-1])]
    ).astype(np.float64)


def variety(values: Floats, condition: npt.NDArray[np.float32], basis: Basis, sliders: tuple[str, ...]) -> Variety:
    """Variety and soundness of faces (n, S) of people (n, 24)."""
    mesh = skin_mesh(basis, sliders)
    every = mesh.places(mesh.vertices[::4])
    pairs = pair_distances_mm(mesh.evaluate(values.astype(np.float32), condition)[:, every])
    defects = Soundness(basis, sliders, load_pairs(packaged_assets())).measure(values, condition)
    broken = {name: int(number) for name, number in zip(NAMES, (defects > BOUNDS).sum(axis=0), strict=True)}
    broken["crossing"] = int(np.count_nonzero(SkinCrossing(basis, sliders).count(values, condition)))
    return Variety(len(values), float(pairs.mean()), float(pairs.min()), broken)


def people(count: int, seed: int) -> list[Condition]:
    """People to make faces for: half men, 6 to 90 years, all heritages and mixtures."""
    rng = np.random.Generator(np.random.Philox(key=seed))
    return [
        Condition(
            float(rng.integers(2)),
            float(rng.uniform(6.0, 90.0)),
            dict(zip(HERITAGES, map(float, rng.dirichlet((0.4, 0.4, 0.4))), strict=True)),
        )
        for _ in range(count)
    ]


def sampled_variety(faces: Faces, basis: Basis, count: int = 1000, seed: int = 1) -> Variety:
    """What ``Faces.sample`` makes for ``count`` different people."""
    conditions = people(count, seed)
    rows = np.stack(
        [
            to_row(faces.sample(number, who.sex, who.age_years, who.heritage)[0], faces.sliders)
            for number, who in enumerate(conditions)
        ]
    )
    return variety(rows, corner_weights(conditions), basis, faces.sliders)


@dataclass(frozen=True, slots=True)
class Compared:
    """One generator's figures on held-out faces.

    Attributes:
        reconstruction_mm, reconstruction_p95_mm: see :func:`reconstruction_mm`.
        energy_distance: of standardised features and conditions, to held-out faces of the same conditions.
        c2st: area under the curve of a network that tells made from held-out faces by the same numbers; 0.5 is best.
        axes: MIG, DCI and SAP of the latents against the known axes.
    """

    reconstruction_mm: float
    reconstruction_p95_mm: float
    energy_distance: float
    c2st: float
    axes: Disentanglement


def compare(
    models: dict[str, Model], labelled: LabelledFaces, prior: Prior, basis: Basis, seed: int = 3
) -> dict[str, Compared]:
    """Figures of each generator. The two-sample test learns from half of the held-out people and asks of the others."""
    fresh = np.flatnonzero(labelled.held_out & ~labelled.broken)[:_HELD_OUT]
    cut, condition = labelled.cut[fresh], labelled.corners()[fresh].astype(np.float64)
    known, person = labelled.faces.axes[fresh], labelled.faces.person[fresh]
    mesh, features = skin_mesh(basis, prior.sliders), Features(basis, prior.sliders)
    real = labelled.features[fresh]
    centre, spread = real.mean(axis=0), real.std(axis=0)

    def rows(measured: Floats) -> Floats:
        return np.concatenate([(measured - centre) / spread, condition], axis=1)

    truth, asked = rows(real), person % 2 == 0
    made: dict[str, Compared] = {}
    for name, model in models.items():
        values = np.clip(model.sample(condition, seed), *prior.bounds)
        own = rows(features.measure(values, condition.astype(np.float32)))
        latents = model.encode(cut, condition)
        two_sample = classifier_test(truth[~asked], own[~asked], truth[asked], own[asked])
        made[name] = Compared(
            *reconstruction_mm(model, cut, condition, prior.bounds, mesh),
            energy_distance(truth, own, person, person),
            two_sample.area.value,
            disentanglement(latents, known),
        )
    return made


def evaluate_faces(data: Path, run: Path, basis: Basis, report: Callable[[str], None]) -> dict[str, Compared]:
    """Compare the VAE in ``run`` with the baselines, which are fitted here.

    Args:
        data: folder with ansur2.csv.xz.
        run: of :func:`procgen.character.recipe.face.train_faces`.
        basis: the mesh.
        report: gets a line now and then.

    Raises:
        FileNotFoundError: a file is missing.
    """
    recipe = FaceRecipe()
    prior, labelled = make_faces(data, run, recipe, basis, report)
    vae = load_vae(run / VAE_FILE)
    plain = train_vae(prior, labelled, recipe, basis, report, named=False)
    learn = ~labelled.held_out & ~labelled.broken
    latents = vae.config.axes + vae.config.free
    models = {
        "face VAE": vae_model(vae, noise=True),
        "conditional Gaussian, principal components": gaussian_model(
            labelled.faces.values[learn], labelled.corners()[learn].astype(np.float64), latents
        ),
        "plain VAE": vae_model(plain, noise=False),
    }
    return compare(models, labelled, prior, basis)
