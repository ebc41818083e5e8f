"""Materials at the size at which one stands before them: 1024 pixels, beside real scans of that size.

``kid_256_x1000`` is KID at 256 pixels, against held-out pictures that have so many. The rest is measured at 1024:
``energy_128_1024`` is the power of the brightness above 128 cycles a tile over that of the real sets of the class, the
median over classes; ``judge_256`` what share of crops of 256 pixels boosted trees tell rightly, real or made, each by
trees that saw nothing of its material (0.5 is what nobody can tell); ``edges_1024`` how albedo and height agree,
heights being solved from normals in real sets as they are in ours; it goes by what is shown, so ``held`` is that of the
held-out sets alone, whose classes ours are, one for one. ``copied_largest`` is the largest connected part of
a tile that shows one part of a scan, as a share of the tile, the mean over samples; ``…_max`` the largest.
``seams_in_band`` is the share of seam ratios of single tiles, maps and directions within 0.85 to 1.15, beside real
sets of the same classes as they were ``published`` and, as ``real``, cut open where ours are; ``seeds_apart`` how
different two tiles of a class are to the judge's features, of how different two real pictures of it are. Columns:
``ours``; ``real``: for KID train pictures in the same mix of classes, for the judge one half of all real sets against
the other, the mean of a few halvings, else sets of the same classes; ``train``, the train sets of the same classes;
``published``: sets with a height of their own, of any class; and ``baseline``, a classical generator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from PIL import Image

from procgen.kit.recipe.two_sample import Crops, gathered, two_sample
from procgen.kit.ruler.rows import Rows
from procgen.texture.maps.normals import height_from_normals
from procgen.texture.material import FloatArray, Surface
from procgen.texture.origin import begun_at, typical_origin
from procgen.texture.recipe.pack import Item, TexturePack, maps_of
from procgen.texture.ruler.crop_features import picture_features
from procgen.texture.ruler.features import features
from procgen.texture.ruler.maps import edge_agreement, finite_mean, luma, seam_ratios, shipped_normals
from procgen.texture.ruler.metrics import kid_x1000
from procgen.texture.scan.bank import packaged_bank

FULL_PX: Final = 1024
KID_PX: Final = 256
_CYCLES: Final = 128
_BAND: Final = (0.85, 1.15)
_HALVINGS: Final = 3
_ROUGHNESS: Final = 0.7
"""Of a set that has none."""

SizedSample = Callable[[str, int, int], Surface]
"""(class name, seed, pixels along a side) to a surface."""
Copied = Callable[[str, int], float]
"""(class name, seed) to the largest connected share of one part of a scan, at full size; 0 where none is used."""
Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class FullOptions:
    """How much is compared."""

    split: str = "test"
    seed: int = 0
    kid_rounds: int = 2
    """Samples for each held-out picture at 256 pixels."""
    rounds: int = 1
    """The same at 1024."""


def high_energy(albedo: FloatArray) -> float:
    """Mean power of the brightness above 128 cycles a tile: of the periodic picture, edges tapered."""
    bright = luma(albedo).astype(np.float64)
    rows, columns = bright.shape
    window = np.hanning(rows)[:, None] * np.hanning(columns)
    power = np.abs(np.fft.rfft2((bright - bright.mean()) * window)) ** 2
    radius = np.hypot(np.fft.fftfreq(rows)[:, None] * rows, np.fft.rfftfreq(columns) * columns)
    return float(power[radius > _CYCLES].sum()) / bright.size**2


def _sized(item: Item, side: int) -> FloatArray:
    with Image.open(item.files["albedo"]) as picture:
        pixels = picture.convert("RGB")
    if pixels.size != (side, side):
        pixels = pixels.resize((side, side), Image.Resampling.BOX)
    return np.asarray(pixels, np.float32) / np.float32(255.0)


def _wide(item: Item, side: int) -> bool:
    with Image.open(item.files["albedo"]) as picture:
        return min(picture.size) >= side


def banked(item: Item) -> bool:
    """Whether its pixels are in the bank: what is judged may not be."""
    return item.uid.split(":")[-1] in {origin.name for origin in packaged_bank().origins}


def _eight_bits(albedo: FloatArray) -> FloatArray:
    return np.asarray(np.rint(np.clip(albedo, 0.0, 1.0) * 255.0) / 255.0, np.float32)


def kid_rows(
    pack: TexturePack, scans: TexturePack, sample: SizedSample, options: FullOptions, progress: Progress
) -> Rows:
    """KID at 256 pixels."""
    seen: set[str] = set()
    held, train = [], []
    for item in (*pack.items, *scans.items):
        if item.uid in seen or not _wide(item, KID_PX):
            continue
        seen.add(item.uid)
        if item.split == options.split and not banked(item):
            held.append(item)
        elif item.split != "test":
            train.append(item)
    real = features(np.stack([_sized(item, KID_PX) for item in held]))
    rng = np.random.default_rng(options.seed)
    alike = []
    for item in held:
        same = [other for other in train if other.material == item.material] or train
        alike.append(same[int(rng.integers(len(same)))])
    drawn = features(np.stack([_sized(item, KID_PX) for item in alike]))
    made = []
    total = options.kid_rounds * len(held)
    for number in range(total):
        surface = sample(held[number % len(held)].material, options.seed + number, KID_PX)
        made.append(_eight_bits(surface.albedo))
        progress("256 pixels", (number + 1) / total)
    own, floor = kid_x1000(real, features(np.stack(made)), options.seed), kid_x1000(real, drawn, options.seed)
    return {
        "kid_256_x1000": {"ours": own.value, "real": floor.value},
        "kid_256_spread": {"ours": own.spread, "real": floor.spread},
    }


def _told(one: Crops, other: Crops, seed: int) -> float:
    return two_sample(one.values, other.values, (one.region, other.region), seed=seed).accuracy


def _numbered(features_of: Sequence[FloatArray], materials: Sequence[str]) -> Crops:
    """Crops whose regions are materials, by the same numbers in all sets."""
    return gathered(list(features_of), list(materials))


def solved_edges(item: Item) -> float:
    """How albedo and height agree, the height being that of the normals; NaN without them."""
    maps = maps_of(item)
    if maps.normal is None:
        return float("nan")
    return edge_agreement(maps.albedo, height_from_normals(maps.normal))


def surface_of_set(item: Item) -> Surface | None:
    """A real set as a surface, its height being that of its normals; None where it has no normals."""
    maps = maps_of(item)
    if maps.normal is None:
        return None
    shape = maps.albedo.shape[:2]
    even = np.full(shape, _ROUGHNESS, np.float32)
    return Surface(
        albedo=maps.albedo,
        height=height_from_normals(maps.normal),
        roughness=even if maps.roughness is None else maps.roughness,
        metallic=np.zeros(shape, np.float32) if maps.metallic is None else maps.metallic,
    )


def _seams(surface: Surface) -> list[float]:
    """Seam ratios of all maps, both ways."""
    fields = (surface.albedo, surface.height, surface.roughness, surface.metallic, shipped_normals(surface))
    return [ratio for field in fields for ratio in seam_ratios(field) if np.isfinite(ratio)]


def _recut(surface: Surface) -> Surface:
    """Cut open where ours are."""
    return begun_at(surface, typical_origin(surface))


def _in_band(ratios: Sequence[float]) -> float:
    return float(np.mean([_BAND[0] <= ratio <= _BAND[1] for ratio in ratios]))


def seeds_apart(
    made: Sequence[FloatArray], real: Sequence[FloatArray], classes: Sequence[str], of: Sequence[str]
) -> float:
    """Mean distance between two made pictures of a class, of that between two real ones of the same class.

    Args:
        made, real: features of pictures.
        classes, of: theirs. Classes with one picture of either kind don't count; NaN if no class is left.
    """

    def within(vectors: Sequence[FloatArray], names: Sequence[str], name: str) -> list[float]:
        own = [vector for vector, each in zip(vectors, names, strict=True) if each == name]
        return [float(np.linalg.norm(one - two)) for index, one in enumerate(own) for two in own[:index]]

    ratios = []
    for name in sorted(set(classes)):
        ours, theirs = within(made, classes, name), within(real, of, name)
        if ours and theirs:
            ratios.append(float(np.mean(ours)) / float(np.mean(theirs)))
    return finite_mean(ratios)


def full_rows(
    scans: TexturePack,
    sample: SizedSample,
    copied: Copied,
    options: FullOptions,
    progress: Progress,
    baseline: SizedSample | None = None,
) -> Rows:
    """What is measured at 1024 pixels."""
    held = [item for item in scans.items if item.split == options.split and not banked(item)]
    rest = [item for item in scans.items if item.split not in (options.split, "test")]
    classes = [item.material for item in held]
    real = {item.uid: _sized(item, FULL_PX) for item in scans.items}
    seen = {uid: picture_features(albedo) for uid, albedo in real.items()}
    energy = {uid: high_energy(albedo) for uid, albedo in real.items()}
    progress("real sets", 1.0)
    made, made_classes, edges, shares = [], [], [], []
    seams: list[float] = []
    of_class: dict[str, list[float]] = {}
    small: list[FloatArray] = []
    total = options.rounds * len(held)
    for number in range(total):
        material, seed = classes[number % len(held)], options.seed + 1000 + number
        surface = sample(material, seed, FULL_PX)
        albedo = _eight_bits(surface.albedo)
        made.append(picture_features(albedo))
        made_classes.append(material)
        of_class.setdefault(material, []).append(high_energy(albedo))
        edges.append(edge_agreement(albedo, surface.height))
        shares.append(copied(material, seed))
        seams += _seams(surface)
        small.append(_reduced(albedo))
        progress("1024 pixels", (number + 1) / total)
    usual = {
        name: float(np.mean([energy[item.uid] for item in scans.items if item.material == name])) for name in of_class
    }
    ratios = [float(np.mean(values)) / usual[name] for name, values in of_class.items()]
    # All sets share their materials' numbers, so that a fold holds real and made ones of a material together.
    names = [*classes, *made_classes]
    both = _numbered([seen[item.uid] for item in held] + made, names)
    count = len(held)
    told = _told(both.of(np.arange(count)), both.of(np.arange(count, len(names))), options.seed)
    alike = [item for item in rest if item.material in classes]
    train = _numbered([seen[item.uid] for item in (*held, *alike)], [item.material for item in (*held, *alike)])
    of_train = _told(train.of(np.arange(count)), train.of(np.arange(count, count + len(alike))), options.seed)
    every = list(scans.items)
    whole = _numbered([seen[item.uid] for item in every], [item.material for item in every])
    rng = np.random.default_rng([options.seed, 7])
    halves = []
    for _ in range(_HALVINGS):
        order = rng.permutation(len(every))
        halves.append(_told(whole.of(order[: len(every) // 2]), whole.of(order[len(every) // 2 :]), options.seed))
    same = [item for item in scans.items if item.material in classes]
    agreements = [
        edge_agreement(maps.albedo, maps.height) for maps in map(maps_of, scans.items) if maps.height is not None
    ]
    of_sets = [surface for surface in map(surface_of_set, same) if surface is not None]
    seen_small = features(np.stack(small))
    real_small = features(np.stack([_sized(item, KID_PX) for item in same]))
    rows: Rows = {
        "judge_256": {"ours": told, "train": of_train, "real": float(np.mean(halves))},
        "energy_128_1024": {"ours": float(np.median(ratios)), "real": 1.0},
        "energy_128_1024_least": {"ours": min(ratios)},
        "energy_128_1024_most": {"ours": max(ratios)},
        "edges_1024": {
            "ours": finite_mean(edges),
            "real": finite_mean([solved_edges(item) for item in same]),
            "held": finite_mean([solved_edges(item) for item in held]),
            "published": finite_mean(agreements),
        },
        "copied_largest": {"ours": float(np.mean(shares))},
        "copied_largest_max": {"ours": max(shares)},
        "seams_in_band": {
            "ours": _in_band(seams),
            "real": _in_band([ratio for surface in of_sets for ratio in _seams(_recut(surface))]),
            "published": _in_band([ratio for surface in of_sets for ratio in _seams(surface)]),
        },
        "seeds_apart": {
            "ours": seeds_apart(list(seen_small), list(real_small), made_classes, [item.material for item in same]),
            "real": 1.0,
        },
    }
    if baseline is not None:
        _add_baseline(rows, baseline, classes, [seen[item.uid] for item in held], usual, options, progress)
    return rows


def _reduced(albedo: FloatArray) -> FloatArray:
    """(KID_PX, KID_PX, 3) by area."""
    factor = albedo.shape[0] // KID_PX
    blocks = albedo.reshape(KID_PX, factor, KID_PX, factor, 3)
    return np.asarray(blocks.mean((1, 3)), np.float32)


def _add_baseline(
    rows: Rows,
    baseline: SizedSample,
    classes: Sequence[str],
    real: Sequence[FloatArray],
    usual: Mapping[str, float],
    options: FullOptions,
    progress: Progress,
) -> None:
    """The column of a classical generator, one tile for each held-out set; ``usual`` is real energy by class."""
    made, ratios, edges = [], [], []
    for number, name in enumerate(classes):
        surface = baseline(name, options.seed + 1000 + number, FULL_PX)
        albedo = _eight_bits(surface.albedo)
        made.append(picture_features(albedo))
        ratios.append(high_energy(albedo) / usual[name])
        edges.append(edge_agreement(albedo, surface.height))
        progress("baseline, 1024 pixels", (number + 1) / len(classes))
    both = _numbered([*real, *made], [*classes, *classes])
    count = len(classes)
    told = _told(both.of(np.arange(count)), both.of(np.arange(count, 2 * count)), options.seed)
    rows["judge_256"]["baseline"] = told
    rows["energy_128_1024"]["baseline"] = float(np.median(ratios))
    rows["edges_1024"]["baseline"] = finite_mean(edges)


def full_size_rows(
    folder: Path,
    scans: Path,
    sample: SizedSample,
    copied: Copied,
    options: FullOptions,
    progress: Progress = lambda _name, _share: None,
    baseline: SizedSample | None = None,
) -> Rows:
    """All figures.

    Args:
        folder: the pack of pictures (format: :mod:`procgen.texture.recipe.pack`).
        scans: a pack of sets of 1024 pixels, in the same format.
        sample: makes a surface.
        copied: what share of it is one part of a scan.
        options: how much.
        progress: called with what is done and the share of it.
        baseline: a classical generator that is measured beside it.

    Raises:
        FileNotFoundError: a folder lacks a file.
        ValueError: there are no held-out sets.
    """
    pack, sets = TexturePack(folder), TexturePack(scans)
    if not any(item.split == options.split and not banked(item) for item in sets.items):
        raise ValueError(f"{scans} has no sets of the {options.split} split that are not in the bank")
    return {
        **kid_rows(pack, sets, sample, options, progress),
        **full_rows(sets, sample, copied, options, progress, baseline),
    }
