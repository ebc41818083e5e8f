"""How animals are asked for on the wire."""
