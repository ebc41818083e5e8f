"""Light: a studio with a key, a fill, a rim and a sky, and how skin, hair, cloth and metal answer it.

Sources: GGX with Smith shadowing (Walter et al., "Microfacet Models for Refraction through Rough Surfaces", EGSR 2007),
Schlick's Fresnel (1994), hair highlights after Kajiya and Kay (SIGGRAPH 1989), wrapped light for skin (GPU Gems, 2004,
chapter 16), the filmic curve that Hill fitted to the Academy's transforms of 2016 (BakingLab, "ACES.hlsl").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.portrait.camera import Camera
from procgen.character.portrait.scene import COLOUR, Hits, Scene, fetch, mixed
from procgen.character.vectors import cross, dot
from procgen.texture.maps.srgb import to_linear, to_srgb

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_BIAS_M = 1e-3
_SKIN_WRAP = np.array([0.32, 0.16, 0.12], np.float32)
"""Red light travels farthest below the skin."""
_WIDEST_WRAP = 0.35
"""Cosine beyond a right angle from where any light comes round, on skin or hair."""
_MEAN_TONE = 0.66
"""Of pictures of strands."""
_LEAST_SKY = np.float32(0.14)
_LIGHT_RADIUS = 0.075
"""Of a softbox, as a share of its distance: shadows get soft edges."""
_EDGE_RAYS = 12
"""More rays at the edges of shadows, where few give grain."""


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
_TO_FILM = np.array([[0.59719, 0.07600, 0.02840], [0.35458, 0.90834, 0.13383], [0.04823, 0.01566, 0.83777]], np.float32)
_FROM_FILM = np.array(
    [[1.60475, -0.10208, -0.00327], [-0.53108, 1.10813, -0.07276], [-0.07367, -0.00605, 1.07602]], np.float32
)
"""Rows of light times these go to where the film's curve is applied, and back."""
SKY = np.array([0.62, 0.66, 0.74], np.float32)
GROUND = np.array([0.34, 0.30, 0.27], np.float32)


@dataclass(frozen=True, eq=False)
class _Points:
    """Material and geometry at the hits, one row each; ``skin`` and ``hair`` are numbers of the rows that are such."""

    place: Floats
    normal: Floats
    smooth: Floats
    strand: Floats
    view: Floats
    albedo: Floats
    metallic: Floats
    roughness: Floats
    occlusion: Floats
    tone: Floats
    skin: Ints
    hair: Ints


def shade(
    scene: Scene, hits: Hits, directions: Floats, camera: Camera, first: Ints, finely: npt.NDArray[np.bool_]
) -> Floats:
    """Linear RGB at the hits, (M, 3).

    Args:
        scene, hits: what was met.
        directions: (M, 3) of the rays.
        camera: where they come from.
        first: (M,) of each hit, ascending, the one whose view of the lights it shares: itself, or one in its pixel.
        finely: (M,) whether that view is that of a whole pixel; it is rough where several make up one.
    """
    points = _gather(scene, hits, camera.eye, directions)
    right, up, forward = camera.axes()
    ambient = _sky(points.normal) * (points.occlusion * _sky_share(scene.openness(hits)))
    total = points.albedo * (1 - points.metallic) * ambient
    reflected = 2 * _dot(points.normal, points.view) * points.normal - points.view
    facing = np.clip(_dot(points.normal, points.view), 0.0, 1.0)
    base = 0.04 * (1 - points.metallic) + points.albedo * points.metallic
    edge = np.maximum(1 - points.roughness, base) - base
    mirror = _sky(reflected) * (base + edge * _fifth(1 - facing)) * points.occlusion
    mirror[points.hair] *= np.float32(0.15)
    total += mirror
    leads = first == np.arange(len(first))
    lead, follows = np.flatnonzero(leads), np.cumsum(leads) - 1
    fine = finely[lead]
    start = points.place[lead] + points.smooth[lead] * np.float32(_BIAS_M)
    normal, smooth = points.normal[lead], points.smooth[lead]
    for light in STUDIO:
        towards = right * light.towards[0] + up * light.towards[1] - forward * light.towards[2]
        towards = (towards / np.linalg.norm(towards)).astype(np.float32)
        strength = np.asarray(light.colour, np.float32)
        lit = np.ones((len(points.place), 1), np.float32)
        if light.shadows:
            # What looks away gets nothing of it, whether anything lies between or not.
            met = np.flatnonzero((normal @ towards > -_WIDEST_WRAP) & (smooth @ towards > -_WIDEST_WRAP))
            seen = np.zeros(len(lead), np.float32)
            finer, rougher = met[fine[met]], met[~fine[met]]
            seen[finer] = _share_seen(scene, start[finer], towards)
            seen[rougher] = ~_blocked(scene, start[rougher], towards, rougher)
            lit[:, 0] = seen[follows]
        total += _answer(points, towards, base, facing, lit) * strength
    return np.asarray(total, np.float32)


