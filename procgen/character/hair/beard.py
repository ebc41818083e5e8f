"""The bench on which beards are made: roots on the skin, curves that grow or hang from it, and the moustache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Unpack

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.hair.bind import template
from procgen.character.hair.curves import Guides, Reals, unit, wave
from procgen.character.hair.face import standard_face
from procgen.character.hair.guides import Growth, Measure, grow, scattered, spread
from procgen.character.hair.locks import Bound, CardLook, Piece, Pile, cards
from procgen.character.hair.texture import CAP_BAND, LOCK_STRIPS, TUFT_STRIPS
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.kind import Value
from procgen.runtime.philox import stream_id

Floats = npt.NDArray[np.float32]

_BAND_M, _EDGE_M = 0.05, 0.003
"""How much skin the roots' texture is spread over from the beard's edge inwards, and how far outside it begins."""
_LIFT_M = 0.0009
"""Their height over the skin."""
_TILE_M, _RADIUS_M, _LEAN = 0.16, 0.10, 0.9
"""Width of the roots' texture, how far the skin is from the skull's middle, and how far back hairs run for each metre
down."""
_TUFT_M = 0.012
"""Hairs of a tuft are about so long; longer ones stretch them."""
_TUFT_WIDTH_M = 0.0076
_MOUSTACHE_STEPS = 5


class Beard:
    """A beard being made.

    Attributes:
        face: the standard face.
        options: complete options of the kind.
        random: the stream of its name.
        pile: its pieces so far.
    """

    def __init__(self, name: str, options: Mapping[str, Value], basis: Basis) -> None:
        self.face = standard_face(basis)
        self.options = options
        self.random = np.random.Generator(np.random.Philox(key=stream_id(f"character/beard/{name}")))
        self.pile = Pile()

    def value(self, name: str) -> float:
        """A numeric option."""
        return float(self.options[name])

    def away(self, places: Floats) -> Floats:
        """Places as seen from the mouth."""
        return places - self.face.mouth

    @property
    def chin(self) -> Floats:
        """(3,) where beards that hang hang from."""
        return np.asarray(self.face.mouth + np.array([0, -0.04, -0.008], np.float32))

    def skin(self, field: Measure) -> None:
        """A layer of roots on the skin where ``field`` (metres inside) is positive."""
        body = self.face.head.body
        depth = np.full(len(body.vertices), -1.0, np.float32)
        used = np.unique(self.face.quads)
        depth[used] = field(body.vertices[used])
        quads = self.face.quads[(depth[self.face.quads] > -_EDGE_M).any(axis=1)]
        corners = np.unique(quads)
        place = np.searchsorted(corners, quads)
        azimuth, _ = self.face.head.angles(body.vertices[corners])
        # Hairs run along v, down and back: where the beard's edge is upright, too, they are crossed by u.
        across = np.radians(np.abs(azimuth)) * _RADIUS_M + _LEAN * self.away(body.vertices[corners])[:, 1]
        vertex = np.tile(corners[:, None], 4).astype(np.int32)
        weight = np.tile(np.array([1, 0, 0, 0], np.float32), (len(corners), 1))
        lift = np.full(len(corners), _LIFT_M, np.float32)
        uv = np.empty((len(corners), 2), np.float32)
        uv[:, 0] = across / _TILE_M
        share = np.clip((depth[corners] + _EDGE_M) / _BAND_M, 0.02, 0.98)
        uv[:, 1] = CAP_BAND[0] + share * (CAP_BAND[1] - CAP_BAND[0])
        points = body.vertices[corners] + body.normals[corners] * lift[:, None]
        triangles = np.concatenate([place[:, [0, 1, 2]], place[:, [0, 2, 3]]])
        zero = np.zeros(len(corners), np.float32)
        bound = Bound(vertex, weight, lift)
        self.pile.add(Piece(points, uv, triangles, zero, zero.astype(np.int64), None, 0, bound))

    def roots(self, field: Measure, count: int) -> Floats:
        """Evenly spread places where ``field`` is positive."""
        places = scattered(self.face.head.body.vertices, self.face.quads, max(6000, 20 * count), self.random)
        return spread(places[field(places) > 0], count)

    def grow(
        self,
        places: Floats,
        length: Reals,
        *,
        rise: float = 0.25,
        gravity: float = 0.25,
        scatter: float = 0.25,
        clearance_m: float = 0.003,
        layers_m: float = 0.004,
        steps: int = 6,
        outwards: float = 0.0,
    ) -> Guides:
        """Curves that run down and (by ``outwards``) to the sides."""

        def comb(points: Floats) -> Floats:
            away = self.away(points)
            out = np.zeros_like(points)
            out[:, 0] = np.clip(away[:, 0] / 0.02, -1, 1) * outwards
            out[:, 1] = -1.0
            out[:, 2] = 0.45
            return out

        growth = Growth(rise, 1.0, 0.5, gravity=gravity, clearance_m=clearance_m, scatter=scatter)
        layer = self.random.uniform(0, layers_m, len(places)).astype(np.float32)
        return grow(self.face.head, places, length.astype(np.float32), comb, growth, self.random, steps, layer)

    def fall(self, places: Floats, length: Reals, gather: float, steps: int = 8) -> Guides:
        """Curves that hang from the chin as one body: quadratic Bézier curves whose tips meet by ``gather``."""
        head = self.face.head
        _, normal = head.solid.height(places)
        chin = self.chin
        tip = places.copy()
        tip[:, 0] *= 1 - gather
        tip[:, 1] -= length
        tip[:, 2] += (chin[2] - tip[:, 2]) * np.clip(length / 0.08, 0, 1) * 0.75
        tip[:, [0, 2]] += self.random.normal(0, 0.05, (len(places), 2)).astype(np.float32) * length[:, None]
        first = places + normal * np.minimum(0.3 * length, 0.016)[:, None]
        first[:, 1] -= 0.30 * length
        first[:, 2] += 0.10 * length
        share = np.linspace(0, 1, steps, dtype=np.float32)[None, :, None]
        points = (1 - share) ** 2 * places[:, None] + 2 * share * (1 - share) * first[:, None] + share**2 * tip[:, None]
        points[:, 0] -= normal * 0.001
        for number_ in range(1, steps):
            height, out = head.solid.height(points[:, number_])
            least = 0.002 + 0.006 * number_ / steps
            points[:, number_] += out * np.array([0.3, 0.3, 1], np.float32) * np.maximum(least - height, 0)[:, None]
        middle = head.centre * np.array([1, 0, 1], np.float32)
        outward = unit((points - middle) * np.array([1, 0, 1], np.float32))
        return Guides(points.astype(np.float32), outward.astype(np.float32), length.astype(np.float32))

    def cards(self, guides: Guides, width_m: float, curl: float = 0.0, **look: Unpack[CardLook]) -> None:
        """Cards along curves, waved by ``curl``, which move with the skin beside them."""
        self.pile.add(self._made(guides, width_m, curl, look))

    def _made(self, guides: Guides, width_m: float, curl: float, look: CardLook) -> Piece:
        count = len(guides)
        if curl > 0:
            phase = self.random.uniform(0, 6.3, count).astype(np.float32)
            guides = wave(guides, 0.006 * curl * np.minimum(guides.length / 0.06, 1), guides.length / 0.04, phase, 0.6)
        width = np.minimum(width_m, 0.003 + 0.25 * guides.length) * self.vary(count, 0.2)
        return cards(guides, width.astype(np.float32), self.random, **look)

    def tufts(self, guides: Guides, width_m: float = _TUFT_WIDTH_M, curl: float = 0.0) -> None:
        """Cards of a few short hairs each, which begin and end one by one."""
        look = CardLook(taper=0.9, root=0.85, twist=0.5, roll=0.35, strips=TUFT_STRIPS, strip_m=_TUFT_M)
        self.cards(guides, width_m, curl, **look)

    def locks(self, guides: Guides, width_m: float, curl: float = 0.0) -> None:
        """Cards of many long hairs each, which go with the jaw, whatever they hang before: their ends with the chin."""
        look = CardLook(taper=0.6, twist=0.3, roll=0.2, strips=LOCK_STRIPS)
        root = guides.points[:, :1]
        share = np.linspace(0, 1, guides.points.shape[1], dtype=np.float32)[:, None]
        held = root + share * (self.chin - root)
        self.pile.add(replace(self._made(guides, width_m, curl, look), guides=held.astype(np.float32)))

    def vary(self, count: int, share: float) -> Floats:
        """Factors about 1."""
        return np.asarray(np.exp(self.random.normal(0, share, count).clip(-2, 2)), np.float32)

    def moustache(self, length_m: float, curl_up: float = 0.0, count: int = 84) -> None:
        """Hair between nose and lip, combed to the sides."""

        def field(places: Floats) -> Floats:
            away = self.away(places)
            side = np.abs(away[:, 0])
            top = np.interp(side, [0, 0.010, 0.022, 0.033], [0.0195, 0.019, 0.0145, 0.004])
            inside = np.minimum(top - away[:, 1], away[:, 1] + 0.002 - 0.2 * np.maximum(side - 0.02, 0))
            return np.asarray(
                np.minimum(np.minimum(inside, self.face.outside_lips(places) + 0.001), 0.034 - side), np.float32
            )

        self.skin(field)
        places = self.roots(field, count)
        away = self.away(places)
        side = np.abs(away[:, 0])
        length = length_m * (0.75 + 0.35 * np.clip(side / 0.03, 0, 1)) * self.vary(len(places), 0.12)
        drop = float(np.clip((length_m - 0.02) / 0.03, 0, 1)) * (1 - curl_up)
        guides = self.grow(
            places,
            length,
            rise=0.30 - 0.2 * drop,
            gravity=0.12 + 0.3 * drop,
            outwards=1.15,
            scatter=0.12,
            layers_m=0.005,
            steps=_MOUSTACHE_STEPS,
        )
        if curl_up > 0:
            share = np.linspace(0, 1, _MOUSTACHE_STEPS, dtype=np.float32)[None] ** 2.2
            lift = share * (length * curl_up * np.clip(side / 0.012, 0, 1))[:, None]
            points = guides.points.copy()
            points[..., 1] += lift
            points[..., 2] -= lift * 0.15
            guides = Guides(points, guides.outward, guides.length)
        self.tufts(guides)

    def finish(self, name: str, slots: tuple[Slot, ...]) -> Template:
        """The template."""
        return template(name, self.pile, self.face.head, slots, skin=self.face.solid)
