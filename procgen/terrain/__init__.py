"""Height maps: parameters in, metres out. Knows nothing of the wire or of files."""
