"""A page to judge by eye: hillshades of ours, real, noise and peers in shuffled order, labels hidden until hover."""

from __future__ import annotations

import html
from dataclasses import dataclass

import numpy as np

from procgen.terrain.ruler.evaluate import BASELINE, Evaluation, column_of
from procgen.terrain.ruler.report import picture_uri
from procgen.terrain.ruler.statistics import Surface

_PLACES = 12
_ABOUT = "Some of these are real places that no training saw, some are ours, some are noise or another generator."
_OTHER_NOISE = column_of("noise-ridged")

_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 1240px; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; } p { margin: .3rem 0 1rem; color: #888; }
main { display: grid; gap: 8px; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); }
figure { margin: 0; position: relative; } img { width: 100%; display: block; border-radius: 4px; }
figcaption { position: absolute; inset: auto 0 0 0; padding: .25rem .6rem; border-radius: 0 0 4px 4px; opacity: 0;
  background: #000b; color: #fff; font-size: .9rem; transition: opacity .15s; }
figure:hover figcaption, figure:focus figcaption { opacity: 1; }
"""


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


def page_of(pictures: list[tuple[str, str]], about: str, noun: str, seed: int) -> str:
    """A page of pictures in shuffled order.

    Args:
        pictures: label and address (or data URI) of each.
        about: what they are, a sentence or two.
        noun: what one is called where pictures can't be seen.
        seed: of the shuffle.
    """
    order = np.random.default_rng([seed, 3]).permutation(len(pictures))
    figures = "\n".join(
        f'<figure tabindex="0"><img src="{pictures[i][1]}" alt="{html.escape(noun)} {number}">'
        f"<figcaption>{html.escape(pictures[i][0])}</figcaption></figure>"
        for number, i in enumerate(order, 1)
    )
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Real or made?</title><style>{_STYLE}</style></head>
<body>
<h1>Real or made?</h1>
<p>{html.escape(about)} Guess first,
then point at a picture.</p>
<main>
{figures}
</main>
</body>
</html>
"""
