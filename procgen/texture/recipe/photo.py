"""The photo recipe: a network that finds a surface's maps in one photo, trained on sets under rendered light.

Losses as in Deschaintre et al., "Single-image SVBRDF capture with a rendering-aware deep network" (SIGGRAPH 2018): maps
by absolute differences, and pictures of both under the same lights by differences of logarithms; materials are mixed,
as there, so that few go far. Relief, roughness and colours are varied before light falls on them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from procgen.kit.recipe.average import Averaged, capped
from procgen.kit.recipe.checkpoint import begins_shipped, read_checkpoint
from procgen.kit.recipe.device import autocast, placed, settled
from procgen.kit.recipe.export import write_catalog_entry
from procgen.kit.recipe.free_graph import write_graph
from procgen.kit.recipe.loop import ERROR, Figures, Moment, Schedule, run, update
from procgen.kit.recipe.shipped import load_shipped
from procgen.models.photo import FACTOR, PhotoConfig, PhotoNetwork
from procgen.runtime.catalog import packaged_assets
from procgen.texture.exemplar.network import DOMAIN
from procgen.texture.recipe.photo_light import Lights, normals_of, shaded
from procgen.texture.recipe.photo_sets import (
    COLOUR,
    HEIGHT,
    METAL,
    OPEN,
    ROUGH,
    SIDE_PX,
    SLOPES,
    PhotoSet,
    read_photo_sets,
)

_NAME: Final = "texture_photo"
_LOG_FLOOR: Final = 0.05
_MIXED: Final = 0.3
"""Share of examples that are mixtures of two materials."""
_SET_SEED: Final = 5
_FAINT, _STEEP = 0.01, 0.1
"""Slopes that hardly count, and that count half."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoTraining(Schedule):
    """How to train, and how long."""

    warmup_steps: int = 100
    cooldown_from: float = 0.2
    floor: float = 0.03
    report_every_s: float = 300.0
    batch: int = 8
    side_px: int = 128
    """Of a photo that is learned from."""
    zoom: tuple[float, float] = (0.8, 3.0)
    """Pixels of a set along one of the photo, between these."""
    rate: float = 1e-3
    average: float = 0.998
    colour_weight: float = 2.0
    normal_weight: float = 4.0
    slope_weight: float = 0.6
    rough_weight: float = 1.0
    metal_weight: float = 0.5
    render_weight: float = 0.3
    seed: int = 41


def crop(maps: Tensor, side: int, zoom: float, top: int, left: int) -> Tensor:
    """A piece (9, side, side) of a set's maps, reduced by a factor; heights are in its own pixels."""
    size = round(side * zoom)
    rows, columns = ((torch.arange(size) + first) % maps.shape[1] for first in (top, left))
    piece = maps[:, rows[:, None], columns[None, :]][None]
    if size != side:
        piece = F.interpolate(piece, (side, side), mode="bilinear", antialias=True, align_corners=False)
    piece[:, HEIGHT] /= size / side
    return piece[0]


def turned(maps: Tensor, *, across: bool, down: bool, swapped: bool) -> Tensor:
    """Maps (9, h, w) mirrored across and down, rows and columns exchanged; slopes turn with them."""
    maps = maps.clone()
    if across:
        maps = maps.flip(2)
        maps[3] *= -1.0
    if down:
        maps = maps.flip(1)
        maps[4] *= -1.0
    if swapped:
        maps = maps.transpose(1, 2).clone()
        maps[SLOPES] = maps[SLOPES].flip(0)
    return maps


