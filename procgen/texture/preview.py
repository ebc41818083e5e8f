"""Pictures of a material under light: flat, on a ball, and as a floor that runs into the distance."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.errors import InvalidFields, Violation
from procgen.formats.png import picture_png
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.ranges import Range
from procgen.texture.maps.normals import normals
from procgen.texture.maps.occlusion import occlusion
from procgen.texture.maps.srgb import linear_from_8bit, srgb_to_8bit, to_8bit
from procgen.texture.material import FloatArray, Surface

RgbArray = npt.NDArray[np.uint8]

SIDE = Range(16, 1024, "Columns and rows of a picture.", 256, whole=True)

_SUPERSAMPLED_PX = 320
"""Pictures up to that side are drawn with 2 x 2 samples a pixel."""
_COMPRESS_LEVEL = 2

# Directions: x to the right, y up, z towards the viewer. All light is linear.
_KEY_DIRECTION = (-0.52, 0.62, 0.59)
_BACK_DIRECTION = (-0.55, 0.60, -0.58)
"""Where the key light stands for the floor: light that comes towards the viewer shows relief and gloss."""
_KEY_RGB = (2.75, 2.62, 2.42)
_KEY_SIZE = 0.06
"""Added to the alpha of highlights: the key light is not a point."""
_ZENITH_RGB = (0.30, 0.40, 0.56)
_HORIZON_RGB = (0.72, 0.74, 0.76)
_GROUND_RGB = (0.170, 0.155, 0.140)
_BOXES = (
    # Lamps that polished things reflect: direction, sharpness where polished, brightness.
    ((-0.62, 0.50, 0.60), 18.0, 2.6),
    ((0.88, 0.25, 0.40), 26.0, 1.5),
    ((0.55, -0.10, -0.83), 14.0, 1.4),
)
_AMBIENT = 0.42
"""Share of the sky's light that comes to a surface: the rest is behind the photographer."""
_DIELECTRIC_F0 = 0.04
_SHOULDER = 0.65
"""Brightness up to which the picture is true to the light; above it, it is pressed towards white."""
_BACKGROUND_TOP, _BACKGROUND_BOTTOM = 0.060, 0.022
_DECAL_GROUND = 0.45
"""Grey, sRGB, that shows through where a surface is not opaque."""


def _unit(vector: tuple[float, float, float]) -> FloatArray:
    values = np.array(vector, np.float32)
    return values / np.float32(math.sqrt(float(np.sum(values * values))))


def _check(side: int) -> None:
    if not SIDE.allows(side):
        raise InvalidFields([Violation.of("side", side, str(SIDE))])


def _resized(field: FloatArray, rows: int, columns: int) -> FloatArray:
    """Averaged down to a size, in whole blocks where they fit."""
    image = Image.fromarray(np.ascontiguousarray(field, np.float32))
    down, right = field.shape[0] // rows, field.shape[1] // columns
    if down * rows == field.shape[0] and right * columns == field.shape[1]:
        return np.asarray(image if (down, right) == (1, 1) else image.reduce((right, down)))
    return np.asarray(image.resize((columns, rows), Image.Resampling.BOX))


_ALBEDO, _NORMAL, _ROUGHNESS, _METALLIC, _OCCLUSION = slice(0, 3), slice(3, 6), 6, 7, 8
_CHANNELS = 9


