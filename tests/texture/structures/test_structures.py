"""Forms that are worked out: whole on the torus, the same by seed, of parts that the bank has."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.texture.classes import CLASS_NAMES
from procgen.texture.classical.canvas import Canvas
from procgen.texture.exemplar.prepare import seam_ratio
from procgen.texture.scan.bank import packaged_bank
from procgen.texture.structures import STRUCTURES, Form

SIDE = 96


def drawn(name: str, seed: int = 3, rows: int = SIDE, columns: int = SIDE, style_seed: int = 3) -> Form:
    return STRUCTURES[name].draw(Canvas(rows, columns, SIDE, seed, style_seed))


def fields(form: Form, shape: tuple[int, int]) -> list[np.ndarray]:
    found = [form.height]
    for part in form.parts:
        found += [each for each in (part.where, part.tone, *(part.pieces or ())) if each is not None]
    return [np.broadcast_to(np.asarray(each, np.float32), shape) for each in found]


def test_they_are_classes_whose_scans_are_there() -> None:
    assert set(STRUCTURES) <= set(CLASS_NAMES)
    for name, structure in STRUCTURES.items():
        assert set(structure.materials) <= set(packaged_bank().classes), name
        assert {part.material for part in drawn(name).parts} == set(structure.materials), name


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_form_goes_on_at_its_edges_and_is_the_seeds(name: str) -> None:
    shape = (SIDE, 2 * SIDE)
    one, again = (fields(drawn(name, 5, *shape), shape) for _ in range(2))
    assert all(np.array_equal(first, second) for first, second in zip(one, again, strict=True))
    assert all(np.isfinite(each).all() for each in one)
    height = one[0]
    if float(np.ptp(height)) > 1e-3:
        # Joints of what is laid may lie anywhere, the border among it.
        steps = [np.abs(height - np.roll(height, 1, axis)) for axis in (0, 1)]
        for axis, step in enumerate(steps):
            lines = step.mean(axis=1 - axis)
            assert lines[0] < 1.35 * lines.max()
            assert seam_ratio(np.roll(height, SIDE // 2, axis)) < 20.0


@pytest.mark.parametrize("name", ["chainmail", "scifi_panel", "logs", "lava"])
def test_seeds_move_things_and_styles_change_them(name: str) -> None:
    first = drawn(name).height
    assert not np.array_equal(first, drawn(name, seed=4).height)
    other = [drawn(name, style_seed=seed) for seed in range(4, 12)]
    colours = {part.colour for form in other for part in form.parts}
    assert len(colours) >= len(other[0].parts)


def test_paper_for_walls_has_all_patterns_and_each_covers_some_of_it() -> None:
    prints = [drawn("wallpaper", style_seed=seed).parts[1].where for seed in range(12)]
    shown = [float(np.mean(np.asarray(each))) for each in prints]
    assert min(shown) > 0.03
    assert max(shown) < 0.75
    # Patterns cover as much of the paper as no other does, whatever its colours.
    assert len({round(share, 1) for share in shown}) >= 3


def test_shares_are_shares() -> None:
    for name in STRUCTURES:
        for part in drawn(name).parts:
            tone = np.asarray(part.tone)
            assert tone.min() > -0.3, name
            assert tone.max() < 3.0, name
            assert part.colour is None or all(0.0 <= channel <= 1.0 for channel in part.colour), name
            if part.pieces is not None:
                assert all(-1e-6 <= np.min(each) <= np.max(each) <= 1.0 + 1e-6 for each in part.pieces), name
