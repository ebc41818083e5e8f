"""Tile maps: villages, dungeons, caves, interiors, city blocks, biomes."""
