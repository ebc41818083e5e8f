"""How ambience is asked for on the wire."""