def _texels(surface: Surface, longest_px: int) -> FloatArray:
    """All that light asks of a tile, averaged down so that its longer side is at most longest_px.

    Returns:
        (rows, columns, 9): linear albedo, normal, roughness, metallic, occlusion.
    """
    rows, columns = surface.shape
    factor = max(1.0, max(rows, columns) / longest_px)
    if factor > 1.0:
        # Whole factors are quicker; texels a little larger than asked for do not show.
        factor = float(math.ceil(factor - 0.25))
    small = max(1, round(rows / factor)), max(1, round(columns / factor))

    def reduced(field: FloatArray) -> FloatArray:
        return _resized(field, *small)

    height = reduced(surface.height) * np.float32(1.0 / factor)
    albedo = np.stack([reduced(surface.albedo[..., channel]) for channel in range(3)], axis=-1)
    roughness, metallic = reduced(surface.roughness), reduced(surface.metallic)
    shaded = occlusion(height, radius_px=max(2.0, 32.0 / factor))
    if surface.opacity is not None:
        opacity = reduced(surface.opacity)
        albedo = np.float32(_DECAL_GROUND) + opacity[..., None] * (albedo - np.float32(_DECAL_GROUND))
        height, metallic = height * opacity, metallic * opacity
        roughness = np.float32(0.7) + opacity * (roughness - np.float32(0.7))
    out = np.empty((*small, _CHANNELS), np.float32)
    out[..., _ALBEDO] = linear_from_8bit(to_8bit(albedo))
    out[..., _NORMAL] = normals(height)
    out[..., _ROUGHNESS], out[..., _METALLIC], out[..., _OCCLUSION] = roughness, metallic, shaded
    return out


def _lookup(texels: FloatArray, u: FloatArray, v: FloatArray) -> FloatArray:
    """Bilinear samples of a tile that repeats: (n, 9); u and v are (n,), 1 a tile, v down, centres at half texels."""
    rows, columns, channels = texels.shape
    flat = texels.reshape(-1, channels)
    x, y = u * np.float32(columns) - np.float32(0.5), v * np.float32(rows) - np.float32(0.5)
    left, top = np.floor(x), np.floor(y)
    fx, fy = (x - left)[:, None], (y - top)[:, None]
    x0, y0 = left.astype(np.int64) % columns, top.astype(np.int64) % rows
    x1, y1 = (x0 + 1) % columns, (y0 + 1) % rows
    upper = flat[y0 * columns + x0]
    upper += fx * (flat[y0 * columns + x1] - upper)
    lower = flat[y1 * columns + x0]
    lower += fx * (flat[y1 * columns + x1] - lower)
    upper += fy * (lower - upper)
    return np.asarray(upper, np.float32)


