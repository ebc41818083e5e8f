"""Light: a studio with a key, a fill, a rim and a sky, and how skin, hair, cloth and metal answer it.

Sources: GGX with Smith shadowing (Walter et al., "Microfacet Models for Refraction through Rough Surfaces", EGSR 2007),
Schlick's Fresnel (1994), hair highlights after Kajiya and Kay (SIGGRAPH 1989), wrapped light for skin (GPU Gems, 2004,
chapter 16), the filmic curve fitted by Narkowicz ("ACES Filmic Tone Mapping Curve", 2016).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.portrait.camera import Camera
from procgen.character.portrait.scene import Hits, Scene, fetch, mixed
from procgen.character.vectors import dot
from procgen.texture.maps.srgb import to_linear, to_srgb

Floats = npt.NDArray[np.float32]

_BIAS_M = 1e-3
_SKIN_WRAP = np.array([0.32, 0.16, 0.12], np.float32)
"""Red light travels farthest below the skin."""
_LIGHT_RADIUS = 0.12
"""Of a softbox, as a share of its distance: shadows get soft edges."""


@dataclass(frozen=True, slots=True)
class Light:
    """A distant light.

    Attributes:
        towards: direction to the light in the picture's axes: right, up, to the viewer.
        colour: linear RGB, with its strength.
        shadows: whether it throws any.
    """

    towards: tuple[float, float, float]
    colour: tuple[float, float, float]
    shadows: bool = False


STUDIO = (
    Light((0.55, 0.65, 0.75), (2.3, 2.15, 1.95), shadows=True),
    Light((-0.85, 0.15, 0.6), (0.42, 0.47, 0.55)),
    Light((-0.6, 0.55, -0.8), (0.9, 0.95, 1.1), shadows=True),
)
SKY = np.array([0.62, 0.66, 0.74], np.float32)
GROUND = np.array([0.34, 0.30, 0.27], np.float32)


@dataclass(frozen=True, eq=False)
class _Points:
    """Material and geometry at the hits, one row each."""

    place: Floats
    normal: Floats
    smooth: Floats
    strand: Floats
    view: Floats
    albedo: Floats
    metallic: Floats
    roughness: Floats
    occlusion: Floats
    skin: npt.NDArray[np.bool_]
    hair: npt.NDArray[np.bool_]


def shade(scene: Scene, hits: Hits, origins: Floats, directions: Floats, camera: Camera) -> Floats:
    """Linear RGB at the hits, (M, 3)."""
    points = _gather(scene, hits, origins, directions)
    right, up, forward = camera.axes()
    total = points.albedo * (1 - points.metallic) * _sky(points.normal) * (points.occlusion * _open(scene, points))
    reflected = 2 * _dot(points.normal, points.view) * points.normal - points.view
    facing = np.clip(_dot(points.normal, points.view), 0.0, 1.0)
    base = 0.04 * (1 - points.metallic) + points.albedo * points.metallic
    edge = np.maximum(1 - points.roughness, base) - base
    mirror = _sky(reflected) * (base + edge * (1 - facing) ** 5) * points.occlusion
    total += np.where(points.hair[:, None], 0.15, 1.0) * mirror
    for light in STUDIO:
        towards = right * light.towards[0] + up * light.towards[1] - forward * light.towards[2]
        towards = (towards / np.linalg.norm(towards)).astype(np.float32)
        strength = np.asarray(light.colour, np.float32)
        lit = np.ones((len(points.place), 1), np.float32)
        if light.shadows:
            start = points.place + points.smooth * np.float32(_BIAS_M)
            aim = (towards + _scattered(len(start)) * np.float32(_LIGHT_RADIUS)).astype(np.float32)
            lit = 1 - scene.occluded(start, aim)[:, None].astype(np.float32)
        total += _answer(points, towards, base, facing, lit) * strength
    return np.asarray(total, np.float32)


def glint(scene: Scene, hits: Hits, directions: Floats, camera: Camera) -> Floats:
    """What a clear surface adds: the lights' and the sky's reflection, (M, 3)."""
    normal = scene.interpolate(scene.normals, hits)
    normal /= np.maximum(np.sqrt(_dot(normal, normal)), 1e-6)
    view = -directions[hits.ray]
    right, up, forward = camera.axes()
    facing = np.clip(_dot(normal, view), 0.0, 1.0)
    reflected = 2 * facing * normal - view
    total = _sky(reflected) * (0.02 + 0.4 * (1 - facing) ** 5)
    for light in STUDIO:
        towards = right * light.towards[0] + up * light.towards[1] - forward * light.towards[2]
        towards = (towards / np.linalg.norm(towards)).astype(np.float32)
        total += np.clip(reflected @ towards, 0, 1)[:, None] ** 260 * np.asarray(light.colour, np.float32) * 1.5
    return np.asarray(total, np.float32)


def to_display(linear: Floats) -> Floats:
    """Linear light to sRGB 0..1 through a filmic curve."""
    x = linear * np.float32(0.5)
    curve = np.clip(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0, 1)
    return to_srgb(curve)


def _answer(points: _Points, towards: Floats, base: Floats, facing: Floats, lit: Floats) -> Floats:
    """Diffuse and specular answer to one light of strength 1."""
    cosine = (points.normal @ towards)[:, None]
    plain = np.clip(cosine, 0, 1)
    wrapped = np.clip((cosine + _SKIN_WRAP) / (1 + _SKIN_WRAP), 0, 1) ** 1.3
    # Shadows on skin keep a little red: light that entered beside them.
    soft = np.maximum(lit, _SKIN_WRAP * np.float32(0.35))
    diffuse = np.where(points.skin[:, None], wrapped * soft, plain * lit)
    half = points.view + towards
    half /= np.maximum(np.sqrt(_dot(half, half)), 1e-6)
    height = np.clip(_dot(points.normal, half), 0, 1)
    square = np.maximum(points.roughness, 0.12) ** 4
    spread = square / (np.pi * (height**2 * (square - 1) + 1) ** 2)
    masking = 1 / (4 * (facing + square**0.5) * (plain + square**0.5) + 0.5)
    fresnel = base + (1 - base) * (1 - np.clip(_dot(points.view, half), 0, 1)) ** 5
    specular = np.minimum(spread * masking * fresnel, 6.0) * plain * lit
    along = _dot(points.strand, half)
    across = np.sqrt(np.clip(1 - along**2, 0, 1))
    strand = np.clip(1 - ((points.strand @ towards)[:, None]) ** 2, 0, 1) ** 0.5
    hair = points.albedo * (0.35 * strand + 0.45 * plain) + (0.05 * across**60 + 0.2 * points.albedo * across**18)
    body = points.albedo * (1 - points.metallic) * diffuse + specular
    return np.asarray(np.where(points.hair[:, None], hair * lit * np.clip(cosine * 2 + 0.6, 0, 1), body), np.float32)


def _dot(one: Floats, other: Floats) -> Floats:
    """Scalar products of rows (M, 3), (M, 1)."""
    return np.asarray(dot(one.T, other.T)[:, None])


def _scattered(count: int) -> Floats:
    """Points in the unit ball, (count, 3): neighbours lie apart (the R3 sequence, Roberts, 2018)."""
    number = np.arange(count, dtype=np.float64)
    cube = np.stack([(number * step + 0.5) % 1.0 for step in (0.8191725134, 0.6710436067, 0.5497004779)], axis=1)
    return np.asarray(cube * 2 - 1, np.float32)


def _sky(directions: Floats) -> Floats:
    """Light of the studio's walls from a direction, (M, 3)."""
    share = np.clip(directions[:, 1:2] * 0.5 + 0.5, 0, 1)
    return np.asarray((GROUND * (1 - share) + SKY * share) * np.float32(0.62), np.float32)


