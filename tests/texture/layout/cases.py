"""Layouts to test with: any parameters that are in range."""

from __future__ import annotations

from hypothesis import strategies as st

from procgen.texture.layout import BONDS, LayoutParameters
from procgen.texture.layout.parameters import ROW_GROUP


@st.composite
def layouts(draw: st.DrawFn, bonds: tuple[str, ...] = tuple(BONDS), most: int = 6) -> LayoutParameters:
    bond = draw(st.sampled_from(bonds))
    group = ROW_GROUP.get(bond, 1)
    patterned = bond in ("herringbone", "basket")
    return LayoutParameters(
        bond,
        columns=draw(st.integers(1, 2 if patterned else most)),
        rows=group * draw(st.integers(1, 2 if patterned else max(most // group, 1))),
        joint=draw(st.sampled_from((0.0, 0.1, 0.3))),
        irregularity=draw(st.sampled_from((0.0, 0.3, 1.0))),
        roundness=draw(st.sampled_from((0.0, 0.5))),
        proportion=draw(st.integers(2, 3)),
        rotated=draw(st.booleans()),
        mirrored=draw(st.booleans()),
        shift_x=draw(st.sampled_from((0.0, 0.25, 0.8125))),
        shift_y=draw(st.sampled_from((0.0, 0.5, 0.0625))),
    )


SEEDS = st.integers(0, 2**64 - 1)
