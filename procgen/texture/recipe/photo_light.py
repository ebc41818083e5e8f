"""Photos of known surfaces: maps under lights, as a camera sees them.

Surfaces are shaded as Burley, "Physically based shading at Disney" (SIGGRAPH 2012 course), and engines since have it:
Lambert's diffuse part and a specular part with the distribution of Trowbridge and Reitz (GGX), Smith's masking in the
form of Karis (SIGGRAPH 2013 course), Schlick's Fresnel term; light from all around by Lazarov's fit for its specular
part. What a photo is lit by, and what happens to it in the camera, is drawn anew for each: a flash beside the lens, a
sun, a sky that is brighter on one side, exposure, white balance, blur, noise, JPEG.
"""

from __future__ import annotations

import io
import math
from typing import Final

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from procgen.texture.recipe.photo_sets import COLOUR, HEIGHT, METAL, OPEN, ROUGH

_GLOSSIEST: Final = 0.05
_REFLECTS: Final = 0.04
"""Of light from straight ahead, by what is no metal."""
_SHADOW_STEPS: Final = (1.0, 2.0, 3.5, 6.0, 10.0, 16.0)
_SHADOW_SOFT: Final = 0.15


def linear_of(encoded: Tensor) -> Tensor:
    """Linear light of sRGB values (IEC 61966-2-1)."""
    return torch.where(encoded <= 0.04045, encoded / 12.92, ((encoded.clamp_min(0.04045) + 0.055) / 1.055) ** 2.4)


def encoded_of(linear: Tensor) -> Tensor:
    """The inverse of :func:`linear_of`."""
    linear = linear.clamp(0.0, 1.0)
    return torch.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear.clamp_min(0.0031308) ** (1 / 2.4) - 0.055)


def normals_of(maps: Tensor) -> Tensor:
    """(b, 3, h, w) unit vectors of maps (b, >= 5, h, w): x right, y up, z out."""
    right, down = maps[:, 3:4], maps[:, 4:5]
    return F.normalize(torch.cat([-right, down, torch.ones_like(right)], dim=1), dim=1)


def _dot(one: Tensor, other: Tensor) -> Tensor:
    return (one * other).sum(dim=1, keepdim=True)


def shaded(maps: Tensor, normal: Tensor, to_light: Tensor, to_eye: Tensor) -> Tensor:
    """Light (b, 3, h, w) that comes back of a light of radiance pi.

    Args:
        maps: (b, >= 7, h, w) as :mod:`procgen.texture.recipe.photo_sets` has them.
        normal, to_light, to_eye: (b, 3, h, w) unit vectors.
    """
    colour, metal = linear_of(maps[:, COLOUR]), maps[:, METAL]
    alpha = maps[:, ROUGH].clamp_min(_GLOSSIEST).square()
    half = F.normalize(to_light + to_eye, dim=1)
    lit = _dot(normal, to_light).clamp_min(0.0)
    seen = _dot(normal, to_eye).clamp_min(1e-3)
    spread = alpha.square() / ((_dot(normal, half).square() * (alpha.square() - 1.0) + 1.0).square() + 1e-7)
    k = (maps[:, ROUGH] + 1.0).square() / 8.0
    masked = 0.25 / ((lit * (1.0 - k) + k) * (seen * (1.0 - k) + k))
    mirror = _REFLECTS * (1.0 - metal) + colour * metal
    fresnel = mirror + (1.0 - mirror) * (1.0 - _dot(to_eye, half).clamp(0.0, 1.0)) ** 5
    return ((1.0 - metal) * colour + spread * masked * fresnel) * lit


def _ambient(maps: Tensor, normal: Tensor, to_eye: Tensor, toward: Tensor, tilt: Tensor) -> Tensor:
    """Light of a sky that is brighter toward a direction: 1 + tilt * cosine."""
    colour, metal, rough = linear_of(maps[:, COLOUR]), maps[:, METAL], maps[:, ROUGH]
    seen = _dot(normal, to_eye).clamp_min(1e-3)
    diffuse = (1.0 + 2.0 / 3.0 * tilt * _dot(normal, toward)).clamp_min(0.0)
    mirrored = 2.0 * seen * normal - to_eye
    # What a rough surface mirrors is blurred.
    sky = (1.0 + tilt * (1.0 - 0.5 * rough) * _dot(mirrored, toward)).clamp_min(0.0)
    a = torch.minimum((1.0 - rough).square(), 2.0 ** (-9.28 * seen)) * (1.0 - rough) + (0.0425 - 0.0275 * rough)
    scale, offset = -1.04 * a + 1.04 - 0.572 * rough, (1.04 * a - 0.04 + 0.022 * rough).clamp_min(0.0)
    mirror = _REFLECTS * (1.0 - metal) + colour * metal
    return ((1.0 - metal) * colour * diffuse + (mirror * scale.clamp_min(0.0) + offset) * sky) * maps[:, OPEN]


def _shadow(height: Tensor, toward: Tensor) -> Tensor:
    """Share (b, 1, h, w) of a far light that is not hidden by ground on the way to it.

    Args:
        height: (b, 1, h, w) pixels.
        toward: (b, 3, 1, 1) unit vectors to the light.
    """
    clear = []
    for relief, (x, y, z) in zip(height, toward.flatten(1).tolist(), strict=True):
        flat = math.hypot(x, y)
        least = torch.full_like(relief, math.inf)
        for step in _SHADOW_STEPS if flat > 1e-3 else ():
            shift = round(step * y / flat), round(-step * x / flat)
            ahead = torch.roll(relief, shift, dims=(1, 2))
            least = torch.minimum(least, z / max(flat, 1e-3) - (ahead - relief) / step)
        clear.append((least / _SHADOW_SOFT + 0.5).clamp(0.0, 1.0))
    return torch.stack(clear)


