"""The learned generator: styles, and the networks that make surfaces of them.

Four networks take part. "styles" is a table: the styles that training found, with the waves and the layout that go with
each. "encoder" reads a style from a picture. "base" makes a surface of style, noise and structure at 128 pixels a
natural piece, in cells of 8; "detail" enlarges it four times. All work on a torus: noise that is moved by whole cells
moves the surface and changes nothing else, bit for bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.interrupt import checkpoint_here
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.philox import gaussian_field, philox4x32, stream_id
from procgen.runtime.store import ModelStore
from procgen.runtime.work_pool import WorkPool
from procgen.texture.classes import FIRST_LABELS
from procgen.texture.grid import without_grid
from procgen.texture.layout import BONDS, LayoutParameters, draw, stack
from procgen.texture.layout.parameters import ROW_GROUP
from procgen.texture.material import FloatArray, Surface
from procgen.texture.origin import begun_at, typical_origin
from procgen.texture.sizes import CELL_PX, NATURAL_PX, Scale
from procgen.texture.spectrum import NUMBERS, coloured_noise, spectrum_of
from procgen.texture.waves import draw_waves, waves

DOMAIN = "texture"
COLOURS = 9
"""The last numbers of a style: mean colour and Cholesky factor of the colours' covariance, rows of its lower triangle;
sRGB on a scale from -1 to 1."""
HEIGHT_UNIT = 0.5
"""Pixels of the base for a height of 1 in the networks."""
ENLARGEMENT = 4
LEAST_CELLS = 4
WINDOW = 16
"""Cells along a side of what the detail network makes in one call..."""
MARGIN = 1
"""...and cells around them that it sees; it reaches less than one."""
_LAID_SHARE = 0.2
NEIGHBOUR_SHARE = 0.2
"""Styles lie up to so far from one of the table towards another of its class."""
JITTER = 0.05
"""Standard deviation of the noise on learned numbers of a style; in training it was twice that."""
_REACH = 4
"""Pixels of the base by which the detail may begin elsewhere than the base did."""
_USUAL = 2.0
"""Standard deviations up to which white colours are left as they are..."""
_BEYOND = 1.5
"""...and what they may have beyond, at most."""
_FIXED = 2.0**16
"""Steps of fixed-point numbers in 1."""
_PRIOR_PX = 256
"""Pixels' worth of belief that the network's colours are white."""
_WAVES_AT = 1
_LAYOUT_AT = 9
_PIECES_AT = 18
_WEIGHT_AT = 21
_SPECTRUM_AT = 22
_STYLE_AT = _SPECTRUM_AT + NUMBERS
FIELDS = 2
"""Maps of noise of the look's spectrum that the base network gets."""
_LAYOUT_NUMBERS = ("columns", "rows", "joint", "irregularity", "roundness", "proportion", "rotated", "mirrored")


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What a material looks like, wherever it is and whatever the noise."""

    style: FloatArray
    """(S,) learned numbers of unit mean square, then COLOURS."""
    waves: FloatArray
    """(2, 4) as of :func:`procgen.texture.waves.waves`, over a natural piece."""
    layout: LayoutParameters | None
    """How its pieces are laid, over a natural piece."""
    pieces: FloatArray
    """(3,) how the two numbers of a piece are spread: standard deviations and correlation."""
    spectrum: FloatArray
    """(NUMBERS,) as of :func:`procgen.texture.spectrum.spectrum_of`."""
    shares: FloatArray
    """(classes,) which classes it is of; all 0 where nobody knows."""


def unit(style: FloatArray) -> FloatArray:
    """(..., S) with learned numbers of a mean square of 1, as the networks know them."""
    learned, colours = style[..., :-COLOURS], style[..., -COLOURS:]
    scale = 1.0 / np.sqrt(np.square(learned).mean(axis=-1, keepdims=True) + 1e-6)
    return np.concatenate([learned * scale, colours], axis=-1).astype(np.float32)


def blend(one: Look, other: Look, share: float) -> Look:
    """A look between two; structure is that of the nearer one."""
    nearer = one if share <= 0.5 else other
    style = unit((1.0 - share) * one.style + share * other.style)
    spectrum = ((1.0 - share) * one.spectrum + share * other.spectrum).astype(np.float32)
    shares = ((1.0 - share) * one.shares + share * other.shares).astype(np.float32)
    return replace(nearer, style=style, spectrum=spectrum, shares=shares)


def _between(one: FloatArray, other: FloatArray, share: FloatArray) -> FloatArray:
    """(h, w, S) styles between two, as large as those are: halfway between two lies nearer to zero than either."""
    style = one + share * (other - one)
    size, of_one, of_other = (np.square(s[..., :-COLOURS]).mean(axis=-1, keepdims=True) for s in (style, one, other))
    scale = np.sqrt((of_one + share * (of_other - of_one)) / size)
    style[..., :-COLOURS] *= scale
    return np.asarray(style, np.float32)


def layout_row(layout: LayoutParameters | None) -> list[float]:
    """A layout as the table holds it: the bond's number, -1 for none, and its parameters."""
    if layout is None:
        return [-1.0] + [0.0] * len(_LAYOUT_NUMBERS)
    return [float(list(BONDS).index(layout.bond)), *(float(getattr(layout, name)) for name in _LAYOUT_NUMBERS)]


