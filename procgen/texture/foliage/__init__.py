"""Cards of plants to be cut out by their opacity: leaves, needles, fronds, grass and flowers, painted by species."""

from procgen.texture.foliage.atlas import CUTOFF, Atlas, Card, atlas
from procgen.texture.foliage.species import SPECIES_NAMES

__all__ = ["CUTOFF", "SPECIES_NAMES", "Atlas", "Card", "atlas"]
