"""A page to judge by eye: pictures in shuffled order, labels hidden until hover."""

from __future__ import annotations

import numpy as np

from procgen.formats.page import rendered


def page_of(pictures: list[tuple[str, str]], about: str, noun: str, seed: int) -> str:
    """A page of pictures in shuffled order.

    Args:
        pictures: label and address (or data URI) of each.
        about: what they are, a sentence or two.
        noun: what one is called where pictures can't be seen.
        seed: of the shuffle.
    """
    order = np.random.default_rng([seed, 3]).permutation(len(pictures))
    return rendered(__name__, pictures=[pictures[i] for i in order], about=about, noun=noun)
