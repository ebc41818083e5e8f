"""Questions about the premise, for whoever has something to say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procgen.dialogue.scene.story.plots import PlotNode, plots_of

if TYPE_CHECKING:
    from procgen.dialogue.scene.draft import Draft


def open_asks(draft: Draft) -> dict[str, list[PlotNode]]:
    """Questions that were not asked yet in a scene, by theme, in an order that the seed draws."""
    themes = {}
    for plot in plots_of("ask"):
        nodes = [node for node in plot.nodes.values() if f"ask_{node.id}" not in draft.sketches]
        order = draft.chance.permutation(len(nodes))
        if nodes:
            themes[plot.name] = [nodes[int(i)] for i in order]
    names = list(themes)
    return {names[int(i)]: themes[names[int(i)]] for i in draft.chance.permutation(len(names))}
