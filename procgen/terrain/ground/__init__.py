"""Water, erosion and cover on one grid of heights: hydrology, rivers, layers, biomes, splat weights."""
