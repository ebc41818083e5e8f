"""What is worn on hands and forearms: gloves, bracers, wrist computer."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import TILE_M, Hold, assemble
from procgen.character.wardrobe.accessories.carry import frame, put, stature_pair, strap_buckle
from procgen.character.wardrobe.accessories.figure import FRONT, Figure, standard_figure
from procgen.character.wardrobe.accessories.solids import Piece, box, grid, tube
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.kind import Kind, Value, choice, number

Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Options = Mapping[str, Value]
ARM = ("LeftLowerArm", "LeftHand")
FINGERS = ("LeftThumb*", "LeftIndex*", "LeftMiddle*", "LeftRing*", "LeftLittle*")
_LIFT_M = 0.0018


def forearm(figure: Figure, start: float, end: float, ease: list[float], columns: int = 32) -> tuple[Wrap, Doubles]:
    """The left forearm as a surface from one share of its length to another (0 elbow, 1 wrist), and its outer side.

    Column 0.5 runs along the outer side, which is the hand's back.
    """
    elbow, wrist = figure.joint("LeftLowerArm"), figure.joint("LeftHand")
    axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    back = np.cross(axis, figure.joint("LeftIndexProximal") - figure.joint("LeftLittleProximal"))
    back -= axis * (back @ axis)
    back /= np.linalg.norm(back)
    if back[0] < 0:
        back = -back
    skin = figure.region("LeftLowerArm", "LeftHand", "LeftUpperArm")
    # Rows grow towards the elbow, as they grow upward elsewhere.
    wrap = figure.wrap(
        skin, elbow + (wrist - elbow) * end, elbow + (wrist - elbow) * start, back, ease[::-1], columns, 1
    )
    return wrap, back


def arm_hold(figure: Figure) -> Hold:
    """Soft things follow the forearm."""
    return Hold("soft", figure.region(*ARM, "LeftUpperArm"), (), None, 0.012)


def sleeve(wrap: Wrap, slot: int, rim: int, thickness: float = 0.0028, inside: float = 0.35) -> list[Piece]:
    """A surface as a cuff with rolled rims and a lining a little way in."""
    columns = wrap.points.shape[1]
    u = np.arange(columns) / columns
    low, high = np.zeros(columns), np.ones(columns)
    inner_low = [wrap.at(u, low + inside, -0.0005), wrap.at(u, low, -0.0005)]
    inner_high = [wrap.at(u, high, -0.0005), wrap.at(u, high - inside, -0.0005)]
    outer = wrap.points + wrap.normals * thickness
    body = grid(np.concatenate([np.stack(inner_low), outer, np.stack(inner_high)]), slot, closed=True).flipped()
    rims = [tube(wrap.at(u, v, thickness * 0.5), thickness * 0.75, 6, rim, closed=True) for v in (low, high)]
    return [body, *rims]


def _glove_mesh(figure: Figure, fingers: bool, slot: int) -> tuple[Piece, Ints]:
    """The skin of the left hand, lifted, and the vertex of each of its points; edges are turned in."""
    basis = figure.basis
    elbow, wrist = figure.joint("LeftLowerArm"), figure.joint("LeftHand")
    axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    wanted = np.zeros(len(figure.vertices), bool)
    arm = figure.region(*ARM, *FINGERS)
    wanted[arm] = (figure.vertices[arm] - wrist) @ axis > -0.035
    if not fingers:
        names = (
            "LeftThumbDistal",
            *(
                f"Left{each}{part}"
                for each in ("Index", "Middle", "Ring", "Little")
                for part in ("Intermediate", "Distal")
            ),
        )
        wanted[figure.region(*names)] = False
    chosen = basis.body_faces[wanted[basis.faces[basis.body_faces]].all(axis=1)]
    corners, corner_uv = basis.faces[chosen], basis.face_uv[chosen]
    pairs, index = np.unique(np.stack([corners.ravel(), corner_uv.ravel()], axis=1), axis=0, return_inverse=True)
    quads = index.reshape(-1, 4)
    vertex = pairs[:, 0]
    uv = basis.uv[pairs[:, 1]].astype(np.float64) * [1, -1]
    normals = figure.body.normals.astype(np.float64)
    lifted = figure.vertices[vertex] + normals[vertex] * _LIFT_M
    triangles = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    # The atlas is brought to metres by the mean stretch of the hand.
    a, b, c = (lifted[triangles[:, k]] for k in range(3))
    p, q, r = (uv[triangles[:, k]] for k in range(3))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum()
    flat = np.abs((q - p)[:, 0] * (r - p)[:, 1] - (q - p)[:, 1] * (r - p)[:, 0]).sum()
    uv *= np.sqrt(area / flat)
    edges = np.concatenate([corners[:, [k, (k + 1) % 4]] for k in range(4)])
    local = np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)])
    key = np.sort(edges, axis=1)
    _, inverse, count = np.unique(key, axis=0, return_inverse=True, return_counts=True)
    open_edges = local[count[inverse.ravel()] == 1]
    turned, where = np.unique(open_edges, return_inverse=True)
    where = where.reshape(-1, 2) + len(vertex)
    inner = figure.vertices[vertex[turned]] - normals[vertex[turned]] * 0.001
    skirts = np.concatenate(
        [
            np.stack([open_edges[:, 1], open_edges[:, 0], where[:, 0]], axis=1),
            np.stack([open_edges[:, 1], where[:, 0], where[:, 1]], axis=1),
        ]
    )
    piece = Piece(
        np.concatenate([lifted, inner]),
        np.concatenate([triangles, skirts]),
        np.concatenate([uv, uv[turned]]),
        slot,
    )
    return piece, np.concatenate([vertex, vertex[turned]])


def _gloves(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    whole = options["fingers"] == "whole"
    piece, vertex = _glove_mesh(figure, whole, 0)
    length = float(options["cuff"])
    flare = 0.004 + 0.014 * length
    ease = [0.004 + flare * (1 - share) ** 1.5 for share in np.linspace(0, 1, 6)]
    wrap, _ = forearm(figure, 0.90 - 0.30 * length, 1.03, ease)
    cuff = sleeve(wrap, 1, 1, 0.0024)
    soft = assemble("gloves", figure, [(cuff, arm_hold(figure))], slots, 1, stature_pair(figure), double=True)
    covered = _covered(figure, whole)
    return _with_skin(soft, figure, piece, vertex, covered)


def _covered(figure: Figure, whole: bool) -> Ints:
    """Skin of the left hand that a glove covers, away from its openings."""
    if not whole:
        return np.zeros(0, np.int64)
    wrist, elbow = figure.joint("LeftHand"), figure.joint("LeftLowerArm")
    axis = (wrist - elbow) / np.linalg.norm(wrist - elbow)
    hand = figure.region(*ARM, *FINGERS)
    found: Ints = hand[(figure.vertices[hand] - wrist) @ axis > -0.005]
    return found


def _with_skin(soft: Template, figure: Figure, piece: Piece, vertex: Ints, covered: Ints) -> Template:
    """A template with a lifted piece of skin, and its mirror image, put to it: each point follows one vertex."""
    basis = figure.basis
    width = soft.bind_vertex.shape[1]
    count = len(vertex)
    both = np.concatenate([vertex, basis.mirror[vertex]])
    bound = np.zeros((2 * count, width), np.int32)
    bound[:, 0] = both
    weight = np.zeros((2 * count, width), np.float32)
    weight[:, 0] = 1
    normals = figure.body.normals[vertex].astype(np.float64)
    lift = ((piece.vertices - figure.vertices[vertex]) * normals).sum(axis=1).astype(np.float32)
    start = len(soft.uv)
    triangles = np.concatenate([soft.triangles, piece.triangles + start, piece.triangles[:, ::-1] + start + count])
    return Template(
        name=soft.name,
        triangles=triangles.astype(np.int32),
        uv=np.concatenate([soft.uv, np.tile(piece.uv / TILE_M, (2, 1))]).astype(np.float32),
        bind_vertex=np.concatenate([soft.bind_vertex, bound]),
        bind_weight=np.concatenate([soft.bind_weight, weight]),
        lift=np.concatenate([soft.lift, np.tile(lift, 2)]),
        offset=np.concatenate([soft.offset, np.zeros((2 * count, 3), np.float32)]),
        scale_pair=soft.scale_pair,
        scale_rest_m=soft.scale_rest_m,
        skin_joint=np.concatenate([soft.skin_joint, basis.skin_joint[both]]),
        skin_weight=np.concatenate([soft.skin_weight, basis.skin_weight[both]]),
        slots=soft.slots,
        triangle_slot=np.concatenate([soft.triangle_slot, np.full(2 * len(piece.triangles), piece.slot, np.uint8)]),
        hides=np.unique(np.concatenate([covered, basis.mirror[covered]])).astype(np.int32),
        layer=soft.layer,
        tile_m=soft.tile_m,
    )


def _bracers(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    length = 0.35 + 0.30 * float(options["length"])
    ease = [0.004 + float(options["clearance"]) + 0.003 * (1 - share) for share in np.linspace(0, 1, 8)]
    wrap, _ = forearm(figure, 0.92 - length, 0.92, ease)
    pieces = sleeve(wrap, 0, 1, 0.0035)
    if options["make"] == "plated":
        for number_ in range(3):
            v = np.linspace(0.06 + 0.31 * number_, 0.32 + 0.31 * number_, 5)[:, None]
            u = np.linspace(0.29, 0.71, 13)
            pieces.append(wrap.patch(np.broadcast_to(u, (5, 13)), v + 0 * u, 0.0072, 2))
        for v_at in (0.14, 0.82):
            u = np.linspace(-0.20, 0.20, 13)
            v = v_at + np.linspace(-0.035, 0.035, 3)[:, None] + 0 * u
            pieces.append(wrap.patch(np.broadcast_to(u, v.shape), v, 0.0060, 1))
            for part in strap_buckle(0.020, 0.018, 0.0016, 2):
                at = np.array(0.0), np.array(v_at)
                pieces.append(
                    put(part, frame(wrap.at(*at, 0.0075), wrap.normal(*at), np.cross(wrap.normal(*at), FRONT)))
                )
    else:
        rows = np.linspace(0.10, 0.90, 6)
        for low, high in pairwise(rows):
            for sign in (-1.0, 1.0):
                share = np.linspace(-1, 1, 6)
                path = wrap.at(
                    (sign * share * 0.055) % 1.0, low + (high - low) * (share + 1) / 2, 0.0050 + 0.001 * sign
                )
                pieces.append(tube(path, 0.0016, 4, 1))
        for side in (-1.0, 1.0):
            u = np.sort(side * np.array([0.045, 0.075, 0.105]))
            v = np.linspace(0.04, 0.96, 7)[:, None] + 0 * u
            pieces.append(wrap.patch(np.broadcast_to(u, v.shape), v, 0.0052, 1))
    return assemble("bracers", figure, [(pieces, arm_hold(figure))], slots, 2, stature_pair(figure), double=True)


def _wrist_computer(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    clearance = float(options["clearance"])
    wrap, back = forearm(figure, 0.52, 0.88, [0.004 + clearance] * 6)
    pieces = sleeve(wrap, 0, 0, 0.004)
    for v_at in (0.16, 0.84):
        u = np.arange(32) / 32
        v = v_at + np.linspace(-0.06, 0.06, 3)[:, None] + 0 * u
        pieces.append(wrap.patch(np.broadcast_to(u, v.shape), v, 0.0062, 3, closed=True))
    at = wrap.at(np.array(0.5), np.array(0.5), 0.010)
    axis = wrap.at(np.array(0.5), np.array(1.0)) - wrap.at(np.array(0.5), np.array(0.0))
    where = frame(at, back, axis)
    rigid = [
        box((0.058, 0.092, 0.018), 0.004, 1, 0.010),
        box((0.044, 0.060, 0.005), 0.0012, 2, 0.005).moved([0, 0.010, 0.0085]),
        box((0.066, 0.030, 0.012), 0.003, 1, 0.005).moved([0, -0.033, -0.001]),
    ]
    for number_ in range(3):
        rigid.append(
            box((0.010, 0.007, 0.005), 0.0015, 2 if number_ == 1 else 3, 0.003).moved(
                [-0.016 + 0.016 * number_, -0.034, 0.0095]
            )
        )
    aerial = np.array([[0.026, 0.02, 0.004], [0.026, 0.055, 0.006], [0.026, 0.075, 0.007]])
    rigid.append(tube(aerial, np.array([0.0028, 0.0022, 0.0016]), 6, 3))
    hold = Hold("rigid", figure.region(*ARM), (("LeftLowerArm", 1.0),), at)
    parts = [(pieces, arm_hold(figure)), ([put(piece, where) for piece in rigid], hold)]
    return assemble("wrist_computer", figure, parts, slots, 3, stature_pair(figure))


CLEARANCE = number("clearance", "metres of cloth that lie under it", 0.004, 0.0, 0.04)
STEEL = (0.52, 0.52, 0.54)

ARMS = (
    Kind(
        "gloves", "Gloves", ("medieval", "modern", "scifi"), 1,
        {
            "fingers": choice("fingers", "whole, or cut off at the middle joints", "whole", "cut off"),
            "cuff": number("cuff", "0 at the wrist, 1 a gauntlet", 0.25),
        },
        (
            Slot("leather", "gloves", (0.22, 0.14, 0.085), "leather", roughness=0.65),
            Slot("leather", "gloves_cuff", (0.17, 0.105, 0.065), "leather", roughness=0.65, double_sided=True),
        ),
        True, frozenset({"hands"}), _gloves,
    ),
    Kind(
        "bracers", "Bracers", ("medieval", "scifi"), 2,
        {
            "make": choice("make", "laced leather, or with plates", "laced", "plated"),
            "length": number("length", "0 short, 1 to the elbow", 0.5),
            "clearance": CLEARANCE,
        },
        (
            Slot("leather", "bracers", (0.33, 0.20, 0.11), "leather", double_sided=True),
            Slot("leather", "bracers_trim", (0.17, 0.10, 0.06), "leather"),
            Slot("metal", "bracers_plates", STEEL, "metal", 1.0, 0.4),
        ),
        True, frozenset(), _bracers,
    ),
    Kind(
        "wrist_computer", "Wrist computer", ("scifi",), 3, {"clearance": CLEARANCE},
        (
            Slot("cloth", "wrist_computer", (0.12, 0.12, 0.13), "rubber", double_sided=True),
            Slot("metal", "wrist_computer_case", (0.45, 0.46, 0.48), "metal", 0.9, 0.45),
            Slot("glass", "wrist_computer_screen", (0.20, 0.85, 0.75), "", roughness=0.15),
            Slot("leather", "wrist_computer_straps", (0.06, 0.06, 0.065), "rubber"),
        ),
        True, frozenset(), _wrist_computer,
    ),
)  # fmt: skip
"""What is worn on hands and forearms."""
