"""The recipe of the face networks: a conditional β-VAE of faces and a density of their features.

    faces, report = train_faces(Path("data/characters"), Path("runs/face"))
    export_faces(Path("runs/face"), Path("runs/face/models"), generator="face", licence="MIT")

Faces are drawn by :mod:`procgen.character.recipe.face_data`; the mesh of each is tested for defects and for skin that
crosses skin; both learn from the sound ones. All of it takes some ten minutes on one thread.
"""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from functools import partial
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
from procgen.character.recipe.face_crossing import SkinCrossing
from procgen.character.recipe.face_data import FaceSet, Prior, read_heads
from procgen.kit.recipe.checkpoint import read_checkpoint, run_folder, save_checkpoint
from procgen.kit.recipe.device import normal, placed, settled
from procgen.kit.recipe.export import write_catalog_entry
from procgen.kit.recipe.free_graph import write_graph
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Report, Schedule, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.face_vae import FaceBound, FaceDensity, FaceVae, FaceVaeConfig
from procgen.runtime.catalog import packaged_assets

Floats = npt.NDArray[np.float64]

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


def make_faces(data: Path, out: Path, recipe: FaceRecipe, basis: Basis, report: Report) -> tuple[Prior, LabelledFaces]:
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
    return [placed(array.astype(np.float32)) for array in arrays]


def named_mean(axes: Floats, condition: Floats, scaled: Floats) -> Floats:
    """(A + C, S) ridge regression of scaled slider values (n, S) on axes (n, A) and conditions (n, C)."""
    given = np.concatenate([axes, condition], axis=1)
    inner = given.T @ given + np.eye(given.shape[1])
    return np.asarray(np.linalg.solve(inner, given.T @ scaled), np.float64)


