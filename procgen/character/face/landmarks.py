"""Anthropometric landmarks of the head on the mesh, and the head measures of ANSUR II.

Landmarks are vertices of hm08, found on the mean adult and named as in anthropometry (Farkas 1994, "Anthropometry of
the Head and Face", 2nd ed.). Measures follow the definitions of the survey (Hotzman et al. 2011, "Measurer's Handbook:
US Army and Marine Corps Anthropometric Surveys, 2010-2011", NATICK/TR-11/017). A tape's path is fixed once: where a
plane through its landmarks cuts the mean adult's skin, the convex hull of the cut, kept as points on edges of the mesh.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.macro import Macro, macro_weights
from procgen.character.face.mesh import HeadMesh

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MIDLINE = {
    "vertex": 881,
    "trichion": 5554,
    "glabella": 227,
    "sellion": 132,
    "pronasale": 297,
    "subnasale": 343,
    "labiale_superius": 455,
    "stomion_upper": 474,
    "stomion_lower": 493,
    "labiale_inferius": 495,
    "sublabiale": 724,
    "pogonion": 733,
    "menton": 732,
    "cervical": 787,
    "opisthocranion": 962,
}
LEFT = {
    "euryon": 7673,
    "frontotemporale": 7031,
    "zygion": 7573,
    "gonion": 7595,
    "tragion": 12032,
    "superaurale": 12012,
    "subaurale": 12027,
    "preaurale": 12023,
    "postaurale": 12040,
    "helix": 12038,
    "behind_ear": 7654,
    "endocanthion": 13365,
    "exocanthion": 13377,
    "palpebrale_superius": 13353,
    "palpebrale_inferius": 13372,
    "brow": 6980,
    "alare": 7098,
    "cheilion": 7186,
    "cheek": 11788,
}
"""On the character's left; the right ones are their mirror images, named "…_right"."""
EYES = {"left": (14598, 14670), "right": (14670, 14742)}
"""Ranges of the eyeballs' vertices."""

MEASURES = (
    "bitragionchinarc",
    "bitragionsubmandibulararc",
    "bizygomaticbreadth",
    "earbreadth",
    "earlength",
    "earprotrusion",
    "headbreadth",
    "headcircumference",
    "headlength",
    "interpupillarybreadth",
    "mentonsellionlength",
    "tragiontopofhead",
)
"""The head measures of ANSUR II, as its columns are named."""


def landmark_vertices(basis: Basis) -> dict[str, int]:
    """All landmarks, both sides."""
    sided = {f"{name}_right": int(basis.mirror[vertex]) for name, vertex in LEFT.items()}
    return {**MIDLINE, **LEFT, **sided}


@dataclass(frozen=True, eq=False)
class Tape:
    """A path over the skin: points on edges of the mesh, (P, 2) vertices and (P,) share of the second."""

    edge: Ints
    share: Floats


def _cut(vertices: Floats, triangles: Ints, origin: Floats, normal: Floats) -> tuple[Ints, Floats]:
    """Where a plane crosses edges of triangles: (N, 2) vertices and (N,) share of the second."""
    side = (vertices - origin) @ normal
    edges = np.unique(
        np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])), axis=0
    )
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    crossing = edges[(side[edges[:, 0]] < 0) != (side[edges[:, 1]] < 0)]
    first, second = side[crossing[:, 0]], side[crossing[:, 1]]
    return crossing, first / (first - second)


def _hull(points: Floats) -> Ints:
    """Numbers of the corners of the convex hull of points (N, 2), counter-clockwise (Andrew 1979)."""
    # scipy's ConvexHull drops corners that lie within 1e-12 of an edge: other tapes, other measures.
    order = np.lexsort((points[:, 1], points[:, 0]))

    def chain(numbers: npt.NDArray[np.intp]) -> list[int]:
        kept: list[int] = []
        for number in numbers:
            while len(kept) > 1:
                a, b = points[kept[-1]] - points[kept[-2]], points[number] - points[kept[-2]]
                if a[0] * b[1] - a[1] * b[0] > 0:
                    break
                kept.pop()
            kept.append(int(number))
        return kept[:-1]

    return np.array(chain(order) + chain(order[::-1]), np.int64)


