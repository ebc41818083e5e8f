"""Ambience: what is heard of a place at an hour, a bed all around and sounds in space."""