def _dot(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(np.einsum("nc,nc->n", a, b), np.float32)


def _sky(direction: FloatArray, roughness: FloatArray) -> FloatArray:
    """Light that comes from a direction, blurred as a surface of that roughness sees it: (n, 3)."""
    y = direction[:, 1]
    width = np.float32(0.06) + np.float32(0.9) * roughness
    above = np.clip(np.float32(0.5) + np.float32(0.5) * y / width, 0.0, 1.0)
    above = (above * above * (np.float32(3.0) - np.float32(2.0) * above))[:, None]
    high = np.sqrt(np.clip(y, 0.0, 1.0))[:, None]
    horizon, zenith, ground = (np.array(rgb, np.float32) for rgb in (_HORIZON_RGB, _ZENITH_RGB, _GROUND_RGB))
    light = ground + above * (horizon + high * (zenith - horizon) - ground)
    blur = np.square(roughness)
    for lamp, sharp, bright in _BOXES:
        facing = direction @ _unit(lamp)
        # A lobe keeps its energy as it widens.
        sharpness = np.float32(1.0) / (np.float32(1.0 / sharp) + blur)
        lobe = np.exp(sharpness * (facing - np.float32(1.0)))
        lobe *= np.float32(bright / sharp) * sharpness
        light += lobe[:, None]
    return np.asarray(light, np.float32)


def _lit(
    texel: FloatArray, normal: FloatArray, view: FloatArray, light_from: tuple[float, float, float] = _KEY_DIRECTION
) -> FloatArray:
    """Light that goes to the viewer: a key light by Cook and Torrance's model and a sky that is reflected.

    Trowbridge and Reitz's (GGX) distribution, Schlick's Fresnel term, Hammon's visibility; the sky by the split sum
    with Karis's polynomial ("Physically based shading on mobile", 2014).

    Args:
        texel: (n, 9) as of :func:`_texels`.
        normal: (n, 3) unit normals in the picture's directions.
        view: (n, 3) unit directions to the viewer.
        light_from: direction to the key light.

    Returns:
        (n, 3) linear light.
    """
    albedo, metallic = texel[:, _ALBEDO], texel[:, _METALLIC][:, None]
    roughness, shaded = np.clip(texel[:, _ROUGHNESS], 0.04, 1.0), texel[:, _OCCLUSION]
    base = albedo * (np.float32(1.0) - metallic)
    f0 = np.float32(_DIELECTRIC_F0) + metallic * (albedo - np.float32(_DIELECTRIC_F0))
    key = np.broadcast_to(_unit(light_from), normal.shape)
    n_v = np.maximum(_dot(normal, view), np.float32(0.02))
    n_l = np.clip(_dot(normal, key), 0.0, 1.0)
    half = view + key
    half /= np.sqrt(_dot(half, half))[:, None]
    n_h, l_h = np.clip(_dot(normal, half), 0.0, 1.0), np.clip(_dot(key, half), 0.0, 1.0)
    alpha = np.minimum(roughness * roughness + np.float32(_KEY_SIZE), 1.0)
    a2 = alpha * alpha
    bulk = n_h * n_h * (a2 - np.float32(1.0)) + np.float32(1.0)
    distribution = a2 / (np.float32(np.pi) * bulk * bulk)
    mixed = np.float32(2.0) * n_l * n_v
    mixed += alpha * (n_l + n_v - mixed)
    visibility = np.float32(0.5) / np.maximum(mixed, 1e-4)
    fresnel = f0 + (np.float32(1.0) - f0) * np.power(np.float32(1.0) - l_h, 5)[:, None]
    shade = n_l * np.sqrt(shaded)
    key_light = base * np.float32(1.0 / np.pi) + fresnel * (distribution * visibility)[:, None]
    light = key_light * (shade[:, None] * np.array(_KEY_RGB, np.float32))

    reflected = np.float32(2.0) * n_v[:, None] * normal - view
    c = np.float32(1.0) - roughness
    r0 = c
    r1 = np.float32(-0.0275) * c + np.float32(0.0425)
    a004 = np.minimum(r0 * r0, np.exp2(np.float32(-9.28) * n_v)) * r0 + r1
    scale, bias = np.float32(-1.04) * a004 + np.float32(1.04) - np.float32(0.572) * c, np.float32(1.04) * a004
    bias = bias + np.float32(-0.04) + np.float32(0.022) * c
    specular_shade = np.clip(shaded + (np.float32(1.0) - roughness) * np.float32(0.3), 0.0, 1.0)
    mirror = f0 * np.maximum(scale, 0.0)[:, None] + np.maximum(bias, 0.0)[:, None]
    light += mirror * _sky(reflected, roughness) * specular_shade[:, None]
    up = (np.float32(0.5) + np.float32(0.5) * normal[:, 1])[:, None]
    sky = np.array(_HORIZON_RGB, np.float32) * np.float32(0.5) + np.array(_ZENITH_RGB, np.float32) * np.float32(0.5)
    ground = np.array(_GROUND_RGB, np.float32)
    light += base * (ground + up * (sky - ground)) * (np.float32(_AMBIENT) * shaded)[:, None]
    return np.asarray(light, np.float32)


def _developed(light: FloatArray) -> FloatArray:
    """Linear light as a picture can hold it, 0 to 1: true up to the shoulder, then ever less."""
    room = np.float32(1.0 - _SHOULDER)
    over = np.maximum(light - np.float32(_SHOULDER), 0.0)
    return np.asarray(np.minimum(light, np.float32(_SHOULDER)) + room * over / (over + room), np.float32)


def _halved(light: FloatArray, samples: int) -> FloatArray:
    """Mean of samples x samples neighbours of a (rows, columns, 3) picture."""
    if samples == 1:
        return light
    rows, columns, channels = light.shape
    blocks = light.reshape(rows // samples, samples, columns // samples, samples, channels)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def _samples(side: int) -> int:
    return 2 if side <= _SUPERSAMPLED_PX else 1


def _grid(side: int) -> tuple[FloatArray, FloatArray]:
    """Centres of the pixels of a square picture, -1 to 1: x to the right and y up, (side, side) each."""
    at = (np.arange(side, dtype=np.float32) + np.float32(0.5)) * np.float32(2.0 / side) - np.float32(1.0)
    return np.broadcast_to(at[None, :], (side, side)), np.broadcast_to(-at[:, None], (side, side))


def _in_pieces(count: int, piece: int, checkpoint: Checkpoint, work: Callable[[slice], FloatArray]) -> FloatArray:
    out = np.empty((count, 3), np.float32)
    for first in range(0, count, piece):
        checkpoint()
        part = slice(first, min(first + piece, count))
        out[part] = work(part)
    return out


_PIECE = 16384
"""Pixels that are lit together: small enough for the cache."""


def thumbnail_rgb(surface: Surface, side: int, checkpoint: Checkpoint = go_on) -> RgbArray:
    """One tile from straight ahead, lit from the upper left: (side, side, 3); its longer side fills the picture."""
    _check(side)
    rows, columns = surface.shape
    longer = max(rows, columns)
    texels = _texels(surface, side)
    checkpoint()
    x, y = _grid(side)
    u, v = (x * np.float32(0.5) + np.float32(0.5)).ravel(), (np.float32(0.5) - y * np.float32(0.5)).ravel()
    u, v = u * np.float32(longer / columns), v * np.float32(longer / rows)
    towards = np.array([[0.0, 0.0, 1.0]], np.float32)

    def work(part: slice) -> FloatArray:
        texel = _lookup(texels, u[part], v[part])
        normal = np.array(texel[:, _NORMAL])
        normal /= np.sqrt(_dot(normal, normal))[:, None]
        return _lit(texel, normal, np.broadcast_to(towards, normal.shape))

    light = _in_pieces(side * side, _PIECE, checkpoint, work)
    return srgb_to_8bit(_developed(light)).reshape(side, side, 3)


def ball_rgb(surface: Surface, side: int, repeats: float = 1.0, checkpoint: Checkpoint = go_on) -> RgbArray:
    """The material on a ball in a studio: (side, side, 3).

    The front is mapped by Lambert's azimuthal projection, so there is neither seam nor pole.

    Args:
        surface: to be shown.
        side: of the picture, pixels.
        repeats: tiles along the ball's diameter, about.
        checkpoint: called every few ms.
    """
    _check(side)
    samples = _samples(side)
    fine = side * samples
    rows, columns = surface.shape
    longer = max(rows, columns)
    texels = _texels(surface, max(8, round(fine / repeats)))
    checkpoint()
    x, y = _grid(fine)
    radius = np.float32(0.92)
    px, py = x / radius, y / radius
    inside = np.nonzero((px * px + py * py < np.float32(1.0)).ravel())[0]
    bx, by = px.ravel()[inside], py.ravel()[inside]
    bz = np.sqrt(np.maximum(np.float32(1.0) - bx * bx - by * by, 0.0))
    spread = np.sqrt(np.float32(2.0) / (np.float32(1.0) + bz)) * np.float32(0.45 * repeats)
    u = np.float32(0.5) + bx * spread * np.float32(longer / columns)
    v = np.float32(0.5) - by * spread * np.float32(longer / rows)
    towards = np.array([[0.0, 0.0, 1.0]], np.float32)

    def work(part: slice) -> FloatArray:
        texel = _lookup(texels, u[part], v[part])
        nx, ny, nz = bx[part], by[part], bz[part]
        tilt = np.float32(1.0) / (np.float32(1.0) + nz)
        shear = -nx * ny * tilt
        tangent = np.stack([np.float32(1.0) - nx * nx * tilt, shear, -nx], axis=1)
        up = np.stack([shear, np.float32(1.0) - ny * ny * tilt, -ny], axis=1)
        outward = np.stack([nx, ny, nz], axis=1)
        local = texel[:, _NORMAL]
        normal = local[:, :1] * tangent
        normal += local[:, 1:2] * up
        normal += local[:, 2:] * outward
        normal /= np.sqrt(_dot(normal, normal))[:, None]
        return _lit(texel, normal, np.broadcast_to(towards, normal.shape))

    light = _in_pieces(inside.size, _PIECE, checkpoint, work)
    # A backdrop that is a little brighter around the ball than in the corners.
    fall = np.clip(np.float32(1.15) - np.float32(0.35) * (x * x + y * y), 0.0, 1.0)
    drop = np.float32(_BACKGROUND_BOTTOM) + (y * np.float32(0.5) + np.float32(0.5)) * np.float32(
        _BACKGROUND_TOP - _BACKGROUND_BOTTOM
    )
    picture = np.repeat((drop * fall)[..., None], 3, axis=-1)
    picture.reshape(-1, 3)[inside] = _developed(light)
    return srgb_to_8bit(_halved(picture, samples))


_CAMERA_HEIGHT, _CAMERA_PITCH_DEG, _CAMERA_FOV_DEG = 1.15, 33.0, 42.0
"""Of the floor's photographer: metres do not matter, a tile is 1 wide at ``repeats`` 1."""


def floor_rgb(surface: Surface, side: int, repeats: float = 2.0, checkpoint: Checkpoint = go_on) -> RgbArray:
    """The material as a floor, in perspective, tiled: (side, side, 3).

    Args:
        surface: to be shown.
        side: of the picture, pixels.
        repeats: tiles across the picture at its middle, about.
        checkpoint: called every few ms.
    """
    _check(side)
    samples = _samples(side)
    fine = side * samples
    x, y = _grid(fine)
    pitch, open_ = math.radians(_CAMERA_PITCH_DEG), math.tan(math.radians(_CAMERA_FOV_DEG / 2))
    # Rays that look down by the pitch; the whole picture is below the horizon.
    right = x * np.float32(open_)
    down = np.float32(math.sin(pitch)) - y * np.float32(open_ * math.cos(pitch))
    ahead = np.float32(math.cos(pitch)) + y * np.float32(open_ * math.sin(pitch))
    reach = np.float32(_CAMERA_HEIGHT) / down
    rows, columns = surface.shape
    longer = max(rows, columns)
    middle = _CAMERA_HEIGHT / math.sin(pitch) * 2.0 * open_
    density = repeats / middle
    u = right * reach * np.float32(density * longer / columns)
    v = -ahead * reach * np.float32(density * longer / rows)
    view = np.stack([-right, down, ahead], axis=-1)
    view /= np.sqrt(np.sum(view * view, axis=-1, keepdims=True))
    picture = np.empty((fine, fine, 3), np.float32)
    # Rows that lie about as far away share a size of texels.
    wanted = fine / (repeats * reach[:, 0] / np.float32(_CAMERA_HEIGHT / math.sin(pitch)))
    steps = np.ceil(np.log2(np.maximum(longer / wanted, 1.0)) * 2.0 - 0.5).astype(np.int64)
    for step in np.unique(steps):
        texels = _texels(surface, max(4, round(longer / 2.0 ** (float(step) / 2.0))))
        chosen = np.nonzero(steps == step)[0]
        flat_u, flat_v, flat_view = u[chosen].ravel(), v[chosen].ravel(), view[chosen].reshape(-1, 3)

        def work(
            part: slice,
            texels: FloatArray = texels,
            flat_u: FloatArray = flat_u,
            flat_v: FloatArray = flat_v,
            flat_view: FloatArray = flat_view,
        ) -> FloatArray:
            texel = _lookup(texels, flat_u[part], flat_v[part])
            local = texel[:, _NORMAL]
            # The picture's up is away from the viewer on the floor.
            normal = np.stack([local[:, 0], local[:, 2], -local[:, 1]], axis=1)
            normal /= np.sqrt(_dot(normal, normal))[:, None]
            return _lit(texel, normal, flat_view[part], _BACK_DIRECTION)

        light = _in_pieces(flat_u.size, _PIECE, checkpoint, work)
        picture[chosen] = _developed(light).reshape(chosen.size, fine, 3)
    return srgb_to_8bit(_halved(picture, samples))


def thumbnail_png(surface: Surface, side: int = 256, checkpoint: Checkpoint = go_on) -> bytes:
    """:func:`thumbnail_rgb` as an 8-bit RGB PNG.

    Raises:
        InvalidFields: side is not 16 to 1024.
    """
    return picture_png(thumbnail_rgb(surface, side, checkpoint), _COMPRESS_LEVEL)