USUAL_PIECES = (0.5, 0.43, 0.1)
"""Medians over the pictures of the training data in which a layout was found."""


def pieces_row(maps: FloatArray | None) -> list[float]:
    """How the numbers of pieces are spread in (5, h, w) maps of a layout, as the table holds it; usual where None."""
    if maps is None:
        return list(USUAL_PIECES)
    value, value2 = maps[2].ravel().astype(np.float64), maps[3].ravel().astype(np.float64)
    spread, spread2 = float(value.std()), float(value2.std())
    together = float(((value - value.mean()) * (value2 - value2.mean())).mean())
    return [spread, spread2, together / max(spread * spread2, 1e-6)]


def _laid_maps(layout: LayoutParameters, pieces: FloatArray, seed: int, rows: int, columns: int) -> FloatArray:
    """(5, rows, columns) maps of a layout whose pieces' numbers are spread as the look's are."""
    maps = stack(draw(layout, seed, rows, columns))
    one, other = maps[2:4] * np.float32(np.sqrt(3.0))  # even between -1 and 1: now of variance 1
    spread, spread2, together = pieces
    other = together * one + np.sqrt(max(1.0 - together**2, 0.0)) * other
    maps[2:4] = np.clip(np.stack([spread * one, spread2 * other]), -1.0, 1.0)
    return maps


def _layout_of(row: FloatArray) -> LayoutParameters | None:
    if row[0] < 0.0:
        return None
    columns, rows, joint, irregularity, roundness, proportion, rotated, mirrored = (float(value) for value in row[1:])
    return LayoutParameters(
        bond=list(BONDS)[int(row[0])],
        columns=int(columns),
        rows=int(rows),
        joint=joint,
        irregularity=irregularity,
        roundness=roundness,
        proportion=int(proportion),
        rotated=rotated > 0.5,
        mirrored=mirrored > 0.5,
    )


def layout_on(layout: LayoutParameters, base_rows: int, base_columns: int) -> LayoutParameters:
    """The layout of a natural piece on a base of another size: as many pieces as keep their size, whole numbers."""
    down, across = (base_columns, base_rows) if layout.rotated else (base_rows, base_columns)
    group = ROW_GROUP.get(layout.bond, 1)
    rows = max(round(layout.rows * down / (NATURAL_PX * group)), 1) * group
    return replace(layout, rows=rows, columns=max(round(layout.columns * across / NATURAL_PX), 1))