def train_vae(
    prior: Prior,
    labelled: LabelledFaces,
    recipe: FaceRecipe,
    basis: Basis,
    report: Report,
    folder: Path | None = None,
    *,
    named: bool = True,
    resume: bool = False,
    shipped: Path | None = None,
) -> FaceVae:
    """Fit the VAE to the sound faces of training; those that were held out choose.

    Args:
        prior: where the faces were drawn from.
        labelled: the faces.
        recipe: how long to train.
        basis: the body's.
        report: gets a line now and then.
        folder: of the run, see :func:`procgen.kit.recipe.loop.run`; none is kept without.
        named: False gives the plain VAE to compare with.
        resume: go on from the last checkpoint, or where there is none from ``shipped``.
        shipped: folder of exported networks.
    """
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
    spread = faces.axes.std(axis=0)
    known, corners = faces.axes / spread, labelled.corners()[rows].astype(np.float64)
    mean = named_mean(known if named else np.zeros_like(known), corners, faces.values / scale)
    model = settled(FaceVae(config, *_tensors(scale, skin_weight(basis, prior.sliders, scale), mean)))
    raw, cut, axes, condition = _tensors(faces.values, labelled.cut[rows], known, corners)
    others = ~labelled.broken & labelled.held_out
    unseen = labelled.faces.take(others)
    held = _tensors(unseen.values, labelled.cut[others], unseen.axes / spread, labelled.corners()[others])
    optimiser = torch.optim.AdamW(model.parameters(), lr=recipe.learning_rate, weight_decay=1e-4)
    epoch = max(len(raw) // recipe.batch, 1)

    def bound(four: list[Tensor], chance: int | torch.Generator) -> FaceBound:
        noise = normal((len(four[0]), config.axes + config.free), chance)
        return model.bound(four[0], four[1], four[2] if named else None, four[3], noise)

    def total(terms: FaceBound) -> Tensor:
        return (terms.error + recipe.beta * terms.divergence + recipe.naming * terms.naming).mean()

    def step(now: Moment) -> Figures:
        order = torch.randperm(len(raw), generator=torch.Generator().manual_seed(recipe.seed + now.step // epoch))
        start = now.step % epoch * recipe.batch
        chosen = order[start : start + recipe.batch].to(raw.device)
        generator = torch.Generator().manual_seed(recipe.seed * 1_000_003 + now.step)
        terms = bound([part[chosen] for part in (raw, cut, axes, condition)], generator)
        total(terms).backward()  # type: ignore[no-untyped-call]
        update(optimiser, clip=200.0)
        return {name: float(term.mean().detach()) for name, term in terms._asdict().items()}

    @torch.no_grad()
    def validate() -> Figures:
        return {ERROR: float(total(bound(held, 1)))}

    def load_networks(folder: Path) -> None:
        load_shipped(folder / "character_face_encoder.onnx", model.encoder)
        load_shipped(folder / "character_face.onnx", model.decoder)

    with run_folder(folder) as place:
        best = run(
            step,
            validate if len(held[0]) else None,
            {"model": model, "optimiser": optimiser},
            Schedule(
                steps=recipe.epochs * epoch, warmup_steps=100, report_every_s=math.inf, report_every_steps=10 * epoch
            ),
            place,
            kept=model.state_dict,
            resume=resume,
            shipped=partial(load_networks, shipped) if shipped else None,
            report=report,
        )
        model.load_state_dict(read_checkpoint(best))
    model.eval()
    _set_residual(model, raw, cut, axes if named else None, condition, recipe.seed)
    return model.cpu()


@torch.no_grad()
def _set_residual(model: FaceVae, raw: Tensor, cut: Tensor, axes: Tensor | None, condition: Tensor, seed: int) -> None:
    """What latents drawn from the posterior leave over becomes the decoder's noise."""
    noise = normal((len(raw), model.config.axes + model.config.free), seed)
    latent, _, _ = model.draw(cut, axes, condition, noise)
    left = (raw - model.decoder(latent, torch.zeros_like(raw), condition)) / model.decoder.scale
    left = left / model.decoder.gain(latent)
    covariance = torch.cov(left.T) + 1e-6 * torch.eye(left.shape[1], device=left.device)
    model.decoder.residual.copy_(torch.linalg.cholesky(covariance))


@torch.no_grad()
def fit_density(labelled: LabelledFaces, report: Report) -> tuple[FaceDensity, list[float]]:
    """Fit the density of features to the sound faces of training.

    Returns:
        The density, and the energies below which 0, 1, … 100 % of the held-out sound faces lie.
    """
    features, condition = _tensors(labelled.features, labelled.corners())
    density = settled(FaceDensity(features.shape[1], condition.shape[1]))
    sound = placed(~labelled.held_out & ~labelled.broken)
    density.centre.copy_(features[sound].mean(0))
    chosen, given = features[sound] - density.centre, condition[sound]
    ridge = given.T @ given + torch.eye(given.shape[1], device=given.device)
    density.expected.copy_(torch.linalg.solve(ridge, given.T @ chosen))
    left = chosen - given @ density.expected
    lower = torch.linalg.cholesky(torch.cov(left.T) + 1e-9 * torch.eye(left.shape[1], device=left.device))
    density.whitening.copy_(torch.linalg.inv(lower).T)
    energy = density(features, condition)[:, 0].cpu().numpy()
    fresh, broken = energy[labelled.held_out & ~labelled.broken], energy[labelled.held_out & labelled.broken]
    report(f"energy: sound {np.median(fresh):.1f}, broken {np.median(broken):.1f} (medians of held-out faces)")
    return density.cpu().eval(), np.quantile(fresh, np.linspace(0, 1, 101)).round(4).tolist()


def train_faces(
    data: Path,
    out: Path,
    recipe: FaceRecipe | None = None,
    *,
    resume: bool = False,
    shipped: Path | None = None,
    report: Report = lambda _: None,
) -> tuple[FaceVae, FaceDensity]:
    """Make the faces, train both networks and write them to ``out``; faces that lie there are used again.

    Args:
        data: folder with ansur2.csv.xz.
        out: for the faces and the checkpoints.
        recipe: how many and how long.
        resume: go on from the VAE's last checkpoint, or where there is none from ``shipped``.
        shipped: folder of exported networks.
        report: gets a line now and then.

    Raises:
        FileNotFoundError: the survey is missing.
    """
    recipe = recipe or FaceRecipe()
    basis = packaged_basis()
    prior, labelled = make_faces(data, out, recipe, basis, report)
    report(f"{len(labelled.broken)} faces, {labelled.broken.mean():.3f} of them broken")
    vae = train_vae(prior, labelled, recipe, basis, report, out / "vae", resume=resume, shipped=shipped)
    density, quantiles = fit_density(labelled, report)
    save_checkpoint(out / VAE_FILE, {"config": asdict(vae.config), "state": vae.state_dict()})
    save_checkpoint(out / DENSITY_FILE, {"state": density.state_dict(), "quantiles": quantiles})
    return vae, density


def load_vae(path: Path) -> FaceVae:
    """The VAE of a checkpoint. Raises FileNotFoundError."""
    saved = read_checkpoint(path)
    config = FaceVaeConfig(**saved["config"])
    mean = torch.zeros(config.axes + config.condition, config.sliders)
    vae = FaceVae(config, torch.ones(config.sliders), torch.eye(config.sliders), mean)
    vae.load_state_dict(saved["state"])
    return vae.eval()


def load_density(path: Path) -> tuple[FaceDensity, list[float]]:
    """The density of a checkpoint and its quantiles. Raises FileNotFoundError."""
    saved = read_checkpoint(path)
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
