"""The recipe of the face networks: a conditional β-VAE of faces and a density of their features.

    faces, report = train_faces(Path("data/characters"), Path("runs/face"))
    export_faces(Path("runs/face"), Path("runs/face/models"), generator="face", licence="MIT")

Faces are drawn by :mod:`procgen.character.recipe.face_data`; the mesh of each is tested for defects and for skin that
crosses skin; both learn from the sound ones. All of it takes some ten minutes on one thread.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from procgen.character.body.basis import BODY_VERTICES, Basis, packaged_basis
from procgen.character.face import axes as face_axes
from procgen.character.face.features import Features
from procgen.character.face.landmarks import MIDLINE
from procgen.character.face.mesh import HeadMesh, corner_weights, head_vertices
from procgen.character.face.soundness import Soundness
from procgen.character.face.tight import load_pairs
from procgen.character.recipe.face_data import FaceSet, Prior, read_heads
from procgen.character.ruler.face_crossing import SkinCrossing
from procgen.kit.recipe.export import write_catalog_entry
from procgen.models.face_vae import FaceBound, FaceDensity, FaceVae, FaceVaeConfig
from procgen.runtime.catalog import packaged_assets
from procgen.texture.recipe.export import write_graph

Floats = npt.NDArray[np.float64]
Say = Callable[[str], None]

DATA_FILE, VAE_FILE, DENSITY_FILE = "faces.npz", "face_vae.pt", "face_density.pt"
_ERROR_MM = 0.05
"""Error of the skin, root of the mean square over the head, that costs half a nat."""
_SLIDER_ERROR = 0.8
"""The same for a slider alone, in its standard deviations: it keeps those apart that move the same skin."""


@dataclass(frozen=True, slots=True)
class FaceRecipe:
    """How many faces, and how long to train on them."""

    faces: int = 24_000
    epochs: int = 70
    batch: int = 512
    learning_rate: float = 2e-3
    beta: float = 1.0
    naming: float = 1.0
    """Weight of the named axes' likelihood."""
    held_out: float = 0.15
    seed: int = 11


@dataclass(frozen=True, eq=False)
class LabelledFaces:
    """Drawn faces and what their meshes are like.

    Attributes:
        faces: the draw.
        cut: (n, S) values inside the sliders' ranges.
        features: (n, F).
        defective: (n,) a defect beyond its bound.
        crossed: (n,) skin that crosses skin.
        held_out: (n,) not to learn from: people of the survey whom training does not see.
    """

    faces: FaceSet
    cut: Floats
    features: Floats
    defective: npt.NDArray[np.bool_]
    crossed: npt.NDArray[np.bool_]
    held_out: npt.NDArray[np.bool_]

    @property
    def broken(self) -> npt.NDArray[np.bool_]:
        """(n,) not to be learned from by the VAE."""
        return self.defective | self.crossed

    def corners(self) -> npt.NDArray[np.float32]:
        """(n, 24) conditions as the networks take them."""
        return corner_weights(self.faces.conditions())


