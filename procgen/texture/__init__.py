"""Materials: seamless sets of PBR maps from a seed."""
