"""Landforms of the packs, as the networks know them."""

from __future__ import annotations

from procgen.terrain.landforms import FIRST_LABELS

DETAIL_LABELS: tuple[str, ...] = (*FIRST_LABELS, "canyon", "badlands", "drumlins", "terraces")
"""Landforms that the detail network knows."""
FINE_LABELS: dict[str, str] = {
    "volcanic_plain": "volcanic",
    "volcanic_ridges": "volcanic",
    "volcanic_cone": "volcanic",
    "mesa_canyon": "canyon",
    "deep_canyon": "canyon",
    "river_gorge": "canyon",
    "loess_gullies": "badlands",
    "gullied_hills": "badlands",
    "hummocky_moraine": "drumlins",
    "river_terrace": "terraces",
    "hills_terraced": "terraces",
    "plain_bluff": "terraces",
    "fold_belt": "ridge_valley",
    "glacial_trough": "alpine_glacial",
    "glacial_valley": "alpine_glacial",
    "granite_slope": "alpine_glacial",
    "steep_ridges": "mountains",
    "lowland": "rolling_lowland",
    "mars_yardangs": "arid_hills",
    "mars_lava_plain": "plains",
}
"""Labels of the fine pack that have another name, or another that is near."""


def known_label(name: str) -> str:
    """A label of the packs as one that the network knows; the empty name for any."""
    name = FINE_LABELS.get(name, name)
    return name if name in DETAIL_LABELS else ""