class Examples:
    """Batches of maps and photos of them.

    Args:
        sets: to draw from.
        config: sizes and zooms.
    """

    def __init__(self, sets: Sequence[PhotoSet], config: PhotoTraining) -> None:
        self.sets, self.config = sets, config
        names = [one.material for one in sets]
        # Classes with many sets count more, but not as many times.
        weights = np.array([names.count(name) ** -0.5 for name in names])
        self.chances = weights / weights.sum()

    def maps(self, rng: np.random.Generator, count: int, side: int) -> tuple[Tensor, Tensor]:
        """(count, 9, side, side) maps, and (count, 1, 1, 1) whether metallic is known."""
        made, known = [], []
        for index in rng.choice(len(self.sets), count, p=self.chances):
            one = self.sets[index]
            zoom = math.exp(rng.uniform(*np.log(self.config.zoom)))
            zoom = min(zoom, SIDE_PX / side)
            room = SIDE_PX if one.tiles else SIDE_PX - round(side * zoom)
            top, left = (int(rng.integers(room + 1)) for _ in range(2))
            piece = crop(torch.from_numpy(one.maps).float(), side, zoom, top, left)
            across, down, swapped = rng.random(3) < 0.5
            made.append(turned(piece, across=across, down=down, swapped=swapped))
            known.append(one.knows_metal)
        whole = torch.stack(made)
        metal = torch.tensor(known).float()[:, None, None, None]
        return self._varied(whole, metal, rng)

    @staticmethod
    def _varied(maps: Tensor, known: Tensor, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Mixed with each other, and with other reliefs, roughnesses and colours."""
        count = len(maps)

        def drawn(low: float, high: float, channels: int = 1) -> Tensor:
            return torch.from_numpy(rng.uniform(low, high, (count, channels, 1, 1)).astype(np.float32))

        share = torch.from_numpy(np.where(rng.random(count) < _MIXED, rng.random(count), 0.0).astype(np.float32))
        share = share[:, None, None, None]
        maps = maps * (1.0 - share) + maps.roll(1, 0) * share
        known = torch.where(share > 0.0, known * known.roll(1, 0), known)
        relief = torch.from_numpy(np.exp(rng.normal(0.0, 0.3, (count, 1, 1, 1))).astype(np.float32))
        maps[:, SLOPES] *= relief
        maps[:, HEIGHT] *= relief
        maps[:, OPEN] = maps[:, OPEN].clamp(0.0, 1.0) ** relief
        maps[:, ROUGH] = (maps[:, ROUGH] + drawn(-0.12, 0.12)).clamp(0.03, 1.0)
        tint = torch.from_numpy(np.exp(rng.normal(0.0, 0.12, (count, 3, 1, 1))).astype(np.float32))
        maps[:, COLOUR] = (maps[:, COLOUR] * tint * drawn(0.75, 1.15)).clamp(0.01, 0.98)
        return maps, known

    def batch(self, rng: np.random.Generator, count: int, side: int) -> tuple[Tensor, Tensor, Tensor]:
        """Photos, their maps, and whether metallic is known."""
        maps, known = self.maps(rng, count, side)
        lights = Lights(rng)
        return lights.photographed(lights.light(maps)), maps, known


def unlike(found: Tensor, wanted: Tensor) -> Tensor:
    """One less the correlation of two fields of slopes (b, 2, h, w), 0 to 2, steep ones counting more.

    Where a photo leaves several reliefs possible the least absolute difference is that of flat ground, and there
    learning would rest; this asks for their forms, however faint.
    """
    dims = (1, 2, 3)
    steep = wanted.square().mean(dims).sqrt()
    product = (found * wanted).mean(dims)
    alike = product / ((found.square().mean(dims) + _FAINT**2).sqrt() * (steep + _FAINT))
    weight = steep / (steep + _STEEP)
    return ((1.0 - alike) * weight).mean()


def rendered_apart(found: Tensor, maps: Tensor, rng: np.random.Generator) -> Tensor:
    """How different two surfaces look under a light that was not in the photo: differences of logarithms."""
    lights = Lights(rng)
    to_light, to_eye = (lights.directions(len(maps), 0.4, 0.95).to(maps) for _ in range(2))
    pictures = []
    for one in (found, maps):
        normal = normals_of(one)
        light = shaded(one, normal, to_light.expand_as(normal), to_eye.expand_as(normal))
        pictures.append((light.clamp(0.0, 4.0) + _LOG_FLOOR).log())
    return (pictures[0] - pictures[1]).abs().mean()


class PhotoTrainer:
    """One step of everything.

    Args:
        shape: of the network.
        config: how to train.
        sets: to learn from.
        judged: sets that choose what is kept.
    """

    def __init__(
        self, shape: PhotoConfig, config: PhotoTraining, sets: Sequence[PhotoSet], judged: Sequence[PhotoSet]
    ) -> None:
        torch.manual_seed(config.seed)
        self.shape, self.config = shape, config
        self.examples = Examples(sets, config)
        self.network = settled(PhotoNetwork(shape))
        self.average = Averaged(self.network, capped(config.average, 20))
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), lr=config.rate, betas=(0.9, 0.98), weight_decay=1e-4
        )
        self.held_out = held_out_photos(judged) if judged else []

    def losses(self, photo: Tensor, maps: Tensor, known: Tensor, rng: np.random.Generator) -> dict[str, Tensor]:
        """By name, weighted."""
        config = self.config
        with autocast():
            found = self.network(photo)
        normal, wanted = normals_of(found), normals_of(maps)
        metal = (found[:, METAL] - maps[:, METAL]).abs() * known
        return {
            "colour": config.colour_weight * (found[:, COLOUR] - maps[:, COLOUR]).abs().mean(),
            "normal": config.normal_weight * (normal - wanted).abs().mean(),
            "slope": config.slope_weight * unlike(found[:, SLOPES], maps[:, SLOPES]),
            "rough": config.rough_weight * (found[:, ROUGH] - maps[:, ROUGH]).abs().mean(),
            "metal": config.metal_weight * metal.mean(),
            "render": config.render_weight * rendered_apart(found, maps[:, : found.shape[1]], rng),
        }

    def step(self, now: Moment) -> Figures:
        """One step."""
        rng = np.random.default_rng((self.config.seed, now.step))
        photo, maps, known = self.examples.batch(rng, self.config.batch, self.config.side_px)
        photo = photo.contiguous(memory_format=torch.channels_last)
        losses = self.losses(placed(photo.numpy()), placed(maps.numpy()), placed(known.numpy()), rng)
        total = torch.stack(list(losses.values())).sum()
        total.backward()  # type: ignore[no-untyped-call]
        update(self.optimiser, clip=1.0)
        return {name: float(loss.detach()) for name, loss in losses.items()}

    def validate(self) -> Figures:
        """Figures of the average on held-out sets."""
        figures = figures_of(self.average.network, self.held_out)
        error = figures["normal_deg"] / 10.0 + 5.0 * (figures["roughness"] + figures["colour"]) - figures["slope_alike"]
        return {**figures, ERROR: round(error, 4)}

    def kept(self) -> dict[str, Any]:
        """What the best holds."""
        return {"network": self.average.network.state_dict(), "shape": asdict(self.shape)}

    def load_shipped(self) -> None:
        """Begin with the network that ships."""
        load_shipped(packaged_assets() / f"{_NAME}.onnx", self.network)


@dataclass(frozen=True, slots=True, eq=False)
class HeldOut:
    """A photo of a set that was not learned from."""

    photo: Tensor
    """(1, 3, 256, 256)."""
    maps: Tensor
    """(1, 9, 256, 256)."""
    material: str


def held_out_photos(sets: Sequence[PhotoSet], first: int = 0) -> list[HeldOut]:
    """A photo of each set, 512 pixels of it on 256, always the same for equal numbers, of which the first is given."""
    found = []
    for number, one in enumerate(sets, first):
        lights = Lights(np.random.default_rng((_SET_SEED, number)))
        maps = crop(torch.from_numpy(one.maps).float(), SIDE_PX // 2, 2.0, 0, 0)[None]
        found.append(HeldOut(lights.photographed(lights.light(maps)), maps, one.material))
    return found


def angle_deg(found: Tensor, maps: Tensor) -> float:
    """Mean angle between the normals of two surfaces."""
    cosine = (normals_of(found) * normals_of(maps)).sum(dim=1).clamp(-1.0, 1.0)
    return math.degrees(float(cosine.acos().mean()))


def alike(found: Tensor, maps: Tensor) -> float:
    """Correlation of the slopes of two surfaces; 0 for flat ground."""
    one, other = found[:, SLOPES].flatten().double(), maps[:, SLOPES].flatten().double()
    spread = float((one.square().sum() * other.square().sum()).sqrt())
    return float((one * other).sum()) / spread if spread > 0.0 else 0.0


@torch.no_grad()
def figures_of(network: Callable[[Tensor], Tensor], held_out: Sequence[HeldOut]) -> dict[str, float]:
    """Mean errors: normals in degrees (and those of flat ground), roughness, and colours before and after."""
    rows = []
    for one in held_out:
        with autocast():
            found = network(placed(one.photo.numpy())).cpu().float()
        rows.append(
            {
                "normal_deg": angle_deg(found, one.maps),
                "flat_deg": angle_deg(torch.zeros_like(found), one.maps),
                "slope_alike": alike(found, one.maps),
                "roughness": float((found[:, ROUGH] - one.maps[:, ROUGH]).abs().mean()),
                "colour": float((found[:, COLOUR] - one.maps[:, COLOUR]).abs().mean()),
                "photo_colour": float((one.photo - one.maps[:, COLOUR]).abs().mean()),
            }
        )
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in rows[0]}


def train_photo(
    folders: Sequence[Path], out: Path, config: PhotoTraining, *, resume: bool, report: Callable[[str], None]
) -> Path:
    """Train on the train split of packs.

    Args:
        folders: of packs; see :mod:`procgen.texture.recipe.photo_sets`.
        out: for the run.
        config: how long, and how.
        resume: go on from the last checkpoint, or where there is none from the network that ships.
        report: takes a line now and then.

    Returns:
        The best network's file.

    Raises:
        FileNotFoundError, ValueError: a folder is no pack.
    """
    sets = read_photo_sets(folders, ("train", "validation"), report)
    learned = [one for one in sets if one.split == "train"]
    trainer = PhotoTrainer(PhotoConfig(), config, learned, [one for one in sets if one.split == "validation"])
    folder = out / "photo"
    parts: Mapping[str, Any] = {
        "network": trainer.network,
        "average": trainer.average,
        "optimiser": trainer.optimiser,
    }
    return run(
        trainer.step,
        trainer.validate if trainer.held_out else None,
        parts,
        config,
        folder,
        kept=trainer.kept,
        resume=resume,
        shipped=trainer.load_shipped if begins_shipped([folder]) else None,
        report=report,
    )


def load_photo(path: Path) -> PhotoNetwork:
    """The network of a file that :func:`train_photo` left."""
    state = read_checkpoint(path)
    network = PhotoNetwork(PhotoConfig(**{name: tuple(each) for name, each in state["shape"].items()}))
    network.load_state_dict(state["network"])
    return network.eval()


def export_photo(checkpoint: Path, folder: Path, *, generator: str, licence: str, default: bool) -> Path:
    """Write the network as serving loads it, and its entry in the catalog of a folder.

    Returns:
        The ONNX file.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network = load_photo(checkpoint)
    name = _NAME if default else f"{_NAME}_{generator}"
    path = folder / f"{name}.onnx"
    torch.manual_seed(0)
    sides = {2: "rows", 3: "columns"}
    write_graph(
        network,
        path,
        {"photo": torch.rand(1, 3, 4 * FACTOR, 4 * FACTOR)},
        {"photo": sides, "maps": sides},
        "maps",
        {"photo": torch.rand(1, 3, 3 * FACTOR, 5 * FACTOR)},
    )
    entry = {
        "name": name,
        "domain": DOMAIN,
        "generator": generator,
        "role": "maps",
        "family": "unet",
        "file": path.name,
        "licence": licence,
        "default": default,
        "card": "texture.md",
        "properties": {},
    }
    write_catalog_entry(folder, entry)
    return path
