"""Arranging: a composed score for an ensemble, with accompaniment, percussion, strength and layers."""
