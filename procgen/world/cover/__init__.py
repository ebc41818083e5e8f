"""What covers the ground of a world: grass, flowers, ferns and shrubs as maps of their density, and its woods as lists
of trees. The maps and a seed say where each plant stands (:mod:`procgen.world.cover.pattern`), so that a million of
them are a few pictures on the wire.
"""
