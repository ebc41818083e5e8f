"""Finding how the bricks, tiles and planks of real pictures are laid.

The pictures are whole tiles, so that whole numbers of pieces fit in. Lines of joints give evidence of three kinds (a
dark line, a light line, a step between two colours); for each kind, combs of evenly spaced lines are laid over the
evidence at every place (by the correlation theorem), first for rows, then for the ends of pieces within rows, each
row moved by the bond's step. Rows whose ends follow no rule have them picked one by one. Bonds that aren't made of
rows are compared as whole pictures. The best layout counts as found where its joints agree with the evidence well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy.fft import irfft2
from scipy.ndimage import gaussian_filter, gaussian_filter1d

from procgen.texture.layout.bonds import geometry_of
from procgen.texture.layout.geometry import Courses, Geometry
from procgen.texture.layout.maps import paint
from procgen.texture.layout.parameters import LayoutParameters

FloatArray = npt.NDArray[np.float32]

SIDE = 128
STRUCTURED = (
    "brick",
    "tiles",
    "paving",
    "planks",
    "wood_floor",
    "roof_tiles",
    "metal_plate",
    "solar_panel",
    "rock_wall",
    "office_ceiling",
    "tatami",
    "terracotta",
    "travertine",
    "corrugated",
)
"""Classes that are laid of pieces."""
ENDLESS = ("planks", "wood_floor", "roof_tiles", "corrugated", "metal_plate")
"""Classes whose pieces may go round the whole tile; in others, ends that weren't seen are there all the same."""
LEAST: Mapping[str, tuple[float, float]] = {
    "": (0.46, 0.88),
    "herringbone": (0.22, 0.55),
    "basket": (0.55, 0.9),
    "diamond": (0.6, 0.9),
}
"""Least score and support that count as found, by bond; chosen by looking at the layouts over the pictures."""
LEAST_OF_CLASS: Mapping[str, tuple[float, float]] = {"planks": (0.4, 0.65), "wood_floor": (0.29, 0.55)}
"""Grain hides the joints of wood, but little else in it runs straight: less is enough, for rows."""
_LEAST_PIECE_PX = 3.0
_LEAST_PIECES = 4
"""Fewer could be one step of light or colour."""
LOOKED_WRONG: frozenset[str] = frozenset(
    {
        "Bricks005",
        "Bricks010",
        "Bricks050",
        "DiamondPlate007B",
        "OfficeCeiling002",
        "PavingStones003",
        "PavingStones026",
        "PavingStones061",
        "PavingStones066",
        "PavingStones073",
        "PavingStones074",
        "PavingStones088",
        "PavingStones093",
        "PavingStones104",
        "PavingStones106",
        "PavingStones140",
        "PavingStones146",
        "RoofingTiles012B",
        "RoofingTiles015B",
        "Tatami006",
        "Tiles028",
        "Tiles063",
        "Tiles064",
        "Tiles067",
        "Tiles100",
        "Tiles102",
        "Tiles103",
        "Tiles111",
        "Tiles112",
        "Tiles114",
        "Tiles122",
        "WoodFloor017",
        "WoodFloor021",
        "WoodFloor022",
        "WoodFloor023",
        "WoodFloor025",
        "WoodFloor030",
        "WoodFloor031",
        "cgb_Dark_Ocean_Tiles_06",
    }
)
"""Items that pass the thresholds with a layout that isn't theirs: mosaics of other pieces, missing ends. By eye."""
_ROWS = range(1, 33)
_COLUMNS = range(1, 25)
_SHORTLIST = 4
"""Numbers of rows that are looked at closely, of each kind of evidence and direction..."""
_SHORTLIST_ALL = 10
"""...and of all together."""
_STEPS = {"grid": 0.0, "running": 1 / 2, "third": 1 / 3, "third mirrored": -1 / 3}
_GROUP = {"grid": 1, "running": 2, "third": 3, "third mirrored": 3}
_LINE_SIGMA_PX = 0.8
_WIDTHS_PX = (0.7, 1.2, 1.8, 2.6, 3.8, 5.5)


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A layout that was found in a picture."""

    parameters: LayoutParameters
    geometry: Geometry
    drawing: LayoutParameters
    """What to paint the geometry with: where it was found, it lies already."""
    score: float
    """Correlation of the layout's joints with the evidence, at most 1."""
    kind: str
    """Of the evidence: dark, light or step."""
    support: float = 0.0
    """Share of the joints beside which there is less evidence than in them."""


