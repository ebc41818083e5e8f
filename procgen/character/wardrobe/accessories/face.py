"""What is worn before the eyes: glasses, goggles, visor."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import Hold, assemble
from procgen.character.wardrobe.accessories.carry import TO_Z, frame, put
from procgen.character.wardrobe.accessories.figure import FRONT, Figure, standard_figure
from procgen.character.wardrobe.accessories.hats import head_pair
from procgen.character.wardrobe.accessories.solids import Piece, lathe, rounded_outline, slab, thick, tube
from procgen.character.wardrobe.accessories.wrap import Wrap
from procgen.character.wardrobe.kind import Kind, Value, choice

Doubles = npt.NDArray[np.float64]
Options = Mapping[str, Value]
HEAD_ALONE = (("Head", 1.0),)


def face_hold(figure: Figure) -> Hold:
    """What sits on nose and ears follows their places and the width of the head."""
    eye = figure.joint("LeftEye")
    places = figure.vertices
    ears = figure.ears[places[figure.ears, 1] > eye[1] - 0.012]
    head = figure.head
    brow = head[
        (np.abs(places[head, 1] - eye[1]) < 0.03) & (np.abs(places[head, 0]) < 0.012) & (places[head, 2] > eye[2])
    ]
    temples = head[(np.abs(places[head, 1] - eye[1]) < 0.03) & (np.abs(places[head, 0]) > 0.055)]
    return Hold("fitted", np.concatenate([ears, brow, temples]), HEAD_ALONE)


def skull_soft(figure: Figure) -> Hold:
    """Bands follow the skin of the head."""
    return Hold("soft", figure.sparse(figure.head, 0.008), HEAD_ALONE, None, 0.02)


def head_band(figure: Figure, front: float, back: float, ease: float, ears: bool = False, wide: float = 0.03) -> Wrap:
    """The head as a surface round a slanted line, ``front`` and ``back`` metres above the eyes."""
    eyes = figure.joint("LeftEye") * [0, 1, 1]
    depth = figure.vertices[figure.head, 2]
    middle = np.array([0.0, eyes[1] + (front + back) / 2, (depth.min() + depth.max()) / 2])
    axis = np.array([0.0, 1.0, -(front - back) / 0.2])
    axis /= np.linalg.norm(axis)
    skin = np.concatenate([figure.head, figure.ears]) if ears else figure.head
    return figure.wrap(skin, middle - axis * wide / 2, middle + axis * wide / 2, FRONT, [ease] * 5, 56, 1)


def band(wrap: Wrap, start: float, end: float, thickness: float, slot: int, u: Doubles | None = None) -> Piece:
    """A strip of a surface between two rows, all round or along columns ``u``."""
    columns = np.arange(56) / 56 if u is None else u
    v = np.linspace(start, end, 4)[:, None] + 0 * columns
    return wrap.patch(np.broadcast_to(columns, v.shape), v, thickness, slot, closed=u is None)


def _glasses(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    eye = figure.joint("LeftEye")
    style = str(options["style"])
    wide, tall, corner = {
        "round": (0.047, 0.047, 0.0235),
        "square": (0.052, 0.038, 0.009),
        "aviator": (0.056, 0.050, 0.021),
    }[style]
    wire = {"round": 0.0014, "square": 0.0023, "aviator": 0.0012}[style]
    head = figure.vertices[figure.head]
    nose = head[(np.abs(head[:, 0]) < 0.006) & (np.abs(head[:, 1] - eye[1]) < 0.004)]
    plane = float(nose[:, 2].max()) + 0.009
    ear = figure.vertices[figure.ears]
    left = ear[ear[:, 0] > 0]
    root = left[left[:, 1] > left[:, 1].max() - 0.012].mean(axis=0)
    outline = rounded_outline(wide, tall, corner, 6)
    if style == "aviator":
        outline = outline * (1 + np.stack([0.10 * outline[:, 1] / tall, 0 * outline[:, 1]], axis=1))
    turn = np.radians(7)
    yaw = np.array([[np.cos(turn), 0, np.sin(turn)], [0, 1, 0], [-np.sin(turn), 0, np.cos(turn)]])
    centre = np.array([eye[0] + 0.0035, eye[1] - 0.004, plane - 0.001])
    rim = np.concatenate([outline, np.zeros((len(outline), 1))], axis=1)
    pieces = []
    for side in (1.0, -1.0):
        matrix = np.diag([side, 1.0, 1.0]) @ yaw
        pieces.append(tube(rim @ matrix.T + centre * [side, 1, 1], wire, 6, 0, closed=True))
        lens = slab(outline * 0.985, 0.0014, 0.0004, 1, 0.0008)
        pieces.append(lens.turned(matrix).moved(centre * [side, 1, 1]))
        hinge = centre + yaw @ np.array([wide / 2 + 0.001, tall * 0.22, 0.0])
        temple = np.array([root[0] + 0.003, root[1] + 0.005, root[2] + 0.014])
        out = np.array([max(hinge[0] + 0.004, temple[0] - 0.004), hinge[1], hinge[2] - 0.006])
        behind = temple + np.array([0.002, -0.001, -0.022])
        end = behind + np.array([0.001, -0.006, -0.008])
        path = np.stack(
            [
                hinge,
                out,
                out * 0.6 + temple * 0.4,
                temple * 0.75 + out * 0.25,
                temple,
                (temple + behind) / 2 + [0, 0.003, -0.002],
                behind,
                end,
            ]
        )
        pieces.append(tube(path * [side, 1, 1], np.array([1, 1.1, 1, 1, 1, 1.2, 1.4, 1.2]) * wire, 6, 0))
        pad = tube(
            np.array([[0.0105, eye[1] - 0.009, plane - 0.001], [0.0115, eye[1] - 0.012, plane - 0.004]]) * [side, 1, 1],
            0.0022,
            6,
            0,
        )
        pieces.append(pad)
    inner = centre[0] - wide / 2
    share = np.linspace(-1, 1, 7)
    arch = np.stack(
        [share * inner, centre[1] + tall * 0.10 + 0.0045 * (1 - share**2), np.full(7, plane) + 0.001], axis=1
    )
    pieces.append(tube(arch, wire, 6, 0))
    if style == "aviator":
        pieces.append(tube(arch + np.array([0.0, tall * 0.24, 0.0]), wire, 6, 0))
    return assemble("glasses", figure, [(pieces, face_hold(figure))], slots, 3, head_pair(figure))


def _goggles(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    eye = figure.joint("LeftEye")
    on_brow = options["position"] == "forehead"
    strap = head_band(figure, 0.060 if on_brow else 0.006, 0.022, 0.008, ears=False, wide=0.03)
    pieces = [band(strap, 0.1, 0.9, 0.0028, 2, np.linspace(-0.42, 0.42, 48))]
    profile = [
        [0.0295, -0.005],
        [0.031, -0.001],
        [0.0275, 0.004],
        [0.0275, 0.014],
        [0.0295, 0.0155],
        [0.0295, 0.021],
        [0.0265, 0.0225],
        [0.0235, 0.0215],
        [0.0235, 0.016],
    ]
    for side in (1.0, -1.0):
        if on_brow:
            u = np.array(0.5 - side * 0.058)
            at, out = strap.at(u, np.array(0.5), 0.014), strap.normal(u, np.array(0.5)) + 0.8 * FRONT
        else:
            at, out = np.array([side * (eye[0] + 0.004), eye[1], eye[2] + 0.034]), np.array([side * 0.22, 0.0, 1.0])
        where = frame(at, out)
        cup = lathe(np.array(profile), 20, 0).turned(TO_Z)
        pieces.append(put(cup, where))
        ring = lathe(
            np.array(
                [
                    [0.0242, 0.0222],
                    [0.029, 0.0222],
                    [0.0295, 0.025],
                    [0.0270, 0.027],
                    [0.0242, 0.0255],
                    [0.0242, 0.0222],
                ]
            ),
            20,
            3,
        )
        pieces.append(put(ring.turned(TO_Z), where))
        glass = lathe(
            np.array([[0.0, 0.0165], [0.0238, 0.0165], [0.0238, 0.0195], [0.013, 0.0222], [0.0, 0.0232]]), 20, 1
        )
        pieces.append(put(glass.turned(TO_Z), where))
    middle = (pieces[1].vertices.mean(axis=0) + pieces[4].vertices.mean(axis=0)) / 2
    bridge = np.array([[-0.012, 0, 0.004], [-0.006, 0.001, 0.007], [0.006, 0.001, 0.007], [0.012, 0, 0.004]]) + middle
    pieces.append(tube(bridge, 0.0045, 6, 0))
    rigid = pieces[1:]
    hold = (
        Hold("fitted", face_hold(figure).skin, HEAD_ALONE)
        if not on_brow
        else Hold("soft", skull_soft(figure).skin, HEAD_ALONE, None, 0.03)
    )
    return assemble("goggles", figure, [(pieces[:1], skull_soft(figure)), (rigid, hold)], slots, 3, head_pair(figure))


def _visor(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    figure = standard_figure(basis)
    front = head_band(figure, -0.004, 0.004, 0.019, ears=True, wide=0.052)
    u = np.linspace(0.27, 0.73, 33)
    reach = (u - 0.5) / 0.23
    rows = np.linspace(0, 1, 6)[:, None]
    low, high = 0.10 + 0.28 * reach**4, 0.94 - 0.20 * reach**4
    v = low + (high - low) * rows
    sheet = front.at(np.broadcast_to(u, v.shape), v, 0.0)
    pieces = [thick(sheet, front.normal(np.broadcast_to(u, v.shape), v), 0.0028, 0)]
    top = front.at(u, high, 0.0016)
    pieces.append(tube(top, 0.0026, 6, 1))
    back = head_band(figure, 0.006, 0.000, 0.006, ears=False, wide=0.03)
    pieces.append(band(back, 0.2, 0.8, 0.005, 1, np.linspace(-0.20, 0.20, 29)))
    ear = figure.vertices[figure.ears]
    centre = ear[ear[:, 0] > 0].mean(axis=0)
    for side in (1.0, -1.0):
        at = np.array([side * (np.abs(ear[:, 0]).max() + 0.005), centre[1] + 0.004, centre[2] + 0.004])
        out = np.array([side, 0.0, 0.0])
        profile = [
            [0.0, -0.004],
            [0.029, -0.004],
            [0.032, -0.001],
            [0.032, 0.008],
            [0.028, 0.014],
            [0.016, 0.015],
            [0.014, 0.012],
            [0.0, 0.012],
        ]
        pieces.append(put(lathe(np.array(profile), 20, 1).turned(TO_Z), frame(at, out)))
        light = lathe(np.array([[0.0, 0.0118], [0.0115, 0.0118], [0.010, 0.0142], [0.0, 0.0146]]), 14, 2)
        pieces.append(put(light.turned(TO_Z), frame(at, out)))
    if options["boom"] == "microphone":
        mouth = figure.joint("LeftEye") * [1.35, 1, 1] + np.array([0.0, -0.068, 0.020])
        start = np.array([np.abs(ear[:, 0]).max(), centre[1] - 0.012, centre[2] + 0.024])
        share = np.linspace(0, 1, 9)[:, None]
        path = start + (mouth - start) * share + np.sin(np.pi * share) * np.array([0.014, -0.014, 0.0])
        pieces.append(tube(path, 0.0019, 5, 1))
        pieces.append(tube(np.stack([mouth, mouth + np.array([-0.008, -0.002, 0.006])]), 0.0048, 8, 1))
    return assemble("visor", figure, [(pieces, face_hold(figure))], slots, 3, head_pair(figure))


BRASS = (0.60, 0.44, 0.22)

FACE = (
    Kind(
        "glasses", "Glasses", ("modern", "medieval"), 3,
        {"style": choice("style", "form of the lenses", "round", "square", "aviator")},
        (
            Slot("metal", "glasses", (0.16, 0.14, 0.13), "metal", 1.0, 0.35),
            Slot("glass", "glasses_lens", (0.78, 0.86, 0.88), "", roughness=0.05, alpha="blend"),
        ),
        True, frozenset(), _glasses,
    ),
    Kind(
        "goggles", "Goggles", ("scifi", "modern"), 3,
        {"position": choice("position", "where they sit", "eyes", "forehead")},
        (
            Slot("leather", "goggles", (0.18, 0.12, 0.09), "leather"),
            Slot("glass", "goggles_lens", (0.15, 0.34, 0.36), "", roughness=0.05),
            Slot("cloth", "goggles_strap", (0.10, 0.10, 0.11), "fabric"),
            Slot("metal", "goggles_rim", BRASS, "metal", 1.0, 0.35),
        ),
        True, frozenset(), _goggles,
    ),
    Kind(
        "visor", "Headset with visor", ("scifi",), 3,
        {"boom": choice("boom", "what reaches to the mouth", "none", "microphone")},
        (
            Slot("glass", "visor", (0.12, 0.50, 0.62), "", roughness=0.08),
            Slot("metal", "visor_frame", (0.20, 0.21, 0.23), "metal", 0.8, 0.4),
            Slot("glass", "visor_light", (0.98, 0.62, 0.20), "", roughness=0.2),
        ),
        True, frozenset(), _visor,
    ),
)  # fmt: skip
"""What is worn before the eyes."""
