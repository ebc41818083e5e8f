"""How music is asked for on the wire."""