class Gan:
    """A learned generator of a store.

    Args:
        store: where its networks come from.
        generator: its name.

    Raises:
        ModelUnavailable: a network is missing or damaged.
    """

    def __init__(self, store: ModelStore, generator: str = "gan") -> None:
        self._store = store
        self._generator = generator
        styles = self._part("styles")
        self._table = styles.run({})
        self._names = styles.entry.labels(FIRST_LABELS)
        """Of the table's classes, by their numbers."""

    def _part(self, role: str) -> LoadedModel:
        return self._store.part(DOMAIN, self._generator, role)

    @property
    def model_sha256(self) -> Mapping[str, str]:
        """SHA-256 of each network, by model name."""
        entries = [self._part(role).entry for role in ("styles", "encoder", "base", "detail")]
        return {entry.name: entry.sha256 for entry in entries}

    def _rows(self, material: str) -> npt.NDArray[np.intp]:
        """Rows of the table; raises InvalidFields where the model knows no such class."""
        if material not in self._names:
            allowed = f"one that the model {self._generator} knows: {', '.join(self._names)}"
            raise InvalidFields([Violation.of("material", repr(material), allowed)])
        return np.flatnonzero(self._table[:, 0] == self._names.index(material))

    @property
    def _told(self) -> tuple[str, ...]:
        """Names of the classes that the detail network is told, by its channels."""
        return self._part("detail").entry.labels(FIRST_LABELS)

    def _shares_of(self, material: str) -> FloatArray:
        return np.array([name == material for name in self._told], np.float32)

    def _row_look(self, index: int) -> Look:
        row = self._table[index]
        return Look(
            style=row[_STYLE_AT:],
            waves=row[_WAVES_AT:_LAYOUT_AT].reshape(2, 4),
            layout=_layout_of(row[_LAYOUT_AT:_PIECES_AT]),
            pieces=row[_PIECES_AT:_WEIGHT_AT],
            spectrum=row[_SPECTRUM_AT:_STYLE_AT],
            shares=self._shares_of(self._names[int(row[0])]),
        )

    def _drawn(self, rows: npt.NDArray[np.intp], chance: float) -> int:
        """One of the rows, by their weights and a number of at least 0 and below 1."""
        sums = np.cumsum(self._table[rows, _WEIGHT_AT].astype(np.float64))
        return int(rows[min(int(np.searchsorted(sums, chance * sums[-1], side="right")), len(rows) - 1)])

    def look(self, material: str, style_seed: int, *, laid: bool = False) -> Look:
        """A look of a class.

        Args:
            material: one of :data:`procgen.texture.classes.CLASS_NAMES` that the model knows.
            style_seed: any 64-bit number.
            laid: whether it has to be one that was learned with a layout, where that is common in the class.
        """
        rows = self._rows(material)
        nearby = rows
        if laid:
            with_layout = rows[self._table[rows, _LAYOUT_AT] >= 0.0]
            # Where few are laid, those are the odd ones of the class.
            rows = with_layout if len(with_layout) >= _LAID_SHARE * len(rows) else rows
        at = np.arange(1, dtype=np.uint32)[None, :]
        stream = np.full((1, 1), stream_id("texture/look"), np.uint32)
        words = philox4x32(at, at, stream, at, (style_seed & 0xFFFFFFFF, style_seed >> 32))
        first, second, share, phase = (float(word[0, 0]) * 2.0**-32 for word in words)
        look = self._row_look(self._drawn(rows, first))
        other = self._row_look(self._drawn(nearby, second))
        jitter = gaussian_field(style_seed, "texture/style", 0, 0, len(look.style) - COLOURS, 1)[0]
        style = look.style + np.float32(NEIGHBOUR_SHARE * share) * (other.style - look.style)
        style = unit(style)
        style[:-COLOURS] += np.float32(JITTER) * jitter
        turned = look.waves.copy()
        turned[:, 2] += np.float32(2.0 * np.pi * phase)
        return replace(look, style=style, waves=turned)

    def look_of(self, albedo: FloatArray, material: str = "") -> Look:
        """The look of a picture.

        Args:
            albedo: (128, 128, 3) sRGB, 0 to 1: a natural piece, best one that tiles.
            material: what it shows; the class of the nearest style of the table if empty.
        """
        picture = np.ascontiguousarray((albedo * 2.0 - 1.0).transpose(2, 0, 1), np.float32)
        style = self._part("encoder").run({"albedo": picture[None]})[0]
        learned = self._table[:, _STYLE_AT:-COLOURS]
        nearest = int((learned @ style[:-COLOURS]).argmax())
        shares = self._shares_of(material or self._names[int(self._table[nearest, 0])])
        return Look(style, waves(picture), None, np.array(USUAL_PIECES, np.float32), spectrum_of(picture), shares)

    def surface(
        self,
        look: Look,
        seed: int,
        scale: Scale,
        *,
        other: Look | None = None,
        share: FloatArray | None = None,
        shift_cells: tuple[int, int] = (0, 0),
        begin_anywhere: bool = False,
        checkpoint: Checkpoint = go_on,
    ) -> Surface:
        """Make a surface.

        Args:
            look: of all of it, or of what ``share`` leaves.
            seed: of the noise and the layout's numbers: another piece of the same material.
            scale: size of the base, and how many times it is enlarged; ``zoom`` is not heeded.
            other: a second look, that goes over into the first.
            share: (rows, columns) of cells, 0 to 1: how much of the second look is where.
            shift_cells: rows and columns that all noise is moved by; so does the surface, but for layout and waves.
            begin_anywhere: cut the torus open where it is most typical, see :mod:`procgen.texture.origin`; otherwise
                where cells begin.
            checkpoint: may raise to stop the work.

        Returns:
            Maps of ``base_rows * detail`` by ``base_columns * detail`` pixels.
        """
        rows, columns = scale.cells
        structure = _structure(look, other, share, seed, scale, shift_cells)
        style, colours, shares = self._conditions(look, other, share)
        checkpoint()
        noise = _noise(seed, "texture/base", self._noise_channels("base"), rows, columns, shift_cells)
        maps = self._based(noise, style, structure[None])
        checkpoint()
        maps = without_grid(maps, CELL_PX)
        white = _whitened(_limited(_whitened(maps[:3])))
        checkpoint()
        maps[:3] = _coloured(white, colours, scale.base_rows, scale.base_columns)
        checkpoint()
        if begin_anywhere:
            down, across = typical_origin(_surface(maps, 1))
            maps = np.roll(maps, (-down, -across), axis=(1, 2))
        if scale.detail > 1:
            noise = _noise(seed, "texture/detail", self._noise_channels("detail"), rows, columns, shift_cells)
            maps = self._enlarged(maps, noise, shares, scale.detail, checkpoint)
            maps = without_grid(maps, scale.detail)
        checkpoint()
        made = _surface(maps, scale.detail)
        if begin_anywhere and scale.detail > 1:
            made = begun_at(made, typical_origin(made, _REACH * scale.detail))
        return made

    def _based(self, noise: FloatArray, style: FloatArray, structure: FloatArray) -> FloatArray:
        """(6, base rows, base columns) of the base network."""
        rows, columns = noise.shape[2:]
        # Kernels reach LEAST_CELLS at most; a smaller torus is laid out several times, which makes it no other.
        times = (1, 1, -(-LEAST_CELLS // rows), -(-LEAST_CELLS // columns))
        if max(times) > 1:
            noise, structure = np.tile(noise, times), np.tile(structure, times)
            style = style if style.shape[2:] == (1, 1) else np.tile(style, times)
        maps = self._part("base").run({"noise": noise, "style": style, "structure": structure})[0]
        return np.ascontiguousarray(maps[:, : rows * CELL_PX, : columns * CELL_PX])

    def _noise_channels(self, role: str) -> int:
        return int(self._part(role).entry.properties["noise_channels"])

    def _conditions(
        self, look: Look, other: Look | None, share: FloatArray | None
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Style (1, S, h, w), its colours (COLOURS, h, w), and classes (1, n, h, w), each h by w cells or 1 by 1."""
        # Of classes that the detail network never saw it must not be told.
        known = np.zeros((len(self._told), 1, 1), np.float32)
        known[np.asarray(self._part("detail").entry.properties["classes"], np.intp)] = 1.0
        if other is None or share is None:
            style, shares = look.style[:, None, None], look.shares[:, None, None]
        else:
            s = share.astype(np.float32)[..., None]
            style = _between(look.style, other.style, s).transpose(2, 0, 1)
            shares = (look.shares + s * (other.shares - look.shares)).transpose(2, 0, 1)
        return (
            style[None].astype(np.float32),
            style[-COLOURS:],
            np.ascontiguousarray((shares * known)[None], np.float32),
        )

    def _enlarged(
        self, maps: FloatArray, noise: FloatArray, shares: FloatArray, detail: int, checkpoint: Checkpoint
    ) -> FloatArray:
        """(6, rows, columns) of the base at ``detail`` times the resolution, window by window, side by side."""
        _, rows, columns = maps.shape
        made = np.empty((len(maps), rows * detail, columns * detail), np.float32)
        model = self._part("detail")

        def window(top: int, left: int) -> None:
            checkpoint()
            # A window's margin is what lies beside it on the torus.
            height = min(WINDOW, rows // CELL_PX - top)
            width = min(WINDOW, columns // CELL_PX - left)
            r = np.arange(top - MARGIN, top + height + MARGIN) % (rows // CELL_PX)
            c = np.arange(left - MARGIN, left + width + MARGIN) % (columns // CELL_PX)
            pixel_rows = (r[:, None] * CELL_PX + np.arange(CELL_PX)).ravel()
            pixel_columns = (c[:, None] * CELL_PX + np.arange(CELL_PX)).ravel()
            label = shares if shares.shape[2:] == (1, 1) else shares[:, :, r[:, None], c[None, :]]
            large = model.run(
                {
                    "base": np.ascontiguousarray(maps[None][:, :, pixel_rows[:, None], pixel_columns[None, :]]),
                    "noise": np.ascontiguousarray(noise[:, :, r[:, None], c[None, :]]),
                    "label": np.ascontiguousarray(label),
                }
            )[0]
            edge = MARGIN * CELL_PX * ENLARGEMENT
            large = large[:, edge:-edge, edge:-edge]
            if detail < ENLARGEMENT:
                factor = ENLARGEMENT // detail
                n, h, w = large.shape
                large = large.reshape(n, h // factor, factor, w // factor, factor).mean(axis=(2, 4))
            y, x = top * CELL_PX * detail, left * CELL_PX * detail
            made[:, y : y + large.shape[1], x : x + large.shape[2]] = large

        corners = [
            (top, left) for top in range(0, rows // CELL_PX, WINDOW) for left in range(0, columns // CELL_PX, WINDOW)
        ]
        with WorkPool(self._store.threads) as pool:
            for done in [pool.submit(window, *corner) for corner in corners]:
                done.result()
        return made


_DRAWN_AT_ONCE = 1 << 20
"""Numbers that are drawn before it is asked whether anybody still waits: some 50 ms."""


def _structure(
    look: Look, other: Look | None, share: FloatArray | None, seed: int, scale: Scale, shift: tuple[int, int]
) -> FloatArray:
    """(11, base rows, base columns): the layout's maps, the waves, and noise of the looks' spectra."""
    rows, columns = scale.base_rows, scale.base_columns
    if look.layout is None:
        laid = stack(None, rows, columns)
    else:
        laid = _laid_maps(look.layout, look.pieces, seed, rows, columns)
    checkpoint_here()
    repeating = draw_waves(look.waves, rows, columns, NATURAL_PX)
    checkpoint_here()
    fields = []
    for number in range(FIELDS):
        checkpoint_here()
        white = gaussian_field(seed, f"texture/field{number}", 0, 0, columns, rows)
        checkpoint_here()
        field = coloured_noise(look.spectrum, white, NATURAL_PX)
        checkpoint_here()
        if other is not None and share is not None:
            # Weights whose squares sum to one keep the variance.
            fine = _smooth(share[None].astype(np.float32), CELL_PX)[0]
            field = np.sqrt(1 - fine) * field + np.sqrt(fine) * coloured_noise(other.spectrum, white, NATURAL_PX)
        fields.append(np.roll(field, (shift[0] * CELL_PX, shift[1] * CELL_PX), axis=(0, 1)))
    return np.concatenate([laid, repeating, np.stack(fields)]).astype(np.float32)


def _noise(seed: int, stream: str, channels: int, rows: int, columns: int, shift: tuple[int, int]) -> FloatArray:
    """(1, channels, rows, columns): of each cell of a torus."""
    drawn = np.empty((rows, columns * channels), np.float32)
    step = max(_DRAWN_AT_ONCE // (columns * channels), 1)
    for first in range(0, rows, step):
        checkpoint_here()
        drawn[first : first + step] = gaussian_field(
            seed, stream, 0, first, columns * channels, min(step, rows - first)
        )
    checkpoint_here()
    field = drawn.reshape(rows, columns, channels)
    return np.ascontiguousarray(np.roll(field, shift, axis=(0, 1)).transpose(2, 0, 1)[None])


def _whitened(colours: FloatArray) -> FloatArray:
    """(3, rows, columns) with mean 0 and covariance 1, which the network's colours have but nearly.

    Sums are of whole numbers, so that they are the same in any order: moved colours give the same moved.
    """
    n = colours[0].size
    checkpoint_here()
    fixed = np.rint(colours.reshape(3, -1) * np.float32(_FIXED)).astype(np.int64)
    checkpoint_here()
    mean = fixed.sum(axis=1) / n
    moment = np.array([[(a * b).sum() for a in fixed] for b in fixed], np.float64) / n
    covariance = (moment - np.outer(mean, mean)) / _FIXED**2
    # Of a few pixels the covariance says little; on the whole it is 1.
    covariance = (n * covariance + _PRIOR_PX * np.eye(3)) / (n + _PRIOR_PX)
    inverse = np.linalg.inv(np.linalg.cholesky(covariance)).astype(np.float32)
    centred = colours - (mean / _FIXED).astype(np.float32)[:, None, None]
    r, g, b = centred
    i = inverse
    checkpoint_here()
    return np.stack([i[0, 0] * r, i[1, 0] * r + i[1, 1] * g, i[2, 0] * r + i[2, 1] * g + i[2, 2] * b])


def _limited(white: FloatArray) -> FloatArray:
    """White colours without outliers, which would be spots of colours that the material does not have."""
    size = np.abs(white)
    over = np.maximum(size - _USUAL, 0.0)
    return np.asarray(np.sign(white) * (np.minimum(size, _USUAL) + over / (1.0 + over / _BEYOND)), np.float32)


def _coloured(white: FloatArray, colours: FloatArray, rows: int, columns: int) -> FloatArray:
    """Give (3, rows, columns) white colours the mean and covariance of (COLOURS, h, w), which change smoothly."""
    if colours.shape[1:] != (1, 1):
        colours = _smooth(colours, rows // colours.shape[1])
    mean, (rr, gr, gg, br, bg, bb) = colours[:3], colours[3:]
    r, g, b = white
    return np.stack([mean[0] + rr * r, mean[1] + gr * r + gg * g, mean[2] + br * r + bg * g + bb * b])


def _smooth(cells: FloatArray, factor: int) -> FloatArray:
    """(n, h, w) at ``factor`` times the resolution, linear between the cells' middles, on the torus."""
    for axis in (1, 2):
        size = cells.shape[axis]
        place = (np.arange(size * factor) + 0.5) / factor - 0.5
        low = np.floor(place).astype(np.intp)
        weight = (place - low).astype(np.float32)
        shape = [1, 1, 1]
        shape[axis] = -1
        w = weight.reshape(shape)
        cells = np.take(cells, low % size, axis) * (1 - w) + np.take(cells, (low + 1) % size, axis) * w
    return cells


def _surface(maps: FloatArray, detail: int) -> Surface:
    """(6, rows, columns) of the networks in the units of a surface."""
    zero_one = np.clip(maps[[0, 1, 2, 4, 5]] * np.float32(0.5) + np.float32(0.5), 0.0, 1.0)
    return Surface(
        albedo=np.ascontiguousarray(zero_one[:3].transpose(1, 2, 0)),
        height=maps[3] * np.float32(HEIGHT_UNIT * detail),
        roughness=zero_one[3],
        metallic=zero_one[4],
    )
