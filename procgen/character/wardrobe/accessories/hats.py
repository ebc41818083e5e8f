"""Hats, caps and helmets."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import Hold, assemble
from procgen.character.wardrobe.accessories.figure import FRONT, UP, Figure, standard_figure
from procgen.character.wardrobe.accessories.loft import Step, closed_sheet, dome, raised, surface
from procgen.character.wardrobe.accessories.solids import Piece, lathe, thick, tube
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.kind import Kind, Value, choice, number

Doubles = npt.NDArray[np.float64]
Options = Mapping[str, Value]

HAT_FRONT_M, HAT_BACK_M = 0.058, 0.012
"""The hat line lies so high above the eyes in front and at the back; hair above it is pressed to the head."""


def hat_plane(figure: Figure, lower: float = 0.006) -> tuple[Doubles, Doubles]:
    """A point in and the normal of the plane that hats sit on, ``lower`` metres under the hat line."""
    eyes = (figure.joint("LeftEye") + figure.joint("RightEye")) / 2
    middle = figure.vertices[figure.head, 2]
    centre = (middle.min() + middle.max()) / 2
    rise = (HAT_FRONT_M - HAT_BACK_M) / 0.2
    origin = np.array([0.0, eyes[1] + (HAT_FRONT_M + HAT_BACK_M) / 2 - lower, centre])
    normal = np.array([0.0, 1.0, -rise])
    return origin, normal / np.linalg.norm(normal)


def head_pair(figure: Figure) -> tuple[int, int]:
    """Vertices in the middle of forehead and back of the head: their distance scales what sits on it."""
    origin, _ = hat_plane(figure)
    head = figure.head
    places = figure.vertices[head]
    middle = np.abs(places[:, 0]) < 0.012
    level = middle & (np.abs(places[:, 1] - origin[1]) < 0.03)
    near, deep = head[level], places[level, 2]
    return int(near[deep.argmax()]), int(near[deep.argmin()])


def skull_hold(figure: Figure) -> Hold:
    """Hats keep their form but for the proportions of the skull."""
    eyes = figure.joint("LeftEye")[1]
    skull = figure.head[figure.vertices[figure.head, 1] > eyes + 0.02]
    return Hold("fitted", skull, (("Head", 1.0),))


def hat_loop(figure: Figure, ease: float, lower: float = 0.006) -> tuple[Doubles, Doubles]:
    """A loop (40, 3) that hats sit on, ``ease`` metres off the head, and the normal of its plane."""
    origin, up = hat_plane(figure, lower)
    return figure.loop(figure.head, origin, up, FRONT, ease, 40), up


def finish(name: str, pieces: list[Piece], slots: tuple[Slot, ...], figure: Figure) -> Template:
    """Pieces that sit on the skull as a template."""
    return assemble(name, figure, [(pieces, skull_hold(figure))], slots, 3, head_pair(figure))


def lined(loop: Doubles, up: Doubles, outer: list[Step], depth: float = 0.035, narrow: float = 0.90) -> Doubles:
    """Rings of a crown with the visible part of its inside."""
    inner: list[Step] = [(narrow, -0.004, depth), ((1 + narrow) / 2, -0.003, depth * 0.5), (1.0, -0.003, 0.0)]
    return raised(loop, up, inner + outer)


def brim_steps(width: float) -> list[Step]:
    """A brim of felt, ``width`` metres, from its underside to the foot of the crown."""
    return [
        (1.0, width * 0.5, -0.0055), (1.0, width, -0.004), (1.0, width + 0.0025, -0.0015), (1.0, width, 0.001),
        (1.0, width * 0.5, -0.0005), (1.0, 0.004, 0.0015), (1.0, 0.0, 0.006),
    ]  # fmt: skip


def pinched(rings: Doubles, middle: Doubles, height: Doubles, depth: float) -> Doubles:
    """Rings of a crown with two dents in front; ``height`` of each point over the loop, ``depth`` as a share."""
    angle = np.arange(rings.shape[1]) * (2 * np.pi / rings.shape[1])
    ahead = np.clip(-np.cos(angle), 0, 1) ** 2 * np.abs(np.sin(angle)) ** 0.8
    dent = np.clip((height - 0.045) / 0.06, 0, 1) * ahead * depth
    return np.asarray(rings - (rings - middle) * np.array([1.0, 0, 0]) * dent[..., None])


def creased(rings: Doubles, middle: Doubles, up: Doubles, over: Doubles, depth: float) -> Doubles:
    """Rings of a crown with a fold along the top, ``depth`` metres, where ``over``, metres, is above 0."""
    fold = np.exp(-(((rings[..., 0] - middle[0]) / 0.022) ** 2)) * np.clip(over / 0.012, 0, 1)
    return np.asarray(rings - (fold * depth)[..., None] * up)


def _brim_hat(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.013)
    width = 0.045 + 0.085 * float(options["brim"])
    crown = str(options["crown"])
    tall = {"round": 0.098, "pinched": 0.115, "pointed": 0.30}[crown]
    if crown == "pointed":
        share = np.linspace(0, 1, 15)
        top: list[Step] = [
            (float((1 - s) ** 1.05 * (1 - 0.15 * np.sin(np.pi * s))), 0.0, float(tall * s)) for s in share[1:]
        ]
    elif crown == "round":
        top = dome(tall, 2.6, 11)[1:]
    else:
        top = [(0.97, 0.0, 0.03), (0.93, 0.0, 0.06), (0.89, 0.0, 0.09), (0.86, 0.0, 0.104), (0.80, 0.0, 0.112)]
        top += [(0.66, 0.0, 0.113), (0.4, 0.0, 0.108), (0.0, 0.0, 0.104)]
    brim = brim_steps(width)
    rings = lined(loop, up, brim + top, 0.016 if crown == "pointed" else 0.035, 0.93 if crown == "pointed" else 0.90)
    columns = rings.shape[1]
    angle = np.arange(columns) * (2 * np.pi / columns)
    away = rings - (loop.mean(axis=0) + ((rings - loop.mean(axis=0)) @ up)[..., None] * up)
    reach = np.linalg.norm(away, axis=2) - np.linalg.norm(loop - loop.mean(axis=0), axis=1)
    height = (rings - loop.mean(axis=0)) @ up
    # The brim turns up at the sides and dips in front and behind.
    bend = -np.cos(2 * angle) * 0.16 + 0.04 * np.sin(3 * angle + 0.7)
    rings = rings + (np.clip(reach, 0, None) * bend)[..., None] * up * (height < 0.012)[..., None]
    if crown == "pinched":
        middle = loop.mean(axis=0)
        rings = pinched(rings, middle, height, 0.26)
        rings = creased(rings, middle, up, height - 0.098, 0.018)
    if crown == "pointed":
        lean = np.clip(height - 0.08, 0, None)
        wobble = np.clip(height - 0.05, 0, None) * np.sin(height * 60) * 0.05
        rings = (
            rings
            + (lean**1.7 * 0.9)[..., None] * np.array([0.25, -0.25, -0.9])
            + wobble[..., None] * np.array([0.4, 0, 1.0])
        )
    hat = closed_sheet(rings, 0)
    start = 3 + len(brim) - 1
    body = surface(rings[start : start + 4])
    rows = np.broadcast_to(np.array([[0.0], [0.25], [0.5]]) * (1.0 if crown != "pointed" else 0.8) + 0.01, (3, columns))
    band = body.patch(np.broadcast_to(np.arange(columns) / columns, rows.shape), rows, 0.0026, 1, closed=True)
    pieces = [hat, band]
    if options["ornament"] == "feather":
        pieces.append(feather(body.at(np.array(0.30), np.array(0.2), 0.003), up, 2))
    return finish("brim_hat", pieces, slots, figure)


def feather(root: Doubles, up: Doubles, slot: int) -> Piece:
    """A feather, standing up and bending back from its root."""
    share = np.linspace(0, 1, 12)
    spine = (
        root
        + np.outer(share * 0.15, up)
        + np.outer(share**1.6 * 0.16, [0.25, 0.0, -1.0])
        + np.outer(share * 0.02, [1.0, 0, 0])
    )
    width = 0.017 * np.sin(np.pi * np.clip(share * 0.93 + 0.07, 0, 1)) ** 0.7
    across = np.cross(np.gradient(spine, axis=0), [1.0, 0.15, 0.0])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    normal = np.cross(across, np.gradient(spine, axis=0))
    normal /= np.linalg.norm(normal, axis=1, keepdims=True)
    sides = np.array([-1.0, -0.45, 0.0, 0.45, 1.0])
    notch = 1 - 0.12 * (np.arange(12) % 3 == 1)
    sheet = spine[:, None] + (width * notch)[:, None, None] * sides[None, :, None] * across[:, None]
    sheet = sheet - (0.25 * width)[:, None, None] * np.abs(sides)[None, :, None] * normal[:, None]
    return thick(sheet.transpose(1, 0, 2), np.broadcast_to(normal, (5, 12, 3)), 0.0012, slot)


def peak(body: Wrap, ahead: float, slot: int) -> Piece:
    """The peak of a cap, at a place round the surface of its crown: 0.5 in front, 0 behind."""
    reach = np.linspace(-1, 1, 21)
    u = ahead + 0.175 * reach
    inner = body.at(u % 1.0, np.full(21, 0.02), -0.002)
    normal = body.normal(u % 1.0, np.full(21, 0.0))
    straight = np.array([0.0, 0.0, 1.0 if ahead else -1.0])
    out = 0.35 * normal * [1, 0, 1] + 0.65 * straight
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    length = 0.074 * (1 - np.abs(reach) ** 2.6) ** 0.55
    rows = []
    for share in np.linspace(0, 1, 6):
        drop = (0.006 * share + 0.010 * share**2) * length / 0.074
        curl = 0.030 * reach**2 * share * length / 0.074
        rows.append(inner + out * (length * share)[:, None] - np.outer(drop + curl, UP))
    sheet = np.stack(rows)[::-1]
    lift = np.gradient(sheet, axis=1)
    lifted = np.cross(lift, np.gradient(sheet, axis=0))
    lifted /= np.maximum(np.linalg.norm(lifted, axis=2, keepdims=True), 1e-9)
    lifted = np.where((lifted[..., 1:2] < 0), -lifted, lifted)
    return thick(sheet, lifted, 0.0024, slot)


def _cap(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.011, 0.008)
    rings = lined(loop, up, [(1.002, 0.0012, 0.0), (1.0, 0.0008, 0.016), *dome(0.104, 2.35, 11)[2:]])
    pieces = [closed_sheet(rings, 0)]
    body = surface(rings[3:])
    ahead = 0.5 if options["direction"] == "front" else 0.0
    pieces.append(peak(body, ahead, 1))
    v = np.linspace(0.03, 0.985, 12)
    for number_ in range(6):
        pieces.append(tube(body.at(np.full(12, (number_ + 0.5) / 6 + 1 / 12), v, 0.0003), 0.0009, 4, 0))
    top = body.at(np.array(0.0), np.array(1.0))
    button = lathe(np.array([[0.0075, -0.001], [0.007, 0.003], [0.004, 0.005], [0.0, 0.0055]]), 10, 1)
    pieces.append(button.moved(top))
    return finish("cap", pieces, slots, figure)


def _helmet(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    loop, up = hat_loop(figure, 0.017, 0.014)
    kettle = options["style"] == "kettle"
    pieces: list[Piece] = []
    if kettle:
        brim: list[Step] = [(1.0, 0.030, -0.024), (1.0, 0.050, -0.031), (1.0, 0.0535, -0.030), (1.0, 0.050, -0.027)]
        brim += [(1.0, 0.028, -0.018), (1.0, 0.006, 0.002), (1.0, 0.0, 0.010)]
        rings = lined(loop, up, brim + dome(0.112, 2.0, 12)[2:])
        crown = surface(rings[3 + len(brim) - 1 :])
    else:
        rings = lined(loop, up, [(1.0, 0.0005, -0.0005), (1.0, 0.001, 0.001), *dome(0.135, 1.72, 14)[1:]])
        crown = surface(rings[4:])
    pieces.append(closed_sheet(rings, 0))
    columns = np.arange(40) / 40
    v = np.linspace(0.0, 1.0, 14)
    if kettle:
        for turn in (0.0, 0.5):
            u = np.full((14, 3), turn) + np.linspace(-0.012, 0.012, 3) / np.maximum(1 - 0.93 * v[:, None], 0.12)
            pieces.append(crown.patch(u, np.repeat(v[:, None], 3, axis=1), 0.003, 1))
    else:
        rows = np.broadcast_to(np.array([[0.0], [0.06], [0.13]]), (3, 40))
        pieces.append(crown.patch(np.broadcast_to(columns, (3, 40)), rows, 0.0032, 1, closed=True))
        for turn in (0.0, 0.25, 0.5, 0.75):
            share = np.linspace(0.10, 0.985, 12)[:, None]
            u = turn + np.linspace(-0.014, 0.014, 3) / np.maximum(1 - 0.95 * share, 0.10)
            pieces.append(crown.patch(u, np.repeat(share, 3, axis=1), 0.0026, 1))
        pieces.append(_nasal(figure, crown.at(np.array(0.5), np.array(0.03), 0.004)))
    for number_ in range(12):
        u = np.array((number_ + 0.5) / 12)
        at = crown.at(u, np.array(0.065), 0.0032 if not kettle else 0.0005)
        rivet = lathe(np.array([[0.004, -0.001], [0.0032, 0.0016], [0.0, 0.0024]]), 6, 1)
        normal = crown.normal(u, np.array(0.065))
        side = np.cross(normal, UP)
        side /= np.linalg.norm(side)
        pieces.append(rivet.turned(np.stack([side, normal, np.cross(side, normal)], axis=1)).moved(at))
    return finish("helmet", pieces, slots, figure)


def _nasal(figure: Figure, top: Doubles) -> Piece:
    """The bar before the nose, from the brow band down over the tip."""
    face = figure.vertices[figure.head]
    middle = face[np.abs(face[:, 0]) < 0.01]
    tip = middle[middle[:, 2].argmax()]
    end = np.array([0.0, tip[1] - 0.002, tip[2] + 0.010])
    share = np.linspace(0, 1, 9)
    spine = top + (end - top) * share[:, None]
    spine[:, 0] = 0.0
    spine[:, 2] += 0.004 * np.sin(np.pi * share)
    width = 0.011 + 0.007 * share**2
    sides = np.linspace(-1, 1, 5)
    sheet = spine[:, None] + (width[:, None] * sides)[..., None] * np.array([1.0, 0, 0])
    sheet[..., 2] -= 0.006 * sides**2
    normal = np.broadcast_to(np.array([0.0, 0.12, 0.99]), sheet.shape)
    return thick(sheet[::-1], normal, 0.0035, 1)


IRON, BRASS = (0.50, 0.50, 0.51), (0.72, 0.55, 0.26)

HATS = (
    Kind(
        "brim_hat", "Brimmed hat", ("medieval", "modern"), 3,
        {
            "brim": number("brim", "0 narrow, 1 wide", 0.45),
            "crown": choice("crown", "form of the crown", "pinched", "round", "pointed"),
            "ornament": choice("ornament", "what is stuck in the band", "none", "feather"),
        },
        (
            Slot("cloth", "brim_hat", (0.27, 0.20, 0.14), "fabric", roughness=0.95, double_sided=True),
            Slot("leather", "brim_hat_band", (0.10, 0.07, 0.06), "leather"),
            Slot("cloth", "brim_hat_feather", (0.70, 0.16, 0.12), "", roughness=0.9),
        ),
        True, frozenset({"head_top"}), _brim_hat,
    ),
    Kind(
        "cap", "Peaked cap", ("modern",), 3,
        {"direction": choice("direction", "where the peak points", "front", "back")},
        (
            Slot("cloth", "cap", (0.15, 0.20, 0.34), "fabric", roughness=0.9, double_sided=True),
            Slot("cloth", "cap_peak", (0.11, 0.13, 0.20), "fabric", roughness=0.9),
        ),
        True, frozenset({"head_top"}), _cap,
    ),
    Kind(
        "helmet", "Iron helmet", ("medieval",), 3,
        {"style": choice("style", "with a nose guard or a brim", "nasal", "kettle")},
        (
            Slot("metal", "helmet", IRON, "metal", 1.0, 0.45, double_sided=True),
            Slot("metal", "helmet_bands", (0.38, 0.36, 0.34), "metal", 1.0, 0.4),
        ),
        True, frozenset({"head_top"}), _helmet,
    ),
)  # fmt: skip
"""What covers the head."""