def _open(scene: Scene, points: _Points) -> Floats:
    """Share of the sky that is seen, (M, 1), by two rays a hit; neighbouring hits look elsewhere."""
    number = np.arange(len(points.place), dtype=np.uint32)
    seen = np.zeros(len(points.place), np.float32)
    helper = np.where(np.abs(points.smooth[:, 1:2]) < 0.9, np.array([[0, 1, 0]]), np.array([[1, 0, 0]]))
    side = np.cross(points.smooth, helper)
    side /= np.maximum(np.sqrt(_dot(side, side)), 1e-6)
    other = np.cross(points.smooth, side)
    for turn in range(2):
        # The R2 sequence (Roberts, 2018): neighbours' directions fill the hemisphere evenly.
        first = ((number * 2 + turn) * 0.7548776662466927 + 0.5) % 1.0
        second = ((number * 2 + turn) * 0.5698402909980532 + 0.5) % 1.0
        radius, angle = np.sqrt(first)[:, None], (2 * np.pi * second)[:, None]
        towards = side * radius * np.cos(angle) + other * radius * np.sin(angle)
        towards += points.smooth * np.sqrt(np.maximum(1 - radius**2, 0))
        start = points.place + points.smooth * np.float32(_BIAS_M)
        blocked = scene.occluded(start.astype(np.float32), towards.astype(np.float32))
        seen += np.where(blocked, 0.18, 1.0)
    return np.asarray(seen / 2, np.float32)[:, None]


