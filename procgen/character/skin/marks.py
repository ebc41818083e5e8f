"""Marks of one person: freckles, moles and age spots; scars; and where motifs lie on the body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.skin.layout import TexelMap, standard_body, texel_map
from procgen.character.skin.motifs import SIDES_PX, coverage
from procgen.character.skin.noise import noise_in_space, smoothstep
from procgen.character.skin.parameters import Scar
from procgen.character.skin.regions import regions
from procgen.character.skin.relief import on_front

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_GOLDEN_ANGLE = np.pi * (3.0 - np.sqrt(5.0))


@dataclass(frozen=True, eq=False)
class Spots:
    """Round marks: K texels (a texel may appear several times) and how much of each a spot covers."""

    texels: Ints
    share: Floats


def scatter(
    texels: TexelMap,
    density: Floats,
    count: int,
    radius_m: tuple[float, float],
    chance: np.random.Generator,
    ragged: float = 0.0,
) -> Spots:
    """Put spots where a field says.

    Args:
        texels: the layout.
        density: (N,) 0..1, relative number of spots to an area.
        count: how many.
        radius_m: smallest and largest; small ones are the most frequent.
        chance: draws places, sizes and strengths: the same ones at every size of texture.
        ragged: how far outlines differ from circles, as a share of the radius.

    Returns:
        The spots; those that would be cut by a seam are left out.
    """
    # Where there are few, all of them may be cut by a seam.
    found: list[Ints] = [np.zeros(0, np.int64)]
    shares: list[Floats] = [np.zeros(0, np.float32)]
    draws = chance.random((count, 4))
    # One texel each, by area and density; inverse of the running sum.
    weight = np.cumsum(density.astype(np.float64) * texels.inside * texels.step_m.astype(np.float64) ** 2)
    if weight[-1] <= 0 or count == 0:
        return Spots(found[0], shares[0])
    centre = np.searchsorted(weight, draws[:, 0] * weight[-1]).clip(0, len(weight) - 1)
    radius = radius_m[0] + (radius_m[1] - radius_m[0]) * draws[:, 1] ** 2.5
    reach = np.ceil(radius / texels.step_m[centre] * 1.3).astype(np.int64) + 1
    fits = texels.seam_px[centre] >= np.minimum(reach, 7)
    centre, radius, reach = centre[fits], radius[fits], np.minimum(reach[fits], 12)
    strength = (0.35 + 0.65 * draws[fits, 2]).astype(np.float32)
    for r in np.unique(reach):
        some = np.flatnonzero(reach == r)
        step = np.arange(-r, r + 1)
        offset = (step[:, None] * texels.size + step[None, :]).ravel()
        flat = texels.index[centre[some], None].astype(np.int64) + offset
        number = texels.number[np.clip(flat, 0, texels.size**2 - 1)]
        distance = np.linalg.norm(texels.position[np.maximum(number, 0)] - texels.position[centre[some], None], axis=2)
        if ragged:
            edge = texels.position[np.maximum(number, 0)].reshape(-1, 3)
            wander = noise_in_space(edge, 0.0022, "skin/ragged") + 0.6 * noise_in_space(
                edge, 0.005, "skin/ragged/broad"
            )
            distance = distance + (ragged * radius[some, None]) * wander.reshape(distance.shape)
        soft = np.maximum(0.45 * radius[some], 0.6 * texels.step_m[centre[some]])[:, None]
        share = np.clip((radius[some, None] - distance) / soft + 0.5, 0, 1) * strength[some, None]
        kept = (number >= 0) & (share > 0)
        found.append(number[kept].astype(np.int64))
        shares.append(share[kept].astype(np.float32))
    return Spots(np.concatenate(found), np.concatenate(shares))


@dataclass(frozen=True, eq=False)
class ScarShape:
    """A scar on K texels: its changes of height, and how much of each texel is scar tissue or its red rim."""

    texels: Ints
    height_m: Floats
    tissue: Floats
    rim: Floats


_ANCHORS: dict[str, tuple[float, float, float]] = {
    # x and y on the front of the standard body, and the scar's direction in degrees from +x
    "left_cheek": (0.043, 1.522, 62.0), "right_cheek": (-0.043, 1.522, 118.0), "left_brow": (0.033, 1.566, 80.0),
    "right_brow": (-0.033, 1.566, 100.0), "forehead": (0.012, 1.598, 55.0), "nose": (0.0, 1.538, 12.0),
    "lip": (0.011, 1.496, 78.0), "chin": (-0.008, 1.460, 60.0), "neck": (0.022, 1.420, 160.0),
    "chest": (0.055, 1.270, 150.0),
}  # fmt: skip


def _anchor(place: str) -> tuple[Floats, Floats, Floats]:
    """Place, direction and normal of a scar on the standard body."""
    if place in _ANCHORS:
        x, y, degrees = _ANCHORS[place]
        around = on_front(np.array([[x, y], [x + 0.003, y], [x, y + 0.003]]))
        normal = np.cross(around[1] - around[0], around[2] - around[0])
        way = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees)), 0.0])
        middle = around[0]
    else:
        joints = dict(zip(standard_body().basis.joint_names, standard_body().joints, strict=True))
        if place == "back":
            middle, outward = joints["UpperChest"] + np.array([0.05, 0.02, 0.0]), (0.0, 0.0, -1.0)
            way = np.array([0.5, -0.85, 0.0])
        else:
            side = "Left" if place.startswith("left") else "Right"
            parts = ("UpperArm", "LowerArm") if place.endswith("_arm") else ("LowerArm", "Hand")
            start, end = (joints[side + part] for part in parts)
            middle = start + 0.55 * (end - start)
            way, outward = end - start, (0.8 if side == "Left" else -0.8, 0.5, 0.2)
        vertices, normals = standard_body().vertices[:13380], standard_body().normals[:13380]
        away = np.asarray(outward, np.float64)
        offset = vertices - middle
        height = offset @ (away / np.linalg.norm(away))
        sideways = np.linalg.norm(offset, axis=1) ** 2 - height**2
        chosen = np.argmin(np.where(height > 0, sideways - 0.02 * height, np.inf))
        middle, normal = vertices[chosen], normals[chosen]
    normal = np.asarray(normal, np.float64) / np.linalg.norm(normal)
    way = np.asarray(way, np.float64) - (np.asarray(way) @ normal) * normal
    return (
        np.asarray(middle, np.float32),
        (way / np.linalg.norm(way)).astype(np.float32),
        normal.astype(np.float32),
    )


@lru_cache(maxsize=64)
def scar_shape(scar: Scar, size: int, stream: int) -> ScarShape:
    """Lay a scar on the body; ``stream`` makes two of the same kind differ."""
    texels = texel_map(size)
    middle, way, normal = _anchor(scar.place)
    length = scar.length_mm / 1000.0
    half = {"cut": 0.0011, "gash": 0.0026, "stitched": 0.0014, "burn": 0.20 * length}[scar.kind]
    offset = texels.position - middle
    near = np.flatnonzero((np.linalg.norm(offset, axis=1) < length * 0.62 + 0.012) & (texels.normal @ normal > -0.1))
    offset, place = offset[near], texels.position[near]
    seed = f"skin/scar/{stream}"
    along = offset @ way
    across = offset @ np.cross(normal, way)
    across += noise_in_space(place, 0.35 * length + 0.004, seed + "/bend") * 0.10 * length
    along += noise_in_space(place, 0.010, seed + "/end") * 0.002
    t = np.abs(along) / (length / 2)
    # A texel is the least that can be seen.
    floor = 0.62 * texels.step_m[near]
    if scar.kind == "burn":
        wobble = noise_in_space(place, 0.25 * length, seed + "/patch") * 0.55
        wobble += noise_in_space(place, 0.09 * length, seed + "/edge") * 0.25
        radius = np.sqrt(t**2 + (across / (0.62 * length / 2)) ** 2) + wobble
        tissue = smoothstep(1.0, 0.8, radius)
        knots = np.abs(noise_in_space(place, 0.007, seed + "/knots"))
        rim = smoothstep(1.25, 0.95, radius) * (1 - 0.6 * tissue)
        return ScarShape(near, (0.0009 * tissue * (0.35 - knots)).astype(np.float32), tissue, rim.astype(np.float32))
    width = np.maximum(half * np.clip(1.15 - t**2, 0.0, 1.0) ** 0.5, 1e-5)
    width *= 1 + 0.5 * noise_in_space(place, 0.006, seed + "/width")
    width = np.maximum(width, floor)
    closed = smoothstep(1.06, 0.9, t.astype(np.float32))
    ratio = (across / width).astype(np.float32)
    tissue = np.exp(-(ratio**2)) * closed
    rim = np.exp(-((np.abs(ratio) - 1.7) ** 2)) * closed
    height = (0.00028 * rim - 0.00045 * tissue) * min(half / 0.0011, 2.0)
    if scar.kind == "stitched":
        spacing = 0.0068
        phase = np.abs((along / spacing) % 1.0 - 0.5) * spacing
        stitch = (
            np.exp(-((phase / np.maximum(0.0007, floor)) ** 2)) * smoothstep(0.0062, 0.0048, np.abs(across)) * closed
        )
        tissue, height = np.maximum(tissue, 0.85 * stitch), height - 0.0003 * stitch
    return ScarShape(near, height.astype(np.float32), tissue.astype(np.float32), rim.astype(np.float32))


@dataclass(frozen=True, eq=False)
class Placement:
    """Where motifs lie.

    Attributes:
        texels: (K,).
        place: (2, K) in the motif's square, 0..1.
        strength: (K,) how strongly it shows.
        side: pixels of the motif's picture: about the texels across the place, so that thin lines don't break up.
    """

    texels: Ints
    place: Floats
    strength: Floats
    side: int

    def cover(self, motif: str) -> Floats:
        """(K,) how much of each texel the motif covers, in 0..1; sampled bilinearly."""
        side = self.side
        picture = coverage(motif, side)
        x, y = np.clip(self.place * side - 0.5, 0, side - 1.001)
        column, row = x.astype(np.int64), y.astype(np.int64)
        right, down = x - column, y - row
        above = picture[row, column] * (1 - right) + picture[row, column + 1] * right
        below = picture[row + 1, column] * (1 - right) + picture[row + 1, column + 1] * right
        return np.asarray((above * (1 - down) + below * down) * self.strength, np.float32)


_FRONT: dict[str, tuple[float, float, float, float, float]] = {
    # middle x and y, half width and half height in metres, and which way its normals look
    "face": (0.0, 1.540, 0.082, 0.095, 1.0),
    "neck": (0.0, 1.402, 0.052, 0.030, 1.0),
    "chest": (0.0, 1.300, 0.125, 0.085, 1.0),
    "back": (0.0, 1.270, 0.140, 0.150, -1.0),
}


@lru_cache(maxsize=24)
def placement(place: str, size: int) -> Placement:
    """How the texels of one size see a place's square: straight on for face, neck, chest and back, round for arms."""
    texels = texel_map(size)
    x, y, z = texels.position.T
    if place in _FRONT:
        mid_x, mid_y, half_x, half_y, faces = _FRONT[place]
        metres = 2 * half_x
        u = 0.5 + faces * (x - mid_x) / metres
        v = 0.5 - (y - mid_y) / (2 * half_y)
        facing = smoothstep(0.0, 0.25, faces * texels.normal[:, 2])
        if place == "face":
            facing = regions(size).field("paint")
        elif place == "neck":
            facing = smoothstep(1.44, 1.425, y) * smoothstep(-0.02, 0.0, z)
        inside = (u >= 0) & (u <= 1) & (v >= 0) & (v <= 1) & (facing > 0) & (np.abs(x) < 0.2)
    else:
        side_name = "Left" if place.startswith("left") else "Right"
        parts = ("UpperArm", "LowerArm") if place.endswith("_arm") else ("LowerArm", "Hand")
        joints = dict(zip(standard_body().basis.joint_names, standard_body().joints.astype(np.float64), strict=True))
        start, end = (joints[side_name + part] for part in parts)
        length = np.linalg.norm(end - start)
        way = (end - start) / length
        offset = texels.position - start
        along = offset @ way
        outward = np.array([0.0, 0.0, 1.0]) - way[2] * way
        outward /= np.linalg.norm(outward)
        radial = offset - along[:, None] * way
        # The square's edges meet on the inner side of the arm, where they are least seen.
        inner = np.cross(way, outward)
        angle = np.arctan2(radial @ inner, radial @ outward)
        u = 0.5 + angle / (2 * np.pi)
        low, high = (0.30, 0.85) if place.endswith("_arm") else (0.25, 0.88)
        v = (along / length - low) / (high - low)
        facing = np.ones_like(x)
        metres = (high - low) * float(length)
        inside = (v >= 0) & (v <= 1) & (np.linalg.norm(radial, axis=1) < 0.075) & (x * start[0] > 0)
    chosen = np.flatnonzero(inside)
    spot = np.stack([u[chosen], v[chosen]]).astype(np.float32)
    across = metres / float(np.median(texels.step_m[chosen]))
    side = min(SIDES_PX, key=lambda each: abs(np.log(each / (1.25 * across))))
    return Placement(chosen, spot, facing[chosen].astype(np.float32), side)