def glint(scene: Scene, hits: Hits, directions: Floats, camera: Camera) -> Floats:
    """What a clear surface adds: the lights' and the sky's reflection, (M, 3); directions (M, 3) of the rays."""
    normal = scene.interpolate(scene.normals, hits)
    normal /= np.maximum(np.sqrt(_dot(normal, normal)), 1e-6)
    view = -directions
    right, up, forward = camera.axes()
    facing = np.clip(_dot(normal, view), 0.0, 1.0)
    reflected = 2 * facing * normal - view
    total = _sky(reflected) * (0.02 + 0.4 * _fifth(1 - facing))
    for light in STUDIO:
        towards = right * light.towards[0] + up * light.towards[1] - forward * light.towards[2]
        towards = (towards / np.linalg.norm(towards)).astype(np.float32)
        total += np.clip(reflected @ towards, 0, 1)[:, None] ** 260 * np.asarray(light.colour, np.float32) * 1.5
    return np.asarray(total, np.float32)


def _fifth(values: Floats) -> Floats:
    """The fifth power, by products: many times faster than a power."""
    square = values * values
    return np.asarray(square * square * values)


def to_display(linear: Floats) -> Floats:
    """Linear light to sRGB 0..1 through a filmic curve, under which bright skin pales instead of turning orange."""
    x = linear @ _TO_FILM
    curve = (x * (x + 0.0245786) - 0.000090537) / (x * (0.983729 * x + 0.4329510) + 0.238081)
    return to_srgb(np.clip(curve @ _FROM_FILM, 0, 1).astype(np.float32))


def _answer(points: _Points, towards: Floats, base: Floats, facing: Floats, lit: Floats) -> Floats:
    """Diffuse and specular answer to one light of strength 1."""
    cosine = (points.normal @ towards)[:, None]
    plain = np.clip(cosine, 0, 1)
    half = points.view + towards
    half /= np.maximum(np.sqrt(_dot(half, half)), 1e-6)
    height = np.clip(_dot(points.normal, half), 0, 1)
    alpha = np.maximum(points.roughness, 0.12) ** 2
    square = alpha * alpha
    spread = height * height * (square - 1) + 1
    spread = square / (np.pi * spread * spread)
    masking = 1 / (4 * (facing + alpha) * (plain + alpha) + 0.5)
    fresnel = base + (1 - base) * _fifth(1 - np.clip(_dot(points.view, half), 0, 1))
    specular = np.minimum(spread * masking * fresnel, 6.0) * (plain * lit)
    matt = points.albedo * (1 - points.metallic)
    body = matt * (plain * lit) + specular
    skin = points.skin
    if len(skin):
        wrapped = np.clip((cosine[skin] + _SKIN_WRAP) / (1 + _SKIN_WRAP), 0, 1) ** 1.3
        # Shadows on skin keep a little red: light that entered beside them.
        soft = np.maximum(lit[skin], _SKIN_WRAP * np.float32(0.35))
        body[skin] = matt[skin] * (wrapped * soft) + specular[skin]
    mine = points.hair
    if len(mine):
        body[mine] = _hair(points, mine, towards, half[mine], cosine[mine]) * lit[mine]
    return np.asarray(body, np.float32)


def _hair(points: _Points, mine: Ints, towards: Floats, half: Floats, cosine: Floats) -> Floats:
    """Answer of strands: light round them, a clear highlight towards the root and a tinted one towards the tip.

    Scheuermann, "Practical Real-Time Hair Rendering and Shading" (SIGGRAPH 2004), after Marschner et al. (2003).
    """
    albedo, strand, normal = points.albedo[mine], points.strand[mine], points.smooth[mine]
    # Each strand leans its own way, by its shade: a highlight is many glints, not a band.
    grey = albedo.mean(axis=1, keepdims=True)
    own = (points.tone[mine] - _MEAN_TONE) * np.float32(0.55)

    def lobe(shift: float, sharp: float) -> Floats:
        bent = strand + normal * (own + np.float32(shift))
        bent /= np.sqrt(_dot(bent, bent))
        return np.asarray(np.clip(1 - _dot(bent, half) ** 2, 0, 1) ** np.float32(sharp / 2), np.float32)

    round_ = np.sqrt(np.clip(1 - (strand @ towards)[:, None] ** 2, 0, 1))
    wrapped = np.clip((cosine + _WIDEST_WRAP) / (1 + _WIDEST_WRAP), 0, 1)
    tint = albedo / np.maximum(albedo.max(axis=1, keepdims=True), 1e-3)
    shine = np.float32(0.045) * lobe(-0.10, 90) + (0.07 + 0.40 * grey) * tint * lobe(0.14, 22) * np.float32(0.40)
    return np.asarray(albedo * round_ * wrapped * np.float32(1.05) + shine * np.sqrt(wrapped), np.float32)


