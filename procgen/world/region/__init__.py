"""Regions: grids of worlds that fit together, each of which can be made alone.

What tiles have in common is planned for the whole region first, from the request alone: where the sea is, what rises
and who lives where (:mod:`~procgen.world.region.outline`), landforms and rivers (:mod:`~procgen.world.region.ground`),
and where roads cross borders (:mod:`~procgen.world.region.roads`). All that touches a border is a function of that plan
and of the place in the region.
"""
