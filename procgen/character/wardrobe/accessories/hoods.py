"""Hood and coif: cloth round head and neck down to the shoulders."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import Hold, assemble
from procgen.character.wardrobe.accessories.carry import Doubles, Options
from procgen.character.wardrobe.accessories.figure import UP, radial_hull, standard_figure, turns
from procgen.character.wardrobe.accessories.hats import head_pair, skull_hold
from procgen.character.wardrobe.accessories.solids import Piece, grid, tube
from procgen.character.wardrobe.kind import Kind, number

TRUNK_TOP = ("UpperChest", "Chest", "LeftShoulder", "RightShoulder", "LeftUpperArm", "RightUpperArm")


def _envelope(height: Doubles, radius: Doubles) -> Doubles:
    """The least concave function over a radius (R,) at growing heights: cloth that hangs straight over hollows."""
    keep = [0]
    for number_ in range(1, len(height)):
        while len(keep) > 1:
            a, b = keep[-2], keep[-1]
            if (radius[b] - radius[a]) * (height[number_] - height[a]) > (radius[number_] - radius[a]) * (
                height[b] - height[a]
            ):
                break
            keep.pop()
        keep.append(number_)
    result: Doubles = np.interp(height, height[keep], radius[keep])
    return result


def hooded(name: str, loose: float, slots: tuple[Slot, ...], basis: Basis, above: Sequence[Piece] = ()) -> Template:
    """Hood and coif: cloth round head and neck down to the shoulders, open at the face; ``above`` sits on the skull."""
    figure = standard_figure(basis)
    eyes = figure.joint("LeftEye")[1]
    neck = figure.joint("Neck")
    crown = float(figure.vertices[figure.head, 1].max())
    bottom = neck[1] - 0.058
    skin = np.concatenate([figure.head, figure.ears, figure.region("Neck"), figure.region(*TRUNK_TOP)])
    skin = skin[figure.vertices[skin, 1] > bottom - 0.08]
    ease = 0.011 + 0.011 * loose
    columns = 52
    low, high = eyes - 0.085 - 0.004 * loose, eyes + 0.052 + 0.006 * loose
    # Rows lie densely where the face's opening begins and ends.
    turn = np.linspace(0, np.pi, 15)
    opening = (low + high) / 2 - (high - low) / 2 * np.cos(turn)
    top = np.sin(np.linspace(0, np.pi / 2, 7))[1:]
    start = high + 0.006
    heights = np.concatenate([np.linspace(bottom, low, 9)[:-1], opening, start + (crown + ease - start) * top])
    rows = len(heights)
    angles = np.append(turns(columns), 2 * np.pi)
    middle = np.array([0.0, 0.0, 0.045])
    levels = np.linspace(bottom, crown + ease, 64)
    radius = np.zeros((64, columns + 1))
    for row, level in enumerate(levels):
        points = figure.section(skin, np.array([0.0, min(float(level), crown - 0.004), 0.0]), UP)
        points = points[np.abs(points[:, 0]) < 0.185]
        radius[row] = np.linalg.norm(radial_hull((points - middle)[:, [0, 2]], ease, angles), axis=1)
    for column in range(columns + 1):
        # It hangs straight from chin to chest; at the sides and behind it follows the neck more.
        hang = 0.35 + 0.3 * loose + (0.65 - 0.3 * loose) * max(-np.cos(angles[column]), 0.0) ** 2
        radius[:, column] += hang * (_envelope(levels, radius[:, column]) - radius[:, column])
    for _ in range(8):
        radius[1:-1] = (radius[:-2] + 2 * radius[1:-1] + radius[2:]) / 4
    # The opening, as half an angle about the neck's axis from the front.
    share = np.clip(1 - ((heights - (low + high) / 2) / ((high - low) / 2)) ** 2, 0, 1)
    half = np.radians(57) * share**0.42
    turn = np.linspace(0, 1, columns + 1)
    sheet = np.zeros((rows, columns + 1, 3))
    for row in range(rows):
        spread_ = np.pi + half[row] + turn * (2 * np.pi - 2 * half[row])
        # The mantle ends higher over the shoulders than before and behind.
        side = np.abs(np.sin(spread_)) ** 1.5
        hem_at = neck[1] - 0.058 + 0.008 * side
        height = np.where(
            heights[row] < low, low + (heights[row] - low) * (hem_at - low) / (bottom - low), heights[row]
        )
        column = spread_ % (2 * np.pi) / (2 * np.pi) * columns
        first = np.minimum(column.astype(np.int64), columns - 1)
        share_ = column - first
        place = np.clip((height - levels[0]) / (levels[1] - levels[0]), 0, 62.999)
        below = place.astype(np.int64)
        part = place - below
        reach = (radius[below, first] * (1 - share_) + radius[below, first + 1] * share_) * (1 - part)
        reach += (radius[below + 1, first] * (1 - share_) + radius[below + 1, first + 1] * share_) * part
        # Round off over the skull, which fills it to within the ease at the crown: no lower, or hair comes through.
        reach *= np.sqrt(1 - np.clip((height - crown + 2 * ease) / (3 * ease), 0, 1) ** 2)
        back = np.clip(np.cos(spread_), 0, 1)
        reach = reach + loose * 0.030 * back**3 * np.exp(-(((heights[row] - eyes - 0.05) / 0.06) ** 2))
        sheet[row] = np.stack([np.sin(spread_) * reach, height, middle[2] - np.cos(spread_) * reach], axis=1)
        if loose > 0:
            fold = np.exp(-(((heights[row] - neck[1] - 0.005) / 0.03) ** 2))
            sheet[row] *= (
                1 + np.array([1.0, 0, 1.0]) * (0.02 * loose * fold * np.sin(9 * spread_ + 40 * heights[row]))[:, None]
            )
    flare = np.clip((bottom + 0.05 - heights) / 0.05, 0, 1) ** 2 * (0.002 + 0.003 * loose)
    outward = (sheet - middle) * [1, 0, 1]
    outward /= np.maximum(np.linalg.norm(outward, axis=2, keepdims=True), 1e-9)
    sheet += flare[:, None, None] * outward
    hem = sheet[0] - 0.004 * outward[0]
    cloth = grid(np.concatenate([(hem + 0.012 * UP)[None], hem[None], sheet]), 0)
    open_rows = np.flatnonzero(half > 0)
    rim = np.concatenate([sheet[open_rows, 0], sheet[open_rows[::-1], -1]])
    pieces = [cloth.flipped(), tube(rim, 0.0042, 6, 1, closed=True)]
    hold = Hold("soft", figure.sparse(skin, 0.009), (), None, 0.028)
    return assemble(
        name,
        figure,
        [(pieces, hold), *([([*above], skull_hold(figure))] if above else [])],
        slots,
        3,
        head_pair(figure),
    )


def _hood(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    return hooded("hood", 0.4 + 0.6 * float(options["looseness"]), slots, basis)


def _coif(options: Options, slots: tuple[Slot, ...], basis: Basis) -> Template:
    return hooded("coif", 0.0, slots, basis)


HOODS = (
    Kind(
        "hood", "Hood", ("medieval", "modern"), 3,
        {"looseness": number("looseness", "how loosely it hangs", 0.5)},
        (
            Slot("cloth", "hood", (0.20, 0.27, 0.18), "fabric", roughness=0.95, double_sided=True),
            Slot("cloth", "hood_rim", (0.14, 0.19, 0.12), "fabric", roughness=0.95),
        ),
        True, frozenset({"head_top", "neck"}), _hood,
    ),
    Kind(
        "coif", "Mail coif", ("medieval",), 3, {},
        (
            Slot("metal", "coif", (0.55, 0.55, 0.56), "chainmail", 1.0, 0.5, double_sided=True),
            Slot("leather", "coif_rim", (0.26, 0.17, 0.10), "leather"),
        ),
        True, frozenset({"head_top", "neck"}), _coif,
    ),
)  # fmt: skip
"""Hood and coif."""
