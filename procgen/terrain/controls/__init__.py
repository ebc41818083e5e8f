"""Control that designers ask for: what they draw, keep and demand.

The order, from request to heights:

1. :mod:`.checks` names what is wrong, :mod:`.resolve` fills in defaults, :mod:`.record` writes the recipe.
2. :mod:`.landform_map` says which landscape is where, with its mean and relief; :mod:`.guidance` says what the
   landform network should follow: the sketch, then each stroke over what is there, level ground and points whose
   heights are given, and last the locked heights.
3. The generator makes heights. :mod:`.finish` then

   1. scales them about the sea level,
   2. carves the rivers,
   3. raises the sea floor to the sea, unless it is kept,
   4. levels ground, lays roads, and bends the surface through points,
   5. fits it to the locked heights, bit for bit.

Heights that the request draws, keeps or demands are those of the finished terrain. All of this hangs on the world's
places and the request's parameters alone, never on the rectangle that is made, so a tile made alone equals the same
tile of a larger map bit for bit.
"""
