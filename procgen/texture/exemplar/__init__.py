"""From a user's photo to an example that tiles, with maps."""

from procgen.texture.exemplar.estimate import estimate_maps
from procgen.texture.exemplar.prepare import Exemplar, prepare
from procgen.texture.exemplar.read import read_exemplar

__all__ = ["Exemplar", "estimate_maps", "prepare", "read_exemplar"]