def make_faces(data: Path, out: Path, recipe: FaceRecipe, basis: Basis, report: Say) -> tuple[Prior, LabelledFaces]:
    """Draw and test faces, or read those that ``out`` holds already.

    Raises:
        FileNotFoundError: ``data`` lacks ansur2.csv.xz.
    """
    heads = read_heads(data)
    prior = Prior(basis, heads)
    path = out / DATA_FILE
    if not path.exists():
        faces = prior.draw(recipe.faces, recipe.seed)
        cut = np.clip(faces.values, *prior.bounds)
        corners = corner_weights(faces.conditions())
        soundness, features = (
            Soundness(basis, prior.sliders, load_pairs(packaged_assets())),
            Features(basis, prior.sliders),
        )
        crossing = SkinCrossing(basis, prior.sliders)
        rows = []
        defective, crossed = np.zeros((2, len(faces)), bool)
        started = time.monotonic()
        for start in range(0, len(faces), 500):
            part = slice(start, start + 500)
            rows.append(features.measure(cut[part], corners[part]))
            defective[part] = ~soundness.sound(cut[part], corners[part])
            crossed[part] = crossing.count(cut[part], corners[part]) > 0
            if start % 5000 == 0:
                report(f"{start} faces tested, {time.monotonic() - started:.0f} s")
        out.mkdir(parents=True, exist_ok=True)
        kept: dict[str, Any] = {name: getattr(faces, name) for name in faces.__dataclass_fields__}
        tested: dict[str, Any] = {"features": np.concatenate(rows), "defective": defective, "crossed": crossed}
        np.savez_compressed(path, **kept, **tested)
    with np.load(path, allow_pickle=False) as file:
        faces = FaceSet(*(file[name] for name in FaceSet.__dataclass_fields__))
        tested = {name: file[name] for name in ("features", "defective", "crossed")}
    rng = np.random.Generator(np.random.Philox(key=recipe.seed + 1))
    kept_out = rng.random(len(heads.sex)) < recipe.held_out
    cut = np.clip(faces.values, *prior.bounds)
    return prior, LabelledFaces(faces, cut, **tested, held_out=kept_out[faces.person])


def skin_weight(basis: Basis, sliders: tuple[str, ...], scale: Floats) -> Floats:
    """(S, S) lower triangle L of the metric L L' of slider errors in nats (see :class:`FaceVae`)."""
    head = head_vertices(basis)
    body = head[(head < BODY_VERTICES) & (basis.vertices[head, 1] > basis.vertices[MIDLINE["cervical"], 1] - 0.01)]
    mesh = HeadMesh.of(basis, sliders, body)
    # A slider with one end has shifts on that end alone; the others' ends are opposite, nearly.
    both = (np.abs(mesh.negative).max(axis=1) > 0) & (np.abs(mesh.positive).max(axis=1) > 0)
    shift = 1e3 * (mesh.positive.astype(np.float64) - mesh.negative) / np.where(both, 2.0, 1.0)[:, None]
    metric = shift @ shift.T / len(body) / _ERROR_MM**2 + np.diag(1.0 / (_SLIDER_ERROR * scale) ** 2)
    return np.asarray(np.linalg.cholesky(metric), np.float64)


def _tensors(*arrays: npt.NDArray[Any]) -> list[Tensor]:
    return [torch.from_numpy(np.ascontiguousarray(array, np.float32)) for array in arrays]


def named_mean(axes: Floats, condition: Floats, scaled: Floats) -> Floats:
    """(A + C, S) ridge regression of scaled slider values (n, S) on axes (n, A) and conditions (n, C)."""
    given = np.concatenate([axes, condition], axis=1)
    inner = given.T @ given + np.eye(given.shape[1])
    return np.asarray(np.linalg.solve(inner, given.T @ scaled), np.float64)