def _gather(scene: Scene, hits: Hits, origins: Floats, directions: Floats) -> _Points:
    """Look up materials and frames at the hits."""
    count = len(hits.ray)
    view = -directions[hits.ray]
    place = origins[hits.ray] + directions[hits.ray] * hits.distance[:, None]
    smooth = scene.interpolate(scene.normals, hits)
    smooth /= np.maximum(np.sqrt(_dot(smooth, smooth)), 1e-6)
    # Which side is seen is the triangle's to say: near an outline the smooth normal may lean away from the viewer.
    corner = scene.vertices[hits.corners]
    flat = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    smooth *= np.where(_dot(flat, view) < 0, -1, 1).astype(np.float32)
    uv = scene.interpolate(scene.uv, hits)
    tangent = scene.tangents[hits.triangle]
    tangent = tangent - smooth * _dot(tangent, smooth)
    tangent /= np.maximum(np.sqrt(_dot(tangent, tangent)), 1e-9)
    strand = np.cross(smooth, tangent) * scene.handed[hits.triangle]
    normal = smooth.copy()
    albedo = np.ones((count, 3), np.float32)
    metallic, roughness = np.zeros((count, 1), np.float32), np.ones((count, 1), np.float32)
    occlusion = np.ones((count, 1), np.float32)
    skin, hair = np.zeros(count, bool), np.zeros(count, bool)
    for number, piece in enumerate(scene.pieces):
        mine = np.flatnonzero(hits.piece == number)
        look = piece.look
        albedo[mine] = np.asarray(look.colour, np.float32)
        metallic[mine], roughness[mine] = look.metallic, look.roughness
        skin[mine], hair[mine] = look.skin, look.hair
        if not len(mine):
            continue
        if look.albedo is not None:
            albedo[mine] *= to_linear(fetch(look.albedo[..., :3], uv[mine]))
        if piece.colours is not None:
            albedo[mine] *= mixed(piece.colours, hits.corners[mine] - scene.first[number], hits.weights[mine])
        if look.orm is not None:
            values = fetch(look.orm, uv[mine])
            occlusion[mine] = values[:, :1]
            roughness[mine] *= values[:, 1:2]
            metallic[mine] *= values[:, 2:3]
        if look.normal is not None:
            bend = fetch(look.normal, uv[mine]) * 2 - 1
            normal[mine] = tangent[mine] * bend[:, :1] + strand[mine] * bend[:, 1:2] + smooth[mine] * bend[:, 2:3]
    normal /= np.maximum(np.sqrt(_dot(normal, normal)), 1e-6)
    return _Points(
        place, normal, smooth, strand, view, albedo, metallic, np.clip(roughness, 0.05, 1.0), occlusion, skin, hair
    )
