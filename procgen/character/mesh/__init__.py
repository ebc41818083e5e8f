"""Meshes: surfaces bound to the body, normals, cuts, levels of detail."""
