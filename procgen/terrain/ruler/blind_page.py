"""A page to judge by eye: hillshades of ours, real, noise and peers in shuffled order, labels hidden until hover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from procgen.kit.ruler.blind_page import groups_page_of, page_of
from procgen.terrain.ruler.evaluate import BASELINE, Evaluation, column_of
from procgen.terrain.ruler.report import picture_uri
from procgen.terrain.ruler.statistics import Surface

_PLACES = 12
_ABOUT = "Some of these are real places that no training saw, some are ours, some are noise or another generator."
_OTHER_NOISE = column_of("noise-ridged")


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of the page."""

    label: str
    surface: Surface


def choose(evaluation: Evaluation, places: int = _PLACES) -> list[Shown]:
    """Real held-out maps, evenly spread, and of each generator a sample under the same conditions; peers as they are.

    Nothing is picked by its looks: the first sample of each place is taken.
    """
    held, conditional = evaluation.held_patches, evaluation.sets.conditional
    chosen = np.unique(np.linspace(0, len(held) - 1, min(places, len(held))).astype(int))
    shown = []
    for index in chosen:
        patch = held[index]
        shown.append(Shown(f"real, {patch.landform}", Surface(patch.surface, patch.metres_per_pixel)))
        ours = conditional["ours"].maps[index]
        if ours.heights is not None:
            shown.append(Shown(f"ours, {patch.landform}", Surface(ours.heights, ours.metres_per_pixel)))
    for column in (BASELINE, _OTHER_NOISE):
        for index in chosen[:: 2 if column == BASELINE else 4]:
            one = conditional[column].maps[index]
            if one.heights is not None:
                shown.append(Shown(f"{column}, {one.landform}", Surface(one.heights, one.metres_per_pixel)))
    for name in evaluation.options.peers:
        for one in evaluation.sets.unconditional[name].maps[: max(places // 2, 1)]:
            if one.heights is not None:
                shown.append(Shown(name, Surface(one.heights, one.metres_per_pixel)))
    return shown


def blind_html(shown: list[Shown], seed: int) -> str:
    """The page, one file with its pictures inside.

    Args:
        shown: in any order.
        seed: of the shuffle.
    """
    return page_of([(one.label, picture_uri(one.surface)) for one in shown], _ABOUT, "terrain", seed)


def landforms_html(evaluation: Evaluation) -> str:
    """A page of what was made of each landform's name, group by group: can one say which it is?"""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in evaluation.by_landform.maps:
        if one.heights is not None:
            picture = picture_uri(Surface(one.heights, one.metres_per_pixel))
            groups.setdefault(one.landform, []).append((one.landform, picture))
    about = f"Each group was made with one landform's name and nothing else. The names: {', '.join(sorted(groups))}."
    return groups_page_of(groups, "Which landform?", about, "terrain", evaluation.options.seed)
