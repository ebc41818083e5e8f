"""A page to judge by eye: pictures in shuffled order, labels hidden until hover."""

from __future__ import annotations

import numpy as np

from procgen.formats.page import rendered

Picture = tuple[str, str]
"""Label and address (or data URI)."""


def page_of(pictures: list[Picture], about: str, noun: str, seed: int) -> str:
    """A page of pictures in shuffled order: which are real?

    Args:
        pictures: in any order.
        about: what they are, a sentence or two.
        noun: what one is called where pictures can't be seen.
        seed: of the shuffle.
    """
    order = np.random.default_rng([seed, 3]).permutation(len(pictures))
    sections = [("", [pictures[i] for i in order])]
    return rendered(__name__, question="Real or made?", sections=sections, about=about, noun=noun)


def groups_page_of(groups: dict[str, list[Picture]], question: str, about: str, noun: str, seed: int) -> str:
    """A page of groups of pictures, the groups in shuffled order and without their names: what are they?

    Args:
        groups: name to pictures, whose order is kept.
        question: what one is to say of each group.
        about: what they are, a sentence or two.
        noun: what a picture is called where it can't be seen.
        seed: of the shuffle.
    """
    names = list(groups)
    order = np.random.default_rng([seed, 5]).permutation(len(names))
    sections = [(f"{number + 1}", groups[names[i]]) for number, i in enumerate(order)]
    return rendered(__name__, question=question, sections=sections, about=about, noun=noun)
