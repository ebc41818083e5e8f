"""Whole small places: terrain, water, a settlement, materials, plants and props, people and their talk."""
