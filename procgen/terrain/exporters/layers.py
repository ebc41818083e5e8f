"""Masks and splat weights as pictures and as OpenEXR.

Layers are arrays over the pixels of the height map, row 0 in the north: masks are (depth, width), bool, uint8 or
float32; splat weights are (depth, width, channels) float32 that sum to one at each pixel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.formats.exr import write_exr
from procgen.formats.png import write_png
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.terrain.representation import FloatArray

LayerArray = npt.NDArray[np.generic]

SPLAT_CHANNELS_PER_PICTURE = 4
_FULL_SCALE = {8: 255, 16: 65535}
_BAND_ROWS = 64
_CHANNEL_SUFFIXES = "RGBA"
_SUM_TOLERANCE = 1e-3


def _check_finite(name: str, values: LayerArray) -> None:
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise InvalidFields([Violation.of(name, "NaN or infinite values", "finite numbers")])


def quantise_mask(mask: LayerArray, bits: int, value_range: tuple[float, float] = (0.0, 1.0)) -> LayerArray:
    """Whole numbers of a mask.

    Args:
        mask: (depth, width); bool, uint8 (taken as they are in 8 bits, times 257 in 16) or float.
        bits: 8 or 16.
        value_range: the floats that 0 and the full scale stand for; what lies outside is cut off.

    Returns:
        (depth, width) uint8 or uint16, each float rounded to the nearest step.

    Raises:
        InvalidFields: ``bits`` or ``value_range`` can't be accepted, or the mask is not two-dimensional or not finite.
    """
    low, high = value_range
    wrong = []
    if bits not in _FULL_SCALE:
        wrong.append(Violation.of("bits", bits, "8 or 16"))
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        wrong.append(Violation.of("value_range", f"{low} to {high}", "two numbers, the lower first"))
    if mask.ndim != 2 or mask.dtype.kind not in "bfu" or (mask.dtype.kind == "u" and mask.dtype != np.uint8):
        wrong.append(Violation.of("mask", f"{mask.dtype} {mask.shape}", "bool, uint8 or float, (depth, width)"))
    if wrong:
        raise InvalidFields(wrong)
    _check_finite("mask", mask)
    full = _FULL_SCALE[bits]
    kind = np.uint8 if bits == 8 else np.uint16
    if mask.dtype.kind == "f":
        scaled = (mask.astype(np.float64) - low) * (full / (high - low))
        return np.rint(np.clip(scaled, 0, full)).astype(kind)
    whole = mask.astype(np.uint16)
    whole *= np.uint16(full if mask.dtype.kind == "b" else full // 255)
    return whole.astype(kind)


def _texts(recipe: Recipe, facts: Mapping[str, str]) -> dict[str, str]:
    return {"procgen:recipe": recipe.to_json(), **{f"procgen:{name}": value for name, value in facts.items()}}


def encode_mask_png(
    mask: LayerArray,
    bits: int,
    recipe: Recipe,
    *,
    name: str = "mask",
    value_range: tuple[float, float] = (0.0, 1.0),
    checkpoint: Checkpoint = go_on,
) -> bytes:
    """Write a mask as a greyscale picture.

    Args:
        mask: (depth, width); bool, uint8 or float.
        bits: 8 or 16 a pixel.
        recipe: what made it.
        name: of the layer.
        value_range: the floats that black and white stand for.
        checkpoint: called often.

    Returns:
        A PNG of width x depth pixels, greyscale, scaled as :func:`quantise_mask` says. iTXt chunks ``procgen:recipe``
        (JSON), ``procgen:layer``, ``procgen:value_min`` and ``procgen:value_max`` (0 and 1 for bool, 0 and 255 for
        uint8).

    Raises:
        InvalidFields: see :func:`quantise_mask`.
    """
    pixels = quantise_mask(mask, bits, value_range)
    low, high = {"b": (0.0, 1.0), "u": (0.0, 255.0)}.get(mask.dtype.kind, value_range)
    facts = {"layer": name, "value_min": repr(float(low)), "value_max": repr(float(high))}
    return write_png(pixels, checkpoint, texts=_texts(recipe, facts))


def splat_weights(layer: LayerArray) -> FloatArray:
    """A layer as splat weights from 0 to 1.

    Args:
        layer: (depth, width, channels); float, or uint8 whose 255 is one: these come back from the pictures exactly.

    Raises:
        InvalidFields: it is something else.
    """
    if layer.ndim != 3 or not (layer.dtype.kind == "f" or layer.dtype == np.uint8):
        shape = f"{layer.dtype} {layer.shape}"
        raise InvalidFields([Violation.of("weights", shape, "float or uint8, (depth, width, channels)")])
    if layer.dtype == np.uint8:
        return layer.astype(np.float32) / np.float32(_FULL_SCALE[8])
    return layer.astype(np.float32, copy=False)


def quantise_splat(weights: FloatArray, checkpoint: Checkpoint = go_on) -> npt.NDArray[np.uint8]:
    """Weights as bytes that still sum to one, that is 255, at each pixel.

    Rounded are the sums of the first k weights; a byte is the difference of two neighbouring sums. So each is within
    one step of its weight, and a weight of zero stays zero.

    Args:
        weights: (depth, width, channels), 0 to 1, that sum to one.
        checkpoint: called often.

    Returns:
        The same shape.

    Raises:
        InvalidFields: not three-dimensional, outside 0 to 1, or not summing to one to 0.001.
    """
    weights = splat_weights(weights)
    out = np.empty(weights.shape, np.uint8)
    for top in range(0, weights.shape[0], _BAND_ROWS):
        checkpoint()
        band = weights[top : top + _BAND_ROWS]
        # Comparisons that are false for NaN.
        if not (float(band.min()) >= 0.0 and float(np.abs(band.sum(axis=-1) - 1.0).max()) <= _SUM_TOLERANCE):
            raise InvalidFields([Violation.of("weights", "others", "0 to 1, and together 1 at each pixel")])
        total, before = np.zeros(band.shape[:2], np.float32), np.zeros(band.shape[:2], np.float32)
        for channel in range(band.shape[-1]):
            total += band[..., channel]
            last = channel == band.shape[-1] - 1
            steps = np.full_like(total, 255.0) if last else np.minimum(np.rint(total * np.float32(255.0)), 255.0)
            out[top : top + _BAND_ROWS, :, channel] = steps - before
            before = steps
    return out


def encode_splat_png(
    weights: FloatArray,
    first_channel: int,
    recipe: Recipe,
    *,
    names: tuple[str, ...] = (),
    checkpoint: Checkpoint = go_on,
) -> bytes:
    """Write four of the splat weights as a picture.

    Args:
        weights: (depth, width, channels), 0 to 1, that sum to one at each pixel.
        first_channel: 0, 4, 8 …: the weight that becomes red; the three after it green, blue and alpha.
        recipe: what made them.
        names: of all channels, in order.
        checkpoint: called often.

    Returns:
        A PNG of width x depth pixels, 8-bit RGBA; alpha is a weight like the others, so nothing may multiply by it.
        Over the pictures of all channels the bytes of a pixel sum to 255. iTXt chunks ``procgen:recipe`` (JSON),
        ``procgen:first_channel`` and ``procgen:channels`` (the four names, with spaces between).

    Raises:
        InvalidFields: see :func:`quantise_splat`; or ``first_channel`` is none of the weights' or no multiple of four.
    """
    weights = splat_weights(weights)
    channels, step = weights.shape[-1], SPLAT_CHANNELS_PER_PICTURE
    _check_first(first_channel, channels)
    quantised = quantise_splat(weights, checkpoint)
    four = quantised[..., first_channel : first_channel + step]
    pixels = np.zeros((*four.shape[:2], step), np.uint8)
    pixels[..., : four.shape[-1]] = four
    labels = names or tuple(f"splat{index}" for index in range(channels))
    facts = {"first_channel": str(first_channel), "channels": " ".join(labels[first_channel : first_channel + step])}
    return write_png(pixels, checkpoint, texts=_texts(recipe, facts))


def channel_names(name: str, channels: int | None) -> list[str]:
    """Names of a layer's channels in an OpenEXR file.

    Args:
        name: of the layer.
        channels: how many it has; None for a mask.

    Returns:
        The name itself for a mask; else ``name0.R``, ``name0.G``, ``name0.B``, ``name0.A``, ``name1.R`` …, grouped as
        in the pictures.
    """
    if channels is None:
        return [name]
    step = SPLAT_CHANNELS_PER_PICTURE
    return [f"{name}{index // step}.{_CHANNEL_SUFFIXES[index % step]}" for index in range(channels)]


def encode_layers_exr(layers: Mapping[str, LayerArray], recipe: Recipe, *, half: bool = True) -> bytes:
    """Write many layers into one file, for tools that compose: Blender, Houdini, Nuke.

    Godot, and OpenCV, open only channels that they know by name: see :func:`encode_mask_exr` and
    :func:`encode_splat_exr`.

    Args:
        layers: by name (letters, digits and ``_``); (depth, width) or (depth, width, channels), bool, uint8 or float,
            all of one width and depth.
        recipe: what made them.
        half: 16-bit floats, relative error 2^-11 or, below 6e-5, absolute 3e-8; else 32-bit ones.

    Returns:
        An OpenEXR file of width x depth pixels, scan lines, ZIP compression, with the channels of :func:`channel_names`
        and the attribute ``procgen:recipe`` (string, JSON). Bool becomes 0 and 1, uint8 keeps its values.

    Raises:
        InvalidFields: names the layers that can't be accepted.
    """
    wrong = []
    sizes = {layer.shape[:2] for layer in layers.values()}
    if len(sizes) != 1:
        wrong.append(Violation.of("layers", sorted(sizes), "at least one, all of one width and depth"))
    most = float(np.finfo(np.float16 if half else np.float32).max)
    for name, layer in layers.items():
        field = f"layers[{name!r}]"
        if not re.fullmatch(r"\w+", name, re.ASCII):
            wrong.append(Violation.of(field, repr(name), "a name of letters, digits and _"))
        if layer.ndim not in (2, 3) or not (layer.dtype.kind in "bf" or layer.dtype == np.uint8):
            shape = f"{layer.dtype} {layer.shape}"
            wrong.append(Violation.of(field, shape, "bool, uint8 or float, (depth, width) or (depth, width, channels)"))
        elif layer.dtype.kind == "f" and layer.size and not float(np.abs(layer).max()) <= most:
            wrong.append(Violation.of(field, "values beyond", f"finite, at most {most:g} in size"))
    if wrong:
        raise InvalidFields(wrong)
    channels: dict[str, LayerArray] = {}
    for name, layer in layers.items():
        planes = [layer] if layer.ndim == 2 else list(np.moveaxis(layer, -1, 0))
        channels |= dict(zip(channel_names(name, None if layer.ndim == 2 else len(planes)), planes, strict=True))
    return _exr(channels, recipe, half=half)


def _exr(channels: Mapping[str, LayerArray], recipe: Recipe, *, half: bool) -> bytes:
    kind = np.float16 if half else np.float32
    planes = {name: np.ascontiguousarray(plane, kind) for name, plane in channels.items()}
    return write_exr(planes, {"procgen:recipe": recipe.to_json()})


def encode_mask_exr(mask: LayerArray, recipe: Recipe, *, half: bool = True) -> bytes:
    """Write a mask as a picture of floats that engines open.

    Args:
        mask: (depth, width); bool, uint8 or float.
        recipe: what made it.
        half: see :func:`encode_layers_exr`.

    Returns:
        An OpenEXR file like those of :func:`encode_layers_exr` with the one channel ``Y``.

    Raises:
        InvalidFields: see :func:`encode_layers_exr`.
    """
    if mask.ndim != 2:
        raise InvalidFields(
            [Violation.of("mask", f"{mask.dtype} {mask.shape}", "bool, uint8 or float, (depth, width)")]
        )
    return encode_layers_exr({"Y": mask}, recipe, half=half)


def encode_splat_exr(weights: FloatArray, first_channel: int, recipe: Recipe, *, half: bool = True) -> bytes:
    """Write four of the splat weights as a picture of floats that engines open.

    Args:
        weights: (depth, width, channels).
        first_channel: 0, 4, 8 …: the weight that becomes red; the three after it green, blue and alpha.
        recipe: what made them.
        half: see :func:`encode_layers_exr`.

    Returns:
        An OpenEXR file like those of :func:`encode_layers_exr` with the channels ``R``, ``G``, ``B`` and ``A``.

    Raises:
        InvalidFields: ``first_channel`` is none of the weights' or no multiple of four, or they are not finite.
    """
    weights = splat_weights(weights)
    _check_first(first_channel, weights.shape[-1])
    _check_finite("weights", weights)
    four = weights[..., first_channel : first_channel + SPLAT_CHANNELS_PER_PICTURE]
    none = np.zeros(weights.shape[:2], np.float32)
    planes = [*np.moveaxis(four, -1, 0), none, none, none][:SPLAT_CHANNELS_PER_PICTURE]
    return _exr(dict(zip(_CHANNEL_SUFFIXES, planes, strict=True)), recipe, half=half)


def _check_first(first_channel: int, channels: int) -> None:
    step = SPLAT_CHANNELS_PER_PICTURE
    if first_channel not in range(0, max(channels, 1), step):
        allowed = f"a multiple of {step} below {channels}"
        raise InvalidFields([Violation.of("first_channel", first_channel, allowed)])
