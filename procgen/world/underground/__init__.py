"""Caves, mines, dungeons and crypts below a settlement, and the ways down into them."""