def _tape(basis: Basis, vertices: Floats, through: tuple[int, int, int], *, front: bool) -> Tape:
    """The convex path in the plane through three vertices.

    Args:
        basis: its triangles.
        vertices: (19158, 3) of the mean adult.
        through: vertices that the plane holds; for a half turn the first two are its ends.
        front: from the first over the front to the second; otherwise once round.
    """
    a, b, c = (vertices[number] for number in through)
    normal = np.cross(b - a, c - a)
    normal /= np.linalg.norm(normal)
    quads = basis.faces[basis.body_faces]
    head = vertices[:BODY_VERTICES, 1] > vertices[MIDLINE["cervical"], 1] - 0.02
    # The ears stand out of the hull that a tape makes.
    ear = np.zeros(len(vertices), bool)
    ear[11994:12380] = True
    ear |= ear[basis.mirror]
    quads = quads[np.all(head[quads] & ~ear[quads] & (np.abs(vertices[quads, 0]) < 0.09), axis=1)]
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    edge, share = _cut(vertices, triangles, a, normal)
    if front:
        ends = np.array([[through[0]] * 2, [through[1]] * 2], np.int64)
        edge, share = np.concatenate([ends, edge]), np.concatenate([[0.0, 0.0], share])
    points = vertices[edge[:, 0]] * (1 - share[:, None]) + vertices[edge[:, 1]] * share[:, None]
    sideways = (b - a) / np.linalg.norm(b - a)
    forwards = np.cross(normal, sideways)
    if forwards[2] < 0:
        forwards = -forwards
    flat = np.stack([(points - a) @ sideways, (points - a) @ forwards], axis=1)
    if front:
        kept = np.flatnonzero(flat[:, 1] >= -1e-9)
        edge, share, flat = edge[kept], share[kept], flat[kept]
        corner = _hull(flat)
        start = int(np.flatnonzero(corner == 0)[0])
        corner = np.roll(corner, -start)
        if corner[1] == 1:  # the straight line between the ends comes first: walk the other way
            corner = np.concatenate([corner[:1], corner[:0:-1]])
    else:
        corner = _hull(flat)
        corner = np.append(corner, corner[0])
    return Tape(edge[corner], share[corner])


@dataclass(frozen=True, eq=False)
class HeadMeasures:
    """The measures of ``MEASURES`` on any face."""

    marks: dict[str, int]
    tapes: dict[str, Tape]

    @classmethod
    def of(cls, basis: Basis) -> HeadMeasures:
        """Lay the tapes on the mean adult."""
        adult = np.asarray(basis.evaluate(macro_weights(Macro(), basis)), np.float64)
        marks = landmark_vertices(basis)
        ends = (marks["tragion"], marks["tragion_right"])
        temples = (marks["frontotemporale"], marks["frontotemporale_right"])
        tapes = {
            "bitragionchinarc": _tape(basis, adult, (*ends, marks["pogonion"]), front=True),
            "bitragionsubmandibulararc": _tape(basis, adult, (*ends, marks["cervical"]), front=True),
            "headcircumference": _tape(basis, adult, (*temples, marks["opisthocranion"]), front=False),
        }
        return cls(marks, tapes)

    @property
    def vertices(self) -> Ints:
        """Every vertex that a measure reads."""
        eyes = np.concatenate([np.arange(*span) for span in EYES.values()])
        tapes = [tape.edge.ravel() for tape in self.tapes.values()]
        return np.unique(np.concatenate([np.array(list(self.marks.values())), eyes, *tapes])).astype(np.int64)

    def measure(self, points: npt.NDArray[np.floating], mesh: HeadMesh) -> Floats:
        """(n, 12) in metres, of vertices (n, V, 3) of a part that holds ``vertices``."""
        at = {name: points[:, mesh.places(vertex)].astype(np.float64) for name, vertex in self.marks.items()}

        def apart(first: str, second: str) -> Floats:
            distance: Floats = np.linalg.norm(at[first] - at[second], axis=1)
            return distance

        def sides(first: str, second: str) -> Floats:
            return (apart(first, second) + apart(f"{first}_right", f"{second}_right")) / 2

        def along(name: str) -> Floats:
            tape = self.tapes[name]
            share = tape.share[:, None]
            ends = points[:, mesh.places(tape.edge)].astype(np.float64)
            path = ends[:, :, 0] * (1 - share) + ends[:, :, 1] * share
            length: Floats = np.linalg.norm(np.diff(path, axis=1), axis=2).sum(axis=1)
            return length

        pupils = [points[:, mesh.places(np.arange(*span))].astype(np.float64).mean(axis=1) for span in EYES.values()]
        out = {
            "bizygomaticbreadth": apart("zygion", "zygion_right"),
            "earbreadth": sides("preaurale", "postaurale"),
            "earlength": sides("superaurale", "subaurale"),
            "earprotrusion": sides("helix", "behind_ear"),
            "headbreadth": apart("euryon", "euryon_right"),
            "headlength": apart("glabella", "opisthocranion"),
            "interpupillarybreadth": np.linalg.norm(pupils[0] - pupils[1], axis=1),
            "mentonsellionlength": apart("menton", "sellion"),
            "tragiontopofhead": at["vertex"][:, 1] - (at["tragion"][:, 1] + at["tragion_right"][:, 1]) / 2,
        }
        return np.stack([along(name) if name in self.tapes else out[name] for name in MEASURES], axis=1)
