"""Traffic: lanes and junctions of a world's roads, vehicles and walkers on and beside them."""
