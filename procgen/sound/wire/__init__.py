"""How sounds are asked for on the wire."""