def channels(picture: npt.NDArray[np.uint8]) -> FloatArray:
    """(3, rows, columns) lightness, warm against cool and red against green, of (rows, columns, 3) sRGB bytes."""
    linear = (picture.astype(np.float32) / 255) ** 2.2
    cone = np.cbrt(np.einsum("ij,hwj->ihw", _TO_LMS, linear))
    return np.asarray(np.einsum("ij,jhw->ihw", _TO_LAB, cone), np.float32)


# Björn Ottosson's Oklab, "A perceptual color space for image processing" (2020), in another order of axes.
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [0.0259040371, 0.7827717662, -0.8086757660],
        [1.9779984951, -2.4285922050, 0.4505937099],
    ]
)


def evidence(picture: npt.NDArray[np.uint8]) -> dict[str, tuple[FloatArray, FloatArray]]:
    """By kind, how much each pixel looks like part of a horizontal and of a vertical joint, 0 to 1."""
    lab = channels(picture)
    lab = lab - gaussian_filter(lab, (0, 12, 12), mode="wrap")
    found: dict[str, tuple[FloatArray, FloatArray]] = {}
    for kind, sign in (("dark", 1.0), ("light", -1.0)):
        pair = []
        for axis in (0, 1):
            along = gaussian_filter1d(lab[0], 1.5, axis=1 - axis, mode="wrap")
            ridges = [
                sigma**1.5 * sign * gaussian_filter1d(along, sigma, axis=axis, order=2, mode="wrap")
                for sigma in (0.8, 1.6)
            ]
            pair.append(np.maximum(np.maximum(*ridges), 0))
        found[kind] = _alike(pair)
    pair = []
    for axis in (0, 1):
        along = gaussian_filter1d(lab, 1.5, axis=2 - axis, mode="wrap")
        slope = gaussian_filter1d(along, 0.8, axis=1 + axis, order=1, mode="wrap")
        pair.append(np.sqrt((slope**2 * np.array([1, 4, 4], np.float32)[:, None, None]).sum(axis=0)))
    found["step"] = _alike(pair)
    return found


