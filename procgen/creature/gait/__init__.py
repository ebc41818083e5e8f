"""How animals move: gaits whose feet stand where they stand, and what they do between."""