class Lights:
    """Draws how a batch is lit and taken.

    Args:
        rng: of all that is drawn.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def _uniform(self, low: float, high: float, *shape: int) -> Tensor:
        return torch.from_numpy(self.rng.uniform(low, high, shape).astype(np.float32))

    def directions(self, count: int, lowest: float, highest: float) -> Tensor:
        """(count, 3, 1, 1) unit vectors at elevations between two sines."""
        up = self._uniform(lowest, highest, count)
        turn = self._uniform(0.0, 2.0 * math.pi, count)
        flat = (1.0 - up.square()).sqrt()
        return torch.stack([flat * turn.cos(), flat * turn.sin(), up], dim=1)[:, :, None, None]

    def places(self, maps: Tensor) -> Tensor:
        """(1, 3, h, w) where pixels are, the picture two wide."""
        rows, columns = maps.shape[2:]
        y, x = torch.meshgrid(torch.linspace(1, -1, rows), torch.linspace(-1, 1, columns), indexing="ij")
        return torch.stack([x, y, torch.zeros_like(x)])[None].to(maps)

    def light(self, maps: Tensor) -> Tensor:
        """Linear light (b, 3, h, w) of a mixture of flash, sun and sky."""
        count, device = len(maps), maps.device
        normal, places = normals_of(maps), self.places(maps)
        eye = torch.cat([self._uniform(-0.4, 0.4, count, 2), self._uniform(2.0, 6.0, count, 1)], dim=1)[
            :, :, None, None
        ]
        to_eye = F.normalize(eye.to(device) - places, dim=1)
        # Beside the lens, and how bright it is in the middle does not change with how far it is.
        flash = (
            eye
            + torch.cat([self._uniform(-0.5, 0.5, count, 2), self._uniform(-0.5, 0.2, count, 1)], dim=1)[
                :, :, None, None
            ]
        )
        way = flash.to(device) - places
        falls_off = flash[:, 2:3].to(device).square() / way.square().sum(dim=1, keepdim=True)
        flashed = shaded(maps, normal, F.normalize(way, dim=1), to_eye) * falls_off
        sun = self.directions(count, 0.25, 0.95).to(device)
        sunlit = shaded(maps, normal, sun.expand_as(normal), to_eye) * _shadow(maps[:, HEIGHT], sun) / sun[:, 2:3]
        toward, tilt = self.directions(count, -0.3, 1.0).to(device), self._uniform(0.0, 1.0, count, 1, 1, 1).to(device)
        sky = _ambient(maps, normal, to_eye, toward, tilt)
        # Each kind of light alone, and mixtures.
        kinds = self.rng.choice(4, count, p=[0.2, 0.25, 0.25, 0.3])
        shares = self.rng.dirichlet([0.7, 0.9, 0.9], count)
        for row, kind in zip(shares, kinds, strict=True):
            if kind < 3:
                row[:] = 0.08
                row[kind] = 0.84
        weights = torch.from_numpy(shares.astype(np.float32)).to(device)[:, :, None, None]
        warm = torch.from_numpy(self.rng.normal(0.0, 0.06, (2, count, 3, 1, 1)).astype(np.float32)).exp().to(device)
        return weights[:, 0:1] * flashed + weights[:, 1:2] * sunlit * warm[0] + weights[:, 2:3] * sky * warm[1]

    def photographed(self, light: Tensor) -> Tensor:
        """Photos (b, 3, h, w), sRGB-encoded, 0 to 1, of linear light: exposed for its mean, with a camera's faults."""
        count, device = len(light), light.device
        mean = light.mean(dim=(1, 2, 3), keepdim=True).clamp_min(1e-4)
        target = torch.from_numpy(np.exp(self.rng.normal(math.log(0.2), 0.35, (count, 1, 1, 1))).astype(np.float32))
        # An exposure meter takes part of the way to its grey.
        metered = self._uniform(0.2, 0.9, count, 1, 1, 1).to(device)
        balance = torch.from_numpy(np.exp(self.rng.normal(0.0, 0.05, (count, 3, 1, 1))).astype(np.float32)).to(device)
        light = light * (target.to(device) / mean) ** metered * balance
        photo = encoded_of(light)
        for index in range(count):
            if self.rng.random() < 0.5:
                photo[index : index + 1] = _blurred(photo[index : index + 1], float(self.rng.uniform(0.3, 1.1)))
        noise = torch.from_numpy(self.rng.standard_normal(photo.shape, np.float32)).to(device)
        photo = (photo + noise * self._uniform(0.0, 0.02, count, 1, 1, 1).to(device)).clamp(0.0, 1.0)
        taken = np.rint(photo.cpu().numpy() * 255.0).astype(np.uint8)
        for index in range(count):
            if self.rng.random() < 0.6:
                taken[index] = _compressed(taken[index], int(self.rng.integers(55, 96)))
        return torch.from_numpy(taken.astype(np.float32) / np.float32(255.0)).to(device)


def _blurred(photo: Tensor, sigma: float) -> Tensor:
    places = torch.arange(-3.0, 4.0)
    kernel = torch.exp(-0.5 * (places / sigma).square())
    kernel = (kernel / kernel.sum()).to(photo)
    padded = F.pad(photo, (3, 3, 3, 3), mode="reflect").transpose(0, 1)
    across = F.conv2d(padded, kernel[None, None, None, :])
    return F.conv2d(across, kernel[None, None, :, None]).transpose(0, 1)


def _compressed(photo: np.ndarray, quality: int) -> np.ndarray:
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(np.moveaxis(photo, 0, -1))).save(out, "JPEG", quality=quality)
    with Image.open(io.BytesIO(out.getvalue())) as opened:
        return np.moveaxis(np.asarray(opened), -1, 0)