def _alike(pair: list[FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Two directions' evidence on one scale."""
    top = float(np.quantile(np.concatenate(pair), 0.97)) + 1e-9
    horizontal, vertical = (np.minimum(e, top) / np.float32(top) for e in pair)
    return horizontal.astype(np.float32), vertical.astype(np.float32)


@cache
def _comb_spectrum(count: int) -> npt.NDArray[np.complex128]:
    """Spectrum of ``count`` soft lines round a circle of pixels, the first at 0; zero mean, unit length."""
    place = np.arange(SIDE)[:, None] - np.arange(count)[None, :] * SIDE / count
    place = (place + SIDE / 2) % SIDE - SIDE / 2
    comb = np.exp(-0.5 * (place / _LINE_SIGMA_PX) ** 2).sum(axis=1)
    comb -= comb.mean()
    return np.asarray(np.fft.rfft(comb / max(float(np.linalg.norm(comb)), 1e-12)))


_FINER = 4
"""Places of combs are found to a quarter of a pixel."""


def _comb_scores(profiles: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Correlations of combs with profiles (..., SIDE) at each quarter pixel."""
    spectrum = np.fft.rfft(profiles - profiles.mean(axis=-1, keepdims=True), axis=-1) * np.conj(_comb_spectrum(count))
    return np.asarray(np.fft.irfft(spectrum, SIDE * _FINER, axis=-1) * _FINER)


def _row_candidates(horizontal: FloatArray) -> list[tuple[float, int, float]]:
    """The likeliest numbers of rows: score, number, and place of the first line in pixels."""
    profile = horizontal.mean(axis=1, dtype=np.float64)
    profile -= profile.mean()
    length = float(np.linalg.norm(profile)) + 1e-9
    found = []
    for count in _ROWS:
        scores = _comb_scores(profile, count)[: SIDE * _FINER // count + 1]
        best = int(scores.argmax())
        found.append((float(scores[best]) / length, count, best / _FINER))
    return sorted(found, reverse=True)[:_SHORTLIST]


def _bands(vertical: FloatArray, count: int, first_px: float) -> npt.NDArray[np.float64]:
    """(count, SIDE) evidence of ends, averaged over the inner part of each row."""
    place = (np.arange(SIDE) + 0.5 - 0.5 - first_px) * count / SIDE
    row = np.floor(place).astype(int) % count
    inner = np.abs(place - np.floor(place) - 0.5) <= 0.38
    if SIDE / count < 5:
        inner[:] = True
    bands = np.zeros((count, SIDE))
    weight = np.zeros(count)
    np.add.at(bands, row[inner], vertical[inner])
    np.add.at(weight, row[inner], 1)
    return bands / np.maximum(weight, 1)[:, None]


def _regular_ends(bands: npt.NDArray[np.float64]) -> Iterator[tuple[float, str, int, float]]:
    """Score, step, pieces in a row and place of the first end, for the bonds whose rows follow a step."""
    centred = bands - bands.mean()
    length = float(np.linalg.norm(centred)) + 1e-9
    rows = len(bands)
    for columns in _COLUMNS:
        scores = _comb_scores(bands, columns)
        for step, share in _STEPS.items():
            if rows % _GROUP[step]:
                continue
            begin = np.rint(np.arange(rows) * share * (SIDE * _FINER / columns)).astype(int)
            place = (begin[:, None] + np.arange(SIDE * _FINER // columns + 1)) % (SIDE * _FINER)
            moved = np.take_along_axis(scores, place, axis=1).sum(axis=0)
            best = int(moved.argmax())
            yield float(moved[best]) / (length * np.sqrt(rows)), step, columns, best / _FINER


def _picked_ends(bands: npt.NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    """Ends of pieces (0 to 1) where a row's evidence stands out from the noise of all rows."""
    smooth = gaussian_filter1d(bands, 0.7, axis=1, mode="wrap")
    smooth = smooth - np.median(smooth, axis=1, keepdims=True)
    noise = 1.4826 * float(np.median(np.abs(smooth))) + 1e-6
    least = max(5.0 * noise, 0.45 * float(np.quantile(smooth, 0.995)))
    apart = max(3, round(0.8 * SIDE / len(bands)))
    ends = []
    for row in smooth:
        left = row.copy()
        picked: list[float] = []
        while left.max() > least:
            k = int(left.argmax())
            before, here, after = row[k - 1], row[k], row[(k + 1) % SIDE]
            fine = 0.5 * (before - after) / min(before - 2 * here + after, -1e-9)
            picked.append(((k + float(np.clip(fine, -0.5, 0.5)) + 0.5) / SIDE) % 1.0)
            left[np.arange(k - apart, k + apart + 1) % SIDE] = -np.inf
        ends.append(tuple(sorted(picked)))
    return tuple(ends)


def _correlation(a: FloatArray, b: FloatArray) -> float:
    a, b = a - a.mean(), b - b.mean()
    return float((a * b).sum() / (np.linalg.norm(a) * np.linalg.norm(b) + 1e-9))


def _thin(geometry: Geometry, drawing: LayoutParameters, width_px: float) -> LayoutParameters:
    """With joints of a width in pixels and no irregularity."""
    side = float(np.median(geometry.shorter_px(SIDE, SIDE)))
    return replace(drawing, joint=min(width_px / side, 0.6), irregularity=0.0)


def _lines_of(geometry: Geometry, drawing: LayoutParameters) -> FloatArray:
    return paint(geometry, _thin(geometry, drawing, 1.4), 0, SIDE, SIDE).joint


def _regular_courses(rows: int, columns: int, share: float, first_px: float, end_px: float) -> Courses:
    lines = np.sort(np.mod(np.arange(rows) / rows + (first_px + 0.5) / SIDE, 1.0))
    # The row that begins at the first line wasn't necessarily the first after sorting.
    begin = np.rint((lines - (first_px + 0.5) / SIDE) * rows).astype(int) % rows
    ends = np.sort(
        np.mod((np.arange(columns)[None, :] + share * begin[:, None]) / columns + (end_px + 0.5) / SIDE, 1.0), axis=1
    )
    return Courses(tuple(lines.tolist()), tuple(tuple(row) for row in ends.tolist()))


def _picked_courses(bands: npt.NDArray[np.float64], first_px: float) -> Courses:
    rows = len(bands)
    ends = _picked_ends(bands)
    lines = np.mod(np.arange(rows) / rows + (first_px + 0.5) / SIDE, 1.0)
    order = np.argsort(lines)
    return Courses(tuple(lines[order].tolist()), tuple(ends[k] for k in order))


_BY_HAND_PRICE = 0.03
"""Score that ends picked one by one must gain over ends that follow a rule."""
_ENDS_PRICE = 0.01
"""Score that ends must gain over rows without ends."""


def _fit_courses(
    kind: str, horizontal: FloatArray, vertical: FloatArray, rotated: bool, likely: list[tuple[float, int, float]]
) -> Iterator[Fit]:
    """Layouts of likely rows; the evidence is turned already where the rows stand upright."""
    both = np.maximum(horizontal, vertical)
    drawing = LayoutParameters("ashlar", rotated=rotated)

    def fit(parameters: LayoutParameters, courses: Courses, price: float) -> Fit:
        score = _correlation(_lines_of(courses, replace(drawing, rotated=False)), both) - price
        return Fit(parameters, courses, drawing, score, kind)

    for _, rows, first_px in likely:
        bands = _bands(vertical, rows, first_px)
        shift_y = (first_px + 0.5) / SIDE % 1.0

        def named(bond: str, columns: int, shift_x: float) -> LayoutParameters:
            across, down = (shift_y, shift_x) if rotated else (shift_x, shift_y)  # noqa: B023, used at once
            return LayoutParameters(bond, columns, rows, rotated=rotated, shift_x=across, shift_y=down)  # noqa: B023

        for _, step, columns, end_px in sorted(_regular_ends(bands), reverse=True)[:2]:
            courses = _regular_courses(rows, columns, _STEPS[step], first_px, end_px)
            parameters = named(step.split()[0], columns, (end_px + 0.5) / SIDE % 1.0)
            yield fit(replace(parameters, mirrored=step.endswith("mirrored")), courses, _ENDS_PRICE)
        picked = _picked_courses(bands, first_px)
        yield fit(named("strips", 1, 0.0), replace(picked, joints=((),) * rows), 0.0)
        number = sum(map(len, picked.joints)) / rows
        bond = "planks" if number * 3.5 < rows else "ashlar"
        lengths = np.concatenate([np.diff([*row, row[0] + 1]) for row in picked.joints if row] or [np.ones(1)])
        uneven = min(float(lengths.std() / lengths.mean()) / 0.5, 1.0)
        parameters = replace(named(bond, max(round(number), 1), 0.0), irregularity=round(uneven, 2))
        yield fit(parameters, picked, _ENDS_PRICE + _BY_HAND_PRICE)


@cache
def _pictures() -> tuple[tuple[LayoutParameters, ...], npt.NDArray[np.complex64]]:
    """Bonds that aren't laid in rows, and the spectra of their joints: zero mean, unit length."""
    cases: list[LayoutParameters] = []
    for mirrored in (False, True):
        cases += [
            LayoutParameters("herringbone", c, r, proportion=n, mirrored=mirrored)
            for n in (2, 3, 4)
            for c in range(1, 9)
            for r in (c - 1, c, c + 1)
            if r >= 1 and 2 * n * max(c, r) <= 36 and (r == c or c > 3)
        ]
    cases += [
        LayoutParameters("basket", c, c, proportion=n) for n in (2, 3, 4, 5) for c in range(1, 11) if 2 * n * c <= 40
    ]
    for rotated in (False, True):
        cases += [
            LayoutParameters("hexagon", c, r, rotated=rotated)
            for c in range(1, 15)
            for r in range(2, 21, 2)
            if 0.85 <= r / c <= 1.5
        ]
        cases += [
            LayoutParameters("scales", c, r, rotated=rotated)
            for c in range(3, 13)
            for r in range(4, 21, 2)
            if 0.6 <= r / c <= 2.1 and not rotated
        ]
    cases += [LayoutParameters("diamond", c, r) for c in range(1, 13) for r in range(1, 13) if 0.5 <= c / r <= 2]
    spectra = []
    for case in cases:
        lines = _lines_of(geometry_of(case, 0), case)
        lines = lines - lines.mean()
        spectra.append(np.fft.rfft2(lines / np.linalg.norm(lines)).astype(np.complex64))
    return tuple(cases), np.stack(spectra)


def _fit_pictures(kind: str, horizontal: FloatArray, vertical: FloatArray) -> Iterator[Fit]:
    both = np.maximum(horizontal, vertical)
    both = both - both.mean()
    spectrum = np.fft.rfft2(both / (np.linalg.norm(both) + 1e-9)).astype(np.complex64)
    cases, spectra = _pictures()
    best: list[tuple[float, int, int]] = []
    for k in range(len(cases)):
        surface = irfft2(spectrum * spectra[k].conj())
        place = int(surface.argmax())
        best.append((float(surface.ravel()[place]), k, place))
    for score, k, place in sorted(best, reverse=True)[:1]:
        down, across = divmod(place, SIDE)
        parameters = replace(cases[k], shift_x=across / SIDE, shift_y=down / SIDE)
        yield Fit(parameters, geometry_of(parameters, 0), parameters, score, kind)


def candidates(picture: npt.NDArray[np.uint8], endless: bool = True) -> list[Fit]:
    """The likeliest layouts of a (SIDE, SIDE, 3) sRGB picture, best first; with or without rows that have no ends."""
    found: list[Fit] = []
    seen = evidence(picture)
    turned = [(kind, rotated) for kind in seen for rotated in (False, True)]
    likely = {
        (kind, rotated): _row_candidates(seen[kind][1].T if rotated else seen[kind][0]) for kind, rotated in turned
    }
    least = sorted((row[0] for rows in likely.values() for row in rows), reverse=True)[_SHORTLIST_ALL - 1]
    for kind, rotated in turned:
        horizontal, vertical = (plane.T for plane in seen[kind][::-1]) if rotated else seen[kind]
        rows = [row for row in likely[kind, rotated] if row[0] >= least]
        found += _fit_courses(kind, horizontal, vertical, rotated, rows)
    if max(fit.score for fit in found) < _CLEAR:
        for kind, pair in seen.items():
            found += _fit_pictures(kind, *pair)
    if not endless:
        found = [fit for fit in found if fit.parameters.bond != "strips"]
    return sorted(found, key=lambda fit: -fit.score)


_CLEAR = 0.85
"""A score of rows that makes the search for other bonds needless."""


def _support(fit: Fit, pair: tuple[FloatArray, FloatArray]) -> float:
    """Share of the joints' pixels around which joints have more evidence than pieces: joints that are drawn where
    there are none lower it, which the correlation hardly feels.
    """
    both = np.maximum(*pair)
    drawn = paint(fit.geometry, _thin(fit.geometry, fit.drawing, 1.4), 0, SIDE, SIDE)
    line = drawn.joint * drawn.joint
    inner = (drawn.edge > 0.45).astype(np.float32)

    def local(weight: FloatArray) -> FloatArray:
        spread = gaussian_filter(weight, _SUPPORT_SIGMA_PX, mode="wrap")
        return np.asarray(gaussian_filter(both * weight, _SUPPORT_SIGMA_PX, mode="wrap") / (spread + 1e-4))

    contrast = local(line) - local(inner)
    return float((line * (contrast > _SUPPORT_LEAST)).sum() / line.sum())


_SUPPORT_SIGMA_PX = 3.0
_SUPPORT_LEAST = 0.12


def fit_picture(picture: npt.NDArray[np.uint8], endless: bool = True) -> Fit:
    """The likeliest layout of a (SIDE, SIDE, 3) sRGB picture, with the width of its joints; see its score."""
    fit = candidates(picture, endless)[0]
    support = _support(fit, evidence(picture)[fit.kind])
    lightness = channels(picture)[0]
    side = float(np.median(fit.geometry.shorter_px(SIDE, SIDE)))
    lightness = lightness - gaussian_filter(lightness, max(side, 4.0), mode="wrap")
    width_px = _WIDTHS_PX[0]
    if fit.kind != "step":
        sign = -1.0 if fit.kind == "dark" else 1.0
        able = [w for w in _WIDTHS_PX if w <= 0.45 * side] or [width_px]
        agree = [
            sign
            * _correlation(paint(fit.geometry, _thin(fit.geometry, fit.drawing, w), 0, SIDE, SIDE).joint, lightness)
            for w in able
        ]
        width_px = able[int(np.argmax(agree))]
    joint = _thin(fit.geometry, fit.drawing, width_px).joint
    return replace(
        fit,
        parameters=replace(fit.parameters, joint=round(joint, 3)),
        drawing=replace(fit.drawing, joint=joint),
        support=support,
    )


def accepted(fit: Fit, name: str) -> bool:
    """Whether a layout is good enough to teach a class."""
    if fit.parameters.bond == "strips" and name not in ENDLESS:
        return False
    bond = fit.parameters.bond
    least_score, least_support = LEAST[bond] if bond in LEAST else LEAST_OF_CLASS.get(name, LEAST[""])
    if fit.geometry.count < _LEAST_PIECES:
        return False
    pieces_px = min(fit.geometry.shorter_px(SIDE, SIDE).min(), SIDE / 2)
    return fit.score >= least_score and fit.support >= least_support and pieces_px >= _LEAST_PIECE_PX


def maps_of(fit: Fit, picture: npt.NDArray[np.uint8]) -> FloatArray:
    """(5, SIDE, SIDE) maps in the order of ``layout.CHANNELS``; the pieces' numbers are their lightness and warmth in
    the picture, against the middle piece, scaled to -1 to 1.
    """
    drawn = paint(fit.geometry, fit.drawing, 0, SIDE, SIDE)
    lab = channels(picture)
    weight = (0.02 + np.clip(drawn.edge * 3, 0, 1)) * (1.02 - drawn.joint)
    total = np.bincount(drawn.piece.ravel(), weight.ravel(), fit.geometry.count)
    numbers = []
    for channel in lab[:2]:
        mean = np.bincount(drawn.piece.ravel(), (weight * channel).ravel(), fit.geometry.count) / (total + 1e-9)
        away = np.where(total > 0, mean - np.median(mean[total > 0]), 0)
        reach = max(float(np.quantile(np.abs(away), 0.95)), _LEAST_REACH)
        numbers.append(np.clip(away / reach, -1, 1).astype(np.float32)[drawn.piece])
    return np.stack([drawn.joint, drawn.edge, *numbers, np.ones_like(drawn.joint)])


_LEAST_REACH = 0.004
"""Lightness or chroma below which pieces count as alike."""


def read_picture(path: Path) -> npt.NDArray[np.uint8]:
    """(SIDE, SIDE, 3) sRGB: a whole tile, reduced by area means."""
    with Image.open(path) as opened:
        return np.asarray(opened.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX))


def train_pictures(folder: Path, classes: Iterable[str] = STRUCTURED) -> Iterator[tuple[str, str, Path]]:
    """Uid, class and albedo of the training split's items, in the manifest's order."""
    wanted = set(classes)
    for item in json.loads((folder / "manifest.json").read_text())["items"]:
        if item["split"] == "train" and item["cls"] in wanted and "albedo" in item["maps"]:
            yield item["uid"], item["cls"], folder / item["maps"]["albedo"]


def fit_layouts(folder: Path, out: Path, classes: Iterable[str] = STRUCTURED) -> Mapping[str, tuple[int, int]]:
    """Fit the training pictures' layouts and write those found.

    Args:
        folder: the texture pack, with a ``manifest.json``.
        out: folder for ``layouts.npz`` (``uids`` (n,), ``maps`` (n, 5, 128, 128) float16, ``scores`` (n,)) and
            ``layouts.json`` (by class, the parameters found).
        classes: those to look at.

    Returns:
        By class, how many were found, and of how many.
    """
    return write_layouts(
        ((uid, name, picture, fit_picture(picture, name in ENDLESS)) for uid, name, picture in _read(folder, classes)),
        out,
    )


def _read(folder: Path, classes: Iterable[str]) -> Iterator[tuple[str, str, npt.NDArray[np.uint8]]]:
    for uid, name, path in train_pictures(folder, classes):
        yield uid, name, read_picture(path)


def write_layouts(
    fits: Iterable[tuple[str, str, npt.NDArray[np.uint8], Fit]], out: Path
) -> Mapping[str, tuple[int, int]]:
    """Write the accepted ones of fits, given with uid, class and picture; see :func:`fit_layouts`."""
    uids, maps, scores = [], [], []
    parameters: dict[str, list[dict[str, object]]] = {}
    counts: dict[str, tuple[int, int]] = {}
    for uid, name, picture, fit in fits:
        good = uid.rpartition(":")[2] not in LOOKED_WRONG and bool(accepted(fit, name))
        found, of = counts.get(name, (0, 0))
        counts[name] = (found + good, of + 1)
        if good:
            uids.append(uid)
            maps.append(maps_of(fit, picture).astype(np.float16))
            scores.append(fit.score)
            entry = {"uid": uid, "score": round(fit.score, 3), "support": round(fit.support, 3), "kind": fit.kind}
            parameters.setdefault(name, []).append({**entry, **asdict(fit.parameters)})
    out.mkdir(parents=True, exist_ok=True)
    stacked = np.stack(maps) if maps else np.zeros((0, 5, SIDE, SIDE), np.float16)
    np.savez_compressed(
        out / "layouts.npz", uids=np.array(uids, np.str_), maps=stacked, scores=np.array(scores, np.float32)
    )
    (out / "layouts.json").write_text(json.dumps(parameters, indent=1))
    return counts