def _dot(one: Floats, other: Floats) -> Floats:
    """Scalar products of rows (M, 3), (M, 1)."""
    return np.asarray(dot(one.T, other.T)[:, None])


def _share_seen(scene: Scene, start: Floats, towards: Floats) -> Floats:
    """How much of a softbox each place (M, 3) sees, (M,): two opposite points of it, and more where they differ."""
    every = np.arange(len(start))
    one, other = (~_blocked(scene, start, towards, every, sign=sign) for sign in (1, -1))
    share = (one.astype(np.float32) + other.astype(np.float32)) / np.float32(2)
    edge = np.flatnonzero(one != other)
    total = np.ones(len(edge), np.float32)
    for turn in range(1, 1 + _EDGE_RAYS):
        total += ~_blocked(scene, start[edge], towards, edge, turn)
    share[edge] = total / (2 + _EDGE_RAYS)
    return np.asarray(share, np.float32)


def _blocked(
    scene: Scene, start: Floats, towards: Floats, number: Ints, turn: int = 0, *, sign: int = 1
) -> npt.NDArray[np.bool_]:
    """Whether anything lies between places (M, 3) and one point of a softbox: by the number (M,) of each, and turn."""
    apart = _scattered(number, turn) * np.float32(sign * _LIGHT_RADIUS)
    return scene.occluded(start, (towards + apart).astype(np.float32))


def _scattered(number: npt.NDArray[np.int64], turn: int) -> Floats:
    """Points in a cube about 0, (M, 3): neighbours lie apart, and so do turns of one (R3 sequence, Roberts, 2018)."""
    steps = (0.8191725134, 0.6710436067, 0.5497004779)
    shifts = (0.7548776662, 0.5698402910, 0.6180339887)
    cube = np.empty((len(number), 3), np.float32)
    for axis, (step, shift) in enumerate(zip(steps, shifts, strict=True)):
        along = number * step + (turn * shift + 0.5)
        along -= np.floor(along)
        cube[:, axis] = along * 2 - 1
    return cube


def _sky(directions: Floats) -> Floats:
    """Light of the studio's walls from a direction, (M, 3)."""
    share = np.clip(directions[:, 1:2] * 0.5 + 0.5, 0, 1)
    return np.asarray((GROUND * (1 - share) + SKY * share) * np.float32(0.62), np.float32)


def _sky_share(openness: Floats) -> Floats:
    """Light from the sky at places that see a share of it, (M, 1): what hides it is lit too."""
    return _LEAST_SKY + (1 - _LEAST_SKY) * openness


def _gather(scene: Scene, hits: Hits, eye: Floats, directions: Floats) -> _Points:
    """Look up materials and frames at the hits."""
    count = len(hits.ray)
    view = -directions
    place = eye + directions * hits.distance[:, None]
    smooth = scene.interpolate(scene.normals, hits)
    smooth /= np.maximum(np.sqrt(_dot(smooth, smooth)), 1e-6)
    # Which side is seen is the triangle's to say: near an outline the smooth normal may lean away from the viewer.
    flat = scene.flat.take(hits.triangle, axis=0)
    smooth *= np.where(_dot(flat, view) < 0, -1, 1).astype(np.float32)
    uv = scene.interpolate(scene.uv, hits)
    tangent = scene.tangents.take(hits.triangle, axis=0)
    tangent = tangent - smooth * _dot(tangent, smooth)
    tangent /= np.maximum(np.sqrt(_dot(tangent, tangent)), 1e-9)
    strand = np.stack(cross(smooth.T, tangent.T), axis=1) * scene.handed.take(hits.triangle, axis=0)
    normal = smooth.copy()
    albedo = np.ones((count, 3), np.float32)
    metallic, roughness = np.zeros((count, 1), np.float32), np.ones((count, 1), np.float32)
    occlusion = np.ones((count, 1), np.float32)
    tone = np.full((count, 1), _MEAN_TONE, np.float32)
    skin, hair = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for number, piece in enumerate(scene.pieces):
        mine = np.flatnonzero(hits.piece == number)
        if not len(mine):
            continue
        look = piece.look
        albedo[mine] = np.asarray(look.colour, np.float32)
        metallic[mine], roughness[mine] = look.metallic, look.roughness
        if look.skin:
            skin.append(mine)
        if look.hair:
            hair.append(mine)
        if look.albedo is not None:
            seen = fetch(look.albedo, uv[mine], COLOUR)
            albedo[mine] *= to_linear(seen)
            tone[mine] = seen[:, :1]
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
        place,
        normal,
        smooth,
        strand,
        view,
        albedo,
        metallic,
        np.clip(roughness, 0.05, 1.0),
        occlusion,
        tone,
        np.concatenate(skin),
        np.concatenate(hair),
    )
