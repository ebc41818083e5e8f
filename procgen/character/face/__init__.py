"""Faces: sliders of identity and asymmetry, measures on the mesh, plausibility, and the learned population."""