def train_vae(
    prior: Prior, labelled: LabelledFaces, recipe: FaceRecipe, basis: Basis, report: Say, *, named: bool = True
) -> FaceVae:
    """Fit the VAE to the sound faces of training; ``named=False`` gives the plain VAE to compare with."""
    torch.manual_seed(recipe.seed)
    rows = ~labelled.broken & ~labelled.held_out
    faces = labelled.faces.take(rows)
    scale = (faces.values - prior.mean(faces.sex, faces.age_years, faces.heritage)).std(axis=0)
    config = FaceVaeConfig(
        len(prior.sliders),
        prior.identity,
        len(face_axes.NAMES),
        face_axes.NAMES.index(face_axes.ASYMMETRY),
        face_axes.ASYMMETRY_RATE if named else 0.0,
        len(corner_weights(faces.conditions()[:1])[0]),
    )
    known, corners = faces.axes / faces.axes.std(axis=0), labelled.corners()[rows].astype(np.float64)
    mean = named_mean(known if named else np.zeros_like(known), corners, faces.values / scale)
    model = FaceVae(config, *_tensors(scale, skin_weight(basis, prior.sliders, scale), mean))
    raw, cut, axes, condition = _tensors(faces.values, labelled.cut[rows], known, corners)
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=1e-4)
    steps = recipe.epochs * (len(raw) // recipe.batch)
    generator = torch.Generator().manual_seed(recipe.seed)
    started, step = time.monotonic(), 0
    bound = FaceBound(*(torch.zeros(1),) * 3)
    for epoch in range(recipe.epochs):
        order = torch.randperm(len(raw), generator=generator)
        for part in torch.split(order, recipe.batch)[: len(raw) // recipe.batch]:
            for group in optimiser.param_groups:
                warm = min(1.0, (step + 1) / 100)
                group["lr"] = recipe.learning_rate * warm * 0.5 * (1 + math.cos(math.pi * step / steps))
            noise = torch.randn(len(part), config.axes + config.free, generator=generator)
            known = axes[part] if named else None
            bound = model.bound(raw[part], cut[part], known, condition[part], noise)
            error, divergence, naming = bound
            loss = (error + recipe.beta * divergence + recipe.naming * naming).mean()
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 200.0)
            optimiser.step()
            step += 1
        if epoch % 10 == 0 or epoch == recipe.epochs - 1:
            told = ", ".join(f"{name} {float(term.mean().detach()):.1f}" for name, term in bound._asdict().items())
            report(f"epoch {epoch}, {time.monotonic() - started:.0f} s: {told}")
    model.eval()
    _set_residual(model, raw, cut, axes if named else None, condition, generator)
    return model


@torch.no_grad()
def _set_residual(
    model: FaceVae, raw: Tensor, cut: Tensor, axes: Tensor | None, condition: Tensor, generator: torch.Generator
) -> None:
    """What latents drawn from the posterior leave over becomes the decoder's noise."""
    noise = torch.randn(len(raw), model.config.axes + model.config.free, generator=generator)
    latent, _, _ = model.draw(cut, axes, condition, noise)
    left = (raw - model.decoder(latent, torch.zeros_like(raw), condition)) / model.decoder.scale
    left = left / model.decoder.gain(latent)
    covariance = torch.cov(left.T) + 1e-6 * torch.eye(left.shape[1])
    model.decoder.residual.copy_(torch.linalg.cholesky(covariance))


@torch.no_grad()
def fit_density(labelled: LabelledFaces, report: Say) -> tuple[FaceDensity, list[float]]:
    """Fit the density of features to the sound faces of training.

    Returns:
        The density, and the energies below which 0, 1, … 100 % of the held-out sound faces lie.
    """
    features, condition = _tensors(labelled.features, labelled.corners())
    density = FaceDensity(features.shape[1], condition.shape[1])
    sound = torch.from_numpy(~labelled.held_out & ~labelled.broken)
    density.centre.copy_(features[sound].mean(0))
    chosen, given = features[sound] - density.centre, condition[sound]
    ridge = given.T @ given + torch.eye(given.shape[1])
    density.expected.copy_(torch.linalg.solve(ridge, given.T @ chosen))
    left = chosen - given @ density.expected
    lower = torch.linalg.cholesky(torch.cov(left.T) + 1e-9 * torch.eye(left.shape[1]))
    density.whitening.copy_(torch.linalg.inv(lower).T)
    energy = density(features, condition)[:, 0].numpy()
    fresh, broken = energy[labelled.held_out & ~labelled.broken], energy[labelled.held_out & labelled.broken]
    report(f"energy: sound {np.median(fresh):.1f}, broken {np.median(broken):.1f} (medians of held-out faces)")
    return density.eval(), np.quantile(fresh, np.linspace(0, 1, 101)).round(4).tolist()


def train_faces(
    data: Path, out: Path, recipe: FaceRecipe | None = None, *, report: Say = lambda _: None
) -> tuple[FaceVae, FaceDensity]:
    """Make the faces, train both networks and write them to ``out``; faces that lie there are used again.

    Args:
        data: folder with ansur2.csv.xz.
        out: for the faces and the checkpoints.
        recipe: how many and how long.
        report: gets a line now and then.

    Raises:
        FileNotFoundError: the survey is missing.
    """
    recipe = recipe or FaceRecipe()
    basis = packaged_basis()
    prior, labelled = make_faces(data, out, recipe, basis, report)
    report(f"{len(labelled.broken)} faces, {labelled.broken.mean():.3f} of them broken")
    vae = train_vae(prior, labelled, recipe, basis, report)
    density, quantiles = fit_density(labelled, report)
    torch.save({"config": asdict(vae.config), "state": vae.state_dict()}, out / VAE_FILE)
    torch.save({"state": density.state_dict(), "quantiles": quantiles}, out / DENSITY_FILE)
    return vae, density


def load_vae(path: Path) -> FaceVae:
    """The VAE of a checkpoint. Raises FileNotFoundError."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    config = FaceVaeConfig(**saved["config"])
    mean = torch.zeros(config.axes + config.condition, config.sliders)
    vae = FaceVae(config, torch.ones(config.sliders), torch.eye(config.sliders), mean)
    vae.load_state_dict(saved["state"])
    return vae.eval()


def load_density(path: Path) -> tuple[FaceDensity, list[float]]:
    """The density of a checkpoint and its quantiles. Raises FileNotFoundError."""
    saved = torch.load(path, map_location="cpu", weights_only=True)
    condition, features = saved["state"]["expected"].shape
    density = FaceDensity(features, condition)
    density.load_state_dict(saved["state"])
    return density.eval(), list(saved["quantiles"])


def export_faces(run: Path, models: Path, *, generator: str, licence: str, default: bool = False) -> None:
    """Write decoder, encoder and density as ONNX with their catalog entries.

    Args:
        run: the folder of :func:`train_faces`.
        models: where to; an existing catalog there is added to.
        generator: what requests call it.
        licence: SPDX expression.
        default: mark as the default.

    Raises:
        ValueError: a graph differs from its network.
    """
    vae = load_vae(run / VAE_FILE)
    density, quantiles = load_density(run / DENSITY_FILE)
    config = vae.config
    latents, sliders, features = config.axes + config.free, config.sliders, density.expected.shape[1]
    properties = {"latents": latents, "sliders": sliders, "axes": list(face_axes.NAMES)}
    parts: list[tuple[str, torch.nn.Module, dict[str, int], str, dict[str, Any]]] = [
        ("face", vae.decoder, {"latent": latents, "noise": sliders}, "values", properties),
        ("encoder", vae.encoder, {"values": sliders}, "posterior", {}),
        ("density", density, {"features": features}, "energy", {"quantiles": quantiles}),
    ]
    models.mkdir(parents=True, exist_ok=True)
    rng = torch.Generator().manual_seed(1)
    for role, network, own, output, extra in parts:
        widths = {**own, "condition": config.condition}
        name = "character_face" if role == "face" else f"character_face_{role}"
        example = {key: torch.randn(3, width, generator=rng) for key, width in widths.items()}
        check = {key: torch.randn(5, width, generator=rng) for key, width in widths.items()}
        free = {key: {0: "count"} for key in (*widths, output)}
        write_graph(network, models / f"{name}.onnx", example, free, output, check)
        write_catalog_entry(
            models,
            {
                "name": name if generator == "face" else f"{generator}_{name}",
                "domain": "character",
                "generator": generator,
                "role": role,
                "family": "gaussian" if role == "density" else "vae",
                "file": f"{name}.onnx",
                "licence": licence,
                "default": default,
                "card": "character.md",
                "properties": extra,
            },
        )
